#[kernel(native_exact)]
fn integers(a: &[i32], b: &[i32], out: &mut [i32]) -> i32 {
    let mut folded = 1;
    for i in 0..a.len() {
        let q = a[i] / b[i];
        let r = a[i] % b[i];
        out[i] = (q ^ r) + (a[i] << 3) - (b[i] >> 1) + !(q & r | 5);
        folded = folded * 31 + out[i].abs().min(1000).max(-7) + a[i].signum();
    }
    folded
}
