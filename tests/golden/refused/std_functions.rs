fn std_functions(x: f64, y: f64) -> f64 {
    std::cmp::max(x, y) + std::mem::size_of(x) as f64
}

//~ errors
// error[M0302]: there is no function `std::cmp::max`
//   |
// 2 |     std::cmp::max(x, y) + std::mem::size_of(x) as f64
//   |     ^^^^^^^^^^^^^^^^^^^
//   |
//   = help: write `x.max(y)`
//
// error[M0302]: there is no function `std::mem::size_of`
//   |
// 2 |     std::cmp::max(x, y) + std::mem::size_of(x) as f64
//   |                           ^^^^^^^^^^^^^^^^^^^^
