#[kernel(native_exact)]
fn match_tuples(a: ArrayView2<i8>, flags: ArrayView1<bool>, mut out: ArrayViewMut1<f32>) -> u32 {
    let mut state = (0, 1.0);
    let mut hits = 0;
    for i in 0..a.nrows() {
        let (kind, weight) = match (a[[i, 0]], flags[i], state.0) {
            (0, true, _) => (1_u32, 0.5),
            (x @ -3..=3, false, 0 | 1) => (2, x as f32),
            (.., 2) | (_, false, 3..) => (3, -1.0),
            (x, true, s) if s > 1 => (s % 4, x as f32 * 2.0),
            other => (other.2 + 1, 4.0),
        };
        state = match state {
            (_, sum) if sum > 20.0 => (0, 0.0),
            (0, sum) => (kind, sum + weight),
            whole @ (1..=5, _) => (whole.0 ^ kind, whole.1 - weight),
            (.., mut sum) => {
                sum *= 0.5;
                (kind, sum)
            }
        };
        hits += match (flags[i], a[[i, 0]] > 1) {
            (true, true) | (false, false) => 1,
            (true, false) => 0,
            (false, true) => state.0,
        };
        out[i] = state.1;
    }
    hits
}

//~ hir
// fn match_tuples(a: ArrayView2<i8>, flags: ArrayView1<bool>, mut out: ArrayViewMut1<f32>) -> u32 {
//     let mut state: (u32, f32) = (0_u32, 1.0_f32);
//     let mut hits: u32 = 0_u32;
//     for i in 0_usize..a.shape()[0] {
//         let (kind, weight): (u32, f32) = match (a[[i, 0_usize]], flags[i], state.0) {
//             (0_i8, true, _) => (1_u32, 0.5_f32),
//             (x @ -3_i8..=3_i8, false, 0_u32 | 1_u32) => (2_u32, x as f32),
//             (_, _, 2_u32) | (_, false, 3_u32..) => (3_u32, -1.0_f32),
//             (x_2, true, s) if s > 1_u32 => (s % 4_u32, x_2 as f32 * 2.0_f32),
//             other => (other.2 + 1_u32, 4.0_f32),
//         };
//         state = match state {
//             (_, sum) if sum > 20.0_f32 => (0_u32, 0.0_f32),
//             (0_u32, sum_2) => (kind, sum_2 + weight),
//             whole @ (1_u32..=5_u32, _) => (whole.0 ^ kind, whole.1 - weight),
//             (_, mut sum_3) => {
//                 sum_3 *= 0.5_f32;
//                 (kind, sum_3)
//             }
//         };
//         hits += match (flags[i], a[[i, 0_usize]] > 1_i8) {
//             (true, true) | (false, false) => 1_u32,
//             (true, false) => 0_u32,
//             (false, true) => state.0,
//         };
//         out[i] = state.1;
//     }
//     hits
// }

//~ ir
// fn match_tuples(a: ArrayView2<i8, contiguous>, flags: ArrayView1<bool, contiguous>, out: ArrayViewMut1<f32, contiguous>) -> u32 {
//     let v0: u32 = 0;
//     let v1: f32 = 1.0;
//     let v2: usize = 0;
//     let v3: usize = extent(a, 0);
//     let v4: i8 = 0;
//     let v5: u32 = 1;
//     let v6: f32 = 0.5;
//     let v7: i8 = -3;
//     let v8: i8 = 3;
//     let v9: u32 = 2;
//     let v10: u32 = 3;
//     let v11: f32 = -1.0;
//     let v12: bool = false;
//     let v13: u32 = 4;
//     let v14: f32 = 2.0;
//     let v15: f32 = 4.0;
//     let v16: f32 = 20.0;
//     let v17: f32 = 0.0;
//     let v18: u32 = 5;
//     let v19: i8 = 1;
//     let (state_20, state_21, hits_22): (u32, f32, u32) = 'l0: for (i_23, state_24, state_25, hits_26) in carry(v2..v3, v0, v1, v0) {
//         check_bounds(a, 0, i_23);
//         check_bounds(a, 1, v2);
//         let v27: i8 = load(a, i_23, v2);
//         check_bounds(flags, 0, i_23);
//         let v28: bool = load(flags, i_23);
//         let v29: bool = eq(v27, v4);
//         let v30: bool = and(v29, v28);
//         let (kind_31, weight_32): (u32, f32) = if v30 {
//             (v5, v6)
//         } else {
//             let v33: bool = ge(v27, v7);
//             let v34: bool = le(v27, v8);
//             let v35: bool = and(v33, v34);
//             let v36: bool = not(v28);
//             let v37: bool = and(v35, v36);
//             let v38: bool = eq(state_24, v0);
//             let v39: bool = eq(state_24, v5);
//             let v40: bool = or(v38, v39);
//             let v41: bool = and(v37, v40);
//             let (v42, v43): (u32, f32) = if v41 {
//                 let v44: f32 = cast(v27);
//                 (v9, v44)
//             } else {
//                 let v45: bool = eq(state_24, v9);
//                 let v46: bool = not(v28);
//                 let v47: bool = ge(state_24, v10);
//                 let v48: bool = and(v46, v47);
//                 let v49: bool = or(v45, v48);
//                 let (v50, v51): (u32, f32) = if v49 {
//                     (v10, v11)
//                 } else {
//                     let v52: bool = if v28 {
//                         let v53: bool = gt(state_24, v5);
//                         v53
//                     } else {
//                         v12
//                     };
//                     let (v54, v55): (u32, f32) = if v52 {
//                         let v56: u32 = rem(state_24, v13);
//                         let v57: f32 = cast(v27);
//                         let v58: f32 = mul(v57, v14);
//                         (v56, v58)
//                     } else {
//                         let v59: u32 = add(state_24, v5);
//                         (v59, v15)
//                     };
//                     (v54, v55)
//                 };
//                 (v50, v51)
//             };
//             (v42, v43)
//         };
//         let v60: bool = gt(state_25, v16);
//         let (v61, v62): (u32, f32) = if v60 {
//             (v0, v17)
//         } else {
//             let v63: bool = eq(state_24, v0);
//             let (v64, v65): (u32, f32) = if v63 {
//                 let v66: f32 = add(state_25, weight_32);
//                 (kind_31, v66)
//             } else {
//                 let v67: bool = ge(state_24, v5);
//                 let v68: bool = le(state_24, v18);
//                 let v69: bool = and(v67, v68);
//                 let (v70, v71): (u32, f32) = if v69 {
//                     let v72: u32 = xor(state_24, kind_31);
//                     let v73: f32 = sub(state_25, weight_32);
//                     (v72, v73)
//                 } else {
//                     let v74: f32 = mul(state_25, v6);
//                     (kind_31, v74)
//                 };
//                 (v70, v71)
//             };
//             (v64, v65)
//         };
//         check_bounds(flags, 0, i_23);
//         let v75: bool = load(flags, i_23);
//         check_bounds(a, 0, i_23);
//         check_bounds(a, 1, v2);
//         let v76: i8 = load(a, i_23, v2);
//         let v77: bool = gt(v76, v19);
//         let v78: bool = and(v75, v77);
//         let v79: bool = not(v75);
//         let v80: bool = not(v77);
//         let v81: bool = and(v79, v80);
//         let v82: bool = or(v78, v81);
//         let v83: u32 = if v82 {
//             v5
//         } else {
//             let v84: bool = not(v77);
//             let v85: bool = and(v75, v84);
//             let v86: u32 = if v85 {
//                 v0
//             } else {
//                 v61
//             };
//             v86
//         };
//         let v87: u32 = add(hits_26, v83);
//         check_bounds(out, 0, i_23);
//         store(out, i_23, v62);
//         next!('l0, v61, v62, v87)
//     };
//     return hits_22;
// }
