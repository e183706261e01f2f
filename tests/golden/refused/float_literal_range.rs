fn float_literal_range(x: f32) -> f32 {
    x + 1e39
}

//~ errors
// error[M0407]: the literal is out of range for `f32`
//   |
// 2 |     x + 1e39
//   |         ^^^^
//   |
//   = help: write `f32::INFINITY` if that is meant
