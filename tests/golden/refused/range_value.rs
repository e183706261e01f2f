fn range_value(n: usize) -> usize {
    let r = 0..n;
    let mut sum = 0;
    for i in r {
        sum += i;
    }
    sum
}

//~ errors
// error[M0206]: a range can only stand in a `for`
//   |
// 2 |     let r = 0..n;
//   |             ^^^^
//   |
//   = help: write `for i in a..b { .. }`
//
// error[M0206]: a `for` runs over a range of integers only: `a..b` or `a..=b`
//   |
// 4 |     for i in r {
//   |              ^ this is not supported in a `for`
//   |
//   = help: count up to it: `for i in 0..r`
