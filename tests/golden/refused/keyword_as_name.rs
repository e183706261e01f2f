fn keyword_as_name(x: f64) -> f64 {
    let type = 1.0;
    x * type
}

//~ errors
// error[M0101]: `type` is a keyword of Rust, so it cannot be a name
//   |
// 2 |     let type = 1.0;
//   |         ^^^^
//   |
//   = help: choose another name, such as `type_`
