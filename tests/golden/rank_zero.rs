#[kernel(native_exact)]
fn rank_zero(
    a: ArrayView0<f64>,
    mut b: ArrayViewMut0<f64>,
    c: &mut Array0<f64>,
    d: &Array0<usize>,
    x: &[f64],
) -> (f64, usize) {
    fn scale(a: ArrayView0<f64>, mut by: ArrayViewMut0<f64>) {
        by[()] *= a[()] + 1.0;
    }
    c[()] = a[[]] - b[()];
    scale(a, b.view_mut());
    for i in 0..x.len() {
        b[()] += x[i];
    }
    if a.len() + d.len() > 2 || a.is_empty() {
        c.fill(0.0);
    }
    let first = c[()];
    c.fill(2.0 * first);
    a.dim();
    (b[()] + first, d[()] + b.len())
}

//~ hir
// pub fn rank_zero(a: ArrayView0<f64>, mut b: ArrayViewMut0<f64>, c: &mut Array0<f64>, d: &Array0<usize>, x: &[f64]) -> (f64, usize) {
//     c[()] = a[()] - b[()];
//     scale(a, b.view_mut());
//     for i in 0_usize..x.len() {
//         b[()] += x[i];
//     }
//     if a.len() + d.len() > 2_usize || a.len() == 0_usize {
//         c.fill(0.0_f64);
//     }
//     let first: f64 = c[()];
//     c.fill(2.0_f64 * first);
//     ();
//     (b[()] + first, d[()] + b.len())
// }
//
// fn scale(a: ArrayView0<f64>, mut by: ArrayViewMut0<f64>) {
//     by[()] *= a[()] + 1.0_f64;
// }

//~ ir
// fn rank_zero(a: ArrayView0<f64, contiguous>, b: ArrayViewMut0<f64, contiguous>, c: ArrayViewMut0<f64, contiguous>, d: ArrayView0<usize, contiguous>, x: ArrayView1<f64, contiguous>) -> (f64, usize) {
//     let v0: f64 = 1.0;
//     let v1: usize = 0;
//     let v2: usize = extent(x, 0);
//     let v3: usize = 1;
//     let v4: usize = 2;
//     let v5: bool = true;
//     let v6: f64 = 0.0;
//     let v7: f64 = 2.0;
//     let v8: f64 = load(a);
//     let v9: f64 = load(b);
//     let v10: f64 = sub(v8, v9);
//     store(c, v10);
//     let v11: f64 = load(a);
//     let v12: f64 = add(v11, v0);
//     let v13: f64 = load(b);
//     let v14: f64 = mul(v13, v12);
//     store(b, v14);
//     'l0: for (i_15,) in carry(v1..v2) {
//         check_bounds(x, 0, i_15);
//         let v16: f64 = load(x, i_15);
//         let v17: f64 = load(b);
//         let v18: f64 = add(v17, v16);
//         store(b, v18);
//         next!('l0)
//     }
//     let v19: usize = add(v3, v3);
//     let v20: bool = gt(v19, v4);
//     let v21: bool = if v20 {
//         v5
//     } else {
//         let v22: bool = eq(v3, v1);
//         v22
//     };
//     if v21 {
//         store(c, v6);
//     }
//     let first_23: f64 = load(c);
//     let v24: f64 = mul(v7, first_23);
//     store(c, v24);
//     let v25: f64 = load(b);
//     let v26: f64 = add(v25, first_23);
//     let v27: usize = load(d);
//     let v28: usize = add(v27, v3);
//     return (v26, v28);
// }
