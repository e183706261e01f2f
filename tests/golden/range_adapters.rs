#[kernel(native_exact)]
fn range_adapters(a: &[f64], b: &mut [f64], k: usize) -> u64 {
    let mut hash: u64 = 17;
    for i in (0..a.len()).rev() {
        hash = hash * 31 + i as u64;
        if i > 0 && i < b.len() {
            b[i] = a[i] - a[i - 1];
        }
    }
    for i in (0u8..=255).rev().step_by(7) {
        hash = hash * 31 + i as u64;
    }
    for i in (0u8..=255).step_by(1).rev() {
        hash = hash * 31 + i as u64;
    }
    for i in (-128i8..=127).step_by(300) {
        hash = hash * 31 + i as u64;
    }
    for i in (-128i8..127).rev().step_by(100).rev() {
        hash = hash * 31 + i as u64;
    }
    for i in (-30000i16..=32767).step_by(12345).rev() {
        hash = hash * 31 + i as u64;
    }
    for i in (65530u16..65535).rev().rev() {
        hash = hash * 31 + i as u64;
    }
    for i in (i32::MIN..i32::MAX).step_by(1 << 30).rev() {
        hash = hash * 31 + i as u64;
    }
    for i in (5u32..=u32::MAX).rev().step_by(1 << 31) {
        hash = hash * 31 + i as u64;
    }
    for i in (i64::MIN..=i64::MAX).step_by(1 << 62) {
        hash = hash * 31 + i as u64;
    }
    for i in (u64::MAX - 3..=u64::MAX).rev() {
        hash = hash * 31 + i;
    }
    for i in (isize::MAX - 10..isize::MAX).step_by(3).rev().step_by(2) {
        hash = hash * 31 + i as u64;
    }
    for i in (0..usize::MAX).step_by(usize::MAX / 3) {
        hash = hash * 31 + i as u64;
    }
    for i in (7..3).rev() {
        hash = hash * 31 + i;
    }
    for i in (4i64..=-4).step_by(2) {
        hash = hash * 31 + i as u64;
    }
    'outer: for i in (0..20).step_by(k) {
        for j in (0..i).rev().step_by(k + 1) {
            if j == 7 {
                continue 'outer;
            }
            hash = hash * 31 + j;
        }
        if hash % 13 == 0 {
            break;
        }
    }
    hash
}

//~ hir
// fn range_adapters(a: &[f64], b: &mut [f64], k: usize) -> u64 {
//     let mut hash: u64 = 17_u64;
//     for i in (0_usize..a.len()).rev() {
//         hash = hash * 31_u64 + i as u64;
//         if i > 0_usize && i < b.len() {
//             b[i] = a[i] - a[i - 1_usize];
//         }
//     }
//     for i_2 in (0_u8..=255_u8).rev().step_by(7_usize) {
//         hash = hash * 31_u64 + i_2 as u64;
//     }
//     for i_3 in (0_u8..=255_u8).step_by(1_usize).rev() {
//         hash = hash * 31_u64 + i_3 as u64;
//     }
//     for i_4 in (-128_i8..=127_i8).step_by(300_usize) {
//         hash = hash * 31_u64 + i_4 as u64;
//     }
//     for i_5 in (-128_i8..127_i8).rev().step_by(100_usize).rev() {
//         hash = hash * 31_u64 + i_5 as u64;
//     }
//     for i_6 in (-30000_i16..=32767_i16).step_by(12345_usize).rev() {
//         hash = hash * 31_u64 + i_6 as u64;
//     }
//     for i_7 in (65530_u16..65535_u16).rev().rev() {
//         hash = hash * 31_u64 + i_7 as u64;
//     }
//     for i_8 in (-2147483648_i32..2147483647_i32).step_by(1_usize << 30_i32).rev() {
//         hash = hash * 31_u64 + i_8 as u64;
//     }
//     for i_9 in (5_u32..=4294967295_u32).rev().step_by(1_usize << 31_i32) {
//         hash = hash * 31_u64 + i_9 as u64;
//     }
//     for i_10 in (-9223372036854775808_i64..=9223372036854775807_i64).step_by(1_usize << 62_i32) {
//         hash = hash * 31_u64 + i_10 as u64;
//     }
//     for i_11 in (18446744073709551615_u64 - 3_u64..=18446744073709551615_u64).rev() {
//         hash = hash * 31_u64 + i_11;
//     }
//     for i_12 in (9223372036854775807_isize - 10_isize..9223372036854775807_isize).step_by(3_usize).rev().step_by(2_usize) {
//         hash = hash * 31_u64 + i_12 as u64;
//     }
//     for i_13 in (0_usize..18446744073709551615_usize).step_by(18446744073709551615_usize / 3_usize) {
//         hash = hash * 31_u64 + i_13 as u64;
//     }
//     for i_14 in (7_u64..3_u64).rev() {
//         hash = hash * 31_u64 + i_14;
//     }
//     for i_15 in (4_i64..=-4_i64).step_by(2_usize) {
//         hash = hash * 31_u64 + i_15 as u64;
//     }
//     'outer: for i_16 in (0_u64..20_u64).step_by(k) {
//         for j in (0_u64..i_16).rev().step_by(k + 1_usize) {
//             if j == 7_u64 {
//                 continue 'outer;
//             }
//             hash = hash * 31_u64 + j;
//         }
//         if hash % 13_u64 == 0_u64 {
//             break;
//         }
//     }
//     hash
// }

//~ ir
// fn range_adapters(a: ArrayView1<f64, contiguous>, b: ArrayViewMut1<f64, contiguous>, k_0: usize) -> u64 {
//     let v1: u64 = 17;
//     let v2: usize = 0;
//     let v3: usize = extent(a, 0);
//     let v4: usize = 1;
//     let v5: u64 = 31;
//     let v6: usize = extent(b, 0);
//     let v7: bool = false;
//     let v8: u8 = 0;
//     let v9: u8 = 255;
//     let v10: usize = 7;
//     let v11: i8 = -128;
//     let v12: i8 = 127;
//     let v13: usize = 300;
//     let v14: usize = 100;
//     let v15: i16 = -30000;
//     let v16: i16 = 32767;
//     let v17: usize = 12345;
//     let v18: u16 = 65530;
//     let v19: u16 = 65535;
//     let v20: i32 = -2147483648;
//     let v21: i32 = 2147483647;
//     let v22: i32 = 30;
//     let v23: u32 = 5;
//     let v24: u32 = 4294967295;
//     let v25: i32 = 31;
//     let v26: i64 = -9223372036854775808;
//     let v27: i64 = 9223372036854775807;
//     let v28: i32 = 62;
//     let v29: u64 = 18446744073709551615;
//     let v30: u64 = 3;
//     let v31: isize = 9223372036854775807;
//     let v32: isize = 10;
//     let v33: usize = 3;
//     let v34: usize = 2;
//     let v35: usize = 18446744073709551615;
//     let v36: u64 = 7;
//     let v37: i64 = 4;
//     let v38: i64 = -4;
//     let v39: u64 = 0;
//     let v40: u64 = 20;
//     let v41: u64 = 13;
//     let v42: bool = lt(v2, v3);
//     let v43: usize = sub(v3, v2);
//     let v44: usize = sub(v43, v4);
//     let v45: usize = add(v2, v44);
//     let v46: usize = add(v44, v4);
//     let v47: usize = select(v42, v46, v2);
//     let hash_48: u64 = 'l0: for (v49, hash_50) in carry(v2..v47, v1) {
//         let i_51: usize = sub(v45, v49);
//         let v52: u64 = mul(hash_50, v5);
//         let v53: u64 = cast(i_51);
//         let v54: u64 = add(v52, v53);
//         let v55: bool = gt(i_51, v2);
//         let v56: bool = if v55 {
//             let v57: bool = lt(i_51, v6);
//             v57
//         } else {
//             v7
//         };
//         if v56 {
//             check_bounds(a, 0, i_51);
//             let v58: f64 = load(a, i_51);
//             let v59: usize = sub(i_51, v4);
//             check_bounds(a, 0, v59);
//             let v60: f64 = load(a, v59);
//             let v61: f64 = sub(v58, v60);
//             check_bounds(b, 0, i_51);
//             store(b, i_51, v61);
//         }
//         next!('l0, v54)
//     };
//     let v62: bool = le(v8, v9);
//     let v63: u8 = sub(v9, v8);
//     let v64: usize = cast(v63);
//     let v65: u8 = cast(v64);
//     let v66: u8 = add(v8, v65);
//     check_step(v10);
//     let v67: usize = div(v64, v10);
//     let v68: usize = sub(v2, v10);
//     let v69: usize = add(v67, v4);
//     let v70: usize = select(v62, v69, v2);
//     let hash_71: u64 = 'l1: for (v72, hash_73) in carry(v2..v70, hash_48) {
//         let v74: usize = mul(v72, v68);
//         let v75: u8 = cast(v74);
//         let i_76: u8 = add(v66, v75);
//         let v77: u64 = mul(hash_73, v5);
//         let v78: u64 = cast(i_76);
//         let v79: u64 = add(v77, v78);
//         next!('l1, v79)
//     };
//     let v80: bool = le(v8, v9);
//     let v81: u8 = sub(v9, v8);
//     let v82: usize = cast(v81);
//     check_step(v4);
//     let v83: usize = div(v82, v4);
//     let v84: usize = mul(v83, v4);
//     let v85: u8 = cast(v84);
//     let v86: u8 = add(v8, v85);
//     let v87: usize = sub(v2, v4);
//     let v88: usize = add(v83, v4);
//     let v89: usize = select(v80, v88, v2);
//     let hash_90: u64 = 'l2: for (v91, hash_92) in carry(v2..v89, hash_71) {
//         let v93: usize = mul(v91, v87);
//         let v94: u8 = cast(v93);
//         let i_95: u8 = add(v86, v94);
//         let v96: u64 = mul(hash_92, v5);
//         let v97: u64 = cast(i_95);
//         let v98: u64 = add(v96, v97);
//         next!('l2, v98)
//     };
//     let v99: bool = le(v11, v12);
//     let v100: i8 = sub(v12, v11);
//     let v101: u8 = cast(v100);
//     let v102: usize = cast(v101);
//     check_step(v13);
//     let v103: usize = div(v102, v13);
//     let v104: usize = add(v103, v4);
//     let v105: usize = select(v99, v104, v2);
//     let hash_106: u64 = 'l3: for (v107, hash_108) in carry(v2..v105, hash_90) {
//         let v109: usize = mul(v107, v13);
//         let v110: i8 = cast(v109);
//         let i_111: i8 = add(v11, v110);
//         let v112: u64 = mul(hash_108, v5);
//         let v113: u64 = cast(i_111);
//         let v114: u64 = add(v112, v113);
//         next!('l3, v114)
//     };
//     let v115: bool = lt(v11, v12);
//     let v116: i8 = sub(v12, v11);
//     let v117: u8 = cast(v116);
//     let v118: usize = cast(v117);
//     let v119: usize = sub(v118, v4);
//     let v120: i8 = cast(v119);
//     let v121: i8 = add(v11, v120);
//     check_step(v14);
//     let v122: usize = div(v119, v14);
//     let v123: usize = sub(v2, v14);
//     let v124: usize = mul(v122, v123);
//     let v125: i8 = cast(v124);
//     let v126: i8 = add(v121, v125);
//     let v127: usize = sub(v2, v123);
//     let v128: usize = add(v122, v4);
//     let v129: usize = select(v115, v128, v2);
//     let hash_130: u64 = 'l4: for (v131, hash_132) in carry(v2..v129, hash_106) {
//         let v133: usize = mul(v131, v127);
//         let v134: i8 = cast(v133);
//         let i_135: i8 = add(v126, v134);
//         let v136: u64 = mul(hash_132, v5);
//         let v137: u64 = cast(i_135);
//         let v138: u64 = add(v136, v137);
//         next!('l4, v138)
//     };
//     let v139: bool = le(v15, v16);
//     let v140: i16 = sub(v16, v15);
//     let v141: u16 = cast(v140);
//     let v142: usize = cast(v141);
//     check_step(v17);
//     let v143: usize = div(v142, v17);
//     let v144: usize = mul(v143, v17);
//     let v145: i16 = cast(v144);
//     let v146: i16 = add(v15, v145);
//     let v147: usize = sub(v2, v17);
//     let v148: usize = add(v143, v4);
//     let v149: usize = select(v139, v148, v2);
//     let hash_150: u64 = 'l5: for (v151, hash_152) in carry(v2..v149, hash_130) {
//         let v153: usize = mul(v151, v147);
//         let v154: i16 = cast(v153);
//         let i_155: i16 = add(v146, v154);
//         let v156: u64 = mul(hash_152, v5);
//         let v157: u64 = cast(i_155);
//         let v158: u64 = add(v156, v157);
//         next!('l5, v158)
//     };
//     let v159: bool = lt(v18, v19);
//     let v160: u16 = sub(v19, v18);
//     let v161: usize = cast(v160);
//     let v162: usize = sub(v161, v4);
//     let v163: u16 = cast(v162);
//     let v164: u16 = add(v18, v163);
//     let v165: u16 = cast(v162);
//     let v166: u16 = sub(v164, v165);
//     let v167: usize = add(v162, v4);
//     let v168: usize = select(v159, v167, v2);
//     let hash_169: u64 = 'l6: for (v170, hash_171) in carry(v2..v168, hash_150) {
//         let v172: u16 = cast(v170);
//         let i_173: u16 = add(v166, v172);
//         let v174: u64 = mul(hash_171, v5);
//         let v175: u64 = cast(i_173);
//         let v176: u64 = add(v174, v175);
//         next!('l6, v176)
//     };
//     let v177: bool = lt(v20, v21);
//     let v178: i32 = sub(v21, v20);
//     let v179: u32 = cast(v178);
//     let v180: usize = cast(v179);
//     let v181: usize = sub(v180, v4);
//     let v182: usize = cast(v22);
//     let v183: usize = shl(v4, v182);
//     check_step(v183);
//     let v184: usize = div(v181, v183);
//     let v185: usize = mul(v184, v183);
//     let v186: i32 = cast(v185);
//     let v187: i32 = add(v20, v186);
//     let v188: usize = sub(v2, v183);
//     let v189: usize = add(v184, v4);
//     let v190: usize = select(v177, v189, v2);
//     let hash_191: u64 = 'l7: for (v192, hash_193) in carry(v2..v190, hash_169) {
//         let v194: usize = mul(v192, v188);
//         let v195: i32 = cast(v194);
//         let i_196: i32 = add(v187, v195);
//         let v197: u64 = mul(hash_193, v5);
//         let v198: u64 = cast(i_196);
//         let v199: u64 = add(v197, v198);
//         next!('l7, v199)
//     };
//     let v200: bool = le(v23, v24);
//     let v201: u32 = sub(v24, v23);
//     let v202: usize = cast(v201);
//     let v203: u32 = cast(v202);
//     let v204: u32 = add(v23, v203);
//     let v205: usize = cast(v25);
//     let v206: usize = shl(v4, v205);
//     check_step(v206);
//     let v207: usize = div(v202, v206);
//     let v208: usize = sub(v2, v206);
//     let v209: usize = add(v207, v4);
//     let v210: usize = select(v200, v209, v2);
//     let hash_211: u64 = 'l8: for (v212, hash_213) in carry(v2..v210, hash_191) {
//         let v214: usize = mul(v212, v208);
//         let v215: u32 = cast(v214);
//         let i_216: u32 = add(v204, v215);
//         let v217: u64 = mul(hash_213, v5);
//         let v218: u64 = cast(i_216);
//         let v219: u64 = add(v217, v218);
//         next!('l8, v219)
//     };
//     let v220: bool = le(v26, v27);
//     let v221: i64 = sub(v27, v26);
//     let v222: u64 = cast(v221);
//     let v223: usize = cast(v222);
//     let v224: usize = cast(v28);
//     let v225: usize = shl(v4, v224);
//     check_step(v225);
//     let v226: usize = div(v223, v225);
//     let v227: usize = select(v220, v2, v4);
//     let v228: usize = select(v220, v226, v2);
//     let hash_229: u64 = 'l9: for (v230, hash_231) in carry(v227..=v228, hash_211) {
//         let v232: usize = mul(v230, v225);
//         let v233: i64 = cast(v232);
//         let i_234: i64 = add(v26, v233);
//         let v235: u64 = mul(hash_231, v5);
//         let v236: u64 = cast(i_234);
//         let v237: u64 = add(v235, v236);
//         next!('l9, v237)
//     };
//     let v238: u64 = sub(v29, v30);
//     let v239: bool = le(v238, v29);
//     let v240: u64 = sub(v29, v238);
//     let v241: usize = cast(v240);
//     let v242: u64 = cast(v241);
//     let v243: u64 = add(v238, v242);
//     let v244: usize = select(v239, v2, v4);
//     let v245: usize = select(v239, v241, v2);
//     let hash_246: u64 = 'l10: for (v247, hash_248) in carry(v244..=v245, hash_229) {
//         let v249: u64 = cast(v247);
//         let i_250: u64 = sub(v243, v249);
//         let v251: u64 = mul(hash_248, v5);
//         let v252: u64 = add(v251, i_250);
//         next!('l10, v252)
//     };
//     let v253: isize = sub(v31, v32);
//     let v254: bool = lt(v253, v31);
//     let v255: isize = sub(v31, v253);
//     let v256: u64 = cast(v255);
//     let v257: usize = cast(v256);
//     let v258: usize = sub(v257, v4);
//     check_step(v33);
//     let v259: usize = div(v258, v33);
//     let v260: usize = mul(v259, v33);
//     let v261: isize = cast(v260);
//     let v262: isize = add(v253, v261);
//     let v263: usize = sub(v2, v33);
//     check_step(v34);
//     let v264: usize = div(v259, v34);
//     let v265: usize = mul(v263, v34);
//     let v266: usize = add(v264, v4);
//     let v267: usize = select(v254, v266, v2);
//     let hash_268: u64 = 'l11: for (v269, hash_270) in carry(v2..v267, hash_246) {
//         let v271: usize = mul(v269, v265);
//         let v272: isize = cast(v271);
//         let i_273: isize = add(v262, v272);
//         let v274: u64 = mul(hash_270, v5);
//         let v275: u64 = cast(i_273);
//         let v276: u64 = add(v274, v275);
//         next!('l11, v276)
//     };
//     let v277: bool = lt(v2, v35);
//     let v278: usize = sub(v35, v2);
//     let v279: usize = sub(v278, v4);
//     let v280: usize = div(v35, v33);
//     check_step(v280);
//     let v281: usize = div(v279, v280);
//     let v282: usize = add(v281, v4);
//     let v283: usize = select(v277, v282, v2);
//     let hash_284: u64 = 'l12: for (v285, hash_286) in carry(v2..v283, hash_268) {
//         let v287: usize = mul(v285, v280);
//         let i_288: usize = add(v2, v287);
//         let v289: u64 = mul(hash_286, v5);
//         let v290: u64 = cast(i_288);
//         let v291: u64 = add(v289, v290);
//         next!('l12, v291)
//     };
//     let v292: bool = lt(v36, v30);
//     let v293: u64 = sub(v30, v36);
//     let v294: usize = cast(v293);
//     let v295: usize = sub(v294, v4);
//     let v296: u64 = cast(v295);
//     let v297: u64 = add(v36, v296);
//     let v298: usize = add(v295, v4);
//     let v299: usize = select(v292, v298, v2);
//     let hash_300: u64 = 'l13: for (v301, hash_302) in carry(v2..v299, hash_284) {
//         let v303: u64 = cast(v301);
//         let i_304: u64 = sub(v297, v303);
//         let v305: u64 = mul(hash_302, v5);
//         let v306: u64 = add(v305, i_304);
//         next!('l13, v306)
//     };
//     let v307: bool = le(v37, v38);
//     let v308: i64 = sub(v38, v37);
//     let v309: u64 = cast(v308);
//     let v310: usize = cast(v309);
//     check_step(v34);
//     let v311: usize = div(v310, v34);
//     let v312: usize = select(v307, v2, v4);
//     let v313: usize = select(v307, v311, v2);
//     let hash_314: u64 = 'l14: for (v315, hash_316) in carry(v312..=v313, hash_300) {
//         let v317: usize = mul(v315, v34);
//         let v318: i64 = cast(v317);
//         let i_319: i64 = add(v37, v318);
//         let v320: u64 = mul(hash_316, v5);
//         let v321: u64 = cast(i_319);
//         let v322: u64 = add(v320, v321);
//         next!('l14, v322)
//     };
//     let v323: bool = lt(v39, v40);
//     let v324: u64 = sub(v40, v39);
//     let v325: usize = cast(v324);
//     let v326: usize = sub(v325, v4);
//     check_step(k_0);
//     let v327: usize = div(v326, k_0);
//     let v328: usize = add(v327, v4);
//     let v329: usize = select(v323, v328, v2);
//     let hash_330: u64 = 'l15: for (v331, hash_332) in carry(v2..v329, hash_314) {
//         let v333: usize = mul(v331, k_0);
//         let v334: u64 = cast(v333);
//         let i_335: u64 = add(v39, v334);
//         let v336: bool = lt(v39, i_335);
//         let v337: u64 = sub(i_335, v39);
//         let v338: usize = cast(v337);
//         let v339: usize = sub(v338, v4);
//         let v340: u64 = cast(v339);
//         let v341: u64 = add(v39, v340);
//         let v342: usize = add(k_0, v4);
//         check_step(v342);
//         let v343: usize = div(v339, v342);
//         let v344: usize = sub(v2, v342);
//         let v345: usize = add(v343, v4);
//         let v346: usize = select(v336, v345, v2);
//         let hash_347: u64 = 'l16: for (v348, hash_349) in carry(v2..v346, hash_332) {
//             let v350: usize = mul(v348, v344);
//             let v351: u64 = cast(v350);
//             let j_352: u64 = add(v341, v351);
//             let v353: bool = eq(j_352, v36);
//             if v353 {
//                 next!('l15, hash_349)
//             }
//             let v354: u64 = mul(hash_349, v5);
//             let v355: u64 = add(v354, j_352);
//             next!('l16, v355)
//         };
//         let v356: u64 = rem(hash_347, v41);
//         let v357: bool = eq(v356, v39);
//         if v357 {
//             break 'l15 hash_347;
//         }
//         next!('l15, hash_347)
//     };
//     return hash_330;
// }
