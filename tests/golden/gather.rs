#[kernel(native_exact)]
fn gather(x: ArrayView1<f64>, index: &[usize], mut out: ArrayViewMut1<f64>) {
    for i in 0..index.len() {
        out[i] = x[index[i]] - x[x.len() - 1 - index[i]];
    }
}

//~ hir
// fn gather(x: ArrayView1<f64>, index: &[usize], mut out: ArrayViewMut1<f64>) {
//     for i in 0_usize..index.len() {
//         out[i] = x[index[i]] - x[x.len() - 1_usize - index[i]];
//     }
// }

//~ ir
// fn gather(x: ArrayView1<f64, contiguous>, index: ArrayView1<usize, contiguous>, out: ArrayViewMut1<f64, contiguous>) {
//     let v0: usize = 0;
//     let v1: usize = extent(index, 0);
//     let v2: usize = extent(x, 0);
//     let v3: usize = 1;
//     'l0: for (i_4,) in carry(v0..v1) {
//         check_bounds(index, 0, i_4);
//         let v5: usize = load(index, i_4);
//         check_bounds(x, 0, v5);
//         let v6: f64 = load(x, v5);
//         let v7: usize = sub(v2, v3);
//         check_bounds(index, 0, i_4);
//         let v8: usize = load(index, i_4);
//         let v9: usize = sub(v7, v8);
//         check_bounds(x, 0, v9);
//         let v10: f64 = load(x, v9);
//         let v11: f64 = sub(v6, v10);
//         check_bounds(out, 0, i_4);
//         store(out, i_4, v11);
//         next!('l0)
//     }
//     return;
// }
