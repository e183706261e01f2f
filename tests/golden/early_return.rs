#[kernel(native_exact)]
fn find(a: ArrayView2<i32>, wanted: i32) -> i64 {
    for i in 0..a.nrows() {
        for j in 0..a.ncols() {
            if a[[i, j]] == wanted {
                return (i * a.ncols() + j) as i64;
            }
        }
    }
    -1
}
