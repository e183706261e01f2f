#[kernel(native_exact)]
fn jacobi_2d(steps: usize, mut a: ArrayViewMut2<f64>, mut b: ArrayViewMut2<f64>) {
    for _ in 0..steps {
        for i in 2..a.nrows() {
            for j in 2..a.ncols() {
                b[[i - 1, j - 1]] = 0.2
                    * (a[[i - 1, j - 1]] + a[[i - 1, j - 2]] + a[[i - 1, j]] + a[[i, j - 1]] + a[[i - 2, j - 1]]);
            }
        }
        for i in 2..a.nrows() {
            for j in 2..a.ncols() {
                a[[i - 1, j - 1]] = b[[i - 1, j - 1]];
            }
        }
    }
}

//~ hir
// fn jacobi_2d(steps: usize, mut a: ArrayViewMut2<f64>, mut b: ArrayViewMut2<f64>) {
//     for _ in 0_usize..steps {
//         for i in 2_usize..a.shape()[0] {
//             for j in 2_usize..a.shape()[1] {
//                 b[[i - 1_usize, j - 1_usize]] = 0.2_f64 * (a[[i - 1_usize, j - 1_usize]] + a[[i - 1_usize, j - 2_usize]] + a[[i - 1_usize, j]] + a[[i, j - 1_usize]] + a[[i - 2_usize, j - 1_usize]]);
//             }
//         }
//         for i_2 in 2_usize..a.shape()[0] {
//             for j_2 in 2_usize..a.shape()[1] {
//                 a[[i_2 - 1_usize, j_2 - 1_usize]] = b[[i_2 - 1_usize, j_2 - 1_usize]];
//             }
//         }
//     }
// }

//~ ir
// fn jacobi_2d(steps_0: usize, a: ArrayViewMut2<f64, contiguous>, b: ArrayViewMut2<f64, contiguous>) {
//     let v1: usize = 0;
//     let v2: usize = 2;
//     let v3: usize = extent(a, 0);
//     let v4: usize = extent(a, 1);
//     let v5: f64 = 0.2;
//     let v6: usize = 1;
//     'l0: for (__7,) in carry(v1..steps_0) {
//         'l1: for (i_8,) in carry(v2..v3) {
//             'l2: for (j_9,) in carry(v2..v4) {
//                 let v10: usize = sub(i_8, v6);
//                 let v11: usize = sub(j_9, v6);
//                 check_bounds(a, 0, v10);
//                 check_bounds(a, 1, v11);
//                 let v12: f64 = load(a, v10, v11);
//                 let v13: usize = sub(i_8, v6);
//                 let v14: usize = sub(j_9, v2);
//                 check_bounds(a, 0, v13);
//                 check_bounds(a, 1, v14);
//                 let v15: f64 = load(a, v13, v14);
//                 let v16: f64 = add(v12, v15);
//                 let v17: usize = sub(i_8, v6);
//                 check_bounds(a, 0, v17);
//                 check_bounds(a, 1, j_9);
//                 let v18: f64 = load(a, v17, j_9);
//                 let v19: f64 = add(v16, v18);
//                 let v20: usize = sub(j_9, v6);
//                 check_bounds(a, 0, i_8);
//                 check_bounds(a, 1, v20);
//                 let v21: f64 = load(a, i_8, v20);
//                 let v22: f64 = add(v19, v21);
//                 let v23: usize = sub(i_8, v2);
//                 let v24: usize = sub(j_9, v6);
//                 check_bounds(a, 0, v23);
//                 check_bounds(a, 1, v24);
//                 let v25: f64 = load(a, v23, v24);
//                 let v26: f64 = add(v22, v25);
//                 let v27: f64 = mul(v5, v26);
//                 let v28: usize = sub(i_8, v6);
//                 let v29: usize = sub(j_9, v6);
//                 check_bounds(b, 0, v28);
//                 check_bounds(b, 1, v29);
//                 store(b, v28, v29, v27);
//                 next!('l2)
//             }
//             next!('l1)
//         }
//         'l3: for (i_30,) in carry(v2..v3) {
//             'l4: for (j_31,) in carry(v2..v4) {
//                 let v32: usize = sub(i_30, v6);
//                 let v33: usize = sub(j_31, v6);
//                 check_bounds(b, 0, v32);
//                 check_bounds(b, 1, v33);
//                 let v34: f64 = load(b, v32, v33);
//                 let v35: usize = sub(i_30, v6);
//                 let v36: usize = sub(j_31, v6);
//                 check_bounds(a, 0, v35);
//                 check_bounds(a, 1, v36);
//                 store(a, v35, v36, v34);
//                 next!('l4)
//             }
//             next!('l3)
//         }
//         next!('l0)
//     }
//     return;
// }
