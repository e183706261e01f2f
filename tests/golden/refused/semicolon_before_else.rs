fn semicolon_after_if(x: f64) -> f64 {
    let y = if x > 0.0 { x }; else { -x };
    y
}

//~ errors
// error[M0101]: a `;` ends the `if` before its `else`
//   |
// 2 |     let y = if x > 0.0 { x }; else { -x };
//   |                             ^
//   |
//   = help: remove the `;`
