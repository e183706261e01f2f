//! Types as they are written.
//!
//! In: syn's types. Out: types of the own tree. Always true: lifetimes are dropped, but only
//! those that are declared or need no declaration are accepted; a path keeps its last segment,
//! but only if the segments before it lead there. Deliberately absent: whether there is a type
//! of that name, and how many axes it has.

use super::super::ast::{Type, TypeKind};
use super::context::Cx;
use super::item::span_of_path;
use super::refuse;
use crate::error::{Code, Diagnostic, Span};
use crate::ty::Scalar;

/// Converts a type.
pub(super) fn ty(cx: &mut Cx, ty: &syn::Type) -> Type {
    let converted = cx.deeper(|cx| kind(cx, ty));
    converted.unwrap_or(Type { kind: TypeKind::Infer, span: cx.here() })
}

fn kind(cx: &mut Cx, ty: &syn::Type) -> Type {
    match ty {
        syn::Type::Path(ty) => path(cx, ty),
        syn::Type::Reference(ty) => reference(cx, ty),
        syn::Type::Slice(ty) => {
            let span = cx.span(ty.bracket_token.span.join());
            cx.expect_rank(1, span);
            Type { kind: TypeKind::Slice(Box::new(self::ty(cx, &ty.elem))), span }
        }
        syn::Type::Tuple(ty) if ty.elems.is_empty() => {
            Type { kind: TypeKind::Unit, span: cx.span(ty.paren_token.span.join()) }
        }
        syn::Type::Tuple(ty) => {
            let span = cx.span(ty.paren_token.span.join());
            let parts = ty.elems.iter().map(|part| self::ty(cx, part)).collect();
            Type { kind: TypeKind::Tuple(parts), span }
        }
        syn::Type::Array(ty) => {
            let span = cx.span(ty.bracket_token.span.join());
            let elem = Box::new(self::ty(cx, &ty.elem));
            let len = Box::new(super::expr::expr(cx, &ty.len));
            Type { kind: TypeKind::Fixed(elem, len), span }
        }
        syn::Type::Infer(ty) => {
            Type { kind: TypeKind::Infer, span: cx.span(ty.underscore_token.span) }
        }
        syn::Type::Paren(ty) => self::ty(cx, &ty.elem),
        syn::Type::Group(ty) => self::ty(cx, &ty.elem),
        other => {
            let span = cx.refuse_as(Code::UnsupportedType, refuse::ty(other));
            Type { kind: TypeKind::Infer, span }
        }
    }
}

fn reference(cx: &mut Cx, ty: &syn::TypeReference) -> Type {
    let start = cx.span(ty.and_token.spans[0]);
    if let Some(lifetime) = &ty.lifetime {
        self::lifetime(cx, lifetime);
    }
    let to = self::ty(cx, &ty.elem);
    let span = start.to(to.span);
    Type { kind: TypeKind::Ref { mutable: ty.mutability.is_some(), to: Box::new(to) }, span }
}

/// A lifetime must be declared, as rustc has it.
fn lifetime(cx: &mut Cx, lifetime: &syn::Lifetime) {
    let name = lifetime.ident.to_string();
    let span = cx.span(lifetime.ident.span());
    if !matches!(name.as_str(), "static" | "_") && !cx.lifetimes.contains(&name) {
        let problem = format!("the lifetime `'{name}` is not declared");
        let help = format!("write `'_`, or declare it: `fn name<'{name}>(..)`");
        cx.report(Diagnostic::new(Code::UnsupportedType, span, problem).help(help));
    }
}

fn path(cx: &mut Cx, ty: &syn::TypePath) -> Type {
    let segments = &ty.path.segments;
    let names = span_of_path(cx, segments);
    let refused = |span| Type { kind: TypeKind::Infer, span };
    let Some(last) = segments.last() else { return refused(names) };
    let name = cx.name(&last.ident).text;
    if ty.qself.is_some() || !leads_to(&ty.path, &name) {
        let help = "write the plain name: a scalar type, or a view such as `ArrayView2<f64>`";
        cx.refuse(Code::UnsupportedType, names, "this path to a type", help);
        return refused(names);
    }
    let (args, span) = match &last.arguments {
        syn::PathArguments::None => (Vec::new(), names),
        syn::PathArguments::AngleBracketed(list) => {
            let end = cx.span(list.gt_token.spans[0]);
            (arguments(cx, list), names.to(end))
        }
        syn::PathArguments::Parenthesized(_) => {
            let help = "pass numbers and arrays, and call a helper `fn` by its name";
            cx.refuse(Code::UnsupportedType, names, "the type of a closure", help);
            return refused(names);
        }
    };
    if let Some(rank) = rank(&name) {
        cx.expect_rank(rank, names);
    }
    Type { kind: TypeKind::Path { name, args }, span }
}

/// Whether the segments before the last lead to what a kernel calls `name`.
fn leads_to(path: &syn::Path, name: &str) -> bool {
    let outer = path.segments.iter().take(path.segments.len() - 1);
    if outer.clone().any(|segment| !segment.arguments.is_none()) {
        return false;
    }
    let outer: Vec<String> = outer.map(|segment| segment.ident.to_string()).collect();
    let outer: Vec<&str> = outer.iter().map(String::as_str).collect();
    match outer.as_slice() {
        [] => path.leading_colon.is_none(),
        ["ndarray"] | ["ndarray", "prelude"] | ["metate", "prelude"] => is_array(name),
        ["std" | "core", "primitive"] => Scalar::from_name(name).is_some(),
        _ => false,
    }
}

/// Whether ndarray has an array type of this name.
pub(super) fn is_array(name: &str) -> bool {
    matches!(behind_family(name), Some("" | "D")) || rank(name).is_some()
}

/// What stands behind `Array`, `ArrayView` or `ArrayViewMut` in a name.
fn behind_family(name: &str) -> Option<&str> {
    let rest = name.strip_prefix("Array")?;
    Some(rest.strip_prefix("View").map_or(rest, |rest| rest.strip_prefix("Mut").unwrap_or(rest)))
}

/// The number of axes that an array type of this name has.
fn rank(name: &str) -> Option<usize> {
    match behind_family(name)?.as_bytes() {
        [digit @ b'0'..=b'6'] => Some(usize::from(digit - b'0')),
        _ => None,
    }
}

fn arguments(cx: &mut Cx, list: &syn::AngleBracketedGenericArguments) -> Vec<Type> {
    let mut args = Vec::new();
    for argument in &list.args {
        match argument {
            syn::GenericArgument::Type(ty) => args.push(self::ty(cx, ty)),
            // Lifetimes come first, or rustc refuses the list.
            syn::GenericArgument::Lifetime(lifetime) if args.is_empty() => {
                self::lifetime(cx, lifetime);
            }
            _ => {
                let span: Span = cx.span(list.lt_token.spans[0]);
                let help = "write the element type alone, such as `ArrayView2<f64>`";
                cx.refuse(Code::UnsupportedType, span, "this argument of a type", help);
            }
        }
    }
    args
}
