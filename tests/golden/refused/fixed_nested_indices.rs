fn fixed_nested_indices(x: f64) -> f64 {
    let a = [[x, 1.0], [2.0, 3.0]];
    a[[0, 1]] + a[0]
}

//~ errors
// error[M0405]: `a` takes one pair of brackets per axis
//   |
// 3 |     a[[0, 1]] + a[0]
//   |       ^^^^^^
//   |
//   = help: write `a[0][1]`
//
// error[M0405]: a part of an array is not a value in a kernel
//   |
// 2 |     let a = [[x, 1.0], [2.0, 3.0]];
//   |         - `a` is `[[f64; 2]; 2]`
// 3 |     a[[0, 1]] + a[0]
//   |                 ^^^^
//   |
//   = help: use or copy its elements, `a[0][j]`; there are 2
