fn python(a: ArrayView2<f64>) -> f64 {
    let total = np.sum(a);
    let n = len(a);
    total += a[0, 0] ** 2;
    total
}

//~ errors
// error[M0101]: several indices stand in two pairs of brackets
//   |
// 4 |     total += a[0, 0] ** 2;
//   |               ^^^^^^
//   |
//   = help: write `a[[0, 0]]`
