fn unsafe_block(x: &[f64]) -> f64 {
    unsafe { *x.get_unchecked(0) }
}

//~ errors
// error[M0206]: `unsafe` is not supported in a kernel
//   |
// 2 |     unsafe { *x.get_unchecked(0) }
//   |     ^^^^^^
//   |
//   = help: index as usual: checks are removed where proved
