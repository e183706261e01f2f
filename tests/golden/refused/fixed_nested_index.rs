fn fixed_nested_index(x: f64) -> f64 {
    let a = [[x, 1.0], [2.0, 3.0]];
    a[[0, 1]] + a[0, 1]
}

//~ errors
// error[M0101]: several indices stand in two pairs of brackets
//   |
// 3 |     a[[0, 1]] + a[0, 1]
//   |                  ^^^^^^
//   |
//   = help: write `a[[0, 1]]`
