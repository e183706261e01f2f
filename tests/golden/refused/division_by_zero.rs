fn division_by_zero(n: i32) -> i32 {
    let zero = 0;
    n / 0 + n % zero
}

//~ errors
// error[M0503]: this operation always divides by zero
//   |
// 3 |     n / 0 + n % zero
//   |     ^^^^-
//   |         |
//   |         this is zero
//
// error[M0503]: this operation always divides by zero
//   |
// 3 |     n / 0 + n % zero
//   |             ^^^^----
//   |                 |
//   |                 this is zero
