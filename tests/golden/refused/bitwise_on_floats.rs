fn bitwise_on_floats(x: f64) -> f64 {
    x & 1.0 | x << 2
}

//~ errors
// error[M0402]: the operator `&` is not defined for `f64`
//   |
// 2 |     x & 1.0 | x << 2
//   |     -^^^^^^
//   |     |
//   |     this is `f64`
//   |
//   = note: `&` works on integers and `bool`
//   = help: compare first: `x != 0.0`
//
// error[M0402]: the operator `<<` is not defined for `f64`
//   |
// 2 |     x & 1.0 | x << 2
//   |               -^^^^^
//   |               |
//   |               this is `f64`
//   |
//   = note: `<<` works on integers
//   = help: multiply or divide by a power of two
