fn time(x: f64) -> f64 {
    let t = std::time::Instant::now();
    x
}

//~ errors
// error[M0302]: there is no function `std::time::Instant::now`
//   |
// 2 |     let t = std::time::Instant::now();
//   |             ^^^^^^^^^^^^^^^^^^^^^^^^^
