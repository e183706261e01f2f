#[kernel(native_exact)]
fn array_order(x: &[f64], k: usize) -> f64 {
    fn next(state: &mut [usize; 3]) -> usize {
        state[0] += 1;
        state[state[0] % 3]
    }
    fn moved(m: &mut [[f64; 2]; 2]) -> usize {
        m[0][0] += 1.0;
        m[0][0] as usize % 2
    }
    fn mixed(a: [usize; 3], step: usize, b: &[usize; 3]) -> usize {
        a[0] + 10 * step + 100 * b[0]
    }
    let mut state = [0, 1, 2];
    let mut m = [[0.25; 2]; 2];
    let mut sum = 0;
    for i in 0..x.len() {
        m[moved(&mut m)][moved(&mut m)] += x[i];
        m[1][i % 2] = moved(&mut m) as f64;
        state[next(&mut state) % 3] += next(&mut state);
        let step = k % 3;
        let steps = [
            state,
            {
                state[1] += step;
                state
            },
            state,
        ];
        state = [steps[1][1] % 7, next(&mut state) % 7, steps[0][0] % 7];
        sum += mixed(
            state,
            {
                state[0] += 1;
                state[1]
            },
            &state,
        );
        let state = [i; 3];
        sum += state[2];
    }
    sum as f64 + m[0][0] + m[0][1] + m[1][0] + m[1][1]
}

//~ hir
// pub fn array_order(x: &[f64], k: usize) -> f64 {
//     let mut state: [usize; 3] = [0_usize, 1_usize, 2_usize];
//     let mut m: [[f64; 2]; 2] = [[0.25_f64; 2]; 2];
//     let mut sum: usize = 0_usize;
//     for i in 0_usize..x.len() {
//         m[moved(&mut m)][moved(&mut m)] += x[i];
//         m[1_usize][i % 2_usize] = moved(&mut m) as f64;
//         state[next(&mut state) % 3_usize] += next(&mut state);
//         let step: usize = k % 3_usize;
//         let steps: [[usize; 3]; 3] = [state, {
//             state[1_usize] += step;
//             state
//         }, state];
//         state = [steps[1_usize][1_usize] % 7_usize, next(&mut state) % 7_usize, steps[0_usize][0_usize] % 7_usize];
//         sum += mixed(state, {
//             state[0_usize] += 1_usize;
//             state[1_usize]
//         }, &state);
//         let state_2: [usize; 3] = [i; 3];
//         sum += state_2[2_usize];
//     }
//     sum as f64 + m[0_usize][0_usize] + m[0_usize][1_usize] + m[1_usize][0_usize] + m[1_usize][1_usize]
// }
//
// fn next(state: &mut [usize; 3]) -> usize {
//     state[0_usize] += 1_usize;
//     state[state[0_usize] % 3_usize]
// }
//
// fn moved(m: &mut [[f64; 2]; 2]) -> usize {
//     m[0_usize][0_usize] += 1.0_f64;
//     m[0_usize][0_usize] as usize % 2_usize
// }
//
// fn mixed(a: [usize; 3], step: usize, b: &[usize; 3]) -> usize {
//     a[0_usize] + 10_usize * step + 100_usize * b[0_usize]
// }

//~ ir
// fn array_order(x: ArrayView1<f64, contiguous>, k_0: usize) -> f64 {
//     let state: [usize; 3];
//     let m: [[f64; 2]; 2];
//     let row: [f64; 2];
//     let steps: [[usize; 3]; 3];
//     let row_: [usize; 3];
//     let row__: [usize; 3];
//     let row___: [usize; 3];
//     let new: [usize; 3];
//     let a: [usize; 3];
//     let state_: [usize; 3];
//     let v1: usize = 0;
//     let v2: usize = 1;
//     let v3: usize = 2;
//     let v4: f64 = 0.25;
//     let v5: usize = extent(x, 0);
//     let v6: f64 = 1.0;
//     let v7: usize = 3;
//     let v8: usize = 7;
//     let v9: usize = 10;
//     let v10: usize = 100;
//     store(state, v1, v1);
//     store(state, v2, v2);
//     store(state, v3, v3);
//     store(row, v1, v4);
//     store(row, v2, v4);
//     let v11: f64 = load(row, v1);
//     store(m, v1, v1, v11);
//     let v12: f64 = load(row, v2);
//     store(m, v1, v2, v12);
//     let v13: f64 = load(row, v1);
//     store(m, v2, v1, v13);
//     let v14: f64 = load(row, v2);
//     store(m, v2, v2, v14);
//     let sum_15: usize = 'l0: for (i_16, sum_17) in carry(v1..v5, v1) {
//         check_bounds(x, 0, i_16);
//         let v18: f64 = load(x, i_16);
//         check_bounds(m, 0, v1);
//         check_bounds(m, 1, v1);
//         let v19: f64 = load(m, v1, v1);
//         let v20: f64 = add(v19, v6);
//         store(m, v1, v1, v20);
//         check_bounds(m, 0, v1);
//         check_bounds(m, 1, v1);
//         let v21: f64 = load(m, v1, v1);
//         let v22: usize = cast(v21);
//         let v23: usize = rem(v22, v3);
//         check_bounds(m, 0, v23);
//         check_bounds(m, 0, v1);
//         check_bounds(m, 1, v1);
//         let v24: f64 = load(m, v1, v1);
//         let v25: f64 = add(v24, v6);
//         store(m, v1, v1, v25);
//         check_bounds(m, 0, v1);
//         check_bounds(m, 1, v1);
//         let v26: f64 = load(m, v1, v1);
//         let v27: usize = cast(v26);
//         let v28: usize = rem(v27, v3);
//         check_bounds(m, 1, v28);
//         let v29: f64 = load(m, v23, v28);
//         let v30: f64 = add(v29, v18);
//         store(m, v23, v28, v30);
//         check_bounds(m, 0, v1);
//         check_bounds(m, 1, v1);
//         let v31: f64 = load(m, v1, v1);
//         let v32: f64 = add(v31, v6);
//         store(m, v1, v1, v32);
//         check_bounds(m, 0, v1);
//         check_bounds(m, 1, v1);
//         let v33: f64 = load(m, v1, v1);
//         let v34: usize = cast(v33);
//         let v35: usize = rem(v34, v3);
//         let v36: f64 = cast(v35);
//         check_bounds(m, 0, v2);
//         let v37: usize = rem(i_16, v3);
//         check_bounds(m, 1, v37);
//         store(m, v2, v37, v36);
//         check_bounds(state, 0, v1);
//         let v38: usize = load(state, v1);
//         let v39: usize = add(v38, v2);
//         store(state, v1, v39);
//         check_bounds(state, 0, v1);
//         let v40: usize = load(state, v1);
//         let v41: usize = rem(v40, v7);
//         check_bounds(state, 0, v41);
//         let v42: usize = load(state, v41);
//         check_bounds(state, 0, v1);
//         let v43: usize = load(state, v1);
//         let v44: usize = add(v43, v2);
//         store(state, v1, v44);
//         check_bounds(state, 0, v1);
//         let v45: usize = load(state, v1);
//         let v46: usize = rem(v45, v7);
//         check_bounds(state, 0, v46);
//         let v47: usize = load(state, v46);
//         let v48: usize = rem(v47, v7);
//         check_bounds(state, 0, v48);
//         let v49: usize = load(state, v48);
//         let v50: usize = add(v49, v42);
//         store(state, v48, v50);
//         let step_51: usize = rem(k_0, v7);
//         let v52: usize = load(state, v1);
//         store(row_, v1, v52);
//         let v53: usize = load(state, v2);
//         store(row_, v2, v53);
//         let v54: usize = load(state, v3);
//         store(row_, v3, v54);
//         let v55: usize = load(row_, v1);
//         store(steps, v1, v1, v55);
//         let v56: usize = load(row_, v2);
//         store(steps, v1, v2, v56);
//         let v57: usize = load(row_, v3);
//         store(steps, v1, v3, v57);
//         check_bounds(state, 0, v2);
//         let v58: usize = load(state, v2);
//         let v59: usize = add(v58, step_51);
//         store(state, v2, v59);
//         let v60: usize = load(state, v1);
//         store(row__, v1, v60);
//         let v61: usize = load(state, v2);
//         store(row__, v2, v61);
//         let v62: usize = load(state, v3);
//         store(row__, v3, v62);
//         let v63: usize = load(row__, v1);
//         store(steps, v2, v1, v63);
//         let v64: usize = load(row__, v2);
//         store(steps, v2, v2, v64);
//         let v65: usize = load(row__, v3);
//         store(steps, v2, v3, v65);
//         let v66: usize = load(state, v1);
//         store(row___, v1, v66);
//         let v67: usize = load(state, v2);
//         store(row___, v2, v67);
//         let v68: usize = load(state, v3);
//         store(row___, v3, v68);
//         let v69: usize = load(row___, v1);
//         store(steps, v3, v1, v69);
//         let v70: usize = load(row___, v2);
//         store(steps, v3, v2, v70);
//         let v71: usize = load(row___, v3);
//         store(steps, v3, v3, v71);
//         check_bounds(steps, 0, v2);
//         check_bounds(steps, 1, v2);
//         let v72: usize = load(steps, v2, v2);
//         let v73: usize = rem(v72, v8);
//         store(new, v1, v73);
//         check_bounds(state, 0, v1);
//         let v74: usize = load(state, v1);
//         let v75: usize = add(v74, v2);
//         store(state, v1, v75);
//         check_bounds(state, 0, v1);
//         let v76: usize = load(state, v1);
//         let v77: usize = rem(v76, v7);
//         check_bounds(state, 0, v77);
//         let v78: usize = load(state, v77);
//         let v79: usize = rem(v78, v8);
//         store(new, v2, v79);
//         check_bounds(steps, 0, v1);
//         check_bounds(steps, 1, v1);
//         let v80: usize = load(steps, v1, v1);
//         let v81: usize = rem(v80, v8);
//         store(new, v3, v81);
//         let v82: usize = load(new, v1);
//         store(state, v1, v82);
//         let v83: usize = load(new, v2);
//         store(state, v2, v83);
//         let v84: usize = load(new, v3);
//         store(state, v3, v84);
//         let v85: usize = load(state, v1);
//         store(a, v1, v85);
//         let v86: usize = load(state, v2);
//         store(a, v2, v86);
//         let v87: usize = load(state, v3);
//         store(a, v3, v87);
//         check_bounds(state, 0, v1);
//         let v88: usize = load(state, v1);
//         let v89: usize = add(v88, v2);
//         store(state, v1, v89);
//         check_bounds(state, 0, v2);
//         let v90: usize = load(state, v2);
//         check_bounds(a, 0, v1);
//         let v91: usize = load(a, v1);
//         let v92: usize = mul(v9, v90);
//         let v93: usize = add(v91, v92);
//         check_bounds(state, 0, v1);
//         let v94: usize = load(state, v1);
//         let v95: usize = mul(v10, v94);
//         let v96: usize = add(v93, v95);
//         let v97: usize = add(sum_17, v96);
//         store(state_, v1, i_16);
//         store(state_, v2, i_16);
//         store(state_, v3, i_16);
//         check_bounds(state_, 0, v3);
//         let v98: usize = load(state_, v3);
//         let v99: usize = add(v97, v98);
//         next!('l0, v99)
//     };
//     let v100: f64 = cast(sum_15);
//     check_bounds(m, 0, v1);
//     check_bounds(m, 1, v1);
//     let v101: f64 = load(m, v1, v1);
//     let v102: f64 = add(v100, v101);
//     check_bounds(m, 0, v1);
//     check_bounds(m, 1, v2);
//     let v103: f64 = load(m, v1, v2);
//     let v104: f64 = add(v102, v103);
//     check_bounds(m, 0, v2);
//     check_bounds(m, 1, v1);
//     let v105: f64 = load(m, v2, v1);
//     let v106: f64 = add(v104, v105);
//     check_bounds(m, 0, v2);
//     check_bounds(m, 1, v2);
//     let v107: f64 = load(m, v2, v2);
//     let v108: f64 = add(v106, v107);
//     return v108;
// }
