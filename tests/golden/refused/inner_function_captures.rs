fn inner_function_captures(x: f64, factor: f64) -> f64 {
    fn scaled(y: f64) -> f64 {
        y * factor
    }
    scaled(x)
}

//~ errors
// error[M0301]: a function cannot use the variable `factor` around it
//   |
// 3 |         y * factor
//   |             ^^^^^^ this variable belongs to the enclosing function
//   |
//   = help: pass it as an argument: give the function a parameter `factor`
