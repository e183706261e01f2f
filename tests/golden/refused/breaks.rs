fn breaks(n: i32) -> i32 {
    break;
    for i in 0..n {
        continue 'outer;
    }
    return 1.0;
}

//~ errors
// error[M0306]: `break` or `continue` outside of a loop
//   |
// 2 |     break;
//   |     ^^^^^
//   |
//   = help: to leave the function, write `return`
//
// error[M0304]: there is no loop with the label `'outer` here
//   |
// 4 |         continue 'outer;
//   |                  ^^^^^^
//
// error[M0401]: mismatched types: expected `i32`, found `{float}`
//   |
// 1 | fn breaks(n: i32) -> i32 {
//   |                      --- expected because of the function's result
// ...
// 6 |     return 1.0;
//   |            ^^^ expected `i32`, found `{float}`
//   |
//   = help: write an integer, or make the other side a float
