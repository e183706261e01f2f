//! Statements and control flow.
//!
//! In: a verified [`ir::Func`]. Out: a function in Cranelift's IR that follows
//! [`crate::runtime::code::Entry`], and what it calls and checks. Always true: values of the
//! loop IR are values here and its labels are blocks with parameters, so there are no variables
//! to resolve; every path ends in a return of a status. The nesting of the kernel is walked with
//! a list of work, not by recursion: a deep kernel needs no deep stack.
//! Deliberately absent: optimisation; what shapes the code is said where it is shaped.
//!
//! # Edges that are never taken
//! Cranelift hoists out of loops while it walks the dominator tree, and forgets a loop as soon as
//! it meets a block that is not part of it: what comes later in the loop is not hoisted any more.
//! A block that leaves a loop (a failed check, a return, the exit of a `Loop`) would do that in
//! the middle of it. So each of these gets a second predecessor in front of all loops, behind a
//! branch on the constant 0: it is dominated by that one, and the walk meets it outside. Cranelift
//! folds the branch before it hoists, and no trace of it is left in the code. Where an arm of an
//! `If` leaves the loop the order of the arms does the same.
//!
//! # Large kernels
//! Register allocation takes blocks in reverse post-order, where what the first arm of a branch
//! leads to comes last, cold or not. So a failed check is the first arm: all ways out then lie
//! behind everything else, and a value that is alive across many checks has one live range instead
//! of one between any two. Nor do they share parameters, see `stop`. Otherwise the time to compile
//! would grow with the square of the number of checks.

mod checks;
mod loops;
mod fork;

use std::mem::offset_of;

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{
    self as clif, AbiParam, Block, BlockArg, InstBuilder, JumpTableData, MemFlagsData, Signature,
    StackSlot, StackSlotData, StackSlotKind, TrapCode, UserFuncName, types,
};
use cranelift_codegen::isa::TargetIsa;
use cranelift_frontend::FunctionBuilder;
use metate_lang::error::Span;
use metate_lang::ir;
use metate_lang::ir::{End, Label, Parallel, Stmt, StmtKind, Val};
use metate_lang::op::Op;
use metate_lang::ty::Scalar;
use metate_lang::util::index::Index;
use metate_lang::value::Value;

use super::calls::Calls;
use super::memory::{self, Array, Subscript, ty};
use super::ops::{self, Operand};
use super::pace::Paces;
use super::place::Place;
use super::scratch::Scratch;
use super::{Site, SiteKind, Workspace};
use crate::interrupt::Metering;
use crate::runtime::code::Context;
pub(super) use fork::Region;
use loops::Counted;

/// What a function in Cranelift's IR needs besides itself.
pub(super) struct Emitted<'a> {
    /// The functions it calls.
    pub(super) calls: Calls,
    /// The loops that it forks, as functions that are to be written.
    pub(super) regions: Vec<Region<'a>>,
}

/// What is written, and how.
#[derive(Clone, Copy)]
pub(super) struct Job<'a> {
    pub(super) func: &'a ir::Func,
    pub(super) metering: Metering,
    /// Whether every instruction carries the place of the source that it was made for.
    pub(super) places: bool,
    pub(super) isa: &'a dyn TargetIsa,
}

/// Writes the job's function to the workspace's, or one of its regions. `sites` are what statuses
/// of the kernel stand for, to which those of the function are added.
pub(super) fn function<'a>(
    job: Job<'a>,
    region: Option<&Region<'a>>,
    workspace: &mut Workspace,
    sites: &mut Vec<Site>,
) -> Emitted<'a> {
    let Job { func, isa, .. } = job;
    let Workspace { context, builder } = workspace;
    context.func.name = UserFuncName::testcase(&func.name);
    context.func.signature = entry_signature(isa);
    let mut builder = FunctionBuilder::new(&mut context.func, builder);
    let entry = builder.create_block();
    builder.append_block_params_for_function_params(entry);
    builder.switch_to_block(entry);
    let &[context, args, results] = builder.block_params(entry) else {
        unreachable!("an entry point has three parameters")
    };
    let mut body = Body::new(job, region, (context, args), builder, std::mem::take(sites));
    let nowhere = (!func.labels.is_empty()).then(|| body.never_taken());
    match region {
        None => {
            body.poll_at_start();
            body.blocks(vec![Work::Rest { block: &func.body, from: 0, depth: 0, give: None }]);
        }
        Some(region) => body.region(region, results),
    }
    body.stands_at(Place::Nowhere);
    body.leave_with_results(results);
    body.leave_by_trap(context);
    if let Some(nowhere) = nowhere {
        body.reach_outside(nowhere);
    }
    let Body { mut builder, calls, regions, sites: all, .. } = body;
    builder.seal_all_blocks();
    builder.finalize(isa.frontend_config());
    *sites = all;
    Emitted { calls, regions }
}

/// The signature of [`crate::runtime::code::Entry`].
pub(super) fn entry_signature(isa: &dyn TargetIsa) -> Signature {
    let mut signature = Signature::new(isa.default_call_conv());
    signature.params.extend([AbiParam::new(types::I64); 3]);
    signature.returns.push(AbiParam::new(types::I32));
    signature
}

/// Where the two operands and the status lie in what is left for the trap block.
const STOPPED: [i32; 3] = [0, 8, 16];

/// A function being written.
struct Body<'a, 'b> {
    func: &'a ir::Func,
    builder: FunctionBuilder<'b>,
    values: Vec<Option<Known>>,
    arrays: Vec<Option<Array>>,
    scratch: Scratch,
    targets: Vec<Option<Target>>,
    /// Where the function returns, with its results.
    done: Block,
    /// Where what stops the function goes.
    trap: Block,
    /// Where it leaves its status and two operands for the trap block; none before the first.
    stopped: Option<StackSlot>,
    /// Blocks outside of all loops whose parameters are all they use.
    outside: Vec<Block>,
    /// How many loops are around the statement being written.
    depth: u32,
    /// Whether instructions carry places of the source.
    places: bool,
    /// Whether it is a region, which may run on another thread than the call.
    is_region: bool,
    regions: Vec<Region<'a>>,
    calls: Calls,
    sites: Vec<Site>,
    /// The runtime's [`Context`].
    context: clif::Value,
    /// In code that polls, what it polls.
    metered: Option<Metered>,
}

/// What code that polls knows of its call.
struct Metered {
    metering: Metering,
    paces: Paces,
    /// The address of the call's [`Signal`](crate::interrupt::Signal).
    signal: clif::Value,
}

impl Metered {
    fn new(
        metering: Metering,
        func: &ir::Func,
        context: clif::Value,
        builder: &mut FunctionBuilder<'_>,
    ) -> Option<Metered> {
        metering.polls.then(|| {
            let flags = MemFlagsData::trusted().with_readonly().with_can_move();
            let offset = offset_of!(Context, signal) as i32;
            let signal = builder.ins().load(types::I64, flags, context, offset);
            Metered { metering, paces: Paces::of(func), signal }
        })
    }
}

/// A value of the loop IR.
#[derive(Clone, Copy)]
struct Known {
    value: clif::Value,
    /// What it is, if it is constant.
    constant: Option<Value>,
    /// The same value as an index.
    subscript: Subscript,
}

/// Where a label's loop or scope goes on.
#[derive(Clone, Copy)]
struct Target {
    next: Block,
    exit: Block,
    /// How many loops are around the exit, and around `next`.
    exit_depth: u32,
    next_depth: u32,
}

/// Something left to write.
enum Work<'a> {
    /// The statements of a block from a number on, then its end.
    Rest { block: &'a ir::Block, from: usize, depth: u32, give: Option<Block> },
    /// A new block of Cranelift's starts here.
    Start(Block),
}

impl<'a, 'b> Body<'a, 'b> {
    /// The beginning of a function: its arguments, or what a region captures.
    fn new(
        job: Job<'a>,
        region: Option<&Region<'a>>,
        (context, args): (clif::Value, clif::Value),
        mut builder: FunctionBuilder<'b>,
        sites: Vec<Site>,
    ) -> Body<'a, 'b> {
        let Job { func, places, .. } = job;
        let metering =
            Metering { reports: job.metering.reports && region.is_none(), ..job.metering };
        let (arrays, scalars, allocated) = match region {
            None => {
                let own = fork::Own::of(func, &func.body);
                let (arrays, scalars) = memory::arguments(func, args, &own.locals, &mut builder);
                (arrays, scalars, own.allocated)
            }
            Some(region) => {
                let (arrays, scalars) = region.captured(func, args, &mut builder);
                (arrays, scalars, fork::Own::of(func, region.body).allocated)
            }
        };
        let metered = Metered::new(metering, func, context, &mut builder);
        let scratch = Scratch::of(func, &allocated, &mut builder);
        let mut body = Body {
            func,
            values: vec![None; func.values.len()],
            arrays,
            scratch,
            targets: vec![None; func.labels.len()],
            done: builder.create_block(),
            trap: builder.create_block(),
            stopped: None,
            depth: 0,
            places,
            is_region: region.is_some(),
            regions: Vec::new(),
            calls: Calls::default(),
            sites,
            outside: Vec::new(),
            context,
            metered,
            builder,
        };
        for (to, value) in scalars {
            body.define(to, value);
        }
        for &(to, value) in region.map_or(&[][..], |region| &region.constants) {
            body.constant(to, value);
        }
        body
    }

    /// Looks whether the call was stopped before it began.
    fn poll_at_start(&mut self) {
        if let Some(metered) = &self.metered {
            let units = self.builder.ins().iconst(types::I64, metered.paces.outside as i64);
            self.poll(Span::default(), units);
        }
    }

    /// Writes blocks.
    fn blocks(&mut self, mut work: Vec<Work<'a>>) {
        while let Some(item) = work.pop() {
            match item {
                Work::Start(block) => self.builder.switch_to_block(block),
                Work::Rest { block, from, depth, give } => {
                    self.depth = depth;
                    match self.statements(&block.stmts[from..]) {
                        None => self.end(&block.end, give),
                        Some((done, inner)) => {
                            work.push(Work::Rest { block, from: from + done, depth, give });
                            work.extend(inner.into_iter().rev());
                        }
                    }
                }
            }
        }
    }

    /// Writes statements up to and with the next one that has blocks inside: returns how many
    /// these are, and what to write before the others. `None` if all are written.
    fn statements(&mut self, stmts: &'a [Stmt]) -> Option<(usize, Vec<Work<'a>>)> {
        for (number, stmt) in stmts.iter().enumerate() {
            let inner = self.statement(stmt);
            if !inner.is_empty() {
                return Some((number + 1, inner));
            }
        }
        None
    }

    /// Writes a statement and returns what is left of it, in the order of writing.
    fn statement(&mut self, stmt: &'a Stmt) -> Vec<Work<'a>> {
        self.stands_at(Place::of(stmt.span));
        match &stmt.kind {
            StmtKind::Const { to, value } => self.constant(*to, *value),
            StmtKind::Op { to, op, args } => self.operation(*to, *op, args),
            StmtKind::Extent { to, array, axis } => {
                let extent = self.extent(*array, *axis);
                self.define_invariant(*to, extent);
            }
            StmtKind::Clock { to } => self.clock(*to),
            StmtKind::Load { to, array, index } => {
                let index = self.subscripts(index);
                let array = array_of(&self.arrays, *array);
                let value = memory::load(array, &index, &mut self.builder);
                self.define(*to, value);
            }
            StmtKind::Store { array, index, value } => {
                let (index, value) = (self.subscripts(index), self.value(*value));
                let array = array_of(&self.arrays, *array);
                memory::store(array, &index, value, &mut self.builder);
            }
            StmtKind::Allocate { array, extents } => self.allocate(*array, extents, stmt.span),
            StmtKind::Check { check, args } => self.check(*check, args, stmt.span),
            StmtKind::Proved { .. } => {}
            StmtKind::If { to, cond, then, otherwise } => {
                return self.branch(to, *cond, [then, otherwise]);
            }
            StmtKind::For { parallel: Some(Parallel { fork: Some(_), .. }), .. }
                if !self.is_region =>
            {
                self.fork(stmt);
            }
            StmtKind::For { to, label, var, range, carried, body, .. } => {
                let (label, var) = (*label, *var);
                let limits = [range.lo, range.hi].map(|limit| self.value(limit));
                return self.counted_loop(&Counted {
                    to,
                    label,
                    var,
                    range,
                    carried,
                    body,
                    limits,
                });
            }
            StmtKind::Loop { to, label, carried, body } => {
                return self.endless_loop(to, *label, carried, body);
            }
            StmtKind::Scope { to, label, body } => return self.scope(to, *label, body),
        }
        Vec::new()
    }

    /// What is written from here on was made for this place.
    pub(super) fn stands_at(&mut self, place: Place) {
        if self.places {
            self.builder.set_srcloc(place.encoded());
        }
    }

    /// Leaves a block.
    fn end(&mut self, end: &End, give: Option<Block>) {
        match self.destination(end, give) {
            Some((to, values)) => self.jump(to, values),
            None => {
                self.builder.ins().trap(TrapCode::unwrap_user(1));
            }
        }
    }

    /// Where control goes at the end of a block, and with which values.
    fn destination<'e>(&self, end: &'e End, give: Option<Block>) -> Option<(Block, &'e [Val])> {
        match end {
            End::Give(values) => {
                Some((give.expect("verified: only the arm of an `If` gives"), values))
            }
            End::Next(label, values) => Some((self.target(*label).next, values)),
            End::Break(label, values) => Some((self.target(*label).exit, values)),
            End::Return(values) => Some((self.done, values)),
            End::Unreachable => None,
        }
    }

    /// Whether control leaves the innermost loop around here.
    fn leaves_loop(&self, end: &End) -> bool {
        match end {
            End::Give(_) => false,
            End::Next(label, _) => self.target(*label).next_depth < self.depth,
            End::Break(label, _) => self.target(*label).exit_depth < self.depth,
            End::Return(_) | End::Unreachable => self.depth > 0,
        }
    }

    fn branch(&mut self, to: &[Val], cond: Val, arms: [&'a ir::Block; 2]) -> Vec<Work<'a>> {
        let merge = self.block_defining(to);
        let mut work = Vec::with_capacity(5);
        let [then, otherwise] = arms.map(|arm| self.arm(arm, merge, &mut work));
        work.push(Work::Start(merge));
        let cond = self.value(cond);
        // The arm in second place is walked first; see the module's text.
        if self.leaves_loop(&arms[1].end) && !self.leaves_loop(&arms[0].end) {
            let cond = ops::inverted(cond, &mut self.builder);
            self.builder.ins().brif(cond, otherwise.0, &otherwise.1, then.0, &then.1);
        } else {
            self.builder.ins().brif(cond, then.0, &then.1, otherwise.0, &otherwise.1);
        }
        work
    }

    /// The block that an arm starts with, and its arguments: without statements, where it goes.
    fn arm(
        &mut self,
        arm: &'a ir::Block,
        merge: Block,
        work: &mut Vec<Work<'a>>,
    ) -> (Block, Vec<BlockArg>) {
        if arm.stmts.is_empty()
            && let Some((to, values)) = self.destination(&arm.end, Some(merge))
        {
            return (to, self.arguments(values));
        }
        let start = self.builder.create_block();
        work.push(Work::Start(start));
        work.push(Work::Rest { block: arm, from: 0, depth: self.depth, give: Some(merge) });
        (start, Vec::new())
    }

    fn scope(&mut self, to: &[Val], label: Label, body: &'a ir::Block) -> Vec<Work<'a>> {
        let exit = self.block_defining(to);
        // Nothing continues a scope, so both ways out are the same.
        let (exit_depth, next_depth) = (self.depth, self.depth);
        self.targets[label.number()] = Some(Target { next: exit, exit, exit_depth, next_depth });
        let inner = Work::Rest { block: body, from: 0, depth: self.depth, give: None };
        vec![inner, Work::Start(exit)]
    }

    /// Memory for an array, or a branch to a cold block where there is none.
    fn allocate(&mut self, array: ir::ArrayId, extents: &[Val], span: Span) {
        self.sites.push(Site { kind: SiteKind::Memory, span });
        let extents: Vec<clif::Value> = extents.iter().map(|&val| self.value(val)).collect();
        let base = self.scratch.allocate(array, &extents, &mut self.builder, &mut self.calls);
        let [passed, failed] = [self.builder.create_block(), self.way_out()];
        let none = self.builder.ins().icmp_imm_u(IntCC::Equal, base, 0);
        self.builder.ins().brif(none, failed, &[], passed, &[]);
        self.builder.switch_to_block(failed);
        let wanted = self.scratch.wanted(array, &mut self.builder);
        self.stop([wanted, wanted]);
        self.builder.switch_to_block(passed);
        let allocated = memory::allocated(self.func, array, base, extents, &mut self.builder);
        self.arrays[array.number()] = Some(allocated);
    }

    /// Ends the entry with an edge to a block that is never reached, and goes on behind it.
    fn never_taken(&mut self) -> Block {
        let [nowhere, start] = [self.builder.create_block(), self.builder.create_block()];
        let never = self.builder.ins().iconst(types::I8, 0);
        self.builder.ins().brif(never, nowhere, &[], start, &[]);
        self.builder.switch_to_block(start);
        nowhere
    }

    /// Writes the block that is never reached, from which control would reach every block
    /// outside of the loops.
    fn reach_outside(&mut self, nowhere: Block) {
        self.builder.set_cold_block(nowhere);
        self.builder.switch_to_block(nowhere);
        let zero = self.builder.ins().iconst(types::I32, 0);
        let mut edges = Vec::with_capacity(self.outside.len() + 1);
        for block in [self.done].into_iter().chain(std::mem::take(&mut self.outside)) {
            let zeros = self.zeros(block);
            edges.push(self.builder.func.dfg.block_call(block, &zeros));
        }
        let table = JumpTableData::new(edges[0], &edges[1..]);
        let table = self.builder.create_jump_table(table);
        self.builder.ins().br_table(zero, table);
    }

    /// Writes the block that all returns share.
    fn leave_with_results(&mut self, results: clif::Value) {
        let done = self.done;
        self.builder.switch_to_block(done);
        let scalars: &[Scalar] = if self.is_region { &[] } else { &self.func.results };
        let params = scalars.iter().map(|&scalar| ty(scalar));
        let values: Vec<clif::Value> =
            params.map(|ty| self.builder.append_block_param(done, ty)).collect();
        for (number, value) in values.into_iter().enumerate() {
            let word = ops::word(value, &mut self.builder);
            self.builder.ins().store(MemFlagsData::trusted(), word, results, 8 * number as i32);
        }
        self.scratch.release(&mut self.builder, &mut self.calls);
        let status = self.builder.ins().iconst(types::I32, 0);
        self.builder.ins().return_(&[status]);
    }

    /// A new cold block from which the function is left; see the module's text.
    fn way_out(&mut self) -> Block {
        let block = self.builder.create_block();
        self.builder.set_cold_block(block);
        self.outside.push(block);
        block
    }

    /// Ends a block that stops the function at the last site, which tells these operands.
    ///
    /// They go through the frame: parameters of the trap block would get a value from every site,
    /// all of them candidates for one register. A slot of the frame is addressed without a register
    /// that loops would miss, unlike the context.
    fn stop(&mut self, operands: [clif::Value; 2]) {
        let status = self.builder.ins().iconst(types::I32, self.sites.len() as i64);
        self.stop_with(status, operands);
    }

    /// The same with a status that is known at run time.
    fn stop_with(&mut self, status: clif::Value, operands: [clif::Value; 2]) {
        let slot = *self.stopped.get_or_insert_with(|| {
            let words = StackSlotData::new(StackSlotKind::ExplicitSlot, 3 * 8, 3);
            self.builder.create_sized_stack_slot(words)
        });
        for (value, offset) in [operands[0], operands[1], status].into_iter().zip(STOPPED) {
            self.builder.ins().stack_store(types::I64, value, slot, offset);
        }
        self.builder.ins().jump(self.trap, &[]);
    }

    /// Writes the block that all that stops shares: it fills the context and returns the status.
    fn leave_by_trap(&mut self, context: clif::Value) {
        let Some(slot) = self.stopped else { return };
        self.builder.set_cold_block(self.trap);
        self.builder.switch_to_block(self.trap);
        let offsets = [offset_of!(Context, first), offset_of!(Context, second)];
        for (from, offset) in STOPPED.into_iter().zip(offsets) {
            let operand = self.builder.ins().stack_load(types::I64, types::I64, slot, from);
            self.builder.ins().store(MemFlagsData::trusted(), operand, context, offset as i32);
        }
        self.scratch.release(&mut self.builder, &mut self.calls);
        let status = self.builder.ins().stack_load(types::I64, types::I32, slot, STOPPED[2]);
        self.builder.ins().return_(&[status]);
    }

    /// Calls the runtime's clock: its address is in the context, so that none is in the code.
    fn clock(&mut self, to: Val) {
        let mut signature = Signature::new(self.builder.func.signature.call_conv);
        signature.returns.push(AbiParam::new(types::I64));
        let signature = self.builder.import_signature(signature);
        let flags = MemFlagsData::trusted().with_readonly().with_can_move();
        let offset = offset_of!(Context, clock) as i32;
        let clock = self.builder.ins().load(types::I64, flags, self.context, offset);
        let call = self.builder.ins().call_indirect(signature, clock, &[]);
        let time = self.builder.inst_results(call)[0];
        self.define(to, time);
    }

    fn constant(&mut self, to: Val, constant: Value) {
        let value = ops::constant(constant, &mut self.builder);
        let offset = constant.bits() as i64;
        let subscript = Subscript { root: None, offset };
        self.values[to.number()] = Some(Known { value, constant: Some(constant), subscript });
    }

    fn operation(&mut self, to: Val, op: Op, args: &[Val]) {
        let known: Vec<Known> = args.iter().map(|&arg| self.known(arg)).collect();
        let operands: Vec<Operand> = known.iter().map(Known::operand).collect();
        let types = ops::Types { operand: self.func.ty(args[0]), result: self.func.ty(to) };
        let value = ops::emit(op, &operands, types, &mut self.builder, &mut self.calls);
        let depth = known.iter().map(Known::depth).max().unwrap_or(0);
        let subscript = shifted(op, types, &known)
            .unwrap_or(Subscript { root: Some((value, depth)), offset: 0 });
        self.values[to.number()] = Some(Known { value, constant: None, subscript });
    }

    fn extent(&self, array: ir::ArrayId, axis: u8) -> clif::Value {
        array_of(&self.arrays, array).extents[usize::from(axis)]
    }

    fn known(&self, val: Val) -> Known {
        self.values[val.number()].expect("verified: a value is defined before its uses")
    }

    fn value(&self, val: Val) -> clif::Value {
        self.known(val).value
    }

    fn subscripts(&self, index: &[Val]) -> Vec<Subscript> {
        index.iter().map(|&val| self.known(val).subscript).collect()
    }

    /// `to` varies with the innermost loop around.
    fn define(&mut self, to: Val, value: clif::Value) {
        self.define_at(to, value, self.depth);
    }

    fn define_invariant(&mut self, to: Val, value: clif::Value) {
        self.define_at(to, value, 0);
    }

    fn define_at(&mut self, to: Val, value: clif::Value, depth: u32) {
        let subscript = Subscript { root: Some((value, depth)), offset: 0 };
        self.values[to.number()] = Some(Known { value, constant: None, subscript });
    }

    /// A new block whose parameters are the given values.
    fn block_defining(&mut self, vals: &[Val]) -> Block {
        let block = self.builder.create_block();
        for &val in vals {
            let value = self.builder.append_block_param(block, ty(self.func.ty(val)));
            self.define(val, value);
        }
        block
    }

    fn jump(&mut self, to: Block, vals: &[Val]) {
        let args = self.arguments(vals);
        self.builder.ins().jump(to, &args);
    }

    fn arguments(&self, vals: &[Val]) -> Vec<BlockArg> {
        vals.iter().map(|&val| BlockArg::Value(self.value(val))).collect()
    }

    /// Zeros for the parameters of a block.
    fn zeros(&mut self, block: Block) -> Vec<BlockArg> {
        let params = self.builder.block_params(block).to_vec();
        let types = params.into_iter().map(|param| self.builder.func.dfg.value_type(param));
        let types: Vec<clif::Type> = types.collect();
        types.into_iter().map(|ty| BlockArg::Value(ops::zero(ty, &mut self.builder))).collect()
    }

    fn target(&self, label: Label) -> Target {
        self.targets[label.number()].expect("verified: a label is left from inside")
    }
}

impl Known {
    fn operand(&self) -> Operand {
        Operand { value: self.value, constant: self.constant }
    }

    /// How many loops the value varies in.
    fn depth(&self) -> u32 {
        self.subscript.root.map_or(0, |(_, depth)| depth)
    }
}

fn array_of(arrays: &[Option<Array>], array: ir::ArrayId) -> &Array {
    arrays[array.number()].as_ref().expect("verified: an array is a parameter or a local one")
}

fn block_args<'v>(values: impl IntoIterator<Item = &'v clif::Value>) -> Vec<BlockArg> {
    values.into_iter().map(|&value| BlockArg::Value(value)).collect()
}

/// The result of a sum, a difference or a cast as an index that is another one and a constant.
/// Exact because indices and addresses wrap at the same 64 bits.
fn shifted(op: Op, types: ops::Types, args: &[Known]) -> Option<Subscript> {
    let wide = |scalar: Scalar| scalar.is_int() && scalar.bits() == 64;
    if !wide(types.operand) || !wide(types.result) {
        return None;
    }
    let offset = |number: usize| args[number].subscript.offset;
    let root = |number: usize| args[number].subscript.root;
    match op {
        Op::Cast => Some(args[0].subscript),
        Op::Add | Op::WrappingAdd if root(1).is_none() => {
            Some(Subscript { root: root(0), offset: offset(0).wrapping_add(offset(1)) })
        }
        Op::Add | Op::WrappingAdd if root(0).is_none() => {
            Some(Subscript { root: root(1), offset: offset(0).wrapping_add(offset(1)) })
        }
        Op::Sub | Op::WrappingSub if root(1).is_none() => {
            Some(Subscript { root: root(0), offset: offset(0).wrapping_sub(offset(1)) })
        }
        _ => None,
    }
}
