#[kernel(native_exact)]
fn ranks(a: ArrayView3<f64>, b: &Array2<f64>, c: &mut Array1<f64>, d: ArrayView6<i32>) -> usize {
    let mut count = a.len() + d.len_of(Axis(5));
    for i in 0..a.shape()[0] {
        for j in 0..a.len_of(Axis(1)) {
            for k in 0..a.shape()[2] {
                c[k] += a[[i, j, k]] * b[[i, j]];
                if d[[i, j, k, 0, 0, 0]] > 0 {
                    count += 1;
                }
            }
        }
    }
    count
}
