//! Which variables each loop or labelled block of a function assigns: what it must carry.
//!
//! In: a function of the typed tree. Out: [`Assigned`]. Always true: one walk over the
//! function. Deliberately absent: which of them are declared inside the loop; those are not
//! bound yet when the loop is entered, and so are left out there.

use std::collections::HashMap;

use crate::hir::{Adapter, Block, Expr, ExprKind, Func, FuncId, LocalId, LoopId, Place, Stmt};

/// The variables that each loop assigns, in the order of their declaration.
#[derive(Default)]
pub(super) struct Assigned {
    loops: HashMap<LoopId, Vec<LocalId>>,
    /// Whether the function contains a `return`.
    pub(super) returns: bool,
    /// How many expressions the function has.
    pub(super) exprs: usize,
    /// The function of every call.
    pub(super) calls: Vec<FuncId>,
}

impl Assigned {
    pub(super) fn of(func: &Func) -> Assigned {
        let mut walk = Walk { found: Assigned::default(), open: Vec::new() };
        walk.block(&func.body);
        for locals in walk.found.loops.values_mut() {
            locals.sort();
            locals.dedup();
        }
        walk.found
    }

    pub(super) fn in_loop(&self, id: LoopId) -> &[LocalId] {
        self.loops.get(&id).map_or(&[], Vec::as_slice)
    }
}

struct Walk {
    found: Assigned,
    open: Vec<LoopId>,
}

impl Walk {
    fn block(&mut self, block: &Block) {
        for stmt in &block.stmts {
            match stmt {
                Stmt::Let { init, .. } => init.iter().for_each(|init| self.expr(init)),
                Stmt::LetTuple { init, .. } => self.expr(init),
                Stmt::Expr(expr) => self.expr(expr),
            }
        }
        block.value.iter().for_each(|value| self.expr(value));
    }

    fn inside(&mut self, id: LoopId, work: impl FnOnce(&mut Self)) {
        self.open.push(id);
        work(self);
        self.open.pop();
    }

    fn place(&mut self, place: &Place) {
        match place {
            Place::Local(local, _) | Place::Part(local, _, _) => {
                for id in &self.open {
                    self.found.loops.entry(*id).or_default().push(*local);
                }
            }
            Place::Element(element) => element.index.iter().for_each(|index| self.expr(index)),
        }
    }

    fn expr(&mut self, expr: &Expr) {
        self.found.exprs += 1;
        if let ExprKind::Call { func, .. } = &expr.kind {
            self.found.calls.push(*func);
        }
        match &expr.kind {
            ExprKind::Unit
            | ExprKind::Const(_)
            | ExprKind::Local(_)
            | ExprKind::Move(_)
            | ExprKind::Extent { .. }
            | ExprKind::Len { .. }
            | ExprKind::Continue(_) => {}
            ExprKind::Op(_, args)
            | ExprKind::Call { args, .. }
            | ExprKind::Tuple(args)
            | ExprKind::List(args) => args.iter().for_each(|arg| self.expr(arg)),
            ExprKind::Cast(operand)
            | ExprKind::Part(operand, _)
            | ExprKind::Repeat(operand)
            | ExprKind::Fill { value: operand, .. } => self.expr(operand),
            ExprKind::AndThen(a, b) | ExprKind::OrElse(a, b) => {
                self.expr(a);
                self.expr(b);
            }
            ExprKind::Index(element) => element.index.iter().for_each(|index| self.expr(index)),
            ExprKind::Assign { place, value } | ExprKind::AssignOp { place, value, .. } => {
                self.expr(value);
                self.place(place);
            }
            ExprKind::Block(block) => self.block(block),
            ExprKind::If { cond, then, otherwise } => {
                self.expr(cond);
                self.block(then);
                otherwise.iter().for_each(|block| self.block(block));
            }
            ExprKind::Match { scrutinee, arms } => {
                self.expr(scrutinee);
                for arm in arms {
                    arm.guard.iter().for_each(|guard| self.expr(guard));
                    self.expr(&arm.body);
                }
            }
            ExprKind::For { id, range, body, .. } => {
                self.expr(&range.lo);
                self.expr(&range.hi);
                for adapter in &range.adapters {
                    match adapter {
                        Adapter::Rev => {}
                        Adapter::StepBy(step) => self.expr(step),
                    }
                }
                self.inside(*id, |this| this.block(body));
            }
            ExprKind::While { id, cond, body } => self.inside(*id, |this| {
                this.expr(cond);
                this.block(body);
            }),
            ExprKind::Loop { id, body } | ExprKind::Labelled { id, body } => {
                self.inside(*id, |this| this.block(body));
            }
            ExprKind::Break(_, value) => value.iter().for_each(|value| self.expr(value)),
            ExprKind::Return(value) => {
                self.found.returns = true;
                value.iter().for_each(|value| self.expr(value));
            }
        }
    }
}
