#[kernel(native_exact)]
fn sin_cos(x: &[f64], y: &mut [f64], z: f32) -> f64 {
    let mut total = 0.0;
    for i in 0..x.len() {
        let (s, c) = x[i].sin_cos();
        let doubled = (2.0 * x[i]).sin_cos();
        if i < y.len() {
            y[i] = s * c - 0.5 * doubled.0;
        }
        total += doubled.1;
    }
    let (s, c) = z.sin_cos();
    total + (s + c) as f64 + f32::sin_cos(z + 1.0).1 as f64
}

//~ hir
// fn sin_cos(x: &[f64], y: &mut [f64], z: f32) -> f64 {
//     let mut total: f64 = 0.0_f64;
//     for i in 0_usize..x.len() {
//         let (s, c): (f64, f64) = {
//             let angle: f64 = x[i];
//             (angle.sin(), angle.cos())
//         };
//         let doubled: (f64, f64) = {
//             let angle_2: f64 = 2.0_f64 * x[i];
//             (angle_2.sin(), angle_2.cos())
//         };
//         if i < y.len() {
//             y[i] = s * c - 0.5_f64 * doubled.0;
//         }
//         total += doubled.1;
//     }
//     let (s_2, c_2): (f32, f32) = (z.sin(), z.cos());
//     total + (s_2 + c_2) as f64 + ({
//         let angle_3: f32 = z + 1.0_f32;
//         (angle_3.sin(), angle_3.cos())
//     }).1 as f64
// }

//~ ir
// fn sin_cos(x: ArrayView1<f64, contiguous>, y: ArrayViewMut1<f64, contiguous>, z_0: f32) -> f64 {
//     let v1: f64 = 0.0;
//     let v2: usize = 0;
//     let v3: usize = extent(x, 0);
//     let v4: f64 = 2.0;
//     let v5: usize = extent(y, 0);
//     let v6: f64 = 0.5;
//     let v7: f32 = 1.0;
//     let total_8: f64 = 'l0: for (i_9, total_10) in carry(v2..v3, v1) {
//         check_bounds(x, 0, i_9);
//         let angle_11: f64 = load(x, i_9);
//         let s_12: f64 = sin(angle_11);
//         let c_13: f64 = cos(angle_11);
//         check_bounds(x, 0, i_9);
//         let v14: f64 = load(x, i_9);
//         let angle_15: f64 = mul(v4, v14);
//         let doubled_16: f64 = sin(angle_15);
//         let doubled_17: f64 = cos(angle_15);
//         let v18: bool = lt(i_9, v5);
//         if v18 {
//             let v19: f64 = mul(s_12, c_13);
//             let v20: f64 = mul(v6, doubled_16);
//             let v21: f64 = sub(v19, v20);
//             check_bounds(y, 0, i_9);
//             store(y, i_9, v21);
//         }
//         let v22: f64 = add(total_10, doubled_17);
//         next!('l0, v22)
//     };
//     let s_23: f32 = sin(z_0);
//     let c_24: f32 = cos(z_0);
//     let v25: f32 = add(s_23, c_24);
//     let v26: f64 = cast(v25);
//     let v27: f64 = add(total_8, v26);
//     let angle_28: f32 = add(z_0, v7);
//     let v29: f32 = sin(angle_28);
//     let v30: f32 = cos(angle_28);
//     let v31: f64 = cast(v30);
//     let v32: f64 = add(v27, v31);
//     return v32;
// }
