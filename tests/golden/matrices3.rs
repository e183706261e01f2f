#[kernel(native_exact)]
fn matrices3(a: ArrayView2<f64>, angle: f64, mut out: ArrayViewMut2<f64>) -> f64 {
    fn product(a: &[[f64; 3]; 3], b: &[[f64; 3]; 3]) -> [[f64; 3]; 3] {
        let mut c = [[0.0; 3]; 3];
        for i in 0..3 {
            for j in 0..3 {
                for k in 0..3 {
                    c[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        c
    }
    fn determinant(m: [[f64; 3]; 3]) -> f64 {
        m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1])
            - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
            + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
    }
    fn transpose(m: &mut [[f64; 3]; 3]) {
        for i in 0..3 {
            for j in 0..i {
                let t = m[i][j];
                m[i][j] = m[j][i];
                m[j][i] = t;
            }
        }
    }
    const IDENTITY: [[f64; 3]; 3] = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
    let (s, c) = angle.sin_cos();
    let rotation = [[c, -s, 0.0], [s, c, 0.0], [0.0; 3]];
    let mut m = IDENTITY;
    for i in 0..3 {
        for j in 0..3 {
            m[i][j] += a[[i, j]];
        }
    }
    let mut turned = product(&m, &rotation);
    transpose(&mut turned);
    let rows = [turned[0][0], turned[1][1], turned[2][2]];
    let stacked = [rows, [1.0, 2.0, 3.0], rows];
    let (height, width) = out.dim();
    for i in 0..height.min(3) {
        for j in 0..width.min(3) {
            out[[i, j]] = turned[i][j] + stacked[i][j];
        }
    }
    determinant(m) + determinant(product(&turned, &IDENTITY))
}

//~ hir
// pub fn matrices3(a: ArrayView2<f64>, angle: f64, mut out: ArrayViewMut2<f64>) -> f64 {
//     const IDENTITY: [[f64; 3]; 3] = [[1.0_f64, 0.0_f64, 0.0_f64], [0.0_f64, 1.0_f64, 0.0_f64], [0.0_f64, 0.0_f64, 1.0_f64]];
//     let (s, c): (f64, f64) = (angle.sin(), angle.cos());
//     let rotation: [[f64; 3]; 3] = [[c, -s, 0.0_f64], [s, c, 0.0_f64], [0.0_f64; 3]];
//     let mut m: [[f64; 3]; 3] = IDENTITY;
//     for i in 0_usize..3_usize {
//         for j in 0_usize..3_usize {
//             m[i][j] += a[[i, j]];
//         }
//     }
//     let mut turned: [[f64; 3]; 3] = product(&m, &rotation);
//     transpose(&mut turned);
//     let rows: [f64; 3] = [turned[0_usize][0_usize], turned[1_usize][1_usize], turned[2_usize][2_usize]];
//     let stacked: [[f64; 3]; 3] = [rows, [1.0_f64, 2.0_f64, 3.0_f64], rows];
//     let (height, width): (usize, usize) = (out.shape()[0], out.shape()[1]);
//     for i_2 in 0_usize..height.min(3_usize) {
//         for j_2 in 0_usize..width.min(3_usize) {
//             out[[i_2, j_2]] = turned[i_2][j_2] + stacked[i_2][j_2];
//         }
//     }
//     determinant(m) + determinant(product(&turned, &IDENTITY))
// }
//
// fn product(a: &[[f64; 3]; 3], b: &[[f64; 3]; 3]) -> [[f64; 3]; 3] {
//     let mut c: [[f64; 3]; 3] = [[0.0_f64; 3]; 3];
//     for i in 0_usize..3_usize {
//         for j in 0_usize..3_usize {
//             for k in 0_usize..3_usize {
//                 c[i][j] += a[i][k] * b[k][j];
//             }
//         }
//     }
//     c
// }
//
// fn determinant(m: [[f64; 3]; 3]) -> f64 {
//     m[0_usize][0_usize] * (m[1_usize][1_usize] * m[2_usize][2_usize] - m[1_usize][2_usize] * m[2_usize][1_usize]) - m[0_usize][1_usize] * (m[1_usize][0_usize] * m[2_usize][2_usize] - m[1_usize][2_usize] * m[2_usize][0_usize]) + m[0_usize][2_usize] * (m[1_usize][0_usize] * m[2_usize][1_usize] - m[1_usize][1_usize] * m[2_usize][0_usize])
// }
//
// fn transpose(m: &mut [[f64; 3]; 3]) {
//     for i in 0_usize..3_usize {
//         for j in 0_usize..i {
//             let t: f64 = m[i][j];
//             m[i][j] = m[j][i];
//             m[j][i] = t;
//         }
//     }
// }

//~ ir
// fn matrices3(a: ArrayView2<f64, contiguous>, angle_0: f64, out: ArrayViewMut2<f64, contiguous>) -> f64 {
//     let rotation: [[f64; 3]; 3];
//     let m: [[f64; 3]; 3];
//     let IDENTITY: [[f64; 3]; 3];
//     let turned: [[f64; 3]; 3];
//     let c: [[f64; 3]; 3];
//     let row: [f64; 3];
//     let rows: [f64; 3];
//     let stacked: [[f64; 3]; 3];
//     let row_: [f64; 3];
//     let row__: [f64; 3];
//     let m_: [[f64; 3]; 3];
//     let m__: [[f64; 3]; 3];
//     let c_: [[f64; 3]; 3];
//     let row___: [f64; 3];
//     let v1: usize = 0;
//     let v2: usize = 1;
//     let v3: usize = 2;
//     let v4: f64 = 0.0;
//     let v5: f64 = 1.0;
//     store(IDENTITY, v1, v1, v5);
//     store(IDENTITY, v1, v2, v4);
//     store(IDENTITY, v1, v3, v4);
//     store(IDENTITY, v2, v1, v4);
//     store(IDENTITY, v2, v2, v5);
//     store(IDENTITY, v2, v3, v4);
//     store(IDENTITY, v3, v1, v4);
//     store(IDENTITY, v3, v2, v4);
//     store(IDENTITY, v3, v3, v5);
//     let v6: usize = 3;
//     let v7: f64 = 2.0;
//     let v8: f64 = 3.0;
//     let height_9: usize = extent(out, 0);
//     let width_10: usize = extent(out, 1);
//     let s_11: f64 = sin(angle_0);
//     let c_12: f64 = cos(angle_0);
//     store(rotation, v1, v1, c_12);
//     let v13: f64 = neg(s_11);
//     store(rotation, v1, v2, v13);
//     store(rotation, v1, v3, v4);
//     store(rotation, v2, v1, s_11);
//     store(rotation, v2, v2, c_12);
//     store(rotation, v2, v3, v4);
//     store(rotation, v3, v1, v4);
//     store(rotation, v3, v2, v4);
//     store(rotation, v3, v3, v4);
//     let v14: f64 = load(IDENTITY, v1, v1);
//     store(m, v1, v1, v14);
//     let v15: f64 = load(IDENTITY, v1, v2);
//     store(m, v1, v2, v15);
//     let v16: f64 = load(IDENTITY, v1, v3);
//     store(m, v1, v3, v16);
//     let v17: f64 = load(IDENTITY, v2, v1);
//     store(m, v2, v1, v17);
//     let v18: f64 = load(IDENTITY, v2, v2);
//     store(m, v2, v2, v18);
//     let v19: f64 = load(IDENTITY, v2, v3);
//     store(m, v2, v3, v19);
//     let v20: f64 = load(IDENTITY, v3, v1);
//     store(m, v3, v1, v20);
//     let v21: f64 = load(IDENTITY, v3, v2);
//     store(m, v3, v2, v21);
//     let v22: f64 = load(IDENTITY, v3, v3);
//     store(m, v3, v3, v22);
//     'l0: for (i_23,) in carry(v1..v6) {
//         'l1: for (j_24,) in carry(v1..v6) {
//             check_bounds(a, 0, i_23);
//             check_bounds(a, 1, j_24);
//             let v25: f64 = load(a, i_23, j_24);
//             check_bounds(m, 0, i_23);
//             check_bounds(m, 1, j_24);
//             let v26: f64 = load(m, i_23, j_24);
//             let v27: f64 = add(v26, v25);
//             store(m, i_23, j_24, v27);
//             next!('l1)
//         }
//         next!('l0)
//     }
//     store(row, v1, v4);
//     store(row, v2, v4);
//     store(row, v3, v4);
//     let v28: f64 = load(row, v1);
//     store(c, v1, v1, v28);
//     let v29: f64 = load(row, v2);
//     store(c, v1, v2, v29);
//     let v30: f64 = load(row, v3);
//     store(c, v1, v3, v30);
//     let v31: f64 = load(row, v1);
//     store(c, v2, v1, v31);
//     let v32: f64 = load(row, v2);
//     store(c, v2, v2, v32);
//     let v33: f64 = load(row, v3);
//     store(c, v2, v3, v33);
//     let v34: f64 = load(row, v1);
//     store(c, v3, v1, v34);
//     let v35: f64 = load(row, v2);
//     store(c, v3, v2, v35);
//     let v36: f64 = load(row, v3);
//     store(c, v3, v3, v36);
//     'l2: for (i_37,) in carry(v1..v6) {
//         'l3: for (j_38,) in carry(v1..v6) {
//             'l4: for (k_39,) in carry(v1..v6) {
//                 check_bounds(m, 0, i_37);
//                 check_bounds(m, 1, k_39);
//                 let v40: f64 = load(m, i_37, k_39);
//                 check_bounds(rotation, 0, k_39);
//                 check_bounds(rotation, 1, j_38);
//                 let v41: f64 = load(rotation, k_39, j_38);
//                 let v42: f64 = mul(v40, v41);
//                 check_bounds(c, 0, i_37);
//                 check_bounds(c, 1, j_38);
//                 let v43: f64 = load(c, i_37, j_38);
//                 let v44: f64 = add(v43, v42);
//                 store(c, i_37, j_38, v44);
//                 next!('l4)
//             }
//             next!('l3)
//         }
//         next!('l2)
//     }
//     let v45: f64 = load(c, v1, v1);
//     store(turned, v1, v1, v45);
//     let v46: f64 = load(c, v1, v2);
//     store(turned, v1, v2, v46);
//     let v47: f64 = load(c, v1, v3);
//     store(turned, v1, v3, v47);
//     let v48: f64 = load(c, v2, v1);
//     store(turned, v2, v1, v48);
//     let v49: f64 = load(c, v2, v2);
//     store(turned, v2, v2, v49);
//     let v50: f64 = load(c, v2, v3);
//     store(turned, v2, v3, v50);
//     let v51: f64 = load(c, v3, v1);
//     store(turned, v3, v1, v51);
//     let v52: f64 = load(c, v3, v2);
//     store(turned, v3, v2, v52);
//     let v53: f64 = load(c, v3, v3);
//     store(turned, v3, v3, v53);
//     'l5: for (i_54,) in carry(v1..v6) {
//         'l6: for (j_55,) in carry(v1..i_54) {
//             check_bounds(turned, 0, i_54);
//             check_bounds(turned, 1, j_55);
//             let t_56: f64 = load(turned, i_54, j_55);
//             check_bounds(turned, 0, j_55);
//             check_bounds(turned, 1, i_54);
//             let v57: f64 = load(turned, j_55, i_54);
//             check_bounds(turned, 0, i_54);
//             check_bounds(turned, 1, j_55);
//             store(turned, i_54, j_55, v57);
//             check_bounds(turned, 0, j_55);
//             check_bounds(turned, 1, i_54);
//             store(turned, j_55, i_54, t_56);
//             next!('l6)
//         }
//         next!('l5)
//     }
//     check_bounds(turned, 0, v1);
//     check_bounds(turned, 1, v1);
//     let v58: f64 = load(turned, v1, v1);
//     store(rows, v1, v58);
//     check_bounds(turned, 0, v2);
//     check_bounds(turned, 1, v2);
//     let v59: f64 = load(turned, v2, v2);
//     store(rows, v2, v59);
//     check_bounds(turned, 0, v3);
//     check_bounds(turned, 1, v3);
//     let v60: f64 = load(turned, v3, v3);
//     store(rows, v3, v60);
//     let v61: f64 = load(rows, v1);
//     store(row_, v1, v61);
//     let v62: f64 = load(rows, v2);
//     store(row_, v2, v62);
//     let v63: f64 = load(rows, v3);
//     store(row_, v3, v63);
//     let v64: f64 = load(row_, v1);
//     store(stacked, v1, v1, v64);
//     let v65: f64 = load(row_, v2);
//     store(stacked, v1, v2, v65);
//     let v66: f64 = load(row_, v3);
//     store(stacked, v1, v3, v66);
//     store(stacked, v2, v1, v5);
//     store(stacked, v2, v2, v7);
//     store(stacked, v2, v3, v8);
//     let v67: f64 = load(rows, v1);
//     store(row__, v1, v67);
//     let v68: f64 = load(rows, v2);
//     store(row__, v2, v68);
//     let v69: f64 = load(rows, v3);
//     store(row__, v3, v69);
//     let v70: f64 = load(row__, v1);
//     store(stacked, v3, v1, v70);
//     let v71: f64 = load(row__, v2);
//     store(stacked, v3, v2, v71);
//     let v72: f64 = load(row__, v3);
//     store(stacked, v3, v3, v72);
//     let v73: usize = min(height_9, v6);
//     'l7: for (i_74,) in carry(v1..v73) {
//         let v75: usize = min(width_10, v6);
//         'l8: for (j_76,) in carry(v1..v75) {
//             check_bounds(turned, 0, i_74);
//             check_bounds(turned, 1, j_76);
//             let v77: f64 = load(turned, i_74, j_76);
//             check_bounds(stacked, 0, i_74);
//             check_bounds(stacked, 1, j_76);
//             let v78: f64 = load(stacked, i_74, j_76);
//             let v79: f64 = add(v77, v78);
//             check_bounds(out, 0, i_74);
//             check_bounds(out, 1, j_76);
//             store(out, i_74, j_76, v79);
//             next!('l8)
//         }
//         next!('l7)
//     }
//     let v80: f64 = load(m, v1, v1);
//     store(m_, v1, v1, v80);
//     let v81: f64 = load(m, v1, v2);
//     store(m_, v1, v2, v81);
//     let v82: f64 = load(m, v1, v3);
//     store(m_, v1, v3, v82);
//     let v83: f64 = load(m, v2, v1);
//     store(m_, v2, v1, v83);
//     let v84: f64 = load(m, v2, v2);
//     store(m_, v2, v2, v84);
//     let v85: f64 = load(m, v2, v3);
//     store(m_, v2, v3, v85);
//     let v86: f64 = load(m, v3, v1);
//     store(m_, v3, v1, v86);
//     let v87: f64 = load(m, v3, v2);
//     store(m_, v3, v2, v87);
//     let v88: f64 = load(m, v3, v3);
//     store(m_, v3, v3, v88);
//     check_bounds(m_, 0, v1);
//     check_bounds(m_, 1, v1);
//     let v89: f64 = load(m_, v1, v1);
//     check_bounds(m_, 0, v2);
//     check_bounds(m_, 1, v2);
//     let v90: f64 = load(m_, v2, v2);
//     check_bounds(m_, 0, v3);
//     check_bounds(m_, 1, v3);
//     let v91: f64 = load(m_, v3, v3);
//     let v92: f64 = mul(v90, v91);
//     check_bounds(m_, 0, v2);
//     check_bounds(m_, 1, v3);
//     let v93: f64 = load(m_, v2, v3);
//     check_bounds(m_, 0, v3);
//     check_bounds(m_, 1, v2);
//     let v94: f64 = load(m_, v3, v2);
//     let v95: f64 = mul(v93, v94);
//     let v96: f64 = sub(v92, v95);
//     let v97: f64 = mul(v89, v96);
//     check_bounds(m_, 0, v1);
//     check_bounds(m_, 1, v2);
//     let v98: f64 = load(m_, v1, v2);
//     check_bounds(m_, 0, v2);
//     check_bounds(m_, 1, v1);
//     let v99: f64 = load(m_, v2, v1);
//     check_bounds(m_, 0, v3);
//     check_bounds(m_, 1, v3);
//     let v100: f64 = load(m_, v3, v3);
//     let v101: f64 = mul(v99, v100);
//     check_bounds(m_, 0, v2);
//     check_bounds(m_, 1, v3);
//     let v102: f64 = load(m_, v2, v3);
//     check_bounds(m_, 0, v3);
//     check_bounds(m_, 1, v1);
//     let v103: f64 = load(m_, v3, v1);
//     let v104: f64 = mul(v102, v103);
//     let v105: f64 = sub(v101, v104);
//     let v106: f64 = mul(v98, v105);
//     let v107: f64 = sub(v97, v106);
//     check_bounds(m_, 0, v1);
//     check_bounds(m_, 1, v3);
//     let v108: f64 = load(m_, v1, v3);
//     check_bounds(m_, 0, v2);
//     check_bounds(m_, 1, v1);
//     let v109: f64 = load(m_, v2, v1);
//     check_bounds(m_, 0, v3);
//     check_bounds(m_, 1, v2);
//     let v110: f64 = load(m_, v3, v2);
//     let v111: f64 = mul(v109, v110);
//     check_bounds(m_, 0, v2);
//     check_bounds(m_, 1, v2);
//     let v112: f64 = load(m_, v2, v2);
//     check_bounds(m_, 0, v3);
//     check_bounds(m_, 1, v1);
//     let v113: f64 = load(m_, v3, v1);
//     let v114: f64 = mul(v112, v113);
//     let v115: f64 = sub(v111, v114);
//     let v116: f64 = mul(v108, v115);
//     let v117: f64 = add(v107, v116);
//     store(row___, v1, v4);
//     store(row___, v2, v4);
//     store(row___, v3, v4);
//     let v118: f64 = load(row___, v1);
//     store(c_, v1, v1, v118);
//     let v119: f64 = load(row___, v2);
//     store(c_, v1, v2, v119);
//     let v120: f64 = load(row___, v3);
//     store(c_, v1, v3, v120);
//     let v121: f64 = load(row___, v1);
//     store(c_, v2, v1, v121);
//     let v122: f64 = load(row___, v2);
//     store(c_, v2, v2, v122);
//     let v123: f64 = load(row___, v3);
//     store(c_, v2, v3, v123);
//     let v124: f64 = load(row___, v1);
//     store(c_, v3, v1, v124);
//     let v125: f64 = load(row___, v2);
//     store(c_, v3, v2, v125);
//     let v126: f64 = load(row___, v3);
//     store(c_, v3, v3, v126);
//     'l9: for (i_127,) in carry(v1..v6) {
//         'l10: for (j_128,) in carry(v1..v6) {
//             'l11: for (k_129,) in carry(v1..v6) {
//                 check_bounds(turned, 0, i_127);
//                 check_bounds(turned, 1, k_129);
//                 let v130: f64 = load(turned, i_127, k_129);
//                 check_bounds(IDENTITY, 0, k_129);
//                 check_bounds(IDENTITY, 1, j_128);
//                 let v131: f64 = load(IDENTITY, k_129, j_128);
//                 let v132: f64 = mul(v130, v131);
//                 check_bounds(c_, 0, i_127);
//                 check_bounds(c_, 1, j_128);
//                 let v133: f64 = load(c_, i_127, j_128);
//                 let v134: f64 = add(v133, v132);
//                 store(c_, i_127, j_128, v134);
//                 next!('l11)
//             }
//             next!('l10)
//         }
//         next!('l9)
//     }
//     let v135: f64 = load(c_, v1, v1);
//     store(m__, v1, v1, v135);
//     let v136: f64 = load(c_, v1, v2);
//     store(m__, v1, v2, v136);
//     let v137: f64 = load(c_, v1, v3);
//     store(m__, v1, v3, v137);
//     let v138: f64 = load(c_, v2, v1);
//     store(m__, v2, v1, v138);
//     let v139: f64 = load(c_, v2, v2);
//     store(m__, v2, v2, v139);
//     let v140: f64 = load(c_, v2, v3);
//     store(m__, v2, v3, v140);
//     let v141: f64 = load(c_, v3, v1);
//     store(m__, v3, v1, v141);
//     let v142: f64 = load(c_, v3, v2);
//     store(m__, v3, v2, v142);
//     let v143: f64 = load(c_, v3, v3);
//     store(m__, v3, v3, v143);
//     check_bounds(m__, 0, v1);
//     check_bounds(m__, 1, v1);
//     let v144: f64 = load(m__, v1, v1);
//     check_bounds(m__, 0, v2);
//     check_bounds(m__, 1, v2);
//     let v145: f64 = load(m__, v2, v2);
//     check_bounds(m__, 0, v3);
//     check_bounds(m__, 1, v3);
//     let v146: f64 = load(m__, v3, v3);
//     let v147: f64 = mul(v145, v146);
//     check_bounds(m__, 0, v2);
//     check_bounds(m__, 1, v3);
//     let v148: f64 = load(m__, v2, v3);
//     check_bounds(m__, 0, v3);
//     check_bounds(m__, 1, v2);
//     let v149: f64 = load(m__, v3, v2);
//     let v150: f64 = mul(v148, v149);
//     let v151: f64 = sub(v147, v150);
//     let v152: f64 = mul(v144, v151);
//     check_bounds(m__, 0, v1);
//     check_bounds(m__, 1, v2);
//     let v153: f64 = load(m__, v1, v2);
//     check_bounds(m__, 0, v2);
//     check_bounds(m__, 1, v1);
//     let v154: f64 = load(m__, v2, v1);
//     check_bounds(m__, 0, v3);
//     check_bounds(m__, 1, v3);
//     let v155: f64 = load(m__, v3, v3);
//     let v156: f64 = mul(v154, v155);
//     check_bounds(m__, 0, v2);
//     check_bounds(m__, 1, v3);
//     let v157: f64 = load(m__, v2, v3);
//     check_bounds(m__, 0, v3);
//     check_bounds(m__, 1, v1);
//     let v158: f64 = load(m__, v3, v1);
//     let v159: f64 = mul(v157, v158);
//     let v160: f64 = sub(v156, v159);
//     let v161: f64 = mul(v153, v160);
//     let v162: f64 = sub(v152, v161);
//     check_bounds(m__, 0, v1);
//     check_bounds(m__, 1, v3);
//     let v163: f64 = load(m__, v1, v3);
//     check_bounds(m__, 0, v2);
//     check_bounds(m__, 1, v1);
//     let v164: f64 = load(m__, v2, v1);
//     check_bounds(m__, 0, v3);
//     check_bounds(m__, 1, v2);
//     let v165: f64 = load(m__, v3, v2);
//     let v166: f64 = mul(v164, v165);
//     check_bounds(m__, 0, v2);
//     check_bounds(m__, 1, v2);
//     let v167: f64 = load(m__, v2, v2);
//     check_bounds(m__, 0, v3);
//     check_bounds(m__, 1, v1);
//     let v168: f64 = load(m__, v3, v1);
//     let v169: f64 = mul(v167, v168);
//     let v170: f64 = sub(v166, v169);
//     let v171: f64 = mul(v163, v170);
//     let v172: f64 = add(v162, v171);
//     let v173: f64 = add(v117, v172);
//     return v173;
// }
