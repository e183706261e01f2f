fn fixed_huge(x: f64) -> f64 {
    let a = [x; 1000000000];
    a[0]
}

//~ errors
// error[M0204]: an array has at most 4096 elements in a kernel
//   |
// 2 |     let a = [x; 1000000000];
//   |             ^^^^^^^^^^^^^^^
//   |
//   = help: pass a larger array in as a parameter
