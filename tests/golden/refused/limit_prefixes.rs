fn limit_prefixes(x: f64) -> f64 {
    ----------------------------------------x
}

//~ errors
// error[M0003]: more than 32 prefix operators in a row
//   |
// 2 |     ----------------------------------------x
//   |                                     ^
//   |
//   = help: most of them undo each other, or raise `Limits::prefixes`
