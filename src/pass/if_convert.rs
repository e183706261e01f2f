//! Makes short branches choices: both arms are computed, and a `select` takes one.
//!
//! In: a function. Out: the same, where an `If` whose arms are [short](MOST_COST), pure and give
//! integers is gone. Always true: what an arm computed without its condition has no effect and
//! cannot trap. A branch that nobody can predict costs twenty cycles each time it is taken wrongly,
//! a choice one; where it is predicted the choice costs what the other arm takes, so arms are short.
//! A float is chosen without computing anything only where that is a minimum or maximum, since the
//! code generator branches for other choices of floats.
//! Deliberately absent: arms with loads or checks.

use metate_lang::ir::{Block, End, Func, Stmt, StmtKind, Val};
use metate_lang::op::Op;
use metate_lang::ty::Scalar;
use metate_lang::util::index::Index;

use super::{Changed, take_body};

/// The most modelled cycles of both arms together.
const MOST_COST: u32 = 4;

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
    /// The operands of each comparison by `<` or `>`.
    comparisons: Vec<Option<[Val; 2]>>,
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
        if let StmtKind::Op { to, op: Op::Lt | Op::Gt, args } = kind {
            self.comparisons[to.number()] = Some([args[0], args[1]]);
        }
    }

    fn is_choice(&self, kind: &StmtKind) -> bool {
        let StmtKind::If { to, cond, then, otherwise } = kind else { return false };
        let (End::Give(yes), End::Give(no)) = (&then.end, &otherwise.end) else { return false };
        let computed = [then, otherwise].map(|arm| self.cost(arm));
        let [Some(then), Some(otherwise)] = computed else { return false };
        let chosen = |number: usize| match self.func.ty(to[number]) {
            Scalar::F32 | Scalar::F64 => {
                let [yes, no] = [yes[number], no[number]];
                self.comparisons[cond.number()].is_some_and(|x| x == [yes, no] || x == [no, yes])
            }
            _ => true,
        };
        !to.is_empty() && then + otherwise <= MOST_COST && (0..to.len()).all(chosen)
    }

    /// What it costs to compute an arm in any case; `None` if that is not allowed.
    fn cost(&self, arm: &Block) -> Option<u32> {
        let cost = |stmt: &Stmt| match &stmt.kind {
            StmtKind::Const { .. } | StmtKind::Extent { .. } => Some(0),
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
