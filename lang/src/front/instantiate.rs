//! Copies of generic functions in which types stand for the type parameters.
//!
//! In: a function of the own tree and a type per parameter. Out: a function without type
//! parameters. Always true: spans stay those of the text, so problems are found where they were
//! written. Deliberately absent: any checking.

use crate::syntax::ast::{
    Arm, Block, Expr, ExprKind, Func, Name, Pattern, PatternKind, Stmt, Type, TypeKind,
};
use crate::ty::Scalar;

/// The function with a type for each of its type parameters.
pub(super) fn instantiate(generic: &Func, types: &[Scalar]) -> Func {
    let mut func = generic.clone();
    let params = std::mem::take(&mut func.generics);
    let names = params.into_iter().map(|param| param.name.text);
    let renames = Renames { names: names.zip(types.iter().copied()).collect() };
    for param in &mut func.params {
        renames.ty(&mut param.ty);
    }
    func.ret.iter_mut().for_each(|ret| renames.ty(ret));
    renames.block(&mut func.body);
    func
}

/// A type with types in place of the type parameters of `generic`.
pub(super) fn instantiate_type(generic: &Func, types: &[Scalar], ty: &Type) -> Type {
    let names = generic.generics.iter().map(|param| param.name.text.clone());
    let renames = Renames { names: names.zip(types.iter().copied()).collect() };
    let mut ty = ty.clone();
    renames.ty(&mut ty);
    ty
}

struct Renames {
    names: Vec<(String, Scalar)>,
}

impl Renames {
    fn find(&self, name: &str) -> Option<&'static str> {
        self.names.iter().find(|(known, _)| known == name).map(|(_, scalar)| scalar.name())
    }

    fn ty(&self, ty: &mut Type) {
        match &mut ty.kind {
            TypeKind::Unit | TypeKind::Infer => {}
            TypeKind::Path { name, args } => {
                if let Some(found) = self.find(name).filter(|_| args.is_empty()) {
                    *name = found.to_owned();
                }
                args.iter_mut().for_each(|arg| self.ty(arg));
            }
            TypeKind::Ref { to, .. } | TypeKind::Slice(to) => self.ty(to),
            TypeKind::Fixed(elem, len) => {
                self.ty(elem);
                self.expr(len);
            }
            TypeKind::Tuple(parts) => parts.iter_mut().for_each(|part| self.ty(part)),
        }
    }

    /// `T::MAX`, `T::from_f64`: the type in front.
    fn path(&self, path: &mut [Name]) {
        if let [first, _, ..] = path
            && let Some(found) = self.find(&first.text)
        {
            first.text = found.to_owned();
        }
    }

    fn block(&self, block: &mut Block) {
        for stmt in &mut block.stmts {
            match stmt {
                Stmt::Let { pattern, ty, init, .. } => {
                    self.pattern(pattern);
                    ty.iter_mut().for_each(|ty| self.ty(ty));
                    init.iter_mut().for_each(|init| self.expr(init));
                }
                Stmt::Expr { expr, .. } => self.expr(expr),
                // Items inside of a function do not see its type parameters.
                Stmt::Func(_) | Stmt::Const(_) => {}
            }
        }
    }

    fn pattern(&self, pattern: &mut Pattern) {
        match &mut pattern.kind {
            PatternKind::Any | PatternKind::Refused => {}
            PatternKind::Bind { sub, .. } => sub.iter_mut().for_each(|sub| self.pattern(sub)),
            PatternKind::Literal(literal) => self.expr(literal),
            PatternKind::Path(path) => self.path(path),
            PatternKind::Range(start, end, _) => {
                start.iter_mut().chain(end).for_each(|limit| self.expr(limit));
            }
            PatternKind::Or(cases) => cases.iter_mut().for_each(|case| self.pattern(case)),
            PatternKind::Tuple(parts) => {
                parts.iter_mut().flatten().for_each(|part| self.pattern(part));
            }
        }
    }

    fn arm(&self, arm: &mut Arm) {
        self.pattern(&mut arm.pattern);
        arm.guard.iter_mut().for_each(|guard| self.expr(guard));
        self.expr(&mut arm.body);
    }

    fn expr(&self, expr: &mut Expr) {
        match &mut expr.kind {
            ExprKind::Int(..)
            | ExprKind::Float(..)
            | ExprKind::Bool(_)
            | ExprKind::Continue(_)
            | ExprKind::Refused => {}
            ExprKind::Path(path) => self.path(path),
            ExprKind::Unary(_, inner)
            | ExprKind::Paren(inner)
            | ExprKind::Ref(_, inner)
            | ExprKind::Field(inner, ..) => self.expr(inner),
            ExprKind::Binary(_, left, right)
            | ExprKind::AndThen(left, right)
            | ExprKind::OrElse(left, right)
            | ExprKind::Assign(left, right)
            | ExprKind::AssignOp(_, left, right)
            | ExprKind::Index(left, right)
            | ExprKind::Repeat(left, right) => {
                self.expr(left);
                self.expr(right);
            }
            ExprKind::Cast(inner, ty) => {
                self.expr(inner);
                self.ty(ty);
            }
            ExprKind::Method(receiver, _, args) => {
                self.expr(receiver);
                args.iter_mut().for_each(|arg| self.expr(arg));
            }
            ExprKind::Call(path, args) => {
                self.path(path);
                args.iter_mut().for_each(|arg| self.expr(arg));
            }
            ExprKind::Array(parts) | ExprKind::Tuple(parts) => {
                parts.iter_mut().for_each(|part| self.expr(part));
            }
            _ => self.control(expr),
        }
    }

    fn control(&self, expr: &mut Expr) {
        match &mut expr.kind {
            ExprKind::Block(block) | ExprKind::Labelled(_, block) => self.block(block),
            ExprKind::Match(scrutinee, arms) => {
                self.expr(scrutinee);
                arms.iter_mut().for_each(|arm| self.arm(arm));
            }
            ExprKind::If(cond, then, otherwise) => {
                self.expr(cond);
                self.block(then);
                otherwise.iter_mut().for_each(|otherwise| self.expr(otherwise));
            }
            ExprKind::For { range, body, .. } => {
                self.expr(range);
                self.block(body);
            }
            ExprKind::While { cond, body, .. } => {
                self.expr(cond);
                self.block(body);
            }
            ExprKind::Loop { body, .. } => self.block(body),
            ExprKind::Range(start, end, _) => {
                start.iter_mut().chain(end).for_each(|limit| self.expr(limit));
            }
            ExprKind::Break(_, value) | ExprKind::Return(value) => {
                value.iter_mut().for_each(|value| self.expr(value));
            }
            _ => {}
        }
    }
}
