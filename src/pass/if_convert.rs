//! Makes short branches choices: both arms are computed, and a `select` takes one.
//!
//! In: a function. Out: the same, where an `If` whose arms are [short](MOST_COST), pure and give
//! integers, or floats by a comparison of floats, is gone. Always true: what an arm computed without its condition has no effect and
//! cannot trap. A branch that nobody can predict costs twenty cycles each time it is taken wrongly,
//! a choice one; where it is predicted the choice costs what the other arm takes, so arms are short.
//! A division of floats may be one of them: it traps nothing, and only who waits for it waits long.
//! A float is chosen only by a comparison of floats of its type: the code generator has masks for
//! these, and would branch for other conditions.
//! Deliberately absent: arms with loads or checks.

use metate_lang::ir::{Block, End, Func, Stmt, StmtKind, Val};
use metate_lang::op::Op;
use metate_lang::ty::Scalar;
use metate_lang::util::index::Index;

use super::{Changed, take_body};

/// The most modelled cycles of both arms together.
const MOST_COST: u32 = 4;

/// What a division of floats costs there: that others wait while it begins, not that it takes long.
const DIVISION: u32 = 2;

/// Makes short branches choices.
pub fn if_convert(func: &mut Func) -> Changed {
    let mut body = take_body(func);
    let comparisons = vec![None; func.values.len()];
    let mut conversion = Conversion { func, comparisons, changed: false };
    conversion.block(&mut body);
    let changed = conversion.changed;
    func.body = body;
    changed.into()
}

struct Conversion<'f> {
    func: &'f Func,
    /// The type of what is compared, if the value is a comparison.
    comparisons: Vec<Option<Scalar>>,
    changed: bool,
}

impl Conversion<'_> {
    fn block(&mut self, block: &mut Block) {
        let stmts = std::mem::take(&mut block.stmts);
        for mut stmt in stmts {
            stmt.kind.blocks_mut().for_each(|block| self.block(block));
            self.note(&stmt.kind);
            match self.is_choice(&stmt.kind) {
                true => self.choose(stmt, &mut block.stmts),
                false => block.stmts.push(stmt),
            }
        }
    }

    fn note(&mut self, kind: &StmtKind) {
        if let StmtKind::Op { to, op, args } = kind
            && matches!(op, Op::Lt | Op::Le | Op::Gt | Op::Ge | Op::Eq | Op::Ne)
        {
            self.comparisons[to.number()] = Some(self.func.ty(args[0]));
        }
    }

    fn is_choice(&self, kind: &StmtKind) -> bool {
        let StmtKind::If { to, cond, then, otherwise } = kind else { return false };
        if ![then, otherwise].iter().all(|arm| matches!(arm.end, End::Give(_))) {
            return false;
        }
        let computed = [then, otherwise].map(|arm| self.cost(arm));
        let [Some(then), Some(otherwise)] = computed else { return false };
        let chosen = |&to: &Val| {
            let ty = self.func.ty(to);
            !ty.is_float() || self.comparisons[cond.number()] == Some(ty)
        };
        !to.is_empty() && then + otherwise <= MOST_COST && to.iter().all(chosen)
    }

    /// What it costs to compute an arm in any case; `None` if that is not allowed.
    fn cost(&self, arm: &Block) -> Option<u32> {
        let cost = |stmt: &Stmt| match &stmt.kind {
            StmtKind::Const { .. } | StmtKind::Extent { .. } => Some(0),
            // Nobody waits for a quotient that is not chosen.
            StmtKind::Op { to, op: Op::Div, .. } if self.func.ty(*to).is_float() => Some(DIVISION),
            StmtKind::Op { op, args, .. } => {
                let row = op.row();
                let movable = !row.math && !op.is_guarded(self.func.ty(args[0]));
                movable.then_some(row.cost)
            }
            _ => None,
        };
        arm.stmts.iter().map(cost).sum()
    }

    fn choose(&mut self, stmt: Stmt, out: &mut Vec<Stmt>) {
        let StmtKind::If { to, cond, then, otherwise } = stmt.kind else { return };
        self.changed = true;
        let (yes, no) = (then.end.operands().to_vec(), otherwise.end.operands().to_vec());
        out.extend(then.stmts);
        out.extend(otherwise.stmts);
        for ((to, yes), no) in to.into_iter().zip(yes).zip(no) {
            let kind = StmtKind::Op { to, op: Op::Select, args: vec![cond, yes, no] };
            out.push(Stmt { span: stmt.span, kind });
        }
    }
}
