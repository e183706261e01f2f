fn g(to: ArrayViewMut1<f64>) -> f64 {
    to[0]
}

pub fn uninitialized(n: usize, mut y: ArrayViewMut1<f64>, z: ArrayViewMut1<f64>) -> f64 {
    let a: f64;
    let b: f64;
    let c: usize;
    let d: (f64, i32);
    if n > 1 {
        b = 1.0;
    }
    for i in 0..n {
        c = i;
    }
    d.0 = 1.0;
    for i in 0..n {
        y[i] = 0.0;
        g(y);
    }
    g(z);
    a + b + z[0]
}

//~ errors
// error[M0501]: cannot assign twice to the immutable variable `c`
//    |
//  8 |     let c: usize;
//    |         - declared here without `mut`
// ...
// 14 |         c = i;
//    |         ^ it may have a value from an earlier iteration
//    |
//    = help: declare it as `let mut c`
//
// error[M0502]: `d` is used before it has a value
//    |
//  9 |     let d: (f64, i32);
//    |         - declared here without a value
// ...
// 16 |     d.0 = 1.0;
//    |     ^^^
//    |
//    = help: assign it first: `d = ..;`
//
// error[M0505]: `y` is used after it was moved
//    |
// 18 |         y[i] = 0.0;
//    |         ^^^^
// 19 |         g(y);
//    |           - moved here, in an earlier iteration
//    |
//    = note: a mutable view that is passed by its name alone is given away
//    = help: lend it: `y.view_mut()`
//
// error[M0502]: `a` is used before it has a value
//    |
//  6 |     let a: f64;
//    |         - declared here without a value
// ...
// 22 |     a + b + z[0]
//    |     ^
//    |
//    = help: assign it first: `a = ..;`
//
// error[M0502]: `b` may be used before it has a value
//    |
//  7 |     let b: f64;
//    |         - declared here without a value
// ...
// 11 |         b = 1.0;
//    |         - it gets one here, but not on every path
// ...
// 22 |     a + b + z[0]
//    |         ^
//    |
//    = help: assign `b` on every path to here, or where it is declared
//
// error[M0505]: `z` is used after it was moved
//    |
// 21 |     g(z);
//    |       - moved here
// 22 |     a + b + z[0]
//    |             ^^^^
//    |
//    = note: a mutable view that is passed by its name alone is given away
//    = help: declare it `mut z: ArrayViewMut1<f64>` and lend it: `z.view_mut()`
