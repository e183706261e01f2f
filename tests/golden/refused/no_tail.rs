fn no_tail(x: f64) -> f64 {
    x * 2.0;
}

//~ errors
// error[M0401]: mismatched types: expected `f64`, found `()`
//   |
// 1 | fn no_tail(x: f64) -> f64 {
//   |                       --- expected because of the function's result
// 2 |     x * 2.0;
//   |     ------- this value is dropped
// 3 | }
//   | ^ the block ends here without a value of type `f64`
//   |
//   = help: remove the semicolon behind `x * 2.0`
