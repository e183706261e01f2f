fn result_missing_return(x: f64) -> f64 {
    if x > 0.0 {
        return x;
    }
}

//~ errors
// error[M0401]: mismatched types: expected `f64`, found `()`
//   |
// 1 | fn result_missing_return(x: f64) -> f64 {
//   |                                     --- expected because of the function's result
// ...
// 5 | }
//   | ^ the block ends here without a value of type `f64`
//   |
//   = help: end the block with a value of type `f64`, without a semicolon
