//! Every mathematical function on the device: how far it is from the truth, and what it costs to
//! compile.
//!
//! In: inputs of all exponents, moderate ones, and those that are special. Always true: what is
//! promised in `docs/gpu.md` is asserted; `METATE_ULP_INPUTS=1000000` tries more inputs than the
//! usual test, and prints the table of that page. Deliberately absent: the truth of f64 beyond the
//! CPU's result, which is within 1 ULP of it.

use std::fmt::Write;
use std::time::{Duration, Instant};

use metate_lang::eval::eval;
use metate_lang::ir::StmtKind;
use metate_lang::op::{Op, Shape};
use metate_lang::ty::Scalar;
use metate_lang::value::Value;

use super::math::{functions, lowered};
use super::ops::{Needs, operation};
use super::testing::{EVERYTHING, assert_valid, caps, module, run};
use super::{Caps, Words, encode};

/// The functions.
fn all() -> impl Iterator<Item = (Op, Scalar)> {
    let ops = Op::ALL.iter().filter(|op| op.row().math);
    ops.flat_map(|&op| [(op, Scalar::F32), (op, Scalar::F64)])
}

/// A module that computes a function.
fn shader(op: Op, ty: Scalar, caps: Caps) -> String {
    let types: Vec<Scalar> = (0..op.arity()).map(|n| op.operand(ty, n)).collect();
    let args: Vec<_> = types.iter().enumerate().map(|(n, &ty)| (format!("a{n}"), ty)).collect();
    let mut needs = Needs::new(caps, Words::Wide);
    if !caps.i64 {
        needs = Needs::new(caps, Words::Narrow);
    }
    let words = needs.words();
    let expr = operation(op, &args, ty, &mut needs).expect("a device with these types");
    let text = functions(&mut needs).expect("a device with these types");
    module(&text, &types, &expr, ty, words)
}

#[test]
fn every_function_is_valid() {
    for (op, ty) in all() {
        for fused in [false, true] {
            let caps = Caps { fused_mul_add: fused, fused_mul_add_f64: fused, ..EVERYTHING };
            assert_valid(&shader(op, ty, caps));
        }
    }
}

/// So that their order is of no matter, and none is missing.
#[test]
fn functions_do_not_call_one_another() {
    for (op, ty) in all() {
        let func = lowered(op, ty);
        let calls = func
            .statements()
            .find(|stmt| matches!(&stmt.kind, StmtKind::Op { op, .. } if op.row().math));
        assert!(calls.is_none(), "{}: {calls:?}", op.row().name);
    }
}

/// Devices may have neither 64-bit floats nor 64-bit integers.
#[test]
fn functions_of_f32_need_no_64_bits() {
    let caps = Caps { f64: false, i64: false, ..EVERYTHING };
    for (op, ty) in all().filter(|(_, ty)| *ty == Scalar::F32) {
        let func = lowered(op, ty);
        let wide = func
            .statements()
            .flat_map(|stmt| stmt.kind.results())
            .find(|to| matches!(func.ty(**to), Scalar::I64 | Scalar::U64 | Scalar::F64));
        assert!(wide.is_none(), "{}", op.row().name);
        let text = shader(op, ty, caps);
        let types = ["f64", "i64", "u64"];
        assert!(!types.iter().any(|ty| text.contains(ty)), "{text}");
        assert_valid(&text);
    }
}

/// Pseudo-random numbers.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// From -1 to 1.
    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 52) as f64 - 1.0
    }
}

fn float(ty: Scalar, value: f64) -> Value {
    if ty == Scalar::F32 { Value::F32(value as f32) } else { Value::F64(value) }
}

const SPECIAL: [f64; 24] = [
    0.0,
    0.25,
    0.5,
    1.0,
    1.5,
    2.0,
    3.0,
    10.0,
    16.0,
    30.0,
    88.7,
    103.9,
    708.4,
    745.1,
    1e5,
    131_072.0,
    1e22,
    1e35,
    1e300,
    1e-40,
    1e-320,
    f64::MAX,
    f64::INFINITY,
    f64::NAN,
];

/// An argument: of any exponent, or where functions do something.
fn argument(ty: Scalar, random: &mut Random) -> Value {
    match random.next() % 10 {
        0..3 => Value::from_bits(ty, random.next()),
        3 => float(ty, random.unit()),
        4 => float(ty, 1.0 + random.unit() * 2f64.powi(-((random.next() % 30) as i32))),
        5 => float(ty, random.unit() * 10.0),
        6 => float(ty, random.unit() * 800.0),
        7 => float(ty, random.unit() * 1e6),
        8 => {
            let quarter = (random.next() % 100_000) as f64 * std::f64::consts::FRAC_PI_2;
            float(ty, quarter * (1.0 + random.unit() * 1e-15))
        }
        _ => float(ty, random.unit() * 2f64.powi(-((random.next() % 40) as i32))),
    }
}

/// The second argument, where a function has one.
fn second(op: Op, ty: Scalar, first: Value, random: &mut Random) -> Value {
    let kind = random.next() % 4;
    match op {
        Op::Powi if kind == 0 => Value::I32(random.next() as i32),
        Op::Powi => Value::I32((random.next() % 81) as i32 - 40),
        Op::Powf if kind != 0 => {
            // Where the power is neither 0 nor infinite.
            let log = match first {
                Value::F32(x) => f64::from(x.abs()).ln(),
                Value::F64(x) => x.abs().ln(),
                _ => 1.0,
            };
            let most = if ty == Scalar::F32 { 90.0 } else { 720.0 };
            float(ty, random.unit() * most / log)
        }
        Op::Atan2 | Op::Hypot if kind != 0 => {
            let scale = 2f64.powi((random.next() % 20) as i32 - 10);
            match first {
                Value::F32(x) => Value::F32(x * (random.unit() * scale) as f32),
                Value::F64(x) => Value::F64(x * random.unit() * scale),
                _ => first,
            }
        }
        _ => argument(ty, random),
    }
}

fn inputs(op: Op, ty: Scalar, count: usize) -> Vec<Vec<Value>> {
    let mut random = Random(0x9e37_79b9_7f4a_7c15 ^ op as u64);
    let special = SPECIAL.iter().flat_map(|x| [*x, -x]);
    let mut tuples: Vec<Vec<Value>> = Vec::new();
    for x in special.clone() {
        match (op.arity(), op.row().shape) {
            (1, _) => tuples.push(vec![float(ty, x)]),
            (_, Shape::WithI32) => tuples.extend(
                [0, 1, 2, 3, -1, -2, 31, 32, i32::MAX, i32::MIN]
                    .map(|n| vec![float(ty, x), Value::I32(n)]),
            ),
            _ => tuples.extend(special.clone().map(|y| vec![float(ty, x), float(ty, y)])),
        }
    }
    while tuples.len() < count {
        let first = argument(ty, &mut random);
        match op.arity() {
            1 => tuples.push(vec![first]),
            _ => tuples.push(vec![first, second(op, ty, first, &mut random)]),
        }
    }
    tuples
}

/// How far a result is from the truth, in ULP; `None` if one is a NaN and the other is not, or
/// an infinity is missed by more than the last place.
fn error(op: Op, ty: Scalar, args: &[Value], found: Value, cpu: Value) -> Option<f64> {
    match (ty, found, cpu) {
        (_, Value::F32(found), Value::F32(cpu)) => {
            if found.is_nan() || cpu.is_nan() {
                return (found.is_nan() && cpu.is_nan()).then_some(0.0);
            }
            if found.to_bits() == cpu.to_bits() {
                return Some(truth_f32(op, args).map_or(0.0, |truth| ulp_f32(found, truth)));
            }
            truth_f32(op, args).map(|truth| ulp_f32(found, truth))
        }
        (_, Value::F64(found), Value::F64(cpu)) => {
            if found.is_nan() || cpu.is_nan() {
                return (found.is_nan() && cpu.is_nan()).then_some(0.0);
            }
            // Steps between neighbours, infinity being one behind the largest.
            let order = |x: f64| {
                let bits = x.to_bits() as i64;
                if bits < 0 { i64::MIN - bits } else { bits }
            };
            Some(order(found).abs_diff(order(cpu)) as f64)
        }
        _ => None,
    }
}

/// The result of f32 arguments in f64, if there is one to compare with.
fn truth_f32(op: Op, args: &[Value]) -> Option<f64> {
    let args: Vec<Value> = args
        .iter()
        .map(|arg| match *arg {
            Value::F32(x) => Value::F64(f64::from(x)),
            other => other,
        })
        .collect();
    match eval(accurate(op), &args, Scalar::F64) {
        Value::F64(truth) => Some(truth),
        _ => None,
    }
}

/// What an approximation approximates.
fn accurate(op: Op) -> Op {
    match op {
        Op::TanhApprox => Op::Tanh,
        Op::LnApprox => Op::Ln,
        Op::SinApprox => Op::Sin,
        Op::CosApprox => Op::Cos,
        _ => op,
    }
}

fn ulp_f32(found: f32, truth: f64) -> f64 {
    if f64::from(found) == truth {
        return 0.0;
    }
    // Beyond the largest number an infinity is right from half an ULP on.
    let top = 2f64.powi(128);
    let (found, truth) = (f64::from(found).clamp(-top, top), truth.clamp(-top, top));
    let exponent = (truth.abs().to_bits() >> 52) as i32 - 1023;
    (found - truth).abs() / 2f64.powi(exponent.clamp(-126, 127) - 23)
}

/// A function, measured on the device.
struct Measured {
    op: Op,
    ty: Scalar,
    /// ULP, and where.
    worst: f64,
    at: String,
    /// The same where products on the way may be subnormal.
    small: f64,
    /// Percent of the inputs with other bits than the CPU's.
    differ: f64,
    /// What its first launch took more than the second.
    compiled: Duration,
}

/// Runs a shader of [`shader`]'s on many inputs.
fn measure(op: Op, ty: Scalar, text: &str, count: usize) -> Measured {
    let tuples = inputs(op, ty, count);
    let words = |arg: &Value| encode(*arg, Words::Wide).0;
    let input: Vec<u32> = tuples.iter().flat_map(|args| args.iter().flat_map(words)).collect();
    let start = Instant::now();
    run(text, &input[..2 * op.arity()], 1);
    let first = start.elapsed();
    let start = Instant::now();
    run(text, &input[..2 * op.arity()], 1);
    let compiled = first.saturating_sub(start.elapsed());
    let output = run(text, &input, tuples.len());
    let (mut worst, mut at, mut small, mut differ) = (0.0, String::new(), 0.0, 0);
    for (args, found) in tuples.iter().zip(output.chunks(2)) {
        let found = Value::from_bits(ty, u64::from(found[0]) | u64::from(found[1]) << 32);
        let cpu = eval(op, args, ty);
        differ += usize::from(!found.same(cpu));
        let error = error(op, ty, args, found, cpu).unwrap_or(f64::INFINITY);
        if is_small(cpu) {
            // Zero instead of a subnormal number is what a device may give.
            small = f64::max(small, if is_flushed(found, cpu) { 0.0 } else { error });
        } else if error > worst {
            (worst, at) = (error, format!("{args:?}: {found:?}, on the CPU {cpu:?}"));
        }
    }
    let differ = 100.0 * differ as f64 / tuples.len() as f64;
    Measured { op, ty, worst, at, small, differ, compiled }
}

/// Whether a result is so near to the smallest normal number that its last bits, or those of what
/// it is made of, may be subnormal.
fn is_small(cpu: Value) -> bool {
    match cpu {
        Value::F32(x) => x != 0.0 && x.abs() < f32::MIN_POSITIVE * 2f32.powi(25),
        Value::F64(x) => x != 0.0 && x.abs() < f64::MIN_POSITIVE * 2f64.powi(54),
        _ => false,
    }
}

fn is_flushed(found: Value, cpu: Value) -> bool {
    match (found, cpu) {
        (Value::F32(found), Value::F32(cpu)) => found == 0.0 && cpu.is_subnormal(),
        (Value::F64(found), Value::F64(cpu)) => found == 0.0 && cpu.is_subnormal(),
        _ => false,
    }
}

/// Inputs of a test, and whether it prints its table.
fn wanted() -> (usize, bool) {
    let wanted = std::env::var("METATE_ULP_INPUTS").ok().and_then(|text| text.parse().ok());
    (wanted.unwrap_or(4000), wanted.is_some())
}

/// Measures functions, and asserts what is promised of them.
fn hold(
    what: &str,
    functions: impl Iterator<Item = (Op, Scalar)>,
    text: impl Fn(Op, Scalar) -> String,
    promise: impl Fn(Op, Scalar) -> f64,
) {
    let (count, print) = wanted();
    let mut table = format!(
        "\n{what}: {count} inputs\n\n| function | type | worst, ULP | if tiny | other bits | statements | ms | at |\n|---|---|---|---|---|---|---|---|\n"
    );
    let mut wrong = String::new();
    for (op, ty) in functions {
        let found = measure(op, ty, &text(op, ty), count);
        let func = lowered(op, ty);
        let is_constant =
            |stmt: &&metate_lang::ir::Stmt| matches!(stmt.kind, StmtKind::Const { .. });
        let statements = func.statements().filter(|stmt| !is_constant(stmt)).count();
        let Measured { op, ty, worst, at, small, differ, compiled } = found;
        let (name, ms) = (op.row().name, compiled.as_millis());
        writeln!(
            table,
            "| {name} | {ty} | {worst:.3} | {small:.3} | {differ:.3} % | {statements} | {ms} | {at} |"
        )
        .expect("a string");
        if worst > promise(op, ty) || small > promise(op, ty) + 1.0 {
            writeln!(wrong, "{name} of {ty}: {small}, {worst} ULP at {at}").expect("a string");
        }
    }
    if print {
        println!("{table}");
    }
    assert!(wrong.is_empty(), "{what}\n{wrong}");
}

/// What is promised of a function where the device rounds as IEEE 754 says, in ULP; of f64 in steps
/// from the CPU's result. Of tiny results it is one more.
fn promise(op: Op, ty: Scalar) -> f64 {
    match (accurate(op) != op, ty) {
        (_, Scalar::F64) => 1.0,
        (true, _) => 4.0,
        (false, _) => 1.0,
    }
}

#[test]
fn every_function_is_as_near_as_promised() {
    let Some(caps) = caps() else { return };
    let functions = all().filter(|(_, ty)| *ty == Scalar::F32 || caps.f64 && caps.i64);
    hold("this device", functions, |op, ty| shader(op, ty, caps), promise);
}

#[test]
fn functions_of_f32_are_as_near_without_64_bits() {
    let Some(caps) = caps() else { return };
    let caps = Caps { f64: false, i64: false, ..caps };
    let functions = all().filter(|(_, ty)| *ty == Scalar::F32);
    hold("without 64-bit numbers", functions, |op, ty| shader(op, ty, caps), promise);
}

/// Vulkan asks for quotients within 2.5 ULP, and roots within 4.5. What functions make of that.
#[test]
fn functions_of_f32_stand_quotients_as_bad_as_vulkan_allows() {
    let Some(caps) = caps() else { return };
    let functions = all().filter(|(_, ty)| *ty == Scalar::F32);
    let text = |op, ty| loosened(&shader(op, ty, caps));
    let promise = |op, ty| match op {
        // Some of their results are quotients.
        Op::Atan2 | Op::Powi => 3.0,
        Op::Asin | Op::Acos => 1.5,
        Op::TanhApprox => 5.0,
        _ => promise(op, ty),
    };
    hold("with quotients off by 2, roots by 4", functions, text, promise);
}

/// A text in which the quotients of its functions are up to two ULP off, and roots up to four.
fn loosened(text: &str) -> String {
    let mut loose = String::from(
        "fn loose(x: f32, most: u32) -> f32 {\n    let bits = bitcast<u32>(x);\n    \
         let size = bits & 0x7fffffffu;\n    \
         if size < 0x00800010u || size > 0x7f7ffff0u {\n        return x;\n    }\n    \
         return bitcast<f32>(bits + ((bits * 2654435761u) >> 16u) % (2u * most + 1u) - most);\n}\n\n",
    );
    for line in text.lines() {
        match line.split_once(" = ") {
            Some((to, expr)) if line.starts_with("    ") => {
                let expr = expr.trim_end_matches(';');
                let (open, close) = match expr {
                    _ if expr.starts_with("sqrt(") => ("loose(", ", 4u)"),
                    _ if is_quotient(expr) => ("loose(", ", 2u)"),
                    _ => ("", ""),
                };
                writeln!(loose, "{to} = {open}{expr}{close};").expect("a string");
            }
            _ => writeln!(loose, "{line}").expect("a string"),
        }
    }
    loose
}

/// Whether a line's expression is a quotient of floats.
fn is_quotient(expr: &str) -> bool {
    expr.split_once(" / ").is_some_and(|(_, divisor)| !divisor.ends_with(['u', 'i']))
}
