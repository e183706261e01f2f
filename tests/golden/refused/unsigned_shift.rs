fn unsigned_shift(x: i32) -> i32 {
    x >>> 2
}

//~ errors
// error[M0101]: `>>>` is not an operator of Rust
//   |
// 2 |     x >>> 2
//   |       ^^^
//   |
//   = help: `>>` fills with zeros where the type is unsigned: convert it first
