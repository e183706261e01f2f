fn array_equality(a: &[f64], b: &[f64]) -> bool {
    a == b
}

//~ errors
// error[M0408]: `a` is an array, not a value
//   |
// 2 |     a == b
//   |     ^ this is `&[f64]`
//   |
//   = help: use an element: `a[i]`
//
// error[M0408]: `b` is an array, not a value
//   |
// 2 |     a == b
//   |          ^ this is `&[f64]`
//   |
//   = help: use an element: `b[i]`
