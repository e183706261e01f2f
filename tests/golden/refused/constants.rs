const N: usize = M + 1;
const M: usize = N - 1;
const SIZE: u8 = 200 + 100;
const ROOT: f64 = 2.0.sqrt();
const PRIMES: [u32; 3] = [2, 3];
const FIRST: f64 = 1;
pub fn constants(x: f64, n: usize) -> f64 {
    const LOCAL: usize = n;
    const WEIGHTS: [f64; 2] = [0.25, 0.75];
    WEIGHTS[0] = x;
    let LOCAL = 1.0;
    x * WEIGHTS[2]
}

//~ errors
// error[M0412]: the value of `N` depends on itself
//   |
// 1 | const N: usize = M + 1;
//   |       ^
// 2 | const M: usize = N - 1;
//   |                  - used here for its own value
//
// error[M0503]: this arithmetic always overflows
//   |
// 3 | const SIZE: u8 = 200 + 100;
//   |                  ^^^^^^^^^
//   |
//   = note: `u8` holds 0 to 255
//
// error[M0412]: a method is not supported in a constant
//   |
// 4 | const ROOT: f64 = 2.0.sqrt();
//   |                   ^^^^^^^^^^
//   |
//   = help: write the value that it has
//
// error[M0401]: mismatched types: expected `[u32; 3]`, found `[{integer}; 2]`
//   |
// 5 | const PRIMES: [u32; 3] = [2, 3];
//   |               --------   ^^^^^^ expected `[u32; 3]`, found `[{integer}; 2]`
//   |               |
//   |               expected because of this
//   |
//   = note: expected an array with a size of 3, found one with a size of 2
//
// error[M0401]: mismatched types: expected `f64`, found `{integer}`
//   |
// 6 | const FIRST: f64 = 1;
//   |              ---   ^ expected `f64`, found `{integer}`
//   |              |
//   |              expected because of this
//   |
//   = help: write a float: `1.0`
//
// error[M0412]: the variable `n` has no value before the kernel runs
//   |
// 8 |     const LOCAL: usize = n;
//   |                          ^ only constants can be used here
//   |
//   = help: make it a constant: `const n: usize = ..;`
//
// error[M0501]: the constant `WEIGHTS` cannot be written to
//    |
//  9 |     const WEIGHTS: [f64; 2] = [0.25, 0.75];
//    |           ------- declared here
// 10 |     WEIGHTS[0] = x;
//    |     ^^^^^^^^^^
//    |
//    = help: write to a variable: `let mut value = WEIGHTS;`
//
// error[M0305]: `LOCAL` is a constant here, so it cannot name a variable
//    |
//  8 |     const LOCAL: usize = n;
//    |           ----- the constant
// ...
// 11 |     let LOCAL = 1.0;
//    |         ^^^^^
//    |
//    = help: choose another name
//
// error[M0503]: the index 2 is always out of bounds
//    |
// 12 |     x * WEIGHTS[2]
//    |         ^^^^^^^^-^
//    |                 |
//    |                 this is 2
//    |
//    = note: the length is 2
//    = help: the last index is 1
