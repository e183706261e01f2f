fn no_rust(x: f64) -> f64 {
    x +
}

//~ errors
// error[M0101]: unexpected end of input, expected an expression
//   |
// 3 | }
//   | ^
