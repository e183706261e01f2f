#[kernel(native_exact)]
fn prange_scattered_rows(
    at: &[i32],
    keep: &[bool],
    mut out: ArrayViewMut2<f64>,
    mut count: ArrayViewMut2<i64>,
) -> f64 {
    let mut total = 0.0;
    for i in prange(0..at.len()) {
        let row = at[i] as usize;
        if keep[i] {
            for j in 0..out.ncols() {
                out[[row, j]] = out[[row, j]] + j as f64;
            }
            total += 1.0;
        }
        let column = i % count.ncols();
        count[[at[i] as usize, column]] /= 2;
    }
    total
}

//~ hir
// fn prange_scattered_rows(at: &[i32], keep: &[bool], mut out: ArrayViewMut2<f64>, mut count: ArrayViewMut2<i64>) -> f64 {
//     let mut total: f64 = 0.0_f64;
//     for i in prange(0_usize..at.len()) {
//         let row: usize = at[i] as usize;
//         if keep[i] {
//             for j in 0_usize..out.shape()[1] {
//                 out[[row, j]] = out[[row, j]] + j as f64;
//             }
//             total += 1.0_f64;
//         }
//         let column: usize = i % count.shape()[1];
//         count[[at[i] as usize, column]] /= 2_i64;
//     }
//     total
// }

//~ ir
// fn prange_scattered_rows(at: ArrayView1<i32, contiguous>, keep: ArrayView1<bool, contiguous>, out: ArrayViewMut2<f64, contiguous>, count: ArrayViewMut2<i64, contiguous>) -> f64 {
//     let v0: f64 = 0.0;
//     let v1: usize = 0;
//     let v2: usize = extent(at, 0);
//     let v3: usize = extent(out, 1);
//     let v4: f64 = 1.0;
//     let v5: usize = extent(count, 1);
//     let v6: i64 = 2;
//     let v7: usize = 1;
//     let v8: usize = extent(out, 0);
//     let v9: usize = extent(count, 0);
//     let v10: usize = 63;
//     let v11: usize = 6;
//     let v12: usize = min(v3, v7);
//     let v13: usize = mul(v8, v12);
//     let claimed: Array1<usize> = zeros(v13);
//     let v14: usize = mul(v9, v5);
//     let v15: usize = add(v14, v10);
//     let v16: usize = shr(v15, v11);
//     let claimed_: Array1<usize> = zeros(v16);
//     let total_17: f64 = 'l0: for (i_18, total_19) in prange(v1..v2, add(v0), claims(claimed, claimed_)) {
//         let v20: usize = sub(i_18, v1);
//         let v21: usize = add(v20, v7);
//         check_bounds(at, 0, i_18);
//         let v22: i32 = load(at, i_18);
//         let row_23: usize = cast(v22);
//         check_bounds(keep, 0, i_18);
//         let v24: bool = load(keep, i_18);
//         let total_25: f64 = if v24 {
//             'l1: for (j_26,) in carry(v1..v3) {
//                 check_bounds(out, 0, row_23);
//                 check_bounds(out, 1, j_26);
//                 let v27: usize = load(claimed, row_23);
//                 check_distinct(out, 0, v27, v21, row_23, i_18);
//                 store(claimed, row_23, v21);
//                 let v28: f64 = load(out, row_23, j_26);
//                 let v29: f64 = cast(j_26);
//                 let v30: f64 = add(v28, v29);
//                 check_bounds(out, 0, row_23);
//                 check_bounds(out, 1, j_26);
//                 store(out, row_23, j_26, v30);
//                 next!('l1)
//             }
//             let v31: f64 = add(total_19, v4);
//             v31
//         } else {
//             total_19
//         };
//         check_rem_divisor(v5);
//         let column_32: usize = rem(i_18, v5);
//         check_bounds(at, 0, i_18);
//         let v33: i32 = load(at, i_18);
//         let v34: usize = cast(v33);
//         check_bounds(count, 0, v34);
//         check_bounds(count, 1, column_32);
//         let v35: usize = mul(v34, v5);
//         let v36: usize = add(v35, column_32);
//         let v37: usize = shr(v36, v11);
//         let v38: usize = shl(v7, v36);
//         let v39: usize = load(claimed_, v37);
//         let v40: usize = and(v39, v38);
//         check_distinct(count, v40, v1, v36, i_18);
//         let v41: usize = or(v39, v38);
//         store(claimed_, v37, v41);
//         let v42: i64 = load(count, v34, column_32);
//         let v43: i64 = div(v42, v6);
//         store(count, v34, column_32, v43);
//         next!('l0, total_25)
//     };
//     return total_17;
// }
