#[kernel(native_exact)]
fn prefix_sum(x: ArrayView1<f64>, mut out: ArrayViewMut1<f64>) {
    let mut sum = 0.0;
    for i in 0..x.len() {
        sum += x[i];
        out[i] = sum;
    }
}

//~ hir
// fn prefix_sum(x: ArrayView1<f64>, mut out: ArrayViewMut1<f64>) {
//     let mut sum: f64 = 0.0_f64;
//     for i in 0_usize..x.len() {
//         sum += x[i];
//         out[i] = sum;
//     }
// }

//~ ir
// fn prefix_sum(x: ArrayView1<f64, contiguous>, out: ArrayViewMut1<f64, contiguous>) {
//     let v0: f64 = 0.0;
//     let v1: usize = 0;
//     let v2: usize = extent(x, 0);
//     let sum_3: f64 = 'l0: for (i_4, sum_5) in carry(v1..v2, v0) {
//         check_bounds(x, 0, i_4);
//         let v6: f64 = load(x, i_4);
//         let v7: f64 = add(sum_5, v6);
//         check_bounds(out, 0, i_4);
//         store(out, i_4, v7);
//         next!('l0, v7)
//     };
//     return;
// }
