fn prange_column_written(mut a: ArrayViewMut2<f64>) {
    for i in prange(0..a.nrows()) {
        for j in 0..a.ncols() {
            a[[0, j]] = i as f64;
        }
    }
}

//~ errors
// error[M0506]: iterations of this `prange` may meet at an element of `a`
//   |
// 2 |     for i in prange(0..a.nrows()) {
//   |     ----------------------------- by several iterations
// 3 |         for j in 0..a.ncols() {
// 4 |             a[[0, j]] = i as f64;
//   |             ^^^^^^^^^ stored here
//   |
//   = note: iterations 0 and 1 both store `a[[0, 0]]`
//   = help: make `i` an index of every access of `a`, or write a plain `for` loop
