#[kernel(native_exact)]
fn saxpy(a: f32, x: &[f32], y: &mut [f32]) {
    for i in 0..x.len() {
        y[i] += a * x[i];
    }
}

//~ hir
// fn saxpy(a: f32, x: &[f32], y: &mut [f32]) {
//     for i in 0_usize..x.len() {
//         y[i] += a * x[i];
//     }
// }

//~ ir
// fn saxpy(a_0: f32, x: ArrayView1<f32, contiguous>, y: ArrayViewMut1<f32, contiguous>) {
//     let v1: usize = 0;
//     let v2: usize = extent(x, 0);
//     'l0: for (i_3,) in carry(v1..v2) {
//         check_bounds(x, 0, i_3);
//         let v4: f32 = load(x, i_3);
//         let v5: f32 = mul(a_0, v4);
//         check_bounds(y, 0, i_3);
//         let v6: f32 = load(y, i_3);
//         let v7: f32 = add(v6, v5);
//         store(y, i_3, v7);
//         next!('l0)
//     }
//     return;
// }
