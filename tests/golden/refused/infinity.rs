fn infinity(x: f64) -> f64 {
    x.min(inf) + NAN + INFINITY
}

//~ errors
// error[M0301]: there is no variable `inf`
//   |
// 2 |     x.min(inf) + NAN + INFINITY
//   |           ^^^
//   |
//   = help: write `f64::INFINITY`
//
// error[M0301]: there is no variable `NAN`
//   |
// 2 |     x.min(inf) + NAN + INFINITY
//   |                  ^^^
//   |
//   = help: write `f64::NAN`
//
// error[M0301]: there is no variable `INFINITY`
//   |
// 2 |     x.min(inf) + NAN + INFINITY
//   |                        ^^^^^^^^
//   |
//   = help: write `f64::INFINITY`
