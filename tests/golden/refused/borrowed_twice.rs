fn add(x: &[f64], y: &mut [f64]) {
    y[0] += x[0];
}
pub fn borrowed_twice(y: &mut [f64]) {
    add(y, y);
}

//~ errors
// error[M0504]: `y` is used here while it is borrowed
//   |
// 5 |     add(y, y);
//   |         -  ^ borrowed as mutable here
//   |         |
//   |         borrowed here, until all of this is computed
//   |
//   = help: pass an array that is written to only once in a call
