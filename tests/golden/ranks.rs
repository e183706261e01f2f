#[kernel(native_exact)]
fn ranks(a: ArrayView3<f64>, b: &Array2<f64>, c: &mut Array1<f64>, d: ArrayView6<i32>) -> usize {
    let mut count = a.len() + d.len_of(Axis(5));
    for i in 0..a.shape()[0] {
        for j in 0..a.len_of(Axis(1)) {
            for k in 0..a.shape()[2] {
                c[k] += a[[i, j, k]] * b[[i, j]];
                if d[[i, j, k, 0, 0, 0]] > 0 {
                    count += 1;
                }
            }
        }
    }
    count
}

//~ hir
// fn ranks(a: ArrayView3<f64>, b: &Array2<f64>, c: &mut Array1<f64>, d: ArrayView6<i32>) -> usize {
//     let mut count: usize = a.len() + d.shape()[5];
//     for i in 0_usize..a.shape()[0] {
//         for j in 0_usize..a.shape()[1] {
//             for k in 0_usize..a.shape()[2] {
//                 c[k] += a[[i, j, k]] * b[[i, j]];
//                 if d[[i, j, k, 0_usize, 0_usize, 0_usize]] > 0_i32 {
//                     count += 1_usize;
//                 }
//             }
//         }
//     }
//     count
// }

//~ ir
// fn ranks(a: ArrayView3<f64, contiguous>, b: ArrayView2<f64, contiguous>, c: ArrayViewMut1<f64, contiguous>, d: ArrayView6<i32, contiguous>) -> usize {
//     let v0: usize = extent(a, 0);
//     let v1: usize = extent(a, 1);
//     let v2: usize = extent(a, 2);
//     let v3: usize = extent(d, 5);
//     let v4: usize = 0;
//     let v5: i32 = 0;
//     let v6: usize = 1;
//     let v7: usize = mul(v0, v1);
//     let v8: usize = mul(v7, v2);
//     let count_9: usize = add(v8, v3);
//     let count_10: usize = 'l0: for (i_11, count_12) in carry(v4..v0, count_9) {
//         let count_13: usize = 'l1: for (j_14, count_15) in carry(v4..v1, count_12) {
//             let count_16: usize = 'l2: for (k_17, count_18) in carry(v4..v2, count_15) {
//                 check_bounds(a, 0, i_11);
//                 check_bounds(a, 1, j_14);
//                 check_bounds(a, 2, k_17);
//                 let v19: f64 = load(a, i_11, j_14, k_17);
//                 check_bounds(b, 0, i_11);
//                 check_bounds(b, 1, j_14);
//                 let v20: f64 = load(b, i_11, j_14);
//                 let v21: f64 = mul(v19, v20);
//                 check_bounds(c, 0, k_17);
//                 let v22: f64 = load(c, k_17);
//                 let v23: f64 = add(v22, v21);
//                 store(c, k_17, v23);
//                 check_bounds(d, 0, i_11);
//                 check_bounds(d, 1, j_14);
//                 check_bounds(d, 2, k_17);
//                 check_bounds(d, 3, v4);
//                 check_bounds(d, 4, v4);
//                 check_bounds(d, 5, v4);
//                 let v24: i32 = load(d, i_11, j_14, k_17, v4, v4, v4);
//                 let v25: bool = gt(v24, v5);
//                 let count_26: usize = if v25 {
//                     let v27: usize = add(count_18, v6);
//                     v27
//                 } else {
//                     count_18
//                 };
//                 next!('l2, count_26)
//             };
//             next!('l1, count_16)
//         };
//         next!('l0, count_13)
//     };
//     return count_10;
// }
