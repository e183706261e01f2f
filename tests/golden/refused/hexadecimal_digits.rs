fn hexadecimal(x: u32) -> u32 {
    x & 0xFG
}

//~ errors
// error[M0209]: `G` is not a suffix of numbers in a kernel
//   |
// 2 |     x & 0xFG
//   |         ^^^^
//   |
//   = help: the suffixes are the names of the number types, such as `f32` or `usize`
