fn python_semicolons(x: f64) -> f64 {
    let a = x * 2.0
    let b = a + 1.0
    a * b
}

//~ errors
// error[M0101]: a `;` is missing behind this
//   |
// 2 |     let a = x * 2.0
//   |                 ^^^
//   |
//   = help: end the statement with `;`
