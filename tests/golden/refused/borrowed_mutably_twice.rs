fn swap(x: &mut [f64], y: &mut [f64]) {
    let old = x[0];
    x[0] = y[0];
    y[0] = old;
}
pub fn borrowed_mutably_twice(a: &mut [f64]) {
    swap(a, a);
}

//~ errors
// error[M0504]: `a` is used here while it is borrowed
//   |
// 7 |     swap(a, a);
//   |          -  ^ borrowed as mutable here
//   |          |
//   |          borrowed here, until all of this is computed
//   |
//   = help: pass an array that is written to only once in a call
