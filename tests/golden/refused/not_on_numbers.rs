fn not_on_numbers(n: i32, x: f64) -> bool {
    if !n {
        return true;
    }
    !x
}

//~ errors
// error[M0401]: mismatched types: expected `bool`, found `i32`
//   |
// 2 |     if !n {
//   |        ^^ expected `bool`, found `i32`
//   |
//   = help: convert it: `n == 0`
//
// error[M0402]: the operator `!` is not defined for `f64`
//   |
// 5 |     !x
//   |     ^-
//   |      |
//   |      this is `f64`
//   |
//   = note: `!` works on integers and `bool`
//   = help: write `-x` or `x == 0.0`
