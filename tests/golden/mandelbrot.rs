#[kernel(native_exact)]
fn mandelbrot(x: &[f64], y: &[f64], limit: i64, mut counts: ArrayViewMut2<i64>) {
    for row in 0..y.len() {
        for column in 0..x.len() {
            let mut re = 0.0;
            let mut im = 0.0;
            let mut n = 0;
            while n < limit && re * re + im * im <= 4.0 {
                let next = re * re - im * im + x[column];
                im = 2.0 * re * im + y[row];
                re = next;
                n += 1;
            }
            counts[[row, column]] = n;
        }
    }
}
