fn labels_without_quote(n: i32) -> i32 {
    outer: for i in 0..n {
        break outer;
    }
    n
}

//~ errors
// error[M0101]: a label begins with a quote
//   |
// 2 |     outer: for i in 0..n {
//   |     ^^^^^
//   |
//   = help: write `'outer: for ..`
