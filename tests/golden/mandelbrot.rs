#[kernel(native_exact)]
fn mandelbrot(x: &[f64], y: &[f64], limit: i64, mut counts: ArrayViewMut2<i64>) {
    for row in 0..y.len() {
        for column in 0..x.len() {
            let mut re = 0.0;
            let mut im = 0.0;
            let mut n = 0;
            while n < limit && re * re + im * im <= 4.0 {
                let next = re * re - im * im + x[column];
                im = 2.0 * re * im + y[row];
                re = next;
                n += 1;
            }
            counts[[row, column]] = n;
        }
    }
}

//~ hir
// fn mandelbrot(x: &[f64], y: &[f64], limit: i64, mut counts: ArrayViewMut2<i64>) {
//     for row in 0_usize..y.len() {
//         for column in 0_usize..x.len() {
//             let mut re: f64 = 0.0_f64;
//             let mut im: f64 = 0.0_f64;
//             let mut n: i64 = 0_i64;
//             while n < limit && re * re + im * im <= 4.0_f64 {
//                 let next: f64 = re * re - im * im + x[column];
//                 im = 2.0_f64 * re * im + y[row];
//                 re = next;
//                 n += 1_i64;
//             }
//             counts[[row, column]] = n;
//         }
//     }
// }

//~ ir
// fn mandelbrot(x: ArrayView1<f64, contiguous>, y: ArrayView1<f64, contiguous>, limit_0: i64, counts: ArrayViewMut2<i64, contiguous>) {
//     let v1: usize = 0;
//     let v2: usize = extent(y, 0);
//     let v3: usize = extent(x, 0);
//     let v4: f64 = 0.0;
//     let v5: i64 = 0;
//     let v6: f64 = 4.0;
//     let v7: bool = false;
//     let v8: f64 = 2.0;
//     let v9: i64 = 1;
//     'l0: for (row_10,) in carry(v1..v2) {
//         'l1: for (column_11,) in carry(v1..v3) {
//             let (re_12, im_13, n_14): (f64, f64, i64) = 'l2: for (re_15, im_16, n_17) in carry(v4, v4, v5) {
//                 let v18: bool = lt(n_17, limit_0);
//                 let v19: bool = if v18 {
//                     let v20: f64 = mul(re_15, re_15);
//                     let v21: f64 = mul(im_16, im_16);
//                     let v22: f64 = add(v20, v21);
//                     let v23: bool = le(v22, v6);
//                     v23
//                 } else {
//                     v7
//                 };
//                 if v19 {} else {
//                     break 'l2 (re_15, im_16, n_17);
//                 }
//                 let v24: f64 = mul(re_15, re_15);
//                 let v25: f64 = mul(im_16, im_16);
//                 let v26: f64 = sub(v24, v25);
//                 check_bounds(x, 0, column_11);
//                 let v27: f64 = load(x, column_11);
//                 let next_28: f64 = add(v26, v27);
//                 let v29: f64 = mul(v8, re_15);
//                 let v30: f64 = mul(v29, im_16);
//                 check_bounds(y, 0, row_10);
//                 let v31: f64 = load(y, row_10);
//                 let v32: f64 = add(v30, v31);
//                 let v33: i64 = add(n_17, v9);
//                 next!('l2, next_28, v32, v33)
//             };
//             check_bounds(counts, 0, row_10);
//             check_bounds(counts, 1, column_11);
//             store(counts, row_10, column_11, n_14);
//             next!('l1)
//         }
//         next!('l0)
//     }
//     return;
// }
