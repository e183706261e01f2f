fn random(x: f64) -> f64 {
    x * rand::random::<f64>() + rand()
}

//~ errors
// error[M0206]: a path with type arguments is not supported in a kernel
//   |
// 2 |     x * rand::random::<f64>() + rand()
//   |         ^^^^^^^^^^^^
//   |
//   = help: leave the type arguments out; the types of the arguments decide
