#[kernel(native_exact)]
fn erf_map(x: &[f64], y: &mut [f64], scale: f32) -> f64 {
    let mut tails = 0.0;
    for i in 0..x.len() {
        if i < y.len() {
            y[i] = erf(x[i] * 0.25);
        }
        tails += erfc(x[i]);
    }
    tails + erfc(erf(scale)) as f64
}

//~ hir
// fn erf_map(x: &[f64], y: &mut [f64], scale: f32) -> f64 {
//     let mut tails: f64 = 0.0_f64;
//     for i in 0_usize..x.len() {
//         if i < y.len() {
//             y[i] = erf(x[i] * 0.25_f64);
//         }
//         tails += erfc(x[i]);
//     }
//     tails + erfc(erf(scale)) as f64
// }

//~ ir
// fn erf_map(x: ArrayView1<f64, contiguous>, y: ArrayViewMut1<f64, contiguous>, scale_0: f32) -> f64 {
//     let v1: f64 = 0.0;
//     let v2: usize = 0;
//     let v3: usize = extent(x, 0);
//     let v4: usize = extent(y, 0);
//     let v5: f64 = 0.25;
//     let tails_6: f64 = 'l0: for (i_7, tails_8) in carry(v2..v3, v1) {
//         let v9: bool = lt(i_7, v4);
//         if v9 {
//             check_bounds(x, 0, i_7);
//             let v10: f64 = load(x, i_7);
//             let v11: f64 = mul(v10, v5);
//             let v12: f64 = erf(v11);
//             check_bounds(y, 0, i_7);
//             store(y, i_7, v12);
//         }
//         check_bounds(x, 0, i_7);
//         let v13: f64 = load(x, i_7);
//         let v14: f64 = erfc(v13);
//         let v15: f64 = add(tails_8, v14);
//         next!('l0, v15)
//     };
//     let v16: f32 = erf(scale_0);
//     let v17: f32 = erfc(v16);
//     let v18: f64 = cast(v17);
//     let v19: f64 = add(tails_6, v18);
//     return v19;
// }
