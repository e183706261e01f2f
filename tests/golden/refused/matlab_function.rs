function fortran_power(x)
    y = x^2
end

//~ errors
// error[M0101]: `function` is not Rust
//   |
// 1 | function fortran_power(x)
//   | ^^^^^^^^
//   |
//   = help: write `fn fortran_power(x: f64) -> f64 { .. }`
