fn match_patterns(x: u8, n: i32) -> i32 {
    let mut t = (n, n > 0);
    let a = match x {
        256 => 1,
        -1 => 2,
        5..5 => 3,
        1 | k => 4,
        true => 5,
        _ => 6,
    };
    let (0, b) = t;
    match t.0 {
        7 if {
            t = (1, true);
            true
        } =>
        {
            a
        }
        (p, p) => p,
        _ => 0,
    }
}

//~ errors
// error[M0407]: the literal is out of range for `u8`
//   |
// 4 |         256 => 1,
//   |         ^^^
//   |
//   = help: `u8` holds 0 to 255
//
// error[M0402]: the operator `-` is not defined for `u8`
//   |
// 5 |         -1 => 2,
//   |         ^^
//   |
//   = note: this literal is a `u8`, which is never negative
//
// error[M0207]: no value is in this range
//   |
// 6 |         5..5 => 3,
//   |         ^^^^
//   |
//   = help: its start must be below its end, which is not part of it; `..=` includes it
//
// error[M0207]: an alternative of a pattern cannot bind `k`
//   |
// 7 |         1 | k => 4,
//   |             ^
//   |
//   = help: bind the whole, `k @ (1 | 2)`, or write one arm for each alternative
//
// error[M0401]: mismatched types: expected `u8`, found `bool`
//   |
// 3 |     let a = match x {
//   |                   - expected because of what is matched
// ...
// 8 |         true => 5,
//   |         ^^^^ expected `u8`, found `bool`
//   |
//   = help: write an integer
//
// error[M0207]: the pattern of a `let` must fit every value
//    |
// 11 |     let (0, b) = t;
//    |          ^
//    |
//    = help: to compare values, write `if` or `match`
//
// error[M0504]: cannot assign to `t` in a guard of this `match`
//    |
// 14 |             t = (1, true);
//    |             ^ the patterns look at it
//    |
//    = help: assign to it in the arm, or match a copy: `let value = ..; match value { .. }`
//
// error[M0401]: mismatched types: expected `i32`, found a tuple pattern
//    |
// 12 |     match t.0 {
//    |           --- expected because of what is matched
// ...
// 20 |         (p, p) => p,
//    |         ^^^^^^
//
// error[M0305]: a pattern binds `p` twice
//    |
// 20 |         (p, p) => p,
//    |          -  ^
//    |          |
//    |          the first one
//    |
//    = help: choose another name
