fn uninitialised(x: f64) -> f64 {
    let y: f64;
    if x > 0.0 {
        y = x;
    }
    y
}

//~ errors
// error[M0502]: `y` may be used before it has a value
//   |
// 2 |     let y: f64;
//   |         - declared here without a value
// 3 |     if x > 0.0 {
// 4 |         y = x;
//   |         - it gets one here, but not on every path
// 5 |     }
// 6 |     y
//   |     ^
//   |
//   = help: assign `y` on every path to here, or where it is declared
