fn match_array(a: &[f64]) -> f64 {
    match a {
        [] => 0.0,
        _ => a[0],
    }
}

//~ errors
// error[M0207]: a slice pattern in `match` is not supported in a kernel
//   |
// 3 |         [] => 0.0,
//   |         ^^
//   |
//   = help: match a tuple of elements: `match (a[0], a[1]) { .. }`
