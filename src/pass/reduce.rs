//! Writes parallel loops out as plain ones, in the order that [`metate_lang::ir::order`] gives.
//!
//! In: a verified function. Out: the same, in which chunks, accumulators and the tree are loops
//! and local arrays, for engines that know nothing of reductions; results are the same bits.
//!
//! The chunks of a loop are a loop around it. A sum lives in a local array of accumulators while
//! a chunk runs. Chunks combine as a binary counter does: `levels[k]` holds the sum of `2^k`
//! chunks, and a new chunk takes along the levels that are full, from the lowest on. What is
//! left in the end combines from the lowest level upwards: that is the tree of adjacent pairs.
//! Arrays that are reduced into have one copy, which is combined after each run of chunks: with the
//! array itself if it is local, else with a second copy, that becomes the array behind the loop; so
//! a trap leaves a parameter as it was. Copies of a parameter have a size that only the call
//! knows. They are allocated, and the loop stands there a second time for arrays that are too
//! large to be copied: then it works on the arrays themselves.
//!
//! A loop whose iterations claim places, since only the data tells that these differ, may be written out
//! twice too: behind a survey of the places, without claims, and in order with them ([`claims`]).
//!
//! Always true: iterations ascend, and checks name the arrays of the text. A loop whose reductions
//! are all exact only loses its mark. A loop that would stand twice and has more than
//! [`MOST_DOUBLED`] statements keeps it. Deliberately absent: lanes.
//!
//! [`fork()`] does the same for engines with several threads: the chunks of an outermost loop, or the
//! runs of chunks that share a copy, are a loop that [forks](metate_lang::ir::Fork).

mod claims;
mod copies;
mod earliest;
mod fork;
mod estimate;

use std::collections::HashMap;

use metate_lang::error::Span;
use metate_lang::ir::order::{self, Order};
use metate_lang::ir::walk::{walk_blocks, walk_blocks_mut};
use metate_lang::ir::{
    ArrayData, ArrayId, Block, Carried, Check, End, Func, Label, LabelData, Parallel, Range,
    Reduction, Stmt, StmtKind, Val,
};
use metate_lang::lower::MAX_LOCAL_BYTES;
use metate_lang::op::Op;
use metate_lang::ty::{FixedTy, Layout, Scalar};
use metate_lang::value::Value;

use copies::{Copied, is_too_large, rename};
pub use earliest::earliest;
pub use fork::{CHUNK_WORK, Forked, fork};

/// Writes out every parallel loop that can be; returns whether there was one.
pub fn reduce(func: &mut Func) -> bool {
    let any = func.statements().any(is_parallel);
    if any {
        let body = take(&mut func.body);
        let mut writer = Writer::new(func);
        func.body = writer.function(body);
    }
    any
}

/// Whether it is a parallel loop that was not made to fork so far.
fn is_parallel(stmt: &Stmt) -> bool {
    matches!(&stmt.kind, StmtKind::For { parallel: Some(parallel), .. } if parallel.fork.is_none())
}

/// Whether it is a loop that forks.
fn is_forking(stmt: &Stmt) -> bool {
    matches!(&stmt.kind, StmtKind::For { parallel: Some(parallel), .. } if parallel.fork.is_some())
}

/// The most statements of a body that is written out twice. Such loops may nest, and each doubles
/// what is inside.
pub const MOST_DOUBLED: usize = 5_000;

/// The most memory that local arrays may take, in bytes, with what the pass adds to them: it lies
/// on the stack. What is beyond is allocated.
pub const MOST_LOCAL_BYTES: usize = 2 * MAX_LOCAL_BYTES;

/// How many levels the binary counter has: one more than the bits of the last chunk's number.
const LEVELS: usize = order::MOST_CHUNKS.ilog2() as usize + 1;

/// What a local array of the pass is for; loops that do not nest share them.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Purpose {
    Accumulators,
    Levels,
    Copy,
    /// What the chunks of a loop that forks came to.
    Partials,
}

/// A counted loop that is being written out.
struct Counted {
    to: Vec<Val>,
    label: Label,
    var: Val,
    range: Range,
    carried: Vec<Carried>,
    body: Block,
}

/// A sum or product of floats.
struct Total {
    op: Op,
    ty: Scalar,
    inner: Val,
    init: Val,
    to: Val,
    accumulators: ArrayId,
    levels: ArrayId,
    /// The number of the carried value.
    number: usize,
}

/// How the trips of a loop are cut; all of type `usize`.
struct Chunks {
    /// Whether there is a trip.
    any: Val,
    count: Val,
    /// The last trip, and the last iteration of a full chunk.
    last_trip: Val,
    last_of_chunk: Val,
    length: Val,
}

/// How a range is cut into chunks.
struct Cut {
    /// The fewest iterations of a chunk.
    least: usize,
    /// What their number is a multiple of, a power of two, if it is more than one.
    multiple: usize,
}

impl Cut {
    fn of(order: Order) -> Cut {
        match order.nested {
            true => Cut { least: 1, multiple: 1 },
            false => {
                Cut { least: order::LEAST_CHUNK as usize, multiple: order.accumulators as usize }
            }
        }
    }
}

/// Writes statements.
struct Writer<'f> {
    func: &'f mut Func,
    stmts: Vec<Stmt>,
    /// The place of the loop that is written out.
    span: Span,
    /// How many loops that are written out are around.
    depth: usize,
    /// By whose memory it is (that of a loop that forks, or of the function), depth, purpose, type
    /// and number.
    memory: HashMap<(Owner, usize, Purpose, FixedTy, usize), ArrayId>,
    /// What lies on the stack.
    local_bytes: usize,
    /// Those of `memory` that do not.
    allocated: Vec<(Owner, ArrayId, FixedTy)>,
    /// Whose memory the statements that are written use.
    owner: Owner,
    /// The extents of what the function allocates.
    tables: HashMap<ArrayId, Vec<Val>>,
    /// What is asked of loops that may fork, if any may.
    forking: Option<fork::Forking>,
}

/// Whose memory a local array is: that of the function, or of the iterations of a loop that forks.
type Owner = Option<Label>;

impl<'f> Writer<'f> {
    fn new(func: &'f mut Func) -> Writer<'f> {
        let local_bytes = func.local_bytes();
        Writer {
            func,
            local_bytes,
            stmts: Vec::new(),
            span: Span::default(),
            depth: 0,
            memory: HashMap::new(),
            allocated: Vec::new(),
            owner: None,
            tables: HashMap::new(),
            forking: None,
        }
    }

    fn function(&mut self, body: Block) -> Block {
        let mut body = self.block(body);
        let stmts = self.allocations(None);
        body.stmts.splice(0..0, stmts);
        body
    }

    fn block(&mut self, block: Block) -> Block {
        self.nested(|this| {
            block.stmts.into_iter().for_each(|stmt| this.statement(stmt));
            block.end
        })
    }

    fn statement(&mut self, mut stmt: Stmt) {
        if is_forking(&stmt) {
            self.stmts.push(stmt);
            return;
        }
        if let StmtKind::For { to, label, var, range, carried, parallel: Some(parallel), body } =
            stmt.kind
        {
            let counted = Counted { to, label, var, range, carried, body };
            stmt.kind = match self.parallel(stmt.span, counted, parallel) {
                Some(kept) => kept,
                None => return,
            };
        } else {
            if let StmtKind::Allocate { array, extents } = &stmt.kind {
                self.tables.insert(*array, extents.clone());
            }
            for inner in stmt.kind.blocks_mut() {
                *inner = self.block(take(inner));
            }
        }
        self.stmts.push(stmt);
    }

    /// Writes a parallel loop out, or returns it if it stays one loop.
    fn parallel(
        &mut self,
        span: Span,
        mut counted: Counted,
        parallel: Parallel,
    ) -> Option<StmtKind> {
        let inner = counted.carried.iter().map(|carried| carried.inner);
        let order = Order::of(self.func, inner, &parallel, &counted.body);
        if self.may_fork(&counted, &parallel) {
            if parallel.claims.is_empty() {
                return self.forked(span, counted, parallel, order);
            }
            counted = self.surveyed(span, counted, &parallel, order)?;
        }
        if !parallel.claims.is_empty() {
            counted = self.surveyed_in_order(span, counted, &parallel, order)?;
        }
        self.inner(&mut counted);
        self.in_one(span, counted, parallel, order)
    }

    /// Writes out what is inside of a parallel loop.
    fn inner(&mut self, counted: &mut Counted) {
        self.depth += 1;
        counted.body = self.block(take(&mut counted.body));
        self.depth -= 1;
    }

    /// The loop on one thread.
    fn in_one(
        &mut self,
        span: Span,
        counted: Counted,
        parallel: Parallel,
        order: Option<Order>,
    ) -> Option<StmtKind> {
        let doubled = self.inexact(&parallel).any(|(_, _, row)| row.local.is_none());
        let kept = doubled && is_too_large(&counted.body);
        let Some(order) = order.filter(|_| !kept) else {
            let Counted { to, label, var, range, carried, body } = counted;
            let parallel = kept.then_some(parallel);
            return Some(StmtKind::For { to, label, var, range, carried, parallel, body });
        };
        self.span = span;
        let last_trip = self.last_trip(counted.range, self.func.ty(counted.var));
        let chunks = self.chunks(counted.range, last_trip, Cut::of(order));
        match doubled {
            true => self.in_copies_or_in_order(counted, &parallel, &chunks),
            false => {
                let copied = self.copied(&parallel);
                self.write(counted, &parallel, &chunks, &copied);
            }
        }
        None
    }

    /// The loop as loops over copies, chunks and iterations.
    fn write(
        &mut self,
        mut counted: Counted,
        parallel: &Parallel,
        chunks: &Chunks,
        copied: &[Copied],
    ) {
        let totals = self.totals(&counted, parallel);
        for Copied { array, copy, .. } in copied {
            rename(&mut counted.body, *array, *copy);
        }
        let is_total = |number: usize| totals.iter().any(|total| total.number == number);
        // What is exact is carried through all loops, in order.
        let exact: Vec<usize> =
            (0..counted.carried.len()).filter(|&number| !is_total(number)).collect();
        let inits: Vec<Val> = exact.iter().map(|&number| counted.carried[number].init).collect();
        let to: Vec<Val> = exact.iter().map(|&number| counted.to[number]).collect();
        let zero = self.usize(0);
        if copied.is_empty() {
            self.counted(zero, chunks.count, &inits, Some(to), |this, chunk, inner| {
                this.counted_chunk(counted, &totals, chunks, (chunk, inner))
            });
        } else {
            let copies = self.copies(chunks);
            self.counted(zero, copies, &inits, Some(to), |this, copy, inner| {
                this.run_of_chunks(counted, (&totals, copied), chunks, (copy, copies), inner)
            });
        }
        for total in &totals {
            self.result(total, chunks.count);
        }
    }

    fn totals(&mut self, counted: &Counted, parallel: &Parallel) -> Vec<Total> {
        let mut totals = Vec::new();
        for (number, &Carried { inner, init }) in counted.carried.iter().enumerate() {
            let ty = self.func.ty(inner);
            let Reduction::Op(op) = parallel.reductions[number] else { continue };
            if order::is_exact(op, ty) {
                continue;
            }
            let row = |len| FixedTy::new(ty, &[len]).expect("a short array");
            let accumulators = row(order::accumulators(ty) as usize);
            let accumulators = self.memory(Purpose::Accumulators, accumulators, totals.len());
            let levels = self.shared(Purpose::Levels, row(LEVELS), totals.len());
            let to = counted.to[number];
            totals.push(Total { op, ty, inner, init, to, accumulators, levels, number });
        }
        totals
    }

    /// The local array of this purpose and type, number `number` of a loop.
    fn memory(&mut self, purpose: Purpose, ty: FixedTy, number: usize) -> ArrayId {
        let name = match purpose {
            Purpose::Accumulators => "accumulators",
            Purpose::Levels => "levels",
            Purpose::Copy => "copy",
            Purpose::Partials => "partials",
        };
        let owner = self.owner;
        let key = (owner, self.depth, purpose, ty, number);
        *self.memory.entry(key).or_insert_with(|| {
            let fits = self.local_bytes.saturating_add(ty.bytes()) <= MOST_LOCAL_BYTES;
            let array = self.func.arrays.push(ArrayData {
                name: name.to_owned(),
                elem: ty.elem,
                rank: ty.rank() as u8,
                layout: Layout::Contiguous,
                mutable: true,
                local: fits.then_some(ty),
            });
            match fits {
                true => self.local_bytes += ty.bytes(),
                false => self.allocated.push((owner, array, ty)),
            }
            array
        })
    }

    /// The same, for what outlives an iteration of the loop that is written: its own iterations use
    /// it together.
    fn shared(&mut self, purpose: Purpose, ty: FixedTy, number: usize) -> ArrayId {
        let owner = self.owner;
        if self.depth == 0 {
            self.owner = None;
        }
        let array = self.memory(purpose, ty, number);
        self.owner = owner;
        array
    }

    /// What gives an owner's arrays memory that found no room on the stack: once, on top.
    fn allocations(&mut self, owner: Owner) -> Vec<Stmt> {
        let block = self.nested(|this| {
            let (own, others) =
                std::mem::take(&mut this.allocated).into_iter().partition(|row| row.0 == owner);
            this.allocated = others;
            let own: Vec<(Owner, ArrayId, FixedTy)> = own;
            for (_, array, ty) in own {
                let extents = ty.extents().map(|extent| this.usize(extent)).collect();
                this.push(StmtKind::Allocate { array, extents });
            }
            End::Unreachable
        });
        block.stmts
    }

    /// The number of a range's last trip, if there is one, as a `usize`.
    fn last_trip(&mut self, range: Range, ty: Scalar) -> Val {
        let distance = self.distance(range.hi, range.lo, ty);
        if range.inclusive {
            return distance;
        }
        let one = self.usize(1);
        self.op(Op::Sub, vec![distance, one], Scalar::Usize)
    }

    /// Cuts the range. All in 64 bits, also where there are `2^64` trips: the last trip has a
    /// number that fits, and an empty range comes to no chunk in the end.
    fn chunks(&mut self, range: Range, last_trip: Val, cut: Cut) -> Chunks {
        let usize = Scalar::Usize;
        let compare = if range.inclusive { Op::Le } else { Op::Lt };
        let any = self.op(compare, vec![range.lo, range.hi], Scalar::Bool);
        let [zero, one] = [0, 1].map(|number| self.usize(number));
        let shift = self.usize(order::MOST_CHUNKS.ilog2() as usize);
        let even = self.op(Op::Shr, vec![last_trip, shift], usize);
        let even = self.op(Op::Add, vec![even, one], usize);
        let length = if cut.least == 1 {
            even
        } else {
            let least = self.usize(cut.least);
            let mask = self.usize(cut.multiple - 1);
            let above = self.op(Op::Max, vec![even, least], usize);
            let above = self.op(Op::Add, vec![above, mask], usize);
            let mask = self.op(Op::Not, vec![mask], usize);
            self.op(Op::And, vec![above, mask], usize)
        };
        let full = self.quotient(last_trip, length);
        let count = self.op(Op::Add, vec![full, one], usize);
        let count = self.op(Op::Select, vec![any, count, zero], usize);
        let last_of_chunk = self.op(Op::Sub, vec![length, one], usize);
        Chunks { any, count, last_trip, last_of_chunk, length }
    }

    /// One chunk, and what it comes to added to the counter.
    fn counted_chunk(
        &mut self,
        counted: Counted,
        totals: &[Total],
        chunks: &Chunks,
        (chunk, inits): (Val, &[Val]),
    ) -> Vec<Val> {
        let results = self.chunk(counted, totals, chunks, (chunk, inits));
        for total in totals {
            let first = self.first_accumulator(total);
            self.count_up(total, chunk, first);
        }
        results
    }

    /// One chunk: accumulators, iterations, and what they come to, in the first accumulator.
    fn chunk(
        &mut self,
        counted: Counted,
        totals: &[Total],
        chunks: &Chunks,
        (chunk, inits): (Val, &[Val]),
    ) -> Vec<Val> {
        for total in totals {
            let neutral = self.constant(order::neutral(total.op, total.ty));
            let len = self.usize(order::accumulators(total.ty) as usize);
            self.each_below(len, |this, l| this.store(total.accumulators, &[l], neutral));
        }
        let start = self.op(Op::Mul, vec![chunk, chunks.length], Scalar::Usize);
        let rest = self.op(Op::Sub, vec![chunks.last_trip, start], Scalar::Usize);
        let last = self.op(Op::Min, vec![rest, chunks.last_of_chunk], Scalar::Usize);
        let ty = self.func.ty(counted.var);
        let lo = self.integer(counted.range.lo, start, ty);
        let mut hi = self.integer(lo, last, ty);
        let inclusive = counted.range.inclusive;
        if !inclusive {
            // The limit of the whole loop is a number of the type, and no chunk goes beyond it.
            let one = self.one(ty);
            hi = self.op(Op::Add, vec![hi, one], ty);
        }
        let results = self.iterations(counted, totals, Range { lo, hi, inclusive }, inits);
        for total in totals {
            self.halve(total);
        }
        results
    }

    fn first_accumulator(&mut self, total: &Total) -> Val {
        let zero = self.usize(0);
        self.load(total.accumulators, &[zero], total.ty)
    }

    /// The loop itself, over the part of its range that is a chunk.
    fn iterations(
        &mut self,
        counted: Counted,
        totals: &[Total],
        range: Range,
        inits: &[Val],
    ) -> Vec<Val> {
        let Counted { label, var, carried, body, .. } = counted;
        let is_total = |number: usize| totals.iter().any(|total| total.number == number);
        let exact: Vec<usize> = (0..carried.len()).filter(|&number| !is_total(number)).collect();
        let body = self.nested(|this| {
            let places = this.accumulators_of(totals, var, range.lo);
            for (total, &place) in totals.iter().zip(&places) {
                let (to, array) = (total.inner, total.accumulators);
                this.push(StmtKind::Load { to, array, index: vec![place] });
            }
            let values = this.body(label, &carried, body);
            for (total, &place) in totals.iter().zip(&places) {
                this.store(total.accumulators, &[place], values[total.number]);
            }
            End::Next(label, exact.iter().map(|&number| values[number]).collect())
        });
        let carried: Vec<Carried> = (exact.iter().zip(inits))
            .map(|(&number, &init)| Carried { inner: carried[number].inner, init })
            .collect();
        let to: Vec<Val> = carried.iter().map(|c| self.value_like(c.inner)).collect();
        let results = to.clone();
        self.push(StmtKind::For { to, label, var, range, carried, parallel: None, body });
        results
    }

    /// The accumulator that it is the turn of, for each total.
    fn accumulators_of(&mut self, totals: &[Total], var: Val, first: Val) -> Vec<Val> {
        if totals.is_empty() {
            return Vec::new();
        }
        let iteration = self.distance(var, first, self.func.ty(var));
        let mut known: HashMap<Scalar, Val> = HashMap::new();
        let mut places = Vec::with_capacity(totals.len());
        for total in totals {
            let place = known.get(&total.ty).copied().unwrap_or_else(|| {
                let mask = self.usize(order::accumulators(total.ty) as usize - 1);
                self.op(Op::And, vec![iteration, mask], Scalar::Usize)
            });
            known.insert(total.ty, place);
            places.push(place);
        }
        places
    }

    /// Writes the statements of the loop's body; returns the values it goes on with. Where it
    /// goes on from several places, these become ways out of a scope.
    fn body(&mut self, label: Label, carried: &[Carried], mut body: Block) -> Vec<Val> {
        let mut ways = 0;
        walk_blocks(&body, &mut |block| {
            ways += usize::from(matches!(block.end, End::Next(next, _) if next == label));
        });
        if let (1, End::Next(next, values)) = (ways, &body.end)
            && *next == label
        {
            self.stmts.extend(body.stmts);
            return values.clone();
        }
        let scope = self.func.labels.push(LabelData::at(self.span));
        walk_blocks_mut(&mut body, &mut |block| {
            if let End::Next(next, values) = &mut block.end
                && *next == label
            {
                block.end = End::Break(scope, std::mem::take(values));
            }
        });
        let to: Vec<Val> = carried.iter().map(|carried| self.value_like(carried.inner)).collect();
        self.push(StmtKind::Scope { to: to.clone(), label: scope, body });
        to
    }

    /// Combines the accumulators by halving; the result is the first.
    fn halve(&mut self, total: &Total) {
        let half = order::accumulators(total.ty) as usize / 2;
        let (half, steps) = (self.usize(half), self.usize(half.ilog2() as usize + 1));
        self.each_below(steps, |this, step| {
            let width = this.op(Op::Shr, vec![half, step], Scalar::Usize);
            this.each_below(width, |this, l| {
                let other = this.op(Op::Add, vec![l, width], Scalar::Usize);
                let pair = [l, other].map(|at| this.load(total.accumulators, &[at], total.ty));
                let sum = this.op(total.op, pair.to_vec(), total.ty);
                this.store(total.accumulators, &[l], sum);
            });
        });
    }

    /// Adds the chunk of this number, which came to `first`, to the counter.
    fn count_up(&mut self, total: &Total, chunk: Val, first: Val) {
        let [zero, one] = [0, 1].map(|number| self.usize(number));
        let label = self.func.labels.push(LabelData::at(self.span));
        let [level, rest] = [(); 2].map(|()| self.func.value(Scalar::Usize, None));
        let sum = self.func.value(total.ty, None);
        let body = self.nested(|this| {
            let bit = this.op(Op::And, vec![rest, one], Scalar::Usize);
            let cond = this.op(Op::Ne, vec![bit, zero], Scalar::Bool);
            let then = this.nested(|this| {
                let before = this.load(total.levels, &[level], total.ty);
                let both = this.op(total.op, vec![before, sum], total.ty);
                let higher = this.op(Op::Add, vec![level, one], Scalar::Usize);
                let shorter = this.op(Op::Shr, vec![rest, one], Scalar::Usize);
                End::Next(label, vec![higher, shorter, both])
            });
            let otherwise = this.nested(|this| {
                this.store(total.levels, &[level], sum);
                End::Break(label, Vec::new())
            });
            this.push(StmtKind::If { to: Vec::new(), cond, then, otherwise });
            End::Unreachable
        });
        let carried = [(level, zero), (rest, chunk), (sum, first)];
        let carried = carried.map(|(inner, init)| Carried { inner, init }).to_vec();
        self.push(StmtKind::Loop { to: Vec::new(), label, carried, body });
    }

    /// The initial value with what the levels of the counter hold, the lowest first.
    fn result(&mut self, total: &Total, count: Val) {
        let [zero, one, levels] = [0, 1, LEVELS].map(|number| self.usize(number));
        let neutral = self.constant(order::neutral(total.op, total.ty));
        let tree = self.counted(zero, levels, &[neutral], None, |this, level, inner| {
            let bits = this.op(Op::Shr, vec![count, level], Scalar::Usize);
            let bit = this.op(Op::And, vec![bits, one], Scalar::Usize);
            let cond = this.op(Op::Ne, vec![bit, zero], Scalar::Bool);
            let then = this.nested(|this| {
                let before = this.load(total.levels, &[level], total.ty);
                End::Give(vec![this.op(total.op, vec![before, inner[0]], total.ty)])
            });
            let otherwise = Block { stmts: Vec::new(), end: End::Give(inner.to_vec()) };
            let to = this.value_like(inner[0]);
            this.push(StmtKind::If { to: vec![to], cond, then, otherwise });
            vec![to]
        });
        let args = vec![total.init, tree[0]];
        self.push(StmtKind::Op { to: total.to, op: total.op, args });
    }

    // Arithmetic.

    /// `hi - lo` as a `usize`, for integers of type `ty` with `lo <= hi`.
    fn distance(&mut self, hi: Val, lo: Val, ty: Scalar) -> Val {
        let distance = self.op(Op::Sub, vec![hi, lo], ty);
        let unsigned = match ty {
            Scalar::I8 => Scalar::U8,
            Scalar::I16 => Scalar::U16,
            Scalar::I32 => Scalar::U32,
            Scalar::I64 | Scalar::Isize => Scalar::U64,
            other => other,
        };
        let distance = self.cast(distance, unsigned);
        self.cast(distance, Scalar::Usize)
    }

    /// `lo + offset`, an integer of type `ty`; it wraps to what it is.
    fn integer(&mut self, lo: Val, offset: Val, ty: Scalar) -> Val {
        let offset = self.cast(offset, ty);
        self.op(Op::Add, vec![lo, offset], ty)
    }

    fn one(&mut self, ty: Scalar) -> Val {
        let one = self.usize(1);
        self.cast(one, ty)
    }

    fn cast(&mut self, value: Val, ty: Scalar) -> Val {
        if self.func.ty(value) == ty { value } else { self.op(Op::Cast, vec![value], ty) }
    }

    /// A quotient by what is never zero, behind the check that the IR asks for.
    fn quotient(&mut self, dividend: Val, divisor: Val) -> Val {
        self.push(StmtKind::Check { check: Check::Divisor, args: vec![divisor] });
        self.op(Op::Div, vec![dividend, divisor], Scalar::Usize)
    }

    fn op(&mut self, op: Op, args: Vec<Val>, ty: Scalar) -> Val {
        let to = self.func.value(ty, None);
        self.push(StmtKind::Op { to, op, args });
        to
    }

    fn usize(&mut self, number: usize) -> Val {
        self.constant(Value::Usize(number))
    }

    fn constant(&mut self, value: Value) -> Val {
        let to = self.func.value(value.scalar(), None);
        self.push(StmtKind::Const { to, value });
        to
    }

    fn values_like(&mut self, models: &[Val]) -> Vec<Val> {
        models.iter().map(|&model| self.value_like(model)).collect()
    }

    fn value_like(&mut self, model: Val) -> Val {
        let row = self.func.values[model].clone();
        self.func.values.push(row)
    }

    // Statements.

    fn push(&mut self, kind: StmtKind) {
        self.stmts.push(Stmt { span: self.span, kind });
    }

    /// A block of its own: what `work` pushes, and how it ends.
    fn nested(&mut self, work: impl FnOnce(&mut Self) -> End) -> Block {
        let outer = std::mem::take(&mut self.stmts);
        let end = work(self);
        Block { stmts: std::mem::replace(&mut self.stmts, outer), end }
    }

    fn load(&mut self, array: ArrayId, index: &[Val], ty: Scalar) -> Val {
        let to = self.func.value(ty, None);
        self.push(StmtKind::Load { to, array, index: index.to_vec() });
        to
    }

    fn store(&mut self, array: ArrayId, index: &[Val], value: Val) {
        self.push(StmtKind::Store { array, index: index.to_vec(), value });
    }

    /// A loop over `lo..hi` that carries values; its results are `to`, or new ones.
    fn counted(
        &mut self,
        lo: Val,
        hi: Val,
        inits: &[Val],
        to: Option<Vec<Val>>,
        work: impl FnOnce(&mut Self, Val, &[Val]) -> Vec<Val>,
    ) -> Vec<Val> {
        let label = self.func.labels.push(LabelData::at(self.span));
        let var = self.func.value(Scalar::Usize, None);
        let inner: Vec<Val> = inits.iter().map(|&init| self.value_like(init)).collect();
        let to = to.unwrap_or_else(|| inits.iter().map(|&init| self.value_like(init)).collect());
        let body = self.nested(|this| End::Next(label, work(this, var, &inner)));
        let carried = inner.into_iter().zip(inits);
        let carried = carried.map(|(inner, &init)| Carried { inner, init }).collect();
        let range = Range { lo, hi, inclusive: false };
        let results = to.clone();
        self.push(StmtKind::For { to, label, var, range, carried, parallel: None, body });
        results
    }

    fn each_below(&mut self, end: Val, work: impl FnOnce(&mut Self, Val)) {
        let zero = self.usize(0);
        self.counted(zero, end, &[], None, |this, var, _| {
            work(this, var);
            Vec::new()
        });
    }

    /// Does `work` for the indices of every element of an array of these extents.
    fn each(&mut self, extents: &[Val], work: impl FnOnce(&mut Self, &[Val])) {
        let mut work = Some(work);
        self.nest(extents, &mut Vec::new(), &mut |this, index| {
            work.take().expect("there is one innermost loop")(this, index);
        });
    }

    fn nest(
        &mut self,
        extents: &[Val],
        index: &mut Vec<Val>,
        work: &mut dyn FnMut(&mut Self, &[Val]),
    ) {
        let [extent, inner @ ..] = extents else { return work(self, index) };
        self.each_below(*extent, |this, var| {
            index.push(var);
            this.nest(inner, index, work);
        });
    }
}

fn take(block: &mut Block) -> Block {
    std::mem::replace(block, Block { stmts: Vec::new(), end: End::Unreachable })
}
