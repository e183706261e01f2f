//! Patterns: names, literals, ranges, alternatives and tuples of them.
//!
//! In: syn's patterns. Out: patterns of the own tree. Always true: two names that rustc takes to
//! be the same are the same text; limits of ranges are literals or paths. Deliberately absent:
//! what a name stands for, and whether the patterns of a `match` cover every value.

use syn::Pat;

use super::super::ast::{Expr, ExprKind, Name, Pattern, PatternKind};
use super::context::Cx;
use super::{attribute, refuse};
use crate::error::{Code, Diagnostic};

/// The variable that `pat` binds, in `place` ("parameters" and the like); `_` keeps that name.
pub(super) fn variable(cx: &mut Cx, pat: &Pat, place: &str) -> (bool, Name) {
    match pat {
        Pat::Ident(pat) if pat.by_ref.is_none() && pat.subpat.is_none() => {
            attribute::none(cx, &pat.attrs, "a variable");
            (pat.mutability.is_some(), bind(cx, &pat.ident))
        }
        Pat::Wild(pat) => {
            let span = cx.span(pat.underscore_token.span);
            (false, Name { text: "_".into(), span })
        }
        Pat::Paren(pat) => {
            let inner = cx.deeper(|cx| variable(cx, &pat.pat, place));
            inner.unwrap_or_else(|| refused(cx))
        }
        other => {
            cx.refuse_as(Code::UnsupportedPattern, refuse::pattern(other, place));
            refused(cx)
        }
    }
}

/// Converts a pattern in `place`.
pub(super) fn pattern(cx: &mut Cx, pat: &Pat, place: &str) -> Pattern {
    let converted = cx.deeper(|cx| convert(cx, pat, place));
    converted.unwrap_or(Pattern { kind: PatternKind::Refused, span: cx.here() })
}

fn convert(cx: &mut Cx, pat: &Pat, place: &str) -> Pattern {
    match pat {
        Pat::Wild(pat) => {
            Pattern { kind: PatternKind::Any, span: cx.span(pat.underscore_token.span) }
        }
        Pat::Ident(pat) if pat.by_ref.is_none() => {
            attribute::none(cx, &pat.attrs, "a variable");
            let name = bind(cx, &pat.ident);
            let sub = pat.subpat.as_ref().map(|(_, sub)| Box::new(pattern(cx, sub, place)));
            let span = sub.as_ref().map_or(name.span, |sub| name.span.to(sub.span));
            Pattern {
                kind: PatternKind::Bind { mutable: pat.mutability.is_some(), name, sub },
                span,
            }
        }
        Pat::Lit(pat) => {
            let literal = super::literal::literal(cx, &pat.lit);
            let span = literal.span;
            Pattern { kind: PatternKind::Literal(Box::new(literal)), span }
        }
        Pat::Path(source) => {
            let path = syn::Expr::Path(source.clone());
            let Expr { kind, span } = super::expr::expr(cx, &path);
            let kind = match kind {
                ExprKind::Path(names) => PatternKind::Path(names),
                _ => PatternKind::Refused,
            };
            Pattern { kind, span }
        }
        Pat::Range(pat) => range(cx, pat),
        Pat::Or(pat) => {
            let cases: Vec<_> = pat.cases.iter().map(|case| pattern(cx, case, place)).collect();
            let span = span_of(cx, &cases);
            Pattern { kind: PatternKind::Or(cases), span }
        }
        Pat::Tuple(pat) => {
            let span = cx.span(pat.paren_token.span.join());
            let part = |part: &Pat| match part {
                Pat::Rest(_) => None,
                part => Some(pattern(cx, part, place)),
            };
            Pattern { kind: PatternKind::Tuple(pat.elems.iter().map(part).collect()), span }
        }
        Pat::Paren(pat) => pattern(cx, &pat.pat, place),
        other => {
            let span = cx.refuse_as(Code::UnsupportedPattern, refuse::pattern(other, place));
            Pattern { kind: PatternKind::Refused, span }
        }
    }
}

fn span_of(cx: &Cx, patterns: &[Pattern]) -> crate::error::Span {
    match patterns {
        [] => cx.here(),
        [first, .., last] => first.span.to(last.span),
        [only] => only.span,
    }
}

fn range(cx: &mut Cx, source: &syn::PatRange) -> Pattern {
    let (token, inclusive) = match &source.limits {
        syn::RangeLimits::HalfOpen(token) => (token.spans[0], false),
        syn::RangeLimits::Closed(token) => (token.spans[0], true),
    };
    let start = source.start.as_ref().map(|start| Box::new(super::expr::expr(cx, start)));
    let mut span = cx.span(token);
    let end = source.end.as_ref().map(|end| Box::new(super::expr::expr(cx, end)));
    for bound in [&start, &end].into_iter().flatten() {
        span = span.to(bound.span);
    }
    Pattern { kind: PatternKind::Range(start, end, inclusive), span }
}

fn refused(cx: &mut Cx) -> (bool, Name) {
    (false, Name { text: "_".into(), span: cx.here() })
}

/// A name where it is introduced.
///
/// rustc takes names that differ in their composition of accents alone to be the same. Letters
/// that Unicode can write in one way only are accepted, so that no such pair can meet.
pub(super) fn bind(cx: &mut Cx, ident: &proc_macro2::Ident) -> Name {
    let name = cx.name(ident);
    let problem = if let Some(c) = name.text.chars().find(|&c| !has_one_form(c)) {
        format!("the letter {c:?} may not stand in a name of a kernel")
    } else if matches!(name.text.as_str(), "gen" | "self") || name.text.starts_with("r#") {
        format!("`{}` is a keyword of Rust and may not be a name in a kernel", name.text)
    } else {
        return name;
    };
    let problem = Diagnostic::new(Code::UnsupportedPattern, name.span, problem);
    cx.report(problem.help("choose another name"));
    name
}

/// ASCII, Latin, Greek, Cyrillic and Han letters that no normalisation changes.
fn has_one_form(c: char) -> bool {
    c.is_ascii()
        || matches!(c, '\u{c0}'..='\u{24f}' | '\u{370}'..='\u{373}' | '\u{376}'..='\u{377}')
        || matches!(c, '\u{37b}'..='\u{37d}' | '\u{37f}' | '\u{388}'..='\u{482}')
        || matches!(c, '\u{48a}'..='\u{52f}' | '\u{4e00}'..='\u{9fff}' | '\u{386}')
}
