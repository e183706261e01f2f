//! Replaces operations by simpler ones with the same result, and branches that decide nothing.
//!
//! In: a function. Out: the same, where the identities of [`super::identity`] have been applied,
//! an `If` whose arms give the same value does not give it, one on a negated condition has its
//! arms the other way round, and one without arms is gone.
//! Always true: every identity is exact for all operands. What an operation becomes is simplified
//! on the spot as often as the table allows. Deliberately absent: operations on constants alone
//! (`fold`) and turning branches into `select` (`if_convert`).

use metate_lang::ir::{Block, End, Func, Stmt, StmtKind, Val};
use metate_lang::op::Op;
use metate_lang::ty::Scalar;
use metate_lang::util::index::Index;
use metate_lang::value::Value;

use super::identity::{Operation, Origin, Simpler};
use super::known;
use super::replace::Replacements;
use super::{Changed, take_body};

/// Replaces what is more complicated than its result needs.
pub fn simplify(func: &mut Func) -> Changed {
    let mut body = take_body(func);
    let mut simplifying = Simplifying {
        origins: vec![Origin::Other; func.values.len()],
        replaced: Replacements::new(func),
        constants: Vec::new(),
        changed: false,
        func,
    };
    simplifying.block(&mut body);
    let Simplifying { constants, changed, .. } = simplifying;
    if !constants.is_empty() {
        body.stmts.splice(0..0, constants);
    }
    func.body = body;
    changed.into()
}

struct Simplifying<'f> {
    func: &'f mut Func,
    /// How each value came about.
    origins: Vec<Origin>,
    replaced: Replacements,
    /// New constants, for the top of the function.
    constants: Vec<Stmt>,
    changed: bool,
}

impl Simplifying<'_> {
    fn block(&mut self, block: &mut Block) {
        block.stmts.retain_mut(|stmt| self.stays(stmt));
        self.replaced.end(&mut block.end);
    }

    /// Simplifies a statement; whether anything is left of it.
    fn stays(&mut self, stmt: &mut Stmt) -> bool {
        self.replaced.operands(&mut stmt.kind);
        match &mut stmt.kind {
            StmtKind::Const { to, value } => self.origins[to.number()] = Origin::Const(*value),
            StmtKind::Op { .. } => return self.operation(stmt),
            StmtKind::If { to, cond, then, otherwise } => {
                self.block(then);
                self.block(otherwise);
                return self.branch(to, cond, then, otherwise);
            }
            StmtKind::For { body, .. }
            | StmtKind::Loop { body, .. }
            | StmtKind::Scope { body, .. } => self.block(body),
            StmtKind::Extent { .. }
            | StmtKind::Load { .. }
            | StmtKind::Store { .. }
            | StmtKind::Allocate { .. }
            | StmtKind::Check { .. }
            | StmtKind::Proved { .. }
            | StmtKind::Clock { .. } => {}
        }
        true
    }

    fn operation(&mut self, stmt: &mut Stmt) -> bool {
        while let StmtKind::Op { to, op, args } = &mut stmt.kind {
            if known::is_opaque(*op) {
                return true;
            }
            let Some(simpler) = self.simpler(*to, *op, args) else {
                let last = args[args.len() - 1];
                let arg = |number: usize| args.get(number).copied().unwrap_or(last);
                self.origins[to.number()] = Origin::Op(*op, [arg(0), arg(1), arg(2)]);
                return true;
            };
            self.changed = true;
            match simpler {
                Simpler::Same(value) => {
                    self.replaced.replace(*to, value);
                    return false;
                }
                Simpler::Const(value) => {
                    self.origins[to.number()] = Origin::Const(value);
                    stmt.kind = StmtKind::Const { to: *to, value };
                }
                Simpler::Op(simpler, values) => {
                    *op = simpler;
                    args.clear();
                    args.extend_from_slice(&values[..simpler.arity()]);
                }
                Simpler::WithConst(simpler, value, constant) => {
                    *op = simpler;
                    *args = vec![value, self.constant(constant)];
                }
            }
        }
        true
    }

    fn simpler(&self, to: Val, op: Op, args: &[Val]) -> Option<Simpler> {
        let (func, origins) = (&*self.func, &self.origins);
        let origin = |value: Val| (origins[value.number()], func.ty(value));
        let ty = func.ty(*args.last()?);
        Operation { op, args, ty, result: func.ty(to), origin }.simpler()
    }

    /// A new constant at the top of the function.
    fn constant(&mut self, value: Value) -> Val {
        let to = self.func.value(value.scalar(), None);
        self.origins.push(Origin::Const(value));
        self.constants.push(Stmt { span: Default::default(), kind: StmtKind::Const { to, value } });
        to
    }

    /// Simplifies an `If` whose arms are simple already; whether anything is left of it.
    fn branch(
        &mut self,
        to: &mut Vec<Val>,
        cond: &mut Val,
        then: &mut Block,
        otherwise: &mut Block,
    ) -> bool {
        if let Origin::Op(Op::Not, [opposite, ..]) = self.origins[cond.number()] {
            *cond = opposite;
            std::mem::swap(then, otherwise);
            self.changed = true;
        }
        let (End::Give(yes), End::Give(no)) = (&mut then.end, &mut otherwise.end) else {
            return true;
        };
        let mut kept = 0;
        for number in 0..to.len() {
            match self.decided(*cond, yes[number], no[number]) {
                Some(value) => self.replaced.replace(to[number], value),
                None => {
                    to[kept] = to[number];
                    yes[kept] = yes[number];
                    no[kept] = no[number];
                    kept += 1;
                }
            }
        }
        self.changed |= kept < to.len();
        [to, yes, no].into_iter().for_each(|values| values.truncate(kept));
        let empty = kept == 0 && then.stmts.is_empty() && otherwise.stmts.is_empty();
        self.changed |= empty;
        !empty
    }

    /// What a branch gives, if no branch is needed to tell.
    fn decided(&self, cond: Val, yes: Val, no: Val) -> Option<Val> {
        if yes == no {
            return Some(yes);
        }
        let truth = |value: Val| match self.origins[value.number()] {
            Origin::Const(Value::Bool(truth)) => Some(truth),
            Origin::Const(_) | Origin::Op(..) | Origin::Other => None,
        };
        debug_assert_eq!(self.func.ty(cond), Scalar::Bool);
        (truth(yes) == Some(true) && truth(no) == Some(false)).then_some(cond)
    }
}
