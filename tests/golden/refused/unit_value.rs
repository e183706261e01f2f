fn unit_value(x: &mut [f64]) -> f64 {
    let y = x[0] = 1.0;
    let z = {
        x[1] = 2.0;
    };
    z + 1.0
}

//~ errors
// error[M0408]: expected a value, found `()`
//   |
// 2 |     let y = x[0] = 1.0;
//   |             ^^^^^^^^^^
//   |
//   = help: an assignment has no value; write `==` to compare
//
// error[M0408]: expected a value, found `()`
//   |
// 3 |       let z = {
//   |  _____________^
// 4 | |         x[1] = 2.0;
// 5 | |     };
//   | |_____^
//   |
//   = help: end the block with a value, without a semicolon
