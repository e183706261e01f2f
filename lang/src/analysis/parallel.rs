//! Whether the iterations of a loop could run in another order or at the same time, and if not, why.
//!
//! In: a function and its [`Ranges`]. Out: an [`Independence`] for each loop. Always true: a loop
//! without reasons gives the same bits in every order if what it combines is exact
//! ([`Independence::is_exact`]), traps aside; where something is not known, that is a reason.
//! Deliberately absent: checks, which `bounds` knows and which must be gone before a loop is reordered,
//! and what a `prange` declares, which was shown when the text was read.

use std::collections::{HashMap, HashSet};
use std::fmt;

use super::depend::{self, Access, Dependence, Distance, Kind};
use super::range::Ranges;
use crate::ir::order::is_exact;
use crate::ir::walk::{walk, walk_blocks};
use crate::ir::{ArrayId, Block, Carried, End, Func, Label, Parallel, Reduction, StmtKind, Val};
use crate::op::Op;
use crate::util::index::Index;

/// What kind of loop it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// Its iterations have nothing to do with one another.
    Parallel,
    /// They have values in common that each combines with something by one operation.
    Reduction,
    /// They update elements of arrays by one operation.
    ArrayReduction,
    /// Each hands a combined value on that it also uses: all prefixes of a reduction.
    Scan,
    /// They must run one after the other.
    Serial,
}

/// Why iterations depend on one another.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// The loop has no limit: `loop`, `while`.
    Unlimited,
    /// An iteration may end the loop, or the function.
    LeavesEarly,
    /// A value is handed from iteration to iteration.
    Carried {
        /// The number of the carried value.
        number: usize,
        /// The operation, if each value is the last one combined with something.
        scan: Option<Op>,
    },
    /// Two iterations touch one element.
    Dependence(Dependence),
}

/// How the iterations of a loop depend on one another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Independence {
    /// The loop.
    pub label: Label,
    /// How its carried values are reduced, if they are; one row each.
    pub reductions: Vec<Option<Op>>,
    /// The arrays whose elements iterations update, and by which operation.
    pub arrays: Vec<(ArrayId, Op)>,
    /// What makes it serial.
    pub reasons: Vec<Reason>,
}

impl Independence {
    /// What kind of loop it is.
    pub fn class(&self) -> Class {
        let is_scan = |reason: &Reason| matches!(reason, Reason::Carried { scan: Some(_), .. });
        match () {
            () if !self.reasons.is_empty() && self.reasons.iter().all(is_scan) => Class::Scan,
            () if !self.reasons.is_empty() => Class::Serial,
            () if !self.arrays.is_empty() => Class::ArrayReduction,
            () if !self.reductions.is_empty() => Class::Reduction,
            () => Class::Parallel,
        }
    }

    /// Whether what is combined is the same in every order.
    pub fn is_exact(&self, func: &Func, carried: &[Carried]) -> bool {
        let scalars = self.reductions.iter().zip(carried);
        let mut scalars = scalars.map(|(op, carried)| (*op, func.ty(carried.inner)));
        let mut arrays = self.arrays.iter().map(|&(array, op)| (op, func.arrays[array].elem));
        scalars.all(|(op, ty)| op.is_some_and(|op| is_exact(op, ty)))
            && arrays.all(|(op, ty)| is_exact(op, ty))
    }

    /// As the head of a parallel loop says it; `None` if it is none.
    pub fn declared(&self) -> Option<Parallel> {
        let reductions = self.reductions.iter().map(|op| op.map(Reduction::Op));
        self.reasons.is_empty().then_some(())?;
        Some(Parallel {
            reductions: reductions.collect::<Option<_>>()?,
            arrays: self.arrays.clone(),
            ..Parallel::default()
        })
    }
}

/// Every loop of a function, in the order of the text.
pub fn of(func: &Func, ranges: &Ranges) -> Vec<Independence> {
    let uses = Uses::of(func);
    let mut found = Vec::new();
    walk(&func.body, &mut |stmt| {
        found.extend(independence(func, ranges, &uses, &stmt.kind));
    });
    found
}

/// A loop of a function; `None` for other statements.
pub fn independence(
    func: &Func,
    ranges: &Ranges,
    uses: &Uses<'_>,
    kind: &StmtKind,
) -> Option<Independence> {
    let (label, carried, body) = match kind {
        StmtKind::For { label, carried, body, .. } => (*label, carried.as_slice(), body),
        StmtKind::Loop { label, .. } => {
            let reasons = vec![Reason::Unlimited];
            let (reductions, arrays) = (Vec::new(), Vec::new());
            return Some(Independence { label: *label, reductions, arrays, reasons });
        }
        _ => return None,
    };
    let mut reasons = Vec::new();
    if leaves_early(label, body) {
        reasons.push(Reason::LeavesEarly);
    }
    let mut reductions = Vec::new();
    let states: Vec<Val> = carried.iter().map(|carried| carried.inner).collect();
    for (number, carried) in carried.iter().enumerate() {
        let last = ends_of(label, body, number);
        let chain = Chain::of(uses, carried.inner, &last);
        match chain {
            Some(op) => reductions.push(Some(op)),
            None => {
                reductions.push(None);
                let scan = scanned(uses, body, carried.inner, &last, &states);
                reasons.push(Reason::Carried { number, scan });
            }
        }
    }
    let mut accesses = depend::accesses(body);
    accesses.retain(|access| !is_own(func, uses, access.array, body));
    let mut arrays = Vec::new();
    if let Some(counted) = ranges.counted(label) {
        for dependence in depend::carried(func, ranges, counted, &accesses) {
            let known = arrays.iter().any(|&(array, _)| array == dependence.array);
            if known {
                continue;
            }
            match updated(uses, dependence.array, &accesses) {
                Some(op) => arrays.push((dependence.array, op)),
                None => reasons.push(Reason::Dependence(dependence)),
            }
        }
    }
    Some(Independence { label, reductions, arrays, reasons })
}

/// Whether each iteration has this array for itself: it is a local one that nothing outside of the
/// loop touches, so it is declared in the body, where its declaration gives it all its elements.
fn is_own(func: &Func, uses: &Uses<'_>, array: ArrayId, body: &Block) -> bool {
    let mut inside = 0;
    walk(body, &mut |stmt| stmt.kind.arrays(|named| inside += u32::from(named == array)));
    func.arrays[array].local.is_some() && uses.arrays[array.number()] == inside
}

/// Whether an iteration may end anything but itself.
fn leaves_early(label: Label, body: &Block) -> bool {
    let mut inner = vec![];
    walk(body, &mut |stmt| inner.extend(stmt.kind.label()));
    let mut leaves = false;
    walk_blocks(body, &mut |block| {
        leaves |= match &block.end {
            End::Next(of, _) => *of != label && !inner.contains(of),
            End::Break(of, _) => !inner.contains(of),
            End::Return(_) => true,
            End::Give(_) | End::Unreachable => false,
        };
    });
    leaves
}

/// What the iterations of a loop hand on as its carried value of this number.
fn ends_of(label: Label, body: &Block, number: usize) -> Vec<Val> {
    let mut ends = Vec::new();
    walk_blocks(body, &mut |block| {
        if let End::Next(of, values) = &block.end
            && *of == label
        {
            ends.extend(values.get(number).copied());
        }
    });
    ends
}

/// Where values come from, and how often they are used.
pub struct Uses<'f> {
    made_by: Vec<Option<&'f StmtKind>>,
    counts: Vec<u32>,
    /// How often statements name each array.
    arrays: Vec<u32>,
}

impl<'f> Uses<'f> {
    /// The values of a function.
    pub fn of(func: &'f Func) -> Uses<'f> {
        let mut uses = Uses {
            made_by: vec![None; func.values.len()],
            counts: vec![0; func.values.len()],
            arrays: vec![0; func.arrays.len()],
        };
        for stmt in func.statements() {
            stmt.kind.arrays(|array| uses.arrays[array.number()] += 1);
            stmt.kind.operands(|value| uses.counts[value.number()] += 1);
            for &result in stmt.kind.results() {
                uses.made_by[result.number()] = Some(&stmt.kind);
            }
        }
        walk_blocks(&func.body, &mut |block| {
            block.end.operands().iter().for_each(|value| uses.counts[value.number()] += 1);
        });
        uses
    }

    /// How often a value is used.
    pub fn count(&self, value: Val) -> u32 {
        self.counts[value.number()]
    }
}

/// A value that is combined with others by one operation on every way through an iteration.
struct Chain<'u, 'f> {
    uses: &'u Uses<'f>,
    op: Option<Op>,
    /// How often each link is used along the chain.
    used: HashMap<Val, u32>,
    /// How many links may still be looked at.
    left: u32,
}

/// The most links of a chain.
const MOST_LINKS: u32 = 256;

impl<'u, 'f> Chain<'u, 'f> {
    /// The operation that leads from `first` to each of `last`, if nothing else uses the links.
    fn of(uses: &'u Uses<'f>, first: Val, last: &[Val]) -> Option<Op> {
        let mut chain = Chain { uses, op: None, used: HashMap::new(), left: MOST_LINKS };
        for &last in last {
            chain.link(last, first)?;
        }
        let all = |(value, times): (&Val, &u32)| uses.counts[value.number()] == *times;
        chain.used.iter().all(all).then_some(())?;
        chain.op
    }

    /// That `value` is `first`, or a link combined with something.
    fn link(&mut self, value: Val, first: Val) -> Option<()> {
        self.left = self.left.checked_sub(1)?;
        *self.used.entry(value).or_default() += 1;
        if value == first {
            return Some(());
        }
        if self.used[&value] > 1 {
            // Its own links were counted when it was first met.
            return Some(());
        }
        match self.uses.made_by[value.number()]? {
            StmtKind::Op { op, args, .. } => {
                let (op, operands) = match op {
                    Op::Sub => (Op::Add, &args[..1]),
                    op if is_reduction(*op) => (*op, args.as_slice()),
                    _ => return None,
                };
                self.is_by(op)?;
                let links = operands.iter().filter(|&&arg| self.leads_to(arg, first));
                let [link] = links.copied().collect::<Vec<_>>()[..] else { return None };
                self.link(link, first)
            }
            StmtKind::If { to, then, otherwise, .. } => {
                let number = to.iter().position(|&to| to == value)?;
                for arm in [then, otherwise] {
                    if let End::Give(values) = &arm.end {
                        self.link(values[number], first)?;
                    }
                }
                Some(())
            }
            StmtKind::For { to, label, carried, body, .. } => {
                let number = to.iter().position(|&to| to == value)?;
                let inner = carried.get(number)?;
                for last in ends_of(*label, body, number) {
                    self.link(last, inner.inner)?;
                }
                self.breaks_none(*label, body)?;
                self.link(inner.init, first)
            }
            _ => None,
        }
    }

    /// That nothing breaks the loop, whose result then comes from its last iteration.
    fn breaks_none(&self, label: Label, body: &Block) -> Option<()> {
        let mut none = true;
        walk_blocks(body, &mut |block| {
            none &= !matches!(&block.end, End::Break(of, _) if *of == label);
        });
        none.then_some(())
    }

    fn is_by(&mut self, op: Op) -> Option<()> {
        (*self.op.get_or_insert(op) == op).then_some(())
    }

    /// Whether a value is made from `first`, as far as a chain may go.
    fn leads_to(&self, value: Val, first: Val) -> bool {
        let (mut open, mut left) = (vec![value], MOST_LINKS);
        while let Some(value) = open.pop() {
            if value == first {
                return true;
            }
            left = left.saturating_sub(1);
            if left == 0 {
                return true;
            }
            match self.uses.made_by[value.number()] {
                Some(StmtKind::Op { args, .. }) => open.extend(args),
                Some(StmtKind::If { then, otherwise, .. }) => {
                    [then, otherwise].iter().for_each(|arm| open.extend(arm.end.operands()));
                }
                Some(StmtKind::For { carried, .. }) => {
                    open.extend(carried.iter().map(|carried| carried.init));
                }
                _ => {}
            }
        }
        false
    }
}

/// The operation of a scan: what every iteration hands on is `first` combined with something that
/// depends on none of the states of the loop.
fn scanned(uses: &Uses<'_>, body: &Block, first: Val, last: &[Val], states: &[Val]) -> Option<Op> {
    let [last] = last else { return None };
    let StmtKind::Op { op, args, .. } = uses.made_by[last.number()]? else { return None };
    let (op, operands) = match op {
        Op::Sub => (Op::Add, &args[..1]),
        op if is_reduction(*op) => (*op, args.as_slice()),
        _ => return None,
    };
    let others: Vec<Val> = args.iter().copied().filter(|&arg| arg != first).collect();
    let is_direct = operands.contains(&first) && others.len() + 1 == args.len();
    (is_direct && !may_depend(uses, body, others, states)).then_some(op)
}

/// Whether values of an iteration may depend on the states that it begins with: by operands,
/// conditions, indices, or elements that the iteration has stored.
fn may_depend(uses: &Uses<'_>, body: &Block, values: Vec<Val>, states: &[Val]) -> bool {
    let fresh = loads_of_before(body);
    let (mut open, mut seen) = (values, HashSet::new());
    while let Some(value) = open.pop() {
        if states.contains(&value) {
            return true;
        }
        let Some(made_by) = uses.made_by[value.number()].filter(|_| seen.insert(value)) else {
            continue;
        };
        let mut is_stale = false;
        let mut look_at = |kind: &StmtKind| {
            kind.operands(|operand| open.push(operand));
            if let StmtKind::Load { to, .. } = kind {
                is_stale |= !fresh.contains(to);
            }
        };
        look_at(made_by);
        for block in made_by.blocks() {
            walk(block, &mut |stmt| look_at(&stmt.kind));
        }
        for block in made_by.blocks() {
            walk_blocks(block, &mut |block| open.extend(block.end.operands()));
        }
        // What was made in front of the loop does not depend on its states.
        if is_stale && is_inside(body, value) {
            return true;
        }
    }
    false
}

/// Whether a statement of the block has this result.
fn is_inside(body: &Block, value: Val) -> bool {
    let mut inside = false;
    walk(body, &mut |stmt| inside |= stmt.kind.results().contains(&value));
    inside
}

/// The loads of a block whose elements no statement of it can have stored before.
fn loads_of_before(body: &Block) -> HashSet<Val> {
    let (mut loads, mut stored) = (HashSet::new(), HashSet::new());
    for stmt in &body.stmts {
        let mut loaded = Vec::new();
        let mut look_at = |kind: &StmtKind| match kind {
            StmtKind::Store { array, .. } => {
                stored.insert(*array);
            }
            StmtKind::Load { to, array, .. } => loaded.push((*to, *array)),
            _ => {}
        };
        look_at(&stmt.kind);
        stmt.kind.blocks().for_each(|block| walk(block, &mut |stmt| look_at(&stmt.kind)));
        let fresh = loaded.into_iter().filter(|(_, array)| !stored.contains(array));
        loads.extend(fresh.map(|(to, _)| to));
    }
    loads
}

/// The operation by which all accesses update elements of an array.
fn updated(uses: &Uses<'_>, array: ArrayId, accesses: &[Access]) -> Option<Op> {
    let mut op = None;
    let of_array = || accesses.iter().filter(|access| access.array == array);
    for store in of_array().filter(|access| access.stores) {
        let by = update(uses, array, store)?;
        (*op.get_or_insert(by) == by).then_some(())?;
    }
    let stores = of_array().filter(|access| access.stores).count();
    // Each store has one load of its own, so that nothing else loads.
    (of_array().count() == 2 * stores).then_some(())?;
    op
}

/// The operation that a store combines the element with something by.
fn update(uses: &Uses<'_>, array: ArrayId, store: &Access) -> Option<Op> {
    let StmtKind::Op { op, args, .. } = uses.made_by[store.value?.number()]? else { return None };
    let (op, operands) = match op {
        Op::Sub => (Op::Add, &args[..1]),
        op if is_reduction(*op) => (*op, args.as_slice()),
        _ => return None,
    };
    let loads = operands.iter().filter(|&&arg| {
        let load = uses.made_by[arg.number()];
        matches!(load, Some(StmtKind::Load { array: of, index, .. })
            if *of == array && *index == store.index)
            && uses.counts[arg.number()] == 1
    });
    (loads.count() == 1 && uses.counts[store.value?.number()] == 1).then_some(op)
}

fn is_reduction(op: Op) -> bool {
    matches!(op, Op::Add | Op::Mul | Op::Min | Op::Max | Op::And | Op::Or | Op::Xor)
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Class::Parallel => "parallel",
            Class::Reduction => "a reduction",
            Class::ArrayReduction => "a reduction into arrays",
            Class::Scan => "a scan",
            Class::Serial => "serial",
        })
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::Flow => "loads what was stored",
            Kind::Anti => "stores what was loaded",
            Kind::Output => "stores what was stored",
        })
    }
}

impl fmt::Display for Distance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = |number: &i128| if *number == 1 { "" } else { "s" };
        match self {
            Distance::Exactly(number) => write!(f, "{number} iteration{} before", plural(number)),
            Distance::Varies(number) => {
                write!(f, "{number} iteration{} before, for example", plural(number))
            }
            Distance::Unknown => f.write_str("in an earlier iteration, as far as is known"),
        }
    }
}
