fn decrement(n: usize) -> usize {
    let mut i = n;
    while i > 0 {
        i--;
    }
    i
}

//~ errors
// error[M0101]: `--` is not an operator of Rust
//   |
// 4 |         i--;
//   |          ^^
//   |
//   = help: write `i -= 1`
