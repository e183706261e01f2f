//! What an expression of the typed tree directly consists of.
//!
//! In: an expression or a block. Out: each expression and block directly inside of it, once, in
//! the order in which they are evaluated if control meets them all. Always true: places give
//! their indices, which are evaluated behind the value that is stored. Deliberately absent:
//! anything deeper, which the caller visits in turn, and the variables of patterns.

use super::{Adapter, Block, Expr, ExprKind, Place, Range, Stmt};

/// A part of an expression.
#[derive(Clone, Copy, Debug)]
pub enum Child<'e> {
    /// An expression.
    Expr(&'e Expr),
    /// A block.
    Block(&'e Block),
}

/// Visits what stands directly in an expression.
pub fn of_expr<'e>(expr: &'e Expr, visit: &mut dyn FnMut(Child<'e>)) {
    match &expr.kind {
        ExprKind::Unit
        | ExprKind::Const(_)
        | ExprKind::Local(_)
        | ExprKind::Move(_)
        | ExprKind::Extent { .. }
        | ExprKind::Len { .. }
        | ExprKind::Continue(_) => {}
        ExprKind::Op(_, parts)
        | ExprKind::Call { args: parts, .. }
        | ExprKind::Tuple(parts)
        | ExprKind::List(parts) => parts.iter().for_each(|part| visit(Child::Expr(part))),
        ExprKind::Cast(inner)
        | ExprKind::Part(inner, _)
        | ExprKind::Repeat(inner)
        | ExprKind::Fill { value: inner, .. } => visit(Child::Expr(inner)),
        ExprKind::AndThen(left, right) | ExprKind::OrElse(left, right) => {
            visit(Child::Expr(left));
            visit(Child::Expr(right));
        }
        ExprKind::Index(element) => {
            element.index.iter().for_each(|index| visit(Child::Expr(index)));
        }
        ExprKind::Assign { place, value } | ExprKind::AssignOp { place, value, .. } => {
            visit(Child::Expr(value));
            if let Place::Element(element) = place {
                element.index.iter().for_each(|index| visit(Child::Expr(index)));
            }
        }
        ExprKind::Break(_, value) | ExprKind::Return(value) => {
            value.iter().for_each(|value| visit(Child::Expr(value)));
        }
        _ => of_control(expr, visit),
    }
}

fn of_control<'e>(expr: &'e Expr, visit: &mut dyn FnMut(Child<'e>)) {
    match &expr.kind {
        ExprKind::Block(body) | ExprKind::Loop { body, .. } | ExprKind::Labelled { body, .. } => {
            visit(Child::Block(body));
        }
        ExprKind::If { cond, then, otherwise } => {
            visit(Child::Expr(cond));
            visit(Child::Block(then));
            otherwise.iter().for_each(|block| visit(Child::Block(block)));
        }
        ExprKind::Match { scrutinee, arms } => {
            visit(Child::Expr(scrutinee));
            for arm in arms {
                arm.guard.iter().for_each(|guard| visit(Child::Expr(guard)));
                visit(Child::Expr(&arm.body));
            }
        }
        ExprKind::For { range, body, .. } => {
            of_range(range, &mut |limit| visit(Child::Expr(limit)));
            visit(Child::Block(body));
        }
        ExprKind::While { cond, body, .. } => {
            visit(Child::Expr(cond));
            visit(Child::Block(body));
        }
        _ => {}
    }
}

/// Visits the limits and steps of a range.
pub fn of_range<'e>(range: &'e Range, visit: &mut dyn FnMut(&'e Expr)) {
    visit(&range.lo);
    visit(&range.hi);
    for adapter in &range.adapters {
        match adapter {
            Adapter::Rev => {}
            Adapter::StepBy(step) => visit(step),
        }
    }
}

/// Visits the expressions that stand directly in a block.
pub fn of_block<'e>(block: &'e Block, visit: &mut dyn FnMut(&'e Expr)) {
    for stmt in &block.stmts {
        match stmt {
            Stmt::Let { init, .. } => init.iter().for_each(&mut *visit),
            Stmt::LetTuple { init, .. } => visit(init),
            Stmt::Expr(expr) => visit(expr),
        }
    }
    block.value.iter().for_each(|value| visit(value));
}

/// Whether some expression in `expr`, itself included, is as wanted.
pub fn any(expr: &Expr, wanted: &mut dyn FnMut(&Expr) -> bool) -> bool {
    if wanted(expr) {
        return true;
    }
    let mut found = false;
    of_expr(expr, &mut |child| {
        if found {
            return;
        }
        match child {
            Child::Expr(child) => found = any(child, wanted),
            Child::Block(block) => of_block(block, &mut |child| {
                found = found || any(child, wanted);
            }),
        }
    });
    found
}

/// Visits every expression of a block, each before those inside of it.
pub fn all_of_block<'e>(block: &'e Block, visit: &mut dyn FnMut(&'e Expr)) {
    of_block(block, &mut |expr| all(expr, visit));
}

fn all<'e>(expr: &'e Expr, visit: &mut dyn FnMut(&'e Expr)) {
    visit(expr);
    of_expr(expr, &mut |child| match child {
        Child::Expr(child) => all(child, visit),
        Child::Block(block) => all_of_block(block, visit),
    });
}
