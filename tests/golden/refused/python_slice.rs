fn python_slice(a: &[f64]) -> f64 {
    let b = a[1:3];
    0.0
}

//~ errors
// error[M0101]: a slice `low:high` is not Rust, and kernels have none
//   |
// 2 |     let b = a[1:3];
//   |                ^
//   |
//   = help: run over the indices: `for i in low..high { .. a[i] .. }`
