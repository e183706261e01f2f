fn prange_counter(x: &[f64], y: &mut [f64]) {
    let mut k = 0;
    for i in prange(0..x.len()) {
        if x[i] > 0.0 {
            y[k] = x[i];
            k += 1;
        }
    }
}

//~ errors
// error[M0506]: iterations of this `prange` may meet at an element of `y`
//   |
// 3 |     for i in prange(0..x.len()) {
//   |     --------------------------- by several iterations
// 4 |         if x[i] > 0.0 {
// 5 |             y[k] = x[i];
//   |             ^^^^ stored here
//   |
//   = note: `k` may be the same in several iterations
//   = help: make `i` an index of every access of `y`, or write a plain `for` loop
//
// error[M0506]: `k` is used in the `prange` that reduces it
//   |
// 5 |             y[k] = x[i];
//   |               ^ its value depends on the iterations before
// 6 |             k += 1;
//   |             ------ changed here by every iteration
//   |
//   = help: use it after the loop, or write a plain `for` loop
