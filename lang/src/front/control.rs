//! Control flow: `if`, loops, labelled blocks and `return`.
//!
//! In: [`ast::Expr`]. Out: [`draft::Expr`](super::draft::Expr). Always true: a `loop` is `!`
//! exactly if no `break` in its text ends it, as in rustc, else it has the type of the values it
//! is broken with; a branch of type `!` takes the type of the other. Deliberately absent: what a
//! `for` runs over (`range`), where jumps lead (`jump`), and conditions of type `!`.

use super::Checker;
use super::draft::{Block, Expr, Kind, Origin};
use super::expr::{Because, bare};
use super::infer::Type;
use super::jump::{Frame, Target, What};
use crate::error::{Code, Diagnostic, Span};
use crate::hir::{Loop, LoopId};
use crate::syntax::ast::{self, ExprKind};
use crate::ty::Scalar;

impl<'a> Checker<'a> {
    /// `if`, loops, and jumps.
    pub(super) fn control(&mut self, source: &'a ast::Expr) -> Expr<'a> {
        let span = source.span;
        match &source.kind {
            ExprKind::If(cond, then, otherwise) => {
                self.if_expr(cond, then, otherwise.as_deref(), span)
            }
            ExprKind::Match(scrutinee, arms) => self.match_expr(scrutinee, arms, span),
            ExprKind::For { label, var, mutable, range, body, head } => {
                let id = self.new_loop(label.as_ref(), *head);
                self.for_expr(id, label.as_ref(), (var, *mutable), range, body, span)
            }
            ExprKind::While { label, cond, body, head } => {
                let id = self.new_loop(label.as_ref(), *head);
                self.while_expr(id, label.as_ref(), cond, body, span)
            }
            ExprKind::Loop { label, body, head } => {
                let id = self.new_loop(label.as_ref(), *head);
                self.loop_expr(id, label.as_ref(), body, span)
            }
            ExprKind::Break(label, value) => {
                self.break_expr(label.as_ref(), value.as_deref(), span)
            }
            ExprKind::Continue(label) => self.continue_expr(label.as_ref(), span),
            ExprKind::Return(value) => self.return_expr(value.as_deref(), span),
            _ => self.refuse(
                span,
                "this expression is not supported in a kernel",
                "write arithmetic, calls, `if`, `match`, loops and blocks",
            ),
        }
    }

    /// A condition of an `if`, a `while` or an arm.
    pub(super) fn condition(&mut self, source: &'a ast::Expr) -> Expr<'a> {
        if let ExprKind::Assign(place, value) = &bare(source).kind {
            let (place, value) = (self.quote(place.span), self.quote(value.span));
            let message = "mismatched types: expected `bool`, found `()`";
            let problem = Diagnostic::new(Code::Mismatch, source.span, message);
            self.report(problem.help(format!("compare with `==`: `{place} == {value}`")));
            return Expr::refused(source.span);
        }
        self.scalar_of(source, Type::BOOL, Because::Place)
    }

    fn if_expr(
        &mut self,
        cond: &'a ast::Expr,
        then: &'a ast::Block,
        otherwise: Option<&'a ast::Expr>,
        span: Span,
    ) -> Expr<'a> {
        let cond = Box::new(self.condition(cond));
        let before = self.body.diverges;
        let then_block = self.block(then, None);
        let Some(source) = otherwise else {
            self.body.diverges = before;
            let ty = if self.expect_no_value(&then_block, span) { Type::Unit } else { Type::Error };
            return Expr { kind: Kind::If(cond, then_block, None), ty, span };
        };
        let after_then = std::mem::replace(&mut self.body.diverges, before);
        let else_block = self.else_block(source);
        self.body.diverges = before || after_then && self.body.diverges;
        let ty = match (then_block.ty, else_block.ty) {
            (Type::Never, other) => other,
            (other, Type::Never) => other,
            (Type::Unit, wanted) if wanted.is_value() => {
                let because = Because::Branch(else_block.value_span());
                self.expect_block(&then_block, wanted, because)
            }
            (wanted, _) => {
                let because = Because::Branch(then_block.value_span());
                self.expect_block(&else_block, wanted, because)
            }
        };
        Expr { kind: Kind::If(cond, then_block, Some(else_block)), ty, span }
    }

    /// An `if` without `else` is `()`, and so must its block be; `false` if that is refused.
    fn expect_no_value(&mut self, then: &Block<'a>, span: Span) -> bool {
        let Some(value) = &then.value else { return true };
        let ty = self.body.infer.resolve(value.ty);
        let message = format!("an `if` without `else` has no value, but this block has type {ty}");
        let problem = Diagnostic::new(Code::Mismatch, value.span, message)
            .label(format!("expected `()`, found {ty}"))
            .context(Span { lo: span.lo, hi: span.lo + 2 }, "this `if` has no `else`")
            .help("add an `else` block with a value of the same type, or end the value with `;`");
        self.report(problem);
        false
    }

    /// The block behind `else`; an `if` there becomes a block of its own.
    fn else_block(&mut self, source: &'a ast::Expr) -> Block<'a> {
        if let ExprKind::Block(block) = &source.kind {
            return self.block(block, None);
        }
        let chained = self.expr(source, None);
        let mut block = Block::empty(chained.span);
        self.end_block(&mut block, Some(chained));
        block
    }

    fn new_loop(&mut self, label: Option<&ast::Name>, span: Span) -> LoopId {
        self.body.loops.push(Loop { label: label.map(|label| label.text.clone()), span })
    }

    /// The body of a loop, and what the jumps in it said of the loop.
    fn loop_body(
        &mut self,
        id: LoopId,
        label: Option<&'a ast::Name>,
        source: &'a ast::Block,
        what: What,
    ) -> (Block<'a>, Target<'a>) {
        let label = label.map(|label| label.text.as_str());
        let (body, target) =
            self.inside(Target::new(id, label, what), |this| this.block(source, None));
        if let Some(value) = &body.value {
            let ty = self.body.infer.resolve(value.ty);
            let message = format!("the body of a {} has no value, but this is {ty}", what.name());
            let problem = Diagnostic::new(Code::Mismatch, value.span, message);
            let help = match what {
                What::Loop => "end it with `;`, or leave the loop with it: `break value;`",
                What::For | What::While | What::Block => "end it with `;`",
            };
            self.report(problem.label(format!("expected `()`, found {ty}")).help(help));
        }
        (body, target)
    }

    fn for_expr(
        &mut self,
        id: LoopId,
        label: Option<&'a ast::Name>,
        (var, mutable): (&'a ast::Name, bool),
        range: &'a ast::Expr,
        body: &'a ast::Block,
        span: Span,
    ) -> Expr<'a> {
        let range = self.range(range);
        let ty = range.as_ref().map_or(Type::Error, |range| range.lo.ty);
        let before = self.body.diverges;
        let mark = self.names.open();
        let var = self.declare_local(var, mutable, ty, Origin::For);
        let (body, _) = self.loop_body(id, label, body, What::For);
        self.names.close(mark);
        self.body.diverges = before;
        let kind = match range {
            Some(range) => Kind::For { id, var, range: Box::new(range), body },
            None => Kind::Refused,
        };
        Expr { kind, ty: Type::Unit, span }
    }

    fn while_expr(
        &mut self,
        id: LoopId,
        label: Option<&'a ast::Name>,
        cond: &'a ast::Expr,
        body: &'a ast::Block,
        span: Span,
    ) -> Expr<'a> {
        let before = self.body.diverges;
        self.body.frames.push(Frame::Condition);
        let cond = self.condition(cond);
        self.body.frames.pop();
        let (body, _) = self.loop_body(id, label, body, What::While);
        self.body.diverges = before;
        Expr { kind: Kind::While(id, Box::new(cond), body), ty: Type::Unit, span }
    }

    fn loop_expr(
        &mut self,
        id: LoopId,
        label: Option<&'a ast::Name>,
        body: &'a ast::Block,
        span: Span,
    ) -> Expr<'a> {
        let before = self.body.diverges;
        let (body, target) = self.loop_body(id, label, body, What::Loop);
        let ty = target.value.map_or(Type::Never, |(ty, _)| ty);
        self.body.diverges = before || ty == Type::Never;
        Expr { kind: Kind::Loop(id, body), ty, span }
    }

    /// `'label: { .. }`, whose type joins that of its end with those of the values it is broken
    /// with. `hint` is what a cast around it asks of its last literal.
    pub(super) fn labelled(
        &mut self,
        label: &'a ast::Name,
        source: &'a ast::Block,
        hint: Option<Scalar>,
        span: Span,
    ) -> Expr<'a> {
        let id = self.new_loop(Some(label), label.span);
        let before = self.body.diverges;
        let target = Target::new(id, Some(&label.text), What::Block);
        let (body, target) = self.inside(target, |this| this.block(source, hint));
        let ty = match target.value {
            None | Some((Type::Never, _)) => body.ty,
            Some((wanted, first)) => {
                self.body.diverges = before;
                self.expect_block(&body, wanted, Because::Break(first))
            }
        };
        Expr { kind: Kind::Labelled(id, body), ty, span }
    }

    /// Checks what stands in a loop or labelled block.
    fn inside<T>(
        &mut self,
        target: Target<'a>,
        check: impl FnOnce(&mut Self) -> T,
    ) -> (T, Target<'a>) {
        let fallback = Target::new(target.id, target.label, target.what);
        self.body.frames.push(Frame::Body(target));
        let checked = check(self);
        match self.body.frames.pop() {
            Some(Frame::Body(target)) => (checked, target),
            Some(Frame::Condition) | None => (checked, fallback),
        }
    }

    fn return_expr(&mut self, value: Option<&'a ast::Expr>, span: Span) -> Expr<'a> {
        let (ret, because) = (self.body.ret, Because::Result(self.body.ret_span));
        let value = match (value, ret) {
            (None, Type::Unit | Type::Error) => None,
            (None, _) => {
                let message = format!("`return` needs a value of type {ret}");
                let mut problem = Diagnostic::new(Code::Mismatch, span, message);
                problem.context.extend(because.context());
                self.report(problem.help("write `return value;`"));
                None
            }
            (Some(value), Type::Unit) => {
                let value = self.expr(value, None);
                self.expect(&value, Type::Unit, because);
                let unit = matches!(value.kind, Kind::Unit);
                if !unit && matches!(value.ty, Type::Unit | Type::Never) {
                    self.refuse(
                        span,
                        "`return` with a value of type `()`",
                        "write the value as a statement, then `return;`",
                    );
                }
                None
            }
            (Some(value), _) => Some(Box::new(self.value_of(value, ret, because))),
        };
        self.body.diverges = true;
        Expr { kind: Kind::Return(value), ty: Type::Never, span }
    }
}
