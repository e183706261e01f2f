//! Fixed arrays: lists, elements, methods, and how they are lent to helpers.
//!
//! In: `[a, b]`, `[v; N]`, `a[i]`, `m[i][j]`, `a.len()`, `&mut a`. Out: drafts in which every
//! element names its array and has one index per axis. Always true: what is written to is
//! declared `mut`, or lent as mutable; the borrow rules are those of rustc: indexing is built
//! into the language, so an array is not borrowed while its indices are computed, but it is
//! while the arguments behind it are. Deliberately absent: rows as values, arrays of tuples,
//! comparison and iteration of arrays; each is refused with what to write instead.

use super::Checker;
use super::advice;
use super::array::Access;
use super::draft::{Element, Expr, Kind, Origin};
use super::expr::{Because, bare};
use super::infer::{FixedType, Part, Type};
use super::names::{ConstId, Meaning};
use crate::error::{Code, Diagnostic, Span};
use crate::hir::LocalId;
use crate::op::Op;
use crate::syntax::ast::{self, ExprKind};
use crate::ty::{ArrayTy, FixedTy, MAX_FIXED_LEN, MAX_FIXED_RANK, Scalar, Ty};
use crate::util::index::Index;
use crate::value::Value;

/// A fixed array that has a name.
#[derive(Clone, Copy)]
pub(super) struct Named {
    local: LocalId,
    ty: FixedType,
    holder: Holder,
}

impl Named {
    /// How many axes it has.
    pub(super) fn rank(&self) -> usize {
        self.ty.shape.rank()
    }
}

/// What a fixed array is held by.
#[derive(Clone, Copy)]
enum Holder {
    /// A variable.
    Variable,
    /// A reference, which may be `&mut`.
    Reference(bool),
    /// A constant.
    Constant(ConstId),
}

impl<'a> Checker<'a> {
    /// The type of an array with these extents; reported if it is too large.
    pub(super) fn fixed_of(&mut self, elem: Part, extents: &[usize], span: Span) -> Type {
        if let Some(shape) = FixedTy::new(Scalar::Bool, extents) {
            return Type::Fixed(FixedType { elem, shape });
        }
        let message = if extents.len() > MAX_FIXED_RANK {
            format!("an array has at most {MAX_FIXED_RANK} axes in a kernel")
        } else {
            format!("an array has at most {MAX_FIXED_LEN} elements in a kernel")
        };
        let problem = Diagnostic::new(Code::UnsupportedType, span, message);
        self.report(problem.help("pass a larger array in as a parameter"))
    }

    /// `[a, b]`
    pub(super) fn list(&mut self, parts: &'a [ast::Expr], span: Span) -> Expr<'a> {
        let [first, ..] = parts else {
            return self.refuse(span, "an array without elements", "write `[0.0; 0]`");
        };
        let mut ty = None;
        let mut drafted = Vec::with_capacity(parts.len());
        for part in parts {
            let part = self.list_element(part);
            ty = Some(match ty {
                None => part.ty,
                Some(ty) => self.expect(&part, ty, Because::First(first.span)),
            });
            drafted.push(part);
        }
        match self.array_of(ty.unwrap_or(Type::Error), parts.len(), span) {
            Type::Error => Expr::refused(span),
            ty => Expr { kind: Kind::List(drafted), ty, span },
        }
    }

    /// `[value; count]`
    pub(super) fn repeat(
        &mut self,
        value: &'a ast::Expr,
        count: &'a ast::Expr,
        span: Span,
    ) -> Expr<'a> {
        let value = self.list_element(value);
        let Some(count) = self.length(count) else { return Expr::refused(span) };
        match self.array_of(value.ty, count, span) {
            Type::Error => Expr::refused(span),
            ty => Expr { kind: Kind::Repeat(Box::new(value)), ty, span },
        }
    }

    /// A scalar or a row.
    fn list_element(&mut self, source: &'a ast::Expr) -> Expr<'a> {
        let drafted = self.value(source, None);
        if let Type::Tuple(_) = drafted.ty {
            let help = "use one array per part of the tuple";
            return self.refuse(source.span, "the elements of an array are scalars", help);
        }
        drafted
    }

    /// The type of `count` elements of the type `elem`.
    fn array_of(&mut self, elem: Type, count: usize, span: Span) -> Type {
        match self.body.infer.resolve(elem) {
            Type::Error => Type::Error,
            Type::Fixed(row) => {
                let extents: Vec<usize> =
                    std::iter::once(count).chain(row.shape.extents()).collect();
                self.fixed_of(row.elem, &extents, span)
            }
            scalar => match Part::of(scalar) {
                Some(part) => self.fixed_of(part, &[count], span),
                None => Type::Error,
            },
        }
    }

    /// `[a, b]` where an array of the type `wanted` is expected, so that each element is; `None` if
    /// there are more or fewer of them.
    pub(super) fn list_of(
        &mut self,
        parts: &'a [ast::Expr],
        wanted: Type,
        because: Because,
        span: Span,
    ) -> Option<Expr<'a>> {
        let Type::Fixed(wanted) = self.body.infer.resolve(wanted) else { return None };
        let mut extents = wanted.shape.extents();
        if extents.next() != Some(parts.len()) {
            return None;
        }
        let inner: Vec<usize> = extents.collect();
        let row = match FixedTy::new(Scalar::Bool, &inner) {
            Some(shape) => Type::Fixed(FixedType { elem: wanted.elem, shape }),
            None => wanted.elem.ty(),
        };
        let parts = parts.iter().map(|part| self.value_of(part, row, because)).collect();
        Some(Expr { kind: Kind::List(parts), ty: Type::Fixed(wanted), span })
    }

    /// The fixed array that an expression names, if it names one.
    pub(super) fn fixed_named(&mut self, source: &ast::Expr) -> Option<Named> {
        let ExprKind::Path(segments) = &bare(source).kind else { return None };
        let [name] = segments.as_slice() else { return None };
        match self.names.get(&name.text)? {
            Meaning::Local(local, depth) if depth == self.body.depth => {
                let (ty, holder) = match self.body.locals[local.number()].ty {
                    Type::Fixed(_) => {
                        let declared = self.body.locals[local.number()].ty;
                        (self.body.infer.resolve(declared), Holder::Variable)
                    }
                    Type::Lent(ty, mutable) => (Ty::Fixed(ty).into(), Holder::Reference(mutable)),
                    _ => return None,
                };
                let Type::Fixed(ty) = ty else { return None };
                Some(Named { local, ty, holder })
            }
            Meaning::Const(id) => {
                let (local, ty) = self.const_array(id)?;
                let Type::Fixed(ty) = Ty::Fixed(ty).into() else { return None };
                Some(Named { local, ty, holder: Holder::Constant(id) })
            }
            Meaning::Local(..) | Meaning::Func(_) => None,
        }
    }

    /// An element of a fixed array and its type; `None` if it is no fixed array that is indexed.
    pub(super) fn fixed_element(
        &mut self,
        base: &'a ast::Expr,
        index: &'a ast::Expr,
        span: Span,
        write: bool,
    ) -> Option<Option<(Element<'a>, Type)>> {
        let mut chain = vec![index];
        let mut root = bare(base);
        while let ExprKind::Index(inner, at) = &root.kind {
            chain.push(at);
            root = bare(inner);
        }
        let array = self.fixed_named(root)?;
        chain.reverse();
        let access = if write { Access::Exclusive } else { Access::Shared };
        self.touch(array.local, access, root.span);
        let allowed = !write || self.fixed_writable(array, span);
        let mut element = Element { array: array.local, index: Vec::new(), span };
        let mut good = true;
        for index in &chain {
            match self.fixed_index(array, index) {
                Some(index) => element.index.push(index),
                None => good = false,
            }
        }
        let fits = chain.len() == array.ty.shape.rank();
        good = good && (fits || self.refuse_depth(array, &chain, span));
        let elem = self.body.infer.resolve(array.ty.elem.ty());
        Some((allowed && good).then_some((element, elem)))
    }

    /// One index of a fixed array.
    fn fixed_index(&mut self, array: Named, source: &'a ast::Expr) -> Option<Expr<'a>> {
        let name = self.body.locals[array.local.number()].name;
        match &bare(source).kind {
            ExprKind::Array(parts) | ExprKind::Tuple(parts) => {
                parts.iter().for_each(|part| drop(self.one_index(part)));
                let indices: Vec<String> =
                    parts.iter().map(|part| format!("[{}]", self.quote(part.span))).collect();
                let message = format!("`{name}` takes one pair of brackets per axis");
                let problem = Diagnostic::new(Code::BadIndex, source.span, message);
                self.report(problem.help(format!("write `{name}{}`", indices.concat())));
                None
            }
            ExprKind::Range(..) => {
                let message = "slices of arrays are not supported in a kernel";
                self.refuse(source.span, message, advice::SLICES);
                None
            }
            _ => Some(self.one_index(source)),
        }
    }

    /// Reports an element with more or fewer indices than there are axes.
    fn refuse_depth(&mut self, array: Named, chain: &[&'a ast::Expr], span: Span) -> bool {
        let name = self.body.locals[array.local.number()].name;
        let declared = self.body.locals[array.local.number()].span;
        let shape = array.ty.shape;
        let ty = self.body.infer.resolve(Type::Fixed(array.ty));
        let shown: String = chain
            .iter()
            .map(|index| format!("[{}]", self.quote(index.span)))
            .chain(["[i]", "[j]", "[k]", "[l]"].map(str::to_owned).into_iter().skip(chain.len()))
            .take(shape.rank())
            .collect();
        let (message, help) = if chain.len() < shape.rank() {
            let length = shape.extents().nth(chain.len()).unwrap_or(0);
            (
                "a part of an array is not a value in a kernel",
                format!("use or copy its elements, `{name}{shown}`; there are {length}"),
            )
        } else {
            ("there are more indices than the array has axes", format!("write `{name}{shown}`"))
        };
        let problem = Diagnostic::new(Code::BadIndex, span, message)
            .context(declared, format!("`{name}` is {ty}"));
        self.report(problem.help(help));
        false
    }

    /// Whether elements may be stored; reports it if not.
    fn fixed_writable(&mut self, array: Named, span: Span) -> bool {
        let local = &mut self.body.locals[array.local.number()];
        local.assigned = true;
        let (name, declared) = (local.name, local.span);
        let help = match array.holder {
            Holder::Variable if local.mutable => return true,
            Holder::Reference(true) => return true,
            Holder::Variable => declare_mut(local.origin, name),
            Holder::Reference(false) => {
                let ty = self.body.infer.settle(Type::Fixed(array.ty));
                format!("make it `{name}: &mut {ty}`")
            }
            Holder::Constant(id) => {
                self.refuse_const(id, span);
                return false;
            }
        };
        let message = format!("cannot store into `{name}`, which is not mutable");
        let problem = Diagnostic::new(Code::Immutable, span, message);
        self.report(problem.context(declared, "declared here").help(help));
        false
    }

    /// A method of a fixed array.
    pub(super) fn fixed_method(
        &mut self,
        array: Named,
        name: &'a ast::Name,
        args: &'a [ast::Expr],
        span: Span,
    ) -> Expr<'a> {
        match (name.text.as_str(), args) {
            ("len", []) => self.fixed_len(array, span),
            ("is_empty", []) => {
                let length = self.fixed_len(array, span);
                let zero = Expr { kind: Kind::Const(Value::Usize(0)), ty: Type::USIZE, span };
                Expr { kind: Kind::Op(Op::Eq, vec![length, zero]), ty: Type::BOOL, span }
            }
            ("fill", [value]) if array.ty.shape.rank() == 1 => self.fixed_fill(array, value, span),
            ("len" | "is_empty", _) => {
                self.report_count(name, 0, args.len(), None, span);
                Expr::refused(span)
            }
            ("fill", _) if array.ty.shape.rank() == 1 => {
                self.report_count(name, 1, args.len(), None, span);
                Expr::refused(span)
            }
            _ => self.refuse_fixed_method(array, name, args, span),
        }
    }

    /// The number of elements, or of rows.
    fn fixed_len(&mut self, array: Named, span: Span) -> Expr<'a> {
        self.touch(array.local, Access::Shared, span);
        Expr { kind: Kind::Len(array.local), ty: Type::USIZE, span }
    }

    /// `a.fill(value)`, which borrows the array before the value is computed.
    fn fixed_fill(&mut self, array: Named, value: &'a ast::Expr, span: Span) -> Expr<'a> {
        let allowed = self.fixed_writable(array, span);
        self.touch(array.local, Access::Exclusive, span);
        let mark = self.loans();
        self.lend(array.local, Access::Exclusive, span);
        let value = self.scalar_of(value, array.ty.elem.ty(), Because::Place);
        self.end_loans(mark);
        let kind = match allowed {
            true => Kind::Fill(array.local, Box::new(value)),
            false => Kind::Refused,
        };
        Expr { kind, ty: Type::Unit, span }
    }

    fn refuse_fixed_method(
        &mut self,
        array: Named,
        name: &'a ast::Name,
        args: &'a [ast::Expr],
        span: Span,
    ) -> Expr<'a> {
        let ty = self.body.infer.resolve(Type::Fixed(array.ty));
        let element = format!(
            "{}{}",
            self.body.locals[array.local.number()].name,
            ["[i]", "[j]", "[k]", "[l]"][..array.ty.shape.rank()].concat()
        );
        let help = match name.text.as_str() {
            "iter" | "iter_mut" | "into_iter" | "map" | "sort" | "reverse" | "swap" | "fill"
            | "copy_from_slice" => format!("write a loop over `{element}`"),
            "clone" | "to_owned" => "leave it out: arrays are copied".to_owned(),
            "first" | "last" | "get" | "get_mut" => format!("index it: `{element}`"),
            _ => "an array has `len()`, `is_empty()` and `fill(value)`".to_owned(),
        };
        args.iter().for_each(|arg| drop(self.expr(arg, None)));
        let message = format!("the method `{}` of {ty} is not supported here", name.text);
        let problem = Diagnostic::new(Code::UnknownMethod, name.span, message);
        self.report(problem.help(help));
        Expr::refused(span)
    }

    /// Reports a borrowed array where a value is wanted.
    pub(super) fn refuse_lent_value(&mut self, name: &ast::Name, ty: Type, span: Span) -> Expr<'a> {
        let message = format!("`{}` is a reference to an array, not a value", name.text);
        let problem = Diagnostic::new(Code::NotAValue, span, message)
            .label(format!("this is {ty}"))
            .help(format!("use its elements, `{}[i]`, or take the array by value", name.text));
        self.report(problem);
        Expr::refused(span)
    }

    /// An argument for a parameter of the type `&[T; N]` or `&mut [T; N]`.
    pub(super) fn lent_argument(
        &mut self,
        source: &'a ast::Expr,
        wanted: FixedTy,
        mutable: bool,
        declared: Span,
    ) -> Expr<'a> {
        let expected = Type::Lent(wanted, mutable);
        let Some((form, array)) = self.lent_form(source) else {
            return self.refuse_lent(source, expected, declared);
        };
        let whole = Ty::Fixed(wanted).into();
        let fits = self.lends(form, array.holder, mutable)
            && self.body.infer.unify(whole, Type::Fixed(array.ty)).is_some();
        if !fits {
            self.report_lent((form, array), expected, source.span, declared);
            return Expr::refused(source.span);
        }
        self.lend_fixed(form, array, mutable, source.span)
    }

    /// `&a` or `&mut a` of a fixed array, or a reference to one, for a slice parameter; `None` if
    /// the argument is no fixed array.
    pub(super) fn unsized_argument(
        &mut self,
        source: &'a ast::Expr,
        wanted: ArrayTy,
        declared: Span,
    ) -> Option<Expr<'a>> {
        let (form, array) = self.lent_form(source)?;
        let twice = form != Form::Plain && matches!(array.holder, Holder::Reference(_));
        let elem = Type::Scalar(wanted.elem);
        let fits = wanted.is_slice()
            && array.ty.shape.rank() == 1
            // A reference to a reference does not become a slice.
            && !twice
            && self.lends(form, array.holder, wanted.is_mutable())
            && self.body.infer.unify(elem, array.ty.elem.ty()).is_some();
        if !fits {
            self.report_lent((form, array), Type::Array(wanted), source.span, declared);
            return Some(Expr::refused(source.span));
        }
        Some(self.lend_fixed(form, array, wanted.is_mutable(), source.span))
    }

    /// The fixed array that an argument passes on, and how.
    fn lent_form(&mut self, source: &ast::Expr) -> Option<(Form, Named)> {
        let (form, named) = match &bare(source).kind {
            ExprKind::Path(_) => (Form::Plain, source),
            ExprKind::Ref(false, inner) => (Form::Ref, &**inner),
            ExprKind::Ref(true, inner) => (Form::RefMut, &**inner),
            _ => return None,
        };
        Some((form, self.fixed_named(named)?))
    }

    /// Whether rustc takes this for a parameter that is a reference, perhaps `&mut`.
    fn lends(&self, form: Form, holder: Holder, mutable: bool) -> bool {
        match (form, holder) {
            (Form::Plain, Holder::Reference(exclusive)) => exclusive || !mutable,
            (Form::Plain, Holder::Variable | Holder::Constant(_)) => false,
            (Form::Ref, _) => !mutable,
            (Form::RefMut, Holder::Reference(exclusive)) => exclusive || !mutable,
            (Form::RefMut, Holder::Variable | Holder::Constant(_)) => true,
        }
    }

    /// Lends an array that fits; reports it if it may not be lent.
    fn lend_fixed(&mut self, form: Form, array: Named, mutable: bool, span: Span) -> Expr<'a> {
        let local = &mut self.body.locals[array.local.number()];
        // Both `&mut` of a variable and a mutable parameter may change it.
        local.assigned |= mutable;
        let (name, declared, is_mut) = (local.name, local.span, local.mutable);
        let (ty, origin) = (local.ty, local.origin);
        if let (Form::RefMut, Holder::Constant(id)) = (form, array.holder) {
            self.refuse_const(id, span);
            return Expr::refused(span);
        }
        if form == Form::RefMut && !is_mut {
            let help = match array.holder {
                Holder::Reference(_) => format!("pass `{name}`: it is lent without `&mut`"),
                Holder::Variable | Holder::Constant(_) => declare_mut(origin, name),
            };
            let message = format!("cannot borrow `{name}` as mutable, it is not declared `mut`");
            let problem = Diagnostic::new(Code::Immutable, span, message);
            self.report(problem.context(declared, "declared here").help(help));
            return Expr::refused(span);
        }
        let access =
            if mutable || form == Form::RefMut { Access::Exclusive } else { Access::Shared };
        self.touch(array.local, access, span);
        self.lend(array.local, access, span);
        Expr { kind: Kind::Local(array.local), ty, span }
    }

    /// Reports an array that does not fit the parameter as it is passed.
    fn report_lent(
        &mut self,
        (form, array): (Form, Named),
        expected: Type,
        span: Span,
        declared: Span,
    ) {
        let local = &self.body.locals[array.local.number()];
        let (name, at, have) = (local.name, local.span, local.ty);
        let have = self.body.infer.resolve(have);
        let found = match form {
            Form::Plain => have.to_string(),
            Form::Ref | Form::RefMut => format!("`{}` of {have}", self.quote(span)),
        };
        let message = format!("mismatched types: expected {expected}, found {found}");
        let mut problem = Diagnostic::new(Code::Mismatch, span, message)
            .context(declared, "expected because of this parameter")
            .context(at, format!("`{name}` is {have}"));
        let mutable = match expected {
            Type::Lent(_, mutable) => mutable,
            Type::Array(array) => array.is_mutable(),
            _ => false,
        };
        let reference = if mutable { "&mut " } else { "&" };
        problem.help = match (form, array.holder) {
            (Form::Plain, Holder::Variable | Holder::Constant(_)) => {
                Some(format!("lend it: `{reference}{name}`"))
            }
            (Form::Ref, Holder::Variable) if mutable => Some(format!("write `&mut {name}`")),
            (Form::Ref | Form::RefMut, Holder::Reference(_)) => {
                Some(format!("pass it as it is: `{name}`"))
            }
            _ => None,
        };
        self.report(problem);
    }

    /// Reports an argument that is no fixed array.
    fn refuse_lent(&mut self, source: &'a ast::Expr, expected: Type, declared: Span) -> Expr<'a> {
        let inner = match &bare(source).kind {
            ExprKind::Ref(_, inner) => inner,
            _ => source,
        };
        if self.array_named(inner).is_none() {
            let known = self.problems.len();
            let found = self.expr(inner, None);
            if self.problems.len() > known || found.ty == Type::Error {
                return Expr::refused(source.span);
            }
            if let Type::Fixed(_) = found.ty {
                let help = "give it a name first: `let array = ..;`";
                return self.refuse(source.span, "only an array that has a name can be lent", help);
            }
        }
        let message = format!("expected an argument of type {expected}");
        let problem = Diagnostic::new(Code::Mismatch, source.span, message)
            .context(declared, "expected because of this parameter")
            .help("pass a fixed array: `&a`");
        self.report(problem);
        Expr::refused(source.span)
    }
}

/// How a fixed array is passed on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// `a`
    Plain,
    /// `&a`
    Ref,
    /// `&mut a`
    RefMut,
}

/// How a variable is declared that is written to.
fn declare_mut(origin: Origin, name: &str) -> String {
    match origin {
        Origin::Param | Origin::For => format!("declare it as `mut {name}`"),
        Origin::Pattern => format!("declare it as `mut {name}`"),
        Origin::Let | Origin::Annotated => format!("declare it as `let mut {name}`"),
    }
}

/// How the sizes of two arrays differ, in rustc's words.
pub(super) fn differing_sizes(found: Type, wanted: Type) -> Option<String> {
    let (Type::Fixed(found), Type::Fixed(wanted)) = (found, wanted) else { return None };
    let mut sizes = found.shape.extents().zip(wanted.shape.extents());
    let (found, wanted) = sizes.find(|(found, wanted)| found != wanted)?;
    Some(format!("expected an array with a size of {wanted}, found one with a size of {found}"))
}
