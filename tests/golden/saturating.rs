#[kernel(native_exact)]
fn saturating(a: &[i64], b: &[i64], c: &[i16], d: &mut [u8], out: &mut [i64]) -> i16 {
    let mut total = 0i16;
    for i in 0..a.len() {
        let x = a[i];
        let y = b[i];
        let sum = x.saturating_add(y).saturating_sub(y.saturating_mul(x));
        out[i] = sum.saturating_neg() ^ x.saturating_abs() ^ y.saturating_pow(5);
        let z = c[i];
        total = total.saturating_add(z.saturating_mul(z)).saturating_sub(z.saturating_pow(2));
        let w = d[i];
        d[i] = w.saturating_add(w).saturating_mul(3).saturating_sub(w.saturating_pow(2));
    }
    total
}

//~ hir
// fn saturating(a: &[i64], b: &[i64], c: &[i16], d: &mut [u8], out: &mut [i64]) -> i16 {
//     let mut total: i16 = 0_i16;
//     for i in 0_usize..a.len() {
//         let x: i64 = a[i];
//         let y: i64 = b[i];
//         let sum: i64 = x.saturating_add(y).saturating_sub(y.saturating_mul(x));
//         out[i] = sum.saturating_neg() ^ x.saturating_abs() ^ y.saturating_pow(5_u32);
//         let z: i16 = c[i];
//         total = total.saturating_add(z.saturating_mul(z)).saturating_sub(z.saturating_pow(2_u32));
//         let w: u8 = d[i];
//         d[i] = w.saturating_add(w).saturating_mul(3_u8).saturating_sub(w.saturating_pow(2_u32));
//     }
//     total
// }

//~ ir
// fn saturating(a: ArrayView1<i64, contiguous>, b: ArrayView1<i64, contiguous>, c: ArrayView1<i16, contiguous>, d: ArrayViewMut1<u8, contiguous>, out: ArrayViewMut1<i64, contiguous>) -> i16 {
//     let v0: i16 = 0;
//     let v1: usize = 0;
//     let v2: usize = extent(a, 0);
//     let v3: u32 = 5;
//     let v4: u32 = 2;
//     let v5: u8 = 3;
//     let total_6: i16 = 'l0: for (i_7, total_8) in carry(v1..v2, v0) {
//         check_bounds(a, 0, i_7);
//         let x_9: i64 = load(a, i_7);
//         check_bounds(b, 0, i_7);
//         let y_10: i64 = load(b, i_7);
//         let v11: i64 = saturating_add(x_9, y_10);
//         let v12: i64 = saturating_mul(y_10, x_9);
//         let sum_13: i64 = saturating_sub(v11, v12);
//         let v14: i64 = saturating_neg(sum_13);
//         let v15: i64 = saturating_abs(x_9);
//         let v16: i64 = xor(v14, v15);
//         let v17: i64 = saturating_pow(y_10, v3);
//         let v18: i64 = xor(v16, v17);
//         check_bounds(out, 0, i_7);
//         store(out, i_7, v18);
//         check_bounds(c, 0, i_7);
//         let z_19: i16 = load(c, i_7);
//         let v20: i16 = saturating_mul(z_19, z_19);
//         let v21: i16 = saturating_add(total_8, v20);
//         let v22: i16 = saturating_pow(z_19, v4);
//         let v23: i16 = saturating_sub(v21, v22);
//         check_bounds(d, 0, i_7);
//         let w_24: u8 = load(d, i_7);
//         let v25: u8 = saturating_add(w_24, w_24);
//         let v26: u8 = saturating_mul(v25, v5);
//         let v27: u8 = saturating_pow(w_24, v4);
//         let v28: u8 = saturating_sub(v26, v27);
//         check_bounds(d, 0, i_7);
//         store(d, i_7, v28);
//         next!('l0, v23)
//     };
//     return total_6;
// }
