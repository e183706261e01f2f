fn prange_scattered_beside(at: &[usize], y: &mut [f64]) {
    for i in prange(0..at.len()) {
        y[at[i]] = y[i] * 2.0;
    }
}

//~ errors
// error[M0506]: iterations of this `prange` may meet at an element of `y`
//   |
// 3 |         y[at[i]] = y[i] * 2.0;
//   |         ^^^^^^^^   ---- read here
//   |         |
//   |         stored here
//   |
//   = note: `at[i]` may be the same in several iterations
//   = help: make `i` an index of every access of `y`, or write a plain `for` loop
