//! Lets sums and products of floats in plain loops take the order of parallel ones.
//!
//! In: a function. Out: the same, in which counted loops that carry such a sum are marked as loops
//! that regroup it (`regroup(..)` in the text), for [`reduce`](super::reduce) to write out and the
//! interpreter to follow. Always true: it is asked for (`FastMath::reassoc`), as results differ in
//! their last bits; iterations keep their order, and so do stores, traps and everything else that
//! is carried. A sum is regrouped only where the loop does nothing else with it: adds to it,
//! subtracts from it, or leaves it as it is, whichever way control takes; and only in a loop that
//! ends with its range. Of nested loops that add to one sum only the innermost regroups: in the
//! others the sum is what the inner loop starts from. Deliberately absent: minima and maxima,
//! which any order suits, and loops that may end early.
//!
//! A walk follows each carried float from where an iteration begins to where the next one gets it.

use std::collections::HashMap;

use metate_lang::ir::walk::walk_mut;
use metate_lang::ir::{Block, End, Func, Label, Parallel, Reduction, StmtKind, Val};
use metate_lang::op::Op;
use metate_lang::util::index::Index;

use super::Changed;

/// Marks the loops that may regroup their sums and products of floats.
pub fn reassoc(func: &mut Func) -> Changed {
    let mut sums = Sums {
        func,
        roles: vec![None; func.values.len()],
        candidates: Vec::new(),
        open: Vec::new(),
        breaks: HashMap::new(),
    };
    sums.block(&func.body);
    let mut found: HashMap<Label, Vec<(usize, Op)>> = HashMap::new();
    for candidate in &sums.candidates {
        if let (true, Some(op)) = (candidate.holds, candidate.op) {
            found.entry(candidate.label).or_default().push((candidate.number, op));
        }
    }
    walk_mut(&mut func.body, &mut |stmt| {
        if let StmtKind::For { label, carried, parallel: parallel @ None, .. } = &mut stmt.kind
            && let Some(sums) = found.get(label)
        {
            let mut reductions = vec![Reduction::InOrder; carried.len()];
            sums.iter().for_each(|&(number, op)| reductions[number] = Reduction::Op(op));
            *parallel = Some(Parallel { reductions, in_order: true, ..Parallel::default() });
        }
    });
    Changed::from(!found.is_empty())
}

/// A carried float that may be a sum or a product.
struct Candidate {
    label: Label,
    /// The number of the carried value.
    number: usize,
    /// What is done to it, once that is known.
    op: Option<Op>,
    holds: bool,
}

/// A value is what the candidate of this number has come to.
type Role = Option<usize>;

/// A loop or scope around the statement being looked at.
struct Open {
    label: Label,
    is_scope: bool,
    /// Its candidates, by the number of the carried value.
    candidates: Vec<Role>,
}

struct Sums<'f> {
    func: &'f Func,
    /// By value.
    roles: Vec<Role>,
    candidates: Vec<Candidate>,
    open: Vec<Open>,
    /// What the breaks out of each open scope give, as far as they agree.
    breaks: HashMap<Label, Vec<Role>>,
}

impl Sums<'_> {
    fn role(&self, value: Val) -> Role {
        self.roles[value.number()]
    }

    /// The value is used for something that is not summing up.
    fn spoil(&mut self, value: Val) {
        if let Some(number) = self.role(value) {
            self.candidates[number].holds = false;
        }
    }

    fn spoil_all(&mut self, values: &[Val]) {
        values.iter().for_each(|&value| self.spoil(value));
    }

    fn block(&mut self, block: &Block) {
        for stmt in &block.stmts {
            self.statement(&stmt.kind);
        }
        match &block.end {
            End::Give(_) | End::Unreachable => {}
            End::Next(label, values) => self.next(*label, values),
            End::Break(label, values) => self.break_out(*label, values),
            End::Return(values) => {
                self.spoil_all(values);
                self.leave(0);
            }
        }
    }

    fn statement(&mut self, kind: &StmtKind) {
        match kind {
            StmtKind::Op { to, op, args } => self.operation(*to, *op, args),
            StmtKind::If { to, cond, then, otherwise } => {
                self.spoil(*cond);
                self.block(then);
                self.block(otherwise);
                let gives = [then, otherwise].map(|arm| match &arm.end {
                    End::Give(values) => Some(values.as_slice()),
                    _ => None,
                });
                self.merge(to, gives);
            }
            StmtKind::Scope { to, label, body } => {
                self.enter(*label, true, Vec::new());
                self.block(body);
                self.open.pop();
                let roles = self.breaks.remove(label).unwrap_or_default();
                to.iter().zip(roles).for_each(|(to, role)| self.roles[to.number()] = role);
            }
            StmtKind::For { label, carried, parallel, body, .. } => {
                kind.operands(|value| self.spoil(value));
                let mut candidates = vec![None; carried.len()];
                for (number, carried) in carried.iter().enumerate() {
                    if parallel.is_none() && self.func.ty(carried.inner).is_float() {
                        let role = Some(self.candidates.len());
                        let label = *label;
                        self.candidates.push(Candidate { label, number, op: None, holds: true });
                        self.roles[carried.inner.number()] = role;
                        candidates[number] = role;
                    }
                }
                self.enter(*label, false, candidates);
                self.block(body);
                self.open.pop();
            }
            StmtKind::Loop { label, body, .. } => {
                kind.operands(|value| self.spoil(value));
                self.enter(*label, false, Vec::new());
                self.block(body);
                self.open.pop();
            }
            StmtKind::Const { .. }
            | StmtKind::Extent { .. }
            | StmtKind::Load { .. }
            | StmtKind::Store { .. }
            | StmtKind::Allocate { .. }
            | StmtKind::Clock { .. }
            | StmtKind::Check { .. }
            | StmtKind::Proved { .. } => kind.operands(|value| self.spoil(value)),
        }
    }

    fn enter(&mut self, label: Label, is_scope: bool, candidates: Vec<Role>) {
        self.open.push(Open { label, is_scope, candidates });
    }

    /// An operation gives what a sum has come to, if it adds something else to it.
    fn operation(&mut self, to: Val, op: Op, args: &[Val]) {
        let (sum, reduction) = match (op, args) {
            (Op::Add, &[a, b]) => (if self.role(a).is_some() { a } else { b }, Op::Add),
            (Op::Mul, &[a, b]) => (if self.role(a).is_some() { a } else { b }, Op::Mul),
            (Op::Sub, &[a, _]) => (a, Op::Add),
            (Op::MulAdd, &[_, _, c]) => (c, Op::Add),
            _ => return self.spoil_all(args),
        };
        let Some(number) = self.role(sum) else { return self.spoil_all(args) };
        let others = args.iter().filter(|&&arg| arg != sum);
        others.for_each(|&arg| self.spoil(arg));
        let candidate = &mut self.candidates[number];
        let known = *candidate.op.get_or_insert(reduction);
        let twice = args.iter().filter(|&&arg| arg == sum).count() > 1;
        candidate.holds &= known == reduction && !twice;
        self.roles[to.number()] = Some(number);
    }

    /// What both arms of a branch give is the sum behind it, if it is that in both.
    fn merge(&mut self, to: &[Val], gives: [Option<&[Val]>; 2]) {
        for (number, to) in to.iter().enumerate() {
            let given = || gives.iter().flatten().map(|values| values[number]);
            let mut roles = given().map(|value| self.role(value));
            let first = roles.next().flatten();
            if roles.all(|role| role == first) {
                self.roles[to.number()] = first;
            } else {
                given().for_each(|value| self.spoil(value));
            }
        }
    }

    /// An iteration ends: each sum must be in its own place.
    fn next(&mut self, label: Label, values: &[Val]) {
        let Some(at) = self.open.iter().position(|open| open.label == label) else { return };
        self.leave(at + 1);
        for (number, &value) in values.iter().enumerate() {
            let wanted = self.open[at].candidates.get(number).copied().flatten();
            if self.role(value) != wanted {
                self.spoil(value);
                wanted.iter().for_each(|&wanted| self.candidates[wanted].holds = false);
            }
        }
    }

    /// Breaks out of a scope agree on what they give; out of a loop no sum goes.
    fn break_out(&mut self, label: Label, values: &[Val]) {
        let Some(at) = self.open.iter().position(|open| open.label == label) else { return };
        self.leave(at);
        if !self.open[at].is_scope {
            return self.spoil_all(values);
        }
        let found: Vec<Role> = values.iter().map(|&value| self.role(value)).collect();
        let known = self.breaks.entry(label).or_insert_with(|| found.clone()).clone();
        for (number, (&value, &known)) in values.iter().zip(&known).enumerate() {
            if self.role(value) != known {
                self.spoil(value);
                known.iter().for_each(|&known| self.candidates[known].holds = false);
                self.breaks.entry(label).and_modify(|roles| roles[number] = None);
            }
        }
    }

    /// Control leaves the loops from this one of those around inwards, before their ranges end.
    fn leave(&mut self, from: usize) {
        for open in &self.open[from..] {
            let left = open.candidates.iter().flatten();
            left.for_each(|&number| self.candidates[number].holds = false);
        }
    }
}
