//! Parallel loops whose chunks may run on several threads.
//!
//! In: an outermost parallel loop. Out: a loop over its chunks that [forks](Fork), with the loop
//! itself inside, and what the chunks came to combined behind it. Scalars leave their chunk through
//! an array of the function that has an element per chunk; arrays that are reduced have up to
//! [`order::MOST_COPIES`] copies, each for a run of chunks, merged into them behind the loop. Sums
//! and products of floats are cut and combined as [`order`] says; what is exact is cut alike, or, if
//! nothing in the loop has an order, into chunks that are worth a thread's while. A loop that
//! combines nothing and has loops inside forks as it is, without chunks. A loop of short iterations
//! stands a second time, as it is, for calls of too little work to fork.
//!
//! Always true: results are the bits of the loop on one thread. What is exact starts each chunk from
//! its [identity](order::identity), an extremum with its companions from their initial values, so
//! that the first index wins. Behind a trap arrays that are reduced are as they were. Loops inside
//! run on the thread that they are on. Deliberately absent: how many threads there are.

use std::collections::HashMap;
use std::fmt;

use metate_lang::analysis::cost;
use metate_lang::error::Span;
use metate_lang::ir::order::{self, Order};
use metate_lang::ir::walk::{walk, walk_mut};
use metate_lang::ir::{
    ArrayData, ArrayId, Block, Check, End, Fork, Func, Label, LabelData, Parallel, Range,
    Reduction, Stmt, StmtKind, Val,
};
use metate_lang::op::Op;
use metate_lang::ty::{FixedTy, Layout, MAX_RANK, Scalar};
use metate_lang::value::Value;

use super::copies::is_too_large;
use super::{Chunks, Counted, Cut, Purpose, Total, Writer, is_parallel, take};
use crate::runtime::threads::LEAST_WORK;

/// What became of an outermost parallel loop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forked {
    /// The loop.
    pub label: Label,
    /// Why it stays on one thread, if it does.
    pub because: Option<Obstacle>,
}

/// Why the iterations of a parallel loop stay on one thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Obstacle {
    /// It is a plain loop whose sums alone may be regrouped.
    InOrder,
    /// Of equal extrema the last one wins.
    LastWins,
    /// Whether a sum overflows depends on the order of its terms, and that is checked.
    Overflow,
    /// An array that is reduced has as many axes as arrays may have: its copies would have one more.
    Rank,
    /// The loop would stand twice, and is too large.
    TooLarge,
    /// Whether its iterations touch different places is found as they run, in their order.
    Claims,
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Obstacle::InOrder => "its iterations run in order",
            Obstacle::LastWins => "of equal extrema the last one wins, not the first",
            Obstacle::Overflow => {
                "it is checked whether a sum or product overflows, which depends on their order"
            }
            Obstacle::Rank => "an array that it adds to has too many axes to be copied",
            Obstacle::Claims => {
                "where it writes is known only when it runs, so that its iterations are in order"
            }
            Obstacle::TooLarge => "it has too many statements to stand twice",
        })
    }
}

/// What is known while loops are made to fork.
pub(super) struct Forking {
    /// The outermost parallel loop that alone names a local array.
    private: HashMap<ArrayId, Label>,
    chunk_work: u64,
    found: Vec<Forked>,
}

/// The modelled cycles that a chunk is made of where its size is not a matter of order.
pub const CHUNK_WORK: u64 = 8192;

/// The most iterations that such a chunk has at least.
const MOST_LEAST: u64 = order::LEAST_CHUNK as u64;

/// What the number of its iterations is a multiple of.
const MULTIPLE: u64 = 2;

/// The most statements of an iteration that is short: beyond, a second copy costs more time to compile
/// than it ever saves.
const MOST_SHORT: usize = 48;

/// The modelled cycles that an element of a copy costs: it is filled, and merged.
const COPY_COST: f64 = 8.0;

/// Writes out every parallel loop that can be, the outermost ones so that they fork; says what
/// became of these. Chunks whose size is not a matter of order do about `chunk_work`.
pub fn fork(func: &mut Func, chunk_work: u64) -> Vec<Forked> {
    if !func.statements().any(is_parallel) {
        return Vec::new();
    }
    let private = private_arrays(func);
    let body = take(&mut func.body);
    let mut writer = Writer::new(func);
    writer.forking = Some(Forking { private, chunk_work, found: Vec::new() });
    let body = writer.function(body);
    let forking = writer.forking.take();
    func.body = body;
    forking.map_or(Vec::new(), |forking| forking.found)
}

/// The local arrays that only one outermost parallel loop names.
fn private_arrays(func: &Func) -> HashMap<ArrayId, Label> {
    let mut named: HashMap<ArrayId, Option<Label>> = HashMap::new();
    let mut open: Vec<(&Block, Option<Label>)> = vec![(&func.body, None)];
    while let Some((block, inside)) = open.pop() {
        for stmt in &block.stmts {
            stmt.kind.arrays(|array| {
                let known = named.entry(array).or_insert(inside);
                *known = known.filter(|&label| Some(label) == inside);
            });
            let own = is_parallel(stmt).then(|| stmt.kind.label()).flatten();
            let inside = inside.or(own);
            open.extend(stmt.kind.blocks().map(|block| (block, inside)));
        }
    }
    let is_local = |array: &ArrayId| func.arrays[*array].local.is_some();
    named
        .into_iter()
        .filter_map(|(array, label)| Some((array, label?)))
        .filter(|row| is_local(&row.0))
        .collect()
}

/// A carried value of a loop that forks.
struct Scalars {
    totals: Vec<Total>,
    /// The numbers of those that are exact.
    exact: Vec<usize>,
    /// By number, what the chunks came to.
    partials: Vec<ArrayId>,
}

/// An array that is reduced.
struct Reduced {
    array: ArrayId,
    op: Op,
    elem: Scalar,
    extents: Vec<Val>,
    /// One axis more: the first numbers the copy.
    copies: ArrayId,
}

impl Writer<'_> {
    /// Whether the loop is one that is asked whether it may fork, and may; keeps the answer.
    pub(super) fn may_fork(&mut self, counted: &Counted, parallel: &Parallel) -> bool {
        if self.forking.is_none() || self.depth > 0 {
            return false;
        }
        let because = self.obstacle(counted, parallel);
        self.note(counted.label, because);
        because.is_none()
    }

    pub(super) fn note(&mut self, label: Label, because: Option<Obstacle>) {
        if let Some(forking) = &mut self.forking {
            forking.found.retain(|found| found.label != label);
            forking.found.push(Forked { label, because });
        }
    }

    fn obstacle(&self, counted: &Counted, parallel: &Parallel) -> Option<Obstacle> {
        let last_wins = |reduction: &Reduction| matches!(reduction, Reduction::Best(op) if !matches!(op, Op::Lt | Op::Gt));
        if parallel.in_order || parallel.reductions.contains(&Reduction::InOrder) {
            return Some(Obstacle::InOrder);
        }
        if parallel.reductions.iter().any(last_wins) {
            return Some(Obstacle::LastWins);
        }
        if self.checks_sums(counted, parallel) {
            return Some(Obstacle::Overflow);
        }
        let rank = |&(array, _): &(ArrayId, Op)| usize::from(self.func.arrays[array].rank);
        if parallel.arrays.iter().map(rank).any(|rank| rank >= MAX_RANK) {
            return Some(Obstacle::Rank);
        }
        (!parallel.arrays.is_empty() && is_too_large(&counted.body)).then_some(Obstacle::TooLarge)
    }

    /// Whether an overflow check may be one of a sum or product that the loop reduces.
    fn checks_sums(&self, counted: &Counted, parallel: &Parallel) -> bool {
        let scalars = parallel.reductions.iter().zip(&counted.carried);
        let scalars = scalars.filter_map(|(reduction, carried)| match reduction {
            Reduction::Op(Op::Add | Op::Mul) => Some(self.func.ty(carried.inner)),
            _ => None,
        });
        let arrays = parallel.arrays.iter().map(|&(array, _)| self.func.arrays[array].elem);
        let types: Vec<Scalar> = scalars.chain(arrays).filter(|ty| ty.is_int()).collect();
        let mut found = false;
        walk(&counted.body, &mut |stmt| {
            if let StmtKind::Check { check: Check::Overflow(_), args } = &stmt.kind {
                found |= types.contains(&self.func.ty(args[0]));
            }
        });
        found
    }

    /// A parallel loop that may fork.
    pub(super) fn forked(
        &mut self,
        span: Span,
        mut counted: Counted,
        parallel: Parallel,
        order: Option<Order>,
    ) -> Option<StmtKind> {
        self.span = span;
        let whole = self.is_long_map(&counted, &parallel);
        let last_trip = self.last_trip(counted.range, self.func.ty(counted.var));
        let work = self.work(&counted, last_trip);
        // Loops that are not written out keep their mark, so this one is none of them.
        self.owner = Some(counted.label);
        self.inner(&mut counted);
        // What found no room on the stack comes with the body, which may stand twice.
        let allocations = self.allocations(self.owner);
        counted.body.stmts.splice(0..0, allocations);
        self.owner = None;
        self.span = span;
        if whole {
            self.fork_whole(counted, work);
            return None;
        }
        let cut = order.map_or_else(|| self.cut(&counted.body), Cut::of);
        if self.is_short(&counted, &parallel, order) {
            let least = self.constant(Value::F64(LEAST_WORK));
            let cond = self.op(Op::Ge, vec![work, least], Scalar::Bool);
            self.either(cond, counted, (parallel, order), |this, counted, parallel| {
                let chunks = this.chunks(counted.range, last_trip, cut);
                this.fork_chunks(counted, parallel, &chunks, work);
            });
            return None;
        }
        let chunks = self.chunks(counted.range, last_trip, cut);
        if parallel.arrays.is_empty() {
            self.fork_chunks(counted, &parallel, &chunks, work);
            return None;
        }
        let cond = self.copies_pay(&parallel, &chunks, work);
        self.either(cond, counted, (parallel, order), |this, counted, parallel| {
            this.fork_copies(counted, parallel, &chunks, work);
        });
        None
    }

    /// A loop that forks if a condition holds, else a second one, on one thread.
    fn either(
        &mut self,
        cond: Val,
        counted: Counted,
        (parallel, order): (Parallel, Option<Order>),
        fork: impl FnOnce(&mut Self, Counted, &Parallel),
    ) {
        let span = self.span;
        let to = counted.to.clone();
        let mut second = self.second(&counted);
        let results = self.values_like(&to);
        let first = Counted { to: results.clone(), ..counted };
        let then = self.nested(|this| {
            fork(this, first, &parallel);
            End::Give(results)
        });
        let results = second.to.clone();
        // Its results are those of whatever it becomes.
        second.to = results.clone();
        let otherwise = self.nested(|this| {
            if let Some(kind) = this.in_one(span, second, parallel, order) {
                this.push(kind);
            }
            End::Give(results)
        });
        self.span = span;
        self.push(StmtKind::If { to, cond, then, otherwise });
    }

    /// Whether its iterations are so short, and in no order, that a call with few of them would notice
    /// the chunks: then the loop stands there a second time, as it is, for those.
    fn is_short(&self, counted: &Counted, parallel: &Parallel, order: Option<Order>) -> bool {
        let eager = self.forking.as_ref().is_some_and(|forking| forking.chunk_work == 1);
        let mut statements = 0;
        walk(&counted.body, &mut |_| statements += 1);
        let ordered = order.is_some() || !parallel.arrays.is_empty();
        let nested = order::contains_loop(&counted.body);
        !eager && !ordered && !nested && statements <= MOST_SHORT
    }

    /// Whether it combines nothing and its iterations are loops: what hands them out in parts needs no
    /// chunks for that, and another loop around each iteration would cost as much as a short one.
    fn is_long_map(&self, counted: &Counted, parallel: &Parallel) -> bool {
        let combines = !counted.carried.is_empty() || !parallel.arrays.is_empty();
        let plain = self.func.ty(counted.var) == Scalar::Usize && !counted.range.inclusive;
        plain && !combines && order::contains_loop(&counted.body)
    }

    /// The loop itself forks.
    fn fork_whole(&mut self, counted: Counted, work: Val) {
        let Counted { to, label, var, range, carried, body } = counted;
        let fork = Some(Fork { work, private: self.private_to(label) });
        let parallel = Some(Parallel { fork, ..Parallel::default() });
        self.push(StmtKind::For { to, label, var, range, carried, parallel, body });
    }

    /// How a loop is cut whose iterations have no order to keep to.
    fn cut(&self, body: &Block) -> Cut {
        if order::contains_loop(body) {
            return Cut { least: 1, multiple: 1 };
        }
        let iteration = cost::of(self.func, body).most.cost.max(1);
        let work = self.forking.as_ref().map_or(CHUNK_WORK, |forking| forking.chunk_work);
        let least = (work / iteration).clamp(MULTIPLE, MOST_LEAST).next_power_of_two();
        Cut { least: least as usize, multiple: MULTIPLE as usize }
    }

    /// Whether copies of the arrays fit into memory, and are worth it: sums of floats take them on
    /// one thread as well.
    fn copies_pay(&mut self, parallel: &Parallel, chunks: &Chunks, work: Val) -> Val {
        let row = |&(array, _): &(ArrayId, Op)| (array, self.func.arrays[array].elem);
        let arrays: Vec<(ArrayId, Scalar)> = parallel.arrays.iter().map(row).collect();
        let fit = self.fit(&arrays, chunks);
        if self.inexact(parallel).next().is_some() {
            return fit;
        }
        let copies = self.copies(chunks);
        let copies = self.cast(copies, Scalar::F64);
        // Where chunks cost nothing, as in tests, copies do not either.
        let cost = match &self.forking {
            Some(Forking { chunk_work: 1, .. }) => 0.0,
            _ => COPY_COST,
        };
        let mut cost = self.constant(Value::F64(cost));
        cost = self.op(Op::Mul, vec![cost, copies], Scalar::F64);
        let mut all = self.constant(Value::F64(0.0));
        for (array, _) in arrays {
            let mut product = cost;
            for extent in self.extents(array) {
                let extent = self.cast(extent, Scalar::F64);
                product = self.op(Op::Mul, vec![product, extent], Scalar::F64);
            }
            all = self.op(Op::Add, vec![all, product], Scalar::F64);
        }
        let pays = self.op(Op::Lt, vec![all, work], Scalar::Bool);
        self.op(Op::And, vec![fit, pays], Scalar::Bool)
    }

    /// The loop over the chunks, and what they came to.
    fn fork_chunks(&mut self, counted: Counted, parallel: &Parallel, chunks: &Chunks, work: Val) {
        let (label, to) = (counted.label, counted.to.clone());
        let carried = counted.carried.clone();
        let scalars = self.scalars(&counted, parallel);
        self.fork_loop(label, chunks.count, work, |this, chunk| {
            this.partial_chunk(counted, parallel, &scalars, chunks, chunk);
        });
        let inits: Vec<Val> = carried.iter().map(|carried| carried.init).collect();
        self.combine(parallel, &scalars, chunks, &inits, &to);
    }

    /// The loop over runs of chunks, each with its copies of the arrays; then all are merged.
    fn fork_copies(&mut self, counted: Counted, parallel: &Parallel, chunks: &Chunks, work: Val) {
        let (label, to) = (counted.label, counted.to.clone());
        let inits: Vec<Val> = counted.carried.iter().map(|carried| carried.init).collect();
        let scalars = self.scalars(&counted, parallel);
        let copies = self.copies(chunks);
        let mut reduced = Vec::new();
        for &(array, op) in &parallel.arrays {
            reduced.push(self.reduced(array, op, copies));
        }
        self.fork_loop(label, copies, work, |this, copy| {
            for row in &reduced {
                let neutral = this.constant(start(row.op, row.elem));
                this.each(&row.extents, |this, index| {
                    let index: Vec<Val> = [copy].into_iter().chain(index.iter().copied()).collect();
                    this.store(row.copies, &index, neutral);
                });
            }
            let mut counted = counted;
            for row in &reduced {
                rename(&mut counted.body, row, copy);
            }
            let (lo, hi) = this.run_limits(chunks, copy, copies);
            this.counted(lo, hi, &[], None, |this, chunk, _| {
                this.partial_chunk(counted, parallel, &scalars, chunks, chunk);
                Vec::new()
            });
        });
        let zero = self.usize(0);
        for row in &reduced {
            self.counted(zero, copies, &[], None, |this, copy, _| {
                this.each(&row.extents, |this, index| {
                    let merged = this.load(row.array, index, row.elem);
                    let of_copy: Vec<Val> =
                        [copy].into_iter().chain(index.iter().copied()).collect();
                    let more = this.load(row.copies, &of_copy, row.elem);
                    let merged = this.op(row.op, vec![merged, more], row.elem);
                    this.store(row.array, index, merged);
                });
                Vec::new()
            });
        }
        self.combine(parallel, &scalars, chunks, &inits, &to);
    }

    fn reduced(&mut self, array: ArrayId, op: Op, copies: Val) -> Reduced {
        let extents = self.extents(array);
        let row = &self.func.arrays[array];
        let (elem, rank) = (row.elem, row.rank + 1);
        let (name, layout) = ("copies".to_owned(), Layout::Contiguous);
        let row = ArrayData { name, elem, rank, layout, mutable: true, local: None };
        let all = self.func.arrays.push(row);
        let lengths = [copies].into_iter().chain(extents.iter().copied()).collect();
        self.push(StmtKind::Allocate { array: all, extents: lengths });
        Reduced { array, op, elem, extents, copies: all }
    }

    /// A loop over `0..count` that forks; its memory is that of the parallel loop `label`.
    fn fork_loop(
        &mut self,
        label: Label,
        count: Val,
        work: Val,
        iteration: impl FnOnce(&mut Self, Val),
    ) {
        let span = self.span;
        let own = self.func.labels.push(LabelData::at(span));
        let var = self.func.value(Scalar::Usize, None);
        let zero = self.usize(0);
        self.owner = Some(label);
        let mut body = self.nested(|this| {
            iteration(this, var);
            End::Next(own, Vec::new())
        });
        let allocations: Vec<Stmt> = self.allocations(Some(label));
        self.owner = None;
        body.stmts.splice(0..0, allocations);
        let fork = Some(Fork { work, private: self.private_to(label) });
        let parallel = Some(Parallel { fork, ..Parallel::default() });
        let range = Range { lo: zero, hi: count, inclusive: false };
        let (to, carried) = (Vec::new(), Vec::new());
        self.push(StmtKind::For { to, label: own, var, range, carried, parallel, body });
    }

    /// The local arrays of which each iteration of this loop has its own.
    fn private_to(&self, label: Label) -> Vec<ArrayId> {
        let own = self.memory.iter().filter(|(key, _)| key.0 == Some(label));
        let own =
            own.map(|(_, &array)| array).filter(|&array| self.func.arrays[array].local.is_some());
        let forking = self.forking.iter().flat_map(|forking| &forking.private);
        let text = forking.filter(|row| *row.1 == label).map(|row| *row.0);
        let mut all: Vec<ArrayId> = own.chain(text).collect();
        all.sort_unstable();
        all
    }

    fn scalars(&mut self, counted: &Counted, parallel: &Parallel) -> Scalars {
        self.owner = Some(counted.label);
        let totals = self.totals(counted, parallel);
        self.owner = None;
        let types: Vec<Scalar> = counted.carried.iter().map(|c| self.func.ty(c.inner)).collect();
        let mut partials = Vec::with_capacity(types.len());
        for (number, &ty) in types.iter().enumerate() {
            let ty = FixedTy::new(ty, &[order::MOST_CHUNKS as usize]).expect("a short array");
            partials.push(self.memory(Purpose::Partials, ty, number));
        }
        let is_exact = |number: &usize| totals.iter().all(|total| total.number != *number);
        let exact = (0..types.len()).filter(is_exact).collect();
        Scalars { totals, exact, partials }
    }

    /// A chunk by itself: what it comes to goes where all can see it.
    fn partial_chunk(
        &mut self,
        counted: Counted,
        parallel: &Parallel,
        scalars: &Scalars,
        chunks: &Chunks,
        chunk: Val,
    ) {
        let Scalars { totals, exact, partials } = scalars;
        let mut inits = Vec::with_capacity(exact.len());
        for &number in exact {
            let carried = counted.carried[number];
            inits.push(match parallel.reductions[number] {
                Reduction::Op(op) => {
                    self.constant(order::identity(op, self.func.ty(carried.inner)))
                }
                _ => carried.init,
            });
        }
        let results = self.chunk(counted, totals, chunks, (chunk, &inits));
        for (&number, &result) in exact.iter().zip(&results) {
            self.store(partials[number], &[chunk], result);
        }
        for total in totals {
            let sum = self.first_accumulator(total);
            self.store(partials[total.number], &[chunk], sum);
        }
    }

    /// What the chunks came to, combined: the results of the loop.
    fn combine(
        &mut self,
        parallel: &Parallel,
        scalars: &Scalars,
        chunks: &Chunks,
        inits: &[Val],
        to: &[Val],
    ) {
        let Scalars { totals, exact, partials } = scalars;
        let zero = self.usize(0);
        for total in totals {
            self.counted(zero, chunks.count, &[], None, |this, chunk, _| {
                let sum = this.load(partials[total.number], &[chunk], total.ty);
                this.count_up(total, chunk, sum);
                Vec::new()
            });
            self.result(total, chunks.count);
        }
        if exact.is_empty() {
            return;
        }
        let inits: Vec<Val> = exact.iter().map(|&number| inits[number]).collect();
        let to = exact.iter().map(|&number| to[number]).collect();
        self.counted(zero, chunks.count, &inits, Some(to), |this, chunk, inner| {
            let mut loaded = HashMap::new();
            for (&number, &old) in exact.iter().zip(inner) {
                let new = this.load(partials[number], &[chunk], this.func.ty(old));
                loaded.insert(number, (old, new));
            }
            let mut better = HashMap::new();
            exact.iter().map(|&number| this.next(parallel, number, &loaded, &mut better)).collect()
        });
    }

    /// An exact value combined with that of another chunk.
    fn next(
        &mut self,
        parallel: &Parallel,
        number: usize,
        loaded: &HashMap<usize, (Val, Val)>,
        better: &mut HashMap<usize, Val>,
    ) -> Val {
        let (old, new) = loaded[&number];
        let ty = self.func.ty(old);
        let best = match parallel.reductions[number] {
            Reduction::Op(op) => return self.op(op, vec![old, new], ty),
            Reduction::With(best) => best as usize,
            Reduction::Best(_) | Reduction::InOrder => number,
        };
        let Reduction::Best(order) = parallel.reductions[best] else {
            unreachable!("verified: a companion goes with an extremum")
        };
        let cond = *better.entry(best).or_insert_with(|| {
            let (old, new) = loaded[&best];
            self.op(order, vec![new, old], Scalar::Bool)
        });
        self.op(Op::Select, vec![cond, new, old], ty)
    }
}

/// What an element of a copy starts from.
fn start(op: Op, elem: Scalar) -> Value {
    match order::is_exact(op, elem) {
        true => order::identity(op, elem),
        false => order::neutral(op, elem),
    }
}

/// Accesses to the array go to the copy of this number. Checks are about the array still: it has
/// the same extents, and is what a trap names.
fn rename(block: &mut Block, row: &Reduced, copy: Val) {
    walk_mut(block, &mut |stmt| match &mut stmt.kind {
        StmtKind::Load { array, index, .. } | StmtKind::Store { array, index, .. }
            if *array == row.array =>
        {
            *array = row.copies;
            index.insert(0, copy);
        }
        _ => {}
    });
}
