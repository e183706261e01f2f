fn generic_where<T>(x: T) -> T
where
    T: Float,
{
    x + x
}

//~ errors
// error[M0208]: a `where` clause is not supported in a kernel
//   |
// 2 | where
//   | ^^^^^
//   |
//   = help: write the bounds behind the name: `<T: Float>`
