//! Whether the arms of a `match` cover every value, and which values they leave out.
//!
//! In: the types of the scrutinee's parts and the patterns of the arms without a guard. Out:
//! patterns of values that no arm is for, or nothing. Always true: what is found covered here is
//! covered for rustc, whose `usize` and `isize` have no greatest value that a pattern could name.
//! The work is bounded whatever the arms are. Deliberately absent: unreachable arms, which rustc
//! only warns of.
//!
//! A pattern is a row with a set of values for each part; the search splits the values of a part
//! where some row's set begins or ends, and goes on to the next part with the rows that hold each
//! piece (usefulness, after Maranget, "Warnings for pattern matching", 2007).

use std::collections::HashSet;

use super::constant::limits;
use crate::hir::Pattern;
use crate::ty::{Kind, Scalar};
use crate::value::Value;

/// The most patterns of missing values that are worth showing.
pub(super) const SHOWN: usize = 3;

/// How much work is left for all `match`es of one text.
#[derive(Debug)]
pub(super) struct Budget(usize);

impl Default for Budget {
    fn default() -> Budget {
        Budget(4_000_000)
    }
}

impl Budget {
    fn spend(&mut self, steps: usize) -> Result<(), TooComplex> {
        self.0 = self.0.checked_sub(steps).ok_or(TooComplex)?;
        Ok(())
    }
}

/// The arms are too many and too different to be compared.
#[derive(Debug)]
pub(super) struct TooComplex;

/// From the first number to the second, both included.
type Interval = (i128, i128);

/// One pattern: the values of each part that it is for, as sorted intervals with gaps between.
#[derive(Debug)]
struct Row {
    sets: Vec<Vec<Interval>>,
    /// The pattern is for every value of the parts from this one on.
    full_from: usize,
}

/// Patterns of values that no row is for, at most [`SHOWN`] and one more.
///
/// `tuple` tells a tuple of one part from a scalar.
pub(super) fn missing<'p>(
    parts: &[Scalar],
    tuple: bool,
    patterns: impl Iterator<Item = &'p Pattern>,
    budget: &mut Budget,
) -> Result<Vec<String>, TooComplex> {
    let domains: Vec<Interval> = parts.iter().map(|&scalar| domain(scalar)).collect();
    let mut rows = Vec::new();
    for pattern in patterns {
        push_rows(pattern, &domains, &mut rows);
    }
    let mut search = Search { domains: &domains, budget, path: Vec::new(), found: Vec::new() };
    search.uncovered(&rows.iter().collect::<Vec<_>>())?;
    let shown = |piece: &Vec<Interval>| {
        let parts: Vec<String> =
            piece.iter().zip(parts).map(|(&piece, &scalar)| written(piece, scalar)).collect();
        match (tuple, parts.as_slice()) {
            (false, _) => parts.concat(),
            (true, [only]) => format!("({only},)"),
            (true, _) => format!("({})", parts.join(", ")),
        }
    };
    Ok(search.found.iter().map(shown).collect())
}

/// All values of a type as integers; a float's stand for one, as no pattern tells them apart.
///
/// What lies beyond the limits of `usize` and `isize` is a value of its own.
fn domain(scalar: Scalar) -> Interval {
    match (scalar, scalar.kind()) {
        (_, Kind::Bool) => (0, 1),
        (_, Kind::Float) => (0, 0),
        (Scalar::Usize, _) => (0, limits(scalar).1 + 1),
        (Scalar::Isize, _) => (limits(scalar).0 - 1, limits(scalar).1 + 1),
        (_, Kind::Signed | Kind::Unsigned) => limits(scalar),
    }
}

/// The rows that a pattern stands for: several if it is `a | b`.
fn push_rows(pattern: &Pattern, domains: &[Interval], rows: &mut Vec<Row>) {
    let sets = match pattern {
        Pattern::Or(cases) => {
            return cases.iter().for_each(|case| push_rows(case, domains, rows));
        }
        Pattern::Bind(_, Some(sub)) => return push_rows(sub, domains, rows),
        Pattern::Any | Pattern::Bind(_, None) => domains.iter().map(|&all| vec![all]).collect(),
        Pattern::Tuple(parts) => {
            parts.iter().zip(domains).map(|(part, &all)| set(part, all)).collect()
        }
        Pattern::Const(_) | Pattern::Range(..) => {
            domains.iter().map(|&all| set(pattern, all)).collect()
        }
    };
    rows.push(Row::new(sets, domains));
}

impl Row {
    fn new(sets: Vec<Vec<Interval>>, domains: &[Interval]) -> Row {
        let full = |(set, all): (&Vec<Interval>, &Interval)| *set == [*all];
        let full_from = sets.iter().zip(domains).rposition(|part| !full(part));
        Row { sets, full_from: full_from.map_or(0, |last| last + 1) }
    }
}

/// The values that the pattern of a part is for.
fn set(pattern: &Pattern, all: Interval) -> Vec<Interval> {
    let mut pieces = Vec::new();
    push_pieces(pattern, all, &mut pieces);
    pieces.sort_unstable();
    let mut joined: Vec<Interval> = Vec::with_capacity(pieces.len());
    for (lo, hi) in pieces {
        match joined.last_mut() {
            Some(last) if lo <= last.1 + 1 => last.1 = last.1.max(hi),
            _ => joined.push((lo, hi)),
        }
    }
    joined
}

fn push_pieces(pattern: &Pattern, all: Interval, pieces: &mut Vec<Interval>) {
    match pattern {
        Pattern::Any | Pattern::Bind(_, None) => pieces.push(all),
        Pattern::Bind(_, Some(sub)) => push_pieces(sub, all, pieces),
        Pattern::Const(value) => pieces.push((number(*value), number(*value))),
        Pattern::Range(lo, hi) => {
            pieces.push((lo.map_or(all.0, number), hi.map_or(all.1, number)));
        }
        Pattern::Or(cases) => cases.iter().for_each(|case| push_pieces(case, all, pieces)),
        // Tuples do not nest.
        Pattern::Tuple(_) => {}
    }
}

fn number(value: Value) -> i128 {
    value.as_int().unwrap_or(i128::from(value.bits()))
}

/// A search for values that no row is for.
struct Search<'s> {
    domains: &'s [Interval],
    budget: &'s mut Budget,
    /// A piece of each part before the one that is looked at.
    path: Vec<Interval>,
    /// A piece of each part, without a row that is for it.
    found: Vec<Vec<Interval>>,
}

impl Search<'_> {
    /// Looks for values of the parts behind the path that none of these rows is for.
    fn uncovered(&mut self, rows: &[&Row]) -> Result<(), TooComplex> {
        self.budget.spend(rows.len() + 1)?;
        let part = self.path.len();
        if rows.iter().any(|row| row.full_from <= part) {
            return Ok(());
        }
        if rows.is_empty() {
            self.find(&self.domains[part..]);
            return Ok(());
        }
        if part + 1 == self.domains.len() {
            return self.gaps(rows);
        }
        self.split(rows)
    }

    fn find(&mut self, rest: &[Interval]) {
        self.found.push([&self.path, rest].concat());
    }

    fn is_done(&self) -> bool {
        self.found.len() > SHOWN
    }

    /// The values of the last part that no row is for.
    fn gaps(&mut self, rows: &[&Row]) -> Result<(), TooComplex> {
        let part = self.path.len();
        let mut pieces: Vec<Interval> =
            rows.iter().flat_map(|row| row.sets[part].iter().copied()).collect();
        self.budget.spend(pieces.len())?;
        pieces.sort_unstable();
        let (mut next, end) = self.domains[part];
        for (lo, hi) in pieces {
            if lo > next && !self.is_done() {
                self.find(&[(next, lo - 1)]);
            }
            next = next.max(hi + 1);
        }
        if next <= end && !self.is_done() {
            self.find(&[(next, end)]);
        }
        Ok(())
    }

    /// Splits the values of a part where rows begin and end, and goes on with each piece.
    fn split(&mut self, rows: &[&Row]) -> Result<(), TooComplex> {
        let part = self.path.len();
        let (first, last) = self.domains[part];
        let pieces = || rows.iter().flat_map(|row| row.sets[part].iter().copied());
        let mut cuts: Vec<i128> =
            pieces().flat_map(|(lo, hi)| [lo, hi + 1]).chain([first, last + 1]).collect();
        self.budget.spend(cuts.len())?;
        cuts.sort_unstable();
        cuts.dedup();
        // Pieces with the same rows lack the same values of the other parts.
        let mut covered: HashSet<Vec<usize>> = HashSet::new();
        for piece in cuts.windows(2).map(|cut| (cut[0], cut[1] - 1)) {
            self.budget.spend(rows.len())?;
            let holds = |row: &&Row| {
                let set = &row.sets[part];
                let at = set.partition_point(|&(_, hi)| hi < piece.0);
                set.get(at).is_some_and(|&(lo, _)| lo <= piece.0)
            };
            let kept: Vec<usize> = (0..rows.len()).filter(|&at| holds(&rows[at])).collect();
            if covered.contains(&kept) {
                continue;
            }
            let before = self.found.len();
            self.path.push(piece);
            self.uncovered(&kept.iter().map(|&at| rows[at]).collect::<Vec<_>>())?;
            self.path.pop();
            if self.is_done() {
                break;
            }
            if self.found.len() == before {
                covered.insert(kept);
            }
        }
        Ok(())
    }
}

/// A piece of the values of a type as the pattern that is for it.
fn written((lo, hi): Interval, scalar: Scalar) -> String {
    let all = domain(scalar);
    if (lo, hi) == all {
        return "_".to_owned();
    }
    if scalar == Scalar::Bool {
        return if lo == 0 { "false" } else { "true" }.to_owned();
    }
    let (least, greatest) = limits(scalar);
    let name = |number: i128| match number {
        _ if number >= greatest => format!("{scalar}::MAX"),
        _ if number <= least && scalar.is_signed() => format!("{scalar}::MIN"),
        _ => number.max(least).to_string(),
    };
    match (lo < least, hi > greatest) {
        (_, true) => format!("{}..", name(lo)),
        (true, false) => format!("..={}", name(hi)),
        (false, false) if lo == hi => name(lo),
        (false, false) => format!("{}..={}", name(lo), name(hi)),
    }
}
