fn c_arrow(x: f64) -> f64 {
    let p = x;
    p->y
}

//~ errors
// error[M0101]: `->` is not an operator of Rust
//   |
// 3 |     p->y
//   |      ^^
//   |
//   = help: kernels have no pointers: index arrays, `a[i]`
