#[kernel(native_exact)]
fn moves(n: usize, mut y: ArrayViewMut1<f64>, z: ArrayViewMut1<f64>) -> f64 {
    fn fill(mut to: ArrayViewMut1<f64>, value: f64) -> f64 {
        let mut sum = 0.0;
        for i in 0..to.len() {
            to[i] += value;
            sum += to[i];
        }
        sum
    }
    fn both(mut a: ArrayViewMut1<f64>, b: ArrayViewMut1<f64>, value: f64) -> f64 {
        let first = fill(a.view_mut(), value);
        if first > 1.0 {
            return first - fill(b, first);
        }
        fill(a, 0.5) + fill(b, value)
    }
    let mut total = fill(y.view_mut(), 0.25);
    if n > 5 {
        return total + fill(y, 1.0);
    }
    for i in 0..n {
        total += fill(y.view_mut(), i as f64);
    }
    total + both(z, y, 0.125)
}

//~ hir
// pub fn moves(n: usize, mut y: ArrayViewMut1<f64>, z: ArrayViewMut1<f64>) -> f64 {
//     let mut total: f64 = fill(y.view_mut(), 0.25_f64);
//     if n > 5_usize {
//         return total + fill(y, 1.0_f64);
//     }
//     for i in 0_usize..n {
//         total += fill(y.view_mut(), i as f64);
//     }
//     total + both(z, y, 0.125_f64)
// }
//
// fn fill(mut to: ArrayViewMut1<f64>, value: f64) -> f64 {
//     let mut sum: f64 = 0.0_f64;
//     for i in 0_usize..to.len() {
//         to[i] += value;
//         sum += to[i];
//     }
//     sum
// }
//
// fn both(mut a: ArrayViewMut1<f64>, b: ArrayViewMut1<f64>, value: f64) -> f64 {
//     let first: f64 = fill(a.view_mut(), value);
//     if first > 1.0_f64 {
//         return first - fill(b, first);
//     }
//     fill(a, 0.5_f64) + fill(b, value)
// }

//~ ir
// fn moves(n_0: usize, y: ArrayViewMut1<f64, contiguous>, z: ArrayViewMut1<f64, contiguous>) -> f64 {
//     let v1: f64 = 0.25;
//     let v2: f64 = 0.0;
//     let v3: usize = 0;
//     let v4: usize = extent(y, 0);
//     let v5: usize = 5;
//     let v6: f64 = 1.0;
//     let v7: f64 = 0.125;
//     let v8: usize = extent(z, 0);
//     let v9: f64 = 0.5;
//     let sum_10: f64 = 'l0: for (i_11, sum_12) in carry(v3..v4, v2) {
//         check_bounds(y, 0, i_11);
//         let v13: f64 = load(y, i_11);
//         let v14: f64 = add(v13, v1);
//         store(y, i_11, v14);
//         check_bounds(y, 0, i_11);
//         let v15: f64 = load(y, i_11);
//         let v16: f64 = add(sum_12, v15);
//         next!('l0, v16)
//     };
//     let v17: bool = gt(n_0, v5);
//     if v17 {
//         let sum_18: f64 = 'l1: for (i_19, sum_20) in carry(v3..v4, v2) {
//             check_bounds(y, 0, i_19);
//             let v21: f64 = load(y, i_19);
//             let v22: f64 = add(v21, v6);
//             store(y, i_19, v22);
//             check_bounds(y, 0, i_19);
//             let v23: f64 = load(y, i_19);
//             let v24: f64 = add(sum_20, v23);
//             next!('l1, v24)
//         };
//         let v25: f64 = add(sum_10, sum_18);
//         return v25;
//     }
//     let total_26: f64 = 'l2: for (i_27, total_28) in carry(v3..n_0, sum_10) {
//         let v29: f64 = cast(i_27);
//         let sum_30: f64 = 'l3: for (i_31, sum_32) in carry(v3..v4, v2) {
//             check_bounds(y, 0, i_31);
//             let v33: f64 = load(y, i_31);
//             let v34: f64 = add(v33, v29);
//             store(y, i_31, v34);
//             check_bounds(y, 0, i_31);
//             let v35: f64 = load(y, i_31);
//             let v36: f64 = add(sum_32, v35);
//             next!('l3, v36)
//         };
//         let v37: f64 = add(total_28, sum_30);
//         next!('l2, v37)
//     };
//     let both_38: f64 = 'l4: {
//         let sum_39: f64 = 'l5: for (i_40, sum_41) in carry(v3..v8, v2) {
//             check_bounds(z, 0, i_40);
//             let v42: f64 = load(z, i_40);
//             let v43: f64 = add(v42, v7);
//             store(z, i_40, v43);
//             check_bounds(z, 0, i_40);
//             let v44: f64 = load(z, i_40);
//             let v45: f64 = add(sum_41, v44);
//             next!('l5, v45)
//         };
//         let v46: bool = gt(sum_39, v6);
//         if v46 {
//             let sum_47: f64 = 'l6: for (i_48, sum_49) in carry(v3..v4, v2) {
//                 check_bounds(y, 0, i_48);
//                 let v50: f64 = load(y, i_48);
//                 let v51: f64 = add(v50, sum_39);
//                 store(y, i_48, v51);
//                 check_bounds(y, 0, i_48);
//                 let v52: f64 = load(y, i_48);
//                 let v53: f64 = add(sum_49, v52);
//                 next!('l6, v53)
//             };
//             let v54: f64 = sub(sum_39, sum_47);
//             break 'l4 v54;
//         }
//         let sum_55: f64 = 'l7: for (i_56, sum_57) in carry(v3..v8, v2) {
//             check_bounds(z, 0, i_56);
//             let v58: f64 = load(z, i_56);
//             let v59: f64 = add(v58, v9);
//             store(z, i_56, v59);
//             check_bounds(z, 0, i_56);
//             let v60: f64 = load(z, i_56);
//             let v61: f64 = add(sum_57, v60);
//             next!('l7, v61)
//         };
//         let sum_62: f64 = 'l8: for (i_63, sum_64) in carry(v3..v4, v2) {
//             check_bounds(y, 0, i_63);
//             let v65: f64 = load(y, i_63);
//             let v66: f64 = add(v65, v7);
//             store(y, i_63, v66);
//             check_bounds(y, 0, i_63);
//             let v67: f64 = load(y, i_63);
//             let v68: f64 = add(sum_64, v67);
//             next!('l8, v68)
//         };
//         let v69: f64 = add(sum_55, sum_62);
//         break 'l4 v69;
//     };
//     let v70: f64 = add(total_26, both_38);
//     return v70;
// }
