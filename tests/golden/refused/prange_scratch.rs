fn prange_scratch(x: &[f64], y: &mut [f64]) {
    let mut scratch = [0.0; 4];
    for i in prange(0..x.len()) {
        scratch[0] = x[i];
        y[i] = scratch[0] + scratch[1];
    }
}

//~ errors
// error[M0506]: iterations of this `prange` may meet at an element of `scratch`
//   |
// 3 |     for i in prange(0..x.len()) {
//   |     --------------------------- by several iterations
// 4 |         scratch[0] = x[i];
//   |         ^^^^^^^^^^ stored here
//   |
//   = note: iterations 0 and 1 both store `scratch[0]`
//   = help: declare `scratch` inside of the loop, so that each iteration has its own, make `i` an index of every access, or write a plain `for` loop
