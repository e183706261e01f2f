#[kernel(native_exact)]
fn histogram(x: &[f64], keys: &[usize], counts: &mut [u32], mut sums: ArrayViewMut2<i64>) {
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
            sums[[row, j]] += x[i] as i64;
            sums[[row, j]] -= i as i64;
        }
    }
}

//~ hir
// fn histogram(x: &[f64], keys: &[usize], counts: &mut [u32], mut sums: ArrayViewMut2<i64>) {
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
//             sums[[row, j]] += x[i_2] as i64;
//             sums[[row, j]] -= i_2 as i64;
//         }
//     }
// }

//~ ir
// fn histogram(x: ArrayView1<f64, contiguous>, keys: ArrayView1<usize, contiguous>, counts: ArrayViewMut1<u32, contiguous>, sums: ArrayViewMut2<i64, contiguous>) {
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
//     'l0: for (i_10,) in prange(v0..v1, arrays(add(counts))) {
//         check_bounds(x, 0, i_10);
//         let v11: f64 = load(x, i_10);
//         let v12: f64 = abs(v11);
//         let v13: f64 = mul(v12, v2);
//         let v14: usize = cast(v13);
//         check_rem_divisor(v3);
//         let k_15: usize = rem(v14, v3);
//         check_bounds(counts, 0, k_15);
//         let v16: u32 = load(counts, k_15);
//         let v17: u32 = add(v16, v4);
//         store(counts, k_15, v17);
//         check_bounds(x, 0, i_10);
//         let v18: f64 = load(x, i_10);
//         let v19: bool = lt(v18, v5);
//         if v19 {
//             check_bounds(counts, 0, v0);
//             let v20: u32 = load(counts, v0);
//             let v21: u32 = add(v20, v6);
//             store(counts, v0, v21);
//         }
//         next!('l0)
//     }
//     'l1: for (i_22,) in prange(v0..v7, arrays(add(sums))) {
//         check_bounds(keys, 0, i_22);
//         let v23: usize = load(keys, i_22);
//         check_rem_divisor(v8);
//         let row_24: usize = rem(v23, v8);
//         'l2: for (j_25,) in carry(v0..v9) {
//             check_bounds(x, 0, i_22);
//             let v26: f64 = load(x, i_22);
//             let v27: i64 = cast(v26);
//             check_bounds(sums, 0, row_24);
//             check_bounds(sums, 1, j_25);
//             let v28: i64 = load(sums, row_24, j_25);
//             let v29: i64 = add(v28, v27);
//             store(sums, row_24, j_25, v29);
//             let v30: i64 = cast(i_22);
//             check_bounds(sums, 0, row_24);
//             check_bounds(sums, 1, j_25);
//             let v31: i64 = load(sums, row_24, j_25);
//             let v32: i64 = sub(v31, v30);
//             store(sums, row_24, j_25, v32);
//             next!('l2)
//         }
//         next!('l1)
//     }
//     return;
// }
