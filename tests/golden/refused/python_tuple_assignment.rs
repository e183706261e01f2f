fn python_tuple_assignment(x: f64, y: f64) -> f64 {
    let mut a = x;
    let mut b = y;
    a, b = b, a;
    a - b
}

//~ errors
// error[M0101]: one assignment has one place
//   |
// 4 |     a, b = b, a;
//   |      ^
//   |
//   = help: assign one after the other; to swap, `let old = a; a = b; b = old;`
