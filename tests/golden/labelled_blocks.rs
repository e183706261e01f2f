#[kernel(native_exact)]
fn labelled_blocks(a: &[i32], b: &mut [i32]) -> i32 {
    let mut sum = 0;
    let found = 'found: {
        for i in 0..a.len() {
            if a[i] == 3 {
                break 'found i as i32;
            }
            if a[i] > 1000 {
                break 'found -2;
            }
        }
        -1
    };
    'rows: for i in 0..b.len() {
        'skip: {
            if i >= a.len() {
                break 'rows;
            }
            b[i] = a[i] ^ 1;
            if a[i] < 0 {
                break 'skip;
            }
            sum += a[i] & 255;
            if a[i] == 2 {
                continue 'rows;
            }
            sum += 1;
        }
        b[i] += sum;
    }
    let (low, high) = 'pair: {
        'inner: {
            if sum > 10 {
                break 'pair (sum, 2 * found);
            }
            if found < 0 {
                break 'inner;
            }
            return sum - found;
        }
        (found, sum)
    };
    'done: {
        if low > high {
            break 'done;
        }
        sum += low;
        if sum > 100 {
            break 'done;
        }
        sum *= 3;
    }
    sum + high
}

//~ hir
// fn labelled_blocks(a: &[i32], b: &mut [i32]) -> i32 {
//     let mut sum: i32 = 0_i32;
//     let found: i32 = 'found: {
//         for i in 0_usize..a.len() {
//             if a[i] == 3_i32 {
//                 break 'found i as i32;
//             }
//             if a[i] > 1000_i32 {
//                 break 'found -2_i32;
//             }
//         }
//         -1_i32
//     };
//     'rows: for i_2 in 0_usize..b.len() {
//         'skip: {
//             if i_2 >= a.len() {
//                 break 'rows;
//             }
//             b[i_2] = a[i_2] ^ 1_i32;
//             if a[i_2] < 0_i32 {
//                 break 'skip;
//             }
//             sum += a[i_2] & 255_i32;
//             if a[i_2] == 2_i32 {
//                 continue 'rows;
//             }
//             sum += 1_i32;
//         }
//         b[i_2] += sum;
//     }
//     let (low, high): (i32, i32) = 'pair: {
//         'inner: {
//             if sum > 10_i32 {
//                 break 'pair (sum, 2_i32 * found);
//             }
//             if found < 0_i32 {
//                 break 'inner;
//             }
//             return sum - found;
//         }
//         (found, sum)
//     };
//     'done: {
//         if low > high {
//             break 'done;
//         }
//         sum += low;
//         if sum > 100_i32 {
//             break 'done;
//         }
//         sum *= 3_i32;
//     }
//     sum + high
// }

//~ ir
// fn labelled_blocks(a: ArrayView1<i32, contiguous>, b: ArrayViewMut1<i32, contiguous>) -> i32 {
//     let v0: i32 = 0;
//     let v1: usize = 0;
//     let v2: usize = extent(a, 0);
//     let v3: i32 = 3;
//     let v4: i32 = 1000;
//     let v5: i32 = -2;
//     let v6: i32 = -1;
//     let v7: usize = extent(b, 0);
//     let v8: i32 = 1;
//     let v9: i32 = 255;
//     let v10: i32 = 2;
//     let v11: i32 = 10;
//     let v12: i32 = 100;
//     let found_13: i32 = 'l0: {
//         'l1: for (i_14,) in carry(v1..v2) {
//             check_bounds(a, 0, i_14);
//             let v15: i32 = load(a, i_14);
//             let v16: bool = eq(v15, v3);
//             if v16 {
//                 let v17: i32 = cast(i_14);
//                 break 'l0 v17;
//             }
//             check_bounds(a, 0, i_14);
//             let v18: i32 = load(a, i_14);
//             let v19: bool = gt(v18, v4);
//             if v19 {
//                 break 'l0 v5;
//             }
//             next!('l1)
//         }
//         break 'l0 v6;
//     };
//     let sum_20: i32 = 'l2: for (i_21, sum_22) in carry(v1..v7, v0) {
//         let sum_23: i32 = 'l3: {
//             let v24: bool = ge(i_21, v2);
//             if v24 {
//                 break 'l2 sum_22;
//             }
//             check_bounds(a, 0, i_21);
//             let v25: i32 = load(a, i_21);
//             let v26: i32 = xor(v25, v8);
//             check_bounds(b, 0, i_21);
//             store(b, i_21, v26);
//             check_bounds(a, 0, i_21);
//             let v27: i32 = load(a, i_21);
//             let v28: bool = lt(v27, v0);
//             if v28 {
//                 break 'l3 sum_22;
//             }
//             check_bounds(a, 0, i_21);
//             let v29: i32 = load(a, i_21);
//             let v30: i32 = and(v29, v9);
//             let v31: i32 = add(sum_22, v30);
//             check_bounds(a, 0, i_21);
//             let v32: i32 = load(a, i_21);
//             let v33: bool = eq(v32, v10);
//             if v33 {
//                 next!('l2, v31)
//             }
//             let v34: i32 = add(v31, v8);
//             break 'l3 v34;
//         };
//         check_bounds(b, 0, i_21);
//         let v35: i32 = load(b, i_21);
//         let v36: i32 = add(v35, sum_23);
//         store(b, i_21, v36);
//         next!('l2, sum_23)
//     };
//     let (low_37, high_38): (i32, i32) = 'l4: {
//         'l5: {
//             let v39: bool = gt(sum_20, v11);
//             if v39 {
//                 let v40: i32 = mul(v10, found_13);
//                 break 'l4 (sum_20, v40);
//             }
//             let v41: bool = lt(found_13, v0);
//             if v41 {
//                 break 'l5;
//             }
//             let v42: i32 = sub(sum_20, found_13);
//             return v42;
//         }
//         break 'l4 (found_13, sum_20);
//     };
//     let sum_43: i32 = 'l6: {
//         let v44: bool = gt(low_37, high_38);
//         if v44 {
//             break 'l6 sum_20;
//         }
//         let v45: i32 = add(sum_20, low_37);
//         let v46: bool = gt(v45, v12);
//         if v46 {
//             break 'l6 v45;
//         }
//         let v47: i32 = mul(v45, v3);
//         break 'l6 v47;
//     };
//     let v48: i32 = add(sum_43, high_38);
//     return v48;
// }
