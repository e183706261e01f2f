#[kernel(native_exact)]
fn fill(
    a: &mut [f64],
    mut b: ArrayViewMut2<f32>,
    mut c: ArrayViewMut3<i16>,
    d: &mut Array1<f64>,
    x: f64,
) -> f64 {
    let first = a[0];
    a.fill(a[0] * 0.5 + x);
    b.fill(x as f32);
    b[[0, 0]] += 1.0;
    for k in 0..3 {
        c.fill(k * 100 - 7);
    }
    if x > 0.0 {
        d.fill(first);
    }
    first + a[a.len() - 1]
}
