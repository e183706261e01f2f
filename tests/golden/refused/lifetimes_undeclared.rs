fn lifetimes_undeclared(x: &'a [f64]) -> f64 {
    x[0]
}

//~ errors
// error[M0204]: the lifetime `'a` is not declared
//   |
// 1 | fn lifetimes_undeclared(x: &'a [f64]) -> f64 {
//   |                              ^
//   |
//   = help: write `'_`, or declare it: `fn name<'a>(..)`
