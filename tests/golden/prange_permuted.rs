#[kernel(native_exact)]
fn prange_permuted(at: &[usize], x: &[f64], out: &mut [f64]) {
    for i in prange(0..at.len()) {
        out[at[i]] = x[i] + out[at[i]] * 0.5;
    }
}

//~ hir
// fn prange_permuted(at: &[usize], x: &[f64], out: &mut [f64]) {
//     for i in prange(0_usize..at.len()) {
//         out[at[i]] = x[i] + out[at[i]] * 0.5_f64;
//     }
// }

//~ ir
// fn prange_permuted(at: ArrayView1<usize, contiguous>, x: ArrayView1<f64, contiguous>, out: ArrayViewMut1<f64, contiguous>) {
//     let v0: usize = 0;
//     let v1: usize = extent(at, 0);
//     let v2: f64 = 0.5;
//     let v3: usize = 1;
//     let v4: usize = extent(out, 0);
//     let v5: usize = 63;
//     let v6: usize = 6;
//     let v7: usize = add(v4, v5);
//     let v8: usize = shr(v7, v6);
//     let claimed: Array1<usize> = zeros(v8);
//     'l0: for (i_9,) in prange(v0..v1, claims(claimed)) {
//         check_bounds(x, 0, i_9);
//         let v10: f64 = load(x, i_9);
//         check_bounds(at, 0, i_9);
//         let v11: usize = load(at, i_9);
//         check_bounds(out, 0, v11);
//         let v12: usize = shr(v11, v6);
//         let v13: usize = shl(v3, v11);
//         let v14: usize = load(claimed, v12);
//         let v15: usize = and(v14, v13);
//         check_distinct(out, 0, v15, v0, v11, i_9);
//         let v16: usize = or(v14, v13);
//         store(claimed, v12, v16);
//         let v17: f64 = load(out, v11);
//         let v18: f64 = mul(v17, v2);
//         let v19: f64 = add(v10, v18);
//         check_bounds(at, 0, i_9);
//         let v20: usize = load(at, i_9);
//         check_bounds(out, 0, v20);
//         store(out, v20, v19);
//         next!('l0)
//     }
//     return;
// }
