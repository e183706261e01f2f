#[kernel(native_exact)]
fn match_values(a: &[i32], b: &[u8], out: &mut [f64]) -> i64 {
    let mut score = 0;
    for i in 0..a.len() {
        out[i] = match a[i] {
            i32::MIN..=-2 => -2.0,
            -1 => 0.5,
            0 | 3 | 5..=7 => a[i] as f64,
            n @ (1 | 2) => n as f64 * 10.0,
            _ => 1e3,
        };
        score += 1 + match b[i] {
            0 => match out[i] > 0.0 {
                true => 2,
                false => 3,
            },
            ..100 => {
                let half = b[i] / 2;
                half as i64
            }
            100.. => -1,
        };
        match i {
            0 => continue,
            k @ 1..=2 => out[k] += 0.25,
            _ if b[i] == 255 => return score,
            3.. => out[0] -= 1.0,
        }
    }
    score
}

//~ hir
// fn match_values(a: &[i32], b: &[u8], out: &mut [f64]) -> i64 {
//     let mut score: i64 = 0_i64;
//     for i in 0_usize..a.len() {
//         out[i] = match a[i] {
//             -2147483648_i32..=-2_i32 => -2.0_f64,
//             -1_i32 => 0.5_f64,
//             0_i32 | 3_i32 | 5_i32..=7_i32 => a[i] as f64,
//             n @ (1_i32 | 2_i32) => n as f64 * 10.0_f64,
//             _ => 1000.0_f64,
//         };
//         score += 1_i64 + (match b[i] {
//             0_u8 => match out[i] > 0.0_f64 {
//                 true => 2_i64,
//                 false => 3_i64,
//             },
//             ..=99_u8 => {
//                 let half: u8 = b[i] / 2_u8;
//                 half as i64
//             }
//             100_u8.. => -1_i64,
//         });
//         match i {
//             0_usize => continue,
//             k @ 1_usize..=2_usize => out[k] += 0.25_f64,
//             _ if b[i] == 255_u8 => return score,
//             3_usize.. => out[0_usize] -= 1.0_f64,
//         }
//     }
//     score
// }

//~ ir
// fn match_values(a: ArrayView1<i32, contiguous>, b: ArrayView1<u8, contiguous>, out: ArrayViewMut1<f64, contiguous>) -> i64 {
//     let v0: i64 = 0;
//     let v1: usize = 0;
//     let v2: usize = extent(a, 0);
//     let v3: i32 = -2147483648;
//     let v4: i32 = -2;
//     let v5: f64 = -2.0;
//     let v6: i32 = -1;
//     let v7: f64 = 0.5;
//     let v8: i32 = 0;
//     let v9: i32 = 3;
//     let v10: i32 = 5;
//     let v11: i32 = 7;
//     let v12: i32 = 1;
//     let v13: i32 = 2;
//     let v14: f64 = 10.0;
//     let v15: f64 = 1000.0;
//     let v16: i64 = 1;
//     let v17: u8 = 0;
//     let v18: f64 = 0.0;
//     let v19: i64 = 2;
//     let v20: i64 = 3;
//     let v21: u8 = 99;
//     let v22: u8 = 2;
//     let v23: i64 = -1;
//     let v24: usize = 1;
//     let v25: usize = 2;
//     let v26: f64 = 0.25;
//     let v27: u8 = 255;
//     let v28: f64 = 1.0;
//     let score_29: i64 = 'l0: for (i_30, score_31) in carry(v1..v2, v0) {
//         check_bounds(a, 0, i_30);
//         let v32: i32 = load(a, i_30);
//         let v33: bool = ge(v32, v3);
//         let v34: bool = le(v32, v4);
//         let v35: bool = and(v33, v34);
//         let v36: f64 = if v35 {
//             v5
//         } else {
//             let v37: bool = eq(v32, v6);
//             let v38: f64 = if v37 {
//                 v7
//             } else {
//                 let v39: bool = eq(v32, v8);
//                 let v40: bool = eq(v32, v9);
//                 let v41: bool = or(v39, v40);
//                 let v42: bool = ge(v32, v10);
//                 let v43: bool = le(v32, v11);
//                 let v44: bool = and(v42, v43);
//                 let v45: bool = or(v41, v44);
//                 let v46: f64 = if v45 {
//                     check_bounds(a, 0, i_30);
//                     let v47: i32 = load(a, i_30);
//                     let v48: f64 = cast(v47);
//                     v48
//                 } else {
//                     let v49: bool = eq(v32, v12);
//                     let v50: bool = eq(v32, v13);
//                     let v51: bool = or(v49, v50);
//                     let v52: f64 = if v51 {
//                         let v53: f64 = cast(v32);
//                         let v54: f64 = mul(v53, v14);
//                         v54
//                     } else {
//                         v15
//                     };
//                     v52
//                 };
//                 v46
//             };
//             v38
//         };
//         check_bounds(out, 0, i_30);
//         store(out, i_30, v36);
//         check_bounds(b, 0, i_30);
//         let v55: u8 = load(b, i_30);
//         let v56: bool = eq(v55, v17);
//         let v57: i64 = if v56 {
//             check_bounds(out, 0, i_30);
//             let v58: f64 = load(out, i_30);
//             let v59: bool = gt(v58, v18);
//             let v60: i64 = if v59 {
//                 v19
//             } else {
//                 v20
//             };
//             v60
//         } else {
//             let v61: bool = le(v55, v21);
//             let v62: i64 = if v61 {
//                 check_bounds(b, 0, i_30);
//                 let v63: u8 = load(b, i_30);
//                 let half_64: u8 = div(v63, v22);
//                 let v65: i64 = cast(half_64);
//                 v65
//             } else {
//                 v23
//             };
//             v62
//         };
//         let v66: i64 = add(v16, v57);
//         let v67: i64 = add(score_31, v66);
//         let v68: bool = eq(i_30, v1);
//         if v68 {
//             next!('l0, v67)
//         } else {
//             let v69: bool = ge(i_30, v24);
//             let v70: bool = le(i_30, v25);
//             let v71: bool = and(v69, v70);
//             if v71 {
//                 check_bounds(out, 0, i_30);
//                 let v72: f64 = load(out, i_30);
//                 let v73: f64 = add(v72, v26);
//                 store(out, i_30, v73);
//             } else {
//                 check_bounds(b, 0, i_30);
//                 let v74: u8 = load(b, i_30);
//                 let v75: bool = eq(v74, v27);
//                 if v75 {
//                     return v67;
//                 } else {
//                     check_bounds(out, 0, v1);
//                     let v76: f64 = load(out, v1);
//                     let v77: f64 = sub(v76, v28);
//                     store(out, v1, v77);
//                 }
//             }
//         }
//         next!('l0, v67)
//     };
//     return score_29;
// }
