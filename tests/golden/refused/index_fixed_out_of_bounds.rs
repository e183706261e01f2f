fn index_fixed_out_of_bounds(x: f64) -> f64 {
    let a = [x, 1.0];
    a[2]
}

//~ errors
// error[M0503]: the index 2 is always out of bounds
//   |
// 3 |     a[2]
//   |     ^^-^
//   |       |
//   |       this is 2
//   |
//   = note: the length is 2
//   = help: the last index is 1
