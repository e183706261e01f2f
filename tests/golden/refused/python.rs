fn python(a: ArrayView2<f64>) -> f64 {
    let total = np.sum(a);
    let n = len(a);
    total += a[0, 0] ** 2;
    total
}

//~ errors
// error[M0101]: unexpected token, expected `]`
//   |
// 4 |     total += a[0, 0] ** 2;
//   |                 ^
