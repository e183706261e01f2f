//! Control flow: `if`, loops, `break`, `continue` and `return`.
//!
//! In: [`ast::Expr`]. Out: [`draft::Expr`](super::draft::Expr). Always true: a `loop` is `!`
//! exactly if no `break` in its text ends it, as in rustc; a branch of type `!` takes the type of
//! the other. Deliberately absent: values carried by `break`, ranges other than `a..b` and
//! `a..=b`, and conditions of type `!`.

use super::Checker;
use super::draft::{Block, Expr, Kind, Origin};
use super::expr::{Because, bare};
use super::infer::Type;
use super::names::nearest;
use crate::error::{Code, Diagnostic, Span};
use crate::hir::{Loop, LoopId};
use crate::op::Class;
use crate::syntax::ast::{self, ExprKind};

/// What `break` and `continue` find around them.
#[derive(Debug)]
pub(super) enum Frame<'a> {
    /// The body of a loop.
    Body {
        /// Names the loop.
        id: LoopId,
        /// Its label.
        label: Option<&'a str>,
        /// Whether a `break` ends it.
        ends: bool,
    },
    /// The condition of a `while`, in which rustc wants a label.
    Condition,
}

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
            ExprKind::Break(label, None) => self.jump(Kind::Break, label.as_ref(), true, span),
            ExprKind::Break(_, Some(value)) => self.refuse(
                value.span,
                "`break` with a value is not supported in a kernel",
                "assign the value to a variable before the `break`",
            ),
            ExprKind::Continue(label) => self.jump(Kind::Continue, label.as_ref(), false, span),
            ExprKind::Return(value) => self.return_expr(value.as_deref(), span),
            _ => Expr::refused(span),
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
            self.expect_no_value(&then_block, span);
            return Expr { kind: Kind::If(cond, then_block, None), ty: Type::Unit, span };
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

    /// An `if` without `else` is `()`, and so must its block be.
    fn expect_no_value(&mut self, then: &Block<'a>, span: Span) {
        let Some(value) = &then.value else { return };
        let ty = self.body.infer.resolve(value.ty);
        let message = format!("an `if` without `else` has no value, but this block has type {ty}");
        let problem = Diagnostic::new(Code::Mismatch, value.span, message)
            .label(format!("expected `()`, found {ty}"))
            .context(Span { lo: span.lo, hi: span.lo + 2 }, "this `if` has no `else`")
            .help("add an `else` block with a value of the same type, or end the value with `;`");
        self.report(problem);
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

    /// The body of a loop; also whether a `break` ends the loop.
    fn loop_body(
        &mut self,
        id: LoopId,
        label: Option<&'a ast::Name>,
        source: &'a ast::Block,
        what: &str,
    ) -> (Block<'a>, bool) {
        let label = label.map(|label| label.text.as_str());
        self.body.frames.push(Frame::Body { id, label, ends: false });
        let body = self.block(source, None);
        let ends = matches!(self.body.frames.pop(), Some(Frame::Body { ends: true, .. }));
        if let Some(value) = &body.value {
            let ty = self.body.infer.resolve(value.ty);
            let message = format!("the body of a {what} has no value, but this is {ty}");
            let problem = Diagnostic::new(Code::Mismatch, value.span, message);
            self.report(
                problem.label(format!("expected `()`, found {ty}")).help("end it with `;`"),
            );
        }
        (body, ends)
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
        let limits = self.range(range);
        let ty = limits.as_ref().map_or(Type::Error, |(low, _, _)| low.ty);
        let before = self.body.diverges;
        let mark = self.names.open();
        let var = self.declare_local(var, mutable, ty, Origin::For);
        let (body, _) = self.loop_body(id, label, body, "`for`");
        self.names.close(mark);
        self.body.diverges = before;
        let kind = match limits {
            Some((low, high, inclusive)) => {
                Kind::For { id, var, limits: Box::new((low, high)), inclusive, body }
            }
            None => Kind::Refused,
        };
        Expr { kind, ty: Type::Unit, span }
    }

    /// What a `for` runs over: the first integer, the end, and whether that is included.
    fn range(&mut self, source: &'a ast::Expr) -> Option<(Expr<'a>, Expr<'a>, bool)> {
        let ExprKind::Range(low, high, inclusive) = &bare(source).kind else {
            self.refuse_range(source);
            return None;
        };
        let (Some(low), Some(high)) = (low, high) else {
            let problem = Diagnostic::new(
                Code::UnsupportedExpression,
                source.span,
                "the range of a `for` needs a start and an end",
            );
            self.report(problem.help("write `for i in a..b { .. }`"));
            return None;
        };
        let mut low = self.scalar(low, None);
        let high = self.scalar(high, None);
        let ty = match low.ty {
            Type::Error => high.ty,
            // The literal is the one to change, whichever side it is on.
            _ if low.ty.open().is_some() && self.body.infer.unify(high.ty, low.ty).is_none() => {
                self.expect(&low, high.ty, Because::Operand(high.span))
            }
            _ => self.expect(&high, low.ty, Because::Limit(low.span)),
        };
        if !self.is_in(Class::Int, ty) {
            let ty = self.body.infer.resolve(ty);
            let message = format!("a `for` cannot run over {ty}");
            let problem = Diagnostic::new(Code::BadOperand, source.span, message);
            self.report(problem.help("count with integers and compute the value from the count"));
            low.ty = Type::Error;
        }
        Some((low, high, *inclusive))
    }

    /// Says what to write instead of what the `for` runs over.
    fn refuse_range(&mut self, source: &'a ast::Expr) {
        let help = match &bare(source).kind {
            ExprKind::Refused => return,
            ExprKind::Path(_) | ExprKind::Ref(..) => {
                "run over the indices: `for i in 0..a.len() { .. a[i] .. }`"
            }
            ExprKind::Method(_, name, _) => match name.text.as_str() {
                "iter" | "iter_mut" | "into_iter" | "indexed_iter" => {
                    "run over the indices: `for i in 0..a.len() { .. a[i] .. }`"
                }
                "rev" => "run upwards and compute the index: `let i = n - 1 - k;`",
                "step_by" => {
                    "use a `while` loop, or compute the index: `let i = start + k * step;`"
                }
                _ => "run over the integers `a..b` or `a..=b`",
            },
            ExprKind::Call(path, _) if path.last().is_some_and(|name| name.text == "range") => {
                "write the range with dots: `for i in 0..n`"
            }
            _ => "run over the integers `a..b` or `a..=b`",
        };
        let message = "a `for` runs over `a..b` or `a..=b` only";
        let problem = Diagnostic::new(Code::UnsupportedExpression, source.span, message);
        self.report(problem.label("this is not supported in a `for`").help(help));
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
        let (body, _) = self.loop_body(id, label, body, "`while`");
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
        let (body, ends) = self.loop_body(id, label, body, "`loop`");
        self.body.diverges = before || !ends;
        let ty = if ends { Type::Unit } else { Type::Never };
        Expr { kind: Kind::Loop(id, body), ty, span }
    }

    fn jump(
        &mut self,
        kind: fn(LoopId) -> Kind<'a>,
        label: Option<&ast::Name>,
        ends: bool,
        span: Span,
    ) -> Expr<'a> {
        self.body.diverges = true;
        match self.jump_target(label, ends, span) {
            Some(id) => Expr { kind: kind(id), ty: Type::Never, span },
            None => Expr { kind: Kind::Refused, ty: Type::Never, span },
        }
    }

    /// The loop that a jump means; a `break` marks it as one that ends.
    fn jump_target(
        &mut self,
        label: Option<&ast::Name>,
        ending: bool,
        span: Span,
    ) -> Option<LoopId> {
        let wanted = label.map(|label| label.text.as_str());
        let mut in_condition = false;
        for frame in self.body.frames.iter_mut().rev() {
            match frame {
                Frame::Body { id, label, ends } if wanted.is_none() || *label == wanted => {
                    *ends |= ending;
                    return Some(*id);
                }
                Frame::Body { .. } => {}
                Frame::Condition if wanted.is_none() => {
                    in_condition = true;
                    break;
                }
                Frame::Condition => {}
            }
        }
        self.report_no_loop(label, in_condition, span);
        None
    }

    fn report_no_loop(&mut self, label: Option<&ast::Name>, in_condition: bool, span: Span) {
        let problem = match label {
            Some(label) => {
                let message = format!("there is no loop with the label `'{}` here", label.text);
                let mut problem = Diagnostic::new(Code::UnknownLabel, label.span, message);
                let known = self.body.frames.iter().filter_map(|frame| match frame {
                    Frame::Body { label, .. } => *label,
                    Frame::Condition => None,
                });
                problem.help =
                    nearest(&label.text, known).map(|meant| format!("did you mean `'{meant}`?"));
                problem
            }
            None if in_condition => Diagnostic::new(
                Code::NotInLoop,
                span,
                "`break` or `continue` without a label in the condition of a `while`",
            )
            .help("move it into the body"),
            None => {
                Diagnostic::new(Code::NotInLoop, span, "`break` or `continue` outside of a loop")
                    .help("to leave the function, write `return`")
            }
        };
        self.report(problem);
    }

    fn return_expr(&mut self, value: Option<&'a ast::Expr>, span: Span) -> Expr<'a> {
        let (ret, because) = (self.body.ret, Because::Result(self.body.ret_span));
        let value = match (value, ret) {
            (None, Type::Unit | Type::Error) => None,
            (None, _) => {
                let message = format!("`return` needs a value of type {ret}");
                let mut problem = Diagnostic::new(Code::Mismatch, span, message);
                problem.context.extend(because.context());
                self.report(problem);
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
