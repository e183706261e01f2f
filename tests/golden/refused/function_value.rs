fn square(x: f64) -> f64 {
    x * x
}
pub fn function_value(x: f64) -> f64 {
    let f = square;
    f(x)
}

//~ errors
// error[M0408]: `square` is a function, not a value
//   |
// 5 |     let f = square;
//   |             ^^^^^^
//   |
//   = help: call it: `square(..)`
