type Real = f64;
fn type_alias(x: Real) -> Real {
    x
}

//~ errors
// error[M0203]: a type alias is not supported in a kernel
//   |
// 1 | type Real = f64;
//   | ^^^^
//   |
//   = help: write the type itself
