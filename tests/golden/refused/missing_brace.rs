fn missing_brace(x: f64) -> f64 {
    if x > 0.0 {
        x
    
}

//~ errors
// error[M0101]: `{` is never closed
//   |
// 1 | fn missing_brace(x: f64) -> f64 {
//   |                                 ^
