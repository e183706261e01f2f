fn cast_to_bool(n: i32, x: f64) -> bool {
    n as bool || x as bool
}

//~ errors
// error[M0404]: casting `i32` as `bool` is not allowed
//   |
// 2 |     n as bool || x as bool
//   |     ^^^^^^^^^
//   |
//   = help: write `n != 0`
//
// error[M0404]: casting `f64` as `bool` is not allowed
//   |
// 2 |     n as bool || x as bool
//   |                  ^^^^^^^^^
//   |
//   = help: write `x != 0.0`
