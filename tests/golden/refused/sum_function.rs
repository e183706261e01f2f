fn sum_function(a: &[f64]) -> f64 {
    sum(a) + mean(a) + max(a)
}

//~ errors
// error[M0302]: there is no function `sum`
//   |
// 2 |     sum(a) + mean(a) + max(a)
//   |     ^^^
//   |
//   = help: write a loop: `for i in 0..a.len() { total += a[i]; }`
//
// error[M0302]: there is no function `mean`
//   |
// 2 |     sum(a) + mean(a) + max(a)
//   |              ^^^^
//   |
//   = help: write a loop: `for i in 0..a.len() { total += a[i]; }`
//
// error[M0302]: there is no function `max`
//   |
// 2 |     sum(a) + mean(a) + max(a)
//   |                        ^^^
//   |
//   = help: write a loop: `for i in 0..a.len() { most = most.max(a[i]); }`
