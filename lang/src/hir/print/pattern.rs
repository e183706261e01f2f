//! `match` and its patterns.
//!
//! In: a scrutinee and arms. Out: their text. Always true: a pattern prints as one that matches
//! the same values, and alternatives stand in brackets unless they are a whole pattern.
//! Deliberately absent: everything else of an expression.

use super::{Level, Printer};
use crate::hir::{Arm, Expr, ExprKind, Pattern};

impl Printer<'_> {
    pub(super) fn match_expr(&mut self, scrutinee: &Expr, arms: &[Arm]) {
        self.out.push_str("match ");
        self.expr(scrutinee, Level::Or);
        self.out.push_str(" {");
        self.indent += 1;
        for arm in arms {
            self.line();
            self.pattern(&arm.pattern, true);
            if let Some(guard) = &arm.guard {
                self.out.push_str(" if ");
                self.expr(guard, Level::Or);
            }
            self.out.push_str(" => ");
            self.expr(&arm.body, Level::Statement);
            if !matches!(arm.body.kind, ExprKind::Block(_)) {
                self.out.push(',');
            }
        }
        self.indent -= 1;
        self.line();
        self.out.push('}');
    }

    /// A pattern; alternatives need brackets unless they stand at its `top`.
    fn pattern(&mut self, pattern: &Pattern, top: bool) {
        match pattern {
            Pattern::Any => self.out.push('_'),
            Pattern::Bind(local, sub) => {
                self.binding(*local);
                if let Some(sub) = sub {
                    self.out.push_str(" @ ");
                    self.pattern(sub, false);
                }
            }
            Pattern::Const(value) => self.value(*value),
            Pattern::Range(lo, hi) => {
                lo.iter().for_each(|&value| self.value(value));
                self.out.push_str(if hi.is_some() { "..=" } else { ".." });
                hi.iter().for_each(|&value| self.value(value));
            }
            Pattern::Or(cases) => {
                self.out.push_str(if top { "" } else { "(" });
                for (number, case) in cases.iter().enumerate() {
                    self.out.push_str(if number > 0 { " | " } else { "" });
                    self.pattern(case, false);
                }
                self.out.push_str(if top { "" } else { ")" });
            }
            Pattern::Tuple(parts) => {
                self.out.push('(');
                for (number, part) in parts.iter().enumerate() {
                    self.out.push_str(if number > 0 { ", " } else { "" });
                    self.pattern(part, true);
                }
                self.out.push_str(if parts.len() == 1 { ",)" } else { ")" });
            }
        }
    }
}
