fn prange_scattered_twice(at: &[usize], to: &[usize], x: &[f64], y: &mut [f64]) {
    for i in prange(0..at.len()) {
        y[at[i]] = x[i];
        y[to[i]] = 0.0;
    }
}

//~ errors
// error[M0506]: iterations of this `prange` may meet at an element of `y`
//   |
// 3 |         y[at[i]] = x[i];
//   |         ^^^^^^^^ stored here
// 4 |         y[to[i]] = 0.0;
//   |         -------- stored here
//   |
//   = note: places that are elements of one array are checked to differ, not those of two
//   = help: take every index of `y` from one array, write a second loop for `to[i]` behind the one for `at[i]`, or write a plain `for` loop
