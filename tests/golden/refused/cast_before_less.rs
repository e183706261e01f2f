fn cast_before_less(n: usize, x: f64) -> bool {
    n as f64 < x
}

//~ errors
// error[M0101]: expected `,`
//   |
// 2 |     n as f64 < x
//   |              - `<` begins type arguments here
// 3 | }
//   | ^
//   |
//   = help: put the cast in brackets: `(x as T) < y`
