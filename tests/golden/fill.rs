#[kernel(native_exact)]
fn fill(
    a: &mut [f64],
    mut b: ArrayViewMut2<f32>,
    mut c: ArrayViewMut3<i16>,
    d: &mut Array1<bool>,
    x: f64,
) -> f64 {
    let first = a[0];
    a.fill(a[0] * 0.5 + x);
    b.fill(x as f32);
    b[[0, 0]] += 1.0;
    for k in 0..3 {
        c.fill(k * 100 - 7);
    }
    if x > 0.0 {
        d.fill(true);
    }
    first + a[a.len() - 1]
}

//~ hir
// fn fill(a: &mut [f64], mut b: ArrayViewMut2<f32>, mut c: ArrayViewMut3<i16>, d: &mut Array1<bool>, x: f64) -> f64 {
//     let first: f64 = a[0_usize];
//     a.fill(a[0_usize] * 0.5_f64 + x);
//     b.fill(x as f32);
//     b[[0_usize, 0_usize]] += 1.0_f32;
//     for k in 0_i16..3_i16 {
//         c.fill(k * 100_i16 - 7_i16);
//     }
//     if x > 0.0_f64 {
//         d.fill(true);
//     }
//     first + a[a.len() - 1_usize]
// }

//~ ir
// fn fill(a: ArrayViewMut1<f64, contiguous>, b: ArrayViewMut2<f32, contiguous>, c: ArrayViewMut3<i16, contiguous>, d: ArrayViewMut1<bool, contiguous>, x_0: f64) -> f64 {
//     let v1: usize = 0;
//     let v2: f64 = 0.5;
//     let v3: usize = extent(a, 0);
//     let v4: usize = extent(b, 0);
//     let v5: usize = extent(b, 1);
//     let v6: f32 = 1.0;
//     let v7: i16 = 0;
//     let v8: i16 = 3;
//     let v9: i16 = 100;
//     let v10: i16 = 7;
//     let v11: usize = extent(c, 0);
//     let v12: usize = extent(c, 1);
//     let v13: usize = extent(c, 2);
//     let v14: f64 = 0.0;
//     let v15: bool = true;
//     let v16: usize = extent(d, 0);
//     let v17: usize = 1;
//     check_bounds(a, 0, v1);
//     let first_18: f64 = load(a, v1);
//     check_bounds(a, 0, v1);
//     let v19: f64 = load(a, v1);
//     let v20: f64 = mul(v19, v2);
//     let v21: f64 = add(v20, x_0);
//     'l0: for (v22,) in carry(v1..v3) {
//         store(a, v22, v21);
//         next!('l0)
//     }
//     let v23: f32 = cast(x_0);
//     'l1: for (v24,) in carry(v1..v4) {
//         'l2: for (v25,) in carry(v1..v5) {
//             store(b, v24, v25, v23);
//             next!('l2)
//         }
//         next!('l1)
//     }
//     check_bounds(b, 0, v1);
//     check_bounds(b, 1, v1);
//     let v26: f32 = load(b, v1, v1);
//     let v27: f32 = add(v26, v6);
//     store(b, v1, v1, v27);
//     'l3: for (k_28,) in carry(v7..v8) {
//         let v29: i16 = mul(k_28, v9);
//         let v30: i16 = sub(v29, v10);
//         'l4: for (v31,) in carry(v1..v11) {
//             'l5: for (v32,) in carry(v1..v12) {
//                 'l6: for (v33,) in carry(v1..v13) {
//                     store(c, v31, v32, v33, v30);
//                     next!('l6)
//                 }
//                 next!('l5)
//             }
//             next!('l4)
//         }
//         next!('l3)
//     }
//     let v34: bool = gt(x_0, v14);
//     if v34 {
//         'l7: for (v35,) in carry(v1..v16) {
//             store(d, v35, v15);
//             next!('l7)
//         }
//     }
//     let v36: usize = sub(v3, v17);
//     check_bounds(a, 0, v36);
//     let v37: f64 = load(a, v36);
//     let v38: f64 = add(first_18, v37);
//     return v38;
// }
