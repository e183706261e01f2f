fn prange_rows(mut a: ArrayViewMut2<f64>) {
    for i in prange(0..a.nrows()) {
        for j in 0..a.ncols() {
            a[[i, j]] += a[[j, i]];
        }
    }
}

//~ errors
// error[M0506]: iterations of this `prange` may meet at an element of `a`
//   |
// 4 |             a[[i, j]] += a[[j, i]];
//   |             ^^^^^^^^^    --------- read here
//   |             |
//   |             updated here
//   |
//   = note: iteration 0 updates `a[[0, 1]]`, which iteration 1 reads
//   = help: use one index that depends on `i` in every access of `a`, store into another array, or write a plain `for` loop
