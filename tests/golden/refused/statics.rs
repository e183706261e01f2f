static mut COUNT: u32 = 0;
fn statics(x: f64) -> f64 {
    unsafe {
        COUNT += 1;
    }
    x
}

//~ errors
// error[M0203]: a `static` is not supported in a kernel
//   |
// 1 | static mut COUNT: u32 = 0;
//   | ^^^^^^
//   |
//   = help: write `const` if it never changes, or pass the value as a parameter
//
// error[M0206]: `unsafe` is not supported in a kernel
//   |
// 3 |     unsafe {
//   |     ^^^^^^
//   |
//   = help: index as usual: checks are removed where proved
