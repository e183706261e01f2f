fn fixed_sizes(x: f64) -> f64 {
    let a: [f64; 4] = [x, x, x];
    let mut b = [0.0; 2];
    b = [1.0, 2.0, 3.0];
    a[0] + b[0]
}

//~ errors
// error[M0401]: mismatched types: expected `[f64; 4]`, found `[f64; 3]`
//   |
// 2 |     let a: [f64; 4] = [x, x, x];
//   |            --------   ^^^^^^^^^ expected `[f64; 4]`, found `[f64; 3]`
//   |            |
//   |            expected because of this
//   |
//   = note: expected an array with a size of 4, found one with a size of 3
//
// error[M0401]: mismatched types: expected `[{float}; 2]`, found `[{float}; 3]`
//   |
// 3 |     let mut b = [0.0; 2];
//   |             - expected because of this declaration
// 4 |     b = [1.0, 2.0, 3.0];
//   |         ^^^^^^^^^^^^^^^ expected `[{float}; 2]`, found `[{float}; 3]`
//   |
//   = note: expected an array with a size of 2, found one with a size of 3
