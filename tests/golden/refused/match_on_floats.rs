fn match_on_floats(x: f64) -> i32 {
    match x {
        0.0 => 0,
        1.0..=2.0 => 1,
        _ => 2,
    }
}

//~ errors
// error[M0207]: a float cannot be compared in a pattern
//   |
// 3 |         0.0 => 0,
//   |         ^^^
//   |
//   = help: use `if` and `else if`: compare floats with `<`
//
// error[M0207]: a float cannot be compared in a pattern
//   |
// 4 |         1.0..=2.0 => 1,
//   |         ^^^
//   |
//   = help: use `if` and `else if`: compare floats with `<`
