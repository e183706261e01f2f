let y = 2.0;
fn statement_at_top(x: f64) -> f64 {
    x * y
}

//~ errors
// error[M0101]: a `let` stands in a function only
//   |
// 1 | let y = 2.0;
//   | ^^^
//   |
//   = help: write `const NAME: f64 = ..;`, or move it into a function
