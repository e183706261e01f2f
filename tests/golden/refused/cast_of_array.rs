fn cast_of_array(a: &[f32]) -> f64 {
    a as f64
}

//~ errors
// error[M0408]: `a` is an array, not a value
//   |
// 2 |     a as f64
//   |     ^ this is `&[f32]`
//   |
//   = help: use an element: `a[i]`
