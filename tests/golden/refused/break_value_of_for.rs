fn break_value_of_for(n: i32) -> i32 {
    for i in 0..n {
        if i > 3 {
            break i;
        }
    }
    n
}

//~ errors
// error[M0206]: `break` with a value from a `for`
//   |
// 4 |             break i;
//   |                   ^
//   |
//   = note: only a `loop` or a labelled block has a value
//   = help: assign it to a variable before the `break`, or write `loop`
