fn conversion_from(x: f64, n: i64) -> f32 {
    f32::from(x) + f32::from(n)
}

//~ errors
// error[M0302]: conversions are written with `as` in a kernel
//   |
// 2 |     f32::from(x) + f32::from(n)
//   |     ^^^^^^^^^^^^
//   |
//   = help: write `x as f32`
//
// error[M0302]: conversions are written with `as` in a kernel
//   |
// 2 |     f32::from(x) + f32::from(n)
//   |                    ^^^^^^^^^^^^
//   |
//   = help: write `n as f32`
