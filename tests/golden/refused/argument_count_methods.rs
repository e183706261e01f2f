fn argument_count_methods(x: f64) -> f64 {
    x.sqrt(2.0) + x.powi() + x.clamp(0.0) + x.log()
}

//~ errors
// error[M0406]: `sqrt` takes 0 arguments, 1 given
//   |
// 2 |     x.sqrt(2.0) + x.powi() + x.clamp(0.0) + x.log()
//   |     ^^^^^^^^^^^
//   |
//   = help: the number stands in front: `x.sqrt()`
//
// error[M0406]: `powi` takes 1 argument, 0 given
//   |
// 2 |     x.sqrt(2.0) + x.powi() + x.clamp(0.0) + x.log()
//   |                   ^^^^^^^^
//
// error[M0406]: `clamp` takes 2 arguments, 1 given
//   |
// 2 |     x.sqrt(2.0) + x.powi() + x.clamp(0.0) + x.log()
//   |                              ^^^^^^^^^^^^
//
// error[M0406]: `log` takes 1 argument, 0 given
//   |
// 2 |     x.sqrt(2.0) + x.powi() + x.clamp(0.0) + x.log()
//   |                                             ^^^^^^^
//   |
//   = help: for the natural logarithm write `ln()`
