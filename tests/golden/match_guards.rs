#[kernel(native_exact)]
fn match_guards(a: &[i64], x: &[f64], out: &mut [f64]) -> f64 {
    let mut tried = 0.0;
    let mut total = 0.0;
    let mut k = 0;
    while k < a.len() {
        let value = match x[k] * 2.0 {
            y if y > 4.0 => -y,
            y if {
                tried += 1.0;
                y < tried
            } =>
            {
                y + tried
            }
            y => y,
        };
        match a[k] {
            n if n > 5 && x[n as usize] > 0.0 => total += x[n as usize],
            0 if value > 1.0 => break,
            n @ 0..=5 if out[n as usize] < value => out[n as usize] = value,
            n if n % 3 == 0 => {
                k += 2;
                continue;
            }
            _ if tried > 50.0 => return total,
            _ => out[k] += 1.0,
        }
        k += 1;
    }
    total + tried
}

//~ hir
// fn match_guards(a: &[i64], x: &[f64], out: &mut [f64]) -> f64 {
//     let mut tried: f64 = 0.0_f64;
//     let mut total: f64 = 0.0_f64;
//     let mut k: usize = 0_usize;
//     while k < a.len() {
//         let value: f64 = match x[k] * 2.0_f64 {
//             y if y > 4.0_f64 => -y,
//             y_2 if ({
//                 tried += 1.0_f64;
//                 y_2 < tried
//             }) => { y_2 + tried }
//             y_3 => y_3,
//         };
//         match a[k] {
//             n if n > 5_i64 && x[n as usize] > 0.0_f64 => total += x[n as usize],
//             0_i64 if value > 1.0_f64 => break,
//             n_2 @ 0_i64..=5_i64 if out[n_2 as usize] < value => out[n_2 as usize] = value,
//             n_3 if n_3 % 3_i64 == 0_i64 => {
//                 k += 2_usize;
//                 continue;
//             }
//             _ if tried > 50.0_f64 => return total,
//             _ => out[k] += 1.0_f64,
//         }
//         k += 1_usize;
//     }
//     total + tried
// }

//~ ir
// fn match_guards(a: ArrayView1<i64, contiguous>, x: ArrayView1<f64, contiguous>, out: ArrayViewMut1<f64, contiguous>) -> f64 {
//     let v0: f64 = 0.0;
//     let v1: usize = 0;
//     let v2: usize = extent(a, 0);
//     let v3: f64 = 2.0;
//     let v4: f64 = 4.0;
//     let v5: f64 = 1.0;
//     let v6: i64 = 5;
//     let v7: bool = false;
//     let v8: i64 = 0;
//     let v9: i64 = 3;
//     let v10: usize = 2;
//     let v11: f64 = 50.0;
//     let v12: usize = 1;
//     let (tried_13, total_14, k_15): (f64, f64, usize) = 'l0: for (tried_16, total_17, k_18) in carry(v0, v0, v1) {
//         let v19: bool = lt(k_18, v2);
//         if v19 {} else {
//             break 'l0 (tried_16, total_17, k_18);
//         }
//         check_bounds(x, 0, k_18);
//         let v20: f64 = load(x, k_18);
//         let v21: f64 = mul(v20, v3);
//         let v22: bool = gt(v21, v4);
//         let (tried_23, value_24): (f64, f64) = if v22 {
//             let v25: f64 = neg(v21);
//             (tried_16, v25)
//         } else {
//             let v26: f64 = add(tried_16, v5);
//             let v27: bool = lt(v21, v26);
//             let v28: f64 = if v27 {
//                 let v29: f64 = add(v21, v26);
//                 v29
//             } else {
//                 v21
//             };
//             (v26, v28)
//         };
//         check_bounds(a, 0, k_18);
//         let v30: i64 = load(a, k_18);
//         let v31: bool = gt(v30, v6);
//         let v32: bool = if v31 {
//             let v33: usize = cast(v30);
//             check_bounds(x, 0, v33);
//             let v34: f64 = load(x, v33);
//             let v35: bool = gt(v34, v0);
//             v35
//         } else {
//             v7
//         };
//         let total_36: f64 = if v32 {
//             let v37: usize = cast(v30);
//             check_bounds(x, 0, v37);
//             let v38: f64 = load(x, v37);
//             let v39: f64 = add(total_17, v38);
//             v39
//         } else {
//             let v40: bool = eq(v30, v8);
//             let v41: bool = if v40 {
//                 let v42: bool = gt(value_24, v5);
//                 v42
//             } else {
//                 v7
//             };
//             if v41 {
//                 break 'l0 (tried_23, total_17, k_18);
//             } else {
//                 let v43: bool = ge(v30, v8);
//                 let v44: bool = le(v30, v6);
//                 let v45: bool = and(v43, v44);
//                 let v46: bool = if v45 {
//                     let v47: usize = cast(v30);
//                     check_bounds(out, 0, v47);
//                     let v48: f64 = load(out, v47);
//                     let v49: bool = lt(v48, value_24);
//                     v49
//                 } else {
//                     v7
//                 };
//                 if v46 {
//                     let v50: usize = cast(v30);
//                     check_bounds(out, 0, v50);
//                     store(out, v50, value_24);
//                 } else {
//                     let v51: i64 = rem(v30, v9);
//                     let v52: bool = eq(v51, v8);
//                     if v52 {
//                         let v53: usize = add(k_18, v10);
//                         next!('l0, tried_23, total_17, v53)
//                     } else {
//                         let v54: bool = gt(tried_23, v11);
//                         if v54 {
//                             return total_17;
//                         } else {
//                             check_bounds(out, 0, k_18);
//                             let v55: f64 = load(out, k_18);
//                             let v56: f64 = add(v55, v5);
//                             store(out, k_18, v56);
//                         }
//                     }
//                 }
//             }
//             total_17
//         };
//         let v57: usize = add(k_18, v12);
//         next!('l0, tried_23, total_36, v57)
//     };
//     let v58: f64 = add(total_14, tried_13);
//     return v58;
// }
