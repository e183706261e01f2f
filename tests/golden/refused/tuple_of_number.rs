fn tuple_of_number(x: f64) -> f64 {
    let (a, b) = x;
    a
}

//~ errors
// error[M0401]: mismatched types: expected `f64`, found a tuple pattern
//   |
// 2 |     let (a, b) = x;
//   |         ^^^^^^   - this is `f64`
