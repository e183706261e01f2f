//! Machine code against the definition: every operation on every type, and the interpreter.
//!
//! In: tables of values and IR texts. Always true: an expectation comes from
//! [`metate_lang::eval`] or from the interpreter, never from machine code; results agree bit by
//! bit, except that one NaN is like another.

use metate_lang::eval::eval;
use metate_lang::ir::{self, Check};
use metate_lang::op::{Op, Shape};
use metate_lang::ty::Scalar;
use metate_lang::value::Value;

use super::*;
use crate::args::Arg;
use crate::backend::{Fault, Program};
use crate::plan::plan;

fn read(text: &str) -> Plan {
    plan(ir::parse::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}")))
}

fn program(text: &str) -> Program {
    Program::compile(&read(text)).unwrap_or_else(|error| panic!("{error}\n{text}"))
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
        let own = [f32::MIN_POSITIVE, 1e-45, f32::MAX, 0.499_999_97, 8_388_607.5, -1.1754942e-38];
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
        -9.223_372_036_854_775_8e18,
        1.8446744073709550e19,
        1.8446744073709552e19,
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
                Shape::Unary | Shape::Test | Shape::Cast => vec![t],
                Shape::Binary | Shape::Compare => vec![t, t],
                Shape::Ternary => vec![t, t, t],
                Shape::Select => vec![Scalar::Bool, t, t],
                Shape::PowI32 => vec![t, Scalar::I32],
                Shape::PowU32 => vec![t, Scalar::U32],
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
    if op.is_guarded(operands[0]) {
        let [divisor, quotient] = match op {
            Op::Rem => ["check_rem_divisor", "check_rem_quotient"],
            _ => ["check_divisor", "check_quotient"],
        };
        body += &format!("{divisor}(x1);\n");
        if operands[0].is_signed() {
            body += &format!("{quotient}(x0, x1);\n");
        }
    }
    let name = op.row().name;
    let args: Vec<String> = (0..operands.len()).map(|number| format!("x{number}")).collect();
    let (params, args) = (params.join(", "), args.join(", "));
    format!(
        "fn t({params}) -> {result} {{\n{body}let r9: {result} = {name}({args});\nreturn r9;\n}}"
    )
}

/// What the kernel must do: the result, or the check that fails with its operands.
fn expected(op: Op, args: &[Value], result: Scalar) -> Result<Value, (Check, u64, u64)> {
    if op.is_guarded(args[0].scalar()) {
        let rem = op == Op::Rem;
        let (x, y) = (args[0].as_int().expect("integers"), args[1].as_int().expect("integers"));
        if y == 0 {
            return Err((if rem { Check::RemDivisor } else { Check::Divisor }, 0, 0));
        }
        let quotient = if rem { Check::RemQuotient } else { Check::Quotient };
        if Value::from_int(args[0].scalar(), x / y).is_none() {
            return Err((quotient, x as u64, y as u64));
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

#[test]
fn operations_on_a_constant_agree_with_their_definition() {
    for &op in Op::ALL {
        for (operands, result) in signatures(op).into_iter().filter(|(o, _)| o.len() == 2) {
            let [left, right] = [values(operands[0]), values(operands[1])];
            for &y in &right {
                let code = program(&kernel(op, &operands, result, &[None, Some(y)]));
                left.iter().for_each(|&x| compare(op, &code, &[x], &[x, y], result));
            }
            if operands[0] == operands[1] {
                for &x in &left {
                    let code = program(&kernel(op, &operands, result, &[Some(x), None]));
                    right.iter().for_each(|&y| compare(op, &code, &[y], &[x, y], result));
                }
            }
        }
    }
}

#[test]
fn operations_on_constants_agree_with_their_definition() {
    for &op in Op::ALL {
        // What calls a function is not folded, so there is nothing new to test.
        if op.row().math {
            continue;
        }
        for (operands, result) in signatures(op).into_iter().filter(|(o, _)| o.len() < 3) {
            let mut number = 0;
            combinations(&operands, &mut |args| {
                number += 1;
                if args.len() == 1 || number % 7 == 0 {
                    let constants: Vec<_> = args.iter().map(|&value| Some(value)).collect();
                    let code = program(&kernel(op, &operands, result, &constants));
                    compare(op, &code, &[], args, result);
                }
            });
        }
    }
}
