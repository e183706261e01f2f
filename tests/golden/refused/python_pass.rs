fn python_pass(x: f64) -> f64 {
    if x > 0.0 {
        pass
    }
    x
}

//~ errors
// error[M0301]: there is no variable `pass`
//   |
// 3 |         pass
//   |         ^^^^
//   |
//   = help: leave it out: a block may be empty
