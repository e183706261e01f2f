#[inline(never)]
#[target_feature(enable = "avx2")]
fn attributes(#[cold] x: f64) -> f64 {
    #[cfg(test)]
    let y = 1.0;
    #[allow(unused)]
    x
}

//~ errors
// error[M0203]: the attribute `target_feature` is not supported in a kernel
//   |
// 2 | #[target_feature(enable = "avx2")]
//   |   ^^^^^^^^^^^^^^
//   |
//   = help: remove it
//
// error[M0203]: the attribute `cold` is not supported in a kernel
//   |
// 3 | fn attributes(#[cold] x: f64) -> f64 {
//   |                 ^^^^
//   |
//   = help: remove it, or put it on the function
//
// error[M0203]: the attribute `cfg` is not supported in a kernel
//   |
// 4 |     #[cfg(test)]
//   |       ^^^
//   |
//   = help: remove it
//
// error[M0203]: the attribute `allow` is not supported in a kernel
//   |
// 6 |     #[allow(unused)]
//   |       ^^^^^
//   |
//   = help: remove it, or put it on the function
