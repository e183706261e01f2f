//! What the analyses say of the plain loops of a function, and what iterations do.
//!
//! In: loop IR and arguments. Out: [`Judgement`]: faults, and what was looked at. Always true: a
//! loop is judged by all runs together. Of every counted loop, whatever it is called, the accesses
//! that met must be among the dependences, at a distance that these allow; a loop that is called
//! anything but serial must leave the same bits if it runs as that word allows. Deliberately
//! absent: which kernels.

use std::collections::{BTreeMap, HashMap};

use metate_lang::analysis::depend::{self, Access, Dependence, Distance};
use metate_lang::analysis::parallel::{self, Class, Independence, Reason};
use metate_lang::analysis::range::Ranges;
use metate_lang::error::Span;
use metate_lang::ir::order::is_exact;
use metate_lang::ir::print::print;
use metate_lang::ir::walk::walk;
use metate_lang::ir::{ArrayId, Carried, Func, Label, Stmt, StmtKind, Val};
use metate_lang::op::Op;
use metate_lang::util::index::Index;

use super::machine::{self, Arg, Claim, Seen, Sites};

/// What came of judging functions.
#[derive(Default)]
pub struct Judgement {
    pub faults: Vec<String>,
    /// Loops by what happened: `parallel`, `parallel, run backwards`, ..
    pub counts: BTreeMap<String, u64>,
}

impl Judgement {
    fn count(&mut self, what: impl Into<String>) {
        *self.counts.entry(what.into()).or_default() += 1;
    }

    pub fn add(&mut self, other: Judgement) {
        self.faults.extend(other.faults);
        for (what, count) in other.counts {
            *self.counts.entry(what).or_default() += count;
        }
    }
}

/// Runs of the two kinds: with whatever arguments, and with those of which most do not trap.
pub struct Runs {
    pub wild: Vec<Vec<Arg>>,
    pub tame: Vec<Vec<Arg>>,
}

/// Judges all loops of a function.
pub fn judge(func: &Func, runs: &Runs) -> Judgement {
    let (ranges, sites) = (Ranges::of(func), Sites::of(func));
    let mut seen = Seen::default();
    for args in runs.wild.iter().chain(&runs.tame) {
        machine::record(func, &sites, args, &mut seen);
    }
    let mut judgement = Judgement::default();
    judgement.faults.extend(seen.faults.iter().cloned());
    let loops = parallel::of(func, &ranges);
    let mut judge = Judge { func, ranges: &ranges, sites: &sites, seen: &seen, judgement };
    judge.meetings();
    for found in &loops {
        judge.arrays(found);
    }
    judge.orders(&loops, &runs.tame);
    let mut judgement = judge.judgement;
    if !judgement.faults.is_empty() {
        judgement.faults.push(print(func));
    }
    judgement
}

struct Judge<'f> {
    func: &'f Func,
    ranges: &'f Ranges,
    sites: &'f Sites<'f>,
    seen: &'f Seen,
    judgement: Judgement,
}

impl Judge<'_> {
    /// Whatever met is a dependence, at that distance.
    fn meetings(&mut self) {
        let mut known: HashMap<(Label, usize, usize), Vec<Dependence>> = HashMap::new();
        let mut meetings: Vec<_> = self.seen.meetings.iter().copied().collect();
        meetings.sort_by_key(|&(label, from, to, apart)| (label.number(), from, to, apart));
        for (label, from, to, apart) in meetings {
            let Some(counted) = self.ranges.counted(label) else { continue };
            let pair = (label, from.min(to), from.max(to));
            let told = known.entry(pair).or_insert_with(|| {
                let mut accesses = vec![access(self.sites.list[pair.1], pair.1)];
                if pair.1 != pair.2 {
                    accesses.push(access(self.sites.list[pair.2], pair.2));
                }
                depend::carried(self.func, self.ranges, counted, &accesses)
            });
            let [first, second] = [pair.1, pair.2].map(|site| access(self.sites.list[site], site));
            let are_alike = first.stores == second.stores && first.index == second.index;
            // Of two that are alike the first one stands for both.
            let span = |site: usize| if are_alike { first.span } else { place(site) };
            let told = told.iter().find(|told| told.from == span(from) && told.to == span(to));
            let what = match told.map(|told| told.distance) {
                None => "not a dependence".to_owned(),
                Some(Distance::Exactly(number)) if number != apart => {
                    format!("a dependence of distance {number}")
                }
                Some(Distance::Exactly(_)) => {
                    self.judgement.count("meetings at the exact distance");
                    continue;
                }
                Some(Distance::Varies(_)) => {
                    self.judgement.count("meetings at a distance that varies");
                    continue;
                }
                Some(_) => {
                    self.judgement.count("meetings at an unknown distance");
                    continue;
                }
            };
            let [from, to] = [from, to].map(|site| &self.sites.list[site].kind);
            self.judgement.faults.push(format!(
                "loop {}: {from:?} and {to:?} meet, {apart} iterations apart, which is {what}",
                label.number()
            ));
        }
    }

    /// An array at which iterations met is told of; and a loop that met nowhere is counted.
    fn arrays(&mut self, found: &Independence) {
        let (sites, func) = (self.sites, self.func);
        let array_of = |site: usize| access(sites.list[site], site).array;
        let meetings = self.seen.meetings.iter().filter(|meeting| meeting.0 == found.label);
        let mut met: Vec<ArrayId> = meetings.map(|meeting| array_of(meeting.1)).collect();
        met.sort_by_key(|array| array.number());
        met.dedup();
        let told = |array: ArrayId| {
            found.arrays.iter().any(|&(updated, _)| updated == array)
                || found
                    .reasons
                    .iter()
                    .any(|reason| matches!(reason, Reason::Dependence(told) if told.array == array))
        };
        if self.ranges.counted(found.label).is_none() {
            return;
        }
        for array in met.iter().filter(|&&array| !told(array)) {
            let name = &func.arrays[*array].name;
            let (number, class) = (found.label.number(), found.class());
            let fault = format!("loop {number} is {class}, and iterations meet at `{name}`");
            self.judgement.faults.push(fault);
        }
        if !self.seen.several.contains(&found.label) {
            return;
        }
        self.judgement.count(format!("loops: {}", found.class()));
        if found.class() == Class::Serial {
            let because = self.because(found, &met);
            self.judgement.count(format!("serial: {because}"));
        }
    }

    /// Why a loop is serial, if it was not seen to be.
    fn because(&self, found: &Independence, met: &[ArrayId]) -> String {
        let other = found.reasons.iter().find_map(|reason| match reason {
            Reason::LeavesEarly => Some("it leaves early"),
            Reason::Carried { scan: None, .. } => Some("it carries a value"),
            Reason::Unlimited => Some("it has no limit"),
            _ => None,
        });
        if let Some(other) = other {
            return other.to_owned();
        }
        let dependences = found.reasons.iter().filter_map(|reason| match reason {
            Reason::Dependence(told) => Some(told),
            _ => None,
        });
        let mut unseen = dependences.filter(|told| !met.contains(&told.array));
        match unseen.next() {
            _ if !met.is_empty() => "iterations meet".to_owned(),
            Some(told) => format!("NOT SEEN TO MEET, {}", self.unknown(told)),
            None => "a scan beside it".to_owned(),
        }
    }

    /// What of the indices of a dependence is not known, or what of its conditions.
    fn unknown(&self, told: &Dependence) -> String {
        let mut makers: BTreeMap<Val, &StmtKind> = BTreeMap::new();
        self.func.statements().for_each(|stmt| {
            stmt.kind.results().iter().for_each(|&value| {
                makers.insert(value, &stmt.kind);
            });
        });
        let accesses = self.sites.list.iter().filter(|stmt| {
            access(stmt, 0).array == told.array && [told.from, told.to].contains(&stmt.span)
        });
        let mut found = Vec::new();
        for stmt in accesses {
            for index in access(stmt, 0).index {
                let terms = self.ranges.form(index).map_or(&[][..], |form| form.terms());
                for &(symbol, _) in terms {
                    found.push(match makers.get(&symbol) {
                        Some(StmtKind::Load { .. }) => "a loaded index",
                        Some(StmtKind::Op { op: Op::Mul, .. }) => "a product",
                        Some(StmtKind::Op { op: Op::Div | Op::Shr, .. }) => "a quotient",
                        Some(StmtKind::Op { op: Op::Rem | Op::And, .. }) => "a remainder",
                        Some(StmtKind::Op { op: Op::Min | Op::Max, .. }) => "an extremum",
                        Some(StmtKind::Op { op: Op::Cast, .. }) => "a cast",
                        Some(StmtKind::Op { .. }) => "another operation",
                        Some(StmtKind::If { .. }) => "an `if`",
                        Some(StmtKind::For { .. } | StmtKind::Loop { .. }) => "a carried value",
                        _ => continue,
                    });
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        match (found.first(), told.distance) {
            (None, Distance::Unknown) => "affine, not decided".to_owned(),
            (None, _) => "affine (conditions, or sizes that did not come up)".to_owned(),
            (Some(_), _) => found.join(" and "),
        }
    }

    /// Loops that may run in another order leave the same.
    fn orders(&mut self, loops: &[Independence], tame: &[Vec<Arg>]) {
        let claims: Vec<_> = loops.iter().filter_map(claim).collect();
        let mut shown = vec![false; claims.len()];
        for args in tame {
            let in_order = machine::run(self.func, self.sites, args, None);
            let Ok(Some(in_order)) = in_order else { continue };
            for (number, (class, claim)) in claims.iter().enumerate() {
                if !in_order.is_exact && !is_claim_exact(self.func, claim) {
                    continue;
                }
                let what = match machine::run(self.func, self.sites, args, Some(claim)) {
                    Ok(Some(left)) if left.is(&in_order) => {
                        shown[number] |= left.several.contains(&claim.label);
                        continue;
                    }
                    Ok(Some(_)) => "leaves something else".to_owned(),
                    // Twice as many statements: the first half only learns what is combined.
                    Ok(None) => continue,
                    Err(what) => what,
                };
                let number = claim.label.number();
                let fault = format!("loop {number} is {class}, and run backwards: {what}");
                self.judgement.faults.push(fault);
            }
        }
        for ((class, _), _) in claims.iter().zip(shown).filter(|(_, shown)| *shown) {
            self.judgement.count(format!("run backwards: {class}"));
        }
    }
}

/// A load or a store, at a place of its own.
fn access(stmt: &Stmt, site: usize) -> Access {
    let (array, stores, index, value) = match &stmt.kind {
        StmtKind::Load { array, index, .. } => (*array, false, index.clone(), None),
        StmtKind::Store { array, index, value } => (*array, true, index.clone(), Some(*value)),
        other => panic!("{other:?} is no access"),
    };
    Access { array, stores, index, value, span: place(site) }
}

fn place(site: usize) -> Span {
    Span { lo: site as u32, hi: site as u32 + 1 }
}

/// How a loop may run, if it may run otherwise than in order.
fn claim(found: &Independence) -> Option<(Class, Claim)> {
    let class = found.class();
    if class == Class::Serial {
        return None;
    }
    let scanned = |number: usize| {
        found.reasons.iter().find_map(|reason| match reason {
            Reason::Carried { number: of, scan } if *of == number => *scan,
            _ => None,
        })
    };
    let carried = found.reductions.iter().enumerate().map(|(number, op)| match op {
        Some(op) => Some((*op, false)),
        None => scanned(number).map(|op| (op, true)),
    });
    let carried = carried.collect::<Option<Vec<_>>>().expect("what is carried is combined");
    Some((class, Claim { label: found.label, carried, arrays: found.arrays.clone() }))
}

/// Whether what a loop combines is the same in every order.
fn is_claim_exact(func: &Func, claim: &Claim) -> bool {
    let mut exact = claim.arrays.iter().all(|&(array, op)| is_exact(op, func.arrays[array].elem));
    walk(&func.body, &mut |stmt| {
        if let StmtKind::For { label, carried, .. } = &stmt.kind
            && *label == claim.label
        {
            let ty = |carried: &Carried| func.ty(carried.inner);
            let mut pairs = claim.carried.iter().zip(carried);
            exact &= pairs.all(|((op, _), carried)| is_exact(*op, ty(carried)));
        }
    });
    exact
}
