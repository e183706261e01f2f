fn ambiguous_minimum(x: &[f64]) -> f64 {
    let mut low = 1e9;
    for i in 0..x.len() {
        low = low.min(x[i]);
    }
    low
}

//~ errors
// error[M0403]: cannot call method `min` on ambiguous numeric type `{float}`
//   |
// 2 |     let mut low = 1e9;
//   |             --- declared here without a type
// 3 |     for i in 0..x.len() {
// 4 |         low = low.min(x[i]);
//   |               ^^^ its type must be known here
//   |
//   = help: give it a type: `let mut low: f64 = ..;`
