//! Makes a function count what it does: how often its loops run and for how long, and which places of
//! the text load and store elements.
//!
//! In: a function as it was lowered. Out: one that does the same and counts into an array of its
//! own, a last parameter; and [`Counting`], which reads that array. As the counting is part of the
//! IR, every engine counts the same, but for the time: the iterations and accesses of the text, not
//! those that passes leave.
//!
//! The array has a word for each *segment*, statements that run one after the other once control
//! enters the first of them: how often it came to their end. What a segment loads and stores, and
//! for which places of the text, is known beforehand, so an access costs nothing. A loop has two
//! words: how often it was left, and how many nanoseconds it took. The iterations of a counted loop
//! that nothing leaves early are known when it is entered: they are added behind it, for the segment
//! that its body begins with, and an iteration costs nothing. The clock is read in front of a loop
//! and behind it, on whichever way it is left.
//!
//! Always true: only the words of the array change hands. Nothing is counted that did not happen: a
//! call that traps or is interrupted counts the segments whose end it reached, and those that are
//! counted behind a loop only for loops that it had left.
//! Deliberately absent: summing up over calls.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use metate_lang::error::Span;
use metate_lang::ir::walk::{walk, walk_blocks};
use metate_lang::ir::{
    ArrayData, ArrayId, Block, End, Func, Label, Param, Range, Stmt, StmtKind, Val,
};
use metate_lang::op::{Op, unsigned};
use metate_lang::ty::{Layout, Scalar};
use metate_lang::value::Value;

use serde::{Deserialize, Serialize};

use super::take_body;

/// How to read the words that a function counts into.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Counting {
    rows: Vec<Place>,
    segments: Vec<Segment>,
    /// What elements are loaded or stored for.
    spans: Vec<Span>,
}

/// The function, or one of its loops.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Place {
    span: Span,
    parent: Option<usize>,
}

/// Statements that run one after the other, from the first to the last.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Segment {
    row: usize,
    /// Whether each time is an iteration of the row's loop.
    iterates: bool,
    /// What each time loads and stores, by the number of the place that it does so for.
    accesses: BTreeMap<usize, Traffic>,
}

/// Elements that were loaded and stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Traffic {
    /// How many were loaded.
    pub loads: u64,
    /// Their bytes.
    pub bytes_loaded: u64,
    /// How many were stored.
    pub stores: u64,
    /// Their bytes.
    pub bytes_stored: u64,
}

/// What was counted of the function (the first row) or one of its loops.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The loop's head in the text.
    pub span: Span,
    /// The row of the loop around it, or of the function.
    pub parent: Option<usize>,
    /// How often it was left.
    pub entries: u64,
    /// How often its body ran.
    pub iterations: u64,
    /// How long it took, inner loops included.
    pub nanoseconds: u64,
    /// What it loaded and stored, without inner loops.
    pub traffic: Traffic,
}

/// What was counted in a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// The function, and its loops in the order of the text.
    pub rows: Vec<Row>,
    /// What was loaded and stored, by what it was done for; each place is there once, also if
    /// control never came to it.
    pub places: Vec<(Span, Traffic)>,
}

impl Traffic {
    fn load(bytes: u64) -> Traffic {
        Traffic { loads: 1, bytes_loaded: bytes, ..Traffic::default() }
    }

    fn store(bytes: u64) -> Traffic {
        Traffic { stores: 1, bytes_stored: bytes, ..Traffic::default() }
    }

    /// Adds what happened so many times. Counts wrap, as the words do that they are made of.
    pub fn add(&mut self, other: Traffic, times: u64) {
        let sum = |x: u64, y: u64| x.wrapping_add(y.wrapping_mul(times));
        *self = Traffic {
            loads: sum(self.loads, other.loads),
            bytes_loaded: sum(self.bytes_loaded, other.bytes_loaded),
            stores: sum(self.stores, other.stores),
            bytes_stored: sum(self.bytes_stored, other.bytes_stored),
        };
    }
}

/// Words of a row: how often it was left, and for how long it ran.
const WORDS: usize = 2;

impl Counting {
    /// How many words the function counts into.
    pub fn words(&self) -> usize {
        WORDS * self.rows.len() + self.segments.len()
    }

    /// What these words say.
    pub fn read(&self, words: &[u64]) -> Count {
        let row = |(place, of_row): (&Place, &[u64])| {
            let Place { span, parent } = *place;
            let (entries, nanoseconds) = (of_row[0], of_row[1]);
            Row { span, parent, entries, nanoseconds, iterations: 0, traffic: Traffic::default() }
        };
        let mut rows: Vec<Row> = self.rows.iter().zip(words.chunks(WORDS)).map(row).collect();
        let mut places: Vec<(Span, Traffic)> =
            self.spans.iter().map(|&span| (span, Traffic::default())).collect();
        for (segment, &times) in self.segments.iter().zip(&words[WORDS * self.rows.len()..]) {
            let row = &mut rows[segment.row];
            row.iterations += if segment.iterates { times } else { 0 };
            for (&place, &traffic) in &segment.accesses {
                row.traffic.add(traffic, times);
                places[place].1.add(traffic, times);
            }
        }
        Count { rows, places }
    }
}

/// Makes a function count.
pub fn count(func: &mut Func) -> Counting {
    let counters = func.arrays.push(ArrayData {
        name: "counters".into(),
        elem: Scalar::U64,
        rank: 1,
        layout: Layout::Contiguous,
        mutable: true,
        local: None,
    });
    func.params.push(Param::Array(counters));
    let body = take_body(func);
    let rows = loops(&body);
    let segments_from = WORDS * rows;
    let mut counter = Counter {
        func,
        counters,
        segments_from,
        counting: Counting::default(),
        places: HashMap::new(),
        open: Vec::new(),
        stmts: Vec::new(),
        span: Span::default(),
    };
    let body = counter.function(body);
    let counting = counter.counting;
    func.body = body;
    counting
}

/// How many rows a function has: itself and its loops.
fn loops(body: &Block) -> usize {
    let mut rows = 1;
    walk(body, &mut |stmt| {
        rows += usize::from(matches!(stmt.kind, StmtKind::For { .. } | StmtKind::Loop { .. }));
    });
    rows
}

/// What is around a statement.
#[derive(Clone, Copy)]
enum Open {
    /// The function or a loop, with when it began.
    Row {
        label: Option<Label>,
        row: usize,
        start: Val,
    },
    Scope {
        label: Label,
    },
}

/// Where control may go out of the middle of something; `None` is out of the function.
type Leaves = BTreeSet<Option<Label>>;

struct Counter<'f> {
    func: &'f mut Func,
    counters: ArrayId,
    /// The first word of the segments.
    segments_from: usize,
    counting: Counting,
    /// The numbers of places.
    places: HashMap<Span, usize>,
    open: Vec<Open>,
    /// The block that is being written.
    stmts: Vec<Stmt>,
    /// The place that what is written stands for.
    span: Span,
}

/// Where the iterations of a row are counted in a block.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Iterations {
    /// It is no body of a loop.
    None,
    /// Where it begins.
    Begin,
    /// Behind the statement of this number.
    Behind(usize),
    /// Outside of it, as the segment of this number.
    Elsewhere(usize),
}

/// A segment that is being written.
struct Running {
    segment: Segment,
    /// Its number, if it is counted elsewhere.
    number: Option<usize>,
}

impl Running {
    fn new(row: usize, iterates: bool, number: Option<usize>) -> Running {
        Running { segment: Segment { row, iterates, accesses: BTreeMap::new() }, number }
    }
}

impl Counter<'_> {
    fn function(&mut self, body: Block) -> Block {
        self.counting.rows.push(Place { span: Span::default(), parent: None });
        let start = self.clock();
        self.open.push(Open::Row { label: None, row: 0, start });
        let head = std::mem::take(&mut self.stmts);
        let (mut body, _) = self.block(body, 0, Iterations::None);
        body.stmts.splice(0..0, head);
        body
    }

    /// A block of a row. What stands in front of a loop is a segment of its own where that costs
    /// a word per entry of the loop, and so is counted if the loop traps.
    fn block(&mut self, block: Block, row: usize, iterations: Iterations) -> (Block, Leaves) {
        let outer = std::mem::take(&mut self.stmts);
        let mut leaves = Leaves::new();
        let mut running = match iterations {
            Iterations::None | Iterations::Behind(_) => Running::new(row, false, None),
            Iterations::Begin => Running::new(row, true, None),
            Iterations::Elsewhere(number) => Running::new(row, true, Some(number)),
        };
        let mut from = 0;
        for (number, stmt) in block.stmts.into_iter().enumerate() {
            self.span = stmt.span;
            self.note_access(&stmt, &mut running.segment);
            let is_loop = matches!(stmt.kind, StmtKind::For { .. } | StmtKind::Loop { .. });
            from = self.stmts.len();
            let left = self.statement(stmt, row);
            if !left.is_empty() || is_loop && running.number.is_none() {
                let iterates = iterations == Iterations::Behind(number);
                let behind = Running::new(row, iterates, None);
                self.close(std::mem::replace(&mut running, behind), from);
                leaves.extend(left);
            }
        }
        // Nothing stands behind a statement that never ends.
        let end = if block.end == End::Unreachable { from } else { self.stmts.len() };
        self.close(running, end);
        self.leave(&block.end);
        let stmts = std::mem::replace(&mut self.stmts, outer);
        (Block { stmts, end: block.end }, leaves)
    }

    fn note_access(&mut self, stmt: &Stmt, segment: &mut Segment) {
        let bytes = |array: ArrayId| u64::from(self.func.arrays[array].elem.bytes());
        let access = match &stmt.kind {
            StmtKind::Load { array, .. } => Traffic::load(bytes(*array)),
            StmtKind::Store { array, .. } => Traffic::store(bytes(*array)),
            _ => return,
        };
        let spans = &mut self.counting.spans;
        let place = *self.places.entry(stmt.span).or_insert_with(|| {
            spans.push(stmt.span);
            spans.len() - 1
        });
        segment.accesses.entry(place).or_default().add(access, 1);
    }

    /// A segment is whole: counts it behind its last statement, or where control may part in the
    /// last one, in front of that: at `end`.
    fn close(&mut self, running: Running, end: usize) {
        let Running { segment, number } = running;
        if let Some(number) = number {
            self.counting.segments[number] = segment;
            return;
        }
        if !segment.iterates && segment.accesses.is_empty() {
            return;
        }
        let word = self.new_segment(segment);
        let rest = self.stmts.split_off(end);
        let one = self.constant(Value::U64(1));
        self.add(self.segments_from + word, one);
        self.stmts.extend(rest);
    }

    fn new_segment(&mut self, segment: Segment) -> usize {
        self.counting.segments.push(segment);
        self.counting.segments.len() - 1
    }

    /// Writes a statement; tells where control may go from within.
    fn statement(&mut self, mut stmt: Stmt, row: usize) -> Leaves {
        let mut leaves = Leaves::new();
        match &mut stmt.kind {
            StmtKind::If { then, otherwise, .. } => {
                for arm in [then, otherwise] {
                    leaves.extend(jump(&arm.end));
                    let (block, left) =
                        self.block(std::mem::replace(arm, nothing()), row, Iterations::None);
                    *arm = block;
                    leaves.extend(left);
                }
            }
            StmtKind::Scope { label, body, .. } => {
                let label = *label;
                self.open.push(Open::Scope { label });
                leaves.extend(jump(&body.end));
                let (block, left) =
                    self.block(std::mem::replace(body, nothing()), row, Iterations::None);
                *body = block;
                self.open.pop();
                leaves.extend(left);
                leaves.remove(&Some(label));
            }
            StmtKind::For { .. } | StmtKind::Loop { .. } => return self.repetition(stmt, row),
            _ => {}
        }
        self.stmts.push(stmt);
        leaves
    }

    /// Writes a loop, its clock around it.
    fn repetition(&mut self, mut stmt: Stmt, parent: usize) -> Leaves {
        let label = stmt.kind.label().expect("a loop has a label");
        let span = stmt.span;
        let row = self.counting.rows.len();
        let head = self.func.labels[label].span;
        let shown = if head == Span::default() { span } else { head };
        self.counting.rows.push(Place { span: shown, parent: Some(parent) });
        let start = self.clock();
        self.open.push(Open::Row { label: Some(label), row, start });
        let mut trips = None;
        let mut leaves = match &mut stmt.kind {
            StmtKind::For { range, parallel, body, .. } => {
                if !is_left_early(body, label) {
                    let Running { segment, .. } = Running::new(row, true, None);
                    trips = Some((*range, self.new_segment(segment)));
                }
                let elsewhere = trips.map(|(_, number)| Iterations::Elsewhere(number));
                let leaves = self.body(body, row, elsewhere.unwrap_or(Iterations::Begin));
                if let Some(parallel) = parallel
                    && self.counts(body)
                {
                    parallel.arrays.push((self.counters, Op::Add));
                }
                leaves
            }
            StmtKind::Loop { body, .. } => {
                let start = start_of(body, label);
                self.body(body, row, start)
            }
            other => panic!("metate bug: {other:?} is no loop"),
        };
        self.open.pop();
        self.stmts.push(stmt);
        self.span = span;
        self.left(row, start);
        if let Some((range, number)) = trips {
            let trips = self.trips(range);
            self.add(self.segments_from + number, trips);
        }
        leaves.remove(&Some(label));
        leaves
    }

    fn body(&mut self, body: &mut Block, row: usize, iterations: Iterations) -> Leaves {
        let mut leaves: Leaves = jump(&body.end).into_iter().collect();
        let (block, left) = self.block(std::mem::replace(body, nothing()), row, iterations);
        *body = block;
        leaves.extend(left);
        leaves
    }

    /// Whether a block counts anything.
    fn counts(&self, block: &Block) -> bool {
        let mut counts = false;
        walk(block, &mut |stmt| {
            stmt.kind.arrays(|array| counts |= array == self.counters);
        });
        counts
    }

    /// Whatever control leaves at the end of a block ends its time.
    fn leave(&mut self, end: &End) {
        let left = match end {
            End::Give(_) | End::Unreachable => return,
            End::Return(_) => 0,
            End::Next(label, _) | End::Break(label, _) => {
                let is_it = |open: &Open| match open {
                    Open::Row { label: around, .. } => *around == Some(*label),
                    Open::Scope { label: around } => around == label,
                };
                self.open.iter().rposition(is_it).map_or(0, |target| target + 1)
            }
        };
        for number in (left..self.open.len()).rev() {
            if let Open::Row { row, start, .. } = self.open[number] {
                self.left(row, start);
            }
        }
    }

    /// The row has been left once more, and took the time since `start`.
    fn left(&mut self, row: usize, start: Val) {
        let one = self.constant(Value::U64(1));
        self.add(WORDS * row, one);
        let now = self.clock();
        let time = self.op(Op::Sub, vec![now, start], Scalar::U64);
        self.add(WORDS * row + 1, time);
    }

    /// How many integers a range has, as a `u64`.
    fn trips(&mut self, range: Range) -> Val {
        let ty = self.func.ty(range.lo);
        let order = if range.inclusive { Op::Le } else { Op::Lt };
        let any = self.op(order, vec![range.lo, range.hi], Scalar::Bool);
        let distance = self.op(Op::Sub, vec![range.hi, range.lo], ty);
        let mut trips = self.cast(distance, unsigned(ty));
        trips = self.cast(trips, Scalar::U64);
        if range.inclusive {
            let one = self.constant(Value::U64(1));
            trips = self.op(Op::Add, vec![trips, one], Scalar::U64);
        }
        let none = self.constant(Value::U64(0));
        self.op(Op::Select, vec![any, trips, none], Scalar::U64)
    }

    fn cast(&mut self, value: Val, ty: Scalar) -> Val {
        if self.func.ty(value) == ty { value } else { self.op(Op::Cast, vec![value], ty) }
    }

    /// Adds to a word of the array.
    fn add(&mut self, word: usize, value: Val) {
        let (index, array) = (vec![self.constant(Value::Usize(word))], self.counters);
        let before = self.func.value(Scalar::U64, None);
        self.push(StmtKind::Load { to: before, array, index: index.clone() });
        let value = self.op(Op::Add, vec![before, value], Scalar::U64);
        self.push(StmtKind::Store { array, index, value });
    }

    fn clock(&mut self) -> Val {
        let to = self.func.value(Scalar::U64, None);
        self.push(StmtKind::Clock { to });
        to
    }

    fn op(&mut self, op: Op, args: Vec<Val>, ty: Scalar) -> Val {
        let to = self.func.value(ty, None);
        self.push(StmtKind::Op { to, op, args });
        to
    }

    fn constant(&mut self, value: Value) -> Val {
        let to = self.func.value(value.scalar(), None);
        self.push(StmtKind::Const { to, value });
        to
    }

    fn push(&mut self, kind: StmtKind) {
        self.stmts.push(Stmt { span: self.span, kind });
    }
}

/// Where control goes from the end of a block, if not to what follows.
fn jump(end: &End) -> Option<Option<Label>> {
    match end {
        End::Give(_) | End::Unreachable => None,
        End::Next(label, _) | End::Break(label, _) => Some(Some(*label)),
        End::Return(_) => Some(None),
    }
}

/// Whether a counted loop may be left before its last iteration.
fn is_left_early(body: &Block, label: Label) -> bool {
    let mut inside = BTreeSet::new();
    walk(body, &mut |stmt| inside.extend(stmt.kind.label()));
    let mut early = false;
    walk_blocks(body, &mut |block| {
        early |= match &block.end {
            End::Give(_) | End::Unreachable => false,
            End::Next(next, _) => *next != label && !inside.contains(next),
            End::Break(left, _) => !inside.contains(left),
            End::Return(_) => true,
        };
    });
    early
}

/// Whether the arm does nothing but leave the loop.
fn is_exit(arm: &Block, label: Label) -> bool {
    arm.stmts.is_empty() && matches!(&arm.end, End::Break(left, _) if *left == label)
}

/// Where an iteration of a loop without a range begins: behind the condition that leaves it, as a
/// `while` has one, else at the start of its body.
fn start_of(body: &Block, label: Label) -> Iterations {
    let is_idle = |arm: &Block| arm.stmts.is_empty() && arm.end == End::Give(Vec::new());
    for (number, stmt) in body.stmts.iter().enumerate() {
        match &stmt.kind {
            StmtKind::If { then, otherwise, .. } if is_idle(then) && is_exit(otherwise, label) => {
                return Iterations::Behind(number);
            }
            kind if leaves(kind) => break,
            _ => {}
        }
    }
    Iterations::Begin
}

/// Whether control may go from within a statement to somewhere else than behind it.
fn leaves(kind: &StmtKind) -> bool {
    let mut inside: BTreeSet<Label> = kind.label().into_iter().collect();
    let mut leaves = false;
    for block in kind.blocks() {
        walk(block, &mut |stmt| inside.extend(stmt.kind.label()));
        walk_blocks(block, &mut |block| {
            leaves |= match jump(&block.end) {
                None => false,
                Some(None) => true,
                Some(Some(label)) => !inside.contains(&label),
            };
        });
    }
    leaves
}

fn nothing() -> Block {
    Block { stmts: Vec::new(), end: End::Unreachable }
}
