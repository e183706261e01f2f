//! Computes what constants decide.
//!
//! In: a function. Out: the same, where an operation on constants is a constant, a check that
//! constants satisfy is gone, an `If` on a constant is its arm, and a loop over no number is gone.
//! Always true: [`metate_lang::eval`] computes constants, as it does at run time. A check that
//! fails stays and traps. Deliberately absent: algebra on what is not constant (`simplify`), and
//! loops of one or few iterations.

use metate_lang::eval::eval;
use metate_lang::ir::{Block, End, Func, Range, Stmt, StmtKind, Val};
use metate_lang::op::Op;
use metate_lang::value::Value;

use super::known::{self, Constants};
use super::replace::Replacements;
use super::{Changed, take_body};

/// Computes what constants decide.
pub fn fold(func: &mut Func) -> Changed {
    let mut body = take_body(func);
    let constants = Constants::new(func);
    let mut folding =
        Folding { func, constants, replaced: Replacements::new(func), changed: false };
    folding.block(&mut body);
    let changed = folding.changed;
    func.body = body;
    changed.into()
}

struct Folding<'f> {
    func: &'f Func,
    constants: Constants,
    replaced: Replacements,
    changed: bool,
}

/// What becomes of a statement.
enum Fate {
    Stays,
    Goes,
    /// Its place is taken by this block.
    Becomes(Block),
}

impl Folding<'_> {
    fn block(&mut self, block: &mut Block) {
        let stmts = std::mem::take(&mut block.stmts);
        block.stmts.reserve(stmts.len());
        for mut stmt in stmts {
            match self.statement(&mut stmt) {
                Fate::Stays => block.stmts.push(stmt),
                Fate::Goes => self.changed = true,
                Fate::Becomes(arm) => {
                    self.changed = true;
                    block.stmts.extend(arm.stmts);
                    if !matches!(arm.end, End::Give(_)) {
                        // Control leaves here; what stands behind is never reached.
                        block.end = arm.end;
                        return;
                    }
                }
            }
        }
        self.replaced.end(&mut block.end);
    }

    fn statement(&mut self, stmt: &mut Stmt) -> Fate {
        self.replaced.operands(&mut stmt.kind);
        match &mut stmt.kind {
            StmtKind::Op { to, op, args } => {
                if let Some(value) = self.computed(*to, *op, args) {
                    stmt.kind = StmtKind::Const { to: *to, value };
                    self.changed = true;
                }
            }
            StmtKind::Extent { to, array, axis } => {
                if let Some(extent) = known::extent(self.func, *array, *axis) {
                    stmt.kind = StmtKind::Const { to: *to, value: Value::Usize(extent) };
                    self.changed = true;
                }
            }
            StmtKind::Check { check, args } => {
                if known::holds(*check, args, self.func, &self.constants) {
                    return Fate::Goes;
                }
            }
            StmtKind::If { to, cond, then, otherwise } => {
                if let Some(Value::Bool(cond)) = self.constants.get(*cond) {
                    return Fate::Becomes(self.taken(to, if cond { then } else { otherwise }));
                }
            }
            StmtKind::For { to, range, carried, .. } => {
                if self.is_empty(range) {
                    let inits: Vec<Val> = carried.iter().map(|carried| carried.init).collect();
                    self.replaced.replace_all(to, &inits);
                    return Fate::Goes;
                }
            }
            StmtKind::Const { .. }
            | StmtKind::Proved { .. }
            | StmtKind::Clock { .. }
            | StmtKind::Load { .. }
            | StmtKind::Store { .. }
            | StmtKind::Allocate { .. }
            | StmtKind::Loop { .. }
            | StmtKind::Scope { .. } => {}
        }
        self.constants.note(&stmt.kind);
        stmt.kind.blocks_mut().for_each(|block| self.block(block));
        Fate::Stays
    }

    /// The result of an operation on constants that is defined for them.
    fn computed(&self, to: Val, op: Op, args: &[Val]) -> Option<Value> {
        let mut values = [Value::Bool(false); 3];
        for (value, &arg) in values.iter_mut().zip(args) {
            *value = self.constants.get(arg)?;
        }
        if known::is_opaque(op) {
            return None;
        }
        let checks = known::checks_before(op, args, op.scalar(self.func.ty(args[0])));
        let defined = checks
            .iter()
            .all(|(check, args)| known::holds(*check, args, self.func, &self.constants));
        defined.then(|| eval(op, &values[..args.len()], self.func.ty(to)))
    }

    /// The arm of an `If` that is taken, with what it gives in place of the results.
    fn taken(&mut self, to: &[Val], arm: &mut Block) -> Block {
        self.block(arm);
        if let End::Give(values) = &arm.end {
            self.replaced.replace_all(to, values);
        }
        std::mem::replace(arm, Block { stmts: Vec::new(), end: End::Unreachable })
    }

    fn is_empty(&self, range: &Range) -> bool {
        let (lo, hi) = (self.constants.int(range.lo), self.constants.int(range.hi));
        let empty = |(lo, hi)| if range.inclusive { lo > hi } else { lo >= hi };
        lo.zip(hi).is_some_and(empty)
    }
}
