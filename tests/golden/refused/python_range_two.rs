fn python_range_two(n: usize) -> usize {
    let mut sum = 0;
    for i in range(1, n) {
        sum += i;
    }
    sum
}

//~ errors
// error[M0206]: a `for` runs over a range of integers only: `a..b` or `a..=b`
//   |
// 3 |     for i in range(1, n) {
//   |              ^^^^^^^^^^^ this is not supported in a `for`
//   |
//   = help: write the range with dots: `for i in 1..n`
