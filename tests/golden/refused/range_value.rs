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
