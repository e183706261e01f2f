#[kernel(native_exact)]
fn prange_argmin(a: &[f64], b: &[i32], c: &mut [f64]) -> i64 {
    let mut best = f64::INFINITY;
    let mut at = a.len();
    for i in prange(0..a.len()) {
        if a[i] < best {
            best = a[i];
            at = i;
        }
    }
    let mut most = i32::MIN;
    let mut place = -1;
    let mut twice = 0;
    for i in prange(0..b.len() as i64) {
        let v = b[i as usize] ^ 5;
        if i % 4 != 1 && most < v {
            place = i;
            most = v;
            twice = 2 * v;
        }
    }
    let mut least = 1000;
    let mut last = 0;
    for i in prange(1..=b.len()) {
        if b[i - 1] <= least {
            least = b[i - 1];
            last = i;
        }
    }
    let mut smallest = 3.0;
    for i in prange(0..a.len()) {
        for j in 0..i {
            let distance = (a[i] - a[j]).abs();
            if smallest > distance {
                smallest = distance;
            }
        }
    }
    c[0] = best;
    c[1] = smallest;
    at as i64 + place * 100 + last as i64 * 10000 + twice as i64 + most as i64
}

//~ hir
// fn prange_argmin(a: &[f64], b: &[i32], c: &mut [f64]) -> i64 {
//     let mut best: f64 = f64::INFINITY;
//     let mut at: usize = a.len();
//     for i in prange(0_usize..a.len()) {
//         if a[i] < best {
//             best = a[i];
//             at = i;
//         }
//     }
//     let mut most: i32 = -2147483648_i32;
//     let mut place: i64 = -1_i64;
//     let mut twice: i32 = 0_i32;
//     for i_2 in prange(0_i64..b.len() as i64) {
//         let v: i32 = b[i_2 as usize] ^ 5_i32;
//         if i_2 % 4_i64 != 1_i64 && most < v {
//             place = i_2;
//             most = v;
//             twice = 2_i32 * v;
//         }
//     }
//     let mut least: i32 = 1000_i32;
//     let mut last: usize = 0_usize;
//     for i_3 in prange(1_usize..=b.len()) {
//         if b[i_3 - 1_usize] <= least {
//             least = b[i_3 - 1_usize];
//             last = i_3;
//         }
//     }
//     let mut smallest: f64 = 3.0_f64;
//     for i_4 in prange(0_usize..a.len()) {
//         for j in 0_usize..i_4 {
//             let distance: f64 = (a[i_4] - a[j]).abs();
//             if smallest > distance {
//                 smallest = distance;
//             }
//         }
//     }
//     c[0_usize] = best;
//     c[1_usize] = smallest;
//     at as i64 + place * 100_i64 + last as i64 * 10000_i64 + twice as i64 + most as i64
// }

//~ ir
// fn prange_argmin(a: ArrayView1<f64, contiguous>, b: ArrayView1<i32, contiguous>, c: ArrayViewMut1<f64, contiguous>) -> i64 {
//     let v0: f64 = f64::INFINITY;
//     let at_1: usize = extent(a, 0);
//     let v2: usize = 0;
//     let v3: i32 = -2147483648;
//     let v4: i64 = -1;
//     let v5: i32 = 0;
//     let v6: i64 = 0;
//     let v7: usize = extent(b, 0);
//     let v8: i32 = 5;
//     let v9: i64 = 4;
//     let v10: i64 = 1;
//     let v11: bool = false;
//     let v12: i32 = 2;
//     let v13: i32 = 1000;
//     let v14: usize = 1;
//     let v15: f64 = 3.0;
//     let v16: i64 = 100;
//     let v17: i64 = 10000;
//     let (best_18, at_19): (f64, usize) = 'l0: for (i_20, best_21, at_22) in prange(v2..at_1, best_lt(v0), with(0, at_1)) {
//         check_bounds(a, 0, i_20);
//         let v23: f64 = load(a, i_20);
//         let v24: bool = lt(v23, best_21);
//         let (best_25, at_26): (f64, usize) = if v24 {
//             check_bounds(a, 0, i_20);
//             let v27: f64 = load(a, i_20);
//             (v27, i_20)
//         } else {
//             (best_21, at_22)
//         };
//         next!('l0, best_25, at_26)
//     };
//     let v28: i64 = cast(v7);
//     let (most_29, place_30, twice_31): (i32, i64, i32) = 'l1: for (i_32, most_33, place_34, twice_35) in prange(v6..v28, best_gt(v3), with(0, v4), with(0, v5)) {
//         let v36: usize = cast(i_32);
//         check_bounds(b, 0, v36);
//         let v37: i32 = load(b, v36);
//         let v_38: i32 = xor(v37, v8);
//         let v39: i64 = rem(i_32, v9);
//         let v40: bool = ne(v39, v10);
//         let v41: bool = if v40 {
//             let v42: bool = lt(most_33, v_38);
//             v42
//         } else {
//             v11
//         };
//         let (most_43, place_44, twice_45): (i32, i64, i32) = if v41 {
//             let v46: i32 = mul(v12, v_38);
//             (v_38, i_32, v46)
//         } else {
//             (most_33, place_34, twice_35)
//         };
//         next!('l1, most_43, place_44, twice_45)
//     };
//     let (least_47, last_48): (i32, usize) = 'l2: for (i_49, least_50, last_51) in prange(v14..=v7, best_le(v13), with(0, v2)) {
//         let v52: usize = sub(i_49, v14);
//         check_bounds(b, 0, v52);
//         let v53: i32 = load(b, v52);
//         let v54: bool = le(v53, least_50);
//         let (least_55, last_56): (i32, usize) = if v54 {
//             let v57: usize = sub(i_49, v14);
//             check_bounds(b, 0, v57);
//             let v58: i32 = load(b, v57);
//             (v58, i_49)
//         } else {
//             (least_50, last_51)
//         };
//         next!('l2, least_55, last_56)
//     };
//     let smallest_59: f64 = 'l3: for (i_60, smallest_61) in prange(v2..at_1, best_lt(v15)) {
//         let smallest_62: f64 = 'l4: for (j_63, smallest_64) in carry(v2..i_60, smallest_61) {
//             check_bounds(a, 0, i_60);
//             let v65: f64 = load(a, i_60);
//             check_bounds(a, 0, j_63);
//             let v66: f64 = load(a, j_63);
//             let v67: f64 = sub(v65, v66);
//             let distance_68: f64 = abs(v67);
//             let v69: bool = gt(smallest_64, distance_68);
//             let smallest_70: f64 = if v69 {
//                 distance_68
//             } else {
//                 smallest_64
//             };
//             next!('l4, smallest_70)
//         };
//         next!('l3, smallest_62)
//     };
//     check_bounds(c, 0, v2);
//     store(c, v2, best_18);
//     check_bounds(c, 0, v14);
//     store(c, v14, smallest_59);
//     let v71: i64 = cast(at_19);
//     let v72: i64 = mul(place_30, v16);
//     let v73: i64 = add(v71, v72);
//     let v74: i64 = cast(last_48);
//     let v75: i64 = mul(v74, v17);
//     let v76: i64 = add(v73, v75);
//     let v77: i64 = cast(twice_31);
//     let v78: i64 = add(v76, v77);
//     let v79: i64 = cast(most_29);
//     let v80: i64 = add(v78, v79);
//     return v80;
// }
