fn prange_same_element(x: &[f64], y: &mut [f64]) {
    for i in prange(0..x.len()) {
        y[0] = x[i];
    }
}

//~ errors
// error[M0506]: iterations of this `prange` may meet at an element of `y`
//   |
// 2 |     for i in prange(0..x.len()) {
//   |     --------------------------- by several iterations
// 3 |         y[0] = x[i];
//   |         ^^^^ stored here
//   |
//   = note: iterations 0 and 1 both store `y[0]`
//   = help: make `i` an index of every access of `y`, or write a plain `for` loop
