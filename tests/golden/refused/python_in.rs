fn python_in(a: &[f64], x: f64) -> bool {
    x in a
}

//~ errors
// error[M0101]: `in` stands in the head of a `for` only
//   |
// 2 |     x in a
//   |       ^^
//   |
//   = help: compare with each element in a loop
