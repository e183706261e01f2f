#[kernel(native_exact)]
fn jacobi_2d(steps: usize, mut a: ArrayViewMut2<f64>, mut b: ArrayViewMut2<f64>) {
    for _ in 0..steps {
        for i in 1..a.nrows() - 1 {
            for j in 1..a.ncols() - 1 {
                b[[i, j]] =
                    0.2 * (a[[i, j]] + a[[i, j - 1]] + a[[i, j + 1]] + a[[i + 1, j]] + a[[i - 1, j]]);
            }
        }
        for i in 1..a.nrows() - 1 {
            for j in 1..a.ncols() - 1 {
                a[[i, j]] = b[[i, j]];
            }
        }
    }
}

//~ hir
// fn jacobi_2d(steps: usize, mut a: ArrayViewMut2<f64>, mut b: ArrayViewMut2<f64>) {
//     for _ in 0_usize..steps {
//         for i in 1_usize..a.shape()[0] - 1_usize {
//             for j in 1_usize..a.shape()[1] - 1_usize {
//                 b[[i, j]] = 0.2_f64 * (a[[i, j]] + a[[i, j - 1_usize]] + a[[i, j + 1_usize]] + a[[i + 1_usize, j]] + a[[i - 1_usize, j]]);
//             }
//         }
//         for i_2 in 1_usize..a.shape()[0] - 1_usize {
//             for j_2 in 1_usize..a.shape()[1] - 1_usize {
//                 a[[i_2, j_2]] = b[[i_2, j_2]];
//             }
//         }
//     }
// }

//~ ir
// fn jacobi_2d(steps_0: usize, a: ArrayViewMut2<f64, contiguous>, b: ArrayViewMut2<f64, contiguous>) {
//     let v1: usize = 0;
//     let v2: usize = 1;
//     let v3: usize = extent(a, 0);
//     let v4: usize = extent(a, 1);
//     let v5: f64 = 0.2;
//     'l0: for (__6,) in carry(v1..steps_0) {
//         let v7: usize = sub(v3, v2);
//         'l1: for (i_8,) in carry(v2..v7) {
//             let v9: usize = sub(v4, v2);
//             'l2: for (j_10,) in carry(v2..v9) {
//                 check_bounds(a, 0, i_8);
//                 check_bounds(a, 1, j_10);
//                 let v11: f64 = load(a, i_8, j_10);
//                 let v12: usize = sub(j_10, v2);
//                 check_bounds(a, 0, i_8);
//                 check_bounds(a, 1, v12);
//                 let v13: f64 = load(a, i_8, v12);
//                 let v14: f64 = add(v11, v13);
//                 let v15: usize = add(j_10, v2);
//                 check_bounds(a, 0, i_8);
//                 check_bounds(a, 1, v15);
//                 let v16: f64 = load(a, i_8, v15);
//                 let v17: f64 = add(v14, v16);
//                 let v18: usize = add(i_8, v2);
//                 check_bounds(a, 0, v18);
//                 check_bounds(a, 1, j_10);
//                 let v19: f64 = load(a, v18, j_10);
//                 let v20: f64 = add(v17, v19);
//                 let v21: usize = sub(i_8, v2);
//                 check_bounds(a, 0, v21);
//                 check_bounds(a, 1, j_10);
//                 let v22: f64 = load(a, v21, j_10);
//                 let v23: f64 = add(v20, v22);
//                 let v24: f64 = mul(v5, v23);
//                 check_bounds(b, 0, i_8);
//                 check_bounds(b, 1, j_10);
//                 store(b, i_8, j_10, v24);
//                 next!('l2)
//             }
//             next!('l1)
//         }
//         let v25: usize = sub(v3, v2);
//         'l3: for (i_26,) in carry(v2..v25) {
//             let v27: usize = sub(v4, v2);
//             'l4: for (j_28,) in carry(v2..v27) {
//                 check_bounds(b, 0, i_26);
//                 check_bounds(b, 1, j_28);
//                 let v29: f64 = load(b, i_26, j_28);
//                 check_bounds(a, 0, i_26);
//                 check_bounds(a, 1, j_28);
//                 store(a, i_26, j_28, v29);
//                 next!('l4)
//             }
//             next!('l3)
//         }
//         next!('l0)
//     }
//     return;
// }
