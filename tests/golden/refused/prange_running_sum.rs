fn prange_running_sum(x: &[f64], y: &mut [f64]) {
    let mut sum = 0.0;
    for i in prange(0..x.len()) {
        sum += x[i];
        y[i] = sum;
    }
}

//~ errors
// error[M0506]: `sum` is used in the `prange` that reduces it
//   |
// 4 |         sum += x[i];
//   |         ----------- changed here by every iteration
// 5 |         y[i] = sum;
//   |                ^^^ its value depends on the iterations before
//   |
//   = help: use it after the loop, or write a plain `for` loop
