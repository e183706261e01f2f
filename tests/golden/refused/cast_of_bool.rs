fn cast_of_bool(b: bool) -> f32 {
    b as f32
}

//~ errors
// error[M0404]: casting `bool` as `f32` is not allowed
//   |
// 2 |     b as f32
//   |     ^^^^^^^^
//   |
//   = help: write `b as u8 as f32`
