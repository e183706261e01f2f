#[kernel(native_exact)]
fn clamp(a: &[f64], low: &[f64], b: &[i32], out: &mut [f64]) -> i32 {
    let mut total = 0;
    for i in 0..a.len() {
        let unit = a[i].clamp(-1.0, 1.0);
        total += b[i].clamp(-100, 100) + i.clamp(2, 5) as i32;
        out[i] = unit + f64::clamp(a[i], low[i], 4.0);
        out[i] += b[i].clamp(-3, b[i] / 2) as f64;
    }
    total
}

//~ hir
// fn clamp(a: &[f64], low: &[f64], b: &[i32], out: &mut [f64]) -> i32 {
//     let mut total: i32 = 0_i32;
//     for i in 0_usize..a.len() {
//         let unit: f64 = a[i].clamp(-1.0_f64, 1.0_f64);
//         total += b[i].clamp(-100_i32, 100_i32) + i.clamp(2_usize, 5_usize) as i32;
//         out[i] = unit + a[i].clamp(low[i], 4.0_f64);
//         out[i] += b[i].clamp(-3_i32, b[i] / 2_i32) as f64;
//     }
//     total
// }

//~ ir
// fn clamp(a: ArrayView1<f64, contiguous>, low: ArrayView1<f64, contiguous>, b: ArrayView1<i32, contiguous>, out: ArrayViewMut1<f64, contiguous>) -> i32 {
//     let v0: i32 = 0;
//     let v1: usize = 0;
//     let v2: usize = extent(a, 0);
//     let v3: f64 = -1.0;
//     let v4: f64 = 1.0;
//     let v5: i32 = -100;
//     let v6: i32 = 100;
//     let v7: usize = 2;
//     let v8: usize = 5;
//     let v9: f64 = 4.0;
//     let v10: i32 = -3;
//     let v11: i32 = 2;
//     let total_12: i32 = 'l0: for (i_13, total_14) in carry(v1..v2, v0) {
//         check_bounds(a, 0, i_13);
//         let v15: f64 = load(a, i_13);
//         let unit_16: f64 = clamp(v15, v3, v4);
//         check_bounds(b, 0, i_13);
//         let v17: i32 = load(b, i_13);
//         let v18: i32 = clamp(v17, v5, v6);
//         let v19: usize = clamp(i_13, v7, v8);
//         let v20: i32 = cast(v19);
//         let v21: i32 = add(v18, v20);
//         let v22: i32 = add(total_14, v21);
//         check_bounds(a, 0, i_13);
//         let v23: f64 = load(a, i_13);
//         check_bounds(low, 0, i_13);
//         let v24: f64 = load(low, i_13);
//         check_clamp(v24, v9);
//         let v25: f64 = clamp(v23, v24, v9);
//         let v26: f64 = add(unit_16, v25);
//         check_bounds(out, 0, i_13);
//         store(out, i_13, v26);
//         check_bounds(b, 0, i_13);
//         let v27: i32 = load(b, i_13);
//         check_bounds(b, 0, i_13);
//         let v28: i32 = load(b, i_13);
//         let v29: i32 = div(v28, v11);
//         check_clamp(v10, v29);
//         let v30: i32 = clamp(v27, v10, v29);
//         let v31: f64 = cast(v30);
//         check_bounds(out, 0, i_13);
//         let v32: f64 = load(out, i_13);
//         let v33: f64 = add(v32, v31);
//         store(out, i_13, v33);
//         next!('l0, v22)
//     };
//     return total_12;
// }
