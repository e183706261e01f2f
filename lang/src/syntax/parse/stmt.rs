//! Blocks and statements.
//!
//! In: syn's blocks. Out: blocks of the own tree. Always true: a lone semicolon is no statement;
//! an accepted `use` leaves nothing behind. Deliberately absent: which expression is a block's
//! value and what type it has.

use super::super::ast::{Block, Item, Pattern, PatternKind, Stmt};
use super::context::Cx;
use super::expr::expr;
use super::{attribute, item, pattern, refuse, ty};
use crate::error::Code;

/// `{ .. }`
pub(super) fn block(cx: &mut Cx, block: &syn::Block) -> Block {
    let span = cx.span(block.brace_token.span.join());
    let stmts = block.stmts.iter().filter_map(|stmt| self::stmt(cx, stmt)).collect();
    Block { stmts, span }
}

fn stmt(cx: &mut Cx, stmt: &syn::Stmt) -> Option<Stmt> {
    match stmt {
        syn::Stmt::Local(local) => Some(binding(cx, local)),
        syn::Stmt::Item(item) => {
            cx.deeper(|cx| item::item(cx, item)).flatten().map(|item| match item {
                Item::Func(func) => Stmt::Func(func),
                Item::Const(item) => Stmt::Const(item),
            })
        }
        syn::Stmt::Expr(syn::Expr::Verbatim(tokens), Some(_)) if tokens.is_empty() => None,
        syn::Stmt::Expr(expr, semicolon) => {
            Some(Stmt::Expr { expr: self::expr(cx, expr), semicolon: semicolon.is_some() })
        }
        syn::Stmt::Macro(stmt) => {
            cx.refuse_as(Code::UnsupportedStatement, refuse::macro_call(&stmt.mac));
            None
        }
    }
}

fn binding(cx: &mut Cx, local: &syn::Local) -> Stmt {
    attribute::of_statement(cx, &local.attrs);
    let start = cx.span(local.let_token.span);
    let (pat, ty) = match &local.pat {
        syn::Pat::Type(typed) => (&*typed.pat, Some(&*typed.ty)),
        pat => (pat, None),
    };
    if let Some((word, _)) = local.init.as_ref().and_then(|init| init.diverge.as_ref()) {
        // One problem: the pattern of such a `let` would be another.
        let span = cx.span(word.span);
        let help = "test with `if` before the `let`";
        cx.refuse(Code::UnsupportedStatement, span, "`let .. else`", help);
        let pattern = Pattern { kind: PatternKind::Refused, span: start };
        return Stmt::Let { pattern, ty: None, init: None, span: start };
    }
    let pattern = pattern::pattern(cx, pat, "`let`");
    let ty = ty.map(|ty| ty::ty(cx, ty));
    let init = local.init.as_ref().map(|init| expr(cx, &init.expr));
    let span = start.to(cx.span(local.semi_token.spans[0]));
    Stmt::Let { pattern, ty, init, span }
}
