fn norm(v: &[f64; 3], out: &mut [f64; 3]) -> f64 {
    out[0] = v[0] / v[3];
    v[1] = 0.0;
    v[0]
}
pub fn fixed_arrays(x: f64, n: usize) -> f64 {
    let a: [f64; 3] = [x, 1.0];
    let b = [x, 1, 2.0];
    let scratch = [0.0; n];
    let v = [x; 3];
    v[0] = 2.0;
    let mut m = [[x; 3]; 2];
    let row = m[0];
    m[[1, 2]] = x;
    if v == [1.0, 2.0, 3.0] {
        return m[1].len() as f64;
    }
    let mut w = v;
    norm(w, &mut w);
    norm(&w, &mut w)
}

//~ errors
// error[M0503]: the index 3 is always out of bounds
//   |
// 2 |     out[0] = v[0] / v[3];
//   |                     ^^-^
//   |                       |
//   |                       this is 3
//   |
//   = note: the length is 3
//   = help: the last index is 2
//
// error[M0501]: cannot store into `v`, which is not mutable
//   |
// 1 | fn norm(v: &[f64; 3], out: &mut [f64; 3]) -> f64 {
//   |         - declared here
// 2 |     out[0] = v[0] / v[3];
// 3 |     v[1] = 0.0;
//   |     ^^^^
//   |
//   = help: make it `v: &mut [f64; 3]`
//
// error[M0401]: mismatched types: expected `[f64; 3]`, found `[f64; 2]`
//   |
// 7 |     let a: [f64; 3] = [x, 1.0];
//   |            --------   ^^^^^^^^ expected `[f64; 3]`, found `[f64; 2]`
//   |            |
//   |            expected because of this
//   |
//   = note: expected an array with a size of 3, found one with a size of 2
//
// error[M0401]: mismatched types: expected `f64`, found `{integer}`
//   |
// 8 |     let b = [x, 1, 2.0];
//   |              -  ^ expected `f64`, found `{integer}`
//   |              |
//   |              expected because of the first element
//   |
//   = help: write a float: `1.0`
//
// error[M0412]: the variable `n` has no value before the kernel runs
//   |
// 9 |     let scratch = [0.0; n];
//   |                         ^ only constants can be used here
//   |
//   = help: make it a constant: `const n: usize = ..;`
//
// error[M0501]: cannot store into `v`, which is not mutable
//    |
// 10 |     let v = [x; 3];
//    |         - declared here
// 11 |     v[0] = 2.0;
//    |     ^^^^
//    |
//    = help: declare it as `let mut v`
//
// error[M0405]: a part of an array is not a value in a kernel
//    |
// 12 |     let mut m = [[x; 3]; 2];
//    |             - `m` is `[[f64; 3]; 2]`
// 13 |     let row = m[0];
//    |               ^^^^
//    |
//    = help: use or copy its elements, `m[0][j]`; there are 3
//
// error[M0405]: `m` takes one pair of brackets per axis
//    |
// 14 |     m[[1, 2]] = x;
//    |       ^^^^^^
//    |
//    = help: write `m[1][2]`
//
// error[M0402]: values of type `[f64; 3]` are not compared as a whole in a kernel
//    |
// 15 |     if v == [1.0, 2.0, 3.0] {
//    |        ^^^^^^^^^^^^^^^^^^^^
//    |
//    = help: compare their elements in a loop
//
// error[M0405]: a part of an array is not a value in a kernel
//    |
// 12 |     let mut m = [[x; 3]; 2];
//    |             - `m` is `[[f64; 3]; 2]`
// ...
// 16 |         return m[1].len() as f64;
//    |                ^^^^
//    |
//    = help: use or copy its elements, `m[1][j]`; there are 3
//
// error[M0401]: mismatched types: expected `&[f64; 3]`, found `[f64; 3]`
//    |
//  1 | fn norm(v: &[f64; 3], out: &mut [f64; 3]) -> f64 {
//    |            --------- expected because of this parameter
// ...
// 18 |     let mut w = v;
//    |             - `w` is `[f64; 3]`
// 19 |     norm(w, &mut w);
//    |          ^
//    |
//    = help: lend it: `&w`
//
// error[M0504]: `w` is used here while it is borrowed
//    |
// 20 |     norm(&w, &mut w)
//    |          --  ^^^^^^ borrowed as mutable here
//    |          |
//    |          borrowed here, until all of this is computed
//    |
//    = help: pass an array that is written to only once in a call
