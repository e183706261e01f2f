//! Writes operations with a constant operand out as the simpler ones that they are defined by.
//!
//! In: a function. Out: the same, where `powi` with a small constant exponent is a few products.
//! Always true: 0, 1, 2 and -1 are what [`metate_lang::math`] promises of them; from 3 on the products
//! are those of pairs that its `powi_fast` makes, without the ones that the exponent leaves out, where
//! that holds, and elsewhere the function is called. So the result has its bits. Deliberately absent:
//! other exponents, which stay a call.

use metate_lang::ir::{Block, End, Func, Stmt, StmtKind, Val};
use metate_lang::op::Op;
use metate_lang::ty::Scalar;
use metate_lang::value::Value;

use super::known::Constants;
use super::{Changed, take_body};

/// The largest exponent that is written out.
const MOST: i32 = 8;

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
                    if exponent < 3 {
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
        (-1..=MOST).contains(&exponent).then_some((*to, args[0], exponent))
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
        let span = call.stmts[0].span;
        // `powi_in_range` in terms of the base: its exponent is at most this, in magnitude.
        let most = if ty == Scalar::F32 { 100 } else { 960 } / exponent - 1;
        let low = self.constant(ty, 2f64.powi(-most), out);
        let high = self.constant(ty, 2f64.powi(most + 1), out);
        let magnitude = self.op(ty, Op::Abs, &[x], out);
        let above = self.op(Scalar::Bool, Op::Ge, &[magnitude, low], out);
        let below = self.op(Scalar::Bool, Op::Lt, &[magnitude, high], out);
        let cond = self.op(Scalar::Bool, Op::And, &[above, below], out);
        let mut stmts = Vec::new();
        let power = self.product(ty, x, exponent, &mut |kind| stmts.push(Stmt { span, kind }));
        let then = Block { stmts, end: End::Give(vec![power]) };
        out(StmtKind::If { to: vec![to], cond, then, otherwise: call });
    }

    /// Repeated squaring of pairs, from the low bit of the exponent up.
    fn product(
        &mut self,
        ty: Scalar,
        x: Val,
        exponent: i32,
        out: &mut impl FnMut(StmtKind),
    ) -> Val {
        let mut square = (x, None);
        let mut power: Option<(Val, Option<Val>)> = None;
        let mut rest = exponent;
        while rest != 0 {
            if rest & 1 != 0 {
                power = Some(match power {
                    None => square,
                    Some(power) => self.pair(ty, power, square, out),
                });
            }
            rest >>= 1;
            if rest != 0 {
                square = self.squared(ty, square, out);
            }
        }
        match power {
            Some((high, Some(low))) => self.op(ty, Op::Add, &[high, low], out),
            Some((high, None)) => high,
            None => unreachable!("an exponent from 3 on has a bit"),
        }
    }

    /// The square of a pair.
    fn squared(
        &mut self,
        ty: Scalar,
        (high, low): (Val, Option<Val>),
        out: &mut impl FnMut(StmtKind),
    ) -> (Val, Option<Val>) {
        let (square, lost) = self.two_product(ty, high, high, out);
        let Some(low) = low else { return (square, Some(lost)) };
        let two = self.constant(ty, 2.0, out);
        let twice = self.op(ty, Op::Mul, &[two, high], out);
        (square, Some(self.op(ty, Op::MulAdd, &[twice, low, lost], out)))
    }

    /// The product of two pairs, of which the second is none of one number.
    fn pair(
        &mut self,
        ty: Scalar,
        a: (Val, Option<Val>),
        b: (Val, Option<Val>),
        out: &mut impl FnMut(StmtKind),
    ) -> (Val, Option<Val>) {
        let (product, mut low) = self.two_product(ty, a.0, b.0, out);
        if let Some(of_a) = a.1 {
            low = self.op(ty, Op::MulAdd, &[of_a, b.0, low], out);
        }
        if let Some(of_b) = b.1 {
            low = self.op(ty, Op::MulAdd, &[a.0, of_b, low], out);
        }
        (product, Some(low))
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
