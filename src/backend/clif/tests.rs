//! Machine code against the definition: operations against `eval`, kernels against the
//! interpreter.
//!
//! In: tables of values and IR texts. Always true: an expectation comes from
//! [`metate_lang::eval`] or from the interpreter, never from machine code; results agree bit by
//! bit, except that one NaN is like another.

use std::num::NonZero;

use metate_lang::eval::eval;
use metate_lang::ir::{self, Check};
use metate_lang::op::{Op, Shape};
use metate_lang::source::SourceLines;
use metate_lang::ty::{Layout, Scalar};
use metate_lang::util::stack::with_large_stack;
use metate_lang::value::{Element, Value};
use ndarray::{Array2, s};

use super::*;
use crate::args::Arg;
use crate::backend::{Fault, Halt, JitProgram, Program};
use crate::plan::plan;
use crate::runtime::threads::Crew;

impl Program {
    /// The first result, without interrupts, for tests; what forks does so on three threads.
    pub(crate) fn run(&self, args: &mut [Arg<'_>]) -> Result<Option<Value>, Fault> {
        let results = match self {
            Program::Interpreter(plan) => plan.func().results.as_slice(),
            Program::Jit(program) => program.code.results(),
            Program::Gpu(program) => program.offload().func.results.as_slice(),
        };
        let crew = Crew::new(NonZero::new(3)).expect("the system has threads").eager();
        match self.call(args, None, Some(&crew)) {
            Ok(words) => Ok(results.first().map(|&ty| Value::from_bits(ty, words[0]))),
            Err(Halt::Fault(fault)) => Err(fault),
            Err(halt) => unreachable!("nothing interrupts: {halt:?}"),
        }
    }
}

fn func(text: &str) -> ir::Func {
    ir::parse::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn read(text: &str) -> Plan {
    plan(func(text))
}

fn program(text: &str) -> Program {
    Program::compile(&read(text), Metering::NONE).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// Bits in no particular order, the same in every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
}

/// Values at which operations of this type change their behaviour, and some others.
fn values(scalar: Scalar) -> Vec<Value> {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let mut values = match scalar {
        Scalar::Bool => return vec![Value::Bool(false), Value::Bool(true)],
        Scalar::F32 => floats().map(|v| Value::F32(v as f32)).to_vec(),
        Scalar::F64 => floats().map(Value::F64).to_vec(),
        _ => {
            let bits = u64::from(scalar.bits());
            let max = u64::MAX >> (64 - bits);
            let corners = [0, 1, 2, 3, 7, 31, 100, bits - 1, bits, max / 2, max / 2 + 1];
            let down = corners.map(|v| Value::from_bits(scalar, v.wrapping_neg()));
            corners.map(|v| Value::from_bits(scalar, v)).into_iter().chain(down).collect()
        }
    };
    values
        .extend([random.next(), random.next(), random.next()].map(|v| Value::from_bits(scalar, v)));
    if scalar == Scalar::F32 {
        let own =
            [f32::MIN_POSITIVE, -1e-45, 1e-45, f32::MAX, 0.499_999_97, 8_388_607.5, -1.1754942e-38];
        values.extend(own.map(Value::F32));
    }
    values
}

fn floats() -> [f64; 46] {
    [
        0.0,
        -0.0,
        1.0,
        -1.0,
        0.5,
        -0.5,
        1.5,
        -1.5,
        2.5,
        -3.5,
        0.3,
        -0.7,
        0.499_999_999_999_999_94,
        -0.499_999_999_999_999_94,
        7.25,
        100.0,
        127.0,
        127.9,
        128.0,
        -128.9,
        -129.0,
        255.5,
        256.0,
        32_768.0,
        -32_769.0,
        65_535.9,
        65_536.0,
        2_147_483_647.5,
        2_147_483_648.0,
        -2_147_483_649.0,
        4_294_967_295.5,
        4_294_967_296.0,
        4_503_599_627_370_495.5,
        9_007_199_254_740_993.0,
        9.223_372_036_854_775e18,
        -9.223_372_036_854_776e18,
        1.844_674_407_370_955e19,
        1.844_674_407_370_955_2e19,
        1e300,
        f64::MAX,
        f64::MIN_POSITIVE,
        5e-324,
        -2e-310,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NAN,
    ]
}

/// Every combination of operand and result types that the operation accepts.
fn signatures(op: Op) -> Vec<(Vec<Scalar>, Scalar)> {
    let mut all = Vec::new();
    for &t in Scalar::ALL {
        for &result in Scalar::ALL {
            let operands = match op.row().shape {
                Shape::Cast => vec![t],
                _ => (0..op.arity()).map(|number| op.operand(t, number)).collect(),
            };
            if op.accepts(&operands, result) {
                all.push((operands, result));
            }
        }
    }
    all
}

/// A kernel that applies `op` to parameters, or to constants where there are any.
fn kernel(op: Op, operands: &[Scalar], result: Scalar, constants: &[Option<Value>]) -> String {
    let mut params = Vec::new();
    let mut body = String::new();
    for (number, ty) in operands.iter().enumerate() {
        match constants.get(number).copied().flatten() {
            Some(value) => body += &format!("let x{number}: {ty} = {value};\n"),
            None => params.push(format!("x{number}: {ty}")),
        }
    }
    let name = op.row().name;
    let args: Vec<String> = (0..operands.len()).map(|number| format!("x{number}")).collect();
    for check in Check::before(op, operands[0]) {
        body += &format!("{}({});\n", check.name(), check.operands(&args).join(", "));
    }
    let (params, args) = (params.join(", "), args.join(", "));
    format!(
        "fn t({params}) -> {result} {{\n{body}let r9: {result} = {name}({args});\nreturn r9;\n}}"
    )
}

/// The kernel with these values in place of its first constants: reading it anew for each of
/// thousands of values would take most of the time.
fn with_constants(func: &mut ir::Func, values: &[Value]) -> Program {
    for (stmt, new) in func.body.stmts.iter_mut().zip(values) {
        match &mut stmt.kind {
            ir::StmtKind::Const { value, .. } => *value = *new,
            other => panic!("{other:?} is not a constant"),
        }
    }
    Program::compile(&plan(func.clone()), Metering::NONE).unwrap_or_else(|error| panic!("{error}"))
}

/// What the kernel must do: the result, or the check that fails with its operands.
fn expected(op: Op, args: &[Value], result: Scalar) -> Result<Value, (Check, u64, u64)> {
    let scalar = args[0].scalar();
    for &check in Check::before(op, scalar) {
        let int = |value: &Value| value.as_int().expect("integers");
        match (check, check.operands(args)) {
            (Check::Divisor | Check::RemDivisor, [y]) if int(y) == 0 => return Err((check, 0, 0)),
            (Check::Quotient | Check::RemQuotient, [x, y])
                if Value::from_int(scalar, int(x) / int(y)).is_none() =>
            {
                return Err((check, int(x) as u64, int(y) as u64));
            }
            (Check::Clamp, [low, high]) if !Check::limits_hold(*low, *high) => {
                return Err((check, 0, 0));
            }
            _ => {}
        }
    }
    Ok(eval(op, args, result))
}

fn compare(op: Op, program: &Program, passed: &[Value], args: &[Value], result: Scalar) {
    let mut call: Vec<Arg<'_>> = passed.iter().map(|&value| Arg::Scalar(value)).collect();
    let got = program.run(&mut call);
    match (got, expected(op, args, result)) {
        (Ok(Some(got)), Ok(wanted)) if got.same(wanted) => {}
        (Err(Fault { check, first, second, .. }), Err(wanted))
            if (check, first, second) == wanted => {}
        (got, wanted) => panic!("{} of {args:?}: {got:?}, not {wanted:?}", op.row().name),
    }
}

/// Calls `check` with every combination of values of these types.
fn combinations(operands: &[Scalar], check: &mut dyn FnMut(&[Value])) {
    let tables: Vec<Vec<Value>> = operands.iter().map(|&ty| values(ty)).collect();
    // Three operands of all values are too many: the third takes every seventh.
    let step = |place: usize| if place == 2 { 7 } else { 1 };
    let mut counters = vec![0; tables.len()];
    loop {
        let args: Vec<Value> = counters.iter().zip(&tables).map(|(&n, table)| table[n]).collect();
        check(&args);
        let mut place = 0;
        loop {
            if place == counters.len() {
                return;
            }
            counters[place] += step(place);
            if counters[place] < tables[place].len() {
                break;
            }
            counters[place] = 0;
            place += 1;
        }
    }
}

#[test]
fn operations_agree_with_their_definition() {
    for &op in Op::ALL {
        for (operands, result) in signatures(op) {
            let code = program(&kernel(op, &operands, result, &[]));
            combinations(&operands, &mut |args| compare(op, &code, args, args, result));
        }
    }
}

/// Where the processor has no instruction for it, a function does it.
#[test]
fn operations_agree_on_a_machine_without_extensions() {
    let isa = make_isa(false).expect("the machine is known");
    let called =
        [Op::Floor, Op::Ceil, Op::Trunc, Op::Round, Op::RoundTiesEven, Op::Fract, Op::MulAdd];
    // The rows that count or turn bits use what the oldest machines do not have, too.
    let of_bits = Op::ALL.iter().filter(|op| op.row().shape == Shape::Count);
    let others = [Op::DivEuclid, Op::IsPowerOfTwo, Op::ReverseBits, Op::SwapBytes, Op::RotateLeft];
    for op in called.iter().chain(of_bits).chain(&others).copied() {
        for (operands, result) in signatures(op) {
            let plan = read(&kernel(op, &operands, result, &[]));
            let compiled = compile_for(&isa, &plan, Metering::NONE).expect("it is small");
            let code = compiled.link_for(&isa).expect("there is memory");
            let sites = compiled.sites;
            let code = Program::Jit(JitProgram {
                code,
                code_bytes: 0,
                compile_time: Default::default(),
                counting: None,
                forks: false,
                sites: sites.into(),
                arrays: Box::default(),
            });
            combinations(&operands, &mut |args| compare(op, &code, args, args, result));
        }
    }
}

#[test]
fn operations_on_a_constant_agree_with_their_definition() {
    for &op in Op::ALL.iter().filter(|op| !op.row().math) {
        for (operands, result) in signatures(op).into_iter().filter(|(o, _)| o.len() == 2) {
            let [left, right] = [values(operands[0]), values(operands[1])];
            let mut on_right = func(&kernel(op, &operands, result, &[None, Some(right[0])]));
            for &y in &right {
                let code = with_constants(&mut on_right, &[y]);
                left.iter().for_each(|&x| compare(op, &code, &[x], &[x, y], result));
            }
            if operands[0] == operands[1] {
                let mut on_left = func(&kernel(op, &operands, result, &[Some(left[0]), None]));
                for &x in &left {
                    let code = with_constants(&mut on_left, &[x]);
                    right.iter().for_each(|&y| compare(op, &code, &[y], &[x, y], result));
                }
            }
        }
    }
}

#[test]
fn operations_on_constants_agree_with_their_definition() {
    // What calls a function is not folded, so there is nothing new to test.
    for &op in Op::ALL.iter().filter(|op| !op.row().math) {
        for (operands, result) in signatures(op).into_iter().filter(|(o, _)| o.len() < 3) {
            let first: Vec<_> = operands.iter().map(|&ty| Some(values(ty)[0])).collect();
            let mut func = func(&kernel(op, &operands, result, &first));
            let mut number = 0;
            combinations(&operands, &mut |args| {
                number += 1;
                if args.len() == 1 || number % 17 == 0 {
                    compare(op, &with_constants(&mut func, args), &[], args, result);
                }
            });
        }
    }
}

/// Runs a kernel in both engines on copies of `data`: results, faults and data must agree.
/// Returns what came out.
fn agree<D: Clone + PartialEq + fmt::Debug>(
    text: &str,
    data: &D,
    args: impl Fn(&mut D) -> Vec<Arg<'_>>,
) -> Result<Option<Value>, Fault> {
    let [mut slow, mut fast] = [data.clone(), data.clone()];
    let wanted = Program::interpret(read(text)).run(&mut args(&mut slow));
    let got = program(text).run(&mut args(&mut fast));
    assert_eq!(got, wanted, "{text}\non {data:?}");
    assert_eq!(fast, slow, "{text}\non {data:?}");
    got
}

fn scalars(values: &[Value]) -> Vec<Arg<'_>> {
    values.iter().map(|&value| Arg::Scalar(value)).collect()
}

#[test]
fn ranges_are_exact_at_the_limits_of_their_types() {
    for ty in Scalar::ALL.iter().filter(|ty| ty.is_int()) {
        for range in ["lo_0..hi_1", "lo_0..=hi_1"] {
            // Eight iterations at most: the limits of wide types are far apart.
            let text = format!(
                "fn f(lo_0: {ty}, hi_1: {ty}) -> u64 {{
                    let zero_2: u64 = 0;
                    let one_3: u64 = 1;
                    let most_4: u64 = 8;
                    let n_5: u64 = 'l0: for (i_6, n_7) in carry({range}, zero_2) {{
                        let v8: u64 = cast(i_6);
                        let v9: u64 = mul(n_7, most_4);
                        let v10: u64 = xor(v8, v9);
                        let v11: u64 = add(v10, one_3);
                        let v12: bool = gt(v11, most_4);
                        if v12 {{
                            break 'l0 v11;
                        }}
                        next!('l0, v11)
                    }};
                    return n_5;
                }}"
            );
            let code = (program(&text), Program::interpret(read(&text)));
            combinations(&[*ty, *ty], &mut |args| {
                let [got, wanted] = [&code.0, &code.1].map(|p| p.run(&mut scalars(args)));
                assert_eq!(got, wanted, "{range} of {ty} with {args:?}");
            });
        }
    }
}

const SEARCH: &str = "fn search(a: ArrayView2<i32, strided>, wanted_0: i32) -> usize {
    let zero_1: usize = 0;
    let one_2: usize = 1;
    let n_3: usize = extent(a, 0);
    let m_4: usize = extent(a, 1);
    let found_5: usize = 'l0: {
        let seen_6: usize = 'l1: for (i_7, seen_8) in carry(zero_1..n_3, zero_1) {
            let seen_9: usize = 'l2: for (j_10, seen_11) in carry(zero_1..m_4, seen_8) {
                check_bounds(a, 0, i_7);
                check_bounds(a, 1, j_10);
                let v12: i32 = load(a, i_7, j_10);
                let v13: bool = eq(v12, wanted_0);
                if v13 {
                    let v14: usize = mul(i_7, m_4);
                    let v15: usize = add(v14, j_10);
                    break 'l0 v15;
                }
                let v16: bool = lt(v12, wanted_0);
                let v17: usize = if v16 {
                    let v18: usize = add(seen_11, one_2);
                    v18
                } else {
                    next!('l2, seen_11)
                };
                let v19: bool = gt(v17, m_4);
                if v19 {
                    return v17;
                } else {
                    next!('l2, v17)
                }
                unreachable!()
            };
            next!('l1, seen_9)
        };
        let v20: usize = 'l3: for (k_21,) in carry(seen_6) {
            let v22: bool = gt(k_21, m_4);
            if v22 {
                let v23: usize = sub(k_21, m_4);
                next!('l3, v23)
            } else {
                break 'l3 k_21;
            }
            unreachable!()
        };
        let v24: usize = not(v20);
        break 'l0 v24;
    };
    return found_5;
}";

#[test]
fn every_way_out_of_a_loop_is_taken() {
    let a = Array2::from_shape_fn((5, 7), |(i, j)| (i * 10 + j) as i32);
    for wanted in [0, 3, 6, 7, 8, 16, 22, 43, 47, 1000, -1] {
        agree(SEARCH, &a, |a| vec![Arg::from(a.view()), Arg::from(wanted)]).expect("no trap");
        agree(SEARCH, &a, |a| {
            vec![Arg::from(a.slice(s![..;-2, ..;3]).reversed_axes()), Arg::from(wanted)]
        })
        .expect("no trap");
    }
}

/// `out[i, j] = a[i - 1, j] + a[i, j + 1]` for the rows of `out` from one on.
const SHIFTED: &str =
    "fn shifted(a: ArrayView2<T, LAYOUT>, out: ArrayViewMut2<T, LAYOUT>, from_0: usize) {
    let zero_1: usize = 0;
    let one_2: usize = 1;
    let n_3: usize = extent(out, 0);
    let m_4: usize = extent(out, 1);
    'l0: for (i_5,) in carry(from_0..n_3) {
        'l1: for (j_6,) in carry(zero_1..m_4) {
            let v7: usize = sub(i_5, one_2);
            check_bounds(a, 0, v7);
            check_bounds(a, 1, j_6);
            let v8: T = load(a, v7, j_6);
            let v9: usize = add(one_2, j_6);
            check_bounds(a, 0, i_5);
            check_bounds(a, 1, v9);
            let v10: T = load(a, i_5, v9);
            let v11: T = OP(v8, v10);
            check_bounds(out, 0, i_5);
            check_bounds(out, 1, j_6);
            store(out, i_5, j_6, v11);
            next!('l1)
        }
        next!('l0)
    }
    return;
}";

/// [`SHIFTED`] for one element type, on arrays of every layout.
fn check_shifted<T: Element>(make: impl Fn(usize) -> T) {
    let op = if T::SCALAR == Scalar::Bool { "xor" } else { "add" };
    let text =
        SHIFTED.replace(" T", &format!(" {}", T::SCALAR)).replace("<T", &format!("<{}", T::SCALAR));
    let text = |layout: Layout| text.replace("OP", op).replace("LAYOUT", layout.name());
    let a = Array2::from_shape_fn((8, 9), |(i, j)| make(i * 10 + j));
    // From row 0 there is no row above; with 9 columns there is none on the right of the last.
    for (from, columns, traps) in [(0usize, 8, Some(0)), (1, 8, None), (1, 9, Some(3))] {
        let data = (a.clone(), Array2::from_elem((8, columns), make(1)));
        let check = |outcome: Result<Option<Value>, Fault>| match (outcome, traps) {
            (Ok(None), None) => {}
            (Err(Fault { check: Check::Bounds { axis, .. }, .. }), Some(site)) => {
                assert_eq!(axis, [0, 1, 0, 1][site]);
            }
            other => panic!("{other:?}"),
        };
        for &layout in Layout::ALL {
            check(agree(&text(layout), &data, |(a, out)| {
                vec![Arg::from(a.view()), Arg::from(out.view_mut()), Arg::from(from)]
            }));
        }
        check(agree(&text(Layout::Strided), &data, |(a, out)| {
            let a = a.slice(s![..;-1, ..;-1]);
            vec![Arg::from(a), Arg::from(out.slice_mut(s![..;-1, ..])), Arg::from(from)]
        }));
        check(agree(&text(Layout::UnitInner), &data, |(a, out)| {
            let out = out.slice_mut(s![..;-2, ..]);
            vec![Arg::from(a.slice(s![..;2, ..])), Arg::from(out), Arg::from(from)]
        }));
    }
}

#[test]
fn elements_of_every_type_and_layout_are_found() {
    check_shifted(|n| n % 3 == 0);
    check_shifted(|n| n as i8);
    check_shifted(|n| n as u8);
    check_shifted(|n| n as i16);
    check_shifted(|n| n as u16);
    check_shifted(|n| n as i32);
    check_shifted(|n| n as u32);
    check_shifted(|n| n as i64);
    check_shifted(|n| n as u64);
    check_shifted(|n| n as isize);
    check_shifted(|n| n);
    check_shifted(|n| n as f32 + 0.5);
    check_shifted(|n| n as f64 - 0.25);
}

#[test]
fn nesting_needs_no_stack() {
    let depth = 2000;
    let mut text = String::from("fn deep(c_0: bool) -> bool {\n");
    text += &"if c_0 {\n".repeat(depth);
    text += &"}\n".repeat(depth);
    text += "return c_0;\n}";
    let plan = with_large_stack(|| read(&text)).expect("a thread");
    let code = std::thread::scope(|scope| {
        let small = std::thread::Builder::new().stack_size(128 << 10);
        small
            .spawn_scoped(scope, || compile(&plan, Metering::NONE).is_ok())
            .expect("a thread")
            .join()
    });
    assert!(code.expect("no overflow"));
    with_large_stack(|| drop(plan)).expect("a thread");
}

/// Cranelift hoists what does not vary in a loop, whatever leaves the loop before it is used.
#[test]
#[cfg(target_arch = "x86_64")]
fn strides_are_scaled_outside_of_loops() {
    let text = "fn column(a: ArrayView2<f64, strided>, j_0: usize, c_1: bool) -> f64 {
        let v2: f64 = 0.0;
        let v3: usize = 0;
        let v4: usize = extent(a, 0);
        let (v13, v5): (usize, f64) = 'l0: for (i_6, v7) in carry(v3, v2) {
            let v8: bool = lt(i_6, v4);
            if v8 {
                if c_1 {
                    check_bounds(a, 0, j_0);
                }
                check_bounds(a, 0, i_6);
                check_bounds(a, 1, j_0);
                let v9: f64 = load(a, i_6, j_0);
                let v10: f64 = add(v7, v9);
                let v11: usize = 1;
                let v12: usize = add(i_6, v11);
                next!('l0, v12, v10)
            } else {
                break 'l0 (v3, v7);
            }
            unreachable!()
        };
        return v5;
    }";
    let lines = SourceLines::new("", 1);
    let asm = asm_text(&read(text), Metering::NONE, &lines).expect("x86-64 is known");
    // The loop starts with the comparison of its condition. What varies in it is scaled there.
    let (before, inside) = asm.split_once("cmp ").expect("a loop");
    assert_eq!([before, inside].map(|part| part.matches("imul ").count()), [1, 1], "{asm}");
}

/// Operations of floats whose operands are data, not the course of the program, are computed without
/// branches, and without constants that take an integer's register first.
#[test]
#[cfg(target_arch = "x86_64")]
fn signs_and_limits_of_floats_are_no_branches() {
    let lines = SourceLines::new("", 1);
    for operation in [
        "neg(x_0)",
        "abs(x_0)",
        "signum(x_0)",
        "copysign(x_0, y_1)",
        "copysign(two_2, y_1)",
        "round(x_0)",
        "clamp(x_0, two_2, three_3)",
        "recip(x_0)",
        "sub(two_2, x_0)",
        "div(two_2, x_0)",
        "mul(two_2, x_0)",
        "mul_add(two_2, x_0, y_1)",
        "select(c_4, x_0, three_3)",
    ] {
        for ty in ["f32", "f64"] {
            let text = format!(
                "fn f(x_0: {ty}, y_1: {ty}) -> {ty} {{
                    let two_2: {ty} = 2.0;
                    let three_3: {ty} = 3.0;
                    let c_4: bool = lt(x_0, y_1);
                    let r_5: {ty} = {operation};
                    return r_5;
                }}"
            );
            let asm = asm_text(&read(&text), Metering::NONE, &lines).expect("x86-64 is known");
            let mnemonics = || asm.lines().filter_map(|line| line.split_whitespace().nth(1));
            assert!(!mnemonics().any(|name| name.starts_with('j')), "{operation}\n{asm}");
            let moves = ["vmovq", "vmovd", "movq", "movd"];
            // The result leaves as a word: one move for `f32`.
            let most = usize::from(ty == "f32");
            let made = mnemonics().filter(|name| moves.contains(name)).count();
            assert!(made <= most, "{operation}\n{asm}");
        }
    }
}

/// The name of a block where Cranelift's text begins with it.
fn block_name(text: &str) -> &str {
    &text[..text.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(text.len())]
}

/// Otherwise the time to compile grows with the square of the number of checks; see `emit`.
#[test]
fn ways_out_are_first_arms_and_meet_without_parameters() {
    let lines = SourceLines::new("", 1);
    let polling = Metering { polls: true, counts: true, reports: true };
    let overflow = "fn sum(x_0: i8, y_1: i8) -> i8 {
        check_overflow_add(x_0, y_1);
        let v2: i8 = add(x_0, y_1);
        return v2;
    }";
    for (text, metering, ways) in
        [(SEARCH, Metering::NONE, 3), (SEARCH, polling, 6), (overflow, Metering::NONE, 1)]
    {
        let clif = clif_text(&read(text), metering, &lines).expect("the machine is known");
        let blocks: Vec<&str> = clif.split("\nblock").skip(1).collect();
        let cold = |block: &&str| block.lines().next().is_some_and(|line| line.contains("cold:"));
        let named = |block: &str| format!("block{}", block_name(block));
        let cold: Vec<String> = blocks.iter().copied().filter(cold).map(named).collect();
        let mut seen = 0;
        for line in clif.lines().filter_map(|line| line.trim().strip_prefix("brif ")) {
            let arms: Vec<&str> = line.split(" block").skip(1).map(block_name).collect();
            let [first, second] = arms[..] else { panic!("{line}") };
            let is_cold = |arm| cold.contains(&format!("block{arm}"));
            assert!(!is_cold(second), "{line}\n{clif}");
            seen += usize::from(is_cold(first));
        }
        assert!(seen >= ways, "{seen} branches to cold blocks\n{clif}");
        let meeting = clif.lines().filter(|line| line.contains("jump ") && line.contains('('));
        let meets = |line: &str| cold.iter().any(|name| line.contains(&format!("{name}(")));
        assert_eq!(meeting.filter(|line| meets(line)).count(), 0, "{clif}");
    }
}

/// `k` is filled from `x`, read at places that vary and at constant ones, and summed up.
const TABLE: &str = "fn table(x: ArrayView1<T, strided>, i_0: usize, j_1: usize) -> T {
    let k: [[[T; 3]; 1]; 2];
    let flag: [bool; 1];
    let no: [T; 0];
    let zero_2: usize = 0;
    let one_3: usize = 1;
    let n_4: usize = extent(k, 0);
    let m_5: usize = extent(k, 2);
    let at_6: usize = 'l0: for (a_7, at_8) in carry(zero_2..n_4, zero_2) {
        let at_9: usize = 'l1: for (b_10, at_11) in carry(zero_2..m_5, at_8) {
            check_bounds(x, 0, at_11);
            let v12: T = load(x, at_11);
            store(k, a_7, zero_2, b_10, v12);
            let at_13: usize = add(at_11, one_3);
            next!('l1, at_13)
        };
        next!('l0, at_9)
    };
    let v14: bool = eq(i_0, j_1);
    store(flag, zero_2, v14);
    check_bounds(k, 0, i_0);
    check_bounds(k, 2, j_1);
    let v15: T = load(k, i_0, zero_2, j_1);
    let v16: T = load(k, one_3, zero_2, one_3);
    store(k, i_0, zero_2, j_1, v16);
    let v17: T = load(k, one_3, zero_2, one_3);
    let v18: T = OP(v15, v16);
    let v19: T = OP(v18, v17);
    let v20: bool = load(flag, zero_2);
    if v20 {
        check_bounds(no, 0, at_6);
    }
    return v19;
}";

fn check_table<T: Element>(make: impl Fn(usize) -> T) {
    let op = if T::SCALAR == Scalar::Bool { "xor" } else { "add" };
    let ty = T::SCALAR.name();
    let text = TABLE.replace(" T", &format!(" {ty}")).replace("<T", &format!("<{ty}"));
    let text = text.replace("[T", &format!("[{ty}")).replace("OP", op);
    let x: Vec<T> = (0..6).map(make).collect();
    for (i, j) in (0..3usize).flat_map(|i| (0..4usize).map(move |j| (i, j))) {
        let outcome = agree(&text, &x, |x| vec![Arg::from(&*x), Arg::from(i), Arg::from(j)]);
        assert_eq!(outcome.is_err(), i >= 2 || j >= 3 || i == j, "{i}, {j}: {outcome:?}");
    }
}

#[test]
fn local_arrays_of_every_type_keep_their_elements() {
    check_table(|n| n % 3 == 0);
    check_table(|n| n as i8);
    check_table(|n| n as u16);
    check_table(|n| n as i32);
    check_table(|n| n as u64);
    check_table(|n| n);
    check_table(|n| n as f32 + 0.5);
    check_table(|n| n as f64 - 0.25);
}
