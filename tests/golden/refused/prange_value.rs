fn prange_value(n: usize) -> usize {
    let r = prange(0..n);
    n
}

//~ errors
// error[M0206]: a `prange` can only stand in a `for`
//   |
// 2 |     let r = prange(0..n);
//   |             ^^^^^^^^^^^^
//   |
//   = help: write `for i in prange(a..b) { .. }`
