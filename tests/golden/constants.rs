#[kernel(native_exact)]
fn constants(x: f64) -> f64 {
    let tiny = f64::MIN_POSITIVE + f64::EPSILON;
    let angle = x * std::f64::consts::PI / 180.0 + std::f64::consts::FRAC_PI_2;
    if x == f64::INFINITY || x < f64::MIN { f64::NAN } else { angle + tiny * i32::MAX as f64 }
}

//~ hir
// fn constants(x: f64) -> f64 {
//     let tiny: f64 = 2.2250738585072014e-308_f64 + 2.220446049250313e-16_f64;
//     let angle: f64 = x * 3.141592653589793_f64 / 180.0_f64 + 1.5707963267948966_f64;
//     if x == f64::INFINITY || x < -1.7976931348623157e308_f64 { f64::NAN } else { angle + tiny * 2147483647_i32 as f64 }
// }

//~ ir
// fn constants(x_0: f64) -> f64 {
//     let v1: f64 = 2.2250738585072014e-308;
//     let v2: f64 = 2.220446049250313e-16;
//     let v3: f64 = 3.141592653589793;
//     let v4: f64 = 180.0;
//     let v5: f64 = 1.5707963267948966;
//     let v6: f64 = f64::INFINITY;
//     let v7: bool = true;
//     let v8: f64 = -1.7976931348623157e308;
//     let v9: f64 = f64::NAN;
//     let v10: i32 = 2147483647;
//     let tiny_11: f64 = add(v1, v2);
//     let v12: f64 = mul(x_0, v3);
//     let v13: f64 = div(v12, v4);
//     let angle_14: f64 = add(v13, v5);
//     let v15: bool = eq(x_0, v6);
//     let v16: bool = if v15 {
//         v7
//     } else {
//         let v17: bool = lt(x_0, v8);
//         v17
//     };
//     let v18: f64 = if v16 {
//         v9
//     } else {
//         let v19: f64 = cast(v10);
//         let v20: f64 = mul(tiny_11, v19);
//         let v21: f64 = add(angle_14, v20);
//         v21
//     };
//     return v18;
// }
