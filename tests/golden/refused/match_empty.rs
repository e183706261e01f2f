fn match_empty(n: i32) -> i32 {
    match n {}
}

//~ errors
// error[M0410]: non-exhaustive patterns: a `match` needs an arm
//   |
// 2 |     match n {}
//   |           ^
//   |
//   = help: add an arm for every value: `_ => ..`
