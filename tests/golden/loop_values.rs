#[kernel(native_exact)]
fn loop_values(a: &[f64], limit: u32) -> f64 {
    let mut i = 0;
    let first = loop {
        if i >= a.len() {
            break -1.0;
        }
        if a[i] > 0.5 {
            break a[i];
        }
        i += 1;
    };
    let mut k = 1;
    let (steps, last) = loop {
        if k > limit % 1000 {
            break (k - 1, k * 3);
        }
        k += 2;
        if k % 17 == 0 {
            break (0, k);
        }
    };
    let mut rounds = 0;
    let total = 'outer: loop {
        let mut sum = 0.0;
        for j in 0..a.len() {
            if a[j] < -3.0 {
                break 'outer sum - 100.0;
            }
            sum += a[j] * rounds as f64;
        }
        rounds += 1;
        if rounds > 3 {
            break if sum > 10.0 { return sum } else { sum };
        }
        let parity = loop {
            rounds += 1;
            if rounds % 3 != 1 {
                break rounds % 2;
            }
        };
        if parity == 5 {
            continue;
        }
    };
    first + steps as f64 * last as f64 + total
}

//~ hir
// fn loop_values(a: &[f64], limit: u32) -> f64 {
//     let mut i: usize = 0_usize;
//     let first: f64 = loop {
//         if i >= a.len() {
//             break -1.0_f64;
//         }
//         if a[i] > 0.5_f64 {
//             break a[i];
//         }
//         i += 1_usize;
//     };
//     let mut k: u32 = 1_u32;
//     let (steps, last): (u32, u32) = loop {
//         if k > limit % 1000_u32 {
//             break (k - 1_u32, k * 3_u32);
//         }
//         k += 2_u32;
//         if k % 17_u32 == 0_u32 {
//             break (0_u32, k);
//         }
//     };
//     let mut rounds: i32 = 0_i32;
//     let total: f64 = 'outer: loop {
//         let mut sum: f64 = 0.0_f64;
//         for j in 0_usize..a.len() {
//             if a[j] < -3.0_f64 {
//                 break 'outer sum - 100.0_f64;
//             }
//             sum += a[j] * rounds as f64;
//         }
//         rounds += 1_i32;
//         if rounds > 3_i32 {
//             break if sum > 10.0_f64 {
//                 return sum;
//             } else { sum };
//         }
//         let parity: i32 = loop {
//             rounds += 1_i32;
//             if rounds % 3_i32 != 1_i32 {
//                 break rounds % 2_i32;
//             }
//         };
//         if parity == 5_i32 {
//             continue;
//         }
//     };
//     first + steps as f64 * last as f64 + total
// }

//~ ir
// fn loop_values(a: ArrayView1<f64, contiguous>, limit_0: u32) -> f64 {
//     let v1: usize = 0;
//     let v2: usize = extent(a, 0);
//     let v3: f64 = -1.0;
//     let v4: f64 = 0.5;
//     let v5: usize = 1;
//     let v6: u32 = 1;
//     let v7: u32 = 1000;
//     let v8: u32 = 3;
//     let v9: u32 = 2;
//     let v10: u32 = 17;
//     let v11: u32 = 0;
//     let v12: i32 = 0;
//     let v13: f64 = 0.0;
//     let v14: f64 = -3.0;
//     let v15: f64 = 100.0;
//     let v16: i32 = 1;
//     let v17: i32 = 3;
//     let v18: f64 = 10.0;
//     let v19: i32 = 2;
//     let v20: i32 = 5;
//     let (i_21, first_22): (usize, f64) = 'l0: for (i_23,) in carry(v1) {
//         let v24: bool = ge(i_23, v2);
//         if v24 {
//             break 'l0 (i_23, v3);
//         }
//         check_bounds(a, 0, i_23);
//         let v25: f64 = load(a, i_23);
//         let v26: bool = gt(v25, v4);
//         if v26 {
//             check_bounds(a, 0, i_23);
//             let v27: f64 = load(a, i_23);
//             break 'l0 (i_23, v27);
//         }
//         let v28: usize = add(i_23, v5);
//         next!('l0, v28)
//     };
//     let (k_29, steps_30, last_31): (u32, u32, u32) = 'l1: for (k_32,) in carry(v6) {
//         let v33: u32 = rem(limit_0, v7);
//         let v34: bool = gt(k_32, v33);
//         if v34 {
//             let v35: u32 = sub(k_32, v6);
//             let v36: u32 = mul(k_32, v8);
//             break 'l1 (k_32, v35, v36);
//         }
//         let v37: u32 = add(k_32, v9);
//         let v38: u32 = rem(v37, v10);
//         let v39: bool = eq(v38, v11);
//         if v39 {
//             break 'l1 (v37, v11, v37);
//         }
//         next!('l1, v37)
//     };
//     let (rounds_40, total_41): (i32, f64) = 'l2: for (rounds_42,) in carry(v12) {
//         let sum_43: f64 = 'l3: for (j_44, sum_45) in carry(v1..v2, v13) {
//             check_bounds(a, 0, j_44);
//             let v46: f64 = load(a, j_44);
//             let v47: bool = lt(v46, v14);
//             if v47 {
//                 let v48: f64 = sub(sum_45, v15);
//                 break 'l2 (rounds_42, v48);
//             }
//             check_bounds(a, 0, j_44);
//             let v49: f64 = load(a, j_44);
//             let v50: f64 = cast(rounds_42);
//             let v51: f64 = mul(v49, v50);
//             let v52: f64 = add(sum_45, v51);
//             next!('l3, v52)
//         };
//         let v53: i32 = add(rounds_42, v16);
//         let v54: bool = gt(v53, v17);
//         if v54 {
//             let v55: bool = gt(sum_43, v18);
//             let v56: f64 = if v55 {
//                 return sum_43;
//             } else {
//                 sum_43
//             };
//             break 'l2 (v53, v56);
//         }
//         let (rounds_57, parity_58): (i32, i32) = 'l4: for (rounds_59,) in carry(v53) {
//             let v60: i32 = add(rounds_59, v16);
//             let v61: i32 = rem(v60, v17);
//             let v62: bool = ne(v61, v16);
//             if v62 {
//                 let v63: i32 = rem(v60, v19);
//                 break 'l4 (v60, v63);
//             }
//             next!('l4, v60)
//         };
//         let v64: bool = eq(parity_58, v20);
//         if v64 {
//             next!('l2, rounds_57)
//         }
//         next!('l2, rounds_57)
//     };
//     let v65: f64 = cast(steps_30);
//     let v66: f64 = cast(last_31);
//     let v67: f64 = mul(v65, v66);
//     let v68: f64 = add(first_22, v67);
//     let v69: f64 = add(v68, total_41);
//     return v69;
// }
