fn increment_prefix(n: usize) -> usize {
    let mut i = 0;
    while i < n {
        ++i;
    }
    i
}

//~ errors
// error[M0101]: `++` is not an operator of Rust
//   |
// 4 |         ++i;
//   |         ^^
//   |
//   = help: write `i += 1`
