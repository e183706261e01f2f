fn traps_always(n: i32) -> i32 {
    n / 0 + (1 << 40)
}
