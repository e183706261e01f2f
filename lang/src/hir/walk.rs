//! Goes through the expressions of the typed tree.
//!
//! In: a function. Out: calls of a closure with every expression, each before those inside of it,
//! in the order of the text. Always true: two functions made from one text are visited alike.
//! Deliberately absent: changing anything.

use super::{Adapter, Block, Expr, ExprKind, Func, Place, Stmt};

/// Calls `visit` with every expression of a function, in pre-order.
pub fn exprs<'f>(func: &'f Func, visit: &mut impl FnMut(&'f Expr)) {
    block(&func.body, visit);
}

fn block<'f>(block: &'f Block, visit: &mut impl FnMut(&'f Expr)) {
    for stmt in &block.stmts {
        match stmt {
            Stmt::Let { init, .. } => init.iter().for_each(|init| expr(init, visit)),
            Stmt::LetTuple { init, .. } => expr(init, visit),
            Stmt::Expr(inner) => expr(inner, visit),
        }
    }
    block.value.iter().for_each(|value| expr(value, visit));
}

fn place<'f>(place: &'f Place, visit: &mut impl FnMut(&'f Expr)) {
    match place {
        Place::Local(..) | Place::Part(..) => {}
        Place::Element(element) => element.index.iter().for_each(|index| expr(index, visit)),
    }
}

fn expr<'f>(this: &'f Expr, visit: &mut impl FnMut(&'f Expr)) {
    visit(this);
    match &this.kind {
        ExprKind::Unit
        | ExprKind::Const(_)
        | ExprKind::Local(_)
        | ExprKind::Extent { .. }
        | ExprKind::Len { .. }
        | ExprKind::Continue(_) => {}
        ExprKind::Tuple(parts)
        | ExprKind::List(parts)
        | ExprKind::Op(_, parts)
        | ExprKind::Call { args: parts, .. } => parts.iter().for_each(|part| expr(part, visit)),
        ExprKind::Part(inner, _)
        | ExprKind::Repeat(inner)
        | ExprKind::Cast(inner)
        | ExprKind::Fill { value: inner, .. } => expr(inner, visit),
        ExprKind::AndThen(left, right) | ExprKind::OrElse(left, right) => {
            expr(left, visit);
            expr(right, visit);
        }
        ExprKind::Index(element) => element.index.iter().for_each(|index| expr(index, visit)),
        ExprKind::Assign { place: to, value } | ExprKind::AssignOp { place: to, value, .. } => {
            place(to, visit);
            expr(value, visit);
        }
        ExprKind::Block(inner) => block(inner, visit),
        ExprKind::If { cond, then, otherwise } => {
            expr(cond, visit);
            block(then, visit);
            otherwise.iter().for_each(|otherwise| block(otherwise, visit));
        }
        ExprKind::Match { scrutinee, arms } => {
            expr(scrutinee, visit);
            for arm in arms {
                arm.guard.iter().for_each(|guard| expr(guard, visit));
                expr(&arm.body, visit);
            }
        }
        ExprKind::For { range, body, .. } => {
            expr(&range.lo, visit);
            expr(&range.hi, visit);
            for adapter in &range.adapters {
                match adapter {
                    Adapter::Rev => {}
                    Adapter::StepBy(step) => expr(step, visit),
                }
            }
            block(body, visit);
        }
        ExprKind::While { cond, body, .. } => {
            expr(cond, visit);
            block(body, visit);
        }
        ExprKind::Loop { body, .. } | ExprKind::Labelled { body, .. } => block(body, visit),
        ExprKind::Break(_, value) | ExprKind::Return(value) => {
            value.iter().for_each(|value| expr(value, visit));
        }
    }
}
