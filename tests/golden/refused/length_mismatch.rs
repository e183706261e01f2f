fn length_mismatch(a: &[f64]) -> f64 {
    let n: i32 = a.len();
    for i in 0..n - 1 {
        let x = a[i];
    }
    0.0
}

//~ errors
// error[M0401]: mismatched types: expected `i32`, found `usize`
//   |
// 2 |     let n: i32 = a.len();
//   |            ---   ^^^^^^^ expected `i32`, found `usize`
//   |            |
//   |            expected because of this
//   |
//   = help: convert it: `a.len() as i32`
//
// error[M0405]: an index is a `usize`, not `i32`
//   |
// 4 |         let x = a[i];
//   |                   ^ expected `usize`, found `i32`
//   |
//   = help: convert it: `i as usize`
