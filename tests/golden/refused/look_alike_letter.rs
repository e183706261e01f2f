fn look_alike_letter(x: f64) -> f64 {
    let total = 2.0;
    tоtal * x
}

//~ errors
// error[M0301]: there is no variable `tоtal`
//   |
// 3 |     tоtal * x
//   |     ^^^^^
//   |
//   = help: did you mean `total`?
