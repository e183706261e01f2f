fn for_over_number(n: usize) -> usize {
    let mut sum = 0;
    for i in n {
        sum += i;
    }
    sum
}

//~ errors
// error[M0206]: a `for` runs over a range of integers only: `a..b` or `a..=b`
//   |
// 3 |     for i in n {
//   |              ^ this is not supported in a `for`
//   |
//   = help: count up to it: `for i in 0..n`
