fn for_over_fixed_array(x: f64) -> f64 {
    let a = [x, 2.0, 3.0];
    let mut sum = 0.0;
    for v in a {
        sum += v;
    }
    for v in a.iter() {
        sum += v;
    }
    for v in &a {
        sum += v;
    }
    sum
}

//~ errors
// error[M0206]: a `for` runs over a range of integers only: `a..b` or `a..=b`
//   |
// 4 |     for v in a {
//   |              ^ this is not supported in a `for`
//   |
//   = help: run over the indices: `for i in 0..a.len() { .. a[i] .. }`
//
// error[M0206]: a `for` runs over a range of integers only: `a..b` or `a..=b`
//   |
// 7 |     for v in a.iter() {
//   |              ^^^^^^^^ this is not supported in a `for`
//   |
//   = help: run over the indices: `for i in 0..a.len() { .. a[i] .. }`
//
// error[M0206]: a `for` runs over a range of integers only: `a..b` or `a..=b`
//    |
// 10 |     for v in &a {
//    |              ^^ this is not supported in a `for`
//    |
//    = help: run over the indices: `for i in 0..a.len() { .. a[i] .. }`
