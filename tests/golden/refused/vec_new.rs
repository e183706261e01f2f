fn vec_new(x: f64) -> f64 {
    let mut v = Vec::new();
    v.push(x);
    v[0]
}

//~ errors
// error[M0302]: there is no function `Vec::new`
//   |
// 2 |     let mut v = Vec::new();
//   |                 ^^^^^^^^^^
