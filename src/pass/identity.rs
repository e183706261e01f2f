//! The algebra that `simplify` knows: what an operation is equal to, for every bit of its operands.
//!
//! In: an operation and how its operands came about. Out: something simpler that has the same
//! result. Always true: an identity of integers holds where they wrap; one of floats holds for
//! both zeros, infinities, NaN (whose sign and payload are unspecified) and every rounding. So
//! `x + 0.0` is not `x` (for `-0.0`), but `x + -0.0` is; and `x / 4.0` is `x * 0.25`, but
//! `x / 3.0` stays. Deliberately absent: reassociation, and what the code generator does better
//! because it knows the machine (a product with a power of two).

use metate_lang::eval::eval;
use metate_lang::ir::Val;
use metate_lang::op::{Op, Shape, cast_allowed};
use metate_lang::ty::Scalar;
use metate_lang::value::Value;

/// How a value came about.
#[derive(Clone, Copy, Debug)]
pub(super) enum Origin {
    /// In some way that algebra cannot look into.
    Other,
    /// As a constant.
    Const(Value),
    /// From an operation on these values and, if it takes fewer, repetitions of the last.
    Op(Op, [Val; 3]),
}

/// What an operation is equal to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Simpler {
    /// A value that is there already.
    Same(Val),
    /// A constant.
    Const(Value),
    /// Another operation on as many of these values as it takes.
    Op(Op, [Val; 3]),
    /// An operation on a value and a constant.
    WithConst(Op, Val, Value),
}

/// An operation, its operands and what is known of them.
pub(super) struct Operation<'a, O> {
    pub(super) op: Op,
    pub(super) args: &'a [Val],
    /// The type of the last operand, which those of a binary operation share.
    pub(super) ty: Scalar,
    pub(super) result: Scalar,
    /// Looks up the origin and the type of a value.
    pub(super) origin: O,
}

impl<O: Fn(Val) -> (Origin, Scalar)> Operation<'_, O> {
    /// Something simpler with the same result, if the table of identities has it.
    pub(super) fn simpler(&self) -> Option<Simpler> {
        match (self.op.row().shape, self.args) {
            (Shape::Cast, &[x]) => self.cast(x),
            (Shape::Unary, &[x]) => self.unary(x),
            (Shape::Select, &[cond, yes, no]) => self.select(cond, yes, no),
            (Shape::Compare, &[x, y]) => self.compare(x, y),
            (Shape::Binary, &[x, y]) if self.ty.is_float() => self.floats(x, y),
            (Shape::Binary, &[x, y]) => self.bits(x, y),
            _ => None,
        }
    }

    fn constant(&self, value: Val) -> Option<Value> {
        match (self.origin)(value).0 {
            Origin::Const(value) => Some(value),
            Origin::Other | Origin::Op(..) => None,
        }
    }

    /// The first operand of the operation `op` that made the value.
    fn made_by(&self, op: Op, value: Val) -> Option<Val> {
        match (self.origin)(value).0 {
            Origin::Op(made_by, [operand, ..]) if made_by == op => Some(operand),
            Origin::Op(..) | Origin::Const(_) | Origin::Other => None,
        }
    }

    fn unary(&self, x: Val) -> Option<Simpler> {
        match self.op {
            Op::Neg => self.made_by(Op::Neg, x).map(Simpler::Same),
            Op::Not => self.not(x),
            Op::Abs => match (self.origin)(x).0 {
                Origin::Op(Op::Neg | Op::Abs, [y, ..]) => Some(unary(Op::Abs, y)),
                Origin::Op(..) | Origin::Const(_) | Origin::Other => None,
            },
            _ => None,
        }
    }

    /// Not of not, and of a comparison that has an opposite: those of floats other than `==` and
    /// `!=` are all false where one side is NaN.
    fn not(&self, x: Val) -> Option<Simpler> {
        let Origin::Op(op, args) = (self.origin)(x).0 else { return None };
        let total = !(self.origin)(args[0]).1.is_float();
        let opposite = match op {
            Op::Not => return Some(Simpler::Same(args[0])),
            Op::Eq => Op::Ne,
            Op::Ne => Op::Eq,
            Op::Lt if total => Op::Ge,
            Op::Ge if total => Op::Lt,
            Op::Le if total => Op::Gt,
            Op::Gt if total => Op::Le,
            _ => return None,
        };
        Some(Simpler::Op(opposite, args))
    }

    /// Binary operations on integers and `bool`.
    fn bits(&self, x: Val, y: Val) -> Option<Simpler> {
        if x == y {
            return self.bits_of_one(x);
        }
        let (left, right) = (self.constant(x), self.constant(y));
        match (left, right) {
            (_, Some(right)) => self.bits_with(x, right),
            (Some(left), None) if commutes(self.op) => self.bits_with(y, left),
            (Some(left), None) => self.of_zero(left, y),
            (None, None) => self.signs(x, y),
        }
    }

    /// Of a value and itself.
    fn bits_of_one(&self, x: Val) -> Option<Simpler> {
        match self.op {
            Op::And | Op::Or | Op::Min | Op::Max => Some(Simpler::Same(x)),
            Op::Xor | Op::Sub => Some(Simpler::Const(Value::zero(self.ty))),
            _ => None,
        }
    }

    /// Of a value and a constant.
    fn bits_with(&self, x: Val, constant: Value) -> Option<Simpler> {
        let zero = constant.bits() == 0;
        let ones = constant == Value::from_bits(self.ty, u64::MAX);
        let one = constant.bits() == 1;
        let minus_one = ones && self.ty.is_signed();
        let same = Some(Simpler::Same(x));
        let itself = Some(Simpler::Const(constant));
        match self.op {
            Op::Add | Op::Sub | Op::Or | Op::Xor | Op::Shl | Op::Shr if zero => same,
            Op::Mul | Op::Div if one => same,
            Op::And if ones => same,
            Op::Mul | Op::And if zero => itself,
            Op::Or if ones => itself,
            Op::Mul if minus_one => Some(unary(Op::Neg, x)),
            Op::Xor if ones => Some(unary(Op::Not, x)),
            Op::Rem if one => Some(Simpler::Const(Value::zero(self.ty))),
            _ => None,
        }
    }

    /// Of a constant and a value, where the order matters.
    fn of_zero(&self, constant: Value, y: Val) -> Option<Simpler> {
        if constant.bits() != 0 {
            return None;
        }
        match self.op {
            Op::Sub if self.ty.is_signed() => Some(unary(Op::Neg, y)),
            Op::Shl | Op::Shr => Some(Simpler::Const(constant)),
            _ => None,
        }
    }

    /// Binary operations on floats.
    fn floats(&self, x: Val, y: Val) -> Option<Simpler> {
        if x == y && matches!(self.op, Op::Min | Op::Max) {
            return Some(Simpler::Same(x));
        }
        match (self.constant(x), self.constant(y)) {
            (_, Some(right)) => self.floats_with(x, right),
            (Some(left), None) if commutes(self.op) => self.floats_with(y, left),
            (Some(_), None) => None,
            (None, None) => self.signs(x, y),
        }
    }

    /// Of a value and a constant.
    fn floats_with(&self, x: Val, constant: Value) -> Option<Simpler> {
        let number = match constant {
            Value::F32(number) => f64::from(number),
            Value::F64(number) => number,
            _ => return None,
        };
        let zero = number == 0.0;
        match self.op {
            Op::Add if zero && number.is_sign_negative() => Some(Simpler::Same(x)),
            Op::Sub if zero && number.is_sign_positive() => Some(Simpler::Same(x)),
            Op::Mul | Op::Div if number == 1.0 => Some(Simpler::Same(x)),
            Op::Mul | Op::Div if number == -1.0 => Some(unary(Op::Neg, x)),
            Op::Div => {
                exact_reciprocal(constant).map(|factor| Simpler::WithConst(Op::Mul, x, factor))
            }
            _ => None,
        }
    }

    /// Sums and differences of negated values, of integers and floats alike: `x + -y` is how
    /// `x - y` is defined.
    fn signs(&self, x: Val, y: Val) -> Option<Simpler> {
        let binary = |op, x, y| Some(Simpler::Op(op, [x, y, y]));
        let (minus_x, minus_y) = (self.made_by(Op::Neg, x), self.made_by(Op::Neg, y));
        match (self.op, minus_x, minus_y) {
            (Op::Add, _, Some(y)) => binary(Op::Sub, x, y),
            (Op::Add, Some(x), None) => binary(Op::Sub, y, x),
            (Op::Sub, _, Some(y)) => binary(Op::Add, x, y),
            (Op::Mul | Op::Div, Some(x), Some(y)) if self.ty.is_float() => binary(self.op, x, y),
            _ => None,
        }
    }

    fn compare(&self, x: Val, y: Val) -> Option<Simpler> {
        let truth = |value| Some(Simpler::Const(Value::Bool(value)));
        if x == y && !self.ty.is_float() {
            return truth(matches!(self.op, Op::Eq | Op::Le | Op::Ge));
        }
        let (b, constant) = match (self.constant(x), self.constant(y)) {
            (_, Some(Value::Bool(right))) => (x, right),
            (Some(Value::Bool(left)), None) => (y, left),
            _ => return None,
        };
        match self.op {
            Op::Eq if constant => Some(Simpler::Same(b)),
            Op::Ne if !constant => Some(Simpler::Same(b)),
            Op::Eq | Op::Ne => Some(unary(Op::Not, b)),
            _ => None,
        }
    }

    fn select(&self, cond: Val, yes: Val, no: Val) -> Option<Simpler> {
        if yes == no {
            return Some(Simpler::Same(yes));
        }
        match (self.constant(cond), self.constant(yes), self.constant(no)) {
            (Some(Value::Bool(cond)), ..) => Some(Simpler::Same(if cond { yes } else { no })),
            (_, Some(Value::Bool(true)), Some(Value::Bool(false))) => Some(Simpler::Same(cond)),
            (_, Some(Value::Bool(false)), Some(Value::Bool(true))) => Some(unary(Op::Not, cond)),
            _ => {
                let opposite = self.made_by(Op::Not, cond)?;
                Some(Simpler::Op(Op::Select, [opposite, no, yes]))
            }
        }
    }

    /// A cast to the same type, or of a cast that the second one makes superfluous.
    fn cast(&self, x: Val) -> Option<Simpler> {
        if self.ty == self.result {
            return Some(Simpler::Same(x));
        }
        let first = self.made_by(Op::Cast, x)?;
        let from = (self.origin)(first).1;
        if !cast_allowed(from, self.result) || !merges(from, self.ty, self.result) {
            return None;
        }
        Some(if from == self.result { Simpler::Same(first) } else { unary(Op::Cast, first) })
    }
}

fn unary(op: Op, x: Val) -> Simpler {
    Simpler::Op(op, [x; 3])
}

/// Whether the operands may change places: of floats a NaN's payload alone would tell.
pub(super) fn commutes(op: Op) -> bool {
    matches!(
        op,
        Op::Add | Op::Mul | Op::Min | Op::Max | Op::And | Op::Or | Op::Xor | Op::Eq | Op::Ne
    )
}

/// `1 / constant`, if the constant is a power of two and the reciprocal neither zero nor
/// subnormal nor infinite: then division and product round the same number.
fn exact_reciprocal(constant: Value) -> Option<Value> {
    let reciprocal = eval(Op::Recip, &[constant], constant.scalar());
    let is_power = |value: Value| match value {
        Value::F32(v) => v.is_normal() && v.to_bits() & ((1 << 23) - 1) == 0,
        Value::F64(v) => v.is_normal() && v.to_bits() & ((1 << 52) - 1) == 0,
        _ => false,
    };
    (is_power(constant) && is_power(reciprocal)).then_some(reciprocal)
}

/// Whether a cast of `from` to `through` to `to` is the cast of `from` to `to`.
fn merges(from: Scalar, through: Scalar, to: Scalar) -> bool {
    let whole = |scalar: Scalar| !scalar.is_float();
    if whole(from) && whole(through) && whole(to) && to.bits() <= through.bits() {
        // The low bits are those of the first value, or of its extension.
        return to != Scalar::Bool;
    }
    // A float saturates where an integer wraps.
    let saturates = through.is_float() && whole(to) && whole(from) && !keeps(from, to);
    keeps(from, through) && !saturates
}

/// Whether a cast keeps every value of the type.
fn keeps(from: Scalar, to: Scalar) -> bool {
    let precision = |float: Scalar| if float == Scalar::F32 { 24 } else { 53 };
    match (from.is_float(), to.is_float()) {
        (true, true) => from.bits() <= to.bits(),
        (true, false) => false,
        (false, true) => from.bits() <= precision(to),
        (false, false) if from == Scalar::Bool => true,
        (false, false) if to == Scalar::Bool => false,
        (false, false) => {
            from.is_signed() == to.is_signed() && from.bits() <= to.bits()
                || !from.is_signed() && to.is_signed() && from.bits() < to.bits()
        }
    }
}
