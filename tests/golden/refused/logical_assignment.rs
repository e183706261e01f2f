fn logical_assignment(a: bool, b: bool) -> bool {
    let mut both = a;
    both &&= b;
    both
}

//~ errors
// error[M0101]: `&&=` is not an operator of Rust
//   |
// 3 |     both &&= b;
//   |          ^^^
//   |
//   = help: write `both = both && ..`
