#[kernel(native_exact)]
fn inclusive(n: i32, k: i64) -> i64 {
    let mut sum = 0;
    for i in -2..=n {
        for j in i as i64..=k {
            sum = sum * 3 + j - i as i64;
        }
    }
    sum
}

//~ hir
// fn inclusive(n: i32, k: i64) -> i64 {
//     let mut sum: i64 = 0_i64;
//     for i in -2_i32..=n {
//         for j in i as i64..=k {
//             sum = sum * 3_i64 + j - i as i64;
//         }
//     }
//     sum
// }

//~ ir
// fn inclusive(n_0: i32, k_1: i64) -> i64 {
//     let v2: i64 = 0;
//     let v3: i32 = -2;
//     let v4: i64 = 3;
//     let sum_5: i64 = 'l0: for (i_6, sum_7) in carry(v3..=n_0, v2) {
//         let v8: i64 = cast(i_6);
//         let sum_9: i64 = 'l1: for (j_10, sum_11) in carry(v8..=k_1, sum_7) {
//             let v12: i64 = mul(sum_11, v4);
//             let v13: i64 = add(v12, j_10);
//             let v14: i64 = cast(i_6);
//             let v15: i64 = sub(v13, v14);
//             next!('l1, v15)
//         };
//         next!('l0, sum_9)
//     };
//     return sum_5;
// }
