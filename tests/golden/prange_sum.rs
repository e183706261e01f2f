#[kernel(native_exact)]
fn prange_sum(a: ArrayView2<f64>, b: &[f32], c: &[u32], d: &mut [f64]) -> u32 {
    let mut sum = 1.0;
    let mut difference = 0.5;
    let mut product = 1.0;
    let mut low = f64::INFINITY;
    let mut high = -1.0e300;
    for i in prange(0..a.nrows()) {
        for j in 0..a.ncols() {
            sum += a[[i, j]];
            if a[[i, j]] > 0.0 {
                difference = difference - a[[i, j]] - 1.0;
            }
            product *= if i % 3 == 0 { 2.0 } else { 0.5 };
            low = low.min(a[[i, j]]);
            high = a[[i, j]].max(high);
        }
    }
    let mut single = 0.0f32;
    for i in prange(0..b.len()) {
        single += b[i];
    }
    let mut total = 3;
    let mut ones = u32::MAX;
    let mut any = 0;
    let mut odd = 0;
    let mut all = true;
    for i in prange(0..c.len() as u32) {
        let x = c[i as usize];
        total += x * i;
        ones &= x;
        any |= x;
        odd = odd ^ x;
        all &= x > 1;
    }
    d[0] = sum;
    d[1] = difference;
    d[2] = product;
    d[3] = low;
    d[4] = high;
    d[5] = single as f64;
    total + ones * 3 + any * 5 + odd * 7 + all as u32
}

//~ hir
// fn prange_sum(a: ArrayView2<f64>, b: &[f32], c: &[u32], d: &mut [f64]) -> u32 {
//     let mut sum: f64 = 1.0_f64;
//     let mut difference: f64 = 0.5_f64;
//     let mut product: f64 = 1.0_f64;
//     let mut low: f64 = f64::INFINITY;
//     let mut high: f64 = -1e300_f64;
//     for i in prange(0_usize..a.shape()[0]) {
//         for j in 0_usize..a.shape()[1] {
//             sum += a[[i, j]];
//             if a[[i, j]] > 0.0_f64 {
//                 difference = difference - a[[i, j]] - 1.0_f64;
//             }
//             product *= if i % 3_usize == 0_usize { 2.0_f64 } else { 0.5_f64 };
//             low = low.min(a[[i, j]]);
//             high = a[[i, j]].max(high);
//         }
//     }
//     let mut single: f32 = 0.0_f32;
//     for i_2 in prange(0_usize..b.len()) {
//         single += b[i_2];
//     }
//     let mut total: u32 = 3_u32;
//     let mut ones: u32 = 4294967295_u32;
//     let mut any: u32 = 0_u32;
//     let mut odd: u32 = 0_u32;
//     let mut all: bool = true;
//     for i_3 in prange(0_u32..c.len() as u32) {
//         let x: u32 = c[i_3 as usize];
//         total += x * i_3;
//         ones &= x;
//         any |= x;
//         odd = odd ^ x;
//         all &= x > 1_u32;
//     }
//     d[0_usize] = sum;
//     d[1_usize] = difference;
//     d[2_usize] = product;
//     d[3_usize] = low;
//     d[4_usize] = high;
//     d[5_usize] = single as f64;
//     total + ones * 3_u32 + any * 5_u32 + odd * 7_u32 + all as u32
// }

//~ ir
// fn prange_sum(a: ArrayView2<f64, contiguous>, b: ArrayView1<f32, contiguous>, c: ArrayView1<u32, contiguous>, d: ArrayViewMut1<f64, contiguous>) -> u32 {
//     let v0: f64 = 1.0;
//     let v1: f64 = 0.5;
//     let v2: f64 = f64::INFINITY;
//     let v3: f64 = -1e300;
//     let v4: usize = 0;
//     let v5: usize = extent(a, 0);
//     let v6: usize = extent(a, 1);
//     let v7: f64 = 0.0;
//     let v8: usize = 3;
//     let v9: f64 = 2.0;
//     let v10: f32 = 0.0;
//     let v11: usize = extent(b, 0);
//     let v12: u32 = 3;
//     let v13: u32 = 4294967295;
//     let v14: u32 = 0;
//     let v15: bool = true;
//     let v16: usize = extent(c, 0);
//     let v17: u32 = 1;
//     let v18: usize = 1;
//     let v19: usize = 2;
//     let v20: usize = 4;
//     let v21: usize = 5;
//     let v22: u32 = 5;
//     let v23: u32 = 7;
//     let (sum_24, difference_25, product_26, low_27, high_28): (f64, f64, f64, f64, f64) = 'l0: for (i_29, sum_30, difference_31, product_32, low_33, high_34) in prange(v4..v5, add(v0), add(v1), mul(v0), min(v2), max(v3)) {
//         let (sum_35, difference_36, product_37, low_38, high_39): (f64, f64, f64, f64, f64) = 'l1: for (j_40, sum_41, difference_42, product_43, low_44, high_45) in carry(v4..v6, sum_30, difference_31, product_32, low_33, high_34) {
//             check_bounds(a, 0, i_29);
//             check_bounds(a, 1, j_40);
//             let v46: f64 = load(a, i_29, j_40);
//             let v47: f64 = add(sum_41, v46);
//             check_bounds(a, 0, i_29);
//             check_bounds(a, 1, j_40);
//             let v48: f64 = load(a, i_29, j_40);
//             let v49: bool = gt(v48, v7);
//             let difference_50: f64 = if v49 {
//                 check_bounds(a, 0, i_29);
//                 check_bounds(a, 1, j_40);
//                 let v51: f64 = load(a, i_29, j_40);
//                 let v52: f64 = sub(difference_42, v51);
//                 let v53: f64 = sub(v52, v0);
//                 v53
//             } else {
//                 difference_42
//             };
//             let v54: usize = rem(i_29, v8);
//             let v55: bool = eq(v54, v4);
//             let v56: f64 = if v55 {
//                 v9
//             } else {
//                 v1
//             };
//             let v57: f64 = mul(product_43, v56);
//             check_bounds(a, 0, i_29);
//             check_bounds(a, 1, j_40);
//             let v58: f64 = load(a, i_29, j_40);
//             let v59: f64 = min(low_44, v58);
//             check_bounds(a, 0, i_29);
//             check_bounds(a, 1, j_40);
//             let v60: f64 = load(a, i_29, j_40);
//             let v61: f64 = max(v60, high_45);
//             next!('l1, v47, difference_50, v57, v59, v61)
//         };
//         next!('l0, sum_35, difference_36, product_37, low_38, high_39)
//     };
//     let single_62: f32 = 'l2: for (i_63, single_64) in prange(v4..v11, add(v10)) {
//         check_bounds(b, 0, i_63);
//         let v65: f32 = load(b, i_63);
//         let v66: f32 = add(single_64, v65);
//         next!('l2, v66)
//     };
//     let v67: u32 = cast(v16);
//     let (total_68, ones_69, any_70, odd_71, all_72): (u32, u32, u32, u32, bool) = 'l3: for (i_73, total_74, ones_75, any_76, odd_77, all_78) in prange(v14..v67, add(v12), and(v13), or(v14), xor(v14), and(v15)) {
//         let v79: usize = cast(i_73);
//         check_bounds(c, 0, v79);
//         let x_80: u32 = load(c, v79);
//         let v81: u32 = mul(x_80, i_73);
//         let v82: u32 = add(total_74, v81);
//         let v83: u32 = and(ones_75, x_80);
//         let v84: u32 = or(any_76, x_80);
//         let v85: u32 = xor(odd_77, x_80);
//         let v86: bool = gt(x_80, v17);
//         let v87: bool = and(all_78, v86);
//         next!('l3, v82, v83, v84, v85, v87)
//     };
//     check_bounds(d, 0, v4);
//     store(d, v4, sum_24);
//     check_bounds(d, 0, v18);
//     store(d, v18, difference_25);
//     check_bounds(d, 0, v19);
//     store(d, v19, product_26);
//     check_bounds(d, 0, v8);
//     store(d, v8, low_27);
//     check_bounds(d, 0, v20);
//     store(d, v20, high_28);
//     let v88: f64 = cast(single_62);
//     check_bounds(d, 0, v21);
//     store(d, v21, v88);
//     let v89: u32 = mul(ones_69, v12);
//     let v90: u32 = add(total_68, v89);
//     let v91: u32 = mul(any_70, v22);
//     let v92: u32 = add(v90, v91);
//     let v93: u32 = mul(odd_71, v23);
//     let v94: u32 = add(v92, v93);
//     let v95: u32 = cast(all_72);
//     let v96: u32 = add(v94, v95);
//     return v96;
// }
