fn fixed_mixed_elements(x: f32, y: f64) -> f64 {
    let a = [x, y];
    a[0]
}

//~ errors
// error[M0401]: mismatched types: expected `f32`, found `f64`
//   |
// 2 |     let a = [x, y];
//   |              -  ^ expected `f32`, found `f64`
//   |              |
//   |              expected because of the first element
//   |
//   = help: convert it: `y as f32`
