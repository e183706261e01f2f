//! Every operation on the device against its definition.
//!
//! In: the table of operations. Always true: results are compared bit by bit, a NaN with any NaN.
//! Deliberately absent: the mathematical functions, whose results may differ by an ULP.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use metate_lang::eval::eval;
use metate_lang::ir::Check;
use metate_lang::op::{Guard, Op, Shape, cast_allowed, unsigned};
use metate_lang::ty::{Kind, Scalar};
use metate_lang::value::Value;

use super::ops::{Narrow, Needs, narrow, operation};
use super::testing::{EVERYTHING, assert_valid, caps, device_name, module, run};
use super::types::constant;
use super::{Caps, Words, encode, prelude};

/// An operation on certain types.
#[derive(Clone, Debug)]
struct Case {
    op: Op,
    args: Vec<Scalar>,
    to: Scalar,
    words: Words,
}

/// Every operation on every type, in the words that make a difference.
fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    let mut add = |op: Op, args: Vec<Scalar>, to: Scalar| {
        let index = |ty: &Scalar| matches!(ty, Scalar::Usize | Scalar::Isize);
        cases.push(Case { op, args: args.clone(), to, words: Words::Wide });
        if args.iter().chain([&to]).any(index) {
            cases.push(Case { op, args, to, words: Words::Narrow });
        }
    };
    for &op in Op::ALL.iter().filter(|op| !op.row().math) {
        for &ty in Scalar::ALL {
            if op.row().shape == Shape::Cast {
                for &to in Scalar::ALL.iter().filter(|to| cast_allowed(ty, **to)) {
                    add(op, vec![ty], to);
                }
            } else if op.row().class.holds(ty) {
                let args: Vec<_> = (0..op.arity()).map(|n| op.operand(ty, n)).collect();
                if op.accepts(&args, op.result(ty)) {
                    add(op, args, op.result(ty));
                }
            }
        }
    }
    cases
}

impl Case {
    /// Its module; none if narrow words do not have it.
    fn module(&self, caps: Caps) -> Option<String> {
        let mut needs = Needs::new(caps, self.words);
        let args: Vec<_> =
            self.args.iter().enumerate().map(|(n, &ty)| (format!("a{n}"), ty)).collect();
        let index = |ty: &Scalar| matches!(ty, Scalar::Usize | Scalar::Isize);
        let never = self.words == Words::Narrow
            && self.args.iter().any(index)
            && narrow(self.op) == Narrow::Never;
        match operation(self.op, &args, self.to, &mut needs) {
            Ok(expr) => {
                assert!(!never, "{self:?}");
                let functions = prelude::texts(needs.prelude.iter().map(String::as_str));
                Some(module(&functions, &self.args, &expr, self.to, self.words))
            }
            Err(refusal) => {
                assert!(never, "{self:?}: {}", refusal.reason);
                None
            }
        }
    }

    /// Whether operands may be tried: what a check would stop, and what narrow words do not allow,
    /// may not.
    fn allows(&self, args: &[Value]) -> bool {
        let guard = match self.op.guard(self.args[0]) {
            None => true,
            Some(Guard::Limits) => Check::limits_hold(args[1], args[2]),
            Some(_) => args[1].as_int() != Some(0),
        };
        guard && (self.is_ring() || args.iter().all(|arg| self.in_range(*arg)))
    }

    /// Whether operands may have any upper word.
    fn is_ring(&self) -> bool {
        match self.op {
            Op::Cast => self.to.is_int() && (self.to.bits() <= 32 || self.index(self.to)),
            op => narrow(op) == Narrow::Ring,
        }
    }

    fn index(&self, ty: Scalar) -> bool {
        self.words == Words::Narrow && matches!(ty, Scalar::Usize | Scalar::Isize)
    }

    fn in_range(&self, arg: Value) -> bool {
        match arg {
            Value::Usize(v) if self.index(Scalar::Usize) => u32::try_from(v).is_ok(),
            Value::Isize(v) if self.index(Scalar::Isize) => i32::try_from(v).is_ok(),
            _ => true,
        }
    }

    /// Whether a float may be what it is where the device does not round as IEEE 754 says.
    fn is_allowed(&self, args: &[Value], found: Value, expected: Value) -> bool {
        let does = device_does();
        let flushes = args.iter().chain([&expected]).any(|value| is_subnormal(*value));
        if flushes && !does.subnormals {
            return true;
        }
        let apart = steps(found, expected).unwrap_or(u64::MAX);
        match self.op {
            // Vulkan says 2.5 ULP and 4.5 ULP.
            Op::Div | Op::Recip => !does.quotients && apart <= 3,
            Op::Sqrt => !does.quotients && apart <= 5,
            // A quotient near a whole number may be on its other side.
            Op::DivEuclid => !does.quotients,
            _ => false,
        }
    }

    /// Compares the device's results with the definition's.
    fn check(&self, caps: Caps, inputs: &[Vec<Value>]) {
        let Some(text) = self.module(caps) else { return };
        let tuples: Vec<&Vec<Value>> = inputs.iter().filter(|args| self.allows(args)).collect();
        assert!(tuples.len() * 50 > inputs.len(), "{self:?}: hardly any operands");
        let words = |value: &Value| encode(*value, Words::Wide).0;
        let input: Vec<u32> = tuples.iter().flat_map(|args| args.iter().flat_map(words)).collect();
        let output = run(&text, &input, tuples.len());
        for (args, found) in tuples.iter().zip(output.chunks(2)) {
            let expected = eval(self.op, args, self.to);
            let bits = words(&expected);
            let same = if self.to.is_float() {
                let found = u64::from(found[0]) | u64::from(found[1]) << 32;
                let found = Value::from_bits(self.to, found);
                found.same(expected) || self.is_allowed(args, found, expected)
            } else if args.iter().any(|arg| is_subnormal(*arg)) && !device_does().subnormals {
                continue;
            } else if self.op == Op::Cast && self.args[0].is_float() && self.to == Scalar::Usize {
                // In narrow words it stops at their limit.
                let full = u64::from(bits[0]) | u64::from(bits[1]) << 32;
                let limit = if self.index(self.to) { u64::from(u32::MAX) } else { u64::MAX };
                u64::from(found[0]) | u64::from(found[1]) << 32 == full.min(limit)
            } else if self.index(self.to) {
                found[0] == bits[0]
            } else {
                found == bits
            };
            assert!(
                same,
                "{:?} of {args:?} ({:?}, {:?}): {found:x?}, expected {expected:?} {bits:x?}\n{text}",
                self.op, self.words, self.to
            );
        }
    }
}

fn is_subnormal(value: Value) -> bool {
    match value {
        Value::F32(x) => x.is_subnormal(),
        Value::F64(x) => x.is_subnormal(),
        _ => false,
    }
}

/// How many floats lie between two, if none is a NaN.
fn steps(a: Value, b: Value) -> Option<u64> {
    let order = |value: Value| match value {
        Value::F32(x) if !x.is_nan() => {
            let size = i64::from(x.to_bits() & 0x7fff_ffff);
            Some(if x.is_sign_negative() { -size } else { size })
        }
        Value::F64(x) if !x.is_nan() => {
            let size = (x.to_bits() & !(1 << 63)) as i64;
            Some(if x.is_sign_negative() { -size } else { size })
        }
        _ => None,
    };
    Some(order(a)?.abs_diff(order(b)?))
}

/// What devices may do or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Does {
    /// Quotients and roots of `f32` are rounded correctly.
    quotients: bool,
    /// Subnormal numbers are no zeros.
    subnormals: bool,
}

/// What the device of tests does, found by trying.
fn device_does() -> Does {
    static DOES: LazyLock<Does> = LazyLock::new(|| {
        let agrees = |expr: &str, inputs: &[f32], expected: &dyn Fn(f32) -> f32| {
            let text = module("", &[Scalar::F32], expr, Scalar::F32, Words::Wide);
            let words: Vec<u32> = inputs.iter().flat_map(|x| [x.to_bits(), 0]).collect();
            let found = run(&text, &words, inputs.len());
            inputs.iter().zip(found.chunks(2)).all(|(x, found)| found[0] == expected(*x).to_bits())
        };
        let normal: Vec<f32> = (1..20_000).map(|n| 1.0 + n as f32 * 1.7e-4).collect();
        let quotients = agrees("1.7f / a0", &normal, &|x| 1.7 / x)
            && agrees("sqrt(a0)", &normal, &|x| x.sqrt());
        let small: Vec<f32> = (1..1000).map(|n| f32::from_bits(n * 8000)).collect();
        let subnormals = agrees("a0 * 0.5f", &small, &|x| x * 0.5);
        let does = Does { quotients, subnormals };
        println!("the device: {does:?}");
        does
    });
    *DOES
}

#[test]
fn lavapipe_rounds_as_the_definition_does() {
    let Some(name) = device_name() else { return };
    let all = Does { quotients: true, subnormals: true };
    assert!(device_does() == all || !name.contains("llvmpipe"), "{name}: {:?}", device_does());
}

/// Devices may have neither 64-bit floats nor 64-bit integers: what has no such type needs none.
#[test]
fn narrow_devices_have_what_is_narrow() {
    let caps = Caps { f64: false, i64: false, ..EVERYTHING };
    let has = |ty: &Scalar| ty.bits() <= 32 || matches!(ty, Scalar::Usize | Scalar::Isize);
    let mut refused = 0;
    for case in cases().iter().filter(|case| case.args.iter().chain([&case.to]).all(has)) {
        let index = |ty: &Scalar| matches!(ty, Scalar::Usize | Scalar::Isize);
        let indices = case.args.iter().chain([&case.to]).any(index);
        if indices && case.words == Words::Wide {
            let args: Vec<_> = case.args.iter().map(|&ty| ("a".to_owned(), ty)).collect();
            let mut needs = Needs::new(caps, Words::Wide);
            let refusal = operation(case.op, &args, case.to, &mut needs).expect_err("64 bits");
            assert!(refusal.reason.contains("64-bit integers"), "{}", refusal.reason);
            refused += 1;
            continue;
        }
        let mut case = case.clone();
        case.words = Words::Narrow;
        if let Some(text) = case.module(caps) {
            let wide = ["f64", "i64", "u64"].iter().find(|ty| text.contains(*ty));
            assert!(wide.is_none(), "{case:?}\n{text}");
        }
    }
    assert!(refused > 50, "{refused}");
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
}

/// Values of a type that are special.
fn edges(ty: Scalar) -> Vec<Value> {
    match ty {
        Scalar::F32 => [
            0u32,
            1,
            2,
            0x007f_ffff,
            0x0080_0000,
            0x0080_0001,
            0x3eff_ffff,
            0x3f00_0000,
            0x3f00_0001,
            0x3f7f_ffff,
            0x3f80_0000,
            0x3f80_0001,
            0x3fc0_0000,
            0x4000_0000,
            0x4020_0000,
            0x4b00_0000,
            0x4b7f_ffff,
            0x4eff_ffff,
            0x4f00_0000,
            0x4f7f_ffff,
            0x4f80_0000,
            0x5eff_ffff,
            0x5f00_0000,
            0x5f7f_ffff,
            0x5f80_0000,
            0x7f7f_ffff,
            0x7f80_0000,
            0x7fc0_0000,
            0x7fc1_2345,
        ]
        .into_iter()
        .flat_map(|bits| [bits, bits | 1 << 31])
        .map(|bits| Value::F32(f32::from_bits(bits)))
        .collect(),
        Scalar::F64 => [
            0.0,
            0.3,
            0.5,
            0.49999999999999994,
            0.9999999999999999,
            1.0,
            1.5,
            2.0,
            2.5,
            127.0,
            127.5,
            128.0,
            255.5,
            256.0,
            32768.0,
            65536.0,
            2147483647.0,
            2147483647.5,
            2147483648.0,
            4294967295.0,
            4294967295.9,
            4294967296.0,
            9007199254740991.0,
            9223372036854774784.0,
            9223372036854775808.0,
            18446744073709549568.0,
            18446744073709551616.0,
            5e-324,
            2.225073858507201e-308,
            2.2250738585072014e-308,
            1e300,
            f64::MAX,
            f64::INFINITY,
            f64::NAN,
        ]
        .into_iter()
        .flat_map(|value: f64| [value, -value])
        .map(Value::F64)
        .collect(),
        Scalar::Bool => vec![Value::Bool(false), Value::Bool(true)],
        _ => [0u64, 1, 2, 3, 7, 8, 15, 16, 31, 32, 33, 63, 64, 65, 100]
            .into_iter()
            .chain([8, 16, 32, 64].into_iter().flat_map(|bits| {
                let top = 1u64 << (bits - 1);
                [top - 1, top, top + 1, top << 1, (top << 1).wrapping_sub(1)]
            }))
            .flat_map(|bits| [bits, bits.wrapping_neg()])
            .map(|bits| Value::from_bits(ty, bits))
            .collect(),
    }
}

/// A random value: of all bits, or small, or near another float.
fn random(ty: Scalar, random: &mut Random) -> Value {
    let (bits, kind) = (random.next(), random.next() % 4);
    match (ty.kind(), kind) {
        (Kind::Float, 0) if ty == Scalar::F32 => {
            Value::F32((bits as i32 as f32) / 65536.0 * if bits & 1 == 0 { 1.0 } else { 0.001 })
        }
        (Kind::Float, 0) => Value::F64(bits as i64 as f64 / 281474976710656.0),
        (Kind::Float, 1) if ty == Scalar::F32 => {
            Value::F32(f32::from_bits((bits as u32 & 0x807f_ffff) | 0x3f80_0000))
        }
        (Kind::Float, 1) => {
            Value::F64(f64::from_bits((bits & 0x800f_ffff_ffff_ffff) | 0x3ff0_0000_0000_0000))
        }
        (Kind::Signed, 0 | 1) => {
            Value::from_bits(ty, ((bits as i64) >> (32 + (bits & 31) as u32)) as u64)
        }
        (_, 0 | 1) if ty.is_int() => Value::from_bits(ty, bits >> (32 + (bits & 31) as u32)),
        _ => Value::from_bits(ty, bits),
    }
}

/// Tuples of operands: of special values all pairs, of random ones some thousands.
fn inputs(args: &[Scalar], seed: u64) -> Vec<Vec<Value>> {
    let mut source = Random(seed | 1);
    let specials: Vec<Vec<Value>> = args.iter().map(|ty| edges(*ty)).collect();
    let mut tuples = Vec::new();
    if args.len() <= 2 {
        let second = specials.get(1).cloned().unwrap_or(vec![]);
        for &first in &specials[0] {
            match args.len() {
                1 => tuples.push(vec![first]),
                _ => tuples.extend(second.iter().map(|&second| vec![first, second])),
            }
        }
    }
    let count = if args == [Scalar::Bool] { 2 } else { 4000 };
    for _ in 0..count {
        let pick = |n: usize, source: &mut Random| {
            let special = &specials[n];
            match source.next() % 4 {
                0 => special[(source.next() % special.len() as u64) as usize],
                _ => random(args[n], source),
            }
        };
        let mut tuple: Vec<Value> = (0..args.len()).map(|n| pick(n, &mut source)).collect();
        if args.len() == 3 && source.next().is_multiple_of(3) {
            cancel(&mut tuple, source.next());
        }
        tuples.push(tuple);
    }
    tuples
}

/// Makes the third of three floats nearly what the product of the others takes away.
fn cancel(tuple: &mut [Value], bits: u64) {
    let ulps = (bits % 5) as i64 - 2;
    match *tuple {
        [Value::F32(a), Value::F32(b), ref mut c] => {
            *c = Value::F32(f32::from_bits((-a * b).to_bits().wrapping_add(ulps as u32)));
        }
        [Value::F64(a), Value::F64(b), ref mut c] => {
            *c = Value::F64(f64::from_bits((-a * b).to_bits().wrapping_add(ulps as u64)));
        }
        _ => {}
    }
}

#[test]
fn every_operation_is_valid() {
    let cases = cases();
    assert!(cases.len() > 900, "{}", cases.len());
    for case in &cases {
        for fused in [false, true] {
            let caps = Caps { fused_mul_add: fused, fused_mul_add_f64: fused, ..EVERYTHING };
            if fused && case.op != Op::MulAdd {
                continue;
            }
            if let Some(text) = case.module(caps) {
                super::testing::spirv(&text);
            }
        }
    }
}

#[test]
fn spirv_val_finds_the_whole_prelude_valid() {
    for words in [Words::Wide, Words::Narrow] {
        let mut needs = Needs::new(EVERYTHING, words);
        let mut body = String::new();
        for (number, case) in cases().iter().filter(|case| case.words == words).enumerate() {
            let mut args = Vec::new();
            for (n, &ty) in case.args.iter().enumerate() {
                let name = format!("x{number}_{n}");
                let load = super::testing::load(ty, words, &format!("i + {n}u"));
                body.push_str(&format!("    let {name} = {load};\n"));
                args.push((name, ty));
            }
            if let Ok(expr) = operation(case.op, &args, case.to, &mut needs) {
                body.push_str(&format!("    let y{number} = {expr};\n"));
                let store = super::testing::store(case.to, words, &format!("y{number}"));
                body.push_str(&store);
            }
        }
        let functions = prelude::texts(needs.prelude.iter().map(String::as_str));
        let text = module(&functions, &[Scalar::U32], "a0", Scalar::U32, words);
        let at = text.find("    let result").expect("a module");
        assert_valid(&format!("{}{body}{}", &text[..at], &text[at..]));
    }
}

#[test]
fn constants_have_their_bits() {
    let Some(caps) = caps() else { return };
    for &ty in Scalar::ALL {
        let mut source = Random(9);
        let mut values = edges(ty);
        values.extend((0..60).map(|_| random(ty, &mut source)));
        let cases: String = values
            .iter()
            .enumerate()
            .map(|(n, value)| {
                let text = constant(*value, Words::Wide);
                format!("    if n == {n}u {{\n        value = {text};\n    }}\n")
            })
            .collect();
        let register = super::types::register(ty, Words::Wide);
        let zero = constant(Value::zero(ty), Words::Wide);
        let function = format!(
            "fn pick(n: u32) -> {register} {{\n    var value = {zero};\n{cases}    return value;\n}}\n"
        );
        assert!(caps.f64 && caps.i64);
        let text = module(&function, &[Scalar::U32], "pick(a0)", ty, Words::Wide);
        assert_valid(&text);
        let input: Vec<u32> = (0..values.len() as u32).flat_map(|n| [n, 0]).collect();
        let output = run(&text, &input, values.len());
        for (value, found) in values.iter().zip(output.chunks(2)) {
            assert_eq!(found, encode(*value, Words::Wide).0, "{value:?} of {ty}");
        }
    }
}

/// Runs the cases of certain types.
fn agree(wanted: impl Fn(&Case) -> bool) {
    let Some(caps) = caps() else { return };
    let mut seen = BTreeSet::new();
    for (number, case) in cases().into_iter().filter(wanted).enumerate() {
        let inputs = inputs(&case.args, number as u64 * 7919 + 17);
        case.check(caps, &inputs);
        seen.insert(case.op);
    }
    assert!(seen.len() > 5, "{seen:?}");
}

/// One test a type, for they take their time.
macro_rules! agree {
    ($($name:ident $variant:ident;)*) => {$(
        #[test]
        fn $name() {
            agree(|case| case.args.last() == Some(&Scalar::$variant) && case.args.len() == 1
                || case.args.len() > 1 && Scalar::$variant == match case.op {
                    Op::Select => case.to,
                    _ => case.args[0],
                }
                || case.op == Op::FromBits && case.args[0] == unsigned(Scalar::$variant) && case.to == Scalar::$variant);
        }
    )*};
}

agree! {
    bools_agree Bool;
    i8_agrees I8;
    i16_agrees I16;
    i32_agrees I32;
    i64_agrees I64;
    isize_agrees Isize;
    u8_agrees U8;
    u16_agrees U16;
    u32_agrees U32;
    u64_agrees U64;
    usize_agrees Usize;
    f32_agrees F32;
    f64_agrees F64;
}
