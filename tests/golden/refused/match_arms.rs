fn match_arms(x: i32, y: f64, k: usize) -> f64 {
    let a = match x {
        0 => 1.0,
        1..5 => 2,
        n if n > 9 => 3.0,
    };
    let b = match (x, k) {
        (0, _) => 1,
        (1.., 0..=9) => 2,
        (.., 10) | (..=-1, 3) => 3,
    };
    match y {
        0.0 => 1.0,
        mut z if z > 1.0 => {
            z += 1.0;
            z
        }
        z => z,
    }
}

//~ errors
// error[M0410]: non-exhaustive patterns: `i32::MIN..=-1` and `5..=i32::MAX` not covered
//   |
// 2 |     let a = match x {
//   |                   ^
//   |
//   = note: an arm with a guard does not count: its guard may be false
//   = help: add an arm for every other value: `_ => ..`
//
// error[M0401]: mismatched types: expected `{float}`, found `{integer}`
//   |
// 3 |         0 => 1.0,
//   |              --- expected because of this arm
// 4 |         1..5 => 2,
//   |                 ^ expected `{float}`, found `{integer}`
//   |
//   = help: write a float: `2.0`
//
// error[M0410]: non-exhaustive patterns: `(i32::MIN..=-1, 0..=2)`, `(i32::MIN..=-1, 4..=9)`, `(i32::MIN..=-1, 11..)` and more not covered
//   |
// 7 |     let b = match (x, k) {
//   |                   ^^^^^^
//   |
//   = help: add an arm for every other value: `_ => ..`
//
// error[M0207]: a float cannot be compared in a pattern
//    |
// 13 |         0.0 => 1.0,
//    |         ^^^
//    |
//    = help: use `if` and `else if`: compare floats with `<`
