fn tuple_index(x: f64, i: usize) -> f64 {
    let t = (x, 1.0);
    t[0] + t[i]
}

//~ errors
// error[M0405]: cannot index into a value of type `(f64, {float})`
//   |
// 3 |     t[0] + t[i]
//   |     ^
//   |
//   = note: only arrays that have a name can be indexed
//   = help: take a part of the tuple: `t.0`
//
// error[M0405]: cannot index into a value of type `(f64, {float})`
//   |
// 3 |     t[0] + t[i]
//   |            ^
//   |
//   = note: only arrays that have a name can be indexed
//   = help: take a part of the tuple: `t.0`
