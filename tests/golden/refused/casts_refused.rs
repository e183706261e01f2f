fn casts_refused(x: f64, b: bool) -> f64 {
    let c = x as bool;
    let d = b as f64;
    let e = 300 as u8;
    let f: i8 = 128;
    x
}

//~ errors
// error[M0404]: casting `f64` as `bool` is not allowed
//   |
// 2 |     let c = x as bool;
//   |             ^^^^^^^^^
//   |
//   = help: write `x != 0.0`
//
// error[M0404]: casting `bool` as `f64` is not allowed
//   |
// 3 |     let d = b as f64;
//   |             ^^^^^^^^
//   |
//   = help: write `b as u8 as f64`
//
// error[M0407]: the literal is out of range for `u8`
//   |
// 4 |     let e = 300 as u8;
//   |             ^^^
//   |
//   = help: `u8` holds 0 to 255
//
// error[M0407]: the literal is out of range for `i8`
//   |
// 5 |     let f: i8 = 128;
//   |                 ^^^
//   |
//   = help: `i8` holds -128 to 127
