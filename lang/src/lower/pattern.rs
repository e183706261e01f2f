//! `match`: a chain of branches.
//!
//! In: a scrutinee and arms that cover every value. Out: nested `If`s. Always true: arms are
//! tried in order, a guard is evaluated once and only where its pattern fits, and what follows
//! the last arm without a guard is left out, as no value gets there. Deliberately absent: jump
//! tables, and the check that the arms cover every value, which is `front`'s.

use super::{Flat, Lowered, Lowering};
use crate::error::Span;
use crate::hir::{Arm, Expr, Pattern};
use crate::ir::{ArrayId, Val};
use crate::op::Op;
use crate::ty::Scalar;
use crate::value::Value;

impl<'m> Lowering<'m> {
    pub(super) fn match_expr(
        &mut self,
        expr: &'m Expr,
        scrutinee: &'m Expr,
        arms: &'m [Arm],
        into: Option<ArrayId>,
    ) -> Lowered<Flat> {
        let scrutinee = self.value(scrutinee, None)?.into_vec();
        let last = arms.iter().rposition(|arm| arm.guard.is_none());
        let arms = &arms[..=last.expect("some arm has no guard, or not every value is covered")];
        self.arms(expr, &scrutinee, arms, into)
    }

    /// Tries the arms in order; the last one fits every value that gets to it.
    fn arms(
        &mut self,
        expr: &'m Expr,
        scrutinee: &[Val],
        arms: &'m [Arm],
        into: Option<ArrayId>,
    ) -> Lowered<Flat> {
        let [arm, rest @ ..] = arms else { unreachable!("the last arm fits") };
        let fits = match rest {
            [] => None,
            _ => self.fits(arm.pattern_span(), &arm.pattern, scrutinee),
        };
        let cond = match (&arm.guard, fits) {
            (None, None) => {
                self.bind(&arm.pattern, scrutinee);
                return self.value_into(&arm.body, into);
            }
            (None, Some(fits)) => fits,
            (Some(guard), None) => {
                self.bind(&arm.pattern, scrutinee);
                self.scalar(guard)?
            }
            (Some(guard), Some(fits)) => self.guarded(fits, arm, guard, scrutinee)?,
        };
        let then = self.arm(|this| {
            // Where the guard alone decides, the variables have their values already.
            if fits.is_some() {
                this.bind(&arm.pattern, scrutinee);
            }
            this.value_into(&arm.body, into)
        });
        let otherwise = self.arm(|this| this.arms(expr, scrutinee, rest, into));
        self.join(expr.span, cond, expr.ty.scalars(), then, otherwise)
    }

    /// Whether the pattern fits and then the guard holds.
    fn guarded(
        &mut self,
        fits: Val,
        arm: &'m Arm,
        guard: &'m Expr,
        scrutinee: &[Val],
    ) -> Lowered<Val> {
        let then = self.arm(|this| {
            this.bind(&arm.pattern, scrutinee);
            this.value(guard, None)
        });
        let otherwise = self.arm(|this| Ok(Flat::One(this.constant(Value::Bool(false)))));
        let value = self.join(guard.span, fits, &[Scalar::Bool], then, otherwise)?;
        Ok(value.as_slice()[0])
    }

    /// Whether a pattern fits these scalars; `None` if it always does.
    fn fits(&mut self, span: Span, pattern: &Pattern, values: &[Val]) -> Option<Val> {
        match pattern {
            Pattern::Any | Pattern::Bind(_, None) => None,
            Pattern::Bind(_, Some(sub)) => self.fits(span, sub, values),
            Pattern::Const(Value::Bool(true)) => Some(values[0]),
            Pattern::Const(Value::Bool(false)) => {
                Some(self.op(span, Op::Not, vec![values[0]], Scalar::Bool))
            }
            Pattern::Const(value) => Some(self.compare(span, Op::Eq, values[0], *value)),
            Pattern::Range(lo, hi) => {
                let above = lo.map(|lo| self.compare(span, Op::Ge, values[0], lo));
                let below = hi.map(|hi| self.compare(span, Op::Le, values[0], hi));
                self.both(span, above, below)
            }
            Pattern::Or(cases) => {
                let mut any = None;
                for case in cases {
                    let fits = self.fits(span, case, values)?;
                    any = Some(match any {
                        None => fits,
                        Some(any) => self.op(span, Op::Or, vec![any, fits], Scalar::Bool),
                    });
                }
                any
            }
            Pattern::Tuple(parts) => {
                let mut all = None;
                for (part, value) in parts.iter().zip(values.chunks(1)) {
                    let fits = self.fits(span, part, value);
                    all = self.both(span, all, fits);
                }
                all
            }
        }
    }

    fn compare(&mut self, span: Span, op: Op, value: Val, with: Value) -> Val {
        let with = self.constant(with);
        self.op(span, op, vec![value, with], Scalar::Bool)
    }

    fn both(&mut self, span: Span, a: Option<Val>, b: Option<Val>) -> Option<Val> {
        match (a, b) {
            (Some(a), Some(b)) => Some(self.op(span, Op::And, vec![a, b], Scalar::Bool)),
            (one, None) | (None, one) => one,
        }
    }

    /// Gives the variables of a pattern their values.
    fn bind(&mut self, pattern: &Pattern, values: &[Val]) {
        match pattern {
            Pattern::Bind(local, sub) => {
                self.assign(*local, values);
                sub.iter().for_each(|sub| self.bind(sub, values));
            }
            Pattern::Tuple(parts) => {
                for (part, value) in parts.iter().zip(values.chunks(1)) {
                    self.bind(part, value);
                }
            }
            Pattern::Any | Pattern::Const(_) | Pattern::Range(..) | Pattern::Or(_) => {}
        }
    }
}

impl Arm {
    /// What a trap or an explanation of the test points at.
    fn pattern_span(&self) -> Span {
        self.body.span
    }
}
