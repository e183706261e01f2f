fn break_value_types(n: i32) -> i32 {
    loop {
        if n > 3 {
            break n;
        }
        break 1.5;
    }
}

//~ errors
// error[M0401]: mismatched types: expected `i32`, found `{float}`
//   |
// 4 |             break n;
//   |                   - expected because of this `break`
// 5 |         }
// 6 |         break 1.5;
//   |               ^^^ expected `i32`, found `{float}`
//   |
//   = help: write an integer, or make the other side a float
