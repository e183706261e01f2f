#[kernel(native_exact)]
fn math_f64(x: &[f64], y: &[f64], out: &mut [f64]) {
    for i in 0..x.len() {
        let a = x[i];
        let b = y[i];
        let powers = a.exp() + a.exp2() - a.exp_m1() + a.powf(b) - a.powi(3) + a.cbrt();
        let logs = a.ln() - a.ln_1p() + a.log2() * a.log10() - a.log(b);
        let circles = a.sin() + a.cos() * a.tan() - a.asin() + a.acos() + a.atan() - a.atan2(b);
        let hyperbolas = a.sinh() - a.cosh() + a.tanh() + a.asinh() - a.acosh() + a.atanh();
        out[i] = powers + logs * circles - hyperbolas / a.hypot(b);
    }
}

//~ hir
// fn math_f64(x: &[f64], y: &[f64], out: &mut [f64]) {
//     for i in 0_usize..x.len() {
//         let a: f64 = x[i];
//         let b: f64 = y[i];
//         let powers: f64 = a.exp() + a.exp2() - a.exp_m1() + a.powf(b) - a.powi(3_i32) + a.cbrt();
//         let logs: f64 = a.ln() - a.ln_1p() + a.log2() * a.log10() - a.log(b);
//         let circles: f64 = a.sin() + a.cos() * a.tan() - a.asin() + a.acos() + a.atan() - a.atan2(b);
//         let hyperbolas: f64 = a.sinh() - a.cosh() + a.tanh() + a.asinh() - a.acosh() + a.atanh();
//         out[i] = powers + logs * circles - hyperbolas / a.hypot(b);
//     }
// }

//~ ir
// fn math_f64(x: ArrayView1<f64, contiguous>, y: ArrayView1<f64, contiguous>, out: ArrayViewMut1<f64, contiguous>) {
//     let v0: usize = 0;
//     let v1: usize = extent(x, 0);
//     let v2: i32 = 3;
//     'l0: for (i_3,) in carry(v0..v1) {
//         check_bounds(x, 0, i_3);
//         let a_4: f64 = load(x, i_3);
//         check_bounds(y, 0, i_3);
//         let b_5: f64 = load(y, i_3);
//         let v6: f64 = exp(a_4);
//         let v7: f64 = exp2(a_4);
//         let v8: f64 = add(v6, v7);
//         let v9: f64 = exp_m1(a_4);
//         let v10: f64 = sub(v8, v9);
//         let v11: f64 = powf(a_4, b_5);
//         let v12: f64 = add(v10, v11);
//         let v13: f64 = powi(a_4, v2);
//         let v14: f64 = sub(v12, v13);
//         let v15: f64 = cbrt(a_4);
//         let powers_16: f64 = add(v14, v15);
//         let v17: f64 = ln(a_4);
//         let v18: f64 = ln_1p(a_4);
//         let v19: f64 = sub(v17, v18);
//         let v20: f64 = log2(a_4);
//         let v21: f64 = log10(a_4);
//         let v22: f64 = mul(v20, v21);
//         let v23: f64 = add(v19, v22);
//         let v24: f64 = log(a_4, b_5);
//         let logs_25: f64 = sub(v23, v24);
//         let v26: f64 = sin(a_4);
//         let v27: f64 = cos(a_4);
//         let v28: f64 = tan(a_4);
//         let v29: f64 = mul(v27, v28);
//         let v30: f64 = add(v26, v29);
//         let v31: f64 = asin(a_4);
//         let v32: f64 = sub(v30, v31);
//         let v33: f64 = acos(a_4);
//         let v34: f64 = add(v32, v33);
//         let v35: f64 = atan(a_4);
//         let v36: f64 = add(v34, v35);
//         let v37: f64 = atan2(a_4, b_5);
//         let circles_38: f64 = sub(v36, v37);
//         let v39: f64 = sinh(a_4);
//         let v40: f64 = cosh(a_4);
//         let v41: f64 = sub(v39, v40);
//         let v42: f64 = tanh(a_4);
//         let v43: f64 = add(v41, v42);
//         let v44: f64 = asinh(a_4);
//         let v45: f64 = add(v43, v44);
//         let v46: f64 = acosh(a_4);
//         let v47: f64 = sub(v45, v46);
//         let v48: f64 = atanh(a_4);
//         let hyperbolas_49: f64 = add(v47, v48);
//         let v50: f64 = mul(logs_25, circles_38);
//         let v51: f64 = add(powers_16, v50);
//         let v52: f64 = hypot(a_4, b_5);
//         let v53: f64 = div(hyperbolas_49, v52);
//         let v54: f64 = sub(v51, v53);
//         check_bounds(out, 0, i_3);
//         store(out, i_3, v54);
//         next!('l0)
//     }
//     return;
// }
