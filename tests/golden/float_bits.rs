#[kernel(native_exact)]
fn float_bits(a: &[f64], b: &[f32], out: &mut [u64], angles: &mut [f32]) -> u64 {
    let mut folded = 0u64;
    for i in 0..a.len() {
        let x = a[i];
        let y = b[i];
        // Half of the logarithm, as the first step of a square root.
        let guess = f64::from_bits((x.to_bits() >> 1) + 0x1ff8_0000_0000_0000);
        folded = folded ^ guess.to_bits().rotate_left(1) ^ y.to_bits() as u64;
        let mut kind = x.next_up().to_bits() ^ x.next_down().to_bits();
        if x.is_sign_negative() || y.is_sign_positive() {
            kind += 1;
        }
        if x.is_normal() || y.is_subnormal() {
            kind += 2;
        }
        out[i] = kind;
        let turn = f32::from_bits(y.to_bits() ^ 1);
        angles[i] = y.to_degrees() + turn.to_radians() * x.to_degrees().to_radians() as f32;
    }
    folded
}

//~ hir
// fn float_bits(a: &[f64], b: &[f32], out: &mut [u64], angles: &mut [f32]) -> u64 {
//     let mut folded: u64 = 0_u64;
//     for i in 0_usize..a.len() {
//         let x: f64 = a[i];
//         let y: f32 = b[i];
//         let guess: f64 = f64::from_bits((x.to_bits() >> 1_i32) + 2303591209400008704_u64);
//         folded = folded ^ guess.to_bits().rotate_left(1_u32) ^ y.to_bits() as u64;
//         let mut kind: u64 = x.next_up().to_bits() ^ x.next_down().to_bits();
//         if x.is_sign_negative() || y.is_sign_positive() {
//             kind += 1_u64;
//         }
//         if x.is_normal() || y.is_subnormal() {
//             kind += 2_u64;
//         }
//         out[i] = kind;
//         let turn: f32 = f32::from_bits(y.to_bits() ^ 1_u32);
//         angles[i] = y.to_degrees() + turn.to_radians() * x.to_degrees().to_radians() as f32;
//     }
//     folded
// }

//~ ir
// fn float_bits(a: ArrayView1<f64, contiguous>, b: ArrayView1<f32, contiguous>, out: ArrayViewMut1<u64, contiguous>, angles: ArrayViewMut1<f32, contiguous>) -> u64 {
//     let v0: u64 = 0;
//     let v1: usize = 0;
//     let v2: usize = extent(a, 0);
//     let v3: i32 = 1;
//     let v4: u64 = 2303591209400008704;
//     let v5: u32 = 1;
//     let v6: bool = true;
//     let v7: u64 = 1;
//     let v8: u64 = 2;
//     let folded_9: u64 = 'l0: for (i_10, folded_11) in carry(v1..v2, v0) {
//         check_bounds(a, 0, i_10);
//         let x_12: f64 = load(a, i_10);
//         check_bounds(b, 0, i_10);
//         let y_13: f32 = load(b, i_10);
//         let v14: u64 = to_bits(x_12);
//         let v15: u64 = cast(v3);
//         let v16: u64 = shr(v14, v15);
//         let v17: u64 = add(v16, v4);
//         let guess_18: f64 = from_bits(v17);
//         let v19: u64 = to_bits(guess_18);
//         let v20: u64 = rotate_left(v19, v5);
//         let v21: u64 = xor(folded_11, v20);
//         let v22: u32 = to_bits(y_13);
//         let v23: u64 = cast(v22);
//         let v24: u64 = xor(v21, v23);
//         let v25: f64 = next_up(x_12);
//         let v26: u64 = to_bits(v25);
//         let v27: f64 = next_down(x_12);
//         let v28: u64 = to_bits(v27);
//         let kind_29: u64 = xor(v26, v28);
//         let v30: bool = is_sign_negative(x_12);
//         let v31: bool = if v30 {
//             v6
//         } else {
//             let v32: bool = is_sign_positive(y_13);
//             v32
//         };
//         let kind_33: u64 = if v31 {
//             let v34: u64 = add(kind_29, v7);
//             v34
//         } else {
//             kind_29
//         };
//         let v35: bool = is_normal(x_12);
//         let v36: bool = if v35 {
//             v6
//         } else {
//             let v37: bool = is_subnormal(y_13);
//             v37
//         };
//         let kind_38: u64 = if v36 {
//             let v39: u64 = add(kind_33, v8);
//             v39
//         } else {
//             kind_33
//         };
//         check_bounds(out, 0, i_10);
//         store(out, i_10, kind_38);
//         let v40: u32 = to_bits(y_13);
//         let v41: u32 = xor(v40, v5);
//         let turn_42: f32 = from_bits(v41);
//         let v43: f32 = to_degrees(y_13);
//         let v44: f32 = to_radians(turn_42);
//         let v45: f64 = to_degrees(x_12);
//         let v46: f64 = to_radians(v45);
//         let v47: f32 = cast(v46);
//         let v48: f32 = mul(v44, v47);
//         let v49: f32 = add(v43, v48);
//         check_bounds(angles, 0, i_10);
//         store(angles, i_10, v49);
//         next!('l0, v24)
//     };
//     return folded_9;
// }
