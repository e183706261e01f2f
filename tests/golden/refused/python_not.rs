fn python_not(a: bool) -> bool {
    let b = not a;
    b
}

//~ errors
// error[M0101]: `not` is not Rust
//   |
// 2 |     let b = not a;
//   |             ^^^
//   |
//   = help: write `!a`
