fn strict_equality(x: i32) -> bool {
    x === 1
}

//~ errors
// error[M0101]: `===` is not an operator of Rust
//   |
// 2 |     x === 1
//   |       ^^^
//   |
//   = help: write `==`
