#[kernel(native_exact)]
fn labels(a: &[i64], limit: i64) -> i64 {
    let mut sum = 0;
    let mut rounds = 0;
    'outer: loop {
        rounds += 1;
        if rounds > 10 {
            break;
        }
        for i in 0..a.len() {
            if a[i] < 0 {
                continue 'outer;
            }
            if sum > limit {
                break 'outer;
            }
            if a[i] == 3 {
                continue;
            }
            sum += a[i];
        }
    }
    sum * 100 + rounds
}

//~ hir
// fn labels(a: &[i64], limit: i64) -> i64 {
//     let mut sum: i64 = 0_i64;
//     let mut rounds: i64 = 0_i64;
//     'outer: loop {
//         rounds += 1_i64;
//         if rounds > 10_i64 {
//             break;
//         }
//         for i in 0_usize..a.len() {
//             if a[i] < 0_i64 {
//                 continue 'outer;
//             }
//             if sum > limit {
//                 break 'outer;
//             }
//             if a[i] == 3_i64 {
//                 continue;
//             }
//             sum += a[i];
//         }
//     }
//     sum * 100_i64 + rounds
// }

//~ ir
// fn labels(a: ArrayView1<i64, contiguous>, limit_0: i64) -> i64 {
//     let v1: i64 = 0;
//     let v2: i64 = 1;
//     let v3: i64 = 10;
//     let v4: usize = 0;
//     let v5: usize = extent(a, 0);
//     let v6: i64 = 3;
//     let v7: i64 = 100;
//     let (sum_8, rounds_9): (i64, i64) = 'l0: for (sum_10, rounds_11) in carry(v1, v1) {
//         let v12: i64 = add(rounds_11, v2);
//         let v13: bool = gt(v12, v3);
//         if v13 {
//             break 'l0 (sum_10, v12);
//         }
//         let sum_14: i64 = 'l1: for (i_15, sum_16) in carry(v4..v5, sum_10) {
//             check_bounds(a, 0, i_15);
//             let v17: i64 = load(a, i_15);
//             let v18: bool = lt(v17, v1);
//             if v18 {
//                 next!('l0, sum_16, v12)
//             }
//             let v19: bool = gt(sum_16, limit_0);
//             if v19 {
//                 break 'l0 (sum_16, v12);
//             }
//             check_bounds(a, 0, i_15);
//             let v20: i64 = load(a, i_15);
//             let v21: bool = eq(v20, v6);
//             if v21 {
//                 next!('l1, sum_16)
//             }
//             check_bounds(a, 0, i_15);
//             let v22: i64 = load(a, i_15);
//             let v23: i64 = add(sum_16, v22);
//             next!('l1, v23)
//         };
//         next!('l0, sum_14, v12)
//     };
//     let v24: i64 = mul(sum_8, v7);
//     let v25: i64 = add(v24, rounds_9);
//     return v25;
// }
