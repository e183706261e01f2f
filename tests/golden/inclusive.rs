#[kernel(native_exact)]
fn inclusive(n: i32, k: i64) -> i64 {
    let mut sum = 0;
    for i in -2..=n {
        for j in i as i64..=k {
            sum = sum * 3 + j - i as i64;
        }
    }
    sum
}
