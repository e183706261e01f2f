#[kernel(native_exact)]
fn float_methods(x: &[f64], y: &[f64], out: &mut [f64]) {
    for i in 0..x.len() {
        let a = x[i];
        let b = y[i];
        let rounded = a.floor() + b.ceil() * a.trunc() - b.round() + a.round_ties_even();
        let chosen = a.min(b) - b.max(a).abs() + a.copysign(b).fract();
        let kind = a.is_nan() || b.is_infinite() || !a.is_finite();
        out[i] = if kind { rounded } else { chosen + a.mul_add(b, 1.0) + b.recip() + a.signum() };
    }
}

//~ hir
// fn float_methods(x: &[f64], y: &[f64], out: &mut [f64]) {
//     for i in 0_usize..x.len() {
//         let a: f64 = x[i];
//         let b: f64 = y[i];
//         let rounded: f64 = a.floor() + b.ceil() * a.trunc() - b.round() + a.round_ties_even();
//         let chosen: f64 = a.min(b) - b.max(a).abs() + a.copysign(b).fract();
//         let kind: bool = a.is_nan() || b.is_infinite() || !a.is_finite();
//         out[i] = if kind { rounded } else { chosen + a.mul_add(b, 1.0_f64) + b.recip() + a.signum() };
//     }
// }

//~ ir
// fn float_methods(x: ArrayView1<f64, contiguous>, y: ArrayView1<f64, contiguous>, out: ArrayViewMut1<f64, contiguous>) {
//     let v0: usize = 0;
//     let v1: usize = extent(x, 0);
//     let v2: bool = true;
//     let v3: f64 = 1.0;
//     'l0: for (i_4,) in carry(v0..v1) {
//         check_bounds(x, 0, i_4);
//         let a_5: f64 = load(x, i_4);
//         check_bounds(y, 0, i_4);
//         let b_6: f64 = load(y, i_4);
//         let v7: f64 = floor(a_5);
//         let v8: f64 = ceil(b_6);
//         let v9: f64 = trunc(a_5);
//         let v10: f64 = mul(v8, v9);
//         let v11: f64 = add(v7, v10);
//         let v12: f64 = round(b_6);
//         let v13: f64 = sub(v11, v12);
//         let v14: f64 = round_ties_even(a_5);
//         let rounded_15: f64 = add(v13, v14);
//         let v16: f64 = min(a_5, b_6);
//         let v17: f64 = max(b_6, a_5);
//         let v18: f64 = abs(v17);
//         let v19: f64 = sub(v16, v18);
//         let v20: f64 = copysign(a_5, b_6);
//         let v21: f64 = fract(v20);
//         let chosen_22: f64 = add(v19, v21);
//         let v23: bool = is_nan(a_5);
//         let v24: bool = if v23 {
//             v2
//         } else {
//             let v25: bool = is_infinite(b_6);
//             v25
//         };
//         let kind_26: bool = if v24 {
//             v2
//         } else {
//             let v27: bool = is_finite(a_5);
//             let v28: bool = not(v27);
//             v28
//         };
//         let v29: f64 = if kind_26 {
//             rounded_15
//         } else {
//             let v30: f64 = mul_add(a_5, b_6, v3);
//             let v31: f64 = add(chosen_22, v30);
//             let v32: f64 = recip(b_6);
//             let v33: f64 = add(v31, v32);
//             let v34: f64 = signum(a_5);
//             let v35: f64 = add(v33, v34);
//             v35
//         };
//         check_bounds(out, 0, i_4);
//         store(out, i_4, v29);
//         next!('l0)
//     }
//     return;
// }
