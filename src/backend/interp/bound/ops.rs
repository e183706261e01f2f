//! What an operation makes of the shadows of its operands.
//!
//! In: an operation, its operands, the value that the interpreter computed. Out: the shadow of the
//! result. Always true: an operation whose operands are the same in every engine, and which is
//! exact, gives the same in every engine; what a comparison, a conversion to an integer or a bit
//! pattern makes of a float is known only if the whole interval gives the same. Every operation
//! stands here by name, so that a new one has to. Deliberately absent: the rules of arithmetic
//! (`shadow`) and of functions (`math`).

use metate_lang::op::Op;
use metate_lang::ty::Scalar;
use metate_lang::value::Value;

use super::shadow::{Format, Num, Rules, Shadow};
use super::{Accuracy, Traced};

/// The number that a float is.
pub(super) fn float(value: Value) -> Option<f64> {
    match value {
        Value::F32(v) => Some(f64::from(v)),
        Value::F64(v) => Some(v),
        _ => None,
    }
}

/// The rules for a type of floats.
pub(super) fn rules(accuracy: &Accuracy, ty: Scalar) -> Rules<'_> {
    match ty {
        Scalar::F32 => Rules { format: Format::F32, units: &accuracy.f32 },
        _ => Rules { format: Format::F64, units: &accuracy.f64 },
    }
}

impl Traced {
    /// As a float of any type.
    pub(super) fn num(&self) -> Num {
        Num { v: float(self.value).unwrap_or(0.0), shadow: self.shadow }
    }
}

/// Known if `known`.
fn discrete(known: bool) -> Shadow {
    if known { Shadow::SAME } else { Shadow::UNKNOWN }
}

/// The shadow of `op` on `args`, of which the interpreter computes `result`.
pub(super) fn shadow(accuracy: &Accuracy, op: Op, args: &[Traced], result: Value) -> Shadow {
    let first = args[0].value.scalar();
    match op {
        Op::Select => select(accuracy, args, result),
        Op::Cast => cast(accuracy, &args[0], result),
        Op::FromBits => match args[0].shadow.is_unknown() {
            true => Shadow::UNKNOWN,
            false => Shadow::input(float(result).expect("bits of a float")),
        },
        _ if first.is_float() => of_floats(&rules(accuracy, first), op, args, result),
        _ => of_integers(op, args),
    }
}

/// An integer or `bool` is known if all operands are, or if one of them decides.
fn of_integers(op: Op, args: &[Traced]) -> Shadow {
    let decides = |arg: &Traced| {
        !arg.shadow.is_unknown()
            && match (op, arg.value) {
                (Op::And, Value::Bool(value)) => !value,
                (Op::Or, Value::Bool(value)) => value,
                _ => false,
            }
    };
    discrete(args.iter().all(|arg| !arg.shadow.is_unknown()) || args.iter().any(decides))
}

fn select(accuracy: &Accuracy, args: &[Traced], result: Value) -> Shadow {
    let taken = if args[0].value == Value::Bool(true) { &args[1] } else { &args[2] };
    match args[0].shadow.is_unknown() {
        false => taken.shadow,
        true => either(accuracy, result, &args[1], &args[2]),
    }
}

/// Of one of two values, nobody knows which; the interpreter's is `value`.
pub(super) fn either(accuracy: &Accuracy, value: Value, a: &Traced, b: &Traced) -> Shadow {
    match float(value) {
        Some(v) => rules(accuracy, value.scalar()).either(v, &a.num(), &b.num()),
        None => {
            let known = !a.shadow.is_unknown() && !b.shadow.is_unknown();
            discrete(known && a.value == b.value)
        }
    }
}

fn cast(accuracy: &Accuracy, from: &Traced, to: Value) -> Shadow {
    let unknown = from.shadow.is_unknown();
    let source = from.value.scalar();
    match (float(from.value), float(to)) {
        (None, None) => discrete(!unknown),
        _ if unknown => Shadow::UNKNOWN,
        (None, Some(v)) => {
            let rules = rules(accuracy, to.scalar());
            // Exact where the number has few enough digits; else an engine may round it either way.
            let exact = from.value.as_int().is_none_or(|number| number == v as i128);
            match exact && v.abs() < 1e38 {
                true => Shadow::input(v),
                false => rules.result(v, rules.format.ulp(v)),
            }
        }
        (Some(v), None) => {
            let rules = rules(accuracy, source);
            let error = rules.operand(&from.num());
            let at = |v: f64| (v as i128).clamp(least(to.scalar()), most(to.scalar()));
            discrete(!v.is_finite() || at(v - error) == at(v + error))
        }
        (Some(x), Some(v)) if source == to.scalar() => {
            debug_assert!(x == v || x.is_nan());
            from.shadow
        }
        (Some(x), Some(v)) => convert(accuracy, from, x, v, to.scalar()),
    }
}

/// From one type of floats to the other.
fn convert(accuracy: &Accuracy, from: &Traced, x: f64, v: f64, to: Scalar) -> Shadow {
    let error = rules(accuracy, from.value.scalar()).operand(&from.num());
    let rules = rules(accuracy, to);
    if !x.is_finite() {
        return Shadow::leaf(v, 0.0, false);
    }
    let rounded = if to == Scalar::F32 && (error > 0.0 || x != v) {
        // Down or up.
        rules.format.ulp(v.abs() + error)
    } else {
        0.0
    };
    match v.is_finite() && (error > 0.0 || rounded > 0.0) {
        true => rules.result(v, error + rounded),
        false if v.is_finite() => Shadow::leaf(v, 0.0, from.shadow.soft),
        false => Shadow::UNKNOWN,
    }
}

fn least(ty: Scalar) -> i128 {
    if ty.is_signed() { -(1 << (ty.bits() - 1)) } else { 0 }
}

fn most(ty: Scalar) -> i128 {
    let bits = if ty.is_signed() { ty.bits() - 1 } else { ty.bits() };
    (1 << bits) - 1
}

fn of_floats(rules: &Rules<'_>, op: Op, args: &[Traced], result: Value) -> Shadow {
    let nums: Vec<Num> = args.iter().map(Traced::num).collect();
    let x = &nums[0];
    let unknown = x.shadow.is_unknown();
    // What gives no float does not look at this.
    let v = float(result).unwrap_or(0.0);
    match op {
        Op::Add => rules.add(x, &nums[1], v),
        Op::Sub => rules.add(x, &negated(&nums[1]), v),
        Op::Mul => rules.mul(x, &nums[1], v),
        Op::Div => rules.div(x, &nums[1], v),
        Op::MulAdd => rules.mul_add(x, &nums[1], &nums[2], v),
        Op::Recip => rules.div(&exactly(1.0), x, v),
        Op::ToDegrees => by_constant(rules, x, v),
        Op::ToRadians => by_constant(rules, x, v),
        Op::Neg => negated(x).shadow,
        Op::Keep => rules.kept(x),
        Op::Abs => rules.kept(x).with_soft(false),
        Op::Min | Op::Max => extremum(rules, &nums, v),
        Op::Clamp => extremum(rules, &nums, v),
        Op::Sqrt => root(rules, x, v),
        Op::Floor | Op::Ceil | Op::Trunc | Op::Round | Op::RoundTiesEven => {
            step(rules, rounding(op), x, v)
        }
        Op::Fract => fraction(rules, x, v),
        Op::Rem | Op::RemEuclid => remainder(rules, op, &nums, v),
        Op::DivEuclid => euclid(rules, &nums, v),
        Op::Signum => match rules.has_sign(x) {
            true => Shadow::input(v),
            false if unknown => Shadow::UNKNOWN,
            false => Shadow::leaf(v, 2.0, true),
        },
        Op::Copysign => match rules.has_sign(&nums[1]) {
            true => rules.kept(x).with_soft(false),
            false if unknown || nums[1].shadow.is_unknown() || !v.is_finite() => Shadow::UNKNOWN,
            false => rules.result(v, 2.0 * (v.abs() + rules.operand(x))),
        },
        Op::NextUp | Op::NextDown => {
            let error = rules.operand(x);
            match error == 0.0 && !unknown && !x.shadow.soft {
                true => Shadow::input(v),
                false if x.v.is_finite() => {
                    rules.result(v, error + rules.format.ulp(x.v.abs() + error) * 2.0)
                }
                false => Shadow::UNKNOWN,
            }
        }
        Op::Eq | Op::Ne | Op::Lt | Op::Le | Op::Gt | Op::Ge => {
            discrete(rules.compares(x, &nums[1]))
        }
        Op::IsNan | Op::IsFinite | Op::IsInfinite => discrete(!unknown),
        Op::IsNormal | Op::IsSubnormal => discrete(!unknown && rules.is_class_known(x)),
        Op::IsSignNegative | Op::IsSignPositive => discrete(rules.has_sign(x)),
        Op::ToBits => {
            let same = rules.operand(x) == 0.0 && !x.shadow.soft;
            discrete(!unknown && (same || x.v.is_nan() || x.v.is_infinite()))
        }
        Op::Powi => match (args[1].shadow.is_unknown(), args[1].value) {
            (false, Value::I32(n)) => rules.powi(x, n, v),
            _ => Shadow::UNKNOWN,
        },
        Op::Exp | Op::Exp2 | Op::ExpM1 | Op::Ln | Op::Ln1p | Op::Log2 | Op::Log10 | Op::Log => {
            rules.function(op, &nums, v)
        }
        Op::Sin | Op::Cos | Op::Tan | Op::Asin | Op::Acos | Op::Atan | Op::Atan2 => {
            rules.function(op, &nums, v)
        }
        Op::Sinh | Op::Cosh | Op::Tanh | Op::Asinh | Op::Acosh | Op::Atanh => {
            rules.function(op, &nums, v)
        }
        Op::Cbrt | Op::Hypot | Op::Powf | Op::Erf | Op::Erfc => rules.function(op, &nums, v),
        Op::TanhApprox | Op::LnApprox | Op::SinApprox | Op::CosApprox => {
            rules.function(op, &nums, v)
        }
        Op::Select | Op::Cast | Op::FromBits => panic!("metate bug: {op:?} has rules of its own"),
        Op::Not
        | Op::And
        | Op::Or
        | Op::Xor
        | Op::Shl
        | Op::Shr
        | Op::Pow
        | Op::WrappingAdd
        | Op::WrappingSub
        | Op::WrappingMul
        | Op::WrappingDiv
        | Op::WrappingRem
        | Op::WrappingDivEuclid
        | Op::WrappingRemEuclid
        | Op::WrappingNeg
        | Op::WrappingAbs
        | Op::WrappingShl
        | Op::WrappingShr
        | Op::WrappingPow
        | Op::SaturatingAdd
        | Op::SaturatingSub
        | Op::SaturatingMul
        | Op::SaturatingDiv
        | Op::SaturatingNeg
        | Op::SaturatingAbs
        | Op::SaturatingPow
        | Op::AbsDiff
        | Op::UnsignedAbs
        | Op::CountOnes
        | Op::CountZeros
        | Op::LeadingZeros
        | Op::LeadingOnes
        | Op::TrailingZeros
        | Op::TrailingOnes
        | Op::RotateLeft
        | Op::RotateRight
        | Op::SwapBytes
        | Op::ReverseBits
        | Op::IsPositive
        | Op::IsNegative
        | Op::IsPowerOfTwo
        | Op::Isqrt => panic!("metate bug: {op:?} of floats"),
    }
}

fn exactly(v: f64) -> Num {
    Num { v, shadow: Shadow::input(v) }
}

fn negated(x: &Num) -> Num {
    Num { v: -x.v, shadow: x.shadow }
}

/// A product with a constant that is rounded as the result is: `to_degrees`, `to_radians`.
fn by_constant(rules: &Rules<'_>, x: &Num, v: f64) -> Shadow {
    if x.v == 0.0 || !x.v.is_finite() || x.shadow.is_unknown() {
        return if x.shadow.is_unknown() { Shadow::UNKNOWN } else { rules.kept(x) };
    }
    let factor = (v / x.v).abs();
    let spread = rules.operand(x) * factor * 1.001;
    // What overflows may also be a number.
    match v.is_finite() {
        true => rules.result(v, spread + 4.0 * rules.format.ulp(v.abs() + spread)),
        false => Shadow::UNKNOWN,
    }
}

/// Minima, maxima and limits move by no more than what they are of.
fn extremum(rules: &Rules<'_>, nums: &[Num], v: f64) -> Shadow {
    if nums.iter().any(|num| num.shadow.is_unknown()) {
        return Shadow::UNKNOWN;
    }
    let error = nums.iter().map(|num| rules.error(&num.shadow)).fold(0.0, f64::max);
    let flushed = nums.iter().any(|num| num.v != 0.0 && num.v.abs() < rules.format.normal());
    let soft = v == 0.0 && nums.iter().any(|num| num.shadow.soft);
    match flushed || error > 0.0 {
        true => rules.result(v, error + if flushed { rules.format.normal() } else { 0.0 }),
        false => Shadow::leaf(v, 0.0, soft),
    }
}

fn root(rules: &Rules<'_>, x: &Num, v: f64) -> Shadow {
    if x.shadow.is_unknown() {
        return Shadow::UNKNOWN;
    }
    let error = rules.operand(x);
    if error == 0.0 && (x.v == 0.0 || !v.is_finite()) {
        return Shadow::leaf(v, 0.0, x.shadow.soft && x.v == 0.0);
    }
    if x.v + error < 0.0 {
        return Shadow::leaf(v, 0.0, false);
    }
    if x.v - error < 0.0 || !v.is_finite() {
        return Shadow::UNKNOWN;
    }
    let ends = [(x.v - error).sqrt(), (x.v + error).sqrt()];
    let spread = match error == 0.0 {
        true => 0.0,
        false => ends.map(|end| (end - v).abs()).into_iter().fold(0.0, f64::max) * 1.001,
    };
    let exact = error == 0.0 && v.mul_add(-v, x.v) == 0.0;
    let rounded = if exact { 0.0 } else { rules.format.ulp(v) };
    let own = rules.units.root * rules.format.ulp(v + spread);
    rules.result(v, spread + own + rounded)
}

fn rounding(op: Op) -> fn(f64) -> f64 {
    match op {
        Op::Floor => f64::floor,
        Op::Ceil => f64::ceil,
        Op::Trunc => f64::trunc,
        Op::Round => f64::round,
        _ => f64::round_ties_even,
    }
}

/// A step function is known where both ends of the interval are on one step.
fn step(rules: &Rules<'_>, of: fn(f64) -> f64, x: &Num, v: f64) -> Shadow {
    if x.shadow.is_unknown() {
        return Shadow::UNKNOWN;
    }
    if !x.v.is_finite() {
        return Shadow::leaf(v, 0.0, false);
    }
    let error = rules.operand(x);
    let apart = (of(x.v + error) - v).max(v - of(x.v - error));
    Shadow::leaf(v, apart.max(0.0), v == 0.0)
}

fn fraction(rules: &Rules<'_>, x: &Num, v: f64) -> Shadow {
    let whole = step(rules, f64::trunc, x, x.v.trunc());
    if x.shadow.is_unknown() || !x.v.is_finite() {
        // `inf - inf`.
        return Shadow::UNKNOWN;
    }
    match rules.error(&whole) == 0.0 {
        true => rules.result(v, rules.operand(x)),
        false => rules.result(v, 1.0 + v.abs()),
    }
}

/// A remainder jumps where the quotient does.
fn remainder(rules: &Rules<'_>, op: Op, nums: &[Num], v: f64) -> Shadow {
    let [x, y] = nums else { return Shadow::UNKNOWN };
    if x.shadow.is_unknown() || y.shadow.is_unknown() {
        return Shadow::UNKNOWN;
    }
    let (dx, dy) = (rules.operand(x), rules.operand(y));
    if dx == 0.0 && dy == 0.0 && (op == Op::Rem || v == x.v) {
        return Shadow::leaf(v, 0.0, true);
    }
    if !x.v.is_finite() || !y.v.is_finite() || y.v.abs() <= dy {
        return Shadow::UNKNOWN;
    }
    let of = if op == Op::Rem { f64::trunc } else { f64::floor };
    let quotient = x.v / y.v.abs();
    let least = y.v.abs() - dy;
    let error = (dx + quotient.abs() * dy) / least + 4.0 * rules.format.ulp(quotient);
    let spread = match of(quotient - error) == of(quotient + error) {
        true => dx + (quotient.abs() + 1.0) * dy + rules.format.ulp(y.v),
        false => 2.0 * (y.v.abs() + dy),
    };
    rules.result(v, spread)
}

/// The whole quotient, if an engine's quotient is on the same step.
fn euclid(rules: &Rules<'_>, nums: &[Num], v: f64) -> Shadow {
    let [x, y] = nums else { return Shadow::UNKNOWN };
    let (dx, dy) = (rules.operand(x), rules.operand(y));
    let known = !x.shadow.is_unknown() && !y.shadow.is_unknown();
    if !known || !x.v.is_finite() || !y.v.is_finite() || y.v.abs() <= dy || !v.is_finite() {
        return Shadow::UNKNOWN;
    }
    let quotient = x.v / y.v;
    let error = (dx + quotient.abs() * dy) / (y.v.abs() - dy)
        + (rules.units.division + 1.0) * rules.format.ulp(quotient);
    let of = if y.v > 0.0 { f64::floor } else { f64::ceil };
    let apart = (of(quotient + error) - v).abs().max((v - of(quotient - error)).abs());
    rules.result(v, apart)
}

impl Rules<'_> {
    /// Whether every engine's value is on the same side of the smallest normal number.
    fn is_class_known(&self, x: &Num) -> bool {
        let error = self.error(&x.shadow);
        let normal = self.format.normal();
        !x.v.is_finite() || x.v.abs() - error >= normal || x.v == 0.0 && error == 0.0
    }
}
