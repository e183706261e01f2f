fn numbers_as_conditions(n: i32, x: f64) -> bool {
    while n {
        return n && x;
    }
    n || true
}

//~ errors
// error[M0401]: mismatched types: expected `bool`, found `i32`
//   |
// 2 |     while n {
//   |           ^ expected `bool`, found `i32`
//   |
//   = help: convert it: `n != 0`
//
// error[M0401]: mismatched types: expected `bool`, found `i32`
//   |
// 3 |         return n && x;
//   |                ^ expected `bool`, found `i32`
//   |
//   = help: convert it: `n != 0`
//
// error[M0401]: mismatched types: expected `bool`, found `f64`
//   |
// 3 |         return n && x;
//   |                     ^ expected `bool`, found `f64`
//   |
//   = help: convert it: `x != 0.0`
//
// error[M0401]: mismatched types: expected `bool`, found `i32`
//   |
// 5 |     n || true
//   |     ^ expected `bool`, found `i32`
//   |
//   = help: convert it: `n != 0`
