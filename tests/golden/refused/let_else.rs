fn let_else(x: f64) -> f64 {
    let Some(y) = x else {
        return 0.0;
    };
    y
}

//~ errors
// error[M0205]: `let .. else` is not supported in a kernel
//   |
// 2 |     let Some(y) = x else {
//   |                     ^^^^
//   |
//   = help: test with `if` before the `let`
