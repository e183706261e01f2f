fn assignment_in_condition(x: i32) -> i32 {
    if x = 1 {
        return 1;
    }
    0
}

//~ errors
// error[M0401]: mismatched types: expected `bool`, found `()`
//   |
// 2 |     if x = 1 {
//   |        ^^^^^
//   |
//   = help: compare with `==`: `x == 1`
