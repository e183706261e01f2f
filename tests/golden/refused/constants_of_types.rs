fn constants_of_types(x: f64) -> f64 {
    x + f64::PI + f64::MAXIMUM + i32::INFINITY + std::f64::EPS
}

//~ errors
// error[M0301]: there is no constant `f64::MAXIMUM`
//   |
// 2 |     x + f64::PI + f64::MAXIMUM + i32::INFINITY + std::f64::EPS
//   |                   ^^^^^^^^^^^^
//
// error[M0301]: there is no constant `i32::INFINITY`
//   |
// 2 |     x + f64::PI + f64::MAXIMUM + i32::INFINITY + std::f64::EPS
//   |                                  ^^^^^^^^^^^^^
//   |
//   = help: did you mean `INFINITY`?
//
// error[M0301]: there is no constant `std::f64::EPS`
//   |
// 2 |     x + f64::PI + f64::MAXIMUM + i32::INFINITY + std::f64::EPS
//   |                                                  ^^^^^^^^^^^^^
