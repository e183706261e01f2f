//! Parallel loops: every engine against the order of sums and products, written down anew here.
//!
//! In: IR texts and data of many lengths. Always true: an expectation comes from `in_order`,
//! which knows nothing of the engines, or from plain Rust; results agree bit by bit. Each text
//! runs on the interpreter as it stands, with its loops written out and so that they fork, and as
//! machine code of both, on several threads where it forks. Deliberately absent: lengths that take long on the interpreter; they run as
//! machine code only.

use metate_lang::ir::{self, Check};
use metate_lang::ty::Scalar;
use metate_lang::value::{Element, Value};

use super::*;
use crate::pass;
use crate::plan::{Plan, plan};

/// The plan with its parallel loops written out, and nothing else done to it.
fn written_out(written: Plan) -> Plan {
    let mut func = written.func().clone();
    pass::reduce(&mut func);
    plan(func)
}

/// Numbers of many magnitudes and both signs, the same in every run.
fn numbers(count: usize) -> Vec<f64> {
    let mut state = 0x9E37_79B9_7F4A_7C15u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let power = (state % 21) as i32 - 10;
        (state as i64 as f64) / (1u64 << 63) as f64 * f64::powi(2.0, power)
    };
    (0..count).map(|_| next()).collect()
}

/// How a sum, product or extremum is made.
struct Rule<T> {
    op: fn(T, T) -> T,
    /// What accumulators start from.
    neutral: T,
    /// How many there are.
    lanes: usize,
    /// What the length of a chunk is a multiple of, if the body has no loop.
    multiple: usize,
    nested: bool,
}

impl<T: Copy> Rule<T> {
    fn chunk(&self, n: usize) -> usize {
        let share = n.div_ceil(1024);
        if self.nested {
            return share.max(1);
        }
        let least = share.max(4096);
        least + (self.multiple - least % self.multiple) % self.multiple
    }

    fn partial(&self, chunk: &[T]) -> T {
        let mut lanes = vec![self.neutral; self.lanes];
        for (j, &x) in chunk.iter().enumerate() {
            lanes[j % self.lanes] = (self.op)(lanes[j % self.lanes], x);
        }
        while lanes.len() > 1 {
            let (low, high) = lanes.split_at(lanes.len() / 2);
            lanes = low.iter().zip(high).map(|(&a, &b)| (self.op)(a, b)).collect();
        }
        lanes[0]
    }

    fn tree(&self, parts: &[T]) -> T {
        match parts {
            [part] => *part,
            _ => {
                let pairs = parts.chunks(2).map(|pair| match *pair {
                    [a, b] => (self.op)(a, b),
                    _ => pair[0],
                });
                self.tree(&pairs.collect::<Vec<_>>())
            }
        }
    }

    fn in_order(&self, initial: T, all: &[T]) -> T {
        if all.is_empty() {
            return initial;
        }
        let parts: Vec<T> =
            all.chunks(self.chunk(all.len())).map(|chunk| self.partial(chunk)).collect();
        (self.op)(initial, self.tree(&parts))
    }
}

/// The same for several threads.
fn forked(written: Plan) -> Plan {
    let mut func = written.func().clone();
    pass::fork(&mut func, 1);
    plan(func)
}

/// The interpreter on the text as it stands, with its loops written out and for several threads, and
/// machine code of both.
fn engines(text: &str) -> [Program; 5] {
    let func = ir::parse::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let direct = plan(func);
    let [out, forked] = [written_out(direct.clone()), forked(direct.clone())];
    let [jit, threads] = [&out, &forked].map(|plan| {
        Program::compile(plan, Metering::NONE).unwrap_or_else(|error| panic!("{error}\n{text}"))
    });
    let [direct, out, forked] = [direct, out, forked].map(Program::interpret);
    [direct, out, forked, jit, threads]
}

fn lengths(lanes: usize) -> [usize; 11] {
    [0, 1, 2, lanes - 1, lanes, lanes + 1, 1025, 4095, 4096, 4097, 8193]
}

fn many(_lanes: usize) -> [usize; 1] {
    [100_000]
}

fn bits<T: Element>(program: &Program, args: &mut [Arg<'_>]) -> u64 {
    let value = program.run(args).expect("no trap").expect("a result");
    assert_eq!(value.scalar(), T::SCALAR);
    value.bits()
}

/// `OP` of all elements of `a`, each tripled by a loop in the nested one.
fn reduction(ty: Scalar, op: &str, nested: bool) -> String {
    let tripled = "let two_6: usize = 2;
        let x_5: T = 'l1: for (j_7, x_8) in carry(v0..two_6, x_4) {
            let x_9: T = add(x_8, x_4);
            next!('l1, x_9)
        };";
    let plain = "let x_5: T = add(x_4, zero_10);";
    "fn reduction(a: ArrayView1<T, contiguous>, init_2: T) -> T {
        let v0: usize = 0;
        let zero_10: T = -0.0;
        let v1: usize = extent(a, 0);
        let sum_11: T = 'l0: for (i_3, sum_12) in prange(v0..v1, OP(init_2)) {
            check_bounds(a, 0, i_3);
            let x_4: T = load(a, i_3);
            BODY
            let sum_13: T = OP(sum_12, x_5);
            next!('l0, sum_13)
        };
        return sum_11;
    }"
    .replace("BODY", if nested { tripled } else { plain })
    .replace("OP", op)
    .replace("<T", &format!("<{ty}"))
    .replace(" T", &format!(" {ty}"))
}

/// Reductions by one operation, over all lengths, on every engine.
macro_rules! check_reductions {
    ($t:ty, $name:literal, $op:expr, $neutral:expr, $initial:expr, $lengths:expr, $engines:expr) => {
        for nested in [false, true] {
            let programs = engines(&reduction(<$t>::SCALAR, $name, nested));
            let lanes = 256 / size_of::<$t>();
            let (op, initial): (fn($t, $t) -> $t, $t) = ($op, $initial);
            let rule = Rule { op, neutral: $neutral, lanes, multiple: lanes, nested };
            for length in $lengths(lanes) {
                let factor = |x: f64| if $name == "mul" { 1.0 + x / 1e5 } else { x };
                let a: Vec<$t> = numbers(length).iter().map(|&x| factor(x) as $t).collect();
                let seen: Vec<$t> =
                    a.iter().map(|&x| if nested { x + x + x } else { x + -0.0 }).collect();
                let wanted = rule.in_order(initial, &seen).to_value().bits();
                for program in programs.iter().skip(programs.len() - $engines) {
                    let mut args = [Arg::from(&a), Arg::from(initial)];
                    let got = bits::<$t>(program, &mut args);
                    assert_eq!(got, wanted, "{} of {length}, nested: {nested}", $name);
                }
            }
        }
    };
}

#[test]
fn sums_and_products_have_their_order() {
    check_reductions!(f64, "add", |a, b| a + b, -0.0, 0.1, lengths, 5);
    check_reductions!(f32, "add", |a, b| a + b, -0.0, -0.0, lengths, 5);
    check_reductions!(f64, "mul", |a, b| a * b, 1.0, -3.0, lengths, 5);
    check_reductions!(f32, "mul", |a, b| a * b, 1.0, 0.7, lengths, 5);
    check_reductions!(f64, "add", |a, b| a + b, -0.0, 0.1, many, 5);
    check_reductions!(f32, "mul", |a, b| a * b, 1.0, 0.7, many, 2);
}

#[test]
fn extrema_start_from_the_initial_value() {
    check_reductions!(f64, "min", f64::min, 0.25, 0.25, lengths, 5);
    check_reductions!(f32, "max", f32::max, -1e30, -1e30, lengths, 5);
    check_reductions!(f32, "min", f32::min, f32::INFINITY, f32::INFINITY, lengths, 5);
}

#[test]
fn long_loops_have_1024_chunks() {
    let long = |lanes: usize| [4096 * 1024 + 16 * lanes + 1];
    check_reductions!(f64, "add", |a, b| a + b, -0.0, 0.1, long, 2);
    check_reductions!(f32, "add", |a, b| a + b, -0.0, 0.1, long, 2);
}

#[test]
fn an_empty_sum_keeps_the_sign_of_its_zero() {
    for program in engines(&reduction(Scalar::F64, "add", false)) {
        for (elements, wanted) in [(vec![], -0.0), (vec![-0.0f64], -0.0), (vec![0.0], 0.0)] {
            let mut args = [Arg::from(&elements), Arg::from(-0.0)];
            assert_eq!(bits::<f64>(&program, &mut args), f64::to_bits(wanted));
        }
    }
}

/// Sums of two types, an extremum with its place, a count and a histogram, in a body that goes
/// on from several places.
const STATISTICS: &str = "fn statistics(a: ArrayView1<f64, contiguous>, \
     hist: ArrayViewMut1<u32, contiguous>, out: ArrayViewMut1<f64, contiguous>) -> usize {
    let v0: usize = 0;
    let v1: usize = 1;
    let two_2: usize = 2;
    let three_3: usize = 3;
    let n_4: usize = extent(a, 0);
    let zero_5: f64 = 0.0;
    let half_6: f32 = 0.5;
    let far_7: f64 = f64::INFINITY;
    let no_8: i32 = 0;
    let step_9: i32 = 1;
    let small_10: f64 = 0.001;
    let one_34: u32 = 1;
    let (sum_11, single_12, best_13, at_14, count_15): (f64, f32, f64, usize, i32) = \
     'l0: for (i_16, sum_17, single_18, best_19, at_20, count_21) in prange(v0..n_4, add(zero_5), \
     add(half_6), best_lt(far_7), with(2, v0), add(no_8), arrays(add(hist))) {
        check_bounds(a, 0, i_16);
        let x_22: f64 = load(a, i_16);
        let v23: f64 = abs(x_22);
        let v24: bool = lt(v23, small_10);
        if v24 {
            next!('l0, sum_17, single_18, best_19, at_20, count_21)
        }
        let sum_25: f64 = sub(sum_17, x_22);
        let v26: f32 = cast(x_22);
        let single_27: f32 = add(single_18, v26);
        let v28: usize = rem(i_16, three_3);
        let v29: u32 = load(hist, v28);
        let v30: u32 = add(v29, one_34);
        store(hist, v28, v30);
        let count_31: i32 = add(count_21, step_9);
        let v32: bool = lt(x_22, best_19);
        let (best_35, at_36): (f64, usize) = if v32 {
            (x_22, i_16)
        } else {
            next!('l0, sum_25, single_27, best_19, at_20, count_31)
        };
        next!('l0, sum_25, single_27, best_35, at_36, count_31)
    };
    store(out, v0, sum_11);
    let v40: f64 = cast(single_12);
    store(out, v1, v40);
    store(out, two_2, best_13);
    let v41: f64 = cast(count_15);
    store(out, three_3, v41);
    return at_14;
}";

#[test]
fn reductions_of_several_kinds_share_a_loop() {
    let programs = engines(STATISTICS);
    for length in [0, 1, 31, 33, 64, 65, 4096, 4097, 13_000] {
        let mut a = numbers(length);
        // Equal extrema: the first wins.
        if length > 64 {
            (a[40], a[63]) = (-5000.0, -5000.0);
        }
        let counted = |x: f64| x.abs() >= 0.001;
        let zero_where_skipped =
            |f: fn(f64) -> f64| a.iter().map(|&x| if counted(x) { f(x) } else { -0.0 }).collect();
        let (sums, singles): (Vec<f64>, Vec<f64>) =
            (zero_where_skipped(|x| -x), zero_where_skipped(|x| x));
        let singles: Vec<f32> = singles.into_iter().map(|x| x as f32).collect();
        let wide: Rule<f64> =
            Rule { op: |a, b| a + b, neutral: -0.0, lanes: 32, multiple: 64, nested: false };
        let narrow: Rule<f32> =
            Rule { op: |a, b| a + b, neutral: -0.0, lanes: 64, multiple: 64, nested: false };
        let (mut best, mut at, mut count, mut hist) = (f64::INFINITY, 0, 0, vec![7u32, 8, 9]);
        for (i, &x) in a.iter().enumerate().filter(|&(_, &x)| counted(x)) {
            count += 1;
            hist[i % 3] += 1;
            if x < best {
                (best, at) = (x, i);
            }
        }
        let single = f64::from(narrow.in_order(0.5, &singles));
        let wanted = [wide.in_order(0.0, &sums), single, best, f64::from(count)].map(f64::to_bits);
        for program in &programs {
            let (mut seen, mut out) = (vec![7u32, 8, 9], vec![0.0; 4]);
            let mut args = [Arg::from(&a), Arg::from(&mut seen), Arg::from(&mut out)];
            assert_eq!(bits::<usize>(program, &mut args), at as u64, "{length}");
            assert_eq!((out.map_bits(), &seen), (wanted.to_vec(), &hist), "{length}");
        }
    }
}

trait MapBits {
    fn map_bits(&self) -> Vec<u64>;
}

impl MapBits for Vec<f64> {
    fn map_bits(&self) -> Vec<u64> {
        self.iter().map(|x| x.to_bits()).collect()
    }
}

/// Ranges of every integer type, at both of its ends; the chunk length is 4096.
#[test]
fn ranges_of_every_type_are_cut() {
    for &ty in Scalar::ALL.iter().filter(|ty| ty.is_int()) {
        let text = |range: &str| {
            format!(
                "fn f(lo_0: {ty}, hi_1: {ty}) -> f64 {{
                    let v2: f64 = 0.1;
                    let v3: f64 = 'l0: for (i_4, v5) in prange({range}, add(v2)) {{
                        let v6: f64 = cast(i_4);
                        let v7: f64 = sqrt(v6);
                        let v8: bool = is_nan(v7);
                        let v9: f64 = select(v8, v6, v7);
                        let v10: f64 = add(v5, v9);
                        next!('l0, v10)
                    }};
                    return v3;
                }}"
            )
        };
        let rule: Rule<f64> =
            Rule { op: |a, b| a + b, neutral: -0.0, lanes: 32, multiple: 32, nested: false };
        let width = ty.bits();
        let max = if ty.is_signed() { (1i128 << (width - 1)) - 1 } else { (1i128 << width) - 1 };
        let min = if ty.is_signed() { -max - 1 } else { 0 };
        let far = (max - min).min(4200);
        let limits = [(min, min), (min, min + far), (max - far, max), (max, min), (max, max)];
        for (range, inclusive) in [("lo_0..hi_1", 0), ("lo_0..=hi_1", 1)] {
            for program in engines(&text(range)) {
                for (lo, hi) in limits {
                    let items = lo..hi + inclusive;
                    let seen: Vec<f64> = items
                        .map(|i| i as f64)
                        .map(|i| if i < 0.0 { i } else { i.sqrt() })
                        .collect();
                    let wanted = rule.in_order(0.1, &seen).to_bits();
                    let int = |number| Value::from_int(ty, number).expect("in range");
                    let mut args = [Arg::Scalar(int(lo)), Arg::Scalar(int(hi))];
                    let got = bits::<f64>(&program, &mut args);
                    assert_eq!(got, wanted, "{range} of {ty}: {lo}, {hi}");
                }
            }
        }
    }
}

/// The longest range there is, and the first trap in its order.
#[test]
fn the_first_trap_is_found() {
    let text = "fn f(a: ArrayView1<f64, contiguous>, out: ArrayViewMut1<f64, contiguous>, \
         lo_0: u64, hi_1: u64) -> f64 {
        let v2: f64 = 0.1;
        let v3: f64 = 'l0: for (i_4, v5) in prange(lo_0..=hi_1, add(v2)) {
            let v6: usize = cast(i_4);
            check_bounds(a, 0, v6);
            let v7: f64 = load(a, v6);
            check_bounds(out, 0, v6);
            store(out, v6, v7);
            let v8: f64 = add(v5, v7);
            next!('l0, v8)
        };
        return v3;
    }";
    let a = numbers(5000);
    for (out_length, array) in [(6000, "a"), (4500, "out")] {
        for program in engines(text) {
            let mut out = vec![0.0; out_length];
            let limits = [Arg::from(0u64), Arg::from(u64::MAX)];
            let mut args: Vec<Arg<'_>> = vec![Arg::from(&a), Arg::from(&mut out)];
            args.extend(limits);
            let fault = program.run(&mut args).expect_err("it runs out of the arrays");
            let Check::Bounds { array: found, axis: 0 } = fault.check else { panic!("{fault:?}") };
            assert_eq!(program.array_name(found), array);
            let first = a.len().min(out_length);
            assert_eq!((fault.first, fault.second), (first as u64, first as u64));
            assert_eq!(out[..first], a[..first]);
        }
    }
}

/// Sums of floats in the elements of an array; `MEMORY` declares a local one.
fn heat(local: bool) -> String {
    let text = "fn heat(a: ArrayView1<f32, contiguous>, out: ArrayViewMut1<f32, contiguous>) {
        MEMORY
        let v0: usize = 0;
        let v1: usize = 3;
        let n_2: usize = extent(a, 0);
        COPYIN
        'l0: for (i_3,) in prange(v0..n_2, arrays(add(HEAT))) {
            check_bounds(a, 0, i_3);
            let x_4: f32 = load(a, i_3);
            let v5: usize = rem(i_3, v1);
            check_bounds(HEAT, 0, v5);
            let v6: f32 = load(HEAT, v5);
            let v7: f32 = add(v6, x_4);
            store(HEAT, v5, v7);
            next!('l0)
        }
        COPYOUT
        return;
    }";
    let copy = |from: &str, to: &str, label: usize| {
        let v = 10 * label;
        format!(
            "'l{label}: for (i_{v},) in carry(v0..v1) {{
                let v{}: f32 = load({from}, i_{v});
                store({to}, i_{v}, v{});
                next!('l{label})
            }}",
            v + 1,
            v + 1
        )
    };
    let (memory, copy_in, copy_out) = match local {
        true => ("let k: [f32; 3];", copy("out", "k", 1), copy("k", "out", 2)),
        false => ("", String::new(), String::new()),
    };
    text.replace("MEMORY", memory)
        .replace("COPYIN", &copy_in)
        .replace("COPYOUT", &copy_out)
        .replace("HEAT", if local { "k" } else { "out" })
}

/// What `heat` does: at most 16 copies, each for a run of chunks, merged in order.
fn heated(a: &[f32], out: &mut [f32; 3]) {
    let rule: Rule<f32> =
        Rule { op: |a, b| a + b, neutral: -0.0, lanes: 64, multiple: 64, nested: false };
    let chunk = rule.chunk(a.len());
    let count = a.len().div_ceil(chunk);
    let copies = count.min(16);
    for p in 0..copies {
        let run = p * count / copies * chunk..a.len().min((p + 1) * count / copies * chunk);
        let mut copy = [-0.0f32; 3];
        run.for_each(|i| copy[i % 3] += a[i]);
        out.iter_mut().zip(copy).for_each(|(out, copy)| *out += copy);
    }
}

#[test]
fn floats_in_arrays_are_summed_in_copies() {
    let (local, parameter) = (engines(&heat(true)), engines(&heat(false)));
    for length in [0, 1, 4096, 4097, 70_000] {
        let a: Vec<f32> = numbers(length).iter().map(|&x| x as f32).collect();
        let start = [0.1f32, -0.0, 1e4];
        let mut wanted = start;
        heated(&a, &mut wanted);
        for program in local.iter().chain(&parameter) {
            let mut out = start.to_vec();
            program.run(&mut [Arg::from(&a), Arg::from(&mut out)]).expect("no trap");
            let bits = |all: &[f32]| all.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
            assert_eq!(bits(&out), bits(&wanted), "{length}");
        }
    }
}

/// Above 64 MiB of copies there are none.
#[test]
fn floats_in_large_arrays_are_summed_in_order() {
    let programs = engines(&heat(false));
    let a = [1.0f32, 0.0, 0.0, 1.0, 0.0, 0.0];
    for (length, wanted) in [(3, 16_777_218.0), ((1 << 24) + 1, 16_777_216.0)] {
        for program in &programs {
            let mut out = vec![0.0f32; length];
            out[0] = 16_777_216.0;
            program.run(&mut [Arg::from(&a), Arg::from(&mut out)]).expect("no trap");
            assert_eq!(out[0], wanted, "with {length} elements");
        }
    }
}

/// A parallel loop in another one, which reduce into the same variable and the same array.
#[test]
fn parallel_loops_nest() {
    let text = "fn f(a: ArrayView2<f64, strided>, out: ArrayViewMut1<f64, contiguous>) -> f64 {
        let k: [f64; 2];
        let v0: usize = 0;
        let v1: usize = 2;
        let z_2: f64 = 0.3;
        let w_30: usize = 1;
        let n_3: usize = extent(a, 0);
        let m_4: usize = extent(a, 1);
        store(k, v0, z_2);
        store(k, w_30, z_2);
        let s_5: f64 = 'l0: for (i_6, s_7) in prange(v0..n_3, add(z_2), arrays(add(k))) {
            let s_8: f64 = 'l1: for (j_9, s_10) in prange(v0..m_4, add(s_7), arrays(add(k))) {
                let x_11: f64 = load(a, i_6, j_9);
                let v12: usize = rem(j_9, v1);
                let v13: f64 = load(k, v12);
                let v14: f64 = add(v13, x_11);
                store(k, v12, v14);
                let s_15: f64 = add(s_10, x_11);
                next!('l1, s_15)
            };
            next!('l0, s_8)
        };
        'l2: for (i_20,) in prange(v0..v1) {
            let v21: f64 = load(k, i_20);
            store(out, i_20, v21);
            next!('l2)
        }
        return s_5;
    }";
    let programs = engines(text);
    let add: fn(f64, f64) -> f64 = |a, b| a + b;
    let inner = Rule { op: add, neutral: -0.0, lanes: 32, multiple: 32, nested: false };
    for (rows, columns) in [(0, 3), (1, 1), (2, 4100), (40, 33), (1100, 3)] {
        let a = ndarray::Array2::from_shape_vec((rows, columns), numbers(rows * columns));
        let a = a.expect("the number of elements");
        // Iterations of the outer loop are chunks of one or more, each in its accumulators.
        let chunk = rows.div_ceil(1024).max(1);
        let outer = Rule { op: add, neutral: -0.0, lanes: 32, multiple: 32, nested: true };
        let mut parts = Vec::new();
        for first in (0..rows).step_by(chunk) {
            let mut lanes = vec![-0.0; 32];
            for i in first..rows.min(first + chunk) {
                let row = a.row(i).to_vec();
                lanes[i - first] = inner.in_order(lanes[i - first], &row);
            }
            parts.push(outer.partial(&lanes));
        }
        let wanted = if rows == 0 { 0.3 } else { 0.3 + outer.tree(&parts) };
        let mut seen = Vec::new();
        for program in &programs {
            let mut out = vec![0.0; 2];
            let got = bits::<f64>(program, &mut [Arg::from(&a), Arg::from(&mut out)]);
            assert_eq!(got, wanted.to_bits(), "{rows}, {columns}");
            seen.push(out.map_bits());
        }
        assert!(seen.iter().all(|out| *out == seen[0]), "{rows}, {columns}: {seen:?}");
    }
}

/// Accumulators lie on the stack: loops share them, but one loop can ask for too many.
#[test]
fn partial_results_do_not_fill_the_stack() {
    let one_after_the_other = |count: usize, sums: usize| {
        let name = |letter: char, loop_number: usize| {
            let names = (0..sums).map(|n| format!("{letter}_{}", loop_number * sums + n));
            names.collect::<Vec<_>>().join(", ")
        };
        let mut text = String::from("fn f(n_0: usize, x_1: f64) {\n");
        for number in 0..count {
            let (results, inner) = (name('r', 3 * number), name('s', 3 * number + 1));
            let results = if sums == 1 { results } else { format!("({results})") };
            let types = vec!["f64"; sums].join(", ");
            let types = if sums == 1 { types } else { format!("({types})") };
            let reductions = vec!["add(x_1)"; sums].join(", ");
            text += &format!(
                "let {results}: {types} = 'l{number}: for (i{number}, {inner}) \
                 in prange(n_0..n_0, {reductions}) {{ next!('l{number}, {inner}) }};\n"
            );
        }
        let func = ir::parse::parse(&(text + "return;\n}")).expect("IR");
        Program::compile(&written_out(plan(func)), Metering::NONE)
    };
    assert!(one_after_the_other(500, 1).is_ok());
    // What finds no room on the stack is allocated, but what is kept of that is there, too.
    let program = one_after_the_other(1, 385).expect("some are allocated");
    program.run(&mut [Arg::from(3usize), Arg::from(1.5)]).expect("no trap");
    let refused = one_after_the_other(1, 2500).expect_err("too many").to_string();
    assert!(refused.contains("of the stack, more than 196608"), "{refused}");
}
