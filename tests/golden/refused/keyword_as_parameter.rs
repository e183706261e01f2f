fn keyword_as_parameter(in: f64) -> f64 {
    in
}

//~ errors
// error[M0101]: `in` is a keyword of Rust, so it cannot be a name
//   |
// 1 | fn keyword_as_parameter(in: f64) -> f64 {
//   |                         ^^
//   |
//   = help: choose another name, such as `in_`
