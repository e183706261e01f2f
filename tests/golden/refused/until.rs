fn until(n: i32) -> i32 {
    let mut i = 0;
    until i > n {
        i += 1;
    }
    i
}

//~ errors
// error[M0101]: `until` is not Rust
//   |
// 3 |     until i > n {
//   |     ^^^^^
//   |
//   = help: write `while !(condition) { .. }`
