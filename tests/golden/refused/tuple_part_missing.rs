fn tuple_part_missing(x: f64) -> f64 {
    let t = (x, 1.0);
    t.2
}

//~ errors
// error[M0409]: `(f64, {float})` has no part `2`
//   |
// 3 |     t.2
//   |       ^
//   |
//   = help: its parts are 0 to 1
