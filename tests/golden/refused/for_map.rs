fn for_map(n: usize) -> usize {
    let mut sum = 0;
    for i in (0..n).map(|i| i * i) {
        sum += i;
    }
    sum
}

//~ errors
// error[M0206]: a closure is not supported in a kernel
//   |
// 3 |     for i in (0..n).map(|i| i * i) {
//   |                         ^
//   |
//   = help: write a loop over the indices instead: `for i in 0..a.len() { .. }`
