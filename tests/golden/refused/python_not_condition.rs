fn python_not_condition(a: bool) -> f64 {
    if not a {
        return 1.0;
    }
    0.0
}

//~ errors
// error[M0101]: `not` is not Rust
//   |
// 2 |     if not a {
//   |        ^^^
//   |
//   = help: write `!a`
