//! Writes operations with a constant operand out as the simpler ones that they are defined by.
//!
//! In: a function. Out: the same, where `powi` with a small constant exponent is its multiplications.
//! Always true: these are the multiplications of [`metate_lang::math`]'s `powi`, in their order, so
//! the result has its bits. Deliberately absent: exponents that nobody writes into a formula, which
//! stay a call.

use metate_lang::ir::{Block, Func, Stmt, StmtKind, Val};
use metate_lang::op::Op;
use metate_lang::ty::Scalar;
use metate_lang::value::Value;

use super::known::Constants;
use super::{Changed, take_body};

/// The largest exponent that is written out: at most 10 multiplications.
const MOST: u32 = 64;

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
                    let mut power = |kind| block.stmts.push(Stmt { span, kind });
                    self.power(to, x, exponent, &mut power);
                }
                None => block.stmts.push(stmt),
            }
        }
    }

    /// The result, the base and the exponent of a power that is to be written out.
    fn exponent(&self, kind: &StmtKind) -> Option<(Val, Val, i32)> {
        let StmtKind::Op { to, op: Op::Powi, args } = kind else { return None };
        let exponent = i32::try_from(self.constants.int(args[1])?).ok()?;
        (exponent.unsigned_abs() <= MOST).then_some((*to, args[0], exponent))
    }

    /// Repeated squaring, from the low bit of the exponent up.
    fn power(&mut self, to: Val, x: Val, exponent: i32, out: &mut impl FnMut(StmtKind)) {
        self.changed = true;
        let ty = self.func.ty(to);
        let (mut square, mut rest) = (x, exponent.unsigned_abs());
        let mut factors = Vec::new();
        while rest != 0 {
            if rest & 1 != 0 {
                factors.push(square);
            }
            rest >>= 1;
            if rest != 0 {
                square = self.product(ty, square, square, out);
            }
        }
        let one = match ty {
            Scalar::F32 => Value::F32(1.0),
            _ => Value::F64(1.0),
        };
        let one = {
            let to = self.func.value(ty, None);
            out(StmtKind::Const { to, value: one });
            to
        };
        let last = match exponent {
            ..0 => None,
            _ => factors.pop(),
        };
        // The first product is that of 1 and the first factor, which is the factor.
        let first = factors.first().copied().unwrap_or(one);
        let rest = factors.iter().skip(1);
        let power = rest.fold(first, |power, &factor| self.product(ty, power, factor, out));
        let (op, args) = match last {
            Some(last) => (Op::Mul, vec![power, last]),
            None if exponent == 0 => (Op::Mul, vec![one, one]),
            None => (Op::Div, vec![one, power]),
        };
        out(StmtKind::Op { to, op, args });
    }

    fn product(&mut self, ty: Scalar, x: Val, y: Val, out: &mut impl FnMut(StmtKind)) -> Val {
        let to = self.func.value(ty, None);
        out(StmtKind::Op { to, op: Op::Mul, args: vec![x, y] });
        to
    }
}
