//! What Rust has and kernels have not: how it is called, where it stands, what to write instead.
//!
//! In: syn's nodes that the conversion does not know. Out: a [`Refusal`] for each. Always true:
//! the place is one token, the one by which an author recognises the construct. Deliberately
//! absent: the constructs that are refused in part only, which the conversion words itself.

use proc_macro2::{Span, TokenStream};
use syn::{Attribute, Expr, Item, Macro, Pat, Type};

/// Why a node is refused.
pub(super) struct Refusal {
    /// The token to point at; none if the node has no token.
    pub(super) span: Option<Span>,
    /// What the author wrote.
    pub(super) what: String,
    /// What to write instead.
    pub(super) help: &'static str,
}

fn at(span: Span, what: &str, help: &'static str) -> Refusal {
    Refusal { span: Some(span), what: what.to_string(), help }
}

fn verbatim(tokens: &TokenStream, what: &str, help: &'static str) -> Refusal {
    let span = tokens.clone().into_iter().next().map(|token| token.span());
    Refusal { span, what: what.to_string(), help }
}

/// Expressions.
pub(super) fn expression(expr: &Expr) -> Refusal {
    match expr {
        Expr::Let(e) => at(
            e.let_token.span,
            "`let` in a condition",
            "kernels have no enums to take apart: compare values with `==` or `<`",
        ),
        Expr::Macro(e) => macro_call(&e.mac),
        Expr::Closure(e) => {
            at(e.inputs_begin.spans[0], "a closure", "write a helper `fn` beside the kernel")
        }
        Expr::Repeat(e) => at(
            e.bracket_token.span.open(),
            "a local array",
            "pass the array in as a parameter, or use one variable per element",
        ),
        Expr::Struct(e) => at(e.brace_token.span.open(), "a struct", "use one variable per field"),
        Expr::Field(e) => at(
            e.dot_token.spans[0],
            "access to a field",
            "use one variable per field; the extents of an array are `a.nrows()`, `a.shape()[k]`",
        ),
        Expr::Try(e) => at(
            e.question_token.spans[0],
            "the operator `?`",
            "kernels return numbers, not `Result`",
        ),
        Expr::Unsafe(e) => {
            at(e.unsafe_token.span, "`unsafe`", "index as usual: checks are removed where proved")
        }
        Expr::Async(e) => at(e.async_token.span, "`async`", "kernels run to their end: remove it"),
        Expr::Await(e) => at(e.await_token.span, "`.await`", "kernels run to their end: remove it"),
        Expr::Const(e) => at(e.const_token.span, "a `const` block", "write the value itself"),
        Expr::TryBlock(e) => at(e.try_token.span, "a `try` block", "write its contents"),
        Expr::Yield(e) => at(e.yield_token.span, "`yield`", "store results in an array"),
        Expr::RawAddr(e) => {
            at(e.and_token.spans[0], "a raw pointer", "pass the array on as `&a` or `a.view()`")
        }
        Expr::Infer(e) => at(e.underscore_token.span, "`_` as a value", "write `let _ = value;`"),
        Expr::Verbatim(tokens) => verbatim(tokens, "this expression", "write stable Rust"),
        _ => Refusal {
            span: None,
            what: "this expression".to_string(),
            help: "kernels consist of arithmetic, comparisons, indexing, loops and `if`",
        },
    }
}

/// Calls of macros, by what they are for.
pub(super) fn macro_call(mac: &Macro) -> Refusal {
    let name = mac.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
    let help = match name.as_str() {
        "println" | "print" | "eprintln" | "eprint" | "dbg" | "write" | "writeln" | "format" => {
            "kernels do no input or output: return the value, or store it in an array"
        }
        "assert" | "assert_eq" | "assert_ne" | "debug_assert" | "debug_assert_eq"
        | "debug_assert_ne" | "panic" | "todo" | "unimplemented" | "unreachable" => {
            "kernels do not panic: test before the call, or return a value that tells"
        }
        "vec" | "array" => "kernels allocate nothing: pass the array in as a parameter",
        "s" | "azip" | "par_azip" => "write loops over the indices",
        _ => "macros are not expanded in a kernel: write out what it stands for",
    };
    Refusal {
        span: mac.path.segments.first().map(|first| first.ident.span()),
        what: format!("the macro `{name}!`"),
        help,
    }
}

/// Types.
pub(super) fn ty(ty: &Type) -> Refusal {
    match ty {
        Type::Array(t) => at(
            t.bracket_token.span.open(),
            "an array type of fixed length",
            "take a slice, such as `&[f64]`, or a view, such as `ArrayView1<f64>`",
        ),
        Type::Tuple(t) => {
            at(t.paren_token.span.open(), "a tuple type", "use one variable or parameter per part")
        }
        Type::FnPtr(t) => {
            at(t.fn_token.span, "a function pointer", "call a helper `fn` by its name")
        }
        Type::ImplTrait(t) if takes_arguments(t) => {
            at(t.impl_token.span, "a function as a parameter", "call a helper `fn` by its name")
        }
        Type::ImplTrait(t) => {
            at(t.impl_token.span, "`impl Trait`", "write the type itself, such as `f64`")
        }
        Type::TraitObject(t) => Refusal {
            span: t.dyn_token.map(|token| token.span),
            what: "a trait object".to_string(),
            help: "write the type itself, such as `f64`",
        },
        Type::Ptr(t) => at(
            t.star_token.spans[0],
            "a raw pointer",
            "take a slice, such as `&[f64]` or `&mut [f64]`",
        ),
        Type::Never(t) => at(t.bang_token.spans[0], "the type `!`", "return a number or nothing"),
        Type::Macro(t) => macro_call(&t.mac),
        Type::Verbatim(tokens) => verbatim(tokens, "this type", "write a scalar or array type"),
        _ => Refusal {
            span: None,
            what: "this type".to_string(),
            help: "write a scalar or array type",
        },
    }
}

/// Whether it is `impl Fn(..)`.
fn takes_arguments(ty: &syn::TypeImplTrait) -> bool {
    ty.bounds.iter().any(|bound| match bound {
        syn::TypeParamBound::Trait(bound) => {
            let last = bound.path.segments.last();
            last.is_some_and(|last| matches!(last.arguments, syn::PathArguments::Parenthesized(_)))
        }
        _ => false,
    })
}

/// Patterns in `place`.
pub(super) fn pattern(pat: &Pat, place: &str) -> Refusal {
    let one_name = match place {
        "`let`" => "write one `let` for each name",
        "`for`" => "write one name, and index with it in the body",
        "`match`" => in_match(pat),
        _ => "write one name and its type",
    };
    let refusal = |span: Option<Span>, what: &str| Refusal {
        span,
        what: format!("{what} in {place}"),
        help: one_name,
    };
    match pat {
        Pat::Tuple(p) => refusal(Some(p.paren_token.span.join()), "a tuple pattern"),
        Pat::Slice(p) => refusal(Some(p.bracket_token.span.join()), "a slice pattern"),
        Pat::Struct(p) => refusal(Some(p.brace_token.span.join()), "a struct pattern"),
        Pat::TupleStruct(p) => refusal(Some(p.paren_token.span.join()), "a struct pattern"),
        Pat::Reference(p) => refusal(Some(p.and_token.spans[0]), "a reference pattern"),
        Pat::Ident(p) => {
            refusal(Some(p.ident.span()), if p.by_ref.is_some() { "`ref`" } else { "`@`" })
        }
        Pat::Path(p) => refusal(p.path.segments.first().map(|first| first.ident.span()), "a path"),
        Pat::Lit(p) => refusal(Some(p.lit.span()), "a literal"),
        Pat::Or(p) => refusal(p.leading_vert.map(|bar| bar.spans[0]), "an alternative"),
        Pat::Rest(p) => refusal(Some(p.dot2_token.spans[0]), "`..`"),
        Pat::Macro(p) => macro_call(&p.mac),
        Pat::Verbatim(tokens) => verbatim(tokens, "this pattern", one_name),
        _ => refusal(None, "this pattern"),
    }
}

/// What to write in an arm instead of a pattern that is refused there.
fn in_match(pat: &Pat) -> &'static str {
    match pat {
        Pat::Slice(_) => "match a tuple of elements: `match (a[0], a[1]) { .. }`",
        Pat::Struct(_) | Pat::TupleStruct(_) => "match numbers, `bool` or tuples of them",
        Pat::Reference(_) => "leave the `&` out: numbers are matched as they are",
        Pat::Ident(_) => "leave `ref` out: numbers are copied",
        Pat::Rest(_) => "write `_`; `..` stands for several parts of a tuple",
        _ => "write literals, ranges, names, `_` or tuples of them",
    }
}

/// Items.
pub(super) fn item(item: &Item) -> Refusal {
    match item {
        Item::Const(i) => at(
            i.const_token.span,
            "a `const`",
            "write the value where it is used, or pass it as a parameter",
        ),
        Item::Static(i) => at(
            i.static_token.span,
            "a `static`",
            "write `const` if it never changes, or pass the value as a parameter",
        ),
        Item::Struct(i) => at(i.struct_token.span, "a `struct`", "pass its fields as parameters"),
        Item::Enum(i) => at(i.enum_token.span, "an `enum`", "use integers and named variables"),
        Item::Union(i) => at(i.union_token.span, "a `union`", "use `to_bits` and `from_bits`"),
        Item::Impl(i) => at(i.impl_token.span, "an `impl`", "write free functions"),
        Item::Trait(i) => at(i.trait_token.span, "a `trait`", "write free functions"),
        Item::TraitAlias(i) => at(i.trait_token.span, "a trait alias", "write free functions"),
        Item::Type(i) => at(i.type_token.span, "a type alias", "write the type itself"),
        Item::Mod(i) => at(i.mod_token.span, "a module", "write its functions side by side"),
        Item::ExternCrate(i) => at(i.extern_token.span, "`extern crate`", "remove it"),
        Item::ForeignMod(i) => at(
            i.abi.extern_token.span,
            "an `extern` block",
            "call numeric methods, such as `x.exp()`",
        ),
        Item::Macro(i) => macro_call(&i.mac),
        Item::Verbatim(tokens) => {
            verbatim(tokens, "this item", "write functions with a body: `fn name(..) { .. }`")
        }
        _ => Refusal { span: None, what: "this item".to_string(), help: "write functions" },
    }
}

/// The attributes of the expressions that a kernel may contain.
pub(super) fn attributes(expr: &Expr) -> &[Attribute] {
    match expr {
        Expr::Array(e) => &e.attrs,
        Expr::Assign(e) => &e.attrs,
        Expr::Binary(e) => &e.attrs,
        Expr::Block(e) => &e.attrs,
        Expr::Break(e) => &e.attrs,
        Expr::Call(e) => &e.attrs,
        Expr::Cast(e) => &e.attrs,
        Expr::Continue(e) => &e.attrs,
        Expr::ForLoop(e) => &e.attrs,
        Expr::Group(e) => &e.attrs,
        Expr::If(e) => &e.attrs,
        Expr::Index(e) => &e.attrs,
        Expr::Lit(e) => &e.attrs,
        Expr::Loop(e) => &e.attrs,
        Expr::MethodCall(e) => &e.attrs,
        Expr::Paren(e) => &e.attrs,
        Expr::Path(e) => &e.attrs,
        Expr::Range(e) => &e.attrs,
        Expr::Reference(e) => &e.attrs,
        Expr::Return(e) => &e.attrs,
        Expr::Tuple(e) => &e.attrs,
        Expr::Unary(e) => &e.attrs,
        Expr::While(e) => &e.attrs,
        _ => &[],
    }
}
