fn for_over_floats(x: f64) -> f64 {
    let mut sum = 0.0;
    for t in 0.0..x {
        sum += t;
    }
    sum
}

//~ errors
// error[M0402]: a `for` cannot run over `f64`
//   |
// 3 |     for t in 0.0..x {
//   |              ^^^^^^
//   |
//   = help: count with integers and compute the value from the count
