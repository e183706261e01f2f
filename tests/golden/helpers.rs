#[kernel(native_exact)]
fn helpers(x: &[f64], lo: f64, hi: f64, y: &mut [f64]) -> f64 {
    fn bounded(x: f64, lo: f64, hi: f64) -> f64 {
        if x < lo {
            return lo;
        }
        if x > hi { hi } else { x }
    }
    fn square(x: f64) -> f64 {
        x * x
    }
    let mut sum: f64 = 0.0;
    for i in 0..x.len() {
        y[i] = bounded(x[i], lo, hi);
        sum += square(y[i]);
    }
    sum.sqrt()
}

//~ hir
// pub fn helpers(x: &[f64], lo: f64, hi: f64, y: &mut [f64]) -> f64 {
//     let mut sum: f64 = 0.0_f64;
//     for i in 0_usize..x.len() {
//         y[i] = bounded(x[i], lo, hi);
//         sum += square(y[i]);
//     }
//     sum.sqrt()
// }
//
// fn bounded(x: f64, lo: f64, hi: f64) -> f64 {
//     if x < lo {
//         return lo;
//     }
//     if x > hi { hi } else { x }
// }
//
// fn square(x: f64) -> f64 {
//     x * x
// }

//~ ir
// fn helpers(x: ArrayView1<f64, contiguous>, lo_0: f64, hi_1: f64, y: ArrayViewMut1<f64, contiguous>) -> f64 {
//     let v2: f64 = 0.0;
//     let v3: usize = 0;
//     let v4: usize = extent(x, 0);
//     let sum_5: f64 = 'l0: for (i_6, sum_7) in carry(v3..v4, v2) {
//         check_bounds(x, 0, i_6);
//         let v8: f64 = load(x, i_6);
//         let bounded_9: f64 = 'l1: {
//             let v10: bool = lt(v8, lo_0);
//             if v10 {
//                 break 'l1 lo_0;
//             }
//             let v11: bool = gt(v8, hi_1);
//             let v12: f64 = if v11 {
//                 hi_1
//             } else {
//                 v8
//             };
//             break 'l1 v12;
//         };
//         check_bounds(y, 0, i_6);
//         store(y, i_6, bounded_9);
//         check_bounds(y, 0, i_6);
//         let v13: f64 = load(y, i_6);
//         let v14: f64 = mul(v13, v13);
//         let v15: f64 = add(sum_7, v14);
//         next!('l0, v15)
//     };
//     let v16: f64 = sqrt(sum_5);
//     return v16;
// }
