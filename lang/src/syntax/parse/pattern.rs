//! Patterns: a kernel binds one name at a time.
//!
//! In: syn's patterns. Out: a name and whether it is `mut`. Always true: two names that rustc
//! takes to be the same are the same text. Deliberately absent: patterns that take a value
//! apart.

use syn::Pat;

use super::super::ast::Name;
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
