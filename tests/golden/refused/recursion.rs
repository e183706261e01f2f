pub fn even(n: i32) -> bool {
    if n == 0 { true } else { odd(n - 1) }
}
fn odd(n: i32) -> bool {
    if n == 0 { false } else { even(n - 1) }
}
