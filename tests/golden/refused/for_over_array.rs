fn for_over_array(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for v in x {
        sum += v;
    }
    sum
}

//~ errors
// error[M0206]: a `for` runs over a range of integers only: `a..b` or `a..=b`
//   |
// 3 |     for v in x {
//   |              ^ this is not supported in a `for`
//   |
//   = help: run over the indices: `for i in 0..x.len() { .. x[i] .. }`
