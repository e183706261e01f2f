fn names(values: &[f64]) -> f64 {
    let mut totl = 0.0;
    for i in 0..value.len() {
        total += values[i].tan_h() + squre(values[i]);
    }
    totl
}

//~ errors
// error[M0301]: there is no variable `value`
//   |
// 3 |     for i in 0..value.len() {
//   |                 ^^^^^
//   |
//   = help: did you mean `values`?
//
// error[M0301]: there is no variable `total`
//   |
// 4 |         total += values[i].tan_h() + squre(values[i]);
//   |         ^^^^^
//   |
//   = help: did you mean `totl`?
//
// error[M0303]: there is no method `tan_h` on `f64`
//   |
// 4 |         total += values[i].tan_h() + squre(values[i]);
//   |                            ^^^^^
//   |
//   = help: did you mean `tanh`?
//
// error[M0302]: there is no function `squre`
//   |
// 4 |         total += values[i].tan_h() + squre(values[i]);
//   |                                      ^^^^^
