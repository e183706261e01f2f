#[kernel(native_exact)]
fn fixed_arrays(x: &[f64], y: &mut [f64], k: usize) -> f64 {
    fn sorted(a: [f64; 3]) -> [f64; 3] {
        let mut a = a;
        for i in 0..a.len() - 1 {
            for j in 0..a.len() - 1 - i {
                if a[j] > a[j + 1] {
                    let t = a[j];
                    a[j] = a[j + 1];
                    a[j + 1] = t;
                }
            }
        }
        a
    }
    fn push(queue: &mut [f64; 4], value: f64) {
        for i in 0..3 {
            queue[i] = queue[i + 1];
        }
        queue[3] = value;
    }
    fn sum(a: &[f64]) -> f64 {
        let mut s = 0.0;
        for i in 0..a.len() {
            s += a[i];
        }
        s
    }
    fn last(queue: &[f64; 4]) -> f64 {
        sum(queue) + queue[3]
    }
    let mut queue = [0.0; 4];
    let mut counts = [0usize; 8];
    let zero = queue;
    for i in 0..x.len() {
        push(&mut queue, x[i]);
        let three = sorted([queue[1], queue[2], queue[3]]);
        if i < y.len() {
            y[i] = three[1] + sum(&queue);
        }
        counts[i % 8] += 1;
        if i == 5 {
            queue = zero;
        } else if i == 7 {
            queue = [queue[3], queue[2], queue[1], queue[0]];
        }
    }
    let chosen = if k > 2 { zero } else { queue };
    let mut large = [1.5; 40];
    large.fill(chosen[1]);
    large[k] += counts[k] as f64;
    let copy = large;
    large[0] = 7.0;
    copy[k] + large[0] + copy[0] + last(&queue)
}

//~ hir
// pub fn fixed_arrays(x: &[f64], y: &mut [f64], k: usize) -> f64 {
//     let mut queue: [f64; 4] = [0.0_f64; 4];
//     let mut counts: [usize; 8] = [0_usize; 8];
//     let zero: [f64; 4] = queue;
//     for i in 0_usize..x.len() {
//         push(&mut queue, x[i]);
//         let three: [f64; 3] = sorted([queue[1_usize], queue[2_usize], queue[3_usize]]);
//         if i < y.len() {
//             y[i] = three[1_usize] + sum(&queue);
//         }
//         counts[i % 8_usize] += 1_usize;
//         if i == 5_usize {
//             queue = zero;
//         } else if i == 7_usize {
//             queue = [queue[3_usize], queue[2_usize], queue[1_usize], queue[0_usize]];
//         }
//     }
//     let chosen: [f64; 4] = if k > 2_usize { zero } else { queue };
//     let mut large: [f64; 40] = [1.5_f64; 40];
//     large.fill(chosen[1_usize]);
//     large[k] += counts[k] as f64;
//     let copy: [f64; 40] = large;
//     large[0_usize] = 7.0_f64;
//     copy[k] + large[0_usize] + copy[0_usize] + last(&queue)
// }
//
// fn sorted(a: [f64; 3]) -> [f64; 3] {
//     let mut a_2: [f64; 3] = a;
//     for i in 0_usize..a_2.len() - 1_usize {
//         for j in 0_usize..a_2.len() - 1_usize - i {
//             if a_2[j] > a_2[j + 1_usize] {
//                 let t: f64 = a_2[j];
//                 a_2[j] = a_2[j + 1_usize];
//                 a_2[j + 1_usize] = t;
//             }
//         }
//     }
//     a_2
// }
//
// fn push(queue: &mut [f64; 4], value: f64) {
//     for i in 0_usize..3_usize {
//         queue[i] = queue[i + 1_usize];
//     }
//     queue[3_usize] = value;
// }
//
// fn sum(a: &[f64]) -> f64 {
//     let mut s: f64 = 0.0_f64;
//     for i in 0_usize..a.len() {
//         s += a[i];
//     }
//     s
// }
//
// fn last(queue: &[f64; 4]) -> f64 {
//     sum(queue) + queue[3_usize]
// }

//~ ir
// fn fixed_arrays(x: ArrayView1<f64, contiguous>, y: ArrayViewMut1<f64, contiguous>, k_0: usize) -> f64 {
//     let queue: [f64; 4];
//     let counts: [usize; 8];
//     let zero: [f64; 4];
//     let three: [f64; 3];
//     let a: [f64; 3];
//     let a_: [f64; 3];
//     let new: [f64; 4];
//     let new_: [f64; 4];
//     let chosen: [f64; 4];
//     let large: [f64; 40];
//     let copy: [f64; 40];
//     let v1: f64 = 0.0;
//     let v2: usize = 0;
//     let v3: usize = 1;
//     let v4: usize = 2;
//     let v5: usize = 3;
//     let v6: usize = 4;
//     let v7: usize = 5;
//     let v8: usize = 6;
//     let v9: usize = 7;
//     let v10: usize = extent(x, 0);
//     let v11: usize = extent(y, 0);
//     let v12: usize = 8;
//     let v13: f64 = 1.5;
//     let v14: usize = 40;
//     let v15: f64 = 7.0;
//     store(queue, v2, v1);
//     store(queue, v3, v1);
//     store(queue, v4, v1);
//     store(queue, v5, v1);
//     store(counts, v2, v2);
//     store(counts, v3, v2);
//     store(counts, v4, v2);
//     store(counts, v5, v2);
//     store(counts, v6, v2);
//     store(counts, v7, v2);
//     store(counts, v8, v2);
//     store(counts, v9, v2);
//     let v16: f64 = load(queue, v2);
//     store(zero, v2, v16);
//     let v17: f64 = load(queue, v3);
//     store(zero, v3, v17);
//     let v18: f64 = load(queue, v4);
//     store(zero, v4, v18);
//     let v19: f64 = load(queue, v5);
//     store(zero, v5, v19);
//     'l0: for (i_20,) in carry(v2..v10) {
//         check_bounds(x, 0, i_20);
//         let v21: f64 = load(x, i_20);
//         'l1: for (i_22,) in carry(v2..v5) {
//             let v23: usize = add(i_22, v3);
//             check_bounds(queue, 0, v23);
//             let v24: f64 = load(queue, v23);
//             check_bounds(queue, 0, i_22);
//             store(queue, i_22, v24);
//             next!('l1)
//         }
//         check_bounds(queue, 0, v5);
//         store(queue, v5, v21);
//         check_bounds(queue, 0, v3);
//         let v25: f64 = load(queue, v3);
//         store(a, v2, v25);
//         check_bounds(queue, 0, v4);
//         let v26: f64 = load(queue, v4);
//         store(a, v3, v26);
//         check_bounds(queue, 0, v5);
//         let v27: f64 = load(queue, v5);
//         store(a, v4, v27);
//         let v28: f64 = load(a, v2);
//         store(a_, v2, v28);
//         let v29: f64 = load(a, v3);
//         store(a_, v3, v29);
//         let v30: f64 = load(a, v4);
//         store(a_, v4, v30);
//         let v31: usize = sub(v5, v3);
//         'l2: for (i_32,) in carry(v2..v31) {
//             let v33: usize = sub(v5, v3);
//             let v34: usize = sub(v33, i_32);
//             'l3: for (j_35,) in carry(v2..v34) {
//                 check_bounds(a_, 0, j_35);
//                 let v36: f64 = load(a_, j_35);
//                 let v37: usize = add(j_35, v3);
//                 check_bounds(a_, 0, v37);
//                 let v38: f64 = load(a_, v37);
//                 let v39: bool = gt(v36, v38);
//                 if v39 {
//                     check_bounds(a_, 0, j_35);
//                     let t_40: f64 = load(a_, j_35);
//                     let v41: usize = add(j_35, v3);
//                     check_bounds(a_, 0, v41);
//                     let v42: f64 = load(a_, v41);
//                     check_bounds(a_, 0, j_35);
//                     store(a_, j_35, v42);
//                     let v43: usize = add(j_35, v3);
//                     check_bounds(a_, 0, v43);
//                     store(a_, v43, t_40);
//                 }
//                 next!('l3)
//             }
//             next!('l2)
//         }
//         let v44: f64 = load(a_, v2);
//         store(three, v2, v44);
//         let v45: f64 = load(a_, v3);
//         store(three, v3, v45);
//         let v46: f64 = load(a_, v4);
//         store(three, v4, v46);
//         let v47: bool = lt(i_20, v11);
//         if v47 {
//             check_bounds(three, 0, v3);
//             let v48: f64 = load(three, v3);
//             let s_49: f64 = 'l4: for (i_50, s_51) in carry(v2..v6, v1) {
//                 check_bounds(queue, 0, i_50);
//                 let v52: f64 = load(queue, i_50);
//                 let v53: f64 = add(s_51, v52);
//                 next!('l4, v53)
//             };
//             let v54: f64 = add(v48, s_49);
//             check_bounds(y, 0, i_20);
//             store(y, i_20, v54);
//         }
//         let v55: usize = rem(i_20, v12);
//         check_bounds(counts, 0, v55);
//         let v56: usize = load(counts, v55);
//         let v57: usize = add(v56, v3);
//         store(counts, v55, v57);
//         let v58: bool = eq(i_20, v7);
//         if v58 {
//             let v59: f64 = load(zero, v2);
//             store(new, v2, v59);
//             let v60: f64 = load(zero, v3);
//             store(new, v3, v60);
//             let v61: f64 = load(zero, v4);
//             store(new, v4, v61);
//             let v62: f64 = load(zero, v5);
//             store(new, v5, v62);
//             let v63: f64 = load(new, v2);
//             store(queue, v2, v63);
//             let v64: f64 = load(new, v3);
//             store(queue, v3, v64);
//             let v65: f64 = load(new, v4);
//             store(queue, v4, v65);
//             let v66: f64 = load(new, v5);
//             store(queue, v5, v66);
//         } else {
//             let v67: bool = eq(i_20, v9);
//             if v67 {
//                 check_bounds(queue, 0, v5);
//                 let v68: f64 = load(queue, v5);
//                 store(new_, v2, v68);
//                 check_bounds(queue, 0, v4);
//                 let v69: f64 = load(queue, v4);
//                 store(new_, v3, v69);
//                 check_bounds(queue, 0, v3);
//                 let v70: f64 = load(queue, v3);
//                 store(new_, v4, v70);
//                 check_bounds(queue, 0, v2);
//                 let v71: f64 = load(queue, v2);
//                 store(new_, v5, v71);
//                 let v72: f64 = load(new_, v2);
//                 store(queue, v2, v72);
//                 let v73: f64 = load(new_, v3);
//                 store(queue, v3, v73);
//                 let v74: f64 = load(new_, v4);
//                 store(queue, v4, v74);
//                 let v75: f64 = load(new_, v5);
//                 store(queue, v5, v75);
//             }
//         }
//         next!('l0)
//     }
//     let v76: bool = gt(k_0, v4);
//     if v76 {
//         let v77: f64 = load(zero, v2);
//         store(chosen, v2, v77);
//         let v78: f64 = load(zero, v3);
//         store(chosen, v3, v78);
//         let v79: f64 = load(zero, v4);
//         store(chosen, v4, v79);
//         let v80: f64 = load(zero, v5);
//         store(chosen, v5, v80);
//     } else {
//         let v81: f64 = load(queue, v2);
//         store(chosen, v2, v81);
//         let v82: f64 = load(queue, v3);
//         store(chosen, v3, v82);
//         let v83: f64 = load(queue, v4);
//         store(chosen, v4, v83);
//         let v84: f64 = load(queue, v5);
//         store(chosen, v5, v84);
//     }
//     'l5: for (v85,) in carry(v2..v14) {
//         store(large, v85, v13);
//         next!('l5)
//     }
//     check_bounds(chosen, 0, v3);
//     let v86: f64 = load(chosen, v3);
//     'l6: for (v87,) in carry(v2..v14) {
//         store(large, v87, v86);
//         next!('l6)
//     }
//     check_bounds(counts, 0, k_0);
//     let v88: usize = load(counts, k_0);
//     let v89: f64 = cast(v88);
//     check_bounds(large, 0, k_0);
//     let v90: f64 = load(large, k_0);
//     let v91: f64 = add(v90, v89);
//     store(large, k_0, v91);
//     'l7: for (v92,) in carry(v2..v14) {
//         let v93: f64 = load(large, v92);
//         store(copy, v92, v93);
//         next!('l7)
//     }
//     check_bounds(large, 0, v2);
//     store(large, v2, v15);
//     check_bounds(copy, 0, k_0);
//     let v94: f64 = load(copy, k_0);
//     check_bounds(large, 0, v2);
//     let v95: f64 = load(large, v2);
//     let v96: f64 = add(v94, v95);
//     check_bounds(copy, 0, v2);
//     let v97: f64 = load(copy, v2);
//     let v98: f64 = add(v96, v97);
//     let s_99: f64 = 'l8: for (i_100, s_101) in carry(v2..v6, v1) {
//         check_bounds(queue, 0, i_100);
//         let v102: f64 = load(queue, i_100);
//         let v103: f64 = add(s_101, v102);
//         next!('l8, v103)
//     };
//     check_bounds(queue, 0, v5);
//     let v104: f64 = load(queue, v5);
//     let v105: f64 = add(s_99, v104);
//     let v106: f64 = add(v98, v105);
//     return v106;
// }
