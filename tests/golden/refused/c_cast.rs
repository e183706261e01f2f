fn c_cast(n: i32) -> f64 {
    let x = (double) n;
    x
}

//~ errors
// error[M0101]: this cast is not Rust
//   |
// 2 |     let x = (double) n;
//   |             ^^^^^^^^^^
//   |
//   = help: write `n as f64`
