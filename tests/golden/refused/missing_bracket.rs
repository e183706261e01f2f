fn missing_bracket(x: f64) -> f64 {
    (x + 1.0
}

//~ errors
// error[M0101]: `}` does not close `(`
//   |
// 2 |     (x + 1.0
//   |     - this `(` is open
// 3 | }
//   | ^
