fn python_none(x: f64) -> f64 {
    let y = None;
    x
}

//~ errors
// error[M0301]: there is no variable `None`
//   |
// 2 |     let y = None;
//   |             ^^^^
//   |
//   = help: every variable of a kernel has a value: use one that tells, such as `f64::NAN`
