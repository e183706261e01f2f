#[kernel(native_exact)]
fn prange_scatter(at: &[usize], w: &[f64], mut sums: ArrayViewMut2<f64>, part: &mut [f32]) -> f64 {
    let mut total = 0.0;
    for i in prange(0..at.len().min(w.len())) {
        let row = at[i] % sums.nrows();
        let slot = at[i] % part.len();
        for k in 0..sums.ncols() {
            sums[[row, k]] += w[i] * k as f64;
        }
        part[slot] *= 0.5;
        total -= w[i];
    }
    total
}
