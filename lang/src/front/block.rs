//! Blocks and statements.
//!
//! In: [`ast::Block`]. Out: [`draft::Block`]. Always true: a block's items are visible in all
//! of it, its variables from their `let` on; the type of a block is that of its last expression,
//! else `!` if control cannot reach its end, else `()`; a variable declared without a value and
//! type has the type of what is assigned to it first. Deliberately absent: whether a variable has
//! a value where it is read (`flow`), and patterns that do not fit every value.

use super::Checker;
use super::draft::{Block, Expr, First, Kind, Origin, Stmt};
use super::expr::Because;
use super::infer::{Part, TupleType, Type};
use super::names::Meaning;
use crate::error::{Code, Diagnostic, Span};
use crate::hir::{FuncId, LocalId};
use crate::syntax::ast::{self, PatternKind};
use crate::ty::Scalar;
use crate::util::index::Index;

impl<'a> Checker<'a> {
    /// The body of a function, whose value is the result.
    pub(super) fn body_block(&mut self, source: &'a ast::Block) -> Block<'a> {
        let block = self.block(source, None);
        let ret = self.body.ret;
        self.expect_block(&block, ret, Because::Result(self.body.ret_span));
        self.untyped_variables();
        block
    }

    /// A block in a scope of its own. `hint` is what a cast around it asks of its last literal.
    pub(super) fn block(&mut self, source: &'a ast::Block, hint: Option<Scalar>) -> Block<'a> {
        let outer = std::mem::replace(&mut self.body.diverges, false);
        let mark = self.names.open();
        let nested = source.stmts.iter().filter_map(|stmt| match stmt {
            ast::Stmt::Func(func) => Some(func),
            ast::Stmt::Let { .. } | ast::Stmt::Expr { .. } | ast::Stmt::Const(_) => None,
        });
        let consts = source.stmts.iter().filter_map(|stmt| match stmt {
            ast::Stmt::Const(item) => Some(item),
            ast::Stmt::Let { .. } | ast::Stmt::Expr { .. } | ast::Stmt::Func(_) => None,
        });
        let consts = self.declare_consts(consts);
        let mut nested = self.declare_funcs(nested).into_iter();
        self.evaluate_consts(consts);
        let mut block = Block::empty(source.span);
        let mut last = None;
        for (number, stmt) in source.stmts.iter().enumerate() {
            let is_last = number + 1 == source.stmts.len();
            match stmt {
                ast::Stmt::Let { pattern, ty, init, span } => {
                    let drafted = self.let_pattern(pattern, ty.as_ref(), init.as_ref(), *span);
                    block.stmts.extend(drafted);
                }
                // Known since the block began.
                ast::Stmt::Const(_) => {}
                ast::Stmt::Func(_) => {
                    if let Some(id) = nested.next() {
                        self.function(id);
                    }
                }
                ast::Stmt::Expr { expr, semicolon: false } if is_last => {
                    last = Some(self.expr(expr, hint));
                }
                ast::Stmt::Expr { expr, semicolon } => {
                    let drafted = self.expr(expr, None);
                    if !semicolon {
                        self.expect_unit(&drafted);
                    } else if is_last && drafted.ty.is_value() {
                        block.dropped = Some(drafted.span);
                    }
                    block.stmts.push(Stmt::Expr(drafted));
                }
            }
        }
        self.end_block(&mut block, last);
        self.names.close(mark);
        self.body.diverges |= outer;
        block
    }

    /// Gives the block its type, and its value if it has one.
    pub(super) fn end_block(&mut self, block: &mut Block<'a>, last: Option<Expr<'a>>) {
        match last {
            None if self.body.diverges => block.ty = Type::Never,
            None => block.ty = Type::Unit,
            Some(last) => {
                block.ty = last.ty;
                match last.ty.is_value() {
                    true => block.value = Some(Box::new(last)),
                    false => block.stmts.push(Stmt::Expr(last)),
                }
            }
        }
    }

    /// Declares functions that all of the innermost scope can call.
    pub(super) fn declare_funcs(
        &mut self,
        funcs: impl Iterator<Item = &'a ast::Func>,
    ) -> Vec<FuncId> {
        let mark = self.names.open();
        let mut ids = Vec::new();
        for func in funcs {
            let first = self.names.get_since(mark, &func.name.text);
            if !func.generics.is_empty() {
                let message = "a generic function inside of a block is not supported in a kernel";
                let span = func.generics[0].name.span;
                let problem = Diagnostic::new(Code::UnsupportedSignature, span, message);
                self.report(problem.help("move it to the top of the text"));
            }
            ids.push(self.declare_func(func));
            if let Some(Meaning::Func(first)) = first {
                self.refuse_duplicate(func, first);
            }
        }
        ids
    }

    fn refuse_duplicate(&mut self, func: &ast::Func, first: FuncId) {
        let message = format!("two functions are called `{}`", func.name.text);
        let first = self.heads[first.number()].source.name.span;
        let problem = Diagnostic::new(Code::DuplicateName, func.name.span, message);
        self.report(problem.context(first, "the first one"));
    }

    fn let_pattern(
        &mut self,
        pattern: &'a ast::Pattern,
        ty: Option<&'a ast::Type>,
        init: Option<&'a ast::Expr>,
        span: Span,
    ) -> Option<Stmt<'a>> {
        match &pattern.kind {
            PatternKind::Bind { mutable, name, sub: None } => {
                self.let_stmt(*mutable, Some(name), ty, init, span)
            }
            PatternKind::Any => self.let_stmt(false, None, ty, init, span),
            PatternKind::Tuple(parts) => self.let_tuple(pattern, parts, ty, init),
            PatternKind::Refused => {
                init.iter().for_each(|init| drop(self.expr(init, None)));
                None
            }
            PatternKind::Bind { .. }
            | PatternKind::Literal(_)
            | PatternKind::Path(_)
            | PatternKind::Range(..)
            | PatternKind::Or(_) => {
                init.iter().for_each(|init| drop(self.expr(init, None)));
                self.refuse_in_let(pattern);
                None
            }
        }
    }

    /// `let (a, _, mut b): ty = init;`
    fn let_tuple(
        &mut self,
        pattern: &'a ast::Pattern,
        parts: &'a [Option<ast::Pattern>],
        ty: Option<&'a ast::Type>,
        init: Option<&'a ast::Expr>,
    ) -> Option<Stmt<'a>> {
        let written = ty.filter(|ty| !matches!(ty.kind, ast::TypeKind::Infer));
        let wanted = written.map(|ty| (self.value_type(ty), ty.span));
        let Some(init) = init else {
            let message = "a tuple pattern needs a value";
            let problem = Diagnostic::new(Code::Uninitialized, pattern.span, message);
            self.report(problem.help("declare each variable with a `let` of its own"));
            let known = self.body.locals.len();
            self.declare_parts(parts, None);
            // Their assignments are no problems of their own.
            self.body.locals[known..].iter_mut().for_each(|local| local.first = First::Found);
            return None;
        };
        let init = self.value(init, None);
        let ty = match wanted {
            Some((wanted, span)) => self.expect(&init, wanted, Because::Annotation(span)),
            None => self.body.infer.resolve(init.ty),
        };
        let tuple = match ty {
            Type::Tuple(tuple) => Some(tuple),
            Type::Error => None,
            other => {
                let message = format!("mismatched types: expected {other}, found a tuple pattern");
                let problem = Diagnostic::new(Code::Mismatch, pattern.span, message);
                self.report(problem.context(init.span, format!("this is {other}")));
                None
            }
        };
        let locals = self.declare_parts(parts, tuple.map(|tuple| (tuple, pattern.span)))?;
        Some(Stmt::LetTuple(locals, init))
    }

    /// Declares the variables of a tuple pattern; `None` if one of them was refused.
    fn declare_parts(
        &mut self,
        parts: &'a [Option<ast::Pattern>],
        tuple: Option<(TupleType, Span)>,
    ) -> Option<Vec<Option<LocalId>>> {
        let count = tuple.map_or(parts.len(), |(tuple, _)| tuple.parts().len());
        let rests = parts.iter().filter(|part| part.is_none()).count();
        let named = parts.len() - rests;
        let fits = rests == 0 && named == count || rests == 1 && named <= count;
        if let (false, Some((_, span))) = (fits, tuple) {
            let message = format!("the tuple has {count} parts, but the pattern is for {named}");
            let problem = Diagnostic::new(Code::Mismatch, span, message);
            self.report(problem.help("write one name, or `_`, for each part; `..` skips several"));
        }
        let mut locals = Vec::with_capacity(count);
        let mark = self.names.open();
        let mut accepted = fits && tuple.is_some();
        for part in parts {
            let Some(part) = part else {
                locals.extend((0..count.saturating_sub(named)).map(|_| None));
                continue;
            };
            let ty = tuple
                .filter(|_| fits)
                .and_then(|(tuple, _)| tuple.parts().get(locals.len()).copied());
            let ty = ty.map_or(Type::Error, Part::ty);
            match &part.kind {
                PatternKind::Any => locals.push(None),
                PatternKind::Bind { mutable, name, sub: None } => {
                    if let Some(Meaning::Local(first, _)) = self.names.get_since(mark, &name.text) {
                        self.refuse_bound_twice(name, self.body.locals[first.number()].span);
                    }
                    locals.push(Some(self.declare_local(name, *mutable, ty, Origin::Let)));
                }
                PatternKind::Refused => accepted = false,
                PatternKind::Bind { .. }
                | PatternKind::Literal(_)
                | PatternKind::Path(_)
                | PatternKind::Range(..)
                | PatternKind::Or(_)
                | PatternKind::Tuple(_) => {
                    self.refuse_in_let(part);
                    accepted = false;
                }
            }
        }
        accepted.then_some(locals)
    }

    /// `let name: ty = init;`, or `let _ = init;` without a name.
    fn let_stmt(
        &mut self,
        mutable: bool,
        name: Option<&'a ast::Name>,
        ty: Option<&'a ast::Type>,
        init: Option<&'a ast::Expr>,
        span: Span,
    ) -> Option<Stmt<'a>> {
        let written = ty.filter(|ty| !matches!(ty.kind, ast::TypeKind::Infer));
        let wanted = written.map(|ty| self.value_type(ty));
        let Some(init) = init else {
            return self.let_later(mutable, name, wanted, span);
        };
        let (init, ty, origin) = match (wanted, ty) {
            (Some(wanted), Some(ty)) => {
                let init = self.value_of(init, wanted, Because::Annotation(ty.span));
                (init, wanted, Origin::Annotated)
            }
            _ => {
                let init = self.value(init, None);
                let ty = init.ty;
                (init, ty, Origin::Let)
            }
        };
        let Some(name) = name else { return Some(Stmt::Expr(init)) };
        let local = self.declare_local(name, mutable, ty, origin);
        Some(Stmt::Let(local, init))
    }

    /// `let name: ty;`
    fn let_later(
        &mut self,
        mutable: bool,
        name: Option<&'a ast::Name>,
        wanted: Option<Type>,
        span: Span,
    ) -> Option<Stmt<'a>> {
        let Some(name) = name else {
            if wanted.is_none() {
                let problem = Diagnostic::new(Code::UnknownType, span, "this has no type");
                self.report(problem.help("leave it out"));
            }
            return None;
        };
        let (ty, origin) = match wanted {
            Some(ty) => (ty, Origin::Annotated),
            None => (Type::Error, Origin::Let),
        };
        let local = self.declare_local(name, mutable, ty, origin);
        let untyped = wanted.is_none();
        self.body.locals[local.number()].first = First::Awaited { untyped };
        if untyped {
            self.body.untyped.push(local);
        }
        Some(Stmt::Declare(local))
    }

    /// Gives a variable declared without a type that of the first value it is assigned.
    pub(super) fn first_value(&mut self, local: LocalId, value: &Expr<'a>) {
        if self.awaits_type(local) {
            let local = &mut self.body.locals[local.number()];
            (local.ty, local.first) = (value.ty, First::Found);
        } else {
            // The value assigned to it itself.
            let local = &mut self.body.locals[local.number()];
            local.assigned = true;
            let (wanted, because) = (local.ty, Because::Declared(local.span));
            self.expect(value, wanted, because);
        }
    }

    /// Whether no type of the variable is known yet.
    pub(super) fn awaits_type(&self, local: LocalId) -> bool {
        self.body.locals[local.number()].first == First::Awaited { untyped: true }
    }

    /// Reports a variable whose type must be known here.
    pub(super) fn refuse_untyped(&mut self, id: LocalId, span: Span) {
        let local = &mut self.body.locals[id.number()];
        local.first = First::Found;
        let (name, declared) = (local.name, local.span);
        let keyword = if local.mutable { "let mut" } else { "let" };
        let message = format!("the type of `{name}` is not known here");
        let mut problem = Diagnostic::new(Code::UnknownType, span, message)
            .help(format!("give it a type: `{keyword} {name}: f64;`"));
        if span != declared {
            problem = problem.context(declared, "declared here without a type");
        }
        self.report(problem);
    }

    /// Reports the variables that never got a type.
    fn untyped_variables(&mut self) {
        for local in std::mem::take(&mut self.body.untyped) {
            if self.awaits_type(local) {
                self.refuse_untyped(local, self.body.locals[local.number()].span);
            }
        }
    }

    /// An expression in statement position without a semicolon must be `()`.
    fn expect_unit(&mut self, expr: &Expr<'a>) {
        if matches!(expr.ty, Type::Error | Type::Unit | Type::Never) {
            return;
        }
        let ty = self.body.infer.resolve(expr.ty);
        let message = format!("mismatched types: expected `()`, found {ty}");
        let help = match expr.kind {
            Kind::If(..)
            | Kind::Match(..)
            | Kind::Block(_)
            | Kind::Loop(..)
            | Kind::Labelled(..) => {
                "end it with `;` to drop the value, or use the value: `let v = ..;`"
            }
            _ => "end it with `;`",
        };
        let problem = Diagnostic::new(Code::Mismatch, expr.span, message);
        self.report(problem.label("this value is not used").help(help));
    }

    /// Makes the type of a block equal to `wanted`; says what is missing if it has no value.
    pub(super) fn expect_block(
        &mut self,
        block: &Block<'a>,
        wanted: Type,
        because: Because,
    ) -> Type {
        if let Some(value) = &block.value {
            return self.expect(value, wanted, because);
        }
        match (block.ty, wanted) {
            (Type::Never, _) => wanted,
            (Type::Unit, wanted) if wanted.is_value() => {
                self.report_missing_value(block, wanted, because)
            }
            (ty, _) => match self.body.infer.unify(wanted, ty) {
                Some(ty) => ty,
                None => self.mismatch(block.span, ty, wanted, because, None),
            },
        }
    }

    fn report_missing_value(&mut self, block: &Block<'a>, wanted: Type, because: Because) -> Type {
        let wanted = self.body.infer.resolve(wanted);
        let end =
            Span { lo: block.span.hi.saturating_sub(1).max(block.span.lo), hi: block.span.hi };
        let message = format!("mismatched types: expected {wanted}, found `()`");
        let mut problem = Diagnostic::new(Code::Mismatch, end, message);
        problem.label = format!("the block ends here without a value of type {wanted}");
        problem.context.extend(because.context());
        problem.help = match block.dropped {
            Some(last) => {
                problem.context.push((last, "this value is dropped".into()));
                Some(format!("remove the semicolon behind `{}`", self.quote(last)))
            }
            None => {
                Some(format!("end the block with a value of type {wanted}, without a semicolon"))
            }
        };
        self.report(problem)
    }
}
