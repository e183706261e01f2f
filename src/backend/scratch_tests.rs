//! Arrays that programs allocate: their memory, and what is left of it, however a call ends.
//!
//! In: IR texts. Always true: each text runs on the interpreter as it stands, on the interpreter
//! behind the passes, and as machine code, which holds no memory behind a call. Deliberately absent:
//! the order of sums, which is in `tests`.

use metate_lang::ir::parse::parse;
use ndarray::{Array2, ShapeBuilder, array, s};

use super::*;
use crate::plan::{optimized, plan};
use crate::runtime::scratch::live;

/// The interpreter on the text as it stands and behind the passes, and machine code.
fn engines(text: &str) -> [Program; 3] {
    let func = parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let passes = optimized(func.clone());
    let jit =
        Program::compile(&passes, Metering::NONE).unwrap_or_else(|error| panic!("{error}\n{text}"));
    [Program::interpret(plan(func)), Program::interpret(passes), jit]
}

/// The result of each engine, and the most memory that machine code held.
fn run(program: &Program, args: &mut [Arg<'_>]) -> (Result<ResultWords, Halt>, isize) {
    let result = program.call(args, None, None);
    let (now, most) = live::bytes();
    assert_eq!(now, 0, "memory is given back");
    (result, most)
}

/// Adds up `rows` arrays of numbers, each of a length of its own, and looks at what was new.
const ROWS: &str = "fn rows(rows_0: usize, limit_1: usize) -> f64 {
    let v2: usize = 0;
    let v3: usize = 1;
    let v4: f64 = 0.0;
    let v5: f64 = 1.0;
    let sum_6: f64 = 'l0: for (i_7, sum_8) in carry(v2..rows_0, v4) {
        let v9: usize = rem(i_7, limit_1);
        let v10: usize = add(v9, v3);
        let row: Array2<f64> = zeros(v3, v10);
        let v20: usize = extent(row, 1);
        let sum_11: f64 = 'l1: for (j_12, sum_13) in carry(v2..v20, sum_8) {
            let v14: f64 = load(row, v2, j_12);
            let v15: f64 = cast(j_12);
            let v16: f64 = add(v14, v15);
            let v17: f64 = add(v16, v5);
            store(row, v2, j_12, v17);
            let v18: f64 = load(row, v2, j_12);
            let v19: f64 = add(sum_13, v18);
            next!('l1, v19)
        };
        check_bounds(row, 1, limit_1);
        next!('l0, sum_11)
    };
    return sum_6;
}";

#[test]
fn rows_are_zero_and_freed() {
    let text = ROWS.replace("check_bounds(row, 1, limit_1);", "").replace(
        "let v9: usize = rem",
        "check_rem_divisor(limit_1);
        let v9: usize = rem",
    );
    for program in engines(&text) {
        let (result, most) = run(&program, &mut [Arg::from(7usize), Arg::from(3usize)]);
        let words = result.expect("no trap");
        // Rows of 1, 2, 3, 1, 2, 3 and 1 numbers from 1.
        assert_eq!(f64::from_bits(words[0]), 21.0);
        assert!(most == 0 || most == 24, "one row at a time: {most}");
    }
}

#[test]
fn a_trap_gives_memory_back() {
    let text =
        ROWS.replace("let v9: usize = rem", "check_rem_divisor(limit_1);let v9: usize = rem");
    for program in engines(&text) {
        let (result, _) = run(&program, &mut [Arg::from(7usize), Arg::from(3usize)]);
        let Err(Halt::Fault(fault)) = result else { panic!("{result:?}") };
        assert_eq!((fault.first, fault.second), (3, 1));
        let Check::Bounds { array, axis: 1 } = fault.check else { panic!("{fault:?}") };
        assert_eq!(program.array_name(array), "row");
    }
}

/// What no machine has is an error that is no trap, in every engine.
#[test]
fn no_memory_is_told() {
    let text = "fn f(n_0: usize, m_1: usize) -> usize {
        let a: Array1<f32> = zeros(n_0);
        let b: Array2<f64> = zeros(n_0, m_1);
        let v2: usize = extent(b, 1);
        return v2;
    }";
    for program in engines(text) {
        for (n, m, wanted) in [
            (1usize << 40, 1usize << 30, 1 << 42),
            (4, 1 << 60, u64::MAX),
            (4, 1 << 57, 1 << 62),
            (usize::MAX, 1, u64::MAX),
        ] {
            let (result, _) = run(&program, &mut [Arg::from(n), Arg::from(m)]);
            // The first of them may be there.
            let bytes = match result {
                Err(Halt::Memory(bytes)) => bytes,
                other => panic!("{other:?}"),
            };
            assert!(bytes == wanted || n == 1 << 40, "{n}, {m}: {bytes}, not {wanted}");
        }
        let (result, _) = run(&program, &mut [Arg::from(0usize), Arg::from(1usize << 59)]);
        assert_eq!(result.map(|words| words[0]), Ok(1 << 59));
        let (result, _) = run(&program, &mut [Arg::from(0usize), Arg::from(1usize << 60)]);
        assert_eq!(result.map(|words| words[0]), Err(Halt::Memory(1 << 63)));
    }
}

/// Adds to two arrays of different types and ranks, where an index may be out of bounds.
const TWO: &str = "fn two(at: ArrayView1<usize, contiguous>, out: ArrayViewMut2<f64, strided>, \
     other: ArrayViewMut1<f32, contiguous>) -> f64 {
    let v0: usize = 0;
    let v1: usize = 1;
    let third_2: f64 = 0.1;
    let half_3: f32 = 3.7;
    let n_4: usize = extent(at, 0);
    let sum_5: f64 = 'l0: for (i_6, sum_7) in prange(v0..n_4, add(third_2), arrays(add(out), mul(other))) {
        let k_8: usize = load(at, i_6);
        check_bounds(out, 0, k_8);
        check_bounds(out, 1, v1);
        let x_9: f64 = load(out, k_8, v1);
        let y_10: f64 = cast(i_6);
        let z_11: f64 = mul(y_10, third_2);
        let w_12: f64 = add(x_9, z_11);
        store(out, k_8, v1, w_12);
        check_bounds(other, 0, k_8);
        let o_13: f32 = load(other, k_8);
        let p_14: f32 = mul(o_13, half_3);
        store(other, k_8, p_14);
        let sum_15: f64 = add(sum_7, z_11);
        next!('l0, sum_15)
    };
    return sum_5;
}";

/// What two calls left, bit by bit.
fn two(program: &Program, at: &[usize], reversed: bool) -> (Result<u64, (u64, u64)>, Vec<u64>) {
    let mut out = Array2::from_shape_fn((3, 4).f(), |(i, j)| (i * 4 + j) as f64 / 3.0);
    let mut other = array![1.0f32, -0.0, 1e-30];
    let mut view = out.view_mut();
    if reversed {
        view.invert_axis(ndarray::Axis(0));
    }
    let mut args = [Arg::from(at), Arg::from(view.slice_mut(s![.., ..;2])), Arg::from(&mut other)];
    let (result, most) = run(program, &mut args);
    let jit = matches!(program, Program::Jit(_));
    assert_eq!(most > 0, jit && !at.is_empty(), "{most}");
    let result = match result {
        Ok(words) => Ok(words[0]),
        Err(Halt::Fault(fault)) => {
            let Check::Bounds { array, .. } = fault.check else { panic!("{fault:?}") };
            assert_eq!(program.array_name(array), "out");
            Err((fault.first, fault.second))
        }
        other => panic!("{other:?}"),
    };
    let bits = out.iter().map(|x| x.to_bits()).chain(other.iter().map(|x| u64::from(x.to_bits())));
    (result, bits.collect())
}

#[test]
fn arrays_that_are_added_to_stay_as_they_were_after_a_trap() {
    let programs = engines(TWO);
    for length in [0usize, 1, 2, 40, 4095, 4096, 4097, 9000, 70_000] {
        for bad in [None, Some(0), Some(length / 2), Some(length.saturating_sub(1))] {
            let mut at: Vec<usize> = (0..length).map(|i| (i * i + i / 7) % 3).collect();
            if let Some(index) = bad.and_then(|bad| at.get_mut(bad)) {
                *index = 3;
            }
            for reversed in [false, true] {
                let [wanted, passes, jit] = [0, 1, 2].map(|n| two(&programs[n], &at, reversed));
                assert_eq!(passes, wanted, "{length} {bad:?}");
                assert_eq!(jit, wanted, "{length} {bad:?}");
                if at.contains(&3) {
                    assert_eq!(wanted.0, Err((3, 3)));
                    assert_eq!(wanted.1, two(&programs[0], &[3], reversed).1, "as it was");
                }
            }
        }
    }
}

/// A loop in another one, which both add to a parameter; the inner one to its copy.
#[test]
fn copies_of_copies() {
    let text = "fn f(a: ArrayView2<f64, strided>, out: ArrayViewMut1<f64, strided>) -> f64 {
        let v0: usize = 0;
        let n_3: usize = extent(a, 0);
        let m_4: usize = extent(a, 1);
        let z_2: f64 = 0.3;
        let s_5: f64 = 'l0: for (i_6, s_7) in prange(v0..n_3, add(z_2), arrays(add(out))) {
            let s_8: f64 = 'l1: for (j_9, s_10) in prange(v0..m_4, add(s_7), arrays(add(out))) {
                let x_11: f64 = load(a, i_6, j_9);
                check_bounds(out, 0, j_9);
                let v13: f64 = load(out, j_9);
                let v14: f64 = add(v13, x_11);
                store(out, j_9, v14);
                let s_15: f64 = add(s_10, x_11);
                next!('l1, s_15)
            };
            next!('l0, s_8)
        };
        return s_5;
    }";
    let programs = engines(text);
    for (rows, columns, extent) in [(0, 3, 3), (3, 0, 0), (40, 33, 33), (1100, 3, 3), (3, 5, 4)] {
        let a =
            Array2::from_shape_fn((rows, columns), |(i, j)| (i as f64 - 7.0) / (j as f64 + 0.7));
        let outcomes = programs.each_ref().map(|program| {
            let mut out = vec![0.1f64; extent];
            let (result, _) = run(program, &mut [Arg::from(&a), Arg::from(&mut out)]);
            let result = result.map(|words| words[0]).map_err(|halt| match halt {
                Halt::Fault(fault) => (fault.first, fault.second),
                other => panic!("{other:?}"),
            });
            (result, out.iter().map(|x| x.to_bits()).collect::<Vec<_>>())
        });
        assert_eq!(outcomes[1], outcomes[0], "{rows}, {columns}, {extent}");
        assert_eq!(outcomes[2], outcomes[0], "{rows}, {columns}, {extent}");
        assert_eq!(outcomes[0].0.is_err(), extent < columns);
    }
}

/// A body that would stand twice and is too large for it is an error of the compiler.
#[test]
fn a_body_too_large_to_stand_twice_is_refused() {
    let nested = |depth: usize| {
        let mut text = String::from(
            "fn f(n_0: usize, m_9: usize, out: ArrayViewMut1<f64, strided>) {
                check_bounds(out, 0, n_0);\n",
        );
        for level in 0..depth {
            text +=
                &format!("'l{level}: for (i{level},) in prange(n_0..m_9, arrays(add(out))) {{\n");
        }
        text +=
            "let x_1: f64 = load(out, n_0); let x_2: f64 = add(x_1, x_1); store(out, n_0, x_2);\n";
        for level in (0..depth).rev() {
            text += &format!("next!('l{level})\n}}\n");
        }
        Program::compile(&optimized(parse(&(text + "return;\n}")).expect("IR")), Metering::NONE)
    };
    assert!(nested(3).is_ok());
    let refused = nested(30).expect_err("2^30 bodies").to_string();
    assert!(refused.contains("more than 5000 statements"), "{refused}");
}
