fn match_enums(x: i32, a: &[i32]) -> i32 {
    match x {
        Some(y) => y,
        &z => z,
        ref w => 1,
        Point { x, y } => x,
        'c' => 2,
        _ => match a {
            [first, ..] => first,
            _ => 0,
        },
    }
}

//~ errors
// error[M0207]: a struct pattern in `match` is not supported in a kernel
//   |
// 3 |         Some(y) => y,
//   |             ^^^
//   |
//   = help: match numbers, `bool` or tuples of them
//
// error[M0207]: a reference pattern in `match` is not supported in a kernel
//   |
// 4 |         &z => z,
//   |         ^
//   |
//   = help: leave the `&` out: numbers are matched as they are
//
// error[M0207]: `ref` in `match` is not supported in a kernel
//   |
// 5 |         ref w => 1,
//   |             ^
//   |
//   = help: leave `ref` out: numbers are copied
//
// error[M0207]: a struct pattern in `match` is not supported in a kernel
//   |
// 6 |         Point { x, y } => x,
//   |               ^^^^^^^^
//   |
//   = help: match numbers, `bool` or tuples of them
//
// error[M0209]: a character is not supported in a kernel
//   |
// 7 |         'c' => 2,
//   |         ^^^
//   |
//   = help: kernels compute with numbers and `bool`
//
// error[M0207]: a slice pattern in `match` is not supported in a kernel
//   |
// 9 |             [first, ..] => first,
//   |             ^^^^^^^^^^^
//   |
//   = help: match a tuple of elements: `match (a[0], a[1]) { .. }`
