fn prange_scalar(x: &[f64]) -> f64 {
    let mut last = 0.0;
    for i in prange(0..x.len()) {
        last = x[i];
    }
    last
}

//~ errors
// error[M0506]: every iteration of this `prange` may change `last`
//   |
// 2 |     let mut last = 0.0;
//   |             ---- declared outside of the loop
// 3 |     for i in prange(0..x.len()) {
// 4 |         last = x[i];
//   |         ^^^^^^^^^^^ this is not a reduction
//   |
//   = note: reductions are `s += x`, `s -= x`, `s *= x`, `s = s.min(x)`, `s = s.max(x)`, `s &= x`, `s |= x`, `s ^= x` and `if x < best { best = x; at = i; }`
//   = help: declare `last` in the loop, or write a plain `for` loop
