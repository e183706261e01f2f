fn default_argument(x: f64, n: i32 = 2) -> f64 {
    x.powi(n)
}

//~ errors
// error[M0101]: a parameter has no default value in Rust
//   |
// 1 | fn default_argument(x: f64, n: i32 = 2) -> f64 {
//   |                                    ^
//   |
//   = help: leave it out, and pass a value in every call
