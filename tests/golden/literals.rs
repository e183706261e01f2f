#[kernel(native_exact)]
fn literals(x: &[f64], y: &mut [i64]) -> f64 {
    let _unused = 1_u8;
    let mask = 0xFF_i64 | 0o17 | 0b1010_0000;
    let small: i16 = -32_768;
    let large = 18_446_744_073_709_551_615_u64;
    let flag = true & !false;
    let mut sum = 1_000.25e-2 + 1e3 + 1f64 + 2.;
    for i in 0..x.len().min(y.len()) {
        y[i] = mask ^ small as i64 ^ (large >> 1_u8) as i64 ^ i as i64;
        sum += x[i] * if flag { 1. } else { -2.5E-3 };
    }
    sum
}

//~ hir
// fn literals(x: &[f64], y: &mut [i64]) -> f64 {
//     let _unused: u8 = 1_u8;
//     let mask: i64 = 255_i64 | 15_i64 | 160_i64;
//     let small: i16 = -32768_i16;
//     let large: u64 = 18446744073709551615_u64;
//     let flag: bool = true & !false;
//     let mut sum: f64 = 10.0025_f64 + 1000.0_f64 + 1.0_f64 + 2.0_f64;
//     for i in 0_usize..x.len().min(y.len()) {
//         y[i] = mask ^ small as i64 ^ (large >> 1_u8) as i64 ^ i as i64;
//         sum += x[i] * (if flag { 1.0_f64 } else { -0.0025_f64 });
//     }
//     sum
// }

//~ ir
// fn literals(x: ArrayView1<f64, contiguous>, y: ArrayViewMut1<i64, contiguous>) -> f64 {
//     let v0: u8 = 1;
//     let v1: i64 = 255;
//     let v2: i64 = 15;
//     let v3: i64 = 160;
//     let v4: i16 = -32768;
//     let v5: u64 = 18446744073709551615;
//     let v6: bool = true;
//     let v7: bool = false;
//     let v8: f64 = 10.0025;
//     let v9: f64 = 1000.0;
//     let v10: f64 = 1.0;
//     let v11: f64 = 2.0;
//     let v12: usize = 0;
//     let v13: usize = extent(x, 0);
//     let v14: usize = extent(y, 0);
//     let v15: f64 = -0.0025;
//     let v16: i64 = or(v1, v2);
//     let mask_17: i64 = or(v16, v3);
//     let v18: bool = not(v7);
//     let flag_19: bool = and(v6, v18);
//     let v20: f64 = add(v8, v9);
//     let v21: f64 = add(v20, v10);
//     let sum_22: f64 = add(v21, v11);
//     let v23: usize = min(v13, v14);
//     let sum_24: f64 = 'l0: for (i_25, sum_26) in carry(v12..v23, sum_22) {
//         let v27: i64 = cast(v4);
//         let v28: i64 = xor(mask_17, v27);
//         let v29: u64 = cast(v0);
//         let v30: u64 = shr(v5, v29);
//         let v31: i64 = cast(v30);
//         let v32: i64 = xor(v28, v31);
//         let v33: i64 = cast(i_25);
//         let v34: i64 = xor(v32, v33);
//         check_bounds(y, 0, i_25);
//         store(y, i_25, v34);
//         check_bounds(x, 0, i_25);
//         let v35: f64 = load(x, i_25);
//         let v36: f64 = if flag_19 {
//             v10
//         } else {
//             v15
//         };
//         let v37: f64 = mul(v35, v36);
//         let v38: f64 = add(sum_26, v37);
//         next!('l0, v38)
//     };
//     return sum_24;
// }
