fn python(a: ArrayView2<f64>) -> f64 {
    let total = np.sum(a);
    let n = len(a);
    total += a[0, 0] ** 2;
    total
}
