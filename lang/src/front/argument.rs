//! How arrays are passed on to helper functions.
//!
//! In: an argument where the parameter is an array. Out: the array itself, lent or moved; how it
//! was written is not kept beyond that. Always true: rustc accepts the argument as it is written,
//! so what is exclusive is never passed twice in one call. Deliberately absent: parts of arrays,
//! conversions between containers other than views, and uses behind a move, which `flow` finds.

use super::Checker;
use super::array::Access;
use super::draft::{Expr, Kind};
use super::expr::{Because, bare};
use super::infer::Type;
use crate::error::{Code, Diagnostic, Span};
use crate::hir::LocalId;
use crate::syntax::ast::{self, ExprKind};
use crate::ty::{ArrayTy, Container};
use crate::util::index::Index;

/// How an array argument is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// `a`
    Plain,
    /// `&a`
    Ref,
    /// `&mut a`
    RefMut,
    /// `a.view()`
    View,
    /// `a.view_mut()`
    ViewMut,
}

impl<'a> Checker<'a> {
    /// An argument for an array parameter of the type `wanted`, declared at `declared`.
    pub(super) fn array_argument(
        &mut self,
        source: &'a ast::Expr,
        wanted: ArrayTy,
        declared: Span,
    ) -> Expr<'a> {
        let span = source.span;
        if let Some(argument) = self.unsized_argument(source, wanted, declared) {
            return argument;
        }
        let Some((form, array, have)) = self.argument_form(source) else {
            return self.refuse_argument(source, wanted, declared);
        };
        let Some(access) = passes(form, have.container, wanted.container)
            .filter(|_| (have.elem, have.rank) == (wanted.elem, wanted.rank))
        else {
            self.report_argument((form, array, have), wanted, span, declared);
            return Expr::refused(span);
        };
        if access == Access::Exclusive && !self.may_lend(form, array, have, span) {
            return Expr::refused(span);
        }
        self.touch(array, access, span);
        let ty = Type::Array(have);
        if access == Access::Moved {
            self.body.locals[array.number()].moved = true;
            return Expr { kind: Kind::Move(array), ty, span };
        }
        self.lend(array, access, span);
        Expr { kind: Kind::Local(array), ty, span }
    }

    /// The array that an argument passes on, and how.
    fn argument_form(&self, source: &ast::Expr) -> Option<(Form, LocalId, ArrayTy)> {
        let (form, named) = match &bare(source).kind {
            ExprKind::Path(_) => (Form::Plain, source),
            ExprKind::Ref(false, inner) => (Form::Ref, &**inner),
            ExprKind::Ref(true, inner) => (Form::RefMut, &**inner),
            ExprKind::Method(receiver, name, args) if args.is_empty() => match name.text.as_str() {
                "view" => (Form::View, &**receiver),
                "view_mut" => (Form::ViewMut, &**receiver),
                _ => return None,
            },
            _ => return None,
        };
        let (array, ty) = self.array_named(named)?;
        Some((form, array, ty))
    }

    /// Whether the array may be lent as mutable; reports it if not.
    fn may_lend(&mut self, form: Form, array: LocalId, have: ArrayTy, span: Span) -> bool {
        let local = &self.body.locals[array.number()];
        if form != Form::RefMut || local.mutable {
            return self.writable(array, have, span);
        }
        let message =
            format!("cannot borrow `{}` as mutable, it is not declared `mut`", local.name);
        let problem = Diagnostic::new(Code::Immutable, span, message)
            .context(local.span, "declared here")
            .help(format!("pass `{}`: it is lent without `&mut`", local.name));
        self.report(problem);
        false
    }

    /// Reports an argument that is no array.
    fn refuse_argument(
        &mut self,
        source: &'a ast::Expr,
        wanted: ArrayTy,
        declared: Span,
    ) -> Expr<'a> {
        let known = self.problems.len();
        let found = match &bare(source).kind {
            ExprKind::Ref(_, inner) => self.expr(inner, None),
            _ => self.expr(source, None),
        };
        if self.problems.len() == known && found.ty != Type::Error {
            self.mismatch(
                source.span,
                found.ty,
                Type::Array(wanted),
                Because::Parameter(declared),
                None,
            );
        }
        Expr::refused(source.span)
    }

    /// Reports an array that does not fit the parameter as it is passed.
    fn report_argument(
        &mut self,
        (form, array, have): (Form, LocalId, ArrayTy),
        wanted: ArrayTy,
        span: Span,
        declared: Span,
    ) {
        let local = &self.body.locals[array.number()];
        let name = local.name;
        let message = match form {
            Form::Plain => format!("mismatched types: expected `{wanted}`, found `{have}`"),
            _ => format!(
                "mismatched types: expected `{wanted}`, found `{}` of `{have}`",
                self.quote(span)
            ),
        };
        let mut problem = Diagnostic::new(Code::Mismatch, span, message)
            .context(declared, "expected because of this parameter")
            .context(local.span, format!("`{name}` is `{have}`"));
        if (have.elem, have.rank) == (wanted.elem, wanted.rank) {
            let fitting = [Form::Plain, Form::View, Form::ViewMut].into_iter().find(|&form| {
                let access = passes(form, have.container, wanted.container);
                access.is_some_and(|access| access != Access::Moved)
            });
            problem.help = match fitting {
                Some(Form::Plain) => Some(format!("pass it as it is: `{name}`")),
                Some(Form::View) => Some(format!("pass a view: `{name}.view()`")),
                Some(Form::ViewMut) => Some(format!("lend it: `{name}.view_mut()`")),
                _ if wanted.is_mutable() && !have.is_mutable() => {
                    Some(format!("make `{name}` a mutable parameter too"))
                }
                _ => Some("give both parameters the same array type".to_owned()),
            };
        }
        self.report(problem);
    }
}

/// How the array is used if rustc accepts it in this form for a parameter of this container.
fn passes(form: Form, have: Container, wanted: Container) -> Option<Access> {
    use Container::{Array, ArrayMut, Slice, SliceMut, View, ViewMut};
    match (form, have, wanted) {
        (Form::Plain | Form::Ref, Slice | SliceMut, Slice) => Some(Access::Shared),
        (Form::Plain | Form::Ref, Array | ArrayMut, Array) => Some(Access::Shared),
        (Form::Plain, View, View) => Some(Access::Shared),
        (Form::Plain | Form::RefMut, SliceMut, SliceMut) => Some(Access::Exclusive),
        (Form::Plain | Form::RefMut, ArrayMut, ArrayMut) => Some(Access::Exclusive),
        (Form::View, View | ViewMut | Array | ArrayMut, View) => Some(Access::Shared),
        (Form::ViewMut, ViewMut | ArrayMut, ViewMut) => Some(Access::Exclusive),
        (Form::Plain, ViewMut, ViewMut) => Some(Access::Moved),
        _ => None,
    }
}
