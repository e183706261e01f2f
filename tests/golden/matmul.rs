#[kernel(native_exact)]
fn matmul(a: ArrayView2<f64>, b: ArrayView2<f64>, mut c: ArrayViewMut2<f64>) {
    for i in 0..c.nrows() {
        for j in 0..c.ncols() {
            let mut sum = 0.0;
            for k in 0..a.ncols() {
                sum = a[[i, k]].mul_add(b[[k, j]], sum);
            }
            c[[i, j]] = sum;
        }
    }
}

//~ hir
// fn matmul(a: ArrayView2<f64>, b: ArrayView2<f64>, mut c: ArrayViewMut2<f64>) {
//     for i in 0_usize..c.shape()[0] {
//         for j in 0_usize..c.shape()[1] {
//             let mut sum: f64 = 0.0_f64;
//             for k in 0_usize..a.shape()[1] {
//                 sum = a[[i, k]].mul_add(b[[k, j]], sum);
//             }
//             c[[i, j]] = sum;
//         }
//     }
// }

//~ ir
// fn matmul(a: ArrayView2<f64, contiguous>, b: ArrayView2<f64, contiguous>, c: ArrayViewMut2<f64, contiguous>) {
//     let v0: usize = 0;
//     let v1: usize = extent(c, 0);
//     let v2: usize = extent(c, 1);
//     let v3: f64 = 0.0;
//     let v4: usize = extent(a, 1);
//     'l0: for (i_5,) in carry(v0..v1) {
//         'l1: for (j_6,) in carry(v0..v2) {
//             let sum_7: f64 = 'l2: for (k_8, sum_9) in carry(v0..v4, v3) {
//                 check_bounds(a, 0, i_5);
//                 check_bounds(a, 1, k_8);
//                 let v10: f64 = load(a, i_5, k_8);
//                 check_bounds(b, 0, k_8);
//                 check_bounds(b, 1, j_6);
//                 let v11: f64 = load(b, k_8, j_6);
//                 let v12: f64 = mul_add(v10, v11, sum_9);
//                 next!('l2, v12)
//             };
//             check_bounds(c, 0, i_5);
//             check_bounds(c, 1, j_6);
//             store(c, i_5, j_6, sum_7);
//             next!('l1)
//         }
//         next!('l0)
//     }
//     return;
// }
