#[kernel(native_exact)]
fn fill(
    a: &mut [f64],
    mut b: ArrayViewMut2<f32>,
    mut c: ArrayViewMut3<i16>,
    d: &mut Array1<f64>,
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
        d.fill(first);
    }
    first + a[a.len() - 1]
}

//~ hir
// fn fill(a: &mut [f64], mut b: ArrayViewMut2<f32>, mut c: ArrayViewMut3<i16>, d: &mut Array1<f64>, x: f64) -> f64 {
//     let first: f64 = a[0_usize];
//     a.fill(a[0_usize] * 0.5_f64 + x);
//     b.fill(x as f32);
//     b[[0_usize, 0_usize]] += 1.0_f32;
//     for k in 0_i16..3_i16 {
//         c.fill(k * 100_i16 - 7_i16);
//     }
//     if x > 0.0_f64 {
//         d.fill(first);
//     }
//     first + a[a.len() - 1_usize]
// }

//~ ir
// fn fill(a: ArrayViewMut1<f64, contiguous>, b: ArrayViewMut2<f32, contiguous>, c: ArrayViewMut3<i16, contiguous>, d: ArrayViewMut1<f64, contiguous>, x_0: f64) -> f64 {
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
//     let v15: usize = extent(d, 0);
//     let v16: usize = 1;
//     check_bounds(a, 0, v1);
//     let first_17: f64 = load(a, v1);
//     check_bounds(a, 0, v1);
//     let v18: f64 = load(a, v1);
//     let v19: f64 = mul(v18, v2);
//     let v20: f64 = add(v19, x_0);
//     'l0: for (v21,) in carry(v1..v3) {
//         store(a, v21, v20);
//         next!('l0)
//     }
//     let v22: f32 = cast(x_0);
//     'l1: for (v23,) in carry(v1..v4) {
//         'l2: for (v24,) in carry(v1..v5) {
//             store(b, v23, v24, v22);
//             next!('l2)
//         }
//         next!('l1)
//     }
//     check_bounds(b, 0, v1);
//     check_bounds(b, 1, v1);
//     let v25: f32 = load(b, v1, v1);
//     let v26: f32 = add(v25, v6);
//     store(b, v1, v1, v26);
//     'l3: for (k_27,) in carry(v7..v8) {
//         let v28: i16 = mul(k_27, v9);
//         let v29: i16 = sub(v28, v10);
//         'l4: for (v30,) in carry(v1..v11) {
//             'l5: for (v31,) in carry(v1..v12) {
//                 'l6: for (v32,) in carry(v1..v13) {
//                     store(c, v30, v31, v32, v29);
//                     next!('l6)
//                 }
//                 next!('l5)
//             }
//             next!('l4)
//         }
//         next!('l3)
//     }
//     let v33: bool = gt(x_0, v14);
//     if v33 {
//         'l7: for (v34,) in carry(v1..v15) {
//             store(d, v34, first_17);
//             next!('l7)
//         }
//     }
//     let v35: usize = sub(v3, v16);
//     check_bounds(a, 0, v35);
//     let v36: f64 = load(a, v35);
//     let v37: f64 = add(first_17, v36);
//     return v37;
// }
