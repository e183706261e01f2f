fn python_list_comprehension(n: usize) -> f64 {
    let a = [x for x in 0..n];
    0.0
}

//~ errors
// error[M0101]: a list is not built by a `for` in Rust
//   |
// 2 |     let a = [x for x in 0..n];
//   |                ^^^
//   |
//   = help: declare the array, `let mut a = [0.0; 8];`, and assign in a loop
