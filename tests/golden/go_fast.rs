#[kernel(native_exact)]
fn go_fast(a: ArrayView2<f64>) -> f64 {
    let mut trace = 0.0;
    for i in 0..a.nrows() {
        trace += a[[i, i]].tanh();
    }
    trace
}

//~ hir
// fn go_fast(a: ArrayView2<f64>) -> f64 {
//     let mut trace: f64 = 0.0_f64;
//     for i in 0_usize..a.shape()[0] {
//         trace += a[[i, i]].tanh();
//     }
//     trace
// }

//~ ir
// fn go_fast(a: ArrayView2<f64, contiguous>) -> f64 {
//     let v0: f64 = 0.0;
//     let v1: usize = 0;
//     let v2: usize = extent(a, 0);
//     let trace_3: f64 = 'l0: for (i_4, trace_5) in carry(v1..v2, v0) {
//         check_bounds(a, 0, i_4);
//         check_bounds(a, 1, i_4);
//         let v6: f64 = load(a, i_4, i_4);
//         let v7: f64 = tanh(v6);
//         let v8: f64 = add(trace_5, v7);
//         next!('l0, v8)
//     };
//     return trace_3;
// }
