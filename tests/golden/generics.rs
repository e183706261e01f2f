#[kernel(native_exact)]
fn generics<T: Float>(x: &[T], a: T, y: &mut [T]) -> T {
    let half = T::from_f64(0.5);
    let mut best = T::NEG_INFINITY;
    for i in 0..x.len() {
        y[i] = (a * x[i] + half).tanh() * T::PI - T::from_usize(i);
        best = best.max(y[i].clamp(-T::ONE, T::MAX));
    }
    if best < T::ZERO { -best } else { best.mul_add(half, a) }
}

//~ hir
// fn generics(x: &[f64], a: f64, y: &mut [f64]) -> f64 {
//     let half: f64 = 0.5_f64 as f64;
//     let mut best: f64 = f64::NEG_INFINITY;
//     for i in 0_usize..x.len() {
//         y[i] = (a * x[i] + half).tanh() * 3.141592653589793_f64 - i as f64;
//         best = best.max(y[i].clamp(-1.0_f64, 1.7976931348623157e308_f64));
//     }
//     if best < 0.0_f64 { -best } else { best.mul_add(half, a) }
// }

//~ ir
// fn generics(x: ArrayView1<f64, contiguous>, a_0: f64, y: ArrayViewMut1<f64, contiguous>) -> f64 {
//     let v1: f64 = 0.5;
//     let v2: f64 = f64::NEG_INFINITY;
//     let v3: usize = 0;
//     let v4: usize = extent(x, 0);
//     let v5: f64 = 3.141592653589793;
//     let v6: f64 = 1.0;
//     let v7: f64 = 1.7976931348623157e308;
//     let v8: f64 = 0.0;
//     let best_9: f64 = 'l0: for (i_10, best_11) in carry(v3..v4, v2) {
//         check_bounds(x, 0, i_10);
//         let v12: f64 = load(x, i_10);
//         let v13: f64 = mul(a_0, v12);
//         let v14: f64 = add(v13, v1);
//         let v15: f64 = tanh(v14);
//         let v16: f64 = mul(v15, v5);
//         let v17: f64 = cast(i_10);
//         let v18: f64 = sub(v16, v17);
//         check_bounds(y, 0, i_10);
//         store(y, i_10, v18);
//         check_bounds(y, 0, i_10);
//         let v19: f64 = load(y, i_10);
//         let v20: f64 = neg(v6);
//         check_clamp(v20, v7);
//         let v21: f64 = clamp(v19, v20, v7);
//         let v22: f64 = max(best_11, v21);
//         next!('l0, v22)
//     };
//     let v23: bool = lt(best_9, v8);
//     let v24: f64 = if v23 {
//         let v25: f64 = neg(best_9);
//         v25
//     } else {
//         let v26: f64 = mul_add(best_9, v1, a_0);
//         v26
//     };
//     return v24;
// }
