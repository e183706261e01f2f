fn python_floor_division(n: i32, k: i32) -> i32 {
    let q = n // k;
    q
}

//~ errors
// error[M0101]: a `;` is missing behind this
//   |
// 2 |     let q = n // k;
//   |             ^
//   |
//   = help: end the statement with `;`; `//` begins a comment, and `/` divides integers too
