#[kernel(native_exact)]
fn tuples(x: &[f64], n: i32, y: &mut [f64]) -> f64 {
    fn ordered(pair: (f64, f64)) -> (f64, f64) {
        if pair.0 <= pair.1 { pair } else { (pair.1, pair.0) }
    }
    let mut range = (f64::INFINITY, f64::NEG_INFINITY, 0);
    for i in 0..x.len() {
        range.0 = range.0.min(x[i]);
        range.1 = range.1.max(x[i]);
        range.2 += n;
        if i + 1 < x.len() && i < y.len() {
            let (low, high) = ordered((x[i], x[i + 1]));
            y[i] = high - low;
        }
    }
    let (mut a, mut b, ..) = (1.0, 2.0, true, 4_u8);
    a += range.0;
    b *= range.1;
    if range.2 > 3 { a } else { b }
}

//~ hir
// pub fn tuples(x: &[f64], n: i32, y: &mut [f64]) -> f64 {
//     let mut range: (f64, f64, i32) = (f64::INFINITY, f64::NEG_INFINITY, 0_i32);
//     for i in 0_usize..x.len() {
//         range.0 = range.0.min(x[i]);
//         range.1 = range.1.max(x[i]);
//         range.2 += n;
//         if i + 1_usize < x.len() && i < y.len() {
//             let (low, high): (f64, f64) = ordered((x[i], x[i + 1_usize]));
//             y[i] = high - low;
//         }
//     }
//     let (mut a, mut b, _, _): (f64, f64, bool, u8) = (1.0_f64, 2.0_f64, true, 4_u8);
//     a += range.0;
//     b *= range.1;
//     if range.2 > 3_i32 { a } else { b }
// }
//
// fn ordered(pair: (f64, f64)) -> (f64, f64) {
//     if pair.0 <= pair.1 { pair } else { (pair.1, pair.0) }
// }

//~ ir
// fn tuples(x: ArrayView1<f64, contiguous>, n_0: i32, y: ArrayViewMut1<f64, contiguous>) -> f64 {
//     let v1: f64 = f64::INFINITY;
//     let v2: f64 = f64::NEG_INFINITY;
//     let v3: i32 = 0;
//     let v4: usize = 0;
//     let v5: usize = extent(x, 0);
//     let v6: usize = 1;
//     let v7: usize = extent(y, 0);
//     let v8: bool = false;
//     let v9: f64 = 1.0;
//     let v10: f64 = 2.0;
//     let v11: bool = true;
//     let v12: u8 = 4;
//     let v13: i32 = 3;
//     let (range_14, range_15, range_16): (f64, f64, i32) = 'l0: for (i_17, range_18, range_19, range_20) in carry(v4..v5, v1, v2, v3) {
//         check_bounds(x, 0, i_17);
//         let v21: f64 = load(x, i_17);
//         let v22: f64 = min(range_18, v21);
//         check_bounds(x, 0, i_17);
//         let v23: f64 = load(x, i_17);
//         let v24: f64 = max(range_19, v23);
//         let v25: i32 = add(range_20, n_0);
//         let v26: usize = add(i_17, v6);
//         let v27: bool = lt(v26, v5);
//         let v28: bool = if v27 {
//             let v29: bool = lt(i_17, v7);
//             v29
//         } else {
//             v8
//         };
//         if v28 {
//             check_bounds(x, 0, i_17);
//             let v30: f64 = load(x, i_17);
//             let v31: usize = add(i_17, v6);
//             check_bounds(x, 0, v31);
//             let v32: f64 = load(x, v31);
//             let v33: bool = le(v30, v32);
//             let (low_34, high_35): (f64, f64) = if v33 {
//                 (v30, v32)
//             } else {
//                 (v32, v30)
//             };
//             let v36: f64 = sub(high_35, low_34);
//             check_bounds(y, 0, i_17);
//             store(y, i_17, v36);
//         }
//         next!('l0, v22, v24, v25)
//     };
//     let v37: f64 = add(v9, range_14);
//     let v38: f64 = mul(v10, range_15);
//     let v39: bool = gt(range_16, v13);
//     let v40: f64 = if v39 {
//         v37
//     } else {
//         v38
//     };
//     return v40;
// }
