fn out_of_scope(n: i32) -> i32 {
    for i in 0..n {
        let last = i;
    }
    last + i
}

//~ errors
// error[M0301]: there is no variable `last`
//   |
// 5 |     last + i
//   |     ^^^^
//
// error[M0301]: there is no variable `i`
//   |
// 5 |     last + i
//   |            ^
