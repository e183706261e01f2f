fn python_for_colon(n: usize) -> usize {
    let mut sum = 0;
    for i in 0..n:
        sum += i
    sum
}

//~ errors
// error[M0101]: the body of this statement has no braces
//   |
// 3 |     for i in 0..n:
//   |                  ^
//   |
//   = help: put the body in braces: `{ .. }`
