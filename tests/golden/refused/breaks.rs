fn breaks(n: i32) -> i32 {
    break;
    for i in 0..n {
        continue 'outer;
    }
    return 1.0;
}
