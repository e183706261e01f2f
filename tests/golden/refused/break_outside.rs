fn break_outside(x: f64) -> f64 {
    if x > 0.0 {
        break;
    }
    continue;
    x
}

//~ errors
// error[M0306]: `break` or `continue` outside of a loop
//   |
// 3 |         break;
//   |         ^^^^^
//   |
//   = help: to leave the function, write `return`
//
// error[M0306]: `break` or `continue` outside of a loop
//   |
// 5 |     continue;
//   |     ^^^^^^^^
//   |
//   = help: to leave the function, write `return`
