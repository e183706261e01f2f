//! Expressions.
//!
//! In: syn's expressions. Out: expressions of the own tree, each with its place in the text.
//! Always true: brackets stay visible, groups without brackets do not; an expression that is
//! refused becomes `Refused`, and what stands beside it is converted all the same.
//! Deliberately absent: which methods, functions and operators there are for which types.

use syn::Expr as Source;
use syn::punctuated::Punctuated;

use super::super::ast::{Arm, Expr, ExprKind, Name};
use super::context::Cx;
use super::literal::literal;
use super::stmt::block;
use super::{attribute, pattern, refuse, ty};
use crate::error::{Code, Span};
use crate::op::Op;

/// Converts an expression.
pub(super) fn expr(cx: &mut Cx, source: &Source) -> Expr {
    let converted = cx.deeper(|cx| {
        attribute::none(cx, refuse::attributes(source), "an expression");
        convert(cx, source)
    });
    converted.unwrap_or(Expr { kind: ExprKind::Refused, span: cx.here() })
}

fn boxed(cx: &mut Cx, source: &Source) -> Box<Expr> {
    Box::new(expr(cx, source))
}

fn convert(cx: &mut Cx, source: &Source) -> Expr {
    match source {
        Source::Lit(source) => literal(cx, &source.lit),
        Source::Path(source) => path(cx, source),
        Source::Unary(source) => unary(cx, source),
        Source::Binary(source) => binary(cx, source),
        Source::Assign(source) => {
            let (place, value) = (boxed(cx, &source.left), boxed(cx, &source.right));
            let span = place.span.to(value.span);
            Expr { kind: ExprKind::Assign(place, value), span }
        }
        Source::Cast(source) => {
            let value = boxed(cx, &source.expr);
            if let ExprKind::Break(_, None) | ExprKind::Continue(_) = value.kind {
                // rustc takes the `as` to be a misspelt label.
                let help = "write the jump as a statement of its own";
                cx.refuse(Code::UnsupportedExpression, value.span, "a cast of a jump", help);
            }
            let ty = ty::ty(cx, &source.ty);
            let span = value.span.to(ty.span);
            Expr { kind: ExprKind::Cast(value, ty), span }
        }
        Source::Index(source) => {
            let base = boxed(cx, &source.expr);
            let index = boxed(cx, &source.index);
            let span = base.span.to(cx.span(source.bracket_token.span.close()));
            Expr { kind: ExprKind::Index(base, index), span }
        }
        Source::MethodCall(source) => method(cx, source),
        Source::Call(source) => call(cx, source),
        Source::Array(source) => {
            let span = cx.span(source.bracket_token.span.join());
            Expr { kind: ExprKind::Array(list(cx, &source.elems)), span }
        }
        Source::Repeat(source) => {
            let span = cx.span(source.bracket_token.span.join());
            let (value, count) = (boxed(cx, &source.expr), boxed(cx, &source.len));
            Expr { kind: ExprKind::Repeat(value, count), span }
        }
        Source::Field(source) => field(cx, source),
        Source::Tuple(source) => {
            let span = cx.span(source.paren_token.span.join());
            Expr { kind: ExprKind::Tuple(list(cx, &source.elems)), span }
        }
        Source::Paren(source) => {
            let span = cx.span(source.paren_token.span.join());
            Expr { kind: ExprKind::Paren(boxed(cx, &source.expr)), span }
        }
        Source::Group(source) => expr(cx, &source.expr),
        Source::Reference(source) => {
            let start = cx.span(source.and_token.spans[0]);
            let to = boxed(cx, &source.expr);
            let span = start.to(to.span);
            Expr { kind: ExprKind::Ref(source.mutability.is_some(), to), span }
        }
        Source::Range(source) => range(cx, source),
        _ => flow(cx, source),
    }
}

/// Blocks, branches, loops and jumps; what is none of these is refused.
fn flow(cx: &mut Cx, source: &Source) -> Expr {
    match source {
        Source::Block(source) => {
            let label = label(cx, source.label.as_ref());
            let body = block(cx, &source.block);
            match label {
                Some(label) => {
                    let span = label.span.to(body.span);
                    Expr { kind: ExprKind::Labelled(label, body), span }
                }
                None => Expr { span: body.span, kind: ExprKind::Block(body) },
            }
        }
        Source::If(source) => branch(cx, source),
        Source::Match(source) => match_expr(cx, source),
        Source::ForLoop(source) => for_loop(cx, source),
        Source::While(source) => while_loop(cx, source),
        Source::Loop(source) => {
            let label = label(cx, source.label.as_ref());
            let head = cx.span(source.loop_token.span);
            let body = block(cx, &source.body);
            let span = start_of(&label, head).to(body.span);
            Expr { kind: ExprKind::Loop { label, body, head }, span }
        }
        Source::Break(source) => jump_out(cx, source),
        Source::Continue(source) => {
            let start = cx.span(source.continue_token.span);
            let label = source.label.as_ref().map(|label| label_name(cx, label));
            let span = label.as_ref().map_or(start, |label| start.to(label.span));
            Expr { kind: ExprKind::Continue(label), span }
        }
        Source::Return(source) => {
            let start = cx.span(source.return_token.span);
            let value = source.expr.as_ref().map(|value| boxed(cx, value));
            let span = value.as_ref().map_or(start, |value| start.to(value.span));
            Expr { kind: ExprKind::Return(value), span }
        }
        other => refused(cx, other),
    }
}

fn refused(cx: &mut Cx, source: &Source) -> Expr {
    let refusal = refuse::expression(source);
    let code = match source {
        Source::Verbatim(_) => Code::Syntax,
        _ => Code::UnsupportedExpression,
    };
    Expr { kind: ExprKind::Refused, span: cx.refuse_as(code, refusal) }
}

fn list<P>(cx: &mut Cx, elems: &Punctuated<Source, P>) -> Vec<Expr> {
    elems.iter().map(|elem| expr(cx, elem)).collect()
}

fn path(cx: &mut Cx, source: &syn::ExprPath) -> Expr {
    match names(cx, source) {
        Ok(names) => {
            let span = span_of(cx, &names);
            Expr { kind: ExprKind::Path(names), span }
        }
        Err(span) => Expr { kind: ExprKind::Refused, span },
    }
}

/// The names of a path that has no type arguments; the place of the refusal if it has.
fn names(cx: &mut Cx, source: &syn::ExprPath) -> Result<Vec<Name>, Span> {
    let mut names = Vec::with_capacity(source.path.segments.len());
    let mut plain = source.qself.is_none();
    for segment in &source.path.segments {
        names.push(cx.name(&segment.ident));
        plain &= segment.arguments.is_none();
    }
    let span = span_of(cx, &names);
    let first = names.first().map_or("", |name| name.text.as_str());
    let keyword =
        |name: &Name| matches!(name.text.as_str(), "self" | "Self" | "super" | "crate" | "try");
    let relative = names.iter().any(keyword);
    if !plain {
        let help = match first.starts_with("Array") || first == "Vec" {
            true => "write a fixed array, `[0.0; 8]`, or pass the array as a parameter",
            false => "leave the type arguments out; the types of the arguments decide",
        };
        cx.refuse(Code::UnsupportedExpression, span, "a path with type arguments", help);
    } else if relative || source.path.leading_colon.is_some() && !matches!(first, "std" | "core") {
        let help = "a kernel's text stands alone: name variables, its own functions and constants \
                    such as `std::f64::consts::PI`";
        cx.refuse(Code::UnsupportedExpression, span, "this path", help);
    } else {
        return Ok(names);
    }
    Err(span)
}

fn span_of(cx: &Cx, names: &[Name]) -> Span {
    match names {
        [] => cx.here(),
        [first, .., last] => first.span.to(last.span),
        [only] => only.span,
    }
}

fn unary(cx: &mut Cx, source: &syn::ExprUnary) -> Expr {
    let (token, op) = match &source.op {
        syn::UnOp::Neg(token) => (token.spans[0], Some(Op::Neg)),
        syn::UnOp::Not(token) => (token.spans[0], Some(Op::Not)),
        syn::UnOp::Deref(token) => (token.spans[0], None),
        _ => return refused(cx, &source.expr),
    };
    let start = cx.span(token);
    let operand = boxed(cx, &source.expr);
    let span = start.to(operand.span);
    let Some(op) = op else {
        let help = "variables of a kernel are values, and elements are read by an index: remove it";
        cx.refuse(Code::UnsupportedExpression, start, "the operator `*` before a value", help);
        return Expr { kind: ExprKind::Refused, span };
    };
    Expr { kind: ExprKind::Unary(op, operand), span }
}

/// What a binary operator of Rust stands for.
enum Operator {
    AndThen,
    OrElse,
    Value(Op),
    Assign(Op),
}

fn operator(op: &syn::BinOp) -> Option<Operator> {
    use Operator::{AndThen, Assign, OrElse, Value};
    Some(match op {
        syn::BinOp::And(_) => AndThen,
        syn::BinOp::Or(_) => OrElse,
        syn::BinOp::Add(_) => Value(Op::Add),
        syn::BinOp::Sub(_) => Value(Op::Sub),
        syn::BinOp::Mul(_) => Value(Op::Mul),
        syn::BinOp::Div(_) => Value(Op::Div),
        syn::BinOp::Rem(_) => Value(Op::Rem),
        syn::BinOp::BitXor(_) => Value(Op::Xor),
        syn::BinOp::BitAnd(_) => Value(Op::And),
        syn::BinOp::BitOr(_) => Value(Op::Or),
        syn::BinOp::Shl(_) => Value(Op::Shl),
        syn::BinOp::Shr(_) => Value(Op::Shr),
        syn::BinOp::Eq(_) => Value(Op::Eq),
        syn::BinOp::Lt(_) => Value(Op::Lt),
        syn::BinOp::Le(_) => Value(Op::Le),
        syn::BinOp::Ne(_) => Value(Op::Ne),
        syn::BinOp::Ge(_) => Value(Op::Ge),
        syn::BinOp::Gt(_) => Value(Op::Gt),
        syn::BinOp::AddAssign(_) => Assign(Op::Add),
        syn::BinOp::SubAssign(_) => Assign(Op::Sub),
        syn::BinOp::MulAssign(_) => Assign(Op::Mul),
        syn::BinOp::DivAssign(_) => Assign(Op::Div),
        syn::BinOp::RemAssign(_) => Assign(Op::Rem),
        syn::BinOp::BitXorAssign(_) => Assign(Op::Xor),
        syn::BinOp::BitAndAssign(_) => Assign(Op::And),
        syn::BinOp::BitOrAssign(_) => Assign(Op::Or),
        syn::BinOp::ShlAssign(_) => Assign(Op::Shl),
        syn::BinOp::ShrAssign(_) => Assign(Op::Shr),
        _ => return None,
    })
}

fn binary(cx: &mut Cx, source: &syn::ExprBinary) -> Expr {
    if let Some(refused) = power(cx, source) {
        return refused;
    }
    let (left, right) = (boxed(cx, &source.left), boxed(cx, &source.right));
    let span = left.span.to(right.span);
    let kind = match operator(&source.op) {
        Some(Operator::AndThen) => ExprKind::AndThen(left, right),
        Some(Operator::OrElse) => ExprKind::OrElse(left, right),
        Some(Operator::Value(op)) => ExprKind::Binary(op, left, right),
        Some(Operator::Assign(op)) => ExprKind::AssignOp(op, left, right),
        None => {
            cx.refuse(Code::UnsupportedExpression, span, "this operator", "write it out");
            ExprKind::Refused
        }
    };
    Expr { kind, span }
}

/// `x ** y`, which Rust reads as `x * (*y)`.
fn power(cx: &mut Cx, source: &syn::ExprBinary) -> Option<Expr> {
    let (syn::BinOp::Mul(star), Source::Unary(right)) = (&source.op, &*source.right) else {
        return None;
    };
    let syn::UnOp::Deref(second) = &right.op else { return None };
    let operator = cx.span(star.spans[0]).to(cx.span(second.spans[0]));
    if operator.hi - operator.lo != 2 {
        return None;
    }
    let (base, exponent) = (boxed(cx, &source.left), boxed(cx, &right.expr));
    let help = match exponent.kind {
        ExprKind::Int(n, _) => format!("write `.powi({n})`, or `.pow({n})` of an integer"),
        ExprKind::Float(ref y, _) => format!("write `.powf({y})`"),
        _ => "write `.powf(y)`, or `.powi(n)` for an integer `n`, or `.pow(n)` of an integer"
            .to_string(),
    };
    cx.refuse(Code::UnsupportedExpression, operator, "the operator `**`", &help);
    Some(Expr { kind: ExprKind::Refused, span: base.span.to(exponent.span) })
}

fn method(cx: &mut Cx, source: &syn::ExprMethodCall) -> Expr {
    let receiver = boxed(cx, &source.receiver);
    let name = cx.name(&source.method);
    if let Some(Source::Closure(closure)) = source.args.last() {
        let span = cx.span(closure.inputs_begin.spans[0]);
        let help = "write a loop over the indices instead: `for i in 0..a.len() { .. }`";
        cx.refuse(Code::UnsupportedExpression, span, "a closure", help);
        return Expr { kind: ExprKind::Refused, span: receiver.span.to(span) };
    }
    if source.turbofish.is_some() && !matches!(receiver.kind, ExprKind::Refused) {
        let help = "leave the type arguments out";
        cx.refuse(Code::UnsupportedExpression, name.span, "a method with type arguments", help);
    }
    let args = list(cx, &source.args);
    let span = receiver.span.to(cx.span(source.paren_token.span.close()));
    Expr { kind: ExprKind::Method(receiver, name, args), span }
}

fn call(cx: &mut Cx, source: &syn::ExprCall) -> Expr {
    let function = match &*source.func {
        Source::Path(function) => names(cx, function),
        other => {
            let called = expr(cx, other).span;
            let help = match other {
                Source::Lit(_) | Source::Paren(_) => {
                    "call a function by its name; to multiply, write `*` between them"
                }
                _ => "call a function by its name",
            };
            cx.refuse(Code::UnsupportedExpression, called, "a call of a computed function", help);
            Err(called)
        }
    };
    let args = list(cx, &source.args);
    for arg in &args {
        if let ExprKind::Assign(_, value) = &arg.kind {
            let help = "give the arguments in order, without their names";
            let span = Span { lo: arg.span.lo, hi: value.span.lo };
            cx.refuse(Code::UnsupportedExpression, span, "an argument with its name", help);
        }
    }
    let end = cx.span(source.paren_token.span.close());
    match function {
        Ok(names) => {
            let span = span_of(cx, &names).to(end);
            Expr { kind: ExprKind::Call(names, args), span }
        }
        Err(start) => Expr { kind: ExprKind::Refused, span: start.to(end) },
    }
}

fn range(cx: &mut Cx, source: &syn::ExprRange) -> Expr {
    let (token, inclusive) = match &source.limits {
        syn::RangeLimits::HalfOpen(token) => (token.spans[0], false),
        syn::RangeLimits::Closed(token) => (token.spans[0], true),
    };
    let start = source.start.as_ref().map(|start| boxed(cx, start));
    let mut span = cx.span(token);
    let end = source.end.as_ref().map(|end| boxed(cx, end));
    for bound in [&start, &end].into_iter().flatten() {
        span = span.to(bound.span);
    }
    Expr { kind: ExprKind::Range(start, end, inclusive), span }
}

fn branch(cx: &mut Cx, source: &syn::ExprIf) -> Expr {
    let start = cx.span(source.if_token.span);
    let cond = boxed(cx, &source.cond);
    let then = block(cx, &source.then_branch);
    let otherwise = source.else_branch.as_ref().map(|(_, otherwise)| boxed(cx, otherwise));
    let span = start.to(otherwise.as_ref().map_or(then.span, |otherwise| otherwise.span));
    Expr { kind: ExprKind::If(cond, then, otherwise), span }
}

fn match_expr(cx: &mut Cx, source: &syn::ExprMatch) -> Expr {
    let start = cx.span(source.match_token.span);
    let scrutinee = boxed(cx, &source.expr);
    // An arm is as deep as an `else if` in its place: it becomes one.
    let nested = |(number, source)| cx.deeper_by(number, |cx| arm(cx, source));
    let arms = source.arms.iter().enumerate().map_while(nested).collect();
    let span = start.to(cx.span(source.brace_token.span.close()));
    Expr { kind: ExprKind::Match(scrutinee, arms), span }
}

fn arm(cx: &mut Cx, source: &syn::Arm) -> Arm {
    attribute::none(cx, &source.attrs, "an arm");
    let (pattern, guard) = match &source.pat {
        syn::Pat::Guard(guarded) => {
            let pattern = pattern::pattern(cx, &guarded.pat, "`match`");
            (pattern, Some(expr(cx, &guarded.guard)))
        }
        pattern => (pattern::pattern(cx, pattern, "`match`"), None),
    };
    Arm { pattern, guard, body: expr(cx, &source.body) }
}

/// `tuple.0`
fn field(cx: &mut Cx, source: &syn::ExprField) -> Expr {
    let base = boxed(cx, &source.base);
    match &source.member {
        syn::Member::Unnamed(index) => {
            let at = cx.span(index.span);
            let span = base.span.to(at);
            // To rustc `00` and `0x0` are other names than `0`.
            let digits = index.index.checked_ilog10().map_or(1, |log| log + 1);
            if at.hi - at.lo != digits {
                let help = format!("write `.{}`", index.index);
                cx.refuse(Code::UnsupportedExpression, at, "a field written like this", &help);
                return Expr { kind: ExprKind::Refused, span };
            }
            Expr { kind: ExprKind::Field(base, index.index, at), span }
        }
        syn::Member::Named(name) => {
            let span = cx.span(name.span());
            let help = named_field(&base, &name.to_string());
            cx.refuse(Code::UnsupportedExpression, span, "access to a named field", &help);
            Expr { kind: ExprKind::Refused, span: base.span.to(span) }
        }
    }
}

/// What to write instead of `base.name`.
fn named_field(base: &Expr, name: &str) -> String {
    let array = match &base.kind {
        ExprKind::Path(path) if path.len() == 1 => path[0].text.as_str(),
        _ => "a",
    };
    if matches!(array, "np" | "numpy" | "math" | "Math" | "cmath") {
        let meant = match name {
            "pi" | "PI" => "std::f64::consts::PI",
            "tau" => "std::f64::consts::TAU",
            "e" | "E" => "std::f64::consts::E",
            "inf" => "f64::INFINITY",
            "nan" => "f64::NAN",
            _ => return "constants are written as `std::f64::consts::PI`".to_string(),
        };
        return format!("write `{meant}`");
    }
    match name {
        "shape" => format!("an extent of an array is `{array}.shape()[0]`"),
        "len" | "size" | "length" => format!("the number of elements is `{array}.len()`"),
        "ndim" => "the rank of an array is known: write the number".to_string(),
        "T" => format!("index the array itself with the indices exchanged: `{array}[[j, i]]`"),
        _ => "use one variable per field; the extents of an array are `a.nrows()`, `a.shape()[k]`"
            .to_string(),
    }
}

fn for_loop(cx: &mut Cx, source: &syn::ExprForLoop) -> Expr {
    let label = label(cx, source.label.as_ref());
    let start = cx.span(source.for_token.span);
    let (mutable, var) = pattern::variable(cx, &source.pat, "`for`");
    let range = boxed(cx, &source.expr);
    if let ExprKind::Range(_, Some(end), true) = &range.kind
        && opens_with_brace(end)
    {
        let what = "a brace behind `..=`, where Rust expects the loop's body,";
        cx.refuse(Code::UnsupportedExpression, end.span, what, "put the range in brackets");
    }
    let head = start.to(range.span);
    let body = block(cx, &source.body);
    let span = start_of(&label, head).to(body.span);
    Expr { kind: ExprKind::For { label, var, mutable, range, body, head }, span }
}

/// Whether the first token of the expression is a brace.
fn opens_with_brace(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Block(_) => true,
        ExprKind::Binary(_, first, _)
        | ExprKind::AndThen(first, _)
        | ExprKind::OrElse(first, _)
        | ExprKind::Cast(first, _)
        | ExprKind::Method(first, ..)
        | ExprKind::Index(first, _)
        | ExprKind::Field(first, ..) => opens_with_brace(first),
        _ => false,
    }
}

fn while_loop(cx: &mut Cx, source: &syn::ExprWhile) -> Expr {
    let label = label(cx, source.label.as_ref());
    let start = cx.span(source.while_token.span);
    let cond = boxed(cx, &source.cond);
    let head = start.to(cond.span);
    let body = block(cx, &source.body);
    let span = start_of(&label, head).to(body.span);
    Expr { kind: ExprKind::While { label, cond, body, head }, span }
}

fn jump_out(cx: &mut Cx, source: &syn::ExprBreak) -> Expr {
    let start = cx.span(source.break_token.span);
    let label = source.label.as_ref().map(|label| label_name(cx, label));
    let mut span = label.as_ref().map_or(start, |label| start.to(label.span));
    let value = source.expr.as_ref().map(|value| boxed(cx, value));
    if let Some(value) = &value {
        span = span.to(value.span);
    }
    Expr { kind: ExprKind::Break(label, value), span }
}

fn start_of(label: &Option<Name>, head: Span) -> Span {
    label.as_ref().map_or(head, |label| label.span.to(head))
}

fn label(cx: &mut Cx, label: Option<&syn::Label>) -> Option<Name> {
    label.map(|label| label_name(cx, &label.name))
}

/// A label without its quote; its place includes the quote.
fn label_name(cx: &mut Cx, lifetime: &syn::Lifetime) -> Name {
    let quote = cx.span(lifetime.apostrophe);
    let name = pattern::bind(cx, &lifetime.ident);
    // rustc refuses keywords as labels; syn does not.
    if name.text == "_" || syn::parse_str::<syn::Ident>(&name.text).is_err() {
        let what = format!("the label `'{}`", name.text);
        cx.refuse(Code::UnsupportedExpression, name.span, &what, "choose another name");
    }
    Name { span: quote.to(name.span), text: name.text }
}
