fn tuple_compared(x: f64) -> bool {
    (x, 1.0) == (1.0, x)
}

//~ errors
// error[M0402]: values of type `(f64, {float})` are not compared as a whole in a kernel
//   |
// 2 |     (x, 1.0) == (1.0, x)
//   |     ^^^^^^^^^^^^^^^^^^^^
//   |
//   = help: compare them part by part: `a.0 == b.0 && a.1 == b.1`
