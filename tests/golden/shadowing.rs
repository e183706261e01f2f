#[kernel(native_exact)]
fn shadowing(x: f64, n: usize) -> f64 {
    let y = x + 1.0;
    let y = {
        let x = y * 2.0;
        let y = x - 1.0;
        y * y
    };
    let mut x = x;
    for x_3 in 0..n {
        let y = x_3 as f64 + y;
        x = x * 0.5 + y;
    }
    x - y
}
