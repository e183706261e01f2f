//! Loops that fork: functions of their own, which the runtime runs on several threads.
//!
//! In: a loop that [forks](ir::Fork). Out: a call of [`crate::runtime::threads::fork`], and a
//! [`Region`], which becomes a function of the same object: it follows
//! [`crate::runtime::code::Entry`] as the kernel does, but its words are what the loop uses of the
//! function around it, and in place of results it is given the part of the range to run. Always
//! true: a region writes no value that is not its own, and reads those around it from words that
//! nobody changes; arrays that are private to an iteration lie in its own frame. Deliberately
//! absent: loops that fork inside of regions, which are loops like any other there.

use std::collections::HashSet;
use std::mem::offset_of;

use cranelift_codegen::ir::{
    self as clif, InstBuilder, MemFlagsData, StackSlotData, StackSlotKind, types,
};
use cranelift_frontend::FunctionBuilder;
use metate_lang::ir;
use metate_lang::ir::{ArrayId, Fork, Label, Parallel, Range, Stmt, StmtKind, Val};
use metate_lang::value::Value;

use super::super::calls::Callee;
use super::super::memory::{self, Captured, Loaded};
use super::super::ops;
use super::loops::Counted;
use super::{Body, array_of, block_args};
use crate::runtime::code::Context;

/// A loop that forks, as a function that is to be written.
pub(in super::super) struct Region<'a> {
    label: Label,
    var: Val,
    range: &'a Range,
    pub(super) body: &'a ir::Block,
    /// Arrays of the function around.
    arrays: Vec<Captured>,
    /// Values of it, which have a word each.
    scalars: Vec<Val>,
    /// Those that are constants.
    pub(super) constants: Vec<(Val, Value)>,
    /// Local arrays of which each run of the region has its own.
    private: &'a [ArrayId],
}

impl Region<'_> {
    pub(super) fn captured(
        &self,
        func: &ir::Func,
        args: clif::Value,
        builder: &mut FunctionBuilder<'_>,
    ) -> Loaded {
        memory::captured(func, args, (&self.arrays, &self.scalars, self.private), builder)
    }
}

/// What a block names that is not its own, in the order of their first use.
struct Free {
    values: Vec<Val>,
    arrays: Vec<ArrayId>,
}

impl Free {
    /// What a loop's body names besides its induction variable and these arrays.
    fn of(body: &ir::Block, var: Val, private: &[ArrayId]) -> Free {
        let (mut defined, mut made) = (HashSet::from([var]), HashSet::new());
        each_stmt(
            body,
            |_| true,
            |stmt| {
                stmt.kind.definitions(|value| {
                    defined.insert(value);
                });
                if let StmtKind::Allocate { array, .. } = stmt.kind {
                    made.insert(array);
                }
            },
        );
        let (mut values, mut arrays) = (Vec::new(), Vec::new());
        let (mut seen, mut seen_arrays) = (HashSet::new(), HashSet::new());
        let mut use_of = |value| {
            if !defined.contains(&value) && seen.insert(value) {
                values.push(value);
            }
        };
        each_block(body, |block| {
            for stmt in &block.stmts {
                stmt.kind.operands(&mut use_of);
                stmt.kind.arrays(|array| {
                    let is_own = made.contains(&array) || private.contains(&array);
                    if !is_own && seen_arrays.insert(array) {
                        arrays.push(array);
                    }
                });
            }
            block.end.operands().iter().copied().for_each(&mut use_of);
        });
        Free { values, arrays }
    }
}

/// Arrays that a function needs memory for, without those of the regions that it forks.
pub(super) struct Own {
    /// Local arrays that it names, or hands to a region.
    pub(super) locals: Vec<ArrayId>,
    /// Arrays that it allocates.
    pub(super) allocated: Vec<ArrayId>,
}

impl Own {
    pub(super) fn of(func: &ir::Func, body: &ir::Block) -> Own {
        let (mut named, mut allocated) = (HashSet::new(), Vec::new());
        each_stmt(
            body,
            |stmt| fork_of(stmt).is_none(),
            |stmt| {
                match (fork_of(stmt), &stmt.kind) {
                    (Some(fork), StmtKind::For { var, body, .. }) => {
                        named.extend(Free::of(body, *var, &fork.private).arrays);
                    }
                    _ => stmt.kind.arrays(|array| {
                        named.insert(array);
                    }),
                }
                if let StmtKind::Allocate { array, .. } = stmt.kind {
                    allocated.push(array);
                }
            },
        );
        let is_own =
            |&(id, row): &(ArrayId, &ir::ArrayData)| row.local.is_some() && named.contains(&id);
        let locals = func.arrays.iter().filter(is_own).map(|(id, _)| id).collect();
        Own { locals, allocated }
    }
}

fn fork_of(stmt: &Stmt) -> Option<&Fork> {
    match &stmt.kind {
        StmtKind::For { parallel: Some(Parallel { fork, .. }), .. } => fork.as_ref(),
        _ => None,
    }
}

/// Visits statements, and those inside of the ones that are `entered`, each before what is inside of
/// it; needs no stack, however deep they nest.
fn each_stmt<'b>(
    block: &'b ir::Block,
    entered: impl Fn(&Stmt) -> bool,
    mut visit: impl FnMut(&'b Stmt),
) {
    let mut left = vec![block.stmts.iter()];
    while let Some(stmts) = left.last_mut() {
        let Some(stmt) = stmts.next() else {
            left.pop();
            continue;
        };
        visit(stmt);
        if entered(stmt) {
            left.extend(stmt.kind.blocks().map(|block| block.stmts.iter()));
        }
    }
}

fn each_block<'b>(block: &'b ir::Block, mut visit: impl FnMut(&'b ir::Block)) {
    let mut left = vec![block];
    while let Some(block) = left.pop() {
        visit(block);
        left.extend(block.stmts.iter().flat_map(|stmt| stmt.kind.blocks()));
    }
}

impl<'a> Body<'a, '_> {
    /// Hands a loop to the runtime, and leaves if an iteration was stopped.
    pub(super) fn fork(&mut self, stmt: &'a Stmt) {
        let (StmtKind::For { label, var, range, body, .. }, Some(fork)) =
            (&stmt.kind, fork_of(stmt))
        else {
            unreachable!("it is a loop that forks")
        };
        let free = Free::of(body, *var, &fork.private);
        let (mut words, mut arrays) = (Vec::new(), Vec::new());
        for array in free.arrays {
            let (captured, parts) = Captured::of(array, array_of(&self.arrays, array));
            words.extend(parts);
            arrays.push(captured);
        }
        let (mut scalars, mut constants) = (Vec::new(), Vec::new());
        for value in free.values {
            let known = self.known(value);
            match known.constant {
                Some(constant) => constants.push((value, constant)),
                None => {
                    scalars.push(value);
                    words.push(ops::word(known.value, &mut self.builder));
                }
            }
        }
        let words = self.in_frame(&words);
        let (label, var, private) = (*label, *var, fork.private.as_slice());
        let region = Region { label, var, range, body, arrays, scalars, constants, private };
        let number = self.regions.len() as u32;
        self.regions.push(region);
        let code = self.calls.import_runtime(self.builder.func, Callee::Region(number));
        let code = self.builder.ins().func_addr(types::I64, code);
        let [lo, hi] = [range.lo, range.hi].map(|limit| self.value(limit));
        let work = self.value(fork.work);
        let reports = self.depth == 0
            && self.metered.as_ref().is_some_and(|metered| metered.metering.reports);
        let reports = self.builder.ins().iconst(types::I64, i64::from(reports));
        let fork = self.calls.import_runtime(self.builder.func, Callee::Fork);
        let args = [self.context, code, words, lo, hi, work, reports];
        let call = self.builder.ins().call(fork, &args);
        let status = self.builder.inst_results(call)[0];
        self.leave_if_stopped(status);
    }

    /// Words in the frame of the function; their address.
    fn in_frame(&mut self, words: &[clif::Value]) -> clif::Value {
        let bytes = 8 * words.len().max(1) as u32;
        let slot = StackSlotData::new(StackSlotKind::ExplicitSlot, bytes, 3);
        let slot = self.builder.create_sized_stack_slot(slot);
        for (number, &word) in words.iter().enumerate() {
            self.builder.ins().stack_store(types::I64, word, slot, 8 * number as i32);
        }
        self.builder.ins().stack_addr(types::I64, slot, 0)
    }

    /// A status of a region is one of the kernel: their sites are numbered together.
    fn leave_if_stopped(&mut self, status: clif::Value) {
        let [stopped, go_on] = [self.way_out(), self.builder.create_block()];
        let known = self.builder.append_block_param(stopped, types::I32);
        self.builder.ins().brif(status, stopped, &block_args(&[status]), go_on, &[]);
        self.builder.switch_to_block(stopped);
        let flags = MemFlagsData::trusted();
        let operands = [offset_of!(Context, first), offset_of!(Context, second)]
            .map(|offset| self.builder.ins().load(types::I64, flags, self.context, offset as i32));
        self.stop_with(known, operands);
        self.builder.switch_to_block(go_on);
    }

    /// Writes the body of a region, which is told the part of the range to run.
    pub(super) fn region(&mut self, region: &Region<'a>, part: clif::Value) {
        let flags = MemFlagsData::trusted().with_readonly().with_can_move();
        let limits = [0, 8].map(|at| self.builder.ins().load(types::I64, flags, part, at));
        let &Region { label, var, range, body, .. } = region;
        let counted = Counted { to: &[], label, var, range, carried: &[], body, limits };
        let mut work = self.counted_loop(&counted);
        work.reverse();
        self.blocks(work);
        self.depth = 0;
        self.jump(self.done, &[]);
    }
}
