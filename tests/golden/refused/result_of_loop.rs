fn result_of_loop(n: i32) -> i32 {
    for i in 0..n {
        if i * i > n {
            return i;
        }
    }
}

//~ errors
// error[M0401]: mismatched types: expected `i32`, found `()`
//   |
// 1 | fn result_of_loop(n: i32) -> i32 {
//   |                              --- expected because of the function's result
// ...
// 7 | }
//   | ^ the block ends here without a value of type `i32`
//   |
//   = help: end the block with a value of type `i32`, without a semicolon
