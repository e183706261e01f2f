fn python_truth(x: f64) -> bool {
    if x > 1.0 { True } else { False }
}

//~ errors
// error[M0301]: there is no variable `True`
//   |
// 2 |     if x > 1.0 { True } else { False }
//   |                  ^^^^
//   |
//   = help: write `true`
//
// error[M0301]: there is no variable `False`
//   |
// 2 |     if x > 1.0 { True } else { False }
//   |                                ^^^^^
//   |
//   = help: write `false`
