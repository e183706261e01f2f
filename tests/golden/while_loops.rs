#[kernel(native_exact)]
fn while_loops(a: &[i64]) -> i64 {
    let mut steps = 0;
    for i in 0..a.len() {
        let mut n = a[i];
        while n > 1 && n < 1000000 {
            n = if n % 2 == 0 { n / 2 } else { 3 * n + 1 };
            steps += 1;
        }
        let mut k = n % 50;
        loop {
            k -= 1;
            if k <= 0 {
                break;
            }
            if k % 7 == 0 {
                continue;
            }
            steps += k & 1;
            if steps > 5000 {
                return steps;
            }
        }
        if n > 100000 {
            return -steps;
        }
    }
    steps
}

//~ hir
// fn while_loops(a: &[i64]) -> i64 {
//     let mut steps: i64 = 0_i64;
//     for i in 0_usize..a.len() {
//         let mut n: i64 = a[i];
//         while n > 1_i64 && n < 1000000_i64 {
//             n = if n % 2_i64 == 0_i64 { n / 2_i64 } else { 3_i64 * n + 1_i64 };
//             steps += 1_i64;
//         }
//         let mut k: i64 = n % 50_i64;
//         loop {
//             k -= 1_i64;
//             if k <= 0_i64 {
//                 break;
//             }
//             if k % 7_i64 == 0_i64 {
//                 continue;
//             }
//             steps += k & 1_i64;
//             if steps > 5000_i64 {
//                 return steps;
//             }
//         }
//         if n > 100000_i64 {
//             return -steps;
//         }
//     }
//     steps
// }

//~ ir
// fn while_loops(a: ArrayView1<i64, contiguous>) -> i64 {
//     let v0: i64 = 0;
//     let v1: usize = 0;
//     let v2: usize = extent(a, 0);
//     let v3: i64 = 1;
//     let v4: i64 = 1000000;
//     let v5: bool = false;
//     let v6: i64 = 2;
//     let v7: i64 = 3;
//     let v8: i64 = 50;
//     let v9: i64 = 7;
//     let v10: i64 = 5000;
//     let v11: i64 = 100000;
//     let steps_12: i64 = 'l0: for (i_13, steps_14) in carry(v1..v2, v0) {
//         check_bounds(a, 0, i_13);
//         let n_15: i64 = load(a, i_13);
//         let (steps_16, n_17): (i64, i64) = 'l1: for (steps_18, n_19) in carry(steps_14, n_15) {
//             let v20: bool = gt(n_19, v3);
//             let v21: bool = if v20 {
//                 let v22: bool = lt(n_19, v4);
//                 v22
//             } else {
//                 v5
//             };
//             if v21 {} else {
//                 break 'l1 (steps_18, n_19);
//             }
//             let v23: i64 = rem(n_19, v6);
//             let v24: bool = eq(v23, v0);
//             let v25: i64 = if v24 {
//                 let v26: i64 = div(n_19, v6);
//                 v26
//             } else {
//                 let v27: i64 = mul(v7, n_19);
//                 let v28: i64 = add(v27, v3);
//                 v28
//             };
//             let v29: i64 = add(steps_18, v3);
//             next!('l1, v29, v25)
//         };
//         let k_30: i64 = rem(n_17, v8);
//         let (steps_31, k_32): (i64, i64) = 'l2: for (steps_33, k_34) in carry(steps_16, k_30) {
//             let v35: i64 = sub(k_34, v3);
//             let v36: bool = le(v35, v0);
//             if v36 {
//                 break 'l2 (steps_33, v35);
//             }
//             let v37: i64 = rem(v35, v9);
//             let v38: bool = eq(v37, v0);
//             if v38 {
//                 next!('l2, steps_33, v35)
//             }
//             let v39: i64 = and(v35, v3);
//             let v40: i64 = add(steps_33, v39);
//             let v41: bool = gt(v40, v10);
//             if v41 {
//                 return v40;
//             }
//             next!('l2, v40, v35)
//         };
//         let v42: bool = gt(n_17, v11);
//         if v42 {
//             let v43: i64 = neg(steps_31);
//             return v43;
//         }
//         next!('l0, steps_31)
//     };
//     return steps_12;
// }
