fn for_over_literal(x: f64) -> f64 {
    let mut sum = x;
    for v in [1.0, 2.0] {
        sum += v;
    }
    sum
}

//~ errors
// error[M0206]: a `for` runs over a range of integers only: `a..b` or `a..=b`
//   |
// 3 |     for v in [1.0, 2.0] {
//   |              ^^^^^^^^^^ this is not supported in a `for`
//   |
//   = help: give the array a name and run over its indices: `for i in 0..a.len() { .. a[i] .. }`
