fn for_assigned_variable(n: usize) -> usize {
    let mut sum = 0;
    for i in 0..n {
        i += 1;
        sum += i;
    }
    sum
}

//~ errors
// error[M0501]: cannot assign twice to the immutable variable `i`
//   |
// 3 |     for i in 0..n {
//   |         - declared here without `mut`
// 4 |         i += 1;
//   |         ^
//   |
//   = help: declare it as `mut i`
