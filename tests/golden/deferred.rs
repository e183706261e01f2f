#[kernel(native_exact)]
fn deferred(x: &[f64], limit: i64, y: &mut [f64]) -> f64 {
    fn sign_and_size(v: f64) -> (i32, f64) {
        let parts: (i32, f64);
        if v < 0.0 {
            parts = (-1, -v);
        } else {
            parts = (1, v);
        }
        parts
    }
    let first;
    let mut found: usize;
    if x.len() > 0 {
        first = x[0];
        found = 0;
    } else {
        return -1.0;
    }
    let scale;
    let mut steps = 0;
    loop {
        steps += 1;
        if steps > limit {
            scale = steps as f64 * 0.5;
            break;
        }
        if steps > 3 {
            scale = 2.0;
            break;
        }
    }
    for i in 0..x.len() {
        let weight: f64;
        let (sign, size) = sign_and_size(x[i]);
        if sign > 0 && {
            weight = size * scale;
            weight > first
        } {
            found = i;
            y[i] = weight;
            continue;
        }
        let other;
        other = size - first;
        y[i] = other;
    }
    let mut last: f64;
    last = found as f64;
    last += scale;
    last
}

//~ hir
// pub fn deferred(x: &[f64], limit: i64, y: &mut [f64]) -> f64 {
//     let first: f64;
//     let mut found: usize;
//     if x.len() > 0_usize {
//         first = x[0_usize];
//         found = 0_usize;
//     } else {
//         return -1.0_f64;
//     }
//     let scale: f64;
//     let mut steps: i64 = 0_i64;
//     loop {
//         steps += 1_i64;
//         if steps > limit {
//             scale = steps as f64 * 0.5_f64;
//             break;
//         }
//         if steps > 3_i64 {
//             scale = 2.0_f64;
//             break;
//         }
//     }
//     for i in 0_usize..x.len() {
//         let weight: f64;
//         let (sign, size): (i32, f64) = sign_and_size(x[i]);
//         if sign > 0_i32 && ({
//             weight = size * scale;
//             weight > first
//         }) {
//             found = i;
//             y[i] = weight;
//             continue;
//         }
//         let other: f64;
//         other = size - first;
//         y[i] = other;
//     }
//     let mut last: f64;
//     last = found as f64;
//     last += scale;
//     last
// }
//
// fn sign_and_size(v: f64) -> (i32, f64) {
//     let parts: (i32, f64);
//     if v < 0.0_f64 {
//         parts = (-1_i32, -v);
//     } else {
//         parts = (1_i32, v);
//     }
//     parts
// }

//~ ir
// fn deferred(x: ArrayView1<f64, contiguous>, limit_0: i64, y: ArrayViewMut1<f64, contiguous>) -> f64 {
//     let v1: f64 = 0.0;
//     let v2: usize = 0;
//     let v3: usize = extent(x, 0);
//     let v4: f64 = -1.0;
//     let v5: i64 = 0;
//     let v6: i64 = 1;
//     let v7: f64 = 0.5;
//     let v8: i64 = 3;
//     let v9: f64 = 2.0;
//     let v10: i32 = 0;
//     let v11: i32 = -1;
//     let v12: i32 = 1;
//     let v13: bool = false;
//     let v14: bool = gt(v3, v2);
//     let (first_15, found_16): (f64, usize) = if v14 {
//         check_bounds(x, 0, v2);
//         let v17: f64 = load(x, v2);
//         (v17, v2)
//     } else {
//         return v4;
//     };
//     let (scale_18, steps_19): (f64, i64) = 'l0: for (scale_20, steps_21) in carry(v1, v5) {
//         let v22: i64 = add(steps_21, v6);
//         let v23: bool = gt(v22, limit_0);
//         if v23 {
//             let v24: f64 = cast(v22);
//             let v25: f64 = mul(v24, v7);
//             break 'l0 (v25, v22);
//         }
//         let v26: bool = gt(v22, v8);
//         if v26 {
//             break 'l0 (v9, v22);
//         }
//         next!('l0, scale_20, v22)
//     };
//     let found_27: usize = 'l1: for (i_28, found_29) in carry(v2..v3, found_16) {
//         check_bounds(x, 0, i_28);
//         let v30: f64 = load(x, i_28);
//         let v31: bool = lt(v30, v1);
//         let (parts_32, parts_33): (i32, f64) = if v31 {
//             let v34: f64 = neg(v30);
//             (v11, v34)
//         } else {
//             (v12, v30)
//         };
//         let v35: bool = gt(parts_32, v10);
//         let (weight_36, v37): (f64, bool) = if v35 {
//             let v38: f64 = mul(parts_33, scale_18);
//             let v39: bool = gt(v38, first_15);
//             (v38, v39)
//         } else {
//             (v1, v13)
//         };
//         if v37 {
//             check_bounds(y, 0, i_28);
//             store(y, i_28, weight_36);
//             next!('l1, i_28)
//         }
//         let v40: f64 = sub(parts_33, first_15);
//         check_bounds(y, 0, i_28);
//         store(y, i_28, v40);
//         next!('l1, found_29)
//     };
//     let v41: f64 = cast(found_27);
//     let v42: f64 = add(v41, scale_18);
//     return v42;
// }
