fn at_product(a: ArrayView2<f64>, b: ArrayView2<f64>) -> f64 {
    let c = a @ b;
    0.0
}

//~ errors
// error[M0101]: `@` is not an operator of Rust
//   |
// 2 |     let c = a @ b;
//   |               ^
//   |
//   = help: a product of matrices is written as loops over its indices
