#[kernel(native_exact)]
fn single_precision(x: ArrayView1<f32>, scale: f32, mut y: ArrayViewMut1<f32>) -> f32 {
    let mut largest = f32::NEG_INFINITY;
    for i in 0..x.len() {
        let v = scale * x[i] - x[i] / 3.0 + x[i] % 2.5;
        y[i] = -v.sqrt();
        largest = largest.max(v);
    }
    largest
}

//~ hir
// fn single_precision(x: ArrayView1<f32>, scale: f32, mut y: ArrayViewMut1<f32>) -> f32 {
//     let mut largest: f32 = f32::NEG_INFINITY;
//     for i in 0_usize..x.len() {
//         let v: f32 = scale * x[i] - x[i] / 3.0_f32 + x[i] % 2.5_f32;
//         y[i] = -v.sqrt();
//         largest = largest.max(v);
//     }
//     largest
// }

//~ ir
// fn single_precision(x: ArrayView1<f32, contiguous>, scale_0: f32, y: ArrayViewMut1<f32, contiguous>) -> f32 {
//     let v1: f32 = f32::NEG_INFINITY;
//     let v2: usize = 0;
//     let v3: usize = extent(x, 0);
//     let v4: f32 = 3.0;
//     let v5: f32 = 2.5;
//     let largest_6: f32 = 'l0: for (i_7, largest_8) in carry(v2..v3, v1) {
//         check_bounds(x, 0, i_7);
//         let v9: f32 = load(x, i_7);
//         let v10: f32 = mul(scale_0, v9);
//         check_bounds(x, 0, i_7);
//         let v11: f32 = load(x, i_7);
//         let v12: f32 = div(v11, v4);
//         let v13: f32 = sub(v10, v12);
//         check_bounds(x, 0, i_7);
//         let v14: f32 = load(x, i_7);
//         let v15: f32 = rem(v14, v5);
//         let v_16: f32 = add(v13, v15);
//         let v17: f32 = sqrt(v_16);
//         let v18: f32 = neg(v17);
//         check_bounds(y, 0, i_7);
//         store(y, i_7, v18);
//         let v19: f32 = max(largest_8, v_16);
//         next!('l0, v19)
//     };
//     return largest_6;
// }
