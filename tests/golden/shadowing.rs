#[kernel(native_exact)]
fn shadowing(x: f64, n: usize) -> f64 {
    let y = x + 1.0;
    let y = {
        let x = y * 2.0;
        let y = x - 1.0;
        y * y
    };
    let mut x = x;
    for x_3 in 0..n {
        let y = x_3 as f64 + y;
        x = x * 0.5 + y;
    }
    x - y
}

//~ hir
// fn shadowing(x: f64, n: usize) -> f64 {
//     let y: f64 = x + 1.0_f64;
//     let y_3: f64 = {
//         let x_2: f64 = y * 2.0_f64;
//         let y_2: f64 = x_2 - 1.0_f64;
//         y_2 * y_2
//     };
//     let mut x_3: f64 = x;
//     for x_3_2 in 0_usize..n {
//         let y_4: f64 = x_3_2 as f64 + y_3;
//         x_3 = x_3 * 0.5_f64 + y_4;
//     }
//     x_3 - y_3
// }

//~ ir
// fn shadowing(x_0: f64, n_1: usize) -> f64 {
//     let v2: f64 = 1.0;
//     let v3: f64 = 2.0;
//     let v4: usize = 0;
//     let v5: f64 = 0.5;
//     let y_6: f64 = add(x_0, v2);
//     let x_7: f64 = mul(y_6, v3);
//     let y_8: f64 = sub(x_7, v2);
//     let y_9: f64 = mul(y_8, y_8);
//     let x_10: f64 = 'l0: for (x_3_11, x_12) in carry(v4..n_1, x_0) {
//         let v13: f64 = cast(x_3_11);
//         let y_14: f64 = add(v13, y_9);
//         let v15: f64 = mul(x_12, v5);
//         let v16: f64 = add(v15, y_14);
//         next!('l0, v16)
//     };
//     let v17: f64 = sub(x_10, y_9);
//     return v17;
// }
