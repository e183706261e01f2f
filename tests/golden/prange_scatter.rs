#[kernel(native_exact)]
fn prange_scatter(at: &[usize], w: &[f64], mut sums: ArrayViewMut2<f64>, part: &mut [f32]) -> f64 {
    let mut total = 0.0;
    for i in prange(0..at.len().min(w.len())) {
        let row = at[i] % sums.nrows();
        let slot = at[i] % part.len();
        for k in 0..sums.ncols() {
            sums[[row, k]] += w[i] * k as f64;
        }
        part[slot] *= 0.5;
        total -= w[i];
    }
    total
}

//~ hir
// fn prange_scatter(at: &[usize], w: &[f64], mut sums: ArrayViewMut2<f64>, part: &mut [f32]) -> f64 {
//     let mut total: f64 = 0.0_f64;
//     for i in prange(0_usize..at.len().min(w.len())) {
//         let row: usize = at[i] % sums.shape()[0];
//         let slot: usize = at[i] % part.len();
//         for k in 0_usize..sums.shape()[1] {
//             sums[[row, k]] += w[i] * k as f64;
//         }
//         part[slot] *= 0.5_f32;
//         total -= w[i];
//     }
//     total
// }

//~ ir
// fn prange_scatter(at: ArrayView1<usize, contiguous>, w: ArrayView1<f64, contiguous>, sums: ArrayViewMut2<f64, contiguous>, part: ArrayViewMut1<f32, contiguous>) -> f64 {
//     let v0: f64 = 0.0;
//     let v1: usize = 0;
//     let v2: usize = extent(at, 0);
//     let v3: usize = extent(w, 0);
//     let v4: usize = extent(sums, 0);
//     let v5: usize = extent(part, 0);
//     let v6: usize = extent(sums, 1);
//     let v7: f32 = 0.5;
//     let v8: usize = min(v2, v3);
//     let total_9: f64 = 'l0: for (i_10, total_11) in prange(v1..v8, add(v0), arrays(add(sums), mul(part))) {
//         check_bounds(at, 0, i_10);
//         let v12: usize = load(at, i_10);
//         check_rem_divisor(v4);
//         let row_13: usize = rem(v12, v4);
//         check_bounds(at, 0, i_10);
//         let v14: usize = load(at, i_10);
//         check_rem_divisor(v5);
//         let slot_15: usize = rem(v14, v5);
//         'l1: for (k_16,) in carry(v1..v6) {
//             check_bounds(w, 0, i_10);
//             let v17: f64 = load(w, i_10);
//             let v18: f64 = cast(k_16);
//             let v19: f64 = mul(v17, v18);
//             check_bounds(sums, 0, row_13);
//             check_bounds(sums, 1, k_16);
//             let v20: f64 = load(sums, row_13, k_16);
//             let v21: f64 = add(v20, v19);
//             store(sums, row_13, k_16, v21);
//             next!('l1)
//         }
//         check_bounds(part, 0, slot_15);
//         let v22: f32 = load(part, slot_15);
//         let v23: f32 = mul(v22, v7);
//         store(part, slot_15, v23);
//         check_bounds(w, 0, i_10);
//         let v24: f64 = load(w, i_10);
//         let v25: f64 = sub(total_11, v24);
//         next!('l0, v25)
//     };
//     return total_9;
// }
