//! The functions of mathematics over an interval.
//!
//! In: a function, its arguments with their errors, and the interpreter's result. Out: the shadow of
//! the result. Always true: an argument's error becomes that of the result by the function's values
//! at the ends of the argument's interval where it is monotone there, else by a bound of its
//! derivative; an interval that reaches a pole, a branch point or the end of the domain says
//! nothing. What the engine's own function is off by comes from its [`Units`](super::Units), to which
//! is added what ours is. Deliberately absent: arithmetic and roots (`shadow`).

use metate_lang::eval;
use metate_lang::op::Op;
use metate_lang::value::Value;

use super::super::apply;
use super::shadow::{Num, Rules, Shadow};
use metate_lang::ty::Scalar;

/// ULP that the interpreter's own function is off by at most.
const OWN: f64 = 1.0;

/// How a function carries the error of its argument on.
#[derive(Clone, Copy)]
enum Shape {
    /// It is monotone where it is defined.
    Monotone,
    /// It grows with the absolute value.
    Even,
    /// Its derivative is between -1 and 1, and so are its values.
    Wave,
    /// Monotone between poles at odd multiples of half a turn.
    Tangent,
}

fn shape(op: Op) -> Option<Shape> {
    Some(match op {
        Op::Sin | Op::Cos | Op::SinApprox | Op::CosApprox => Shape::Wave,
        Op::Tan => Shape::Tangent,
        Op::Cosh => Shape::Even,
        Op::Exp | Op::Exp2 | Op::ExpM1 | Op::Ln | Op::Ln1p | Op::Log2 | Op::Log10 => {
            Shape::Monotone
        }
        Op::Asin | Op::Acos | Op::Atan | Op::Sinh | Op::Tanh | Op::Asinh => Shape::Monotone,
        Op::Acosh | Op::Atanh | Op::Cbrt | Op::Erf | Op::Erfc => Shape::Monotone,
        Op::TanhApprox | Op::LnApprox => Shape::Monotone,
        _ => return None,
    })
}

/// The function in `f64`, for the ends of an interval.
fn at(op: Op, args: &[f64]) -> f64 {
    let values: Vec<Value> = args.iter().map(|&x| Value::F64(x)).collect();
    number(apply(op, &values, Scalar::F64))
}

fn number(value: Value) -> f64 {
    match value {
        Value::F64(x) => x,
        other => panic!("metate bug: {other:?} where a float is computed"),
    }
}

impl Rules<'_> {
    /// A function of one or two floats.
    pub(super) fn function(&self, op: Op, args: &[Num], result: f64) -> Shadow {
        if args.iter().any(|arg| arg.shadow.is_unknown()) {
            return Shadow::UNKNOWN;
        }
        let errors: Vec<f64> = args.iter().map(|arg| self.operand(arg)).collect();
        let own = (self.units.function)(op) + OWN;
        if args.iter().any(|arg| !arg.v.is_finite()) {
            return self.of_special(args, &errors, own, result);
        }
        let spread = match errors.iter().all(|&error| error == 0.0) {
            true => Some(0.0),
            false => self.carried(op, args, &errors, result),
        };
        match spread {
            Some(spread) => self.rounded(op, args, spread, own, result),
            None => Shadow::UNKNOWN,
        }
    }

    /// Of infinities and NaN: what std says, if nothing else is in doubt.
    fn of_special(&self, args: &[Num], errors: &[f64], own: f64, result: f64) -> Shadow {
        let doubtful = args.iter().zip(errors).any(|(arg, &error)| error > 0.0 || arg.shadow.soft);
        match doubtful {
            true => Shadow::UNKNOWN,
            false => self.result(result, (own + 1.0) * self.ulp_if_finite(result)),
        }
    }

    fn ulp_if_finite(&self, x: f64) -> f64 {
        if x.is_finite() && x != 0.0 { self.format.ulp(x) } else { 0.0 }
    }

    /// Adds what the functions themselves are off by.
    fn rounded(&self, op: Op, args: &[Num], spread: f64, own: f64, result: f64) -> Shadow {
        if !result.is_finite() {
            return match spread == 0.0 && self.is_certain(op, args, result) {
                true => Shadow::leaf(result, 0.0, false),
                false => Shadow::UNKNOWN,
            };
        }
        // Functions of two arguments whose zeros have signs that count.
        if args.iter().any(|arg| arg.v == 0.0 && arg.shadow.soft) && args.len() > 1 {
            return Shadow::UNKNOWN;
        }
        // What is that small is the rounded product of a larger number.
        let own = if result.abs() < self.format.tiny() { own + 1.0 } else { own };
        self.result(result, spread + own * self.format.ulp(result.abs() + spread))
    }

    /// Whether what is not finite is far from what is: by more than a few last digits of the
    /// arguments, or since the argument itself is a pole or outside of the domain.
    fn is_certain(&self, op: Op, args: &[Num], result: f64) -> bool {
        if args.iter().any(|arg| arg.v == 0.0 && arg.shadow.soft) {
            return false;
        }
        // A pole, or outside of the domain.
        if result.is_nan() || args.iter().any(|arg| arg.v == 0.0 || arg.v.abs() == 1.0) {
            return true;
        }
        let near = |factor: f64| {
            let args: Vec<f64> = args.iter().map(|arg| arg.v * factor).collect();
            let x = if op == Op::Powi { f64::NAN } else { at(op, &args) };
            x.abs() >= self.format.normal().recip() * 1e3
        };
        near(1.0 - 1e-6) && near(1.0 + 1e-6)
    }

    /// How far arguments that are off by `errors` move the result; `None` if there is no limit.
    fn carried(&self, op: Op, args: &[Num], errors: &[f64], result: f64) -> Option<f64> {
        match (op, args, errors) {
            (Op::Hypot, _, &[dx, dy]) => Some(dx + dy),
            (Op::Atan2, &[y, x], &[dy, dx]) => Some(angle(y.v, x.v, dy, dx)),
            (Op::Powf | Op::Log, &[x, y], &[dx, dy]) => corners(op, x.v, y.v, dx, dy, result),
            (_, &[x], &[dx]) => self.of_one(op, x.v, dx, result),
            _ => None,
        }
    }

    fn of_one(&self, op: Op, x: f64, dx: f64, result: f64) -> Option<f64> {
        let (low, high) = (x - dx, x + dx);
        match shape(op)? {
            Shape::Monotone => furthest(result, &[at(op, &[low]), at(op, &[high])]),
            Shape::Even if low < 0.0 && high > 0.0 => {
                furthest(result, &[at(op, &[low]), at(op, &[high]), at(op, &[0.0])])
            }
            Shape::Even => furthest(result, &[at(op, &[low]), at(op, &[high])]),
            Shape::Wave => Some(dx.min(2.0)),
            Shape::Tangent => {
                let turns = |x: f64| (x / std::f64::consts::PI + 0.5).floor();
                let ends = [at(op, &[low]), at(op, &[high])];
                // Monotone, and no pole between.
                let (same, ordered) = (turns(low) == turns(high), ends[0] <= ends[1]);
                if dx < 1.0 && same && ordered { furthest(result, &ends) } else { None }
            }
        }
    }

    /// `powi` of an exponent that is the same everywhere.
    pub(super) fn powi(&self, x: &Num, n: i32, result: f64) -> Shadow {
        if x.shadow.is_unknown() {
            return Shadow::UNKNOWN;
        }
        let dx = self.operand(x);
        let own = (self.units.function)(Op::Powi) + OWN;
        if dx == 0.0 || !x.v.is_finite() {
            let sure = !x.shadow.soft || result.is_finite();
            return match sure {
                true if result.is_finite() => self.rounded(Op::Powi, &[], 0.0, own, result),
                true if x.v == 0.0 || !x.v.is_finite() => Shadow::leaf(result, 0.0, false),
                // An overflow, of which an engine that multiplies may be on the other side.
                _ => Shadow::UNKNOWN,
            };
        }
        let at =
            |x: f64| number(eval::eval(Op::Powi, &[Value::F64(x), Value::I32(n)], Scalar::F64));
        let (low, high) = (x.v - dx, x.v + dx);
        let spread = match low <= 0.0 && high >= 0.0 {
            true if n < 0 => None,
            true => furthest(result, &[at(low), at(high), at(0.0)]),
            false => furthest(result, &[at(low), at(high)]),
        };
        match spread {
            Some(spread) => self.rounded(Op::Powi, &[], spread, own, result),
            None => Shadow::UNKNOWN,
        }
    }
}

/// How far the furthest of these is from `result`; the ends themselves are rounded.
fn furthest(result: f64, ends: &[f64]) -> Option<f64> {
    let distances = ends.iter().map(|end| (end - result).abs() + 4.0 * f64::EPSILON * end.abs());
    distances
        .map(|distance| distance.is_finite().then_some(distance))
        .try_fold(0.0f64, |furthest, distance| Some(furthest.max(distance?)))
}

/// An angle changes by at most the error over the distance from the origin; and by a turn where
/// the interval may cross the negative axis.
fn angle(y: f64, x: f64, dy: f64, dx: f64) -> f64 {
    let turn = std::f64::consts::TAU * 1.001;
    let (error, distance) = (dx.hypot(dy), x.hypot(y));
    if error >= distance || x - dx <= 0.0 && y.abs() <= dy {
        return turn;
    }
    (error / (distance - error)).min(turn)
}

/// A power, or a logarithm to some base, has its extremes at the corners, where both are defined.
fn corners(op: Op, x: f64, y: f64, dx: f64, dy: f64, result: f64) -> Option<f64> {
    let positive = x - dx > 0.0;
    // The logarithm of the base must not be 0.
    let defined = op == Op::Powf || y - dy > 1.0 || y - dy > 0.0 && y + dy < 1.0;
    if !positive || !defined {
        return None;
    }
    let ends = [(x - dx, y - dy), (x - dx, y + dy), (x + dx, y - dy), (x + dx, y + dy)];
    furthest(result, &ends.map(|(x, y)| at(op, &[x, y])))
}
