fn range_fold(n: usize) -> usize {
    (0..n).sum()
}

//~ errors
// error[M0206]: a range can only stand in a `for`
//   |
// 2 |     (0..n).sum()
//   |      ^^^^
//   |
//   = help: write `for i in a..b { .. }`
