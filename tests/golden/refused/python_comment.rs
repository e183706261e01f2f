fn python_comment(x: f64) -> f64 {
    # doubles it
    x * 2.0
}

//~ errors
// error[M0101]: `#` begins an attribute
//   |
// 2 |     # doubles it
//   |     ^
//   |
//   = help: comments begin with `//`
