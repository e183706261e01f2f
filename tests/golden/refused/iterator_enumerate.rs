fn iterator_enumerate(x: &mut [f64]) {
    for (i, v) in x.iter_mut().enumerate() {
        *v = i as f64;
    }
}

//~ errors
// error[M0207]: a tuple pattern in `for` is not supported in a kernel
//   |
// 2 |     for (i, v) in x.iter_mut().enumerate() {
//   |         ^^^^^^
//   |
//   = help: write one name, and index with it in the body
//
// error[M0206]: the operator `*` before a value is not supported in a kernel
//   |
// 3 |         *v = i as f64;
//   |         ^
//   |
//   = help: variables of a kernel are values, and elements are read by an index: remove it
