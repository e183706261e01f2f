fn prange_rank_zero(x: &[f64], mut y: ArrayViewMut0<f64>) {
    for i in prange(0..x.len()) {
        y[()] = x[i];
    }
}

//~ errors
// error[M0506]: iterations of this `prange` may meet at an element of `y`
//   |
// 2 |     for i in prange(0..x.len()) {
//   |     --------------------------- by several iterations
// 3 |         y[()] = x[i];
//   |         ^^^^^ stored here
//   |
//   = note: iterations 0 and 1 both store `y[()]`
//   = help: its only element is that of every iteration: add to it with `y[()] += ..`, write it behind the loop, or write a plain `for` loop
