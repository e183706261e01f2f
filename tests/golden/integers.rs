#[kernel(native_exact)]
fn integers(a: &[i32], b: &[i32], out: &mut [i32]) -> i32 {
    let mut folded = 1;
    for i in 0..a.len() {
        let q = a[i] / b[i];
        let r = a[i] % b[i];
        out[i] = (q ^ r) + (a[i] << 3) - (b[i] >> 1) + !(q & r | 5);
        folded = folded * 31 + out[i].abs().min(1000).max(-7) + a[i].signum();
    }
    folded
}

//~ hir
// fn integers(a: &[i32], b: &[i32], out: &mut [i32]) -> i32 {
//     let mut folded: i32 = 1_i32;
//     for i in 0_usize..a.len() {
//         let q: i32 = a[i] / b[i];
//         let r: i32 = a[i] % b[i];
//         out[i] = (q ^ r) + (a[i] << 3_i32) - (b[i] >> 1_i32) + !(q & r | 5_i32);
//         folded = folded * 31_i32 + out[i].abs().min(1000_i32).max(-7_i32) + a[i].signum();
//     }
//     folded
// }

//~ ir
// fn integers(a: ArrayView1<i32, contiguous>, b: ArrayView1<i32, contiguous>, out: ArrayViewMut1<i32, contiguous>) -> i32 {
//     let v0: i32 = 1;
//     let v1: usize = 0;
//     let v2: usize = extent(a, 0);
//     let v3: i32 = 3;
//     let v4: i32 = 5;
//     let v5: i32 = 31;
//     let v6: i32 = 1000;
//     let v7: i32 = -7;
//     let folded_8: i32 = 'l0: for (i_9, folded_10) in carry(v1..v2, v0) {
//         check_bounds(a, 0, i_9);
//         let v11: i32 = load(a, i_9);
//         check_bounds(b, 0, i_9);
//         let v12: i32 = load(b, i_9);
//         check_divisor(v12);
//         check_quotient(v11, v12);
//         let q_13: i32 = div(v11, v12);
//         check_bounds(a, 0, i_9);
//         let v14: i32 = load(a, i_9);
//         check_bounds(b, 0, i_9);
//         let v15: i32 = load(b, i_9);
//         check_rem_divisor(v15);
//         check_rem_quotient(v14, v15);
//         let r_16: i32 = rem(v14, v15);
//         let v17: i32 = xor(q_13, r_16);
//         check_bounds(a, 0, i_9);
//         let v18: i32 = load(a, i_9);
//         let v19: i32 = shl(v18, v3);
//         let v20: i32 = add(v17, v19);
//         check_bounds(b, 0, i_9);
//         let v21: i32 = load(b, i_9);
//         let v22: i32 = shr(v21, v0);
//         let v23: i32 = sub(v20, v22);
//         let v24: i32 = and(q_13, r_16);
//         let v25: i32 = or(v24, v4);
//         let v26: i32 = not(v25);
//         let v27: i32 = add(v23, v26);
//         check_bounds(out, 0, i_9);
//         store(out, i_9, v27);
//         let v28: i32 = mul(folded_10, v5);
//         check_bounds(out, 0, i_9);
//         let v29: i32 = load(out, i_9);
//         let v30: i32 = abs(v29);
//         let v31: i32 = min(v30, v6);
//         let v32: i32 = max(v31, v7);
//         let v33: i32 = add(v28, v32);
//         check_bounds(a, 0, i_9);
//         let v34: i32 = load(a, i_9);
//         let v35: i32 = signum(v34);
//         let v36: i32 = add(v33, v35);
//         next!('l0, v36)
//     };
//     return folded_8;
// }
