#[kernel(native_exact)]
fn casts(x: &[f64], out: &mut [i64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() {
        let narrow = x[i] as i32;
        let single = x[i] as f32;
        let size = x[i] as usize;
        out[i] = narrow as i64 + (size >> 7) as i64 + (x[i] > 1.0) as i64 - x[i] as i64;
        sum += single as f64 + narrow as f64 + (size as f32) as f64 + out[i] as f64;
    }
    sum
}

//~ hir
// fn casts(x: &[f64], out: &mut [i64]) -> f64 {
//     let mut sum: f64 = 0.0_f64;
//     for i in 0_usize..x.len() {
//         let narrow: i32 = x[i] as i32;
//         let single: f32 = x[i] as f32;
//         let size: usize = x[i] as usize;
//         out[i] = narrow as i64 + (size >> 7_i32) as i64 + (x[i] > 1.0_f64) as i64 - x[i] as i64;
//         sum += single as f64 + narrow as f64 + size as f32 as f64 + out[i] as f64;
//     }
//     sum
// }

//~ ir
// fn casts(x: ArrayView1<f64, contiguous>, out: ArrayViewMut1<i64, contiguous>) -> f64 {
//     let v0: f64 = 0.0;
//     let v1: usize = 0;
//     let v2: usize = extent(x, 0);
//     let v3: i32 = 7;
//     let v4: f64 = 1.0;
//     let sum_5: f64 = 'l0: for (i_6, sum_7) in carry(v1..v2, v0) {
//         check_bounds(x, 0, i_6);
//         let v8: f64 = load(x, i_6);
//         let narrow_9: i32 = cast(v8);
//         check_bounds(x, 0, i_6);
//         let v10: f64 = load(x, i_6);
//         let single_11: f32 = cast(v10);
//         check_bounds(x, 0, i_6);
//         let v12: f64 = load(x, i_6);
//         let size_13: usize = cast(v12);
//         let v14: i64 = cast(narrow_9);
//         let v15: usize = cast(v3);
//         let v16: usize = shr(size_13, v15);
//         let v17: i64 = cast(v16);
//         let v18: i64 = add(v14, v17);
//         check_bounds(x, 0, i_6);
//         let v19: f64 = load(x, i_6);
//         let v20: bool = gt(v19, v4);
//         let v21: i64 = cast(v20);
//         let v22: i64 = add(v18, v21);
//         check_bounds(x, 0, i_6);
//         let v23: f64 = load(x, i_6);
//         let v24: i64 = cast(v23);
//         let v25: i64 = sub(v22, v24);
//         check_bounds(out, 0, i_6);
//         store(out, i_6, v25);
//         let v26: f64 = cast(single_11);
//         let v27: f64 = cast(narrow_9);
//         let v28: f64 = add(v26, v27);
//         let v29: f32 = cast(size_13);
//         let v30: f64 = cast(v29);
//         let v31: f64 = add(v28, v30);
//         check_bounds(out, 0, i_6);
//         let v32: i64 = load(out, i_6);
//         let v33: f64 = cast(v32);
//         let v34: f64 = add(v31, v33);
//         let v35: f64 = add(sum_7, v34);
//         next!('l0, v35)
//     };
//     return sum_5;
// }
