fn colon_result(x: f64): f64 {
    x
}

//~ errors
// error[M0101]: the type of a result stands behind `->`
//   |
// 1 | fn colon_result(x: f64): f64 {
//   |                        ^
//   |
//   = help: write `-> f64`
