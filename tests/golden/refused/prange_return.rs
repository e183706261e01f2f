fn prange_return(x: &[f64]) -> bool {
    for i in prange(0..x.len()) {
        if x[i].is_nan() {
            return true;
        }
    }
    false
}

//~ errors
// error[M0506]: `return` leaves a `prange`
//   |
// 4 |             return true;
//   |             ^^^^^^^^^^^
//   |
//   = note: all iterations of a `prange` run, in any order
//   = help: write a plain `for` loop, or `continue` with the next iteration
