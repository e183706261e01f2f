fn untyped(x: &[f64]) -> f64 {
    let never;
    let late;
    let mut m;
    m = 0.0;
    for i in 0..x.len() {
        m = m.max(x[i]);
    }
    late.sqrt() + m
}

//~ errors
// error[M0411]: the type of `never` is not known here
//   |
// 2 |     let never;
//   |         ^^^^^
//   |
//   = help: give it a type: `let never: f64;`
//
// error[M0403]: cannot call method `max` on ambiguous numeric type `{float}`
//   |
// 4 |     let mut m;
//   |             - declared here without a type
// ...
// 7 |         m = m.max(x[i]);
//   |             ^ its type must be known here
//   |
//   = help: give it a type: `let mut m: f64;`
//
// error[M0411]: the type of `late` is not known here
//   |
// 3 |     let late;
//   |         ---- declared here without a type
// ...
// 9 |     late.sqrt() + m
//   |     ^^^^
//   |
//   = help: give it a type: `let late: f64;`
