#[kernel(native_exact)]
fn find(a: ArrayView2<i32>, wanted: i32) -> i64 {
    for i in 0..a.nrows() {
        for j in 0..a.ncols() {
            if a[[i, j]] == wanted {
                return (i * a.ncols() + j) as i64;
            }
        }
    }
    -1
}

//~ hir
// fn find(a: ArrayView2<i32>, wanted: i32) -> i64 {
//     for i in 0_usize..a.shape()[0] {
//         for j in 0_usize..a.shape()[1] {
//             if a[[i, j]] == wanted {
//                 return (i * a.shape()[1] + j) as i64;
//             }
//         }
//     }
//     -1_i64
// }

//~ ir
// fn find(a: ArrayView2<i32, contiguous>, wanted_0: i32) -> i64 {
//     let v1: usize = 0;
//     let v2: usize = extent(a, 0);
//     let v3: usize = extent(a, 1);
//     let v4: i64 = -1;
//     'l0: for (i_5,) in carry(v1..v2) {
//         'l1: for (j_6,) in carry(v1..v3) {
//             check_bounds(a, 0, i_5);
//             check_bounds(a, 1, j_6);
//             let v7: i32 = load(a, i_5, j_6);
//             let v8: bool = eq(v7, wanted_0);
//             if v8 {
//                 let v9: usize = mul(i_5, v3);
//                 let v10: usize = add(v9, j_6);
//                 let v11: i64 = cast(v10);
//                 return v11;
//             }
//             next!('l1)
//         }
//         next!('l0)
//     }
//     return v4;
// }
