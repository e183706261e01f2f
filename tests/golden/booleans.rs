#[kernel(native_exact)]
fn booleans(flags: &[bool], out: &mut [bool]) -> bool {
    let mut any = false;
    let mut all = true;
    for i in 0..flags.len() {
        any |= flags[i];
        all = all && flags[i];
        out[i] = any ^ all & !flags[i] | (any == all);
    }
    any && !all
}

//~ hir
// fn booleans(flags: &[bool], out: &mut [bool]) -> bool {
//     let mut any: bool = false;
//     let mut all: bool = true;
//     for i in 0_usize..flags.len() {
//         any |= flags[i];
//         all = all && flags[i];
//         out[i] = any ^ all & !flags[i] | (any == all);
//     }
//     any && !all
// }

//~ ir
// fn booleans(flags: ArrayView1<bool, contiguous>, out: ArrayViewMut1<bool, contiguous>) -> bool {
//     let v0: bool = false;
//     let v1: bool = true;
//     let v2: usize = 0;
//     let v3: usize = extent(flags, 0);
//     let (any_4, all_5): (bool, bool) = 'l0: for (i_6, any_7, all_8) in carry(v2..v3, v0, v1) {
//         check_bounds(flags, 0, i_6);
//         let v9: bool = load(flags, i_6);
//         let v10: bool = or(any_7, v9);
//         let v11: bool = if all_8 {
//             check_bounds(flags, 0, i_6);
//             let v12: bool = load(flags, i_6);
//             v12
//         } else {
//             v0
//         };
//         check_bounds(flags, 0, i_6);
//         let v13: bool = load(flags, i_6);
//         let v14: bool = not(v13);
//         let v15: bool = and(v11, v14);
//         let v16: bool = xor(v10, v15);
//         let v17: bool = eq(v10, v11);
//         let v18: bool = or(v16, v17);
//         check_bounds(out, 0, i_6);
//         store(out, i_6, v18);
//         next!('l0, v10, v11)
//     };
//     let v19: bool = if any_4 {
//         let v20: bool = not(all_5);
//         v20
//     } else {
//         v0
//     };
//     return v19;
// }
