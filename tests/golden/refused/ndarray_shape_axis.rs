fn ndarray_shape_axis(a: ArrayView2<f64>, k: usize) -> usize {
    a.shape()[2] + a.shape()[k] + a.len_of(Axis(5))
}

//~ errors
// error[M0405]: `a` has 2 axes, so there is no axis 2
//   |
// 2 |     a.shape()[2] + a.shape()[k] + a.len_of(Axis(5))
//   |               ^
//   |
//   = help: the last axis is 1
//
// error[M0206]: the number of an axis must be a literal
//   |
// 2 |     a.shape()[2] + a.shape()[k] + a.len_of(Axis(5))
//   |                              ^
//   |
//   = help: write it as a number: `a.shape()[0]`
//
// error[M0405]: `a` has 2 axes, so there is no axis 5
//   |
// 2 |     a.shape()[2] + a.shape()[k] + a.len_of(Axis(5))
//   |                                                 ^
//   |
//   = help: the last axis is 1
