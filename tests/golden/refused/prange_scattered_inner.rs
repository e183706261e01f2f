fn prange_scattered_inner(at: &[usize], y: &mut [f64]) {
    for i in prange(0..y.len()) {
        for j in 0..at.len() {
            y[at[j]] = i as f64;
        }
    }
}

//~ errors
// error[M0506]: iterations of this `prange` may meet at an element of `y`
//   |
// 2 |     for i in prange(0..y.len()) {
//   |     --------------------------- by several iterations
// 3 |         for j in 0..at.len() {
// 4 |             y[at[j]] = i as f64;
//   |             ^^^^^^^^ stored here
//   |
//   = note: `at[j]` may lead several iterations to one place, even where the elements of the array are distinct
//   = help: let each iteration load elements of its own, and use them as indices of `y` as they are, or write a plain `for` loop
