#[kernel(native_exact)]
fn int_methods(a: &[i32], b: &[i32], c: &[u8], out: &mut [u32], small: &mut [u8]) -> i32 {
    let mut folded = 0;
    for i in 0..a.len() {
        let x = a[i];
        let y = b[i];
        let sum = x.wrapping_add(y).wrapping_mul(3).wrapping_sub(7);
        let turned = x.wrapping_neg() ^ y.wrapping_abs() ^ y.wrapping_pow(3);
        let shifted = x.wrapping_shl(33) ^ y.wrapping_shr(2);
        out[i] = x.abs_diff(y) ^ i32::unsigned_abs(x) ^ (sum ^ turned ^ shifted) as u32;
        if x.is_negative() && y.is_positive() {
            folded ^= i32::wrapping_sub(x, y);
        }
        let z = c[i];
        if z.is_power_of_two() {
            small[i] = z.isqrt();
        } else {
            small[i] = z.abs_diff(small[i]).wrapping_add(z.isqrt().wrapping_pow(2));
        }
    }
    folded
}

//~ hir
// fn int_methods(a: &[i32], b: &[i32], c: &[u8], out: &mut [u32], small: &mut [u8]) -> i32 {
//     let mut folded: i32 = 0_i32;
//     for i in 0_usize..a.len() {
//         let x: i32 = a[i];
//         let y: i32 = b[i];
//         let sum: i32 = x.wrapping_add(y).wrapping_mul(3_i32).wrapping_sub(7_i32);
//         let turned: i32 = x.wrapping_neg() ^ y.wrapping_abs() ^ y.wrapping_pow(3_u32);
//         let shifted: i32 = x.wrapping_shl(33_u32) ^ y.wrapping_shr(2_u32);
//         out[i] = x.abs_diff(y) ^ x.unsigned_abs() ^ (sum ^ turned ^ shifted) as u32;
//         if x.is_negative() && y.is_positive() {
//             folded ^= x.wrapping_sub(y);
//         }
//         let z: u8 = c[i];
//         if z.is_power_of_two() {
//             small[i] = z.isqrt();
//         } else {
//             small[i] = z.abs_diff(small[i]).wrapping_add(z.isqrt().wrapping_pow(2_u32));
//         }
//     }
//     folded
// }

//~ ir
// fn int_methods(a: ArrayView1<i32, contiguous>, b: ArrayView1<i32, contiguous>, c: ArrayView1<u8, contiguous>, out: ArrayViewMut1<u32, contiguous>, small: ArrayViewMut1<u8, contiguous>) -> i32 {
//     let v0: i32 = 0;
//     let v1: usize = 0;
//     let v2: usize = extent(a, 0);
//     let v3: i32 = 3;
//     let v4: i32 = 7;
//     let v5: u32 = 3;
//     let v6: u32 = 33;
//     let v7: u32 = 2;
//     let v8: bool = false;
//     let folded_9: i32 = 'l0: for (i_10, folded_11) in carry(v1..v2, v0) {
//         check_bounds(a, 0, i_10);
//         let x_12: i32 = load(a, i_10);
//         check_bounds(b, 0, i_10);
//         let y_13: i32 = load(b, i_10);
//         let v14: i32 = wrapping_add(x_12, y_13);
//         let v15: i32 = wrapping_mul(v14, v3);
//         let sum_16: i32 = wrapping_sub(v15, v4);
//         let v17: i32 = wrapping_neg(x_12);
//         let v18: i32 = wrapping_abs(y_13);
//         let v19: i32 = xor(v17, v18);
//         let v20: i32 = wrapping_pow(y_13, v5);
//         let turned_21: i32 = xor(v19, v20);
//         let v22: i32 = wrapping_shl(x_12, v6);
//         let v23: i32 = wrapping_shr(y_13, v7);
//         let shifted_24: i32 = xor(v22, v23);
//         let v25: u32 = abs_diff(x_12, y_13);
//         let v26: u32 = unsigned_abs(x_12);
//         let v27: u32 = xor(v25, v26);
//         let v28: i32 = xor(sum_16, turned_21);
//         let v29: i32 = xor(v28, shifted_24);
//         let v30: u32 = cast(v29);
//         let v31: u32 = xor(v27, v30);
//         check_bounds(out, 0, i_10);
//         store(out, i_10, v31);
//         let v32: bool = is_negative(x_12);
//         let v33: bool = if v32 {
//             let v34: bool = is_positive(y_13);
//             v34
//         } else {
//             v8
//         };
//         let folded_35: i32 = if v33 {
//             let v36: i32 = wrapping_sub(x_12, y_13);
//             let v37: i32 = xor(folded_11, v36);
//             v37
//         } else {
//             folded_11
//         };
//         check_bounds(c, 0, i_10);
//         let z_38: u8 = load(c, i_10);
//         let v39: bool = is_power_of_two(z_38);
//         if v39 {
//             let v40: u8 = isqrt(z_38);
//             check_bounds(small, 0, i_10);
//             store(small, i_10, v40);
//         } else {
//             check_bounds(small, 0, i_10);
//             let v41: u8 = load(small, i_10);
//             let v42: u8 = abs_diff(z_38, v41);
//             let v43: u8 = isqrt(z_38);
//             let v44: u8 = wrapping_pow(v43, v7);
//             let v45: u8 = wrapping_add(v42, v44);
//             check_bounds(small, 0, i_10);
//             store(small, i_10, v45);
//         }
//         next!('l0, folded_35)
//     };
//     return folded_9;
// }
