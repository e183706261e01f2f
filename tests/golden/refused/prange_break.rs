fn prange_break(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in prange(0..x.len()) {
        if x[i] < 0.0 {
            break;
        }
        sum += x[i];
    }
    sum
}

//~ errors
// error[M0506]: `break` leaves a `prange`
//   |
// 5 |             break;
//   |             ^^^^^
//   |
//   = note: all iterations of a `prange` run, in any order
//   = help: write a plain `for` loop, or `continue` with the next iteration
