//! Attributes: those that change nothing for a kernel are accepted, the others refused.
//!
//! In: syn's attributes. Out: nothing but problems. Always true: an accepted attribute is one
//! that rustc accepts at that place, with arguments in the form that rustc wants. Deliberately
//! absent: what an attribute says; documentation, lints and inlining hints mean nothing here.

use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Token};

use super::context::Cx;
use super::item::span_of_path;
use crate::error::Code;

/// Attributes of a function: `#[kernel]`, lints, inlining hints, documentation.
pub(super) fn of_function(cx: &mut Cx, attributes: &[Attribute]) {
    for attribute in attributes {
        let harmless = match name(attribute).as_str() {
            "kernel" | "metate::kernel" | "metate::prelude::kernel" => {
                !matches!(attribute.meta, Meta::NameValue(_))
            }
            "inline" => match &attribute.meta {
                Meta::Path(_) => true,
                Meta::List(list) => {
                    matches!(list.tokens.to_string().as_str(), "always" | "never")
                }
                Meta::NameValue(_) => false,
            },
            "must_use" | "cold" => matches!(attribute.meta, Meta::Path(_)),
            _ => is_lint_or_doc(attribute),
        };
        if !harmless {
            refuse(cx, attribute, "remove it");
        }
    }
}

/// Attributes of the text itself: lints and documentation.
pub(super) fn of_file(cx: &mut Cx, attributes: &[Attribute]) {
    of_statement(cx, attributes);
}

/// Attributes of `let` and `use`: lints and documentation.
pub(super) fn of_statement(cx: &mut Cx, attributes: &[Attribute]) {
    for attribute in attributes {
        if !is_lint_or_doc(attribute) {
            refuse(cx, attribute, "remove it");
        }
    }
}

/// At `place` rustc accepts no attribute that would mean nothing, so none is accepted.
pub(super) fn none(cx: &mut Cx, attributes: &[Attribute], place: &str) {
    for attribute in attributes {
        if name(attribute) == "doc" {
            let span = cx.span(attribute.pound_token.spans[0]);
            let what = format!("documentation of {place}");
            cx.refuse(Code::UnsupportedExpression, span, &what, "write a `//` comment");
        } else {
            refuse(cx, attribute, "remove it, or put it on the function");
        }
    }
}

fn refuse(cx: &mut Cx, attribute: &Attribute, help: &str) {
    let span = span_of_path(cx, &attribute.path().segments);
    let what = format!("the attribute `{}`", name(attribute));
    cx.refuse(Code::UnsupportedItem, span, &what, help);
}

fn name(attribute: &Attribute) -> String {
    let segments = attribute.path().segments.iter();
    segments.map(|segment| segment.ident.to_string()).collect::<Vec<_>>().join("::")
}

/// Whether it is `#[allow(..)]`, `#[expect(..)]`, `#[warn(..)]` with names of lints, or
/// documentation.
fn is_lint_or_doc(attribute: &Attribute) -> bool {
    match (name(attribute).as_str(), &attribute.meta) {
        ("allow" | "expect" | "warn", Meta::List(list)) => list
            .parse_args_with(Punctuated::<syn::Path, Token![,]>::parse_terminated)
            .is_ok_and(|lints| lints.iter().all(has_no_arguments)),
        ("doc", Meta::NameValue(pair)) => {
            matches!(&pair.value, syn::Expr::Lit(literal) if matches!(literal.lit, syn::Lit::Str(_)))
        }
        _ => false,
    }
}

fn has_no_arguments(path: &syn::Path) -> bool {
    path.segments.iter().all(|segment| segment.arguments.is_none())
}
