fn tuple_pattern_size(x: f64) -> f64 {
    let t = (x, 1.0);
    let (a, b, c) = t;
    a + b
}

//~ errors
// error[M0401]: the tuple has 2 parts, but the pattern is for 3
//   |
// 3 |     let (a, b, c) = t;
//   |         ^^^^^^^^^
//   |
//   = help: write one name, or `_`, for each part; `..` skips several
