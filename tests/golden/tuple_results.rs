#[kernel(native_exact)]
fn tuple_results(
    a: ArrayView1<f64>,
    b: i32,
) -> (f64, usize, bool, i8, u16, f32, i64, u32) {
    fn extreme(a: ArrayView1<f64>, from: usize) -> (f64, usize) {
        let mut best = a[from];
        let mut at = from;
        for i in from..a.len() {
            if a[i] > best {
                best = a[i];
                at = i;
            }
        }
        (best, at)
    }
    if a.is_empty() {
        return (0.5, 0, false, -1, 65535, 2.5, -3, 7);
    }
    let (best, at) = extreme(a.view(), 0);
    let small = b as i8;
    let pair = if best > 1.0 { (best as f32, small) } else { (-1.0f32, -small) };
    (best + a[0], at, best > 0.0, pair.1, b as u16, pair.0, b as i64 * 3, at as u32)
}

//~ hir
// pub fn tuple_results(a: ArrayView1<f64>, b: i32) -> (f64, usize, bool, i8, u16, f32, i64, u32) {
//     if a.len() == 0_usize {
//         return (0.5_f64, 0_usize, false, -1_i8, 65535_u16, 2.5_f32, -3_i64, 7_u32);
//     }
//     let (best, at): (f64, usize) = extreme(a, 0_usize);
//     let small: i8 = b as i8;
//     let pair: (f32, i8) = if best > 1.0_f64 { (best as f32, small) } else { (-1.0_f32, -small) };
//     (best + a[0_usize], at, best > 0.0_f64, pair.1, b as u16, pair.0, b as i64 * 3_i64, at as u32)
// }
//
// fn extreme(a: ArrayView1<f64>, from: usize) -> (f64, usize) {
//     let mut best: f64 = a[from];
//     let mut at: usize = from;
//     for i in from..a.len() {
//         if a[i] > best {
//             best = a[i];
//             at = i;
//         }
//     }
//     (best, at)
// }

//~ ir
// fn tuple_results(a: ArrayView1<f64, contiguous>, b_0: i32) -> (f64, usize, bool, i8, u16, f32, i64, u32) {
//     let v1: usize = extent(a, 0);
//     let v2: usize = 0;
//     let v3: f64 = 0.5;
//     let v4: bool = false;
//     let v5: i8 = -1;
//     let v6: u16 = 65535;
//     let v7: f32 = 2.5;
//     let v8: i64 = -3;
//     let v9: u32 = 7;
//     let v10: f64 = 1.0;
//     let v11: f32 = -1.0;
//     let v12: f64 = 0.0;
//     let v13: i64 = 3;
//     let v14: bool = eq(v1, v2);
//     if v14 {
//         return (v3, v2, v4, v5, v6, v7, v8, v9);
//     }
//     check_bounds(a, 0, v2);
//     let best_15: f64 = load(a, v2);
//     let (best_16, at_17): (f64, usize) = 'l0: for (i_18, best_19, at_20) in carry(v2..v1, best_15, v2) {
//         check_bounds(a, 0, i_18);
//         let v21: f64 = load(a, i_18);
//         let v22: bool = gt(v21, best_19);
//         let (best_23, at_24): (f64, usize) = if v22 {
//             check_bounds(a, 0, i_18);
//             let v25: f64 = load(a, i_18);
//             (v25, i_18)
//         } else {
//             (best_19, at_20)
//         };
//         next!('l0, best_23, at_24)
//     };
//     let small_26: i8 = cast(b_0);
//     let v27: bool = gt(best_16, v10);
//     let (pair_28, pair_29): (f32, i8) = if v27 {
//         let v30: f32 = cast(best_16);
//         (v30, small_26)
//     } else {
//         let v31: i8 = neg(small_26);
//         (v11, v31)
//     };
//     check_bounds(a, 0, v2);
//     let v32: f64 = load(a, v2);
//     let v33: f64 = add(best_16, v32);
//     let v34: bool = gt(best_16, v12);
//     let v35: u16 = cast(b_0);
//     let v36: i64 = cast(b_0);
//     let v37: i64 = mul(v36, v13);
//     let v38: u32 = cast(at_17);
//     return (v33, at_17, v34, pair_29, v35, pair_28, v37, v38);
// }
