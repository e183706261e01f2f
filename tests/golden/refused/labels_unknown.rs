fn labels_unknown(n: i32) -> i32 {
    'outer: for i in 0..n {
        for j in 0..n {
            if i * j > 10 {
                break 'oute;
            }
        }
    }
    n
}

//~ errors
// error[M0304]: there is no loop with the label `'oute` here
//   |
// 5 |                 break 'oute;
//   |                       ^^^^^
//   |
//   = help: did you mean `'outer`?
