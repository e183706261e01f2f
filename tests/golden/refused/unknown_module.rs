fn unknown_module(x: f64) -> f64 {
    std::f64::consts::Pi * f64::sqroot(x) + f64::consts::PI + std::math::PI
}

//~ errors
// error[M0301]: there is no constant `std::f64::consts::Pi`
//   |
// 2 |     std::f64::consts::Pi * f64::sqroot(x) + f64::consts::PI + std::math::PI
//   |     ^^^^^^^^^^^^^^^^^^^^
//   |
//   = help: did you mean `PI`?
//
// error[M0303]: there is no method `sqroot` on `f64`
//   |
// 2 |     std::f64::consts::Pi * f64::sqroot(x) + f64::consts::PI + std::math::PI
//   |                                 ^^^^^^
//   |
//   = help: did you mean `sqrt`?
//
// error[M0301]: there is no constant `f64::consts::PI`
//   |
// 2 |     std::f64::consts::Pi * f64::sqroot(x) + f64::consts::PI + std::math::PI
//   |                                             ^^^^^^^^^^^^^^^
//   |
//   = help: write `std::f64::consts::PI`
//
// error[M0301]: there is no constant `std::math::PI`
//   |
// 2 |     std::f64::consts::Pi * f64::sqroot(x) + f64::consts::PI + std::math::PI
//   |                                                               ^^^^^^^^^^^^^
//   |
//   = help: write `std::f64::consts::PI`
