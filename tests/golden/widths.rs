#[kernel(native_exact)]
fn widths(a: &[u8], b: &[i16], c: &mut [u32], d: &mut [i8]) -> u64 {
    let mut hash: u64 = 14695981039346656037;
    for i in 0..a.len() {
        hash = (hash ^ a[i] as u64) * 1099511628211;
        c[i] = a[i] as u32 * 65537 + b[i] as u32;
        d[i] = d[i] * 3 - b[i] as i8;
        hash ^= (d[i] as u8 >> 2) as u64 + (b[i] << 5) as u64;
    }
    hash
}
