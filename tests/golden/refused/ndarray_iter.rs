fn ndarray_iter(a: ArrayView2<f64>) -> f64 {
    let mut sum = 0.0;
    for x in a.iter() {
        sum += x;
    }
    sum
}

//~ errors
// error[M0206]: a `for` runs over a range of integers only: `a..b` or `a..=b`
//   |
// 3 |     for x in a.iter() {
//   |              ^^^^^^^^ this is not supported in a `for`
//   |
//   = help: run over the indices: `for i in 0..a.nrows() { for j in 0..a.ncols() { .. a[[i, j]] .. } }`
