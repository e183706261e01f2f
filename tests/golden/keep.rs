#[kernel(native_exact)]
fn compensated_sum(x: &[f64], count: i32) -> f64 {
    let mut sum = 0.0;
    let mut lost = 0.0;
    for i in 0..x.len() {
        let y = x[i] - lost;
        let next = keep(sum + y);
        lost = keep(next - sum) - y;
        sum = next;
    }
    if keep(count > 0) { sum * keep(count) as f64 } else { keep(sum) }
}

//~ hir
// fn compensated_sum(x: &[f64], count: i32) -> f64 {
//     let mut sum: f64 = 0.0_f64;
//     let mut lost: f64 = 0.0_f64;
//     for i in 0_usize..x.len() {
//         let y: f64 = x[i] - lost;
//         let next: f64 = keep(sum + y);
//         lost = keep(next - sum) - y;
//         sum = next;
//     }
//     if keep(count > 0_i32) { sum * keep(count) as f64 } else { keep(sum) }
// }

//~ ir
// fn compensated_sum(x: ArrayView1<f64, contiguous>, count_0: i32) -> f64 {
//     let v1: f64 = 0.0;
//     let v2: usize = 0;
//     let v3: usize = extent(x, 0);
//     let v4: i32 = 0;
//     let (sum_5, lost_6): (f64, f64) = 'l0: for (i_7, sum_8, lost_9) in carry(v2..v3, v1, v1) {
//         check_bounds(x, 0, i_7);
//         let v10: f64 = load(x, i_7);
//         let y_11: f64 = sub(v10, lost_9);
//         let v12: f64 = add(sum_8, y_11);
//         let next_13: f64 = keep(v12);
//         let v14: f64 = sub(next_13, sum_8);
//         let v15: f64 = keep(v14);
//         let v16: f64 = sub(v15, y_11);
//         next!('l0, next_13, v16)
//     };
//     let v17: bool = gt(count_0, v4);
//     let v18: bool = keep(v17);
//     let v19: f64 = if v18 {
//         let v20: i32 = keep(count_0);
//         let v21: f64 = cast(v20);
//         let v22: f64 = mul(sum_5, v21);
//         v22
//     } else {
//         let v23: f64 = keep(sum_5);
//         v23
//     };
//     return v19;
// }
