//! Fixed arrays: memory of the function itself, written element by element.
//!
//! In: expressions whose value is a fixed array, and where it goes. Out: loads and stores. Always
//! true: an array is written before it is read; where the new value may depend on the old one it
//! is made apart first. Deliberately absent: checks, as all indices made here are in bounds.

use super::{Binding, Lowered, Lowering};
use crate::error::Span;
use crate::hir::{Expr, ExprKind, LocalId};
use crate::ir::{self, ArrayData, ArrayId, End, LabelData, Range, StmtKind, Val};
use crate::ty::{FixedTy, Layout, Scalar, Ty};
use crate::util::index::Index;
use crate::value::Value;

/// The most elements that are copied one by one rather than in a loop.
const UNROLLED: usize = 16;

impl<'m> Lowering<'m> {
    /// New memory for an array of this type.
    pub(super) fn allocate(&mut self, ty: FixedTy, name: &str) -> ArrayId {
        self.func.arrays.push(ArrayData {
            name: name.to_owned(),
            elem: ty.elem,
            rank: ty.rank() as u8,
            layout: Layout::Contiguous,
            mutable: true,
            local: Some(ty),
        })
    }

    /// The memory of a variable that is a fixed array; made where it is asked for first.
    pub(super) fn memory_of(&mut self, local: LocalId) -> ArrayId {
        let slot = self.frame().slots.first(local);
        if let Some(Binding::Array(array)) = self.frame().bindings[slot.number()] {
            return array;
        }
        let variable = &self.frame().func.locals[local];
        let Ty::Fixed(ty) = variable.ty else { unreachable!("only fixed arrays have memory") };
        let array = self.allocate(ty, &variable.name);
        self.declare(slot, Binding::Array(array));
        array
    }

    /// A constant array, filled at the top of the function.
    pub(super) fn constant_array(&mut self, local: LocalId) -> ArrayId {
        let variable = &self.frame().func.locals[local];
        let (Ty::Fixed(ty), Some(values)) = (variable.ty, &variable.constant) else {
            return self.memory_of(local);
        };
        let key = (ty, values.iter().map(|value| value.bits()).collect::<Vec<_>>());
        if let Some(&known) = self.pool.get(&key) {
            return known;
        }
        let array = self.allocate(ty, &variable.name);
        self.pool.insert(key, array);
        let span = variable.span;
        for (number, &value) in values.iter().enumerate() {
            let index = self.position(ty, number);
            let value = self.constant(value);
            let kind = StmtKind::Store { array, index, value };
            self.statements += 1;
            self.prologue.push(ir::Stmt { span, kind });
        }
        array
    }

    /// The indices of an element, by its number in memory.
    fn position(&mut self, ty: FixedTy, mut number: usize) -> Vec<Val> {
        let mut index: Vec<usize> = Vec::with_capacity(ty.rank());
        for extent in ty.extents().rev() {
            index.push(number % extent.max(1));
            number /= extent.max(1);
        }
        index.into_iter().rev().map(|at| self.constant(Value::Usize(at))).collect()
    }

    /// Puts the value of an expression of array type into `into`, at the leading indices `at`.
    pub(super) fn fixed(
        &mut self,
        expr: &'m Expr,
        into: ArrayId,
        at: &mut Vec<Val>,
    ) -> Lowered<()> {
        match &expr.kind {
            ExprKind::List(parts) => {
                for (number, part) in parts.iter().enumerate() {
                    let index = self.constant(Value::Usize(number));
                    at.push(index);
                    self.part(part, into, at)?;
                    at.pop();
                }
                Ok(())
            }
            ExprKind::Repeat(part) => self.repeat(expr, part, into, at),
            _ if at.is_empty() => self.value(expr, Some(into)).map(drop),
            _ => {
                // A row that is no list: made apart, then copied to its place.
                let Ty::Fixed(ty) = expr.ty else { unreachable!("a row is an array") };
                let row = self.allocate(ty, "row");
                self.value(expr, Some(row))?;
                self.copy(expr.span, into, at, row);
                Ok(())
            }
        }
    }

    /// An element, or a row, of a list.
    fn part(&mut self, part: &'m Expr, into: ArrayId, at: &mut Vec<Val>) -> Lowered<()> {
        if let Ty::Fixed(_) = part.ty {
            return self.fixed(part, into, at);
        }
        let value = self.scalar(part)?;
        self.push(part.span, StmtKind::Store { array: into, index: at.clone(), value });
        Ok(())
    }

    /// `[part; N]`: the part is evaluated once, also for an `N` of 0.
    fn repeat(
        &mut self,
        expr: &'m Expr,
        part: &'m Expr,
        into: ArrayId,
        at: &mut Vec<Val>,
    ) -> Lowered<()> {
        let Ty::Fixed(ty) = expr.ty else { unreachable!("a repetition is an array") };
        match part.ty {
            Ty::Fixed(row_ty) => {
                let row = self.allocate(row_ty, "row");
                self.fixed(part, row, &mut Vec::new())?;
                for number in 0..ty.extents().next().unwrap_or(0) {
                    let index = self.constant(Value::Usize(number));
                    at.push(index);
                    self.copy(part.span, into, at, row);
                    at.pop();
                }
            }
            _ => {
                let value = self.scalar(part)?;
                self.each(expr.span, ty, |this, index| {
                    let index = [at.as_slice(), index].concat();
                    this.push(expr.span, StmtKind::Store { array: into, index, value });
                });
            }
        }
        Ok(())
    }

    /// Copies an array to the leading indices `at` of another one.
    pub(super) fn copy(&mut self, span: Span, to: ArrayId, at: &[Val], from: ArrayId) {
        if to == from && at.is_empty() {
            return;
        }
        let ty = self.func.arrays[from].local.expect("only fixed arrays are copied");
        self.each(span, ty, |this, index| {
            let value = this.load(span, from, index.to_vec());
            let index = [at, index].concat();
            this.push(span, StmtKind::Store { array: to, index, value });
        });
    }

    /// Does `work` for the indices of every element.
    fn each(&mut self, span: Span, ty: FixedTy, mut work: impl FnMut(&mut Self, &[Val])) {
        if ty.len() <= UNROLLED {
            for number in 0..ty.len() {
                let index = self.position(ty, number);
                work(self, &index);
            }
            return;
        }
        let extents: Vec<Val> =
            ty.extents().map(|extent| self.constant(Value::Usize(extent))).collect();
        self.nest(span, &extents, &mut Vec::new(), &mut work);
    }

    /// Loops over all indices below `extents`, in the order of memory.
    fn nest(
        &mut self,
        span: Span,
        extents: &[Val],
        index: &mut Vec<Val>,
        work: &mut dyn FnMut(&mut Self, &[Val]),
    ) {
        let [hi, inner @ ..] = extents else { return work(self, index) };
        let lo = self.constant(Value::Usize(0));
        let label = self.func.labels.push(LabelData::at(span));
        let var = self.func.value(Scalar::Usize, None);
        let body = self.block(|this| {
            index.push(var);
            this.nest(span, inner, index, work);
            index.pop();
            Ok(End::Next(label, Vec::new()))
        });
        let range = Range { lo, hi: *hi, inclusive: false };
        let (to, carried) = (Vec::new(), Vec::new());
        self.push(span, StmtKind::For { to, label, var, range, carried, parallel: None, body });
    }

    /// `array.fill(value)`
    pub(super) fn fill(&mut self, span: Span, array: LocalId, value: &'m Expr) -> Lowered<()> {
        let value = self.scalar(value)?;
        let array = self.array_of(array);
        match self.func.arrays[array].local {
            Some(ty) => self.each(span, ty, |this, index| {
                this.push(span, StmtKind::Store { array, index: index.to_vec(), value });
            }),
            None => {
                let rank = self.func.arrays[array].rank;
                let extents: Vec<Val> = (0..rank).map(|axis| self.extent(array, axis)).collect();
                self.nest(span, &extents, &mut Vec::new(), &mut |this, index| {
                    this.push(span, StmtKind::Store { array, index: index.to_vec(), value });
                });
            }
        }
        Ok(())
    }
}
