#[kernel(native_exact)]
fn while_loops(a: &[i64]) -> i64 {
    let mut steps = 0;
    for i in 0..a.len() {
        let mut n = a[i];
        while n > 1 && n < 1000000 {
            n = if n % 2 == 0 { n / 2 } else { 3 * n + 1 };
            steps += 1;
        }
        let mut k = n % 50;
        loop {
            k -= 1;
            if k <= 0 {
                break;
            }
            if k % 7 == 0 {
                continue;
            }
            steps += k & 1;
            if steps > 5000 {
                return steps;
            }
        }
        if n > 100000 {
            return -steps;
        }
    }
    steps
}
