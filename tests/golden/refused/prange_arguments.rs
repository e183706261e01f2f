fn prange_arguments(n: usize, y: &mut [f64]) {
    for i in prange(n) {
        y[i] = 0.0;
    }
    for i in prange(0, n) {
        y[i] = 0.0;
    }
    for i in prange((0..n).rev()) {
        y[i] = 0.0;
    }
}

//~ errors
// error[M0206]: a `prange` takes a range
//   |
// 2 |     for i in prange(n) {
//   |                     ^
//   |
//   = help: write `prange(0..n)`
//
// error[M0206]: a `prange` takes a range
//   |
// 5 |     for i in prange(0, n) {
//   |              ^^^^^^^^^^^^
//   |
//   = help: write `prange(0..n)`
//
// error[M0206]: a `prange` takes a plain range: its iterations have no order
//   |
// 8 |     for i in prange((0..n).rev()) {
//   |              ^^^^^^^^^^^^^^^^^^^^
//   |
//   = help: count upwards and compute the integer: `let i = n - 1 - k;`, `let i = k * step;`
