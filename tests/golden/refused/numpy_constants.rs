fn numpy_constants(x: f64) -> f64 {
    x * np.pi + math.e
}

//~ errors
// error[M0206]: access to a named field is not supported in a kernel
//   |
// 2 |     x * np.pi + math.e
//   |            ^^
//   |
//   = help: write `std::f64::consts::PI`
//
// error[M0206]: access to a named field is not supported in a kernel
//   |
// 2 |     x * np.pi + math.e
//   |                      ^
//   |
//   = help: write `std::f64::consts::E`
