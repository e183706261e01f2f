#[kernel(native_exact)]
fn euclid(a: &[i32], b: &[i32], x: &[f64], y: &[f64], out: &mut [f64]) -> i32 {
    let mut folded = 1;
    for i in 0..a.len() {
        out[i] = x[i].div_euclid(y[i]) + x[i].rem_euclid(y[i]);
        let p = a[i];
        let q = b[i];
        folded = folded * 31 + p.div_euclid(7) + p.rem_euclid(-1);
        if q != 0 {
            folded ^= p.wrapping_div(q) ^ p.wrapping_rem(q) ^ p.saturating_div(q);
            folded ^= p.wrapping_div_euclid(q) ^ p.wrapping_rem_euclid(q);
        }
        folded = folded * 31 + p.div_euclid(q) - p.rem_euclid(q);
        let n = i as u8 + 1;
        out[i] += (n.div_euclid(3) + n.rem_euclid(3)) as f64;
    }
    folded
}

//~ hir
// fn euclid(a: &[i32], b: &[i32], x: &[f64], y: &[f64], out: &mut [f64]) -> i32 {
//     let mut folded: i32 = 1_i32;
//     for i in 0_usize..a.len() {
//         out[i] = x[i].div_euclid(y[i]) + x[i].rem_euclid(y[i]);
//         let p: i32 = a[i];
//         let q: i32 = b[i];
//         folded = folded * 31_i32 + p.div_euclid(7_i32) + p.rem_euclid(-1_i32);
//         if q != 0_i32 {
//             folded ^= p.wrapping_div(q) ^ p.wrapping_rem(q) ^ p.saturating_div(q);
//             folded ^= p.wrapping_div_euclid(q) ^ p.wrapping_rem_euclid(q);
//         }
//         folded = folded * 31_i32 + p.div_euclid(q) - p.rem_euclid(q);
//         let n: u8 = i as u8 + 1_u8;
//         out[i] += (n.div_euclid(3_u8) + n.rem_euclid(3_u8)) as f64;
//     }
//     folded
// }

//~ ir
// fn euclid(a: ArrayView1<i32, contiguous>, b: ArrayView1<i32, contiguous>, x: ArrayView1<f64, contiguous>, y: ArrayView1<f64, contiguous>, out: ArrayViewMut1<f64, contiguous>) -> i32 {
//     let v0: i32 = 1;
//     let v1: usize = 0;
//     let v2: usize = extent(a, 0);
//     let v3: i32 = 31;
//     let v4: i32 = 7;
//     let v5: i32 = -1;
//     let v6: i32 = 0;
//     let v7: u8 = 1;
//     let v8: u8 = 3;
//     let folded_9: i32 = 'l0: for (i_10, folded_11) in carry(v1..v2, v0) {
//         check_bounds(x, 0, i_10);
//         let v12: f64 = load(x, i_10);
//         check_bounds(y, 0, i_10);
//         let v13: f64 = load(y, i_10);
//         let v14: f64 = div_euclid(v12, v13);
//         check_bounds(x, 0, i_10);
//         let v15: f64 = load(x, i_10);
//         check_bounds(y, 0, i_10);
//         let v16: f64 = load(y, i_10);
//         let v17: f64 = rem_euclid(v15, v16);
//         let v18: f64 = add(v14, v17);
//         check_bounds(out, 0, i_10);
//         store(out, i_10, v18);
//         check_bounds(a, 0, i_10);
//         let p_19: i32 = load(a, i_10);
//         check_bounds(b, 0, i_10);
//         let q_20: i32 = load(b, i_10);
//         let v21: i32 = mul(folded_11, v3);
//         let v22: i32 = div_euclid(p_19, v4);
//         let v23: i32 = add(v21, v22);
//         check_rem_divisor(v5);
//         check_rem_quotient(p_19, v5);
//         let v24: i32 = rem_euclid(p_19, v5);
//         let v25: i32 = add(v23, v24);
//         let v26: bool = ne(q_20, v6);
//         let folded_27: i32 = if v26 {
//             check_divisor(q_20);
//             let v28: i32 = wrapping_div(p_19, q_20);
//             check_rem_divisor(q_20);
//             let v29: i32 = wrapping_rem(p_19, q_20);
//             let v30: i32 = xor(v28, v29);
//             check_divisor(q_20);
//             let v31: i32 = saturating_div(p_19, q_20);
//             let v32: i32 = xor(v30, v31);
//             let v33: i32 = xor(v25, v32);
//             check_divisor(q_20);
//             let v34: i32 = wrapping_div_euclid(p_19, q_20);
//             check_rem_divisor(q_20);
//             let v35: i32 = wrapping_rem_euclid(p_19, q_20);
//             let v36: i32 = xor(v34, v35);
//             let v37: i32 = xor(v33, v36);
//             v37
//         } else {
//             v25
//         };
//         let v38: i32 = mul(folded_27, v3);
//         check_divisor(q_20);
//         check_quotient(p_19, q_20);
//         let v39: i32 = div_euclid(p_19, q_20);
//         let v40: i32 = add(v38, v39);
//         check_rem_divisor(q_20);
//         check_rem_quotient(p_19, q_20);
//         let v41: i32 = rem_euclid(p_19, q_20);
//         let v42: i32 = sub(v40, v41);
//         let v43: u8 = cast(i_10);
//         let n_44: u8 = add(v43, v7);
//         let v45: u8 = div_euclid(n_44, v8);
//         let v46: u8 = rem_euclid(n_44, v8);
//         let v47: u8 = add(v45, v46);
//         let v48: f64 = cast(v47);
//         check_bounds(out, 0, i_10);
//         let v49: f64 = load(out, i_10);
//         let v50: f64 = add(v49, v48);
//         store(out, i_10, v50);
//         next!('l0, v42)
//     };
//     return folded_9;
// }
