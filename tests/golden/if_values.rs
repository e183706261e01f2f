#[kernel(native_exact)]
fn if_values(x: ArrayView1<f64>, mut y: ArrayViewMut1<f64>) {
    for i in 0..x.len() {
        let v = x[i];
        let sign = if v > 0.0 {
            1.0
        } else if v < 0.0 {
            -1.0
        } else {
            0.0
        };
        let mut steps = 0;
        if v > 2.0 && v < 100.0 || v == -1.0 {
            steps += 1;
            if v > 3.0 {
                steps += 2;
            }
        }
        y[i] = sign * steps as f64;
    }
}

//~ hir
// fn if_values(x: ArrayView1<f64>, mut y: ArrayViewMut1<f64>) {
//     for i in 0_usize..x.len() {
//         let v: f64 = x[i];
//         let sign: f64 = if v > 0.0_f64 { 1.0_f64 } else if v < 0.0_f64 { -1.0_f64 } else { 0.0_f64 };
//         let mut steps: i32 = 0_i32;
//         if v > 2.0_f64 && v < 100.0_f64 || v == -1.0_f64 {
//             steps += 1_i32;
//             if v > 3.0_f64 {
//                 steps += 2_i32;
//             }
//         }
//         y[i] = sign * steps as f64;
//     }
// }

//~ ir
// fn if_values(x: ArrayView1<f64, contiguous>, y: ArrayViewMut1<f64, contiguous>) {
//     let v0: usize = 0;
//     let v1: usize = extent(x, 0);
//     let v2: f64 = 0.0;
//     let v3: f64 = 1.0;
//     let v4: f64 = -1.0;
//     let v5: i32 = 0;
//     let v6: f64 = 2.0;
//     let v7: f64 = 100.0;
//     let v8: bool = false;
//     let v9: bool = true;
//     let v10: i32 = 1;
//     let v11: f64 = 3.0;
//     let v12: i32 = 2;
//     'l0: for (i_13,) in carry(v0..v1) {
//         check_bounds(x, 0, i_13);
//         let v_14: f64 = load(x, i_13);
//         let v15: bool = gt(v_14, v2);
//         let sign_16: f64 = if v15 {
//             v3
//         } else {
//             let v17: bool = lt(v_14, v2);
//             let v18: f64 = if v17 {
//                 v4
//             } else {
//                 v2
//             };
//             v18
//         };
//         let v19: bool = gt(v_14, v6);
//         let v20: bool = if v19 {
//             let v21: bool = lt(v_14, v7);
//             v21
//         } else {
//             v8
//         };
//         let v22: bool = if v20 {
//             v9
//         } else {
//             let v23: bool = eq(v_14, v4);
//             v23
//         };
//         let steps_24: i32 = if v22 {
//             let v25: i32 = add(v5, v10);
//             let v26: bool = gt(v_14, v11);
//             let steps_27: i32 = if v26 {
//                 let v28: i32 = add(v25, v12);
//                 v28
//             } else {
//                 v25
//             };
//             steps_27
//         } else {
//             v5
//         };
//         let v29: f64 = cast(steps_24);
//         let v30: f64 = mul(sign_16, v29);
//         check_bounds(y, 0, i_13);
//         store(y, i_13, v30);
//         next!('l0)
//     }
//     return;
// }
