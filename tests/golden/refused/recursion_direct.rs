fn factorial(n: u64) -> u64 {
    if n < 2 { 1 } else { n * factorial(n - 1) }
}

//~ errors
// error[M0210]: the function `factorial` calls itself
//   |
// 1 | fn factorial(n: u64) -> u64 {
//   |    --------- part of the cycle
// 2 |     if n < 2 { 1 } else { n * factorial(n - 1) }
//   |                               ^^^^^^^^^
//   |
//   = help: write a loop instead: calls in a kernel are inlined
