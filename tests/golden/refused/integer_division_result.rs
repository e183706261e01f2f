fn integer_division_result(a: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..a.len() {
        sum += a[i];
    }
    sum / a.len()
}

//~ errors
// error[M0401]: mismatched types: expected `f64`, found `usize`
//   |
// 6 |     sum / a.len()
//   |     ---   ^^^^^^^ expected `f64`, found `usize`
//   |     |
//   |     expected because of this operand
//   |
//   = help: convert it: `a.len() as f64`
