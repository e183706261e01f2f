#[kernel(native_exact)]
fn constants_items(x: &[f64], y: &mut [f64], n: u32) -> f64 {
    const TAPS: usize = 2 * HALF + 1;
    const HALF: usize = 1 << SHIFT;
    const SHIFT: u32 = 1;
    const WEIGHTS: [f64; TAPS] = [0.0625, 0.25, 0.375, 0.25, 0.0625];
    const CENTRE: f64 = WEIGHTS[HALF] / (WEIGHTS[0] + WEIGHTS[1]);
    const TURN: f64 = std::f64::consts::PI * 2.0 / TAPS as f64;
    const PRIMES: [u32; 4] = [2, 3, 5, 7];
    const TABLE: [[i64; 3]; 2] = [[-1; 3], [i64::MAX / 2, 0x10 | 1, !0]];
    const FINE: bool = TAPS % 2 == 1 && CENTRE > 1.0;
    fn smooth(x: &[f64], i: usize) -> f64 {
        let mut s = 0.0;
        for k in 0..TAPS {
            s += WEIGHTS[k] * x[i + k];
        }
        s
    }
    let mut s = if FINE { CENTRE } else { -1.0 };
    let mut i = 0;
    while i + TAPS <= x.len() {
        if i < y.len() {
            y[i] = smooth(x, i) + TURN;
        }
        i += 1;
    }
    let mut rest = n % (1 << 20) + 1;
    for k in 0..PRIMES.len() {
        const LIMIT: u32 = 8;
        let mut count = 0;
        while rest % PRIMES[k] == 0 && count < LIMIT {
            rest /= PRIMES[k];
            count += 1;
        }
        s += count as f64 * WEIGHTS[k];
    }
    s + TABLE[1][(n % 3) as usize] as f64 + rest as f64
}

//~ hir
// pub fn constants_items(x: &[f64], y: &mut [f64], n: u32) -> f64 {
//     const PRIMES: [u32; 4] = [2_u32, 3_u32, 5_u32, 7_u32];
//     const WEIGHTS: [f64; 5] = [0.0625_f64, 0.25_f64, 0.375_f64, 0.25_f64, 0.0625_f64];
//     const TABLE: [[i64; 3]; 2] = [[-1_i64, -1_i64, -1_i64], [4611686018427387903_i64, 17_i64, -1_i64]];
//     let mut s: f64 = if true { 1.2_f64 } else { -1.0_f64 };
//     let mut i: usize = 0_usize;
//     while i + 5_usize <= x.len() {
//         if i < y.len() {
//             y[i] = smooth(x, i) + 1.2566370614359172_f64;
//         }
//         i += 1_usize;
//     }
//     let mut rest: u32 = n % (1_u32 << 20_i32) + 1_u32;
//     for k in 0_usize..PRIMES.len() {
//         let mut count: u32 = 0_u32;
//         while rest % PRIMES[k] == 0_u32 && count < 8_u32 {
//             rest /= PRIMES[k];
//             count += 1_u32;
//         }
//         s += count as f64 * WEIGHTS[k];
//     }
//     s + TABLE[1_usize][(n % 3_u32) as usize] as f64 + rest as f64
// }
//
// fn smooth(x: &[f64], i: usize) -> f64 {
//     const WEIGHTS: [f64; 5] = [0.0625_f64, 0.25_f64, 0.375_f64, 0.25_f64, 0.0625_f64];
//     let mut s: f64 = 0.0_f64;
//     for k in 0_usize..5_usize {
//         s += WEIGHTS[k] * x[i + k];
//     }
//     s
// }

//~ ir
// fn constants_items(x: ArrayView1<f64, contiguous>, y: ArrayViewMut1<f64, contiguous>, n_0: u32) -> f64 {
//     let WEIGHTS: [f64; 5];
//     let PRIMES: [u32; 4];
//     let TABLE: [[i64; 3]; 2];
//     let v1: bool = true;
//     let v2: f64 = 1.2;
//     let v3: f64 = -1.0;
//     let v4: usize = 0;
//     let v5: usize = 5;
//     let v6: usize = extent(x, 0);
//     let v7: usize = extent(y, 0);
//     let v8: f64 = 0.0;
//     let v9: f64 = 0.0625;
//     store(WEIGHTS, v4, v9);
//     let v10: usize = 1;
//     let v11: f64 = 0.25;
//     store(WEIGHTS, v10, v11);
//     let v12: usize = 2;
//     let v13: f64 = 0.375;
//     store(WEIGHTS, v12, v13);
//     let v14: usize = 3;
//     store(WEIGHTS, v14, v11);
//     let v15: usize = 4;
//     store(WEIGHTS, v15, v9);
//     let v16: f64 = 1.2566370614359172;
//     let v17: u32 = 1;
//     let v18: i32 = 20;
//     let v19: u32 = 2;
//     store(PRIMES, v4, v19);
//     let v20: u32 = 3;
//     store(PRIMES, v10, v20);
//     let v21: u32 = 5;
//     store(PRIMES, v12, v21);
//     let v22: u32 = 7;
//     store(PRIMES, v14, v22);
//     let v23: u32 = 0;
//     let v24: u32 = 8;
//     let v25: bool = false;
//     let v26: i64 = -1;
//     store(TABLE, v4, v4, v26);
//     store(TABLE, v4, v10, v26);
//     store(TABLE, v4, v12, v26);
//     let v27: i64 = 4611686018427387903;
//     store(TABLE, v10, v4, v27);
//     let v28: i64 = 17;
//     store(TABLE, v10, v10, v28);
//     store(TABLE, v10, v12, v26);
//     let s_29: f64 = if v1 {
//         v2
//     } else {
//         v3
//     };
//     let i_30: usize = 'l0: for (i_31,) in carry(v4) {
//         let v32: usize = add(i_31, v5);
//         let v33: bool = le(v32, v6);
//         if v33 {} else {
//             break 'l0 i_31;
//         }
//         let v34: bool = lt(i_31, v7);
//         if v34 {
//             let s_35: f64 = 'l1: for (k_36, s_37) in carry(v4..v5, v8) {
//                 check_bounds(WEIGHTS, 0, k_36);
//                 let v38: f64 = load(WEIGHTS, k_36);
//                 let v39: usize = add(i_31, k_36);
//                 check_bounds(x, 0, v39);
//                 let v40: f64 = load(x, v39);
//                 let v41: f64 = mul(v38, v40);
//                 let v42: f64 = add(s_37, v41);
//                 next!('l1, v42)
//             };
//             let v43: f64 = add(s_35, v16);
//             check_bounds(y, 0, i_31);
//             store(y, i_31, v43);
//         }
//         let v44: usize = add(i_31, v10);
//         next!('l0, v44)
//     };
//     let v45: u32 = cast(v18);
//     let v46: u32 = shl(v17, v45);
//     check_rem_divisor(v46);
//     let v47: u32 = rem(n_0, v46);
//     let rest_48: u32 = add(v47, v17);
//     let (s_49, rest_50): (f64, u32) = 'l2: for (k_51, s_52, rest_53) in carry(v4..v15, s_29, rest_48) {
//         let (rest_54, count_55): (u32, u32) = 'l3: for (rest_56, count_57) in carry(rest_53, v23) {
//             check_bounds(PRIMES, 0, k_51);
//             let v58: u32 = load(PRIMES, k_51);
//             check_rem_divisor(v58);
//             let v59: u32 = rem(rest_56, v58);
//             let v60: bool = eq(v59, v23);
//             let v61: bool = if v60 {
//                 let v62: bool = lt(count_57, v24);
//                 v62
//             } else {
//                 v25
//             };
//             if v61 {} else {
//                 break 'l3 (rest_56, count_57);
//             }
//             check_bounds(PRIMES, 0, k_51);
//             let v63: u32 = load(PRIMES, k_51);
//             check_divisor(v63);
//             let v64: u32 = div(rest_56, v63);
//             let v65: u32 = add(count_57, v17);
//             next!('l3, v64, v65)
//         };
//         let v66: f64 = cast(count_55);
//         check_bounds(WEIGHTS, 0, k_51);
//         let v67: f64 = load(WEIGHTS, k_51);
//         let v68: f64 = mul(v66, v67);
//         let v69: f64 = add(s_52, v68);
//         next!('l2, v69, rest_54)
//     };
//     check_bounds(TABLE, 0, v10);
//     let v70: u32 = rem(n_0, v20);
//     let v71: usize = cast(v70);
//     check_bounds(TABLE, 1, v71);
//     let v72: i64 = load(TABLE, v10, v71);
//     let v73: f64 = cast(v72);
//     let v74: f64 = add(s_49, v73);
//     let v75: f64 = cast(rest_50);
//     let v76: f64 = add(v74, v75);
//     return v76;
// }
