fn for_mixed_limits(n: i32, x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in n..x.len() {
        sum += x[i];
    }
    sum
}

//~ errors
// error[M0401]: mismatched types: expected `i32`, found `usize`
//   |
// 3 |     for i in n..x.len() {
//   |              -  ^^^^^^^ expected `i32`, found `usize`
//   |              |
//   |              expected because of the range's start
//   |
//   = help: convert it: `x.len() as i32`
//
// error[M0405]: an index is a `usize`, not `i32`
//   |
// 4 |         sum += x[i];
//   |                  ^ expected `usize`, found `i32`
//   |
//   = help: convert it: `i as usize`
