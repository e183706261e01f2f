fn method_on_literal(x: f64) -> f64 {
    2.sqrt() + 2.0.sqrt() * x
}

//~ errors
// error[M0403]: cannot call method `sqrt` on ambiguous numeric type `{integer}`
//   |
// 2 |     2.sqrt() + 2.0.sqrt() * x
//   |     ^ its type must be known here
//   |
//   = help: write a float: `2.0_f64`
//
// error[M0403]: cannot call method `sqrt` on ambiguous numeric type `{float}`
//   |
// 2 |     2.sqrt() + 2.0.sqrt() * x
//   |                ^^^ its type must be known here
//   |
//   = help: give the literal a type: `2.0_f64`
