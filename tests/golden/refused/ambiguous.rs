fn ambiguous(x: &[f64]) -> f64 {
    let mut m = 0.0;
    for i in 0..x.len() {
        m = m.max(x[i]);
    }
    m
}

//~ errors
// error[M0403]: cannot call method `max` on ambiguous numeric type `{float}`
//   |
// 2 |     let mut m = 0.0;
//   |             - declared here without a type
// 3 |     for i in 0..x.len() {
// 4 |         m = m.max(x[i]);
//   |             ^ its type must be known here
//   |
//   = help: give it a type: `let mut m: f64 = ..;`
