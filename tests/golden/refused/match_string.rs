fn match_string(n: i32) -> i32 {
    match n {
        "one" => 1,
        _ => 0,
    }
}

//~ errors
// error[M0209]: a string is not supported in a kernel
//   |
// 3 |         "one" => 1,
//   |         ^^^^^
//   |
//   = help: kernels compute with numbers and `bool`
