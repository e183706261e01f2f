fn c_do_while(n: i32) -> i32 {
    let mut i = n;
    do {
        i -= 1;
    } while (i > 0);
    i
}

//~ errors
// error[M0101]: `do` is not Rust
//   |
// 3 |     do {
//   |     ^^
//   |
//   = help: write `loop { .. if !condition { break; } }`
