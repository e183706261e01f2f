fn c_switch(n: i32) -> i32 {
    switch (n) {
        case 0: return 1;
        default: return 2;
    }
}

//~ errors
// error[M0101]: `switch` is not Rust
//   |
// 2 |     switch (n) {
//   |     ^^^^^^
//   |
//   = help: write `match n { 0 => .., 1 => .., _ => .. }`
