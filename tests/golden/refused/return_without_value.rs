fn return_without_value(x: f64) -> f64 {
    if x < 0.0 {
        return;
    }
    x
}

//~ errors
// error[M0401]: `return` needs a value of type `f64`
//   |
// 1 | fn return_without_value(x: f64) -> f64 {
//   |                                    --- expected because of the function's result
// 2 |     if x < 0.0 {
// 3 |         return;
//   |         ^^^^^^
//   |
//   = help: write `return value;`
