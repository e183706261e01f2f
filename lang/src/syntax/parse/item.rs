//! Items: functions and what stands beside them.
//!
//! In: syn's items. Out: the functions of the own tree. Always true: `use` of the prelude and of
//! ndarray, attributes that change nothing for a kernel and documentation are accepted and
//! dropped; whatever else rustc would give a meaning is refused. Deliberately absent: which
//! function is the kernel, which the checker decides.

use syn::punctuated::Punctuated;

use super::super::ast::{Const, File, Func, Item, Name, Param, TypeParam};
use super::context::Cx;
use super::{attribute, pattern, refuse, stmt, ty};
use crate::error::{Code, Diagnostic, Span};

/// A whole text.
pub(super) fn file(cx: &mut Cx, file: &syn::File) -> File {
    attribute::of_file(cx, &file.attrs);
    let mut read = File { funcs: Vec::new(), consts: Vec::new() };
    for item in &file.items {
        match self::item(cx, item) {
            Some(Item::Func(func)) => read.funcs.push(func),
            Some(Item::Const(item)) => read.consts.push(item),
            None => {}
        }
    }
    read
}

/// The function or constant that `item` is; anything else is accepted in silence or refused.
pub(super) fn item(cx: &mut Cx, item: &syn::Item) -> Option<Item> {
    match item {
        syn::Item::Fn(item) => return Some(Item::Func(func(cx, item))),
        syn::Item::Const(item) => return Some(Item::Const(constant(cx, item))),
        syn::Item::Use(item) => import(cx, item),
        other => {
            cx.refuse_as(Code::UnsupportedItem, refuse::item(other));
        }
    }
    None
}

fn constant(cx: &mut Cx, item: &syn::ItemConst) -> Const {
    attribute::of_statement(cx, &item.attrs);
    let name = pattern::bind(cx, &item.ident);
    if !item.generics.params.is_empty() {
        let help = "write one constant per type";
        cx.refuse(Code::UnsupportedItem, name.span, "a generic constant", help);
    }
    Const { name, ty: ty::ty(cx, &item.ty), value: super::expr::expr(cx, &item.expr) }
}

fn func(cx: &mut Cx, item: &syn::ItemFn) -> Func {
    attribute::of_function(cx, &item.attrs);
    let name = pattern::bind(cx, &item.sig.ident);
    // An inner function does not see the lifetimes of the one around it.
    let outer = std::mem::take(&mut cx.lifetimes);
    qualifiers(cx, item);
    let generics = generics(cx, &item.sig.generics);
    let params = params(cx, &item.sig);
    let ret = match &item.sig.output {
        syn::ReturnType::Default => None,
        syn::ReturnType::Type(_, ty) => Some(ty::ty(cx, ty)),
    };
    let body = stmt::block(cx, &item.block);
    cx.lifetimes = outer;
    let public = !matches!(item.vis, syn::Visibility::Inherited);
    Func { public, name, generics, params, ret, body }
}

/// Words before `fn`.
fn qualifiers(cx: &mut Cx, item: &syn::ItemFn) {
    let sig = &item.sig;
    let safety = match &sig.safety {
        syn::Safety::Unsafe(token) => Some(token.span),
        _ => None,
    };
    let words = [
        (sig.constness.map(|token| token.span), "`const fn`"),
        (sig.asyncness.map(|token| token.span), "`async fn`"),
        (safety, "`unsafe fn`"),
        (sig.abi.as_ref().map(|abi| abi.extern_token.span), "`extern fn`"),
        (item.modifiers.defaultness.map(|token| token.span), "`default fn`"),
    ];
    for (span, what) in words {
        if let Some(span) = span {
            let span = cx.span(span);
            cx.refuse(Code::UnsupportedSignature, span, what, "write a plain `fn`");
        }
    }
    if let Some(variadic) = &sig.variadic {
        let span = cx.span(variadic.dots.spans[0]);
        let help = "give every parameter a name and a type";
        cx.refuse(Code::UnsupportedSignature, span, "a variadic parameter", help);
    }
}

/// Lifetimes are noted, types are kept; constants and `where` are refused.
fn generics(cx: &mut Cx, generics: &syn::Generics) -> Vec<TypeParam> {
    let mut types = Vec::new();
    for param in &generics.params {
        match param {
            syn::GenericParam::Lifetime(param) => lifetime(cx, param),
            syn::GenericParam::Type(param) => types.push(type_param(cx, param)),
            syn::GenericParam::Const(param) => {
                let span = cx.span(param.ident.span());
                let help = "pass the number as a parameter of type `usize`";
                cx.refuse(Code::UnsupportedSignature, span, "a const parameter", help);
            }
        }
    }
    if let Some(clause) = &generics.where_clause {
        let span = cx.span(clause.where_token.span);
        let help = "write the bounds behind the name: `<T: Float>`";
        cx.refuse(Code::UnsupportedSignature, span, "a `where` clause", help);
    }
    types
}

fn type_param(cx: &mut Cx, param: &syn::TypeParam) -> TypeParam {
    let name = pattern::bind(cx, &param.ident);
    let mut bounds = Vec::new();
    for bound in &param.bounds {
        match bound {
            syn::TypeParamBound::Trait(bound)
                if bound.path.segments.iter().all(|segment| segment.arguments.is_none()) =>
            {
                let span = span_of_path(cx, &bound.path.segments);
                let last = bound.path.segments.last();
                let text = last.map(|last| last.ident.to_string()).unwrap_or_default();
                bounds.push(Name { text, span });
            }
            _ => {
                let help = "write the name of a trait, such as `T: Float`";
                cx.refuse(Code::UnsupportedSignature, name.span, "this bound", help);
            }
        }
    }
    if param.default.is_some() || !param.attrs.is_empty() {
        let help = "write the name and its bounds alone: `T: Float`";
        cx.refuse(Code::UnsupportedSignature, name.span, "this type parameter", help);
    }
    TypeParam { name, bounds }
}

fn lifetime(cx: &mut Cx, param: &syn::LifetimeParam) {
    let name = param.lifetime.ident.to_string();
    let span = cx.span(param.lifetime.ident.span());
    let known = cx.lifetimes.contains(&name) || matches!(name.as_str(), "static" | "_");
    if !param.bounds.is_empty() || !param.attrs.is_empty() || known {
        let help = "write a plain lifetime, or none at all";
        cx.refuse(Code::UnsupportedSignature, span, "this lifetime parameter", help);
    }
    cx.lifetimes.push(name);
}

fn params(cx: &mut Cx, sig: &syn::Signature) -> Vec<Param> {
    sig.inputs.iter().filter_map(|input| param(cx, input)).collect()
}

fn param(cx: &mut Cx, input: &syn::FnArg) -> Option<Param> {
    match input {
        syn::FnArg::Receiver(receiver) => {
            let span = cx.span(receiver.self_token.span);
            let help = "a kernel is a free function: give the parameter a name and a type";
            cx.refuse(Code::UnsupportedSignature, span, "a `self` parameter", help);
            None
        }
        syn::FnArg::Typed(param) => {
            attribute::none(cx, &param.attrs, "a parameter");
            nameless(cx, param);
            let (mutable, name) = pattern::variable(cx, &param.pat, "parameters");
            Some(Param { mutable, name, ty: ty::ty(cx, &param.ty) })
        }
    }
}

/// Of a type with arguments alone, syn makes a parameter `_` as in Rust 2015.
fn nameless(cx: &mut Cx, param: &syn::PatType) {
    if let syn::Pat::Wild(pat) = &*param.pat {
        let span = cx.span(pat.underscore_token.span);
        if cx.span(param.colon_token.spans[0]) == span {
            let problem = "this parameter has no name";
            let help = "give every parameter a name and a type";
            cx.report(Diagnostic::new(Code::Syntax, span, problem).help(help));
        }
    }
}

/// Items of ndarray that a kernel may name; all of `metate::prelude` contains them too.
const NDARRAY: [&str; 3] = ["Axis", "s", "prelude"];

/// Items of `metate::prelude` beside those of ndarray.
const PRELUDE: [&str; 12] = [
    "kernel", "kernels", "prange", "keep", "erf", "erfc", "args", "Kernel", "Target", "Float",
    "Int", "Number",
];

/// `use` is accepted where it brings in what a kernel sees anyway.
fn import(cx: &mut Cx, item: &syn::ItemUse) {
    attribute::of_statement(cx, &item.attrs);
    let mut leaves = Vec::new();
    let complete = leaves_of(&item.tree, &mut Vec::new(), &mut leaves);
    let known = complete && leaves.iter().all(|path| is_known(path));
    if !known {
        let span = cx.span(item.use_token.span);
        let help = "only `use metate::prelude::*;` and `use ndarray::..;` are known; write other \
                    paths in full, such as `std::f64::consts::PI`";
        cx.refuse(Code::UnsupportedItem, span, "this `use`", help);
    }
}

/// Lists the paths that a tree of `use` names; `false` if one is renamed.
fn leaves_of(tree: &syn::UseTree, path: &mut Vec<String>, leaves: &mut Vec<Vec<String>>) -> bool {
    match tree {
        syn::UseTree::Path(tree) => {
            path.push(tree.ident.to_string());
            let complete = leaves_of(&tree.tree, path, leaves);
            path.pop();
            complete
        }
        syn::UseTree::Name(tree) => {
            leaves.push(path.iter().cloned().chain([tree.ident.to_string()]).collect());
            true
        }
        syn::UseTree::Glob(_) => {
            leaves.push(path.iter().cloned().chain(["*".to_string()]).collect());
            true
        }
        syn::UseTree::Group(group) => group.items.iter().all(|tree| leaves_of(tree, path, leaves)),
        syn::UseTree::Rename(_) => false,
    }
}

fn is_known(path: &[String]) -> bool {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let array = |name: &str| name == "*" || ty::is_array(name) || NDARRAY.contains(&name);
    match path.as_slice() {
        ["ndarray"] | ["ndarray", "prelude", "*"] => true,
        ["ndarray", name] => array(name),
        ["metate", "prelude", name] => array(name) || PRELUDE.contains(name),
        ["metate", name] => PRELUDE.contains(name),
        _ => false,
    }
}

/// The span of the names of a path, from the first to the last.
pub(super) fn span_of_path<P>(cx: &mut Cx, segments: &Punctuated<syn::PathSegment, P>) -> Span {
    let first = segments.first().map(|segment| cx.span(segment.ident.span()));
    let last = segments.last().map(|segment| cx.span(segment.ident.span()));
    match (first, last) {
        (Some(first), Some(last)) => first.to(last),
        _ => cx.here(),
    }
}
