fn c_declaration(x: f64) -> f64 {
    double y = x * x;
    y
}

//~ errors
// error[M0101]: in Rust the type stands behind the name, and `double` is `f64`
//   |
// 2 |     double y = x * x;
//   |     ^^^^^^^^
//   |
//   = help: write `let mut y: f64 = ..;`
