fn prange_mixed_reduction(x: &[f64]) -> f64 {
    let mut r = 0.0;
    for i in prange(0..x.len()) {
        r += x[i];
        r *= 2.0;
    }
    r
}

//~ errors
// error[M0506]: a `prange` can reduce `r` in one way only
//   |
// 4 |         r += x[i];
//   |         --------- changed here
// 5 |         r *= 2.0;
//   |         ^^^^^^^^ changed by another operation here
//   |
//   = help: reduce into a second variable, or write a plain `for` loop
