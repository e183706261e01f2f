#[kernel(native_exact)]
fn dot(x: ArrayView1<f64>, y: ArrayView1<f64>) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() {
        sum += x[i] * y[i];
    }
    sum
}

//~ hir
// fn dot(x: ArrayView1<f64>, y: ArrayView1<f64>) -> f64 {
//     let mut sum: f64 = 0.0_f64;
//     for i in 0_usize..x.len() {
//         sum += x[i] * y[i];
//     }
//     sum
// }

//~ ir
// fn dot(x: ArrayView1<f64, contiguous>, y: ArrayView1<f64, contiguous>) -> f64 {
//     let v0: f64 = 0.0;
//     let v1: usize = 0;
//     let v2: usize = extent(x, 0);
//     let sum_3: f64 = 'l0: for (i_4, sum_5) in carry(v1..v2, v0) {
//         check_bounds(x, 0, i_4);
//         let v6: f64 = load(x, i_4);
//         check_bounds(y, 0, i_4);
//         let v7: f64 = load(y, i_4);
//         let v8: f64 = mul(v6, v7);
//         let v9: f64 = add(sum_5, v8);
//         next!('l0, v9)
//     };
//     return sum_3;
// }
