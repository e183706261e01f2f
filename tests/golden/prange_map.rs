#[kernel(native_exact)]
fn prange_map(
    x: ArrayView1<f64>,
    mut y: ArrayViewMut1<f64>,
    mut z: ArrayViewMut2<f64>,
    w: &mut [i32],
) {
    fn shifted(x: ArrayView1<f64>, i: usize) -> f64 {
        if i == 0 {
            return 0.5;
        }
        x[i - 1] * 2.0
    }

    for i in prange(0..y.len()) {
        let t = shifted(x, i);
        if t < 0.0 {
            continue;
        }
        y[i] = t + i as f64;
    }
    for i in prange(1..=z.nrows()) {
        let row = i - 1;
        let mut sum = 0.0;
        for j in 0..z.ncols() {
            sum += z[[row, j]];
            z[[row, j]] = sum;
        }
        for j in (1..z.ncols()).rev() {
            z[[row, j]] -= 0.5 * z[[row, j - 1]];
        }
    }
    let n = w.len() as i32;
    for k in prange(0..n) {
        let mut steps = 0;
        let mut v = w[(n - 1 - k) as usize] & 1023;
        while v > 1 {
            v = if v % 2 == 0 { v / 2 } else { 3 * v + 1 };
            steps += 1;
            if steps > 200 {
                break;
            }
        }
        w[(n - 1 - k) as usize] = steps;
    }
}

//~ hir
// pub fn prange_map(x: ArrayView1<f64>, mut y: ArrayViewMut1<f64>, mut z: ArrayViewMut2<f64>, w: &mut [i32]) {
//     for i in prange(0_usize..y.len()) {
//         let t: f64 = shifted(x, i);
//         if t < 0.0_f64 {
//             continue;
//         }
//         y[i] = t + i as f64;
//     }
//     for i_2 in prange(1_usize..=z.shape()[0]) {
//         let row: usize = i_2 - 1_usize;
//         let mut sum: f64 = 0.0_f64;
//         for j in 0_usize..z.shape()[1] {
//             sum += z[[row, j]];
//             z[[row, j]] = sum;
//         }
//         for j_2 in (1_usize..z.shape()[1]).rev() {
//             z[[row, j_2]] -= 0.5_f64 * z[[row, j_2 - 1_usize]];
//         }
//     }
//     let n: i32 = w.len() as i32;
//     for k in prange(0_i32..n) {
//         let mut steps: i32 = 0_i32;
//         let mut v: i32 = w[(n - 1_i32 - k) as usize] & 1023_i32;
//         while v > 1_i32 {
//             v = if v % 2_i32 == 0_i32 { v / 2_i32 } else { 3_i32 * v + 1_i32 };
//             steps += 1_i32;
//             if steps > 200_i32 {
//                 break;
//             }
//         }
//         w[(n - 1_i32 - k) as usize] = steps;
//     }
// }
//
// fn shifted(x: ArrayView1<f64>, i: usize) -> f64 {
//     if i == 0_usize {
//         return 0.5_f64;
//     }
//     x[i - 1_usize] * 2.0_f64
// }

//~ ir
// fn prange_map(x: ArrayView1<f64, contiguous>, y: ArrayViewMut1<f64, contiguous>, z: ArrayViewMut2<f64, contiguous>, w: ArrayViewMut1<i32, contiguous>) {
//     let v0: usize = 0;
//     let v1: usize = extent(y, 0);
//     let v2: f64 = 0.5;
//     let v3: usize = 1;
//     let v4: f64 = 2.0;
//     let v5: f64 = 0.0;
//     let v6: usize = extent(z, 0);
//     let v7: usize = extent(z, 1);
//     let v8: usize = extent(w, 0);
//     let v9: i32 = 0;
//     let v10: i32 = 1;
//     let v11: i32 = 1023;
//     let v12: i32 = 2;
//     let v13: i32 = 3;
//     let v14: i32 = 200;
//     'l0: for (i_15,) in prange(v0..v1) {
//         let shifted_16: f64 = 'l1: {
//             let v17: bool = eq(i_15, v0);
//             if v17 {
//                 break 'l1 v2;
//             }
//             let v18: usize = sub(i_15, v3);
//             check_bounds(x, 0, v18);
//             let v19: f64 = load(x, v18);
//             let v20: f64 = mul(v19, v4);
//             break 'l1 v20;
//         };
//         let v21: bool = lt(shifted_16, v5);
//         if v21 {
//             next!('l0)
//         }
//         let v22: f64 = cast(i_15);
//         let v23: f64 = add(shifted_16, v22);
//         check_bounds(y, 0, i_15);
//         store(y, i_15, v23);
//         next!('l0)
//     }
//     'l2: for (i_24,) in prange(v3..=v6) {
//         let row_25: usize = sub(i_24, v3);
//         let sum_26: f64 = 'l3: for (j_27, sum_28) in carry(v0..v7, v5) {
//             check_bounds(z, 0, row_25);
//             check_bounds(z, 1, j_27);
//             let v29: f64 = load(z, row_25, j_27);
//             let v30: f64 = add(sum_28, v29);
//             check_bounds(z, 0, row_25);
//             check_bounds(z, 1, j_27);
//             store(z, row_25, j_27, v30);
//             next!('l3, v30)
//         };
//         let v31: bool = lt(v3, v7);
//         let v32: usize = sub(v7, v3);
//         let v33: usize = sub(v32, v3);
//         let v34: usize = add(v3, v33);
//         let v35: usize = add(v33, v3);
//         let v36: usize = select(v31, v35, v0);
//         'l4: for (v37,) in carry(v0..v36) {
//             let j_38: usize = sub(v34, v37);
//             let v39: usize = sub(j_38, v3);
//             check_bounds(z, 0, row_25);
//             check_bounds(z, 1, v39);
//             let v40: f64 = load(z, row_25, v39);
//             let v41: f64 = mul(v2, v40);
//             check_bounds(z, 0, row_25);
//             check_bounds(z, 1, j_38);
//             let v42: f64 = load(z, row_25, j_38);
//             let v43: f64 = sub(v42, v41);
//             store(z, row_25, j_38, v43);
//             next!('l4)
//         }
//         next!('l2)
//     }
//     let n_44: i32 = cast(v8);
//     'l5: for (k_45,) in prange(v9..n_44) {
//         let v46: i32 = sub(n_44, v10);
//         let v47: i32 = sub(v46, k_45);
//         let v48: usize = cast(v47);
//         check_bounds(w, 0, v48);
//         let v49: i32 = load(w, v48);
//         let v_50: i32 = and(v49, v11);
//         let (steps_51, v_52): (i32, i32) = 'l6: for (steps_53, v_54) in carry(v9, v_50) {
//             let v55: bool = gt(v_54, v10);
//             if v55 {} else {
//                 break 'l6 (steps_53, v_54);
//             }
//             let v56: i32 = rem(v_54, v12);
//             let v57: bool = eq(v56, v9);
//             let v58: i32 = if v57 {
//                 let v59: i32 = div(v_54, v12);
//                 v59
//             } else {
//                 let v60: i32 = mul(v13, v_54);
//                 let v61: i32 = add(v60, v10);
//                 v61
//             };
//             let v62: i32 = add(steps_53, v10);
//             let v63: bool = gt(v62, v14);
//             if v63 {
//                 break 'l6 (v62, v58);
//             }
//             next!('l6, v62, v58)
//         };
//         let v64: i32 = sub(n_44, v10);
//         let v65: i32 = sub(v64, k_45);
//         let v66: usize = cast(v65);
//         check_bounds(w, 0, v66);
//         store(w, v66, steps_51);
//         next!('l5)
//     }
//     return;
// }
