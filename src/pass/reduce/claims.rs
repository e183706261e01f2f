//! Loops that claim places: asked in front whether their iterations are apart, they may fork.
//!
//! In: an outermost parallel loop that scatters through an index array, so that its iterations note
//! the places they touch. Out: a *survey* in front of it, which computes the places alone and notes
//! them; then the loop without notes, which may fork, or, if the survey came upon a place for the
//! second time or upon anything that may trap, the loop as it was, in order and with new tables.
//!
//! Always true: the survey goes through the very places that the loop touches, as these depend on
//! nothing that the loop stores; so where it finds nothing the loop needs no check, and where it
//! finds something the loop in order tells the first trap. Deliberately absent: a survey of places
//! that depend on what the loop stores or adds up; then the loop stays on one thread.

use std::collections::{HashMap, HashSet};

use metate_lang::error::Span;
use metate_lang::ir::order::Order;
use metate_lang::ir::walk::{walk, walk_blocks, walk_blocks_mut};
use metate_lang::ir::{
    ArrayId, Block, Carried, Check, End, Label, LabelData, Parallel, Range, Stmt, StmtKind, Val,
};
use metate_lang::op::Op;
use metate_lang::ty::Scalar;
use metate_lang::util::index::Index;
use metate_lang::value::Value;

use super::super::copy::Copier;
use super::copies::{is_too_large, rename};
use super::earliest::Earliest;
use super::fork::Obstacle;
use super::{Counted, Writer};

impl Writer<'_> {
    /// A loop that claims places: written out with a survey in front, so that it may fork where it
    /// might without claims, or given back if there is none.
    pub(super) fn surveyed(
        &mut self,
        span: Span,
        counted: Counted,
        parallel: &Parallel,
        order: Option<Order>,
    ) -> Option<Counted> {
        let obstacle = match is_too_large(&counted.body) {
            true => Some(Obstacle::TooLarge),
            false => None,
        };
        let survey = match obstacle {
            Some(_) => None,
            None => Survey::of(&counted, &parallel.claims),
        };
        let Some(survey) = survey else {
            self.note(counted.label, Some(obstacle.unwrap_or(Obstacle::Claims)));
            return Some(counted);
        };
        self.span = span;
        let places: Option<Vec<Val>> =
            parallel.claims.iter().map(|table| Some(*self.tables.get(table)?.first()?)).collect();
        let Some(places) = places else { return Some(counted) };
        let cond = self.survey(&counted, &survey, &places);
        let Survey { claims, needed, kept, .. } = survey;
        let to = counted.to.clone();
        let mut second = self.second(&counted);
        let results = self.values_like(&to);
        let mut first = Counted { to: results.clone(), ..counted };
        prove(&mut first.body, &needed, &kept);
        claims.remove(&mut first.body);
        let forks = self.forking.is_some();
        let then = self.nested(|this| {
            let parallel = Parallel { claims: Vec::new(), ..parallel.clone() };
            let kept = match forks {
                true => this.forked(span, first, parallel, order),
                false => {
                    this.inner(&mut first);
                    this.in_one(span, first, parallel, order)
                }
            };
            kept.into_iter().for_each(|kind| this.push(kind));
            End::Give(results)
        });
        let results = second.to.clone();
        let otherwise = self.nested(|this| {
            let mut parallel = parallel.clone();
            for table in &mut parallel.claims {
                let new = this.func.arrays.push(this.func.arrays[*table].clone());
                let extents = this.tables.get(table).cloned().unwrap_or_default();
                this.push(StmtKind::Allocate { array: new, extents });
                rename(&mut second.body, *table, new);
                *table = new;
            }
            this.inner(&mut second);
            if let Some(kind) = this.in_one(span, second, parallel, order) {
                this.push(kind);
            }
            End::Give(results)
        });
        self.span = span;
        self.push(StmtKind::If { to, cond, then, otherwise });
        None
    }

    /// A loop that stays on one thread, as [`Writer::surveyed`] where its iterations claim places in
    /// loops of their own, which are better off without.
    pub(super) fn surveyed_in_order(
        &mut self,
        span: Span,
        counted: Counted,
        parallel: &Parallel,
        order: Option<Order>,
    ) -> Option<Counted> {
        let mut inside = false;
        walk(&counted.body, &mut |stmt| {
            if let StmtKind::For { body, .. } | StmtKind::Loop { body, .. } = &stmt.kind {
                walk(body, &mut |stmt| {
                    let StmtKind::Store { array, .. } = &stmt.kind else { return };
                    inside |= parallel.claims.contains(array);
                });
            }
        });
        match inside && self.forking.is_none() && self.depth == 0 {
            true => self.surveyed(span, counted, parallel, order),
            false => Some(counted),
        }
    }

    /// Goes through the places; whether none was met twice, and nothing may trap on the way.
    /// Where another axis has no elements the tables have none either, and what is not a place, the
    /// index along that axis, is not looked at.
    fn survey(&mut self, counted: &Counted, survey: &Survey<'_>, places: &[Val]) -> Val {
        let scope = self.func.labels.push(LabelData::at(self.span));
        let to = self.func.value(Scalar::Bool, None);
        let body = self.nested(|this| {
            let (no, yes) = (this.constant(Value::Bool(false)), this.constant(Value::Bool(true)));
            let leave = End::Break(scope, vec![no]);
            let dummies = Dummies { leave, known: this.zeros(), earliest: None };
            for &places in places {
                let zero = dummies.known[&Scalar::Usize];
                let fine = this.op(Op::Ne, vec![places, zero], Scalar::Bool);
                this.unless(fine, &dummies);
            }
            let body = this.places(&counted.body, survey, &dummies);
            let carried = counted
                .carried
                .iter()
                .map(|c| Carried { inner: c.inner, init: dummies.known[&this.func.ty(c.inner)] });
            let carried: Vec<Carried> = carried.collect();
            let Range { lo, hi, inclusive } = counted.range;
            let kind = StmtKind::For {
                to: this.values_like(&counted.to),
                label: counted.label,
                var: counted.var,
                range: Range { lo, hi, inclusive },
                carried,
                parallel: None,
                body,
            };
            this.push_anew(kind);
            End::Break(scope, vec![yes])
        });
        self.push(StmtKind::Scope { to: vec![to], label: scope, body });
        to
    }

    /// A loop in values and labels of its own. It is no copy of the one that these were of: what
    /// became of that is told of the other.
    pub(super) fn push_anew(&mut self, kind: StmtKind) {
        let before = self.func.labels.len();
        let copy = Copier::new(self.func).copy(&Stmt { span: self.span, kind });
        for number in before..self.func.labels.len() {
            self.func.labels[Label::new(number)].of = None;
        }
        self.stmts.push(copy);
    }

    /// A zero of each type.
    pub(super) fn zeros(&mut self) -> HashMap<Scalar, Val> {
        Scalar::ALL.iter().map(|&ty| (ty, self.constant(Value::zero(ty)))).collect()
    }

    /// The statements of a block that places depend on, in the values of the loop.
    pub(super) fn places(
        &mut self,
        block: &Block,
        survey: &Survey<'_>,
        dummies: &Dummies,
    ) -> Block {
        let span = self.span;
        let mut made = self.nested(|this| {
            for stmt in &block.stmts {
                this.span = stmt.span;
                this.place(stmt, survey, dummies);
            }
            block.end.clone()
        });
        self.span = span;
        for value in made.end.operands_mut() {
            if !survey.needed.contains(value) {
                *value = dummies.known[&self.func.ty(*value)];
            }
        }
        made
    }

    fn place(&mut self, stmt: &Stmt, survey: &Survey<'_>, dummies: &Dummies) {
        if let Some(earliest) = &dummies.earliest
            && survey.claims.is_part(&stmt.kind)
        {
            if let StmtKind::Check { args, .. } = &stmt.kind {
                self.keep_earliest(earliest, survey.claims.table(args[0]), args[2]);
            }
            return;
        }
        match &stmt.kind {
            StmtKind::Check { check: Check::Distinct { .. }, args } => {
                if survey.claims.has(&stmt.kind) {
                    let zero = self.usize(0);
                    let free = self.op(Op::Eq, vec![args[0], zero], Scalar::Bool);
                    let own = self.op(Op::Eq, vec![args[0], args[1]], Scalar::Bool);
                    let fine = self.op(Op::Or, vec![free, own], Scalar::Bool);
                    self.unless(fine, dummies);
                }
            }
            StmtKind::Check { check, args } | StmtKind::Proved { check, args } => {
                if args.iter().all(|arg| survey.needed.contains(arg)) {
                    self.holds(*check, args, dummies);
                }
            }
            kind if kind.blocks().next().is_some() => {
                if survey.keeps(kind) {
                    let copy = self.pruned(stmt, survey, dummies);
                    match survey.is_once(kind) {
                        true => self.once(copy.kind),
                        false => self.stmts.push(copy),
                    }
                }
            }
            kind => {
                let is_needed = kind.results().iter().any(|to| survey.needed.contains(to));
                if is_needed || survey.claims.has(kind) {
                    self.stmts.push(stmt.clone());
                }
            }
        }
    }

    /// A statement with blocks, of which nothing is left but what places depend on.
    fn pruned(&mut self, stmt: &Stmt, survey: &Survey<'_>, dummies: &Dummies) -> Stmt {
        let mut copy = stmt.clone();
        if let StmtKind::For { parallel, .. } = &mut copy.kind {
            *parallel = None;
        }
        if let StmtKind::For { carried, .. } | StmtKind::Loop { carried, .. } = &mut copy.kind {
            for Carried { inner, init } in carried {
                if !survey.needed.contains(init) {
                    *init = dummies.known[&self.func.ty(*inner)];
                }
            }
        }
        for (inner, of) in copy.kind.blocks_mut().zip(stmt.kind.blocks()) {
            *inner = self.places(of, survey, dummies);
        }
        copy
    }

    /// A counted loop whose iterations all claim the same: one of them, if there is any.
    fn once(&mut self, kind: StmtKind) {
        let StmtKind::For { label, range, mut body, .. } = kind else { return };
        walk_blocks_mut(&mut body, &mut |block| {
            if matches!(block.end, End::Next(next, _) if next == label) {
                block.end = End::Break(label, Vec::new());
            }
        });
        let op = if range.inclusive { Op::Le } else { Op::Lt };
        let cond = self.op(op, vec![range.lo, range.hi], Scalar::Bool);
        let then = self.nested(|this| {
            this.push(StmtKind::Scope { to: Vec::new(), label, body });
            End::Give(Vec::new())
        });
        let otherwise = Block { stmts: Vec::new(), end: End::Give(Vec::new()) };
        self.push(StmtKind::If { to: Vec::new(), cond, then, otherwise });
    }

    /// Ends the survey unless a check holds, which does so behind it.
    fn holds(&mut self, check: Check, args: &[Val], dummies: &Dummies) {
        let ty = self.func.ty(args[0]);
        let fine = match check {
            Check::Bounds { array, axis } => {
                let extent = self.extents(array)[usize::from(axis)];
                self.op(Op::Lt, vec![args[0], extent], Scalar::Bool)
            }
            Check::Divisor | Check::RemDivisor | Check::Step => {
                self.op(Op::Ne, vec![args[0], dummies.known[&ty]], Scalar::Bool)
            }
            Check::Quotient | Check::RemQuotient => {
                // Divisors of -1 are rare.
                let minus = self.constant(Value::from_int(ty, -1).unwrap_or(Value::zero(ty)));
                self.op(Op::Ne, vec![args[1], minus], Scalar::Bool)
            }
            Check::Clamp => self.op(Op::Le, vec![args[0], args[1]], Scalar::Bool),
            // Where it does not hold the loop traps before it gets to the place.
            Check::Distinct { .. } | Check::Overflow(_) => return,
        };
        self.unless(fine, dummies);
        self.push(StmtKind::Proved { check, args: args.to_vec() });
    }

    fn unless(&mut self, fine: Val, dummies: &Dummies) {
        let then = Block { stmts: Vec::new(), end: End::Give(Vec::new()) };
        let otherwise = Block { stmts: Vec::new(), end: dummies.leave.clone() };
        self.push(StmtKind::If { to: Vec::new(), cond: fine, then, otherwise });
    }
}

/// What stands for values that no place depends on, and how the survey, or its iteration, is left.
pub(super) struct Dummies {
    pub(super) leave: End,
    pub(super) known: HashMap<Scalar, Val>,
    /// If places are not claimed in order: how.
    pub(super) earliest: Option<Earliest>,
}

/// The checks that the survey has made hold in the loop behind it. `kept` tells statements by their
/// address, which a block keeps as long as nothing is added to it or taken from it.
fn prove(block: &mut Block, needed: &HashSet<Val>, kept: &HashSet<*const StmtKind>) {
    for Stmt { kind, .. } in &mut block.stmts {
        match kind {
            StmtKind::Check { check, args }
                if !matches!(check, Check::Distinct { .. } | Check::Overflow(_))
                    && args.iter().all(|arg| needed.contains(arg)) =>
            {
                *kind = StmtKind::Proved { check: *check, args: std::mem::take(args) };
            }
            kind if kept.contains(&std::ptr::from_ref(&*kind)) => {
                kind.blocks_mut().for_each(|inner| prove(inner, needed, kept));
            }
            _ => {}
        }
    }
}

/// How a value of a body comes about.
struct Made<'b> {
    /// The statement that makes it, if that has blocks.
    by: Option<&'b StmtKind>,
    /// What it is made of, or one of these by the way that control takes; nothing if only the loop
    /// itself can tell.
    of: Option<Vec<Val>>,
}

/// The values with which control goes on with a loop, or leaves it.
type Ways<'b> = HashMap<Label, Vec<&'b [Val]>>;

/// How the claims of a loop are told from its other statements.
pub(super) struct Claims {
    tables: HashSet<ArrayId>,
    /// Values that are what a table holds.
    notes: HashMap<Val, ArrayId>,
}

impl Claims {
    /// Whether a statement claims a place.
    fn has(&self, kind: &StmtKind) -> bool {
        match kind {
            StmtKind::Check { check: Check::Distinct { .. }, args } => {
                self.notes.contains_key(&args[0])
            }
            StmtKind::Store { array, .. } => self.tables.contains(array),
            _ => false,
        }
    }

    /// Whether a statement claims a place, or computes what is noted there.
    pub(super) fn is_part(&self, kind: &StmtKind) -> bool {
        let notes = match kind {
            StmtKind::Load { array, .. } => return self.tables.contains(array),
            StmtKind::Op { args, .. } => args.iter().any(|arg| self.notes.contains_key(arg)),
            _ => false,
        };
        notes || self.has(kind)
    }

    /// The table that holds a value.
    pub(super) fn table(&self, note: Val) -> ArrayId {
        self.notes[&note]
    }

    /// Takes the claims out of a loop.
    fn remove(&self, body: &mut Block) {
        walk_blocks_mut(body, &mut |block| block.stmts.retain(|stmt| !self.has(&stmt.kind)));
    }
}

/// What the places that a loop claims depend on.
pub(super) struct Survey<'b> {
    pub(super) claims: Claims,
    /// Arrays that the loop stores into, or that it allocates.
    changed: HashSet<ArrayId>,
    made: HashMap<Val, Made<'b>>,
    /// Statements with blocks that claim, or after which control goes on elsewhere, by address.
    turning: HashSet<*const StmtKind>,
    /// Those that are part of the survey.
    kept: HashSet<*const StmtKind>,
    needed: HashSet<Val>,
    /// Whether one of those is a loop without a known end, which may not be reached.
    endless: bool,
}

impl<'b> Survey<'b> {
    /// What a loop's places depend on; none if that is something that the loop changes, or if it
    /// takes a loop without a known end to tell.
    pub(super) fn of(counted: &'b Counted, tables: &[ArrayId]) -> Option<Survey<'b>> {
        let mut survey = Survey {
            claims: Claims { tables: tables.iter().copied().collect(), notes: HashMap::new() },
            changed: HashSet::new(),
            made: HashMap::new(),
            turning: HashSet::new(),
            kept: HashSet::new(),
            needed: HashSet::new(),
            endless: false,
        };
        walk(&counted.body, &mut |stmt| match &stmt.kind {
            StmtKind::Store { array, .. } | StmtKind::Allocate { array, .. } => {
                survey.changed.insert(*array);
            }
            _ => {}
        });
        for carried in &counted.carried {
            survey.made.insert(carried.inner, Made { by: None, of: None });
        }
        survey.define(&counted.body, &mut Ways::new());
        survey.turn(&counted.body, counted.label);
        let mut wanted = Vec::new();
        survey.collect(&counted.body, &mut wanted);
        survey.need(wanted).then_some(survey)
    }

    fn keeps(&self, kind: &StmtKind) -> bool {
        self.kept.contains(&std::ptr::from_ref(kind))
    }

    /// Whether it is a counted loop whose iterations all do the same for the survey.
    fn is_once(&self, kind: &StmtKind) -> bool {
        let StmtKind::For { to, label, var, carried, body, .. } = kind else { return false };
        let mut own = to.iter().chain([var]).copied().chain(carried.iter().map(|it| it.inner));
        let mut left = false;
        walk_blocks(body, &mut |block| {
            left |= matches!(block.end, End::Break(broken, _) if broken == *label);
        });
        !left && !own.any(|value| self.needed.contains(&value))
    }

    /// Notes how the values of a block come about.
    fn define(&mut self, block: &'b Block, ways: &mut Ways<'b>) {
        for stmt in &block.stmts {
            let kind = &stmt.kind;
            kind.blocks().for_each(|inner| self.define(inner, ways));
            match kind {
                StmtKind::Load { to, array, index } => {
                    if self.claims.tables.contains(array) {
                        self.claims.notes.insert(*to, *array);
                    }
                    let hidden =
                        self.changed.contains(array) && !self.claims.tables.contains(array);
                    self.make(*to, None, (!hidden).then(|| index.clone()));
                }
                StmtKind::Op { to, op, args } => {
                    let of = args.iter().find_map(|arg| self.claims.notes.get(arg).copied());
                    if let (Op::And, Some(table)) = (op, of) {
                        self.claims.notes.insert(*to, table);
                    }
                    self.make(*to, None, Some(args.clone()));
                }
                StmtKind::Const { to, .. } | StmtKind::Extent { to, .. } => {
                    self.make(*to, None, Some(Vec::new()));
                }
                StmtKind::Clock { to } => self.make(*to, None, None),
                StmtKind::If { to, then, otherwise, .. } => {
                    let given = [then, otherwise].into_iter().filter_map(|arm| match &arm.end {
                        End::Give(values) => Some(values.as_slice()),
                        _ => None,
                    });
                    self.results(kind, to, &given.collect::<Vec<_>>());
                }
                StmtKind::For { to, label, carried, parallel, .. } => {
                    let mut ways = ways.remove(label).unwrap_or_default();
                    let inner: Vec<Val> = carried.iter().map(|carried| carried.inner).collect();
                    let init: Vec<Val> = carried.iter().map(|carried| carried.init).collect();
                    if parallel.is_some() {
                        // How they are combined is the loop's own affair.
                        to.iter().chain(&inner).for_each(|&value| self.make(value, None, None));
                        continue;
                    }
                    ways.push(&init);
                    self.results(kind, &inner, &ways);
                    ways.push(&inner);
                    self.results(kind, to, &ways);
                }
                StmtKind::Loop { to, label, carried, .. } => {
                    let mut ways = ways.remove(label).unwrap_or_default();
                    let init: Vec<Val> = carried.iter().map(|carried| carried.init).collect();
                    ways.push(&init);
                    let inner: Vec<Val> = carried.iter().map(|carried| carried.inner).collect();
                    self.results(kind, &inner, &ways);
                    self.results(kind, to, &ways);
                }
                StmtKind::Scope { to, label, .. } => {
                    let ways = ways.remove(label).unwrap_or_default();
                    self.results(kind, to, &ways);
                }
                StmtKind::Store { .. }
                | StmtKind::Allocate { .. }
                | StmtKind::Check { .. }
                | StmtKind::Proved { .. } => {}
            }
        }
        if let End::Next(label, values) | End::Break(label, values) = &block.end {
            ways.entry(*label).or_default().push(values);
        }
    }

    fn make(&mut self, to: Val, by: Option<&'b StmtKind>, of: Option<Vec<Val>>) {
        self.made.insert(to, Made { by, of });
    }

    /// Each of these values is one of those that come on one of the ways, in the same position.
    fn results(&mut self, by: &'b StmtKind, to: &[Val], ways: &[&[Val]]) {
        for (number, &to) in to.iter().enumerate() {
            let of = ways.iter().filter_map(|values| values.get(number).copied()).collect();
            self.make(to, Some(by), Some(of));
        }
    }

    /// Finds the statements that claim or turn; the labels that a block goes on with or leaves,
    /// and whether it claims.
    fn turn(&mut self, block: &Block, own: Label) -> (HashSet<Label>, bool) {
        let (mut ends, mut claims) = (HashSet::new(), false);
        for stmt in &block.stmts {
            let kind = &stmt.kind;
            claims |= self.claims.has(kind);
            let label = kind.label();
            let (mut all, mut any) = (HashSet::new(), false);
            for inner in kind.blocks() {
                let (found, claimed) = self.turn(inner, label.unwrap_or(own));
                all.extend(found);
                any |= claimed;
            }
            if let Some(label) = label {
                all.remove(&label);
            }
            if any || !all.is_empty() {
                self.turning.insert(std::ptr::from_ref(kind));
            }
            claims |= any;
            ends.extend(all);
        }
        ends.extend(block.end.label());
        (ends, claims)
    }

    /// Collects what the claims of a block use, and what decides whether they are made.
    fn collect(&mut self, block: &'b Block, wanted: &mut Vec<Val>) {
        for Stmt { kind, .. } in &block.stmts {
            match kind {
                StmtKind::Check { args, .. } if self.claims.has(kind) => {
                    wanted.extend_from_slice(&args[..2]);
                }
                StmtKind::Store { index, value, .. } if self.claims.has(kind) => {
                    wanted.extend_from_slice(index);
                    wanted.push(*value);
                }
                _ if self.turning.contains(&std::ptr::from_ref(kind)) => self.keep(kind, wanted),
                _ => {}
            }
        }
    }

    /// A statement with blocks is part of the survey.
    fn keep(&mut self, kind: &'b StmtKind, wanted: &mut Vec<Val>) {
        if self.kept.insert(std::ptr::from_ref(kind)) {
            match kind {
                StmtKind::If { cond, .. } => wanted.push(*cond),
                StmtKind::For { range, .. } => wanted.extend([range.lo, range.hi]),
                StmtKind::Loop { .. } => self.endless = true,
                _ => {}
            }
            kind.blocks().for_each(|inner| self.collect(inner, wanted));
        }
    }

    /// Finds all that these values are made of; whether the survey can compute it.
    fn need(&mut self, mut wanted: Vec<Val>) -> bool {
        while let Some(value) = wanted.pop() {
            if !self.needed.insert(value) {
                continue;
            }
            // What is not made in the body is there in front of it.
            let Some(Made { by, of }) = self.made.get(&value) else { continue };
            let (by, Some(of)) = (*by, of) else { return false };
            wanted.extend_from_slice(of);
            by.into_iter().for_each(|kind| self.keep(kind, &mut wanted));
        }
        !self.endless
    }
}
