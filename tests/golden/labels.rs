#[kernel(native_exact)]
fn labels(a: &[i64], limit: i64) -> i64 {
    let mut sum = 0;
    let mut rounds = 0;
    'outer: loop {
        rounds += 1;
        if rounds > 10 {
            break;
        }
        for i in 0..a.len() {
            if a[i] < 0 {
                continue 'outer;
            }
            if sum > limit {
                break 'outer;
            }
            if a[i] == 3 {
                continue;
            }
            sum += a[i];
        }
    }
    sum * 100 + rounds
}
