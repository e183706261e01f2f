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
        if hash % 13 == 1 {
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
//         if hash % 13_u64 == 1_u64 {
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
//     let v42: u64 = 1;
//     let v43: bool = lt(v2, v3);
//     let v44: usize = sub(v3, v2);
//     let v45: usize = sub(v44, v4);
//     let v46: usize = add(v2, v45);
//     let v47: usize = add(v45, v4);
//     let v48: usize = select(v43, v47, v2);
//     let hash_49: u64 = 'l0: for (v50, hash_51) in carry(v2..v48, v1) {
//         let i_52: usize = sub(v46, v50);
//         let v53: u64 = mul(hash_51, v5);
//         let v54: u64 = cast(i_52);
//         let v55: u64 = add(v53, v54);
//         let v56: bool = gt(i_52, v2);
//         let v57: bool = if v56 {
//             let v58: bool = lt(i_52, v6);
//             v58
//         } else {
//             v7
//         };
//         if v57 {
//             check_bounds(a, 0, i_52);
//             let v59: f64 = load(a, i_52);
//             let v60: usize = sub(i_52, v4);
//             check_bounds(a, 0, v60);
//             let v61: f64 = load(a, v60);
//             let v62: f64 = sub(v59, v61);
//             check_bounds(b, 0, i_52);
//             store(b, i_52, v62);
//         }
//         next!('l0, v55)
//     };
//     let v63: bool = le(v8, v9);
//     let v64: u8 = sub(v9, v8);
//     let v65: usize = cast(v64);
//     let v66: u8 = cast(v65);
//     let v67: u8 = add(v8, v66);
//     check_step(v10);
//     let v68: usize = div(v65, v10);
//     let v69: usize = sub(v2, v10);
//     let v70: usize = add(v68, v4);
//     let v71: usize = select(v63, v70, v2);
//     let hash_72: u64 = 'l1: for (v73, hash_74) in carry(v2..v71, hash_49) {
//         let v75: usize = mul(v73, v69);
//         let v76: u8 = cast(v75);
//         let i_77: u8 = add(v67, v76);
//         let v78: u64 = mul(hash_74, v5);
//         let v79: u64 = cast(i_77);
//         let v80: u64 = add(v78, v79);
//         next!('l1, v80)
//     };
//     let v81: bool = le(v8, v9);
//     let v82: u8 = sub(v9, v8);
//     let v83: usize = cast(v82);
//     check_step(v4);
//     let v84: usize = div(v83, v4);
//     let v85: usize = mul(v84, v4);
//     let v86: u8 = cast(v85);
//     let v87: u8 = add(v8, v86);
//     let v88: usize = sub(v2, v4);
//     let v89: usize = add(v84, v4);
//     let v90: usize = select(v81, v89, v2);
//     let hash_91: u64 = 'l2: for (v92, hash_93) in carry(v2..v90, hash_72) {
//         let v94: usize = mul(v92, v88);
//         let v95: u8 = cast(v94);
//         let i_96: u8 = add(v87, v95);
//         let v97: u64 = mul(hash_93, v5);
//         let v98: u64 = cast(i_96);
//         let v99: u64 = add(v97, v98);
//         next!('l2, v99)
//     };
//     let v100: bool = le(v11, v12);
//     let v101: i8 = sub(v12, v11);
//     let v102: u8 = cast(v101);
//     let v103: usize = cast(v102);
//     check_step(v13);
//     let v104: usize = div(v103, v13);
//     let v105: usize = add(v104, v4);
//     let v106: usize = select(v100, v105, v2);
//     let hash_107: u64 = 'l3: for (v108, hash_109) in carry(v2..v106, hash_91) {
//         let v110: usize = mul(v108, v13);
//         let v111: i8 = cast(v110);
//         let i_112: i8 = add(v11, v111);
//         let v113: u64 = mul(hash_109, v5);
//         let v114: u64 = cast(i_112);
//         let v115: u64 = add(v113, v114);
//         next!('l3, v115)
//     };
//     let v116: bool = lt(v11, v12);
//     let v117: i8 = sub(v12, v11);
//     let v118: u8 = cast(v117);
//     let v119: usize = cast(v118);
//     let v120: usize = sub(v119, v4);
//     let v121: i8 = cast(v120);
//     let v122: i8 = add(v11, v121);
//     check_step(v14);
//     let v123: usize = div(v120, v14);
//     let v124: usize = sub(v2, v14);
//     let v125: usize = mul(v123, v124);
//     let v126: i8 = cast(v125);
//     let v127: i8 = add(v122, v126);
//     let v128: usize = sub(v2, v124);
//     let v129: usize = add(v123, v4);
//     let v130: usize = select(v116, v129, v2);
//     let hash_131: u64 = 'l4: for (v132, hash_133) in carry(v2..v130, hash_107) {
//         let v134: usize = mul(v132, v128);
//         let v135: i8 = cast(v134);
//         let i_136: i8 = add(v127, v135);
//         let v137: u64 = mul(hash_133, v5);
//         let v138: u64 = cast(i_136);
//         let v139: u64 = add(v137, v138);
//         next!('l4, v139)
//     };
//     let v140: bool = le(v15, v16);
//     let v141: i16 = sub(v16, v15);
//     let v142: u16 = cast(v141);
//     let v143: usize = cast(v142);
//     check_step(v17);
//     let v144: usize = div(v143, v17);
//     let v145: usize = mul(v144, v17);
//     let v146: i16 = cast(v145);
//     let v147: i16 = add(v15, v146);
//     let v148: usize = sub(v2, v17);
//     let v149: usize = add(v144, v4);
//     let v150: usize = select(v140, v149, v2);
//     let hash_151: u64 = 'l5: for (v152, hash_153) in carry(v2..v150, hash_131) {
//         let v154: usize = mul(v152, v148);
//         let v155: i16 = cast(v154);
//         let i_156: i16 = add(v147, v155);
//         let v157: u64 = mul(hash_153, v5);
//         let v158: u64 = cast(i_156);
//         let v159: u64 = add(v157, v158);
//         next!('l5, v159)
//     };
//     let v160: bool = lt(v18, v19);
//     let v161: u16 = sub(v19, v18);
//     let v162: usize = cast(v161);
//     let v163: usize = sub(v162, v4);
//     let v164: u16 = cast(v163);
//     let v165: u16 = add(v18, v164);
//     let v166: u16 = cast(v163);
//     let v167: u16 = sub(v165, v166);
//     let v168: usize = add(v163, v4);
//     let v169: usize = select(v160, v168, v2);
//     let hash_170: u64 = 'l6: for (v171, hash_172) in carry(v2..v169, hash_151) {
//         let v173: u16 = cast(v171);
//         let i_174: u16 = add(v167, v173);
//         let v175: u64 = mul(hash_172, v5);
//         let v176: u64 = cast(i_174);
//         let v177: u64 = add(v175, v176);
//         next!('l6, v177)
//     };
//     let v178: bool = lt(v20, v21);
//     let v179: i32 = sub(v21, v20);
//     let v180: u32 = cast(v179);
//     let v181: usize = cast(v180);
//     let v182: usize = sub(v181, v4);
//     let v183: usize = cast(v22);
//     let v184: usize = shl(v4, v183);
//     check_step(v184);
//     let v185: usize = div(v182, v184);
//     let v186: usize = mul(v185, v184);
//     let v187: i32 = cast(v186);
//     let v188: i32 = add(v20, v187);
//     let v189: usize = sub(v2, v184);
//     let v190: usize = add(v185, v4);
//     let v191: usize = select(v178, v190, v2);
//     let hash_192: u64 = 'l7: for (v193, hash_194) in carry(v2..v191, hash_170) {
//         let v195: usize = mul(v193, v189);
//         let v196: i32 = cast(v195);
//         let i_197: i32 = add(v188, v196);
//         let v198: u64 = mul(hash_194, v5);
//         let v199: u64 = cast(i_197);
//         let v200: u64 = add(v198, v199);
//         next!('l7, v200)
//     };
//     let v201: bool = le(v23, v24);
//     let v202: u32 = sub(v24, v23);
//     let v203: usize = cast(v202);
//     let v204: u32 = cast(v203);
//     let v205: u32 = add(v23, v204);
//     let v206: usize = cast(v25);
//     let v207: usize = shl(v4, v206);
//     check_step(v207);
//     let v208: usize = div(v203, v207);
//     let v209: usize = sub(v2, v207);
//     let v210: usize = add(v208, v4);
//     let v211: usize = select(v201, v210, v2);
//     let hash_212: u64 = 'l8: for (v213, hash_214) in carry(v2..v211, hash_192) {
//         let v215: usize = mul(v213, v209);
//         let v216: u32 = cast(v215);
//         let i_217: u32 = add(v205, v216);
//         let v218: u64 = mul(hash_214, v5);
//         let v219: u64 = cast(i_217);
//         let v220: u64 = add(v218, v219);
//         next!('l8, v220)
//     };
//     let v221: bool = le(v26, v27);
//     let v222: i64 = sub(v27, v26);
//     let v223: u64 = cast(v222);
//     let v224: usize = cast(v223);
//     let v225: usize = cast(v28);
//     let v226: usize = shl(v4, v225);
//     check_step(v226);
//     let v227: usize = div(v224, v226);
//     let v228: usize = select(v221, v2, v4);
//     let v229: usize = select(v221, v227, v2);
//     let hash_230: u64 = 'l9: for (v231, hash_232) in carry(v228..=v229, hash_212) {
//         let v233: usize = mul(v231, v226);
//         let v234: i64 = cast(v233);
//         let i_235: i64 = add(v26, v234);
//         let v236: u64 = mul(hash_232, v5);
//         let v237: u64 = cast(i_235);
//         let v238: u64 = add(v236, v237);
//         next!('l9, v238)
//     };
//     let v239: u64 = sub(v29, v30);
//     let v240: bool = le(v239, v29);
//     let v241: u64 = sub(v29, v239);
//     let v242: usize = cast(v241);
//     let v243: u64 = cast(v242);
//     let v244: u64 = add(v239, v243);
//     let v245: usize = select(v240, v2, v4);
//     let v246: usize = select(v240, v242, v2);
//     let hash_247: u64 = 'l10: for (v248, hash_249) in carry(v245..=v246, hash_230) {
//         let v250: u64 = cast(v248);
//         let i_251: u64 = sub(v244, v250);
//         let v252: u64 = mul(hash_249, v5);
//         let v253: u64 = add(v252, i_251);
//         next!('l10, v253)
//     };
//     let v254: isize = sub(v31, v32);
//     let v255: bool = lt(v254, v31);
//     let v256: isize = sub(v31, v254);
//     let v257: u64 = cast(v256);
//     let v258: usize = cast(v257);
//     let v259: usize = sub(v258, v4);
//     check_step(v33);
//     let v260: usize = div(v259, v33);
//     let v261: usize = mul(v260, v33);
//     let v262: isize = cast(v261);
//     let v263: isize = add(v254, v262);
//     let v264: usize = sub(v2, v33);
//     check_step(v34);
//     let v265: usize = div(v260, v34);
//     let v266: usize = mul(v264, v34);
//     let v267: usize = add(v265, v4);
//     let v268: usize = select(v255, v267, v2);
//     let hash_269: u64 = 'l11: for (v270, hash_271) in carry(v2..v268, hash_247) {
//         let v272: usize = mul(v270, v266);
//         let v273: isize = cast(v272);
//         let i_274: isize = add(v263, v273);
//         let v275: u64 = mul(hash_271, v5);
//         let v276: u64 = cast(i_274);
//         let v277: u64 = add(v275, v276);
//         next!('l11, v277)
//     };
//     let v278: bool = lt(v2, v35);
//     let v279: usize = sub(v35, v2);
//     let v280: usize = sub(v279, v4);
//     let v281: usize = div(v35, v33);
//     check_step(v281);
//     let v282: usize = div(v280, v281);
//     let v283: usize = add(v282, v4);
//     let v284: usize = select(v278, v283, v2);
//     let hash_285: u64 = 'l12: for (v286, hash_287) in carry(v2..v284, hash_269) {
//         let v288: usize = mul(v286, v281);
//         let i_289: usize = add(v2, v288);
//         let v290: u64 = mul(hash_287, v5);
//         let v291: u64 = cast(i_289);
//         let v292: u64 = add(v290, v291);
//         next!('l12, v292)
//     };
//     let v293: bool = lt(v36, v30);
//     let v294: u64 = sub(v30, v36);
//     let v295: usize = cast(v294);
//     let v296: usize = sub(v295, v4);
//     let v297: u64 = cast(v296);
//     let v298: u64 = add(v36, v297);
//     let v299: usize = add(v296, v4);
//     let v300: usize = select(v293, v299, v2);
//     let hash_301: u64 = 'l13: for (v302, hash_303) in carry(v2..v300, hash_285) {
//         let v304: u64 = cast(v302);
//         let i_305: u64 = sub(v298, v304);
//         let v306: u64 = mul(hash_303, v5);
//         let v307: u64 = add(v306, i_305);
//         next!('l13, v307)
//     };
//     let v308: bool = le(v37, v38);
//     let v309: i64 = sub(v38, v37);
//     let v310: u64 = cast(v309);
//     let v311: usize = cast(v310);
//     check_step(v34);
//     let v312: usize = div(v311, v34);
//     let v313: usize = select(v308, v2, v4);
//     let v314: usize = select(v308, v312, v2);
//     let hash_315: u64 = 'l14: for (v316, hash_317) in carry(v313..=v314, hash_301) {
//         let v318: usize = mul(v316, v34);
//         let v319: i64 = cast(v318);
//         let i_320: i64 = add(v37, v319);
//         let v321: u64 = mul(hash_317, v5);
//         let v322: u64 = cast(i_320);
//         let v323: u64 = add(v321, v322);
//         next!('l14, v323)
//     };
//     let v324: bool = lt(v39, v40);
//     let v325: u64 = sub(v40, v39);
//     let v326: usize = cast(v325);
//     let v327: usize = sub(v326, v4);
//     check_step(k_0);
//     let v328: usize = div(v327, k_0);
//     let v329: usize = add(v328, v4);
//     let v330: usize = select(v324, v329, v2);
//     let hash_331: u64 = 'l15: for (v332, hash_333) in carry(v2..v330, hash_315) {
//         let v334: usize = mul(v332, k_0);
//         let v335: u64 = cast(v334);
//         let i_336: u64 = add(v39, v335);
//         let v337: bool = lt(v39, i_336);
//         let v338: u64 = sub(i_336, v39);
//         let v339: usize = cast(v338);
//         let v340: usize = sub(v339, v4);
//         let v341: u64 = cast(v340);
//         let v342: u64 = add(v39, v341);
//         let v343: usize = add(k_0, v4);
//         check_step(v343);
//         let v344: usize = div(v340, v343);
//         let v345: usize = sub(v2, v343);
//         let v346: usize = add(v344, v4);
//         let v347: usize = select(v337, v346, v2);
//         let hash_348: u64 = 'l16: for (v349, hash_350) in carry(v2..v347, hash_333) {
//             let v351: usize = mul(v349, v345);
//             let v352: u64 = cast(v351);
//             let j_353: u64 = add(v342, v352);
//             let v354: bool = eq(j_353, v36);
//             if v354 {
//                 next!('l15, hash_350)
//             }
//             let v355: u64 = mul(hash_350, v5);
//             let v356: u64 = add(v355, j_353);
//             next!('l16, v356)
//         };
//         let v357: u64 = rem(hash_348, v41);
//         let v358: bool = eq(v357, v42);
//         if v358 {
//             break 'l15 hash_348;
//         }
//         next!('l15, hash_348)
//     };
//     return hash_331;
// }
