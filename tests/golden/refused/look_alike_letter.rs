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
//   = note: `о` is U+043E, no letter of ASCII
//   = help: did you mean `total`?
