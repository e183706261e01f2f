//! Literals: numbers and truth values.
//!
//! In: syn's literals. Out: their values as far as they do not depend on a type. Always true: a
//! number keeps all its digits, and a suffix is the name of a scalar type that rustc accepts on
//! it. Deliberately absent: whether a number fits its type.

use proc_macro2::Span as TokenSpan;

use super::super::ast::{Expr, ExprKind, Name};
use super::context::Cx;
use crate::error::{Code, Diagnostic, Span};
use crate::op::Op;
use crate::ty::Scalar;

/// Converts a literal.
pub(super) fn literal(cx: &mut Cx, lit: &syn::Lit) -> Expr {
    let (what, help) = match lit {
        syn::Lit::Int(lit) => return number(cx, &lit.token().to_string(), lit.span()),
        syn::Lit::Float(lit) => return number(cx, &lit.token().to_string(), lit.span()),
        syn::Lit::Bool(lit) => {
            return Expr { kind: ExprKind::Bool(lit.value), span: cx.span(lit.span) };
        }
        syn::Lit::Byte(_) => ("a byte literal", "write its number, such as `97u8`"),
        syn::Lit::Char(_) => ("a character", "kernels compute with numbers and `bool`"),
        syn::Lit::Str(_) | syn::Lit::ByteStr(_) | syn::Lit::CStr(_) => {
            ("a string", "kernels compute with numbers and `bool`")
        }
        _ => ("this literal", "write a number, `true` or `false`"),
    };
    let span = cx.span(lit.span());
    cx.refuse(Code::UnsupportedLiteral, span, what, help);
    Expr { kind: ExprKind::Refused, span }
}

/// A number as it is written: digits, underscores, suffix. In a pattern the sign is part of it.
fn number(cx: &mut Cx, text: &str, span: TokenSpan) -> Expr {
    if let Some(text) = text.strip_prefix('-') {
        let magnitude = number(cx, text, span);
        let span = magnitude.span;
        return Expr { kind: ExprKind::Unary(Op::Neg, Box::new(magnitude)), span };
    }
    let span = cx.span(span);
    let kind = match text.get(..2) {
        Some("0x") => integer(cx, &text[2..], 16, span),
        Some("0o") => integer(cx, &text[2..], 8, span),
        Some("0b") => integer(cx, &text[2..], 2, span),
        _ => decimal(cx, text, span),
    };
    Expr { kind: kind.unwrap_or(ExprKind::Refused), span }
}

fn integer(cx: &mut Cx, text: &str, radix: u32, span: Span) -> Option<ExprKind> {
    let end = text.find(|c: char| c != '_' && !c.is_digit(radix)).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    let suffix = suffix(cx, rest, span)?;
    let float = suffix.as_ref().is_some_and(|suffix| is_float(&suffix.text));
    if float && radix != 10 {
        let problem = "a float is written in decimal digits";
        cx.report(Diagnostic::new(Code::UnsupportedLiteral, span, problem));
        return None;
    }
    let Ok(value) = u128::from_str_radix(&digits.replace('_', ""), radix) else {
        let problem = "this number does not fit any integer type";
        let help = "write a float, such as `1e40`";
        cx.report(Diagnostic::new(Code::UnsupportedLiteral, span, problem).help(help));
        return None;
    };
    Some(ExprKind::Int(value, suffix))
}

fn decimal(cx: &mut Cx, text: &str, span: Span) -> Option<ExprKind> {
    let digits = |from: usize| {
        let rest = &text[from..];
        from + rest.find(|c: char| c != '_' && !c.is_ascii_digit()).unwrap_or(rest.len())
    };
    let mut end = digits(0);
    let point = text[end..].starts_with('.');
    if point {
        end = digits(end + 1);
    }
    let exponent = text[end..].starts_with(['e', 'E']);
    if exponent {
        let sign = usize::from(text[end + 1..].starts_with(['+', '-']));
        end = digits(end + 1 + sign);
    }
    if !point && !exponent {
        return integer(cx, text, 10, span);
    }
    let suffix = suffix(cx, &text[end..], span)?;
    let number = text[..end].replace('_', "");
    let int_suffix = suffix.as_ref().is_some_and(|suffix| !is_float(&suffix.text));
    if int_suffix || number.parse::<f64>().is_err() {
        let problem = format!("`{text}` is not a float");
        let help = "the suffixes of floats are `f32` and `f64`";
        cx.report(Diagnostic::new(Code::UnsupportedLiteral, span, problem).help(help));
        return None;
    }
    Some(ExprKind::Float(number, suffix))
}

/// The suffix of a number that ends where `span` ends; `None` if it is refused.
fn suffix(cx: &mut Cx, suffix: &str, span: Span) -> Option<Option<Name>> {
    if suffix.is_empty() {
        return Some(None);
    }
    if Scalar::from_name(suffix).is_none_or(|scalar| scalar == Scalar::Bool) {
        let problem = format!("`{suffix}` is not a suffix of numbers in a kernel");
        cx.report(Diagnostic::new(Code::UnsupportedLiteral, span, problem).help(meant_by(suffix)));
        return None;
    }
    let at = Span { lo: span.hi - suffix.len() as u32, hi: span.hi };
    Some(Some(Name { text: suffix.to_string(), span: at }))
}

/// What was meant by a suffix that Rust has not.
fn meant_by(suffix: &str) -> String {
    let digits = |rest: &str| rest.parse::<i32>().is_ok();
    match suffix {
        "f" | "F" => "write the suffix `f32`".to_string(),
        "d" | "D" => "write the suffix `f64`, or none".to_string(),
        "l" | "L" | "ll" | "LL" => "write the suffix `i64`".to_string(),
        "u" | "U" => "write the suffix `u32`".to_string(),
        "ul" | "UL" | "ull" | "ULL" => "write the suffix `u64`".to_string(),
        "j" | "J" => "kernels have no complex numbers: compute both parts".to_string(),
        _ if suffix.strip_prefix(['d', 'D']).is_some_and(digits) => {
            format!("write the exponent `e{}`", &suffix[1..])
        }
        "x" | "y" | "z" | "n" | "t" => format!("to multiply by `{suffix}`, write `*` between them"),
        _ => "the suffixes are the names of the number types, such as `f32` or `usize`".to_string(),
    }
}

fn is_float(name: &str) -> bool {
    Scalar::from_name(name).is_some_and(Scalar::is_float)
}
