#[kernel(native_exact)]
fn histogram(x: &[f64], keys: &[usize], counts: &mut [u32], mut sums: ArrayViewMut2<f64>) {
    for i in prange(0..x.len()) {
        let k = (x[i].abs() * 2.0) as usize % counts.len();
        counts[k] += 1;
        if x[i] < 0.0 {
            counts[0] += 2;
        }
    }
    for i in prange(0..keys.len()) {
        let row = keys[i] % sums.nrows();
        for j in 0..sums.ncols() {
            sums[[row, j]] += x[i];
            sums[[row, j]] -= 1.0;
        }
    }
}

//~ hir
// fn histogram(x: &[f64], keys: &[usize], counts: &mut [u32], mut sums: ArrayViewMut2<f64>) {
//     for i in prange(0_usize..x.len()) {
//         let k: usize = (x[i].abs() * 2.0_f64) as usize % counts.len();
//         counts[k] += 1_u32;
//         if x[i] < 0.0_f64 {
//             counts[0_usize] += 2_u32;
//         }
//     }
//     for i_2 in prange(0_usize..keys.len()) {
//         let row: usize = keys[i_2] % sums.shape()[0];
//         for j in 0_usize..sums.shape()[1] {
//             sums[[row, j]] += x[i_2];
//             sums[[row, j]] -= 1.0_f64;
//         }
//     }
// }

//~ ir
// fn histogram(x: ArrayView1<f64, contiguous>, keys: ArrayView1<usize, contiguous>, counts: ArrayViewMut1<u32, contiguous>, sums: ArrayViewMut2<f64, contiguous>) {
//     let v0: usize = 0;
//     let v1: usize = extent(x, 0);
//     let v2: f64 = 2.0;
//     let v3: usize = extent(counts, 0);
//     let v4: u32 = 1;
//     let v5: f64 = 0.0;
//     let v6: u32 = 2;
//     let v7: usize = extent(keys, 0);
//     let v8: usize = extent(sums, 0);
//     let v9: usize = extent(sums, 1);
//     let v10: f64 = 1.0;
//     'l0: for (i_11,) in prange(v0..v1, arrays(add(counts))) {
//         check_bounds(x, 0, i_11);
//         let v12: f64 = load(x, i_11);
//         let v13: f64 = abs(v12);
//         let v14: f64 = mul(v13, v2);
//         let v15: usize = cast(v14);
//         check_rem_divisor(v3);
//         let k_16: usize = rem(v15, v3);
//         check_bounds(counts, 0, k_16);
//         let v17: u32 = load(counts, k_16);
//         let v18: u32 = add(v17, v4);
//         store(counts, k_16, v18);
//         check_bounds(x, 0, i_11);
//         let v19: f64 = load(x, i_11);
//         let v20: bool = lt(v19, v5);
//         if v20 {
//             check_bounds(counts, 0, v0);
//             let v21: u32 = load(counts, v0);
//             let v22: u32 = add(v21, v6);
//             store(counts, v0, v22);
//         }
//         next!('l0)
//     }
//     'l1: for (i_23,) in prange(v0..v7, arrays(add(sums))) {
//         check_bounds(keys, 0, i_23);
//         let v24: usize = load(keys, i_23);
//         check_rem_divisor(v8);
//         let row_25: usize = rem(v24, v8);
//         'l2: for (j_26,) in carry(v0..v9) {
//             check_bounds(x, 0, i_23);
//             let v27: f64 = load(x, i_23);
//             check_bounds(sums, 0, row_25);
//             check_bounds(sums, 1, j_26);
//             let v28: f64 = load(sums, row_25, j_26);
//             let v29: f64 = add(v28, v27);
//             store(sums, row_25, j_26, v29);
//             check_bounds(sums, 0, row_25);
//             check_bounds(sums, 1, j_26);
//             let v30: f64 = load(sums, row_25, j_26);
//             let v31: f64 = sub(v30, v10);
//             store(sums, row_25, j_26, v31);
//             next!('l2)
//         }
//         next!('l1)
//     }
//     return;
// }
