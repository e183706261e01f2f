//! What a `for` runs over: `a..b`, `a..=b`, `.rev()`, `.step_by(k)` and `prange(..)`.
//!
//! In: the expression behind `in`. Out: a draft range. Always true: both limits have one integer
//! type and a step is a `usize`; a `prange` has no adapters. Deliberately absent: iterators over
//! anything else, and the trait that `.rev()` asks of a range in steps, which needs final types
//! (`finish`).

use super::Checker;
use super::advice;
use super::draft::{Adapter, Expr, Range};
use super::expr::{Because, bare};
use super::infer::Type;
use super::names::Meaning;
use crate::error::{Code, Diagnostic, Span};
use crate::op::Class;
use crate::syntax::ast::{self, ExprKind};
use crate::util::index::Index;

/// A method of a range as it is written: its name and arguments.
type Written<'a> = (&'a ast::Name, &'a [ast::Expr]);

impl<'a> Checker<'a> {
    /// What a `for` runs over.
    pub(super) fn range(&mut self, source: &'a ast::Expr) -> Option<Range<'a>> {
        let (base, adapters) = adapters_of(source);
        let (base, parallel) = match &base.kind {
            ExprKind::Call(path, args) if self.is_prange(path) => {
                (self.prange_argument(source, base, args)?, true)
            }
            _ => (base, false),
        };
        let ExprKind::Range(low, high, inclusive) = &base.kind else {
            self.refuse_range(source, base);
            return None;
        };
        let (Some(low), Some(high)) = (low, high) else {
            let problem = Diagnostic::new(
                Code::UnsupportedExpression,
                base.span,
                "the range of a `for` needs a start and an end",
            );
            self.report(problem.help("write `for i in a..b { .. }`"));
            return None;
        };
        if self.is_loose(low, high, *inclusive) {
            return None;
        }
        let (lo, hi) = self.limits(low, high, base.span);
        // All of them are checked, even if one is refused.
        let adapters: Vec<Option<Adapter<'a>>> =
            adapters.into_iter().rev().map(|written| self.adapter(written)).collect();
        let adapters = adapters.into_iter().collect::<Option<Vec<_>>>()?;
        Some(Range { lo, hi, inclusive: *inclusive, adapters, parallel })
    }

    /// The limits of a range, which have one integer type.
    fn limits(
        &mut self,
        low: &'a ast::Expr,
        high: &'a ast::Expr,
        span: Span,
    ) -> (Expr<'a>, Expr<'a>) {
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
            let problem = Diagnostic::new(Code::BadOperand, span, message);
            self.report(problem.help("count with integers and compute the value from the count"));
            low.ty = Type::Error;
        }
        (low, high)
    }

    /// Whether a method of the range is written as one of its end; reported.
    fn is_loose(&mut self, low: &'a ast::Expr, high: &'a ast::Expr, inclusive: bool) -> bool {
        let (end, adapters) = adapters_of(high);
        let [.., (first, _)] = adapters.as_slice() else { return false };
        let dots = if inclusive { "..=" } else { ".." };
        let (low, end) = (self.quote(low.span), self.quote(end.span));
        let rest = Span { lo: first.span.lo, hi: high.span.hi };
        let message = format!("this `{}` belongs to the end of the range alone", first.text);
        let problem = Diagnostic::new(Code::UnknownMethod, rest, message)
            .help(format!("put the range in brackets: `({low}{dots}{end}).{}`", self.quote(rest)));
        self.report(problem);
        true
    }

    /// `.rev()`, `.step_by(step)`
    fn adapter(&mut self, (name, args): Written<'a>) -> Option<Adapter<'a>> {
        match (name.text.as_str(), args) {
            ("rev", []) => Some(Adapter::Rev(name.span)),
            ("step_by", [step]) => {
                let step = self.scalar_of(step, Type::USIZE, Because::Place);
                Some(Adapter::StepBy(Box::new(step)))
            }
            (method, _) => {
                let wanted = usize::from(method == "step_by");
                self.report_count(name, wanted, args.len(), None, name.span);
                None
            }
        }
    }

    /// Whether the path names metate's `prange`, and no function of the text.
    pub(super) fn is_prange(&self, path: &[ast::Name]) -> bool {
        match path {
            [name] => name.text == "prange" && self.names.get("prange").is_none(),
            [krate, name] => krate.text == "metate" && name.text == "prange",
            [krate, module, name] => {
                krate.text == "metate" && module.text == "prelude" && name.text == "prange"
            }
            _ => false,
        }
    }

    /// The plain range that a `prange` takes.
    fn prange_argument(
        &mut self,
        source: &'a ast::Expr,
        call: &'a ast::Expr,
        args: &'a [ast::Expr],
    ) -> Option<&'a ast::Expr> {
        let adapted = bare(source).span != call.span;
        let (span, message, help) = match args {
            [range] if matches!(bare(range).kind, ExprKind::Range(..)) && !adapted => {
                return Some(bare(range));
            }
            [range] if adapted || !adapters_of(range).1.is_empty() => (
                source.span,
                "a `prange` takes a plain range: its iterations have no order",
                "count upwards and compute the integer: `let i = n - 1 - k;`, `let i = k * step;`"
                    .to_owned(),
            ),
            [end] => {
                let help = format!("write `prange(0..{})`", self.quote(end.span));
                (end.span, "a `prange` takes a range", help)
            }
            [low, high] => {
                let help =
                    format!("write `prange({}..{})`", self.quote(low.span), self.quote(high.span));
                (call.span, "a `prange` takes a range", help)
            }
            _ => (call.span, "a `prange` takes a range", "write `prange(a..b)`".to_owned()),
        };
        let problem = Diagnostic::new(Code::UnsupportedExpression, span, message);
        self.report(problem.help(help));
        None
    }

    /// Whether it names a variable about whose value a problem was reported.
    fn is_refused(&self, source: &ast::Expr) -> bool {
        let ExprKind::Path(path) = &source.kind else { return false };
        match path.as_slice() {
            [name] => match self.names.get(&name.text) {
                Some(Meaning::Local(id, _)) => self.body.locals[id.number()].ty == Type::Error,
                Some(Meaning::Func(_) | Meaning::Const(_)) | None => false,
            },
            _ => false,
        }
    }

    /// Says what to write instead of what the `for` runs over.
    fn refuse_range(&mut self, source: &'a ast::Expr, base: &'a ast::Expr) {
        let mut named = base;
        let mut methods = Vec::new();
        while let ExprKind::Method(receiver, name, _) = &named.kind {
            methods.push(name.text.as_str());
            named = bare(receiver);
        }
        if let ExprKind::Ref(_, inner) = &named.kind {
            named = bare(inner);
        }
        let array = self.array_named(named).map(|(array, ty)| (self.quote(named.span), array, ty));
        let fixed = self.fixed_named(named).map(|array| (self.quote(named.span), array.rank()));
        if array.is_none() && fixed.is_none() && self.is_refused(named) {
            return;
        }
        let help = match (&named.kind, array) {
            (ExprKind::Refused, _) => return,
            _ if let Some((name, rank)) = fixed => advice::run_over_fixed(name, rank),
            (ExprKind::Array(_) | ExprKind::Repeat(..), None) => {
                "give the array a name and run over its indices: `for i in 0..a.len() { .. a[i] .. }`"
                    .to_owned()
            }
            (_, Some((name, _, ty))) => advice::run_over(name, ty),
            (ExprKind::Range(..), None) => {
                "of a range's methods there are `.rev()` and `.step_by(k)`; compute the rest in \
                 the body"
                    .to_owned()
            }
            (ExprKind::Path(_), None) if methods.is_empty() => {
                format!("count up to it: `for i in 0..{}`", self.quote(named.span))
            }
            (ExprKind::Call(path, args), None)
                if path.last().is_some_and(|name| name.text == "range") =>
            {
                let args: Vec<&str> = args.iter().map(|arg| self.quote(arg.span)).collect();
                let range = match args.as_slice() {
                    [end] => format!("0..{end}"),
                    [start, end] => format!("{start}..{end}"),
                    [start, end, step] => format!("({start}..{end}).step_by({step})"),
                    _ => "0..n".to_owned(),
                };
                format!("write the range with dots: `for i in {range}`")
            }
            _ => "run over the integers `a..b` or `a..=b`".to_owned(),
        };
        let message = "a `for` runs over a range of integers only: `a..b` or `a..=b`";
        let problem = Diagnostic::new(Code::UnsupportedExpression, source.span, message);
        self.report(problem.label("this is not supported in a `for`").help(help));
    }
}

/// What stands before `.rev()` and `.step_by(k)`, and these, the last one first.
fn adapters_of(source: &ast::Expr) -> (&ast::Expr, Vec<Written<'_>>) {
    let mut base = bare(source);
    let mut adapters = Vec::new();
    while let ExprKind::Method(receiver, name, args) = &base.kind
        && matches!(name.text.as_str(), "rev" | "step_by")
    {
        adapters.push((name, args.as_slice()));
        base = bare(receiver);
    }
    (base, adapters)
}
