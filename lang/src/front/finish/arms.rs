//! Settles a `match`: the values of its patterns, and whether its arms cover every value.
//!
//! In: the drafts of scrutinee and arms. Out: a `match` of the typed tree. Always true: no range
//! is empty, each constant has the type of what it is compared with, and the arms without a guard
//! cover every value. A variable bound to a known value is known, as it is to rustc's lints.
//! Deliberately absent: what a constant that fits tells about the value (rustc's lints do not ask
//! either).

use super::Finish;
use crate::error::{Code, Diagnostic, Span};
use crate::front::cover::{self, SHOWN};
use crate::front::draft::{Arm, Expr, Pattern};
use crate::hir;
use crate::ty::Ty;
use crate::value::Value;

impl<'a> Finish<'_, 'a> {
    /// A `match`, and its value if it is known.
    pub(super) fn match_expr(
        &mut self,
        scrutinee: Expr<'a>,
        arms: Vec<Arm<'a>>,
    ) -> (hir::ExprKind, Option<Value>) {
        let (scrutinee, values) = self.values(scrutinee);
        let sole = arms.len() == 1;
        let mut finished = Vec::with_capacity(arms.len());
        let (mut accepted, mut known) = (true, None);
        for arm in arms {
            if !sole {
                self.branch();
            }
            let pattern = self.pattern(arm.pattern, &values);
            accepted &= pattern.is_some();
            let guard = arm.guard.map(|guard| {
                let guard = self.expr(guard).0;
                self.branch();
                guard
            });
            let (body, value) = self.expr(arm.body);
            if sole {
                known = value;
            } else {
                self.branch();
            }
            let pattern = pattern.unwrap_or(hir::Pattern::Any);
            finished.push(hir::Arm { pattern, guard, body });
        }
        if accepted {
            self.covered(&scrutinee, &finished);
        }
        (hir::ExprKind::Match { scrutinee: Box::new(scrutinee), arms: finished }, known)
    }

    /// A pattern for something whose parts have these values; `None` if it is refused.
    fn pattern(&mut self, pattern: Pattern<'a>, values: &[Option<Value>]) -> Option<hir::Pattern> {
        Some(match pattern {
            Pattern::Refused => return None,
            Pattern::Any => hir::Pattern::Any,
            Pattern::Bind(local, sub) => {
                self.learn(local, values);
                let sub = match sub {
                    Some(sub) => Some(Box::new(self.pattern(*sub, values)?)),
                    None => None,
                };
                hir::Pattern::Bind(local, sub)
            }
            Pattern::Const(constant) => hir::Pattern::Const(self.expr(*constant).1?),
            Pattern::Range { limits, inclusive, span } => {
                let (low, high) = *limits;
                self.range(low, high, inclusive, span)?
            }
            Pattern::Or(cases) => hir::Pattern::Or(self.patterns(cases, |_| values)?),
            Pattern::Tuple(parts) => {
                let of = |at: usize| values.get(at..at + 1).unwrap_or_default();
                hir::Pattern::Tuple(self.patterns(parts, of)?)
            }
        })
    }

    /// Several patterns, each with the values that it is for; `None` if one of them is refused.
    fn patterns<'v>(
        &mut self,
        patterns: Vec<Pattern<'a>>,
        values: impl Fn(usize) -> &'v [Option<Value>],
    ) -> Option<Vec<hir::Pattern>> {
        let finished: Vec<_> = patterns
            .into_iter()
            .enumerate()
            .map(|(at, pattern)| self.pattern(pattern, values(at)))
            .collect();
        finished.into_iter().collect()
    }

    /// A range with its end included.
    fn range(
        &mut self,
        low: Option<Expr<'a>>,
        high: Option<Expr<'a>>,
        inclusive: bool,
        span: Span,
    ) -> Option<hir::Pattern> {
        let low = low.map(|low| self.expr(low).1);
        let end = high.map(|high| self.expr(high).1);
        if matches!(low, Some(None)) || matches!(end, Some(None)) {
            return None;
        }
        let (low, end) = (low.flatten(), end.flatten());
        let last = match end {
            Some(end) if !inclusive => before(end),
            end => end,
        };
        let is_empty = match (low, last) {
            (Some(low), Some(last)) => low.as_int() > last.as_int(),
            // No value is below the end.
            (_, None) => end.is_some(),
            (None, Some(_)) => false,
        };
        if is_empty {
            let problem =
                Diagnostic::new(Code::UnsupportedPattern, span, "no value is in this range");
            self.problems.push(problem.help(match inclusive {
                true => "its start must not be above its end",
                false => {
                    "its start must be below its end, which is not part of it; `..=` includes it"
                }
            }));
            return None;
        }
        Some(hir::Pattern::Range(low, last))
    }

    /// Reports values that no arm without a guard is for.
    fn covered(&mut self, scrutinee: &hir::Expr, arms: &[hir::Arm]) {
        let parts = scrutinee.ty.scalars();
        if parts.is_empty() {
            return;
        }
        let tuple = matches!(scrutinee.ty, Ty::Tuple(_));
        let unguarded = arms.iter().filter(|arm| arm.guard.is_none()).map(|arm| &arm.pattern);
        let problem = match cover::missing(parts, tuple, unguarded, self.cover) {
            Ok(missing) if missing.is_empty() => return,
            Ok(missing) => {
                let message = format!("non-exhaustive patterns: {} not covered", listed(&missing));
                Diagnostic::new(Code::NotExhaustive, scrutinee.span, message)
            }
            Err(cover::TooComplex) => Diagnostic::new(
                Code::NotExhaustive,
                scrutinee.span,
                "the arms are too many to find out whether they cover every value",
            ),
        };
        let mut problem = problem.help("add an arm for every other value: `_ => ..`");
        if arms.iter().any(|arm| arm.guard.is_some()) {
            problem = problem.note("an arm with a guard does not count: its guard may be false");
        }
        self.problems.push(problem);
    }
}

/// The integer before this one, if there is one.
fn before(value: Value) -> Option<Value> {
    Value::from_int(value.scalar(), value.as_int()? - 1)
}

fn listed(patterns: &[String]) -> String {
    let quoted: Vec<String> = patterns.iter().map(|pattern| format!("`{pattern}`")).collect();
    match quoted.as_slice() {
        [only] => only.clone(),
        all if all.len() > SHOWN => format!("{} and more", all[..SHOWN].join(", ")),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
        [] => String::new(),
    }
}
