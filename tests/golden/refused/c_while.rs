fn c_while(n: i32) -> i32 {
    let mut i = n;
    while (i > 10) i -= 3;
    i
}

//~ errors
// error[M0101]: the body of this statement has no braces
//   |
// 3 |     while (i > 10) i -= 3;
//   |                    ^
//   |
//   = help: put the body in braces: `{ .. }`
