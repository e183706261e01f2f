fn tilde(x: u32) -> u32 {
    ~x
}

//~ errors
// error[M0101]: `~` is not an operator of Rust
//   |
// 2 |     ~x
//   |     ^
//   |
//   = help: write `!x`
