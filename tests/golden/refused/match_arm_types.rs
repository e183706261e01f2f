fn match_arm_types(n: i32, x: f64) -> f64 {
    match n {
        0 => x,
        1 => n,
        _ => true,
    }
}

//~ errors
// error[M0401]: mismatched types: expected `f64`, found `i32`
//   |
// 3 |         0 => x,
//   |              - expected because of this arm
// 4 |         1 => n,
//   |              ^ expected `f64`, found `i32`
//   |
//   = help: convert it: `n as f64`
//
// error[M0401]: mismatched types: expected `f64`, found `bool`
//   |
// 3 |         0 => x,
//   |              - expected because of this arm
// 4 |         1 => n,
// 5 |         _ => true,
//   |              ^^^^ expected `f64`, found `bool`
//   |
//   = help: convert it: `true as u8 as f64`
