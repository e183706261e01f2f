fn match_reversed_range(n: i32) -> i32 {
    match n {
        9..=1 => 1,
        _ => 0,
    }
}

//~ errors
// error[M0207]: no value is in this range
//   |
// 3 |         9..=1 => 1,
//   |         ^^^^^
//   |
//   = help: its start must not be above its end
