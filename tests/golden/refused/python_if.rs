fn python_if(x: f64) -> f64 {
    if x > 0.0:
        return x
    return -x
}

//~ errors
// error[M0101]: the body of this statement has no braces
//   |
// 2 |     if x > 0.0:
//   |               ^
//   |
//   = help: put the body in braces: `{ .. }`
