fn step_by_negative(n: usize) -> usize {
    let mut sum = 0;
    for i in (0..n).step_by(-1) {
        sum += i;
    }
    sum
}

//~ errors
// error[M0402]: the operator `-` is not defined for `usize`
//   |
// 3 |     for i in (0..n).step_by(-1) {
//   |                             ^^
//   |
//   = note: this literal is a `usize`, which is never negative
