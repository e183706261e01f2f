fn number_suffix_f(x: f32) -> f32 {
    x * 0.5f
}

//~ errors
// error[M0209]: `f` is not a suffix of numbers in a kernel
//   |
// 2 |     x * 0.5f
//   |         ^^^^
//   |
//   = help: write the suffix `f32`
