fn var_declaration(x: f64) -> f64 {
    var y = x;
    y
}

//~ errors
// error[M0101]: `var` declares nothing
//   |
// 2 |     var y = x;
//   |     ^^^
//   |
//   = help: write `let mut y = ..`
