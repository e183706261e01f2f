//! Writes operations with a constant operand out as the simpler ones that they are defined by.
//!
//! In: a function. Out: the same, where `powi` with a small constant exponent is a few products.
//! Always true: 0, 1, 2 and -1 are what [`metate_lang::math`] promises of them; from 3 on the products
//! are those of pairs that its `powi_fast` makes, without the ones that the exponent leaves out, where
//! that holds, and elsewhere the function is called. So the result has its bits. The products stand in
//! front of the question, where other powers of the same number find their first steps. Deliberately
//! absent: other exponents, which stay a call.

use metate_lang::ir::{Block, End, Func, Stmt, StmtKind, Val};
use metate_lang::op::Op;
use metate_lang::ty::Scalar;
use metate_lang::value::Value;

use super::known::Constants;
use super::{Changed, take_body};

/// The largest magnitude of an exponent that is written out: that of `powi_in_range`.
const MOST: i32 = 31;

/// Writes powers out.
pub fn expand(func: &mut Func) -> Changed {
    let is_power = |stmt: &Stmt| matches!(stmt.kind, StmtKind::Op { op: Op::Powi, .. });
    if !func.statements().any(is_power) {
        return Changed::No;
    }
    let mut body = take_body(func);
    let constants = Constants::new(func);
    let mut expansion = Expansion { func, constants, changed: false };
    expansion.block(&mut body);
    let changed = expansion.changed;
    func.body = body;
    changed.into()
}

struct Expansion<'f> {
    func: &'f mut Func,
    constants: Constants,
    changed: bool,
}

impl Expansion<'_> {
    fn block(&mut self, block: &mut Block) {
        let stmts = std::mem::take(&mut block.stmts);
        for mut stmt in stmts {
            self.constants.note(&stmt.kind);
            stmt.kind.blocks_mut().for_each(|block| self.block(block));
            match self.exponent(&stmt.kind) {
                Some((to, x, exponent)) => {
                    let span = stmt.span;
                    if (-1..3).contains(&exponent) {
                        let mut power = |kind| block.stmts.push(Stmt { span, kind });
                        self.plain(to, x, exponent, &mut power);
                        continue;
                    }
                    let again = self.func.value(self.func.ty(to), None);
                    if let StmtKind::Op { to, .. } = &mut stmt.kind {
                        *to = again;
                    }
                    let call = Block { stmts: vec![stmt], end: End::Give(vec![again]) };
                    self.pairs(to, x, exponent, call, &mut |kind| {
                        block.stmts.push(Stmt { span, kind });
                    });
                }
                None => block.stmts.push(stmt),
            }
        }
    }

    /// The result, the base and the exponent of a power that is to be written out.
    fn exponent(&self, kind: &StmtKind) -> Option<(Val, Val, i32)> {
        let StmtKind::Op { to, op: Op::Powi, args } = kind else { return None };
        let exponent = i32::try_from(self.constants.int(args[1])?).ok()?;
        (-MOST..=MOST).contains(&exponent).then_some((*to, args[0], exponent))
    }

    /// A power that is one operation.
    fn plain(&mut self, to: Val, x: Val, exponent: i32, out: &mut impl FnMut(StmtKind)) {
        self.changed = true;
        let one = self.constant(self.func.ty(to), 1.0, out);
        let (op, args) = match exponent {
            0 => (Op::Mul, vec![one, one]),
            1 => (Op::Mul, vec![one, x]),
            2 => (Op::Mul, vec![x, x]),
            _ => (Op::Div, vec![one, x]),
        };
        out(StmtKind::Op { to, op, args });
    }

    /// A power that is a product of pairs where all of them are far from the limits, and a call
    /// elsewhere.
    fn pairs(
        &mut self,
        to: Val,
        x: Val,
        exponent: i32,
        call: Block,
        out: &mut impl FnMut(StmtKind),
    ) {
        self.changed = true;
        let ty = self.func.ty(to);
        // `powi_in_range` in terms of the base: its exponent is at most this, in magnitude.
        let steps = exponent.abs();
        let most = if ty == Scalar::F32 { 100 } else { 960 } / steps - 1;
        let low = self.constant(ty, 2f64.powi(-most), out);
        let high = self.constant(ty, 2f64.powi(most + 1), out);
        let magnitude = self.op(ty, Op::Abs, &[x], out);
        let above = self.op(Scalar::Bool, Op::Ge, &[magnitude, low], out);
        let below = self.op(Scalar::Bool, Op::Lt, &[magnitude, high], out);
        let cond = self.op(Scalar::Bool, Op::And, &[above, below], out);
        let product = self.product(ty, x, steps, out);
        let power = if exponent < 0 {
            self.inverse(ty, product, out)
        } else {
            self.op(ty, Op::Add, &[product.0, product.1], out)
        };
        let then = Block { stmts: Vec::new(), end: End::Give(vec![power]) };
        out(StmtKind::If { to: vec![to], cond, then, otherwise: call });
    }

    /// Squares of pairs, times `x` where the exponent has a bit, from the highest but one down.
    fn product(
        &mut self,
        ty: Scalar,
        x: Val,
        exponent: i32,
        out: &mut impl FnMut(StmtKind),
    ) -> (Val, Val) {
        let first = self.two_product(ty, x, x, out);
        let steps = exponent.ilog2();
        let mut power = first;
        for bit in (0..steps).rev() {
            if bit + 1 != steps {
                let (square, lost) = self.two_product(ty, power.0, power.0, out);
                let two = self.constant(ty, 2.0, out);
                let twice = self.op(ty, Op::Mul, &[two, power.0], out);
                power = (square, self.op(ty, Op::MulAdd, &[twice, power.1, lost], out));
            }
            if exponent >> bit & 1 != 0 {
                let (product, lost) = self.two_product(ty, power.0, x, out);
                power = (product, self.op(ty, Op::MulAdd, &[power.1, x, lost], out));
            }
        }
        power
    }

    /// One over a pair, rounded.
    fn inverse(
        &mut self,
        ty: Scalar,
        (high, low): (Val, Val),
        out: &mut impl FnMut(StmtKind),
    ) -> Val {
        let one = self.constant(ty, 1.0, out);
        let inverse = self.op(ty, Op::Div, &[one, high], out);
        let negated = self.op(ty, Op::Neg, &[high], out);
        let rest = self.op(ty, Op::MulAdd, &[inverse, negated, one], out);
        let negated = self.op(ty, Op::Neg, &[low], out);
        let rest = self.op(ty, Op::MulAdd, &[inverse, negated, rest], out);
        self.op(ty, Op::MulAdd, &[inverse, rest, inverse], out)
    }

    /// A product and what its rounding lost.
    fn two_product(
        &mut self,
        ty: Scalar,
        a: Val,
        b: Val,
        out: &mut impl FnMut(StmtKind),
    ) -> (Val, Val) {
        let product = self.op(ty, Op::Mul, &[a, b], out);
        let negated = self.op(ty, Op::Neg, &[product], out);
        (product, self.op(ty, Op::MulAdd, &[a, b, negated], out))
    }

    fn op(&mut self, ty: Scalar, op: Op, args: &[Val], out: &mut impl FnMut(StmtKind)) -> Val {
        let to = self.func.value(ty, None);
        out(StmtKind::Op { to, op, args: args.to_vec() });
        to
    }

    fn constant(&mut self, ty: Scalar, value: f64, out: &mut impl FnMut(StmtKind)) -> Val {
        let to = self.func.value(ty, None);
        let value = if ty == Scalar::F32 { Value::F32(value as f32) } else { Value::F64(value) };
        out(StmtKind::Const { to, value });
        to
    }
}
