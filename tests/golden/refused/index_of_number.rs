fn index_of_number(x: f64) -> f64 {
    x[0]
}

//~ errors
// error[M0405]: cannot index into a value of type `f64`
//   |
// 2 |     x[0]
//   |     ^
//   |
//   = note: only arrays that have a name can be indexed
