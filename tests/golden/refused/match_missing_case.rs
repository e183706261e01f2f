fn match_missing_case(n: u8, b: bool) -> i32 {
    let x = match b {
        true => 1,
    };
    match n {
        0..=100 => x,
        102.. => 2,
    }
}

//~ errors
// error[M0410]: non-exhaustive patterns: `false` not covered
//   |
// 2 |     let x = match b {
//   |                   ^
//   |
//   = help: add an arm for every other value: `_ => ..`
//
// error[M0410]: non-exhaustive patterns: `101` not covered
//   |
// 5 |     match n {
//   |           ^
//   |
//   = help: add an arm for every other value: `_ => ..`
