fn number_too_long(x: u64) -> u64 {
    x + 18446744073709551616
}

//~ errors
// error[M0407]: the literal is out of range for `u64`
//   |
// 2 |     x + 18446744073709551616
//   |         ^^^^^^^^^^^^^^^^^^^^
//   |
//   = help: `u64` holds 0 to 18446744073709551615
