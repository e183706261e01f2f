use std::collections::HashMap;
use rand::Rng;
fn imports(x: f64) -> f64 {
    x
}

//~ errors
// error[M0203]: this `use` is not supported in a kernel
//   |
// 1 | use std::collections::HashMap;
//   | ^^^
//   |
//   = help: only `use metate::prelude::*;` and `use ndarray::..;` are known; write other paths in full, such as `std::f64::consts::PI`
//
// error[M0203]: this `use` is not supported in a kernel
//   |
// 2 | use rand::Rng;
//   | ^^^
//   |
//   = help: only `use metate::prelude::*;` and `use ndarray::..;` are known; write other paths in full, such as `std::f64::consts::PI`
