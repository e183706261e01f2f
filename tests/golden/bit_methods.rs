#[kernel(native_exact)]
fn bit_methods(a: &[u64], b: &[i16], c: &[u32], out: &mut [u64], counts: &mut [u32]) {
    for i in 0..a.len() {
        let x = a[i];
        let y = b[i];
        let n = c[i];
        out[i] = x.rotate_left(n) ^ x.rotate_right(7).swap_bytes() ^ x.reverse_bits();
        let ones = x.count_ones() * 100 + y.count_ones();
        let zeros = x.count_zeros() * 100 + y.count_zeros();
        let leading = x.leading_zeros() + y.leading_zeros() * y.leading_ones();
        let trailing = x.trailing_zeros() + y.trailing_zeros() * y.trailing_ones();
        let turned = y.rotate_left(n).swap_bytes().reverse_bits() as u16;
        counts[i] = ones ^ zeros.rotate_left(8) ^ leading ^ trailing ^ turned as u32;
    }
}

//~ hir
// fn bit_methods(a: &[u64], b: &[i16], c: &[u32], out: &mut [u64], counts: &mut [u32]) {
//     for i in 0_usize..a.len() {
//         let x: u64 = a[i];
//         let y: i16 = b[i];
//         let n: u32 = c[i];
//         out[i] = x.rotate_left(n) ^ x.rotate_right(7_u32).swap_bytes() ^ x.reverse_bits();
//         let ones: u32 = x.count_ones() * 100_u32 + y.count_ones();
//         let zeros: u32 = x.count_zeros() * 100_u32 + y.count_zeros();
//         let leading: u32 = x.leading_zeros() + y.leading_zeros() * y.leading_ones();
//         let trailing: u32 = x.trailing_zeros() + y.trailing_zeros() * y.trailing_ones();
//         let turned: u16 = y.rotate_left(n).swap_bytes().reverse_bits() as u16;
//         counts[i] = ones ^ zeros.rotate_left(8_u32) ^ leading ^ trailing ^ turned as u32;
//     }
// }

//~ ir
// fn bit_methods(a: ArrayView1<u64, contiguous>, b: ArrayView1<i16, contiguous>, c: ArrayView1<u32, contiguous>, out: ArrayViewMut1<u64, contiguous>, counts: ArrayViewMut1<u32, contiguous>) {
//     let v0: usize = 0;
//     let v1: usize = extent(a, 0);
//     let v2: u32 = 7;
//     let v3: u32 = 100;
//     let v4: u32 = 8;
//     'l0: for (i_5,) in carry(v0..v1) {
//         check_bounds(a, 0, i_5);
//         let x_6: u64 = load(a, i_5);
//         check_bounds(b, 0, i_5);
//         let y_7: i16 = load(b, i_5);
//         check_bounds(c, 0, i_5);
//         let n_8: u32 = load(c, i_5);
//         let v9: u64 = rotate_left(x_6, n_8);
//         let v10: u64 = rotate_right(x_6, v2);
//         let v11: u64 = swap_bytes(v10);
//         let v12: u64 = xor(v9, v11);
//         let v13: u64 = reverse_bits(x_6);
//         let v14: u64 = xor(v12, v13);
//         check_bounds(out, 0, i_5);
//         store(out, i_5, v14);
//         let v15: u32 = count_ones(x_6);
//         let v16: u32 = mul(v15, v3);
//         let v17: u32 = count_ones(y_7);
//         let ones_18: u32 = add(v16, v17);
//         let v19: u32 = count_zeros(x_6);
//         let v20: u32 = mul(v19, v3);
//         let v21: u32 = count_zeros(y_7);
//         let zeros_22: u32 = add(v20, v21);
//         let v23: u32 = leading_zeros(x_6);
//         let v24: u32 = leading_zeros(y_7);
//         let v25: u32 = leading_ones(y_7);
//         let v26: u32 = mul(v24, v25);
//         let leading_27: u32 = add(v23, v26);
//         let v28: u32 = trailing_zeros(x_6);
//         let v29: u32 = trailing_zeros(y_7);
//         let v30: u32 = trailing_ones(y_7);
//         let v31: u32 = mul(v29, v30);
//         let trailing_32: u32 = add(v28, v31);
//         let v33: i16 = rotate_left(y_7, n_8);
//         let v34: i16 = swap_bytes(v33);
//         let v35: i16 = reverse_bits(v34);
//         let turned_36: u16 = cast(v35);
//         let v37: u32 = rotate_left(zeros_22, v4);
//         let v38: u32 = xor(ones_18, v37);
//         let v39: u32 = xor(v38, leading_27);
//         let v40: u32 = xor(v39, trailing_32);
//         let v41: u32 = cast(turned_36);
//         let v42: u32 = xor(v40, v41);
//         check_bounds(counts, 0, i_5);
//         store(counts, i_5, v42);
//         next!('l0)
//     }
//     return;
// }
