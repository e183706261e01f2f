fn prange_stencil(x: &mut [f64]) {
    for i in prange(1..x.len()) {
        x[i] = x[i - 1] * 0.5;
    }
}

//~ errors
// error[M0506]: iterations of this `prange` may meet at an element of `x`
//   |
// 3 |         x[i] = x[i - 1] * 0.5;
//   |         ^^^^   -------- read here
//   |         |
//   |         stored here
//   |
//   = note: iteration 1 stores `x[1]`, which iteration 2 reads
//   = help: use one index that depends on `i` in every access of `x`, store into another array, or write a plain `for` loop
