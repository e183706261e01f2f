//! How many operations a call makes the interpreter execute.
//!
//! In: a workload whose last call is done. Out: a number of executed IR statements: constants,
//! arithmetic, array queries, loads, stores, checks, branches, and one per loop iteration for the
//! loop itself. Always true: the statements of each loop's body are counted in the IR text, which
//! [`metate::On::inspect`] gives, and multiplied by how often that body ran. Deliberately absent:
//! which arm of a branch ran (both count).

use metate::{Error, Kernel, Stage};
use metate_lang::ir::{self, Block, StmtKind};

use crate::suite::{Case, Workload};

/// The number of IR statements that a call of the workload executes.
pub(crate) fn executed(case: &Case, workload: &mut dyn Workload) -> Result<f64, Error> {
    let text = workload.inspect(&Kernel::parse(case.text)?, Stage::Ir)?;
    let func = ir::parse::parse(&text).expect("what the library prints can be read");
    let mut counter = Counter { iterations: workload.iterations().into_iter(), total: 0 };
    counter.block(&func.body, 1);
    Ok(counter.total as f64)
}

struct Counter<I> {
    /// How often each further loop's body runs.
    iterations: I,
    total: u64,
}

impl<I: Iterator<Item = u64>> Counter<I> {
    /// Counts a block that is run `times` times.
    fn block(&mut self, block: &Block, times: u64) {
        for stmt in &block.stmts {
            self.total += times;
            let is_loop = matches!(stmt.kind, StmtKind::For { .. } | StmtKind::Loop { .. });
            let times = match is_loop {
                true => self.iterations.next().expect("a number for each loop of the text"),
                false => times,
            };
            self.total += if is_loop { times } else { 0 };
            for inner in stmt.kind.blocks() {
                self.block(inner, times);
            }
        }
    }
}
