//! Ranges that run backwards or in steps: as counted loops over the number of the iteration.
//!
//! In: limits and adapters (`.rev()`, `.step_by(k)`). Out: a [`Count`]: how many iterations there
//! are, and the integer of each. Always true: whatever the limits and the step, no integer is
//! left out or met twice: all arithmetic wraps in 64 bits, and the cases in which the number of
//! iterations does not fit them are counted by their last one. Deliberately absent: plain ranges,
//! which stay as they are.

use super::{Lowered, Lowering};
use crate::error::Span;
use crate::hir::{self, Adapter};
use crate::ir::{Check, Range, StmtKind, Val};
use crate::op::Op;
use crate::ty::{Kind, Scalar};
use crate::value::Value;

/// How far apart the integers of neighbouring iterations are.
#[derive(Clone, Copy)]
enum Stride {
    One,
    MinusOne,
    /// A `usize`, in which negative strides wrap.
    Val(Val),
}

/// A range, as the numbers of its iterations.
pub(super) struct Count {
    /// The numbers, of type `usize`.
    pub(super) range: Range,
    base: Val,
    stride: Stride,
    ty: Scalar,
}

impl<'m> Lowering<'m> {
    /// The iterations of a range with adapters; `lo` and `hi` are its limits.
    pub(super) fn count(
        &mut self,
        span: Span,
        range: &'m hir::Range,
        lo: Val,
        hi: Val,
    ) -> Lowered<Count> {
        let ty = range.ty;
        let order = if range.inclusive { Op::Le } else { Op::Lt };
        let any = self.op(span, order, vec![lo, hi], Scalar::Bool);
        let distance = self.op(span, Op::Sub, vec![hi, lo], ty);
        let mut last = self.widen(span, distance, ty);
        if !range.inclusive {
            let one = self.constant(Value::Usize(1));
            last = self.op(span, Op::Sub, vec![last, one], Scalar::Usize);
        }
        let (mut base, mut stride) = (lo, Stride::One);
        for adapter in &range.adapters {
            match adapter {
                Adapter::Rev => {
                    base = self.item(span, base, stride, last, ty);
                    stride = self.negated(span, stride);
                }
                Adapter::StepBy(step) => {
                    let step = self.scalar(step)?;
                    self.push(span, StmtKind::Check { check: Check::Step, args: vec![step] });
                    last = self.op(span, Op::Div, vec![last, step], Scalar::Usize);
                    stride = self.scaled(span, stride, step);
                }
            }
        }
        let range = self.numbers(span, any, last, range.inclusive && ty.bits() == 64);
        Ok(Count { range, base, stride, ty })
    }

    /// `0..=last`, or no number at all. Where `last` may be the greatest one, so that it cannot
    /// be counted up to, an empty range is `1..=0`.
    fn numbers(&mut self, span: Span, any: Val, last: Val, greatest: bool) -> Range {
        let (zero, one) = (self.constant(Value::Usize(0)), self.constant(Value::Usize(1)));
        if greatest {
            let lo = self.op(span, Op::Select, vec![any, zero, one], Scalar::Usize);
            let hi = self.op(span, Op::Select, vec![any, last, zero], Scalar::Usize);
            return Range { lo, hi, inclusive: true };
        }
        let count = self.op(span, Op::Add, vec![last, one], Scalar::Usize);
        let hi = self.op(span, Op::Select, vec![any, count, zero], Scalar::Usize);
        Range { lo: zero, hi, inclusive: false }
    }

    /// The integer of iteration `number`.
    pub(super) fn counted(&mut self, span: Span, count: &Count, number: Val) -> Val {
        self.item(span, count.base, count.stride, number, count.ty)
    }

    fn item(&mut self, span: Span, base: Val, stride: Stride, number: Val, ty: Scalar) -> Val {
        let offset = match stride {
            Stride::One | Stride::MinusOne => number,
            Stride::Val(step) => self.op(span, Op::Mul, vec![number, step], Scalar::Usize),
        };
        let offset = self.cast(span, offset, ty);
        let op = if let Stride::MinusOne = stride { Op::Sub } else { Op::Add };
        self.op(span, op, vec![base, offset], ty)
    }

    fn negated(&mut self, span: Span, stride: Stride) -> Stride {
        match stride {
            Stride::One => Stride::MinusOne,
            Stride::MinusOne => Stride::One,
            Stride::Val(step) => {
                let zero = self.constant(Value::Usize(0));
                Stride::Val(self.op(span, Op::Sub, vec![zero, step], Scalar::Usize))
            }
        }
    }

    fn scaled(&mut self, span: Span, stride: Stride, step: Val) -> Stride {
        match stride {
            Stride::One => Stride::Val(step),
            Stride::MinusOne => self.negated(span, Stride::Val(step)),
            Stride::Val(stride) => {
                Stride::Val(self.op(span, Op::Mul, vec![stride, step], Scalar::Usize))
            }
        }
    }

    /// A distance between integers of type `ty` as a `usize`.
    pub(super) fn widen(&mut self, span: Span, distance: Val, ty: Scalar) -> Val {
        let unsigned = match (ty.kind(), ty) {
            (Kind::Signed, Scalar::I8) => Scalar::U8,
            (Kind::Signed, Scalar::I16) => Scalar::U16,
            (Kind::Signed, Scalar::I32) => Scalar::U32,
            (Kind::Signed, _) => Scalar::U64,
            _ => ty,
        };
        let distance = self.cast(span, distance, unsigned);
        self.cast(span, distance, Scalar::Usize)
    }
}
