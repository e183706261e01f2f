const N: usize = 2.5;
const X: f32 = 1;
const T: bool = 0;
fn const_type_wrong(x: f32) -> f32 {
    x * X
}

//~ errors
// error[M0401]: mismatched types: expected `usize`, found `{float}`
//   |
// 1 | const N: usize = 2.5;
//   |          -----   ^^^ expected `usize`, found `{float}`
//   |          |
//   |          expected because of this
//   |
//   = help: write an integer, or make the other side a float
//
// error[M0401]: mismatched types: expected `f32`, found `{integer}`
//   |
// 2 | const X: f32 = 1;
//   |          ---   ^ expected `f32`, found `{integer}`
//   |          |
//   |          expected because of this
//   |
//   = help: write a float: `1.0`
//
// error[M0401]: mismatched types: expected `bool`, found `{integer}`
//   |
// 3 | const T: bool = 0;
//   |          ----   ^ expected `bool`, found `{integer}`
//   |          |
//   |          expected because of this
//   |
//   = help: write `false`
