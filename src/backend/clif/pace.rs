//! How much the loops of a function are modelled to do, and so where its code looks whether to stop.
//!
//! In: a function in loop IR. Out: a [`Pace`] for each of its loops. Always true: between two looks
//! lie at most about [`SLICE`] cycles of modelled work, whatever the nesting; a loop that is short
//! whenever it runs does not look at all. Deliberately absent: emitting the looks.
//!
//! Two things are counted: cycles, which are modelled by the table of operations and say how often
//! to look, and units, which are statements and ends of blocks, as [`crate::interrupt::Meter`]
//! counts them, and are what fuel pays for.

use metate_lang::ir::{Block, Func, Label, Range, StmtKind, Val};
use metate_lang::util::index::Index;

/// Modelled cycles between two looks: about 4 microseconds.
const SLICE: u64 = 1 << 14;

/// The part of a slice that lies between two looks of a loop inside of two others: where such a loop is
/// short whenever it runs, the one around it need not look in every iteration.
const PART: u64 = SLICE / 16;

/// The least iterations of a loop around others that are worth a strip.
const FEW: u64 = 4;

/// Modelled cycles of an allocation: a call of the system, and zeros in a few lines of memory.
const ALLOCATION: u64 = 1 << 10;

/// When a loop looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pace {
    /// Never: all of it is short, and counted with what is around it.
    Never,
    /// In every iteration, which is worth so many units besides the loops inside.
    Iteration(u64),
    /// After so many iterations, each worth so many units.
    Strips { iterations: u64, units: u64 },
}

/// The paces of a function.
pub(super) struct Paces {
    /// By label; scopes have none.
    loops: Vec<Pace>,
    /// Units of what is in no loop that looks.
    pub(super) outside: u64,
}

impl Paces {
    /// Looks at a function.
    pub(super) fn of(func: &Func) -> Paces {
        let mut survey = Survey {
            loops: vec![Pace::Never; func.labels.len()],
            integers: vec![None; func.values.len()],
            most: func.labels.values().map(|label| label.most).collect(),
            depth: 0,
        };
        let outside = survey.block(&func.body).units;
        Paces { loops: survey.loops, outside }
    }

    /// The pace of a loop.
    pub(super) fn of_loop(&self, label: Label) -> Pace {
        self.loops[label.number()]
    }
}

/// The work of a piece of the function.
#[derive(Clone, Copy, Default)]
struct Work {
    /// The most that may pass without a look; of loops that look, what lies between two looks.
    cycles: u64,
    /// Without the loops that look, which pay themselves.
    units: u64,
    /// Whether there are such loops.
    looks: bool,
}

impl Work {
    fn step(cycles: u64) -> Work {
        Work { cycles, units: 1, looks: false }
    }

    fn then(self, next: Work) -> Work {
        Work {
            cycles: self.cycles.saturating_add(next.cycles),
            units: self.units.saturating_add(next.units),
            looks: self.looks || next.looks,
        }
    }

    fn longer(self, other: Work) -> Work {
        Work {
            cycles: self.cycles.max(other.cycles),
            units: self.units.max(other.units),
            looks: self.looks || other.looks,
        }
    }

    fn times(self, trips: u64) -> Work {
        Work {
            cycles: self.cycles.saturating_mul(trips),
            units: self.units.saturating_mul(trips),
            looks: self.looks,
        }
    }
}

struct Survey {
    loops: Vec<Pace>,
    /// Values that are constant integers.
    integers: Vec<Option<i128>>,
    /// By label, the most iterations that are known.
    most: Vec<Option<u64>>,
    /// How many loops are around here.
    depth: u32,
}

impl Survey {
    fn block(&mut self, block: &Block) -> Work {
        let stmts = block.stmts.iter();
        stmts.fold(Work::step(1), |work, stmt| work.then(self.statement(&stmt.kind)))
    }

    fn statement(&mut self, kind: &StmtKind) -> Work {
        match kind {
            StmtKind::Proved { .. } => Work::default(),
            StmtKind::Const { to, value } => {
                self.integers[to.number()] = value.as_int();
                Work::step(0)
            }
            StmtKind::Op { op, .. } => Work::step(u64::from(op.row().cost)),
            StmtKind::Extent { .. }
            | StmtKind::Clock { .. }
            | StmtKind::Load { .. }
            | StmtKind::Store { .. }
            | StmtKind::Check { .. } => Work::step(1),
            StmtKind::Allocate { .. } => Work::step(ALLOCATION),
            StmtKind::If { then, otherwise, .. } => {
                let arms = self.block(then).longer(self.block(otherwise));
                Work::step(1).then(arms)
            }
            StmtKind::Scope { body, .. } => Work::step(0).then(self.block(body)),
            StmtKind::For { label, range, body, .. } => {
                let body = self.body(body);
                let trips = self.trips(range).or(self.most[label.number()]);
                self.counted(*label, body, trips)
            }
            StmtKind::Loop { label, body, .. } => {
                let body = self.body(body);
                self.looks(*label, Pace::Iteration(body.units), body.cycles)
            }
        }
    }

    fn body(&mut self, body: &Block) -> Work {
        self.depth += 1;
        let work = self.block(body);
        self.depth -= 1;
        work
    }

    fn counted(&mut self, label: Label, body: Work, trips: Option<u64>) -> Work {
        let whole = trips.map(|trips| body.times(trips));
        let slice = if body.looks || self.depth < 2 { SLICE } else { PART };
        let iterations = slice / body.cycles.max(1);
        let least = match (body.looks, self.depth) {
            (false, _) => 1,
            // Observers are told of every iteration of an outermost loop that is long.
            (true, 0) => u64::MAX,
            (true, _) => FEW,
        };
        match whole {
            Some(whole) if !whole.looks && whole.cycles <= SLICE => Work::step(1).then(whole),
            _ if iterations < least => self.looks(label, Pace::Iteration(body.units), body.cycles),
            _ => {
                let pace = Pace::Strips { iterations, units: body.units };
                self.looks(label, pace, body.times(iterations).cycles)
            }
        }
    }

    /// A loop that looks, at most so many cycles apart.
    fn looks(&mut self, label: Label, pace: Pace, cycles: u64) -> Work {
        self.loops[label.number()] = pace;
        Work { looks: true, ..Work::step(cycles.saturating_add(1)) }
    }

    /// How often a loop runs, if its limits are constant.
    fn trips(&self, range: &Range) -> Option<u64> {
        let integer = |value: Val| self.integers[value.number()];
        let end = integer(range.hi)? + i128::from(range.inclusive);
        u64::try_from((end - integer(range.lo)?).max(0)).ok()
    }
}
