#[kernel(native_exact)]
fn queries(a: ArrayView3<f64>, b: ArrayView2<f32>, c: &[u8], d: &Array1<i32>) -> usize {
    use metate::prelude::*;
    use ndarray::Axis;
    let (planes, rows, columns) = a.dim();
    let (_, width) = b.dim();
    let mut sum = planes * 100 + rows * 10 + columns + width;
    if !a.is_empty() && !c.is_empty() {
        sum += a.len() + b.len() + c.len() + d.len();
    }
    sum += a.shape()[1] * 7 + a.len_of(Axis(2)) + b.nrows() * b.ncols() + d.dim();
    sum
}

//~ hir
// fn queries(a: ArrayView3<f64>, b: ArrayView2<f32>, c: &[u8], d: &Array1<i32>) -> usize {
//     let (planes, rows, columns): (usize, usize, usize) = (a.shape()[0], a.shape()[1], a.shape()[2]);
//     let (_, width): (usize, usize) = (b.shape()[0], b.shape()[1]);
//     let mut sum: usize = planes * 100_usize + rows * 10_usize + columns + width;
//     if !(a.len() == 0_usize) && !(c.len() == 0_usize) {
//         sum += a.len() + b.len() + c.len() + d.len();
//     }
//     sum += a.shape()[1] * 7_usize + a.shape()[2] + b.shape()[0] * b.shape()[1] + d.shape()[0];
//     sum
// }

//~ ir
// fn queries(a: ArrayView3<f64, contiguous>, b: ArrayView2<f32, contiguous>, c: ArrayView1<u8, contiguous>, d: ArrayView1<i32, contiguous>) -> usize {
//     let planes_0: usize = extent(a, 0);
//     let rows_1: usize = extent(a, 1);
//     let columns_2: usize = extent(a, 2);
//     let v3: usize = extent(b, 0);
//     let width_4: usize = extent(b, 1);
//     let v5: usize = 100;
//     let v6: usize = 10;
//     let v7: usize = 0;
//     let v8: usize = extent(c, 0);
//     let v9: bool = false;
//     let v10: usize = extent(d, 0);
//     let v11: usize = 7;
//     let v12: usize = mul(planes_0, v5);
//     let v13: usize = mul(rows_1, v6);
//     let v14: usize = add(v12, v13);
//     let v15: usize = add(v14, columns_2);
//     let sum_16: usize = add(v15, width_4);
//     let v17: usize = mul(planes_0, rows_1);
//     let v18: usize = mul(v17, columns_2);
//     let v19: bool = eq(v18, v7);
//     let v20: bool = not(v19);
//     let v21: bool = if v20 {
//         let v22: bool = eq(v8, v7);
//         let v23: bool = not(v22);
//         v23
//     } else {
//         v9
//     };
//     let sum_24: usize = if v21 {
//         let v25: usize = mul(planes_0, rows_1);
//         let v26: usize = mul(v25, columns_2);
//         let v27: usize = mul(v3, width_4);
//         let v28: usize = add(v26, v27);
//         let v29: usize = add(v28, v8);
//         let v30: usize = add(v29, v10);
//         let v31: usize = add(sum_16, v30);
//         v31
//     } else {
//         sum_16
//     };
//     let v32: usize = mul(rows_1, v11);
//     let v33: usize = add(v32, columns_2);
//     let v34: usize = mul(v3, width_4);
//     let v35: usize = add(v33, v34);
//     let v36: usize = add(v35, v10);
//     let v37: usize = add(sum_24, v36);
//     return v37;
// }
