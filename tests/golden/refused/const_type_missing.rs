const N = 4;
fn const_type_missing(x: f64) -> f64 {
    x
}

//~ errors
// error[M0101]: the constant `N` has no type
//   |
// 1 | const N = 4;
//   |       ^
//   |
//   = help: write `const N: f64 = ..;`, or `let N = ..;`
