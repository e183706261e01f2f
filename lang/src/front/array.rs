//! Arrays: elements, queries, and which borrows of an array are alive.
//!
//! In: `a[i]`, `a[[i, j]]`, `a.len()` and the like. Out: draft elements and extents. Always true:
//! an index is `usize`, there is one per axis, and what is written to may be written to. ndarray
//! indexes through a method, which borrows the array before the index is computed; slices are
//! indexed by the language, which does so after: the borrow rules here tell them apart.
//! Deliberately absent: bounds, which are checked when the kernel runs.

use super::Checker;
use super::advice;
use super::draft::{Element, Expr, Kind};
use super::expr::{Because, bare};
use super::infer::{Part, TupleType, Type, conversion};
use super::names::Meaning;
use crate::error::{Code, Diagnostic, Span};
use crate::hir::LocalId;
use crate::op::Op;
use crate::syntax::ast::{self, ExprKind};
use crate::ty::{ArrayTy, Container, Scalar};
use crate::util::index::Index;
use crate::value::Value;

/// How an array is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// Read.
    Shared,
    /// Written, or read and written.
    Exclusive,
    /// Passed on for good.
    Moved,
}

impl<'a> Checker<'a> {
    /// The array that an expression names, if it names one.
    pub(super) fn array_named(&self, source: &ast::Expr) -> Option<(LocalId, ArrayTy)> {
        let ExprKind::Path(segments) = &bare(source).kind else { return None };
        let [name] = segments.as_slice() else { return None };
        match self.names.get(&name.text)? {
            Meaning::Local(id, depth) if depth == self.body.depth => {
                match self.body.locals[id.number()].ty {
                    Type::Array(array) => Some((id, array)),
                    _ => None,
                }
            }
            Meaning::Local(..) | Meaning::Func(_) | Meaning::Const(_) => None,
        }
    }

    /// `base[index]` as a value.
    pub(super) fn index(
        &mut self,
        base: &'a ast::Expr,
        index: &'a ast::Expr,
        span: Span,
    ) -> Expr<'a> {
        if let ExprKind::Method(receiver, name, args) = &bare(base).kind
            && name.text == "shape"
            && args.is_empty()
            && let Some((array, ty)) = self.array_named(receiver)
        {
            return self.extent(array, ty, index, span);
        }
        match self.element(base, index, span, false) {
            Some((element, ty)) => Expr { kind: Kind::Index(element), ty, span },
            None => Expr::refused(span),
        }
    }

    /// An element of an array and its type.
    pub(super) fn element(
        &mut self,
        base: &'a ast::Expr,
        index: &'a ast::Expr,
        span: Span,
        write: bool,
    ) -> Option<(Element<'a>, Type)> {
        if let Some(element) = self.fixed_element(base, index, span, write) {
            return element;
        }
        let Some((array, ty)) = self.array_named(base) else {
            self.refuse_base(base, index, span);
            return None;
        };
        let access = if write { Access::Exclusive } else { Access::Shared };
        let allowed = !write || self.writable(array, ty, span);
        self.touch(array, access, bare(base).span);
        let mark = self.loans();
        if !ty.is_slice() {
            self.lend(array, access, span);
        }
        let index = self.indices(array, ty, index, span);
        self.end_loans(mark);
        let element = Element { array, index: index?, span };
        allowed.then_some((element, Type::Scalar(ty.elem)))
    }

    /// One index per axis.
    fn indices(
        &mut self,
        array: LocalId,
        ty: ArrayTy,
        source: &'a ast::Expr,
        span: Span,
    ) -> Option<Vec<Expr<'a>>> {
        let listed = bare(source);
        match &listed.kind {
            ExprKind::Array(parts) if parts.len() == usize::from(ty.rank) && !ty.is_slice() => {
                Some(parts.iter().map(|part| self.one_index(part)).collect())
            }
            ExprKind::Tuple(parts) if parts.is_empty() && ty.rank == 0 => Some(Vec::new()),
            ExprKind::Array(parts) | ExprKind::Tuple(parts) => {
                parts.iter().for_each(|part| drop(self.one_index(part)));
                self.refuse_index(array, ty, parts, span)
            }
            ExprKind::Range(..) => {
                let message = "slices of arrays are not supported in a kernel";
                self.refuse(span, message, advice::SLICES);
                None
            }
            _ => {
                let single = self.one_index(source);
                if ty.rank == 1 {
                    return Some(vec![single]);
                }
                self.refuse_index(array, ty, std::slice::from_ref(source), span)
            }
        }
    }

    /// An index: a `usize`.
    pub(super) fn one_index(&mut self, source: &'a ast::Expr) -> Expr<'a> {
        if let ExprKind::Unary(Op::Neg, number) = &bare(source).kind
            && let ExprKind::Int(from_end, None) = &number.kind
        {
            let help = format!("to count from the end write `a.len() - {from_end}`");
            let problem =
                Diagnostic::new(Code::BadIndex, source.span, "an index is never negative");
            self.report(problem.help(help));
            return Expr::refused(source.span);
        }
        let index = self.scalar(source, None);
        if self.body.infer.unify(Type::USIZE, index.ty).is_none() {
            let ty = self.body.infer.resolve(index.ty);
            let message = format!("an index is a `usize`, not {ty}");
            let mut problem = Diagnostic::new(Code::BadIndex, index.span, message);
            problem.label = format!("expected `usize`, found {ty}");
            problem.help = match index.kind {
                Kind::Float { .. } => Some("write an integer".to_owned()),
                _ => conversion(self.quote(index.span), ty, Scalar::Usize)
                    .map(|text| format!("convert it: `{text}`")),
            };
            self.report(problem);
        }
        index
    }

    /// Reports an index of the wrong form, with the right one.
    fn refuse_index(
        &mut self,
        array: LocalId,
        ty: ArrayTy,
        parts: &[ast::Expr],
        span: Span,
    ) -> Option<Vec<Expr<'a>>> {
        let name = self.body.locals[array.number()].name;
        let declared = self.body.locals[array.number()].span;
        let wanted = usize::from(ty.rank);
        let message = if parts.len() == wanted {
            format!("`{ty}` is not indexed this way")
        } else {
            format!("`{name}` has {wanted} {}, but {} given", axes(wanted), counted(parts.len()))
        };
        let mut shown: Vec<&str> = parts.iter().map(|part| self.quote(part.span)).collect();
        shown.truncate(wanted);
        shown.extend(
            ["i", "j", "k", "l", "m", "n"].iter().skip(shown.len()).take(wanted - shown.len()),
        );
        let help = match wanted {
            0 => format!("write `{name}[()]`"),
            1 => format!("write `{name}[{}]`", shown[0]),
            _ => format!("write `{name}[[{}]]`", shown.join(", ")),
        };
        let problem = Diagnostic::new(Code::BadIndex, span, message)
            .context(declared, format!("`{name}` is `{ty}`"))
            .help(help);
        self.report(problem);
        None
    }

    /// Reports an index into something that is no array parameter.
    fn refuse_base(&mut self, base: &'a ast::Expr, index: &'a ast::Expr, span: Span) {
        let inner = bare(base);
        if let ExprKind::Index(array, first) = &inner.kind
            && let Some((_, ty)) = self.array_named(array)
            && ty.rank > 1
        {
            let (array, first) = (self.quote(array.span), self.quote(first.span));
            let index = self.quote(index.span);
            let message = "one pair of brackets per axis is not how n-d arrays are indexed";
            let problem = Diagnostic::new(Code::BadIndex, span, message);
            self.report(problem.help(format!("write `{array}[[{first}, {index}]]`")));
            return;
        }
        let drafted = self.expr(base, None);
        self.expr_of_index(index);
        if drafted.ty != Type::Error {
            let ty = self.body.infer.resolve(drafted.ty);
            let message = format!("cannot index into a value of type {ty}");
            let problem = Diagnostic::new(Code::BadIndex, base.span, message);
            let problem = problem.note("only arrays that have a name can be indexed");
            self.report(match ty {
                Type::Tuple(_) => problem.help("take a part of the tuple: `t.0`"),
                _ => problem,
            });
        }
    }

    /// Looks for problems in an index whose array is already one.
    fn expr_of_index(&mut self, index: &'a ast::Expr) {
        match &bare(index).kind {
            ExprKind::Array(parts) | ExprKind::Tuple(parts) => {
                parts.iter().for_each(|part| drop(self.scalar(part, None)));
            }
            _ => drop(self.expr(index, None)),
        }
    }

    /// `a.shape()[axis]`, `a.len_of(Axis(axis))`
    pub(super) fn extent(
        &mut self,
        array: LocalId,
        ty: ArrayTy,
        axis: &'a ast::Expr,
        span: Span,
    ) -> Expr<'a> {
        let name = self.body.locals[array.number()].name;
        if ty.is_slice() {
            let help = format!("write `{name}.len()`");
            return self.refuse(span, "a slice has a length, not a shape", &help);
        }
        self.touch(array, Access::Shared, span);
        match &bare(axis).kind {
            ExprKind::Int(number, suffix)
                if suffix.as_ref().is_none_or(|suffix| suffix.text == "usize") =>
            {
                if *number < u128::from(ty.rank) {
                    let kind = Kind::Extent(array, *number as u8);
                    return Expr { kind, ty: Type::USIZE, span };
                }
                let message = format!(
                    "`{name}` has {} {}, so there is no axis {number}",
                    ty.rank,
                    axes(usize::from(ty.rank))
                );
                let problem = Diagnostic::new(Code::BadIndex, axis.span, message);
                self.report(match ty.rank.checked_sub(1) {
                    Some(last) => problem.help(format!("the last axis is {last}")),
                    None => problem.help(format!("its only element is `{name}[()]`")),
                });
                Expr::refused(span)
            }
            ExprKind::Refused => Expr::refused(span),
            _ => self.refuse(
                axis.span,
                "the number of an axis must be a literal",
                "write it as a number: `a.shape()[0]`",
            ),
        }
    }

    /// A method of an array.
    pub(super) fn array_method(
        &mut self,
        (array, ty): (LocalId, ArrayTy),
        name: &'a ast::Name,
        args: &'a [ast::Expr],
        span: Span,
    ) -> Expr<'a> {
        let slice = ty.is_slice();
        let kind = match (name.text.as_str(), args) {
            ("len", []) => Kind::Len(array),
            ("is_empty", []) => {
                let length = Expr { kind: Kind::Len(array), ty: Type::USIZE, span };
                let zero = Expr { kind: Kind::Const(Value::Usize(0)), ty: Type::USIZE, span };
                self.touch(array, Access::Shared, span);
                return Expr { kind: Kind::Op(Op::Eq, vec![length, zero]), ty: Type::BOOL, span };
            }
            ("nrows", []) if ty.rank == 2 => Kind::Extent(array, 0),
            ("ncols", []) if ty.rank == 2 => Kind::Extent(array, 1),
            ("dim", []) if ty.rank == 1 && !slice => Kind::Extent(array, 0),
            ("fill", [value]) => return self.fill((array, ty), value, span),
            ("dim", []) if !slice => return self.dim(array, ty.rank, span),
            ("len_of", [axis]) if !slice => {
                return match &bare(axis).kind {
                    ExprKind::Call(path, number)
                        if path.last().is_some_and(|name| name.text == "Axis")
                            && (path.len() == 1
                                || path.len() == 2 && path[0].text == "ndarray")
                            && number.len() == 1 =>
                    {
                        self.extent(array, ty, &number[0], span)
                    }
                    _ => self.refuse(axis.span, "expected an axis", "write `Axis(0)`"),
                };
            }
            ("len" | "is_empty" | "nrows" | "ncols" | "dim" | "shape", [_, ..]) => {
                self.report_count(name, 0, args.len(), None, span);
                return Expr::refused(span);
            }
            ("fill", _) => {
                self.report_count(name, 1, args.len(), None, span);
                return Expr::refused(span);
            }
            _ => return self.refuse_array_method(array, ty, name, args, span),
        };
        self.touch(array, Access::Shared, span);
        Expr { kind, ty: Type::USIZE, span }
    }

    /// `array.fill(value)`
    fn fill(
        &mut self,
        (array, ty): (LocalId, ArrayTy),
        value: &'a ast::Expr,
        span: Span,
    ) -> Expr<'a> {
        let allowed = self.writable(array, ty, span);
        self.touch(array, Access::Exclusive, span);
        let mark = self.loans();
        // Of a slice there is a two-phase borrow, which lets the value read it; an array of
        // ndarray is dereferenced first, which borrows it.
        self.lend(array, if ty.is_slice() { Access::Shared } else { Access::Exclusive }, span);
        let declared = self.body.locals[array.number()].span;
        let value = self.scalar_of(value, Type::Scalar(ty.elem), Because::Declared(declared));
        self.end_loans(mark);
        match allowed {
            true => Expr { kind: Kind::Fill(array, Box::new(value)), ty: Type::Unit, span },
            false => Expr { kind: Kind::Refused, ty: Type::Unit, span },
        }
    }

    /// `a.dim()` of an array of several axes, or of none: all its extents.
    fn dim(&mut self, array: LocalId, rank: u8, span: Span) -> Expr<'a> {
        self.touch(array, Access::Shared, span);
        if rank == 0 {
            return Expr { kind: Kind::Unit, ty: Type::Unit, span };
        }
        let extents = (0..rank)
            .map(|axis| Expr { kind: Kind::Extent(array, axis), ty: Type::USIZE, span })
            .collect();
        let parts = vec![Part::Scalar(Scalar::Usize); usize::from(rank)];
        let ty = TupleType::new(&parts).map_or(Type::Error, Type::Tuple);
        Expr { kind: Kind::Tuple(extents), ty, span }
    }

    fn refuse_array_method(
        &mut self,
        array: LocalId,
        ty: ArrayTy,
        name: &'a ast::Name,
        args: &'a [ast::Expr],
        span: Span,
    ) -> Expr<'a> {
        let array = self.body.locals[array.number()].name;
        let advice = advice::array_method(&name.text, array, ty);
        if !advice.is_known {
            // Arguments of a method that exists elsewhere may be forms only it understands.
            args.iter().for_each(|arg| drop(self.expr(arg, None)));
        }
        let message = match advice.is_known {
            true => format!("`{}()` of `{ty}` is not supported here", name.text),
            false => format!("there is no method `{}` on `{ty}`", name.text),
        };
        let mut problem = Diagnostic::new(Code::UnknownMethod, name.span, message);
        problem.help = advice.help;
        self.report(problem);
        Expr::refused(span)
    }

    /// Reports an array where a value is wanted.
    pub(super) fn refuse_array_value(
        &mut self,
        name: &ast::Name,
        array: ArrayTy,
        span: Span,
    ) -> Expr<'a> {
        let message = format!("`{}` is an array, not a value", name.text);
        let indices = ["i", "i, j", "i, j, k", "i, j, k, l", "i, j, k, l, m", "i, j, k, l, m, n"];
        let help = match array.rank {
            0 => format!("use its element: `{}[()]`", name.text),
            1 => format!("use an element: `{}[i]`", name.text),
            rank => {
                format!("use an element: `{}[[{}]]`", name.text, indices[usize::from(rank) - 1])
            }
        };
        let problem = Diagnostic::new(Code::NotAValue, span, message);
        self.report(problem.label(format!("this is `{array}`")).help(help));
        Expr::refused(span)
    }

    /// Whether elements may be stored; reports it if not.
    pub(super) fn writable(&mut self, array: LocalId, ty: ArrayTy, span: Span) -> bool {
        let local = &self.body.locals[array.number()];
        let (name, elem, rank) = (local.name, ty.elem, ty.rank);
        let help = match ty.container {
            Container::SliceMut | Container::ArrayMut => return true,
            Container::ViewMut if local.mutable => return true,
            Container::ViewMut => format!("declare it `mut`: `mut {name}: {ty}`"),
            Container::Slice => format!("make it `{name}: &mut [{elem}]`"),
            Container::View => format!("make it `mut {name}: ArrayViewMut{rank}<{elem}>`"),
            Container::Array => format!("make it `{name}: &mut Array{rank}<{elem}>`"),
        };
        let message = format!("cannot store into `{name}`, which is not mutable");
        let problem = Diagnostic::new(Code::Immutable, span, message)
            .context(local.span, format!("`{name}` is `{ty}`"))
            .help(help);
        self.report(problem);
        false
    }

    /// Checks that no borrow that is alive forbids this use of an array.
    pub(super) fn touch(&mut self, array: LocalId, access: Access, span: Span) {
        let local = &self.body.locals[array.number()];
        let [shared, exclusive] = local.loans;
        if exclusive == 0 && (shared == 0 || access == Access::Shared) {
            return;
        }
        let (name, lent_at) = (local.name, local.lent_at);
        let message = format!("`{name}` is used here while it is borrowed");
        let problem = Diagnostic::new(Code::Borrowed, span, message)
            .label(match access {
                Access::Shared => "read here",
                Access::Exclusive => "borrowed as mutable here",
                Access::Moved => "moved here",
            })
            .context(lent_at, "borrowed here, until all of this is computed")
            .help(match access {
                Access::Shared => "compute the value first: `let value = ..;`",
                Access::Exclusive if self.body.frozen.contains(&array) => {
                    "write to it in the arm, not in its guard"
                }
                Access::Exclusive | Access::Moved => {
                    "pass an array that is written to only once in a call"
                }
            });
        self.report(problem);
    }

    /// Borrows an array until the matching [`Checker::end_loans`].
    pub(super) fn lend(&mut self, array: LocalId, access: Access, span: Span) {
        let local = &mut self.body.locals[array.number()];
        local.loans[access as usize] += 1;
        local.lent_at = span;
        self.body.loans.push((array, access));
    }

    /// How many borrows are alive.
    pub(super) fn loans(&self) -> usize {
        self.body.loans.len()
    }

    /// Ends all borrows but the first `mark`.
    pub(super) fn end_loans(&mut self, mark: usize) {
        while self.body.loans.len() > mark
            && let Some((array, access)) = self.body.loans.pop()
        {
            self.body.locals[array.number()].loans[access as usize] -= 1;
        }
    }
}

fn axes(count: usize) -> &'static str {
    if count == 1 { "axis" } else { "axes" }
}

fn counted(count: usize) -> String {
    if count == 1 { "1 index is".to_owned() } else { format!("{count} indices are") }
}
