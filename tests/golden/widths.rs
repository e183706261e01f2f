#[kernel(native_exact)]
fn widths(a: &[u8], b: &[i16], c: &mut [u32], d: &mut [i8]) -> u64 {
    let mut hash: u64 = 14695981039346656037;
    for i in 0..a.len() {
        hash = (hash ^ a[i] as u64) * 1099511628211;
        c[i] = a[i] as u32 * 65537 + b[i] as u32;
        d[i] = d[i] * 3 - b[i] as i8;
        hash ^= (d[i] as u8 >> 2) as u64 + (b[i] << 5) as u64;
    }
    hash
}

//~ hir
// fn widths(a: &[u8], b: &[i16], c: &mut [u32], d: &mut [i8]) -> u64 {
//     let mut hash: u64 = 14695981039346656037_u64;
//     for i in 0_usize..a.len() {
//         hash = (hash ^ a[i] as u64) * 1099511628211_u64;
//         c[i] = a[i] as u32 * 65537_u32 + b[i] as u32;
//         d[i] = d[i] * 3_i8 - b[i] as i8;
//         hash ^= (d[i] as u8 >> 2_i32) as u64 + (b[i] << 5_i32) as u64;
//     }
//     hash
// }

//~ ir
// fn widths(a: ArrayView1<u8, contiguous>, b: ArrayView1<i16, contiguous>, c: ArrayViewMut1<u32, contiguous>, d: ArrayViewMut1<i8, contiguous>) -> u64 {
//     let v0: u64 = 14695981039346656037;
//     let v1: usize = 0;
//     let v2: usize = extent(a, 0);
//     let v3: u64 = 1099511628211;
//     let v4: u32 = 65537;
//     let v5: i8 = 3;
//     let v6: i32 = 2;
//     let v7: i32 = 5;
//     let hash_8: u64 = 'l0: for (i_9, hash_10) in carry(v1..v2, v0) {
//         check_bounds(a, 0, i_9);
//         let v11: u8 = load(a, i_9);
//         let v12: u64 = cast(v11);
//         let v13: u64 = xor(hash_10, v12);
//         let v14: u64 = mul(v13, v3);
//         check_bounds(a, 0, i_9);
//         let v15: u8 = load(a, i_9);
//         let v16: u32 = cast(v15);
//         let v17: u32 = mul(v16, v4);
//         check_bounds(b, 0, i_9);
//         let v18: i16 = load(b, i_9);
//         let v19: u32 = cast(v18);
//         let v20: u32 = add(v17, v19);
//         check_bounds(c, 0, i_9);
//         store(c, i_9, v20);
//         check_bounds(d, 0, i_9);
//         let v21: i8 = load(d, i_9);
//         let v22: i8 = mul(v21, v5);
//         check_bounds(b, 0, i_9);
//         let v23: i16 = load(b, i_9);
//         let v24: i8 = cast(v23);
//         let v25: i8 = sub(v22, v24);
//         check_bounds(d, 0, i_9);
//         store(d, i_9, v25);
//         check_bounds(d, 0, i_9);
//         let v26: i8 = load(d, i_9);
//         let v27: u8 = cast(v26);
//         let v28: u8 = cast(v6);
//         let v29: u8 = shr(v27, v28);
//         let v30: u64 = cast(v29);
//         check_bounds(b, 0, i_9);
//         let v31: i16 = load(b, i_9);
//         let v32: i16 = cast(v7);
//         let v33: i16 = shl(v31, v32);
//         let v34: u64 = cast(v33);
//         let v35: u64 = add(v30, v34);
//         let v36: u64 = xor(v14, v35);
//         next!('l0, v36)
//     };
//     return hash_8;
// }
