fn python_and(a: bool, b: bool) -> bool {
    a and b
}

//~ errors
// error[M0101]: `and` is not Rust
//   |
// 2 |     a and b
//   |       ^^^
//   |
//   = help: write `&&`
