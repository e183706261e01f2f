//! Jumps: which loop or labelled block a `break` or `continue` means, and the values it carries.
//!
//! In: labels and values of jumps. Out: draft jumps. Always true: a jump leads where rustc says
//! it does, and where rustc wants a label there is one; the values that a loop or block is broken
//! with have one type, which the first of them decides. Deliberately absent: jumps out of a
//! `prange`, which the check of its independence refuses.

use super::Checker;
use super::draft::{Expr, Kind};
use super::expr::Because;
use super::infer::Type;
use super::names::nearest;
use crate::error::{Code, Diagnostic, Span};
use crate::hir::LoopId;
use crate::syntax::ast;

/// What `break` and `continue` find around them.
#[derive(Debug)]
pub(super) enum Frame<'a> {
    /// The body of a loop, or a labelled block.
    Body(Target<'a>),
    /// The condition of a `while`, in which rustc wants a label.
    Condition,
}

/// A loop or labelled block.
#[derive(Debug)]
pub(super) struct Target<'a> {
    /// Names it.
    pub(super) id: LoopId,
    /// Its label.
    pub(super) label: Option<&'a str>,
    /// What it is.
    pub(super) what: What,
    /// The type of the values it is broken with, and where the first of them stands; without
    /// one no `break` ends it.
    pub(super) value: Option<(Type, Span)>,
}

impl<'a> Target<'a> {
    /// Something that no `break` ends so far.
    pub(super) fn new(id: LoopId, label: Option<&'a str>, what: What) -> Target<'a> {
        Target { id, label, what, value: None }
    }
}

/// What a jump can lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// `for`
    For,
    /// `while`
    While,
    /// `loop`
    Loop,
    /// A labelled block.
    Block,
}

impl What {
    /// How it is called in a diagnostic.
    pub(super) fn name(self) -> &'static str {
        match self {
            What::For => "`for`",
            What::While => "`while`",
            What::Loop => "`loop`",
            What::Block => "labelled block",
        }
    }
}

impl<'a> Checker<'a> {
    /// `break 'label value`
    pub(super) fn break_expr(
        &mut self,
        label: Option<&'a ast::Name>,
        source: Option<&'a ast::Expr>,
        span: Span,
    ) -> Expr<'a> {
        let target = self.jump_target(label, span);
        let value = source.map(|source| self.carried_value(source));
        self.body.diverges = true;
        let kind = match target.and_then(|at| self.break_target(at, value.as_ref(), span)) {
            Some(id) => Kind::Break(id, value.map(Box::new)),
            None => Kind::Refused,
        };
        Expr { kind, ty: Type::Never, span }
    }

    /// The value of a `break`: anything that a variable can hold, or `()`.
    fn carried_value(&mut self, source: &'a ast::Expr) -> Expr<'a> {
        let drafted = self.expr(source, None);
        match drafted.ty {
            Type::Unit | Type::Never => drafted,
            _ => self.as_value(source, drafted),
        }
    }

    /// Notes that the frame at `at` is broken with this value; refuses a value it cannot have.
    fn break_target(&mut self, at: usize, value: Option<&Expr<'a>>, span: Span) -> Option<LoopId> {
        let Frame::Body(Target { id, what, value: known, .. }) = &self.body.frames[at] else {
            return None;
        };
        let (id, what, known) = (*id, *what, *known);
        let joined = match (what, value) {
            (What::For | What::While, Some(value)) => {
                self.refuse_carried(what, value.span);
                return None;
            }
            (What::For | What::While, None) => (Type::Unit, span),
            (What::Loop | What::Block, _) => self.join_values(known, value, span),
        };
        if let Frame::Body(target) = &mut self.body.frames[at] {
            target.value = Some(joined);
        }
        Some(id)
    }

    fn refuse_carried(&mut self, what: What, value: Span) {
        let message = format!("`break` with a value from a {}", what.name());
        let problem = Diagnostic::new(Code::UnsupportedExpression, value, message)
            .note("only a `loop` or a labelled block has a value")
            .help("assign it to a variable before the `break`, or write `loop`");
        self.report(problem);
    }

    /// The type of all values so far, with this one, and where the first of them stands.
    fn join_values(
        &mut self,
        known: Option<(Type, Span)>,
        value: Option<&Expr<'a>>,
        span: Span,
    ) -> (Type, Span) {
        let (ty, here) = value.map_or((Type::Unit, span), |value| (value.ty, value.span));
        match known {
            None | Some((Type::Never, _)) => (ty, here),
            Some(known) if ty == Type::Never => known,
            Some((known, first)) => match self.body.infer.unify(known, ty) {
                Some(joined) => (joined, first),
                None => (self.values_differ(known, value, first, span), first),
            },
        }
    }

    /// Reports values of two types that one loop or block is broken with.
    fn values_differ(
        &mut self,
        known: Type,
        value: Option<&Expr<'a>>,
        first: Span,
        span: Span,
    ) -> Type {
        let because = Because::Break(first);
        if let (Some(value), true) = (value, known != Type::Unit) {
            return self.mismatch(value.span, value.ty, known, because, Some(&value.kind));
        }
        let found = value.map_or(Type::Unit, |value| self.body.infer.resolve(value.ty));
        let known = self.body.infer.resolve(known);
        let message = format!("mismatched types: expected {known}, found {found}");
        let mut problem =
            Diagnostic::new(Code::Mismatch, value.map_or(span, |value| value.span), message);
        problem.context.extend(because.context());
        let help = match value {
            None => format!("give it a value of type {known}: `break value;`"),
            Some(_) => "give every `break` out of it a value of one type, or none".to_owned(),
        };
        self.report(problem.help(help))
    }

    /// `continue 'label`
    pub(super) fn continue_expr(&mut self, label: Option<&'a ast::Name>, span: Span) -> Expr<'a> {
        let target = self.jump_target(label, span).map(|at| &self.body.frames[at]);
        let kind = match target {
            Some(Frame::Body(Target { what: What::Block, .. })) => {
                let message = "`continue` of a labelled block";
                let problem = Diagnostic::new(Code::NotInLoop, span, message);
                self.report(problem.help("leave the block with `break`, or label a loop"));
                Kind::Refused
            }
            Some(Frame::Body(target)) => Kind::Continue(target.id),
            Some(Frame::Condition) | None => Kind::Refused,
        };
        self.body.diverges = true;
        Expr { kind, ty: Type::Never, span }
    }

    /// The number of the frame that a jump means.
    fn jump_target(&mut self, label: Option<&'a ast::Name>, span: Span) -> Option<usize> {
        let Some(label) = label else { return self.innermost_loop(span) };
        let found = self.body.frames.iter().rposition(|frame| match frame {
            Frame::Body(target) => target.label == Some(&label.text),
            Frame::Condition => false,
        });
        if found.is_none() {
            self.report_label(label);
        }
        found
    }

    /// The loop that a jump without a label means.
    fn innermost_loop(&mut self, span: Span) -> Option<usize> {
        let problem = match self.body.frames.last() {
            Some(Frame::Body(Target { what: What::For | What::While | What::Loop, .. })) => {
                return Some(self.body.frames.len() - 1);
            }
            Some(Frame::Body(Target { what: What::Block, label, .. })) => {
                let message = "`break` or `continue` without a label inside of a labelled block";
                let label = label.unwrap_or("label");
                Diagnostic::new(Code::NotInLoop, span, message).help(format!(
                    "say what it leaves: `break '{label}` leaves the block; for a loop around \
                     it, label that loop"
                ))
            }
            Some(Frame::Condition) => Diagnostic::new(
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
        None
    }

    fn report_label(&mut self, label: &ast::Name) {
        let message = format!("there is no loop with the label `'{}` here", label.text);
        let mut problem = Diagnostic::new(Code::UnknownLabel, label.span, message);
        let known = self.body.frames.iter().filter_map(|frame| match frame {
            Frame::Body(target) => target.label,
            Frame::Condition => None,
        });
        problem.help = nearest(&label.text, known).map(|meant| format!("did you mean `'{meant}`?"));
        self.report(problem);
    }
}
