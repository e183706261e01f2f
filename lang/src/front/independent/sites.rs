//! The accesses of a `prange` to arrays, each with what holds where it stands.
//!
//! In: the body of the loop, and the arrays that matter. Out: a [`Site`] for each access. Always
//! true: a site holds every variable and every fact that its indices depend on; facts that are
//! left out make a site larger, never smaller. Deliberately absent: helpers that write, which are
//! refused before, and accesses to arrays of the body itself.

use std::collections::HashSet;

use super::Around;
use super::How;
use super::form::{Forms, anything};
use super::space::{Case, Cases, Fact};
use crate::error::Span;
use crate::hir::children::{self, Child};
use crate::hir::{Block, Element, Expr, ExprKind, LocalId, Place, Range, Stmt};
use crate::ty::Ty;
use crate::util::omega::{Linear, Var};

/// Conditions around an access that are looked at, the innermost ones.
const MOST_CONDITIONS: usize = 32;
/// Variables that the indices of an access may depend on.
const MOST_VARS: usize = 40;

/// An access.
#[derive(Debug)]
pub(super) struct Site {
    pub(super) array: LocalId,
    pub(super) how: How,
    /// The indices; without them it may be any element.
    pub(super) index: Option<Vec<Linear>>,
    /// The indices where no integer wraps around, which nobody may rely on.
    pub(super) plain: Option<Vec<Linear>>,
    pub(super) span: Span,
    /// What it depends on.
    pub(super) vars: Vec<Var>,
    /// What holds there.
    pub(super) facts: Case,
    /// What else holds, one of several possibilities each.
    pub(super) clauses: Vec<Cases>,
}

impl Site {
    /// Whether it is another access to the same elements under the same conditions.
    pub(super) fn is_like(&self, other: &Site) -> bool {
        self.array == other.array
            && (self.how == How::Read) == (other.how == How::Read)
            && self.index == other.index
            && self.facts == other.facts
            && self.clauses == other.clauses
    }
}

/// The accesses to some arrays in the `prange` over `range`.
pub(super) fn collect<'w, 'a, 'e>(
    around: &'w Around<'e, 'a>,
    var: LocalId,
    range: &'e Range,
    body: &'e Block,
    arrays: &HashSet<LocalId>,
) -> (Forms<'w, 'a, 'e>, Vec<Site>) {
    let (changed, written) = written(body);
    let (forms, facts) = Forms::new(around, var, range, changed, written);
    let mut walk = Walk { forms, arrays: arrays.clone(), holds: Vec::new(), sites: Vec::new() };
    walk.hold(vec![facts]);
    walk.block(body);
    (walk.forms, walk.sites)
}

/// The variables that a block assigns, and the arrays that it writes.
fn written(body: &Block) -> (HashSet<LocalId>, HashSet<LocalId>) {
    let (mut changed, mut written) = (HashSet::new(), HashSet::new());
    children::all_of_block(body, &mut |expr| match &expr.kind {
        ExprKind::Assign { place, .. } | ExprKind::AssignOp { place, .. } => match place {
            Place::Local(local, _) | Place::Part(local, _, _) => {
                changed.insert(*local);
                written.insert(*local);
            }
            Place::Element(element) => {
                written.insert(element.array);
            }
        },
        ExprKind::Fill { array, .. } => {
            written.insert(*array);
        }
        ExprKind::Call { args, .. } => {
            // What is passed may be written; that it is only read is rarely worth knowing.
            written.extend(args.iter().filter_map(|arg| match arg.kind {
                ExprKind::Local(local) | ExprKind::Move(local) => Some(local),
                _ => None,
            }));
        }
        _ => {}
    });
    (changed, written)
}

struct Walk<'w, 'a, 'e> {
    forms: Forms<'w, 'a, 'e>,
    arrays: HashSet<LocalId>,
    /// What holds at the place, from the outside inwards, with all variables it depends on.
    holds: Vec<(Cases, Vec<Var>)>,
    sites: Vec<Site>,
}

impl<'e> Walk<'_, '_, 'e> {
    fn block(&mut self, block: &'e Block) {
        let outside = self.holds.len();
        for stmt in &block.stmts {
            match stmt {
                Stmt::Let { local, init } => {
                    if let Some(init) = init {
                        self.expr(init);
                        self.forms.bind(*local, init);
                    }
                }
                Stmt::LetTuple { locals, init } => {
                    self.expr(init);
                    if let ExprKind::Tuple(parts) = &init.kind {
                        for (local, part) in locals.iter().zip(parts) {
                            local.iter().for_each(|&local| self.forms.bind(local, part));
                        }
                    }
                }
                Stmt::Expr(expr) => {
                    self.expr(expr);
                    self.behind(expr);
                }
            }
        }
        block.value.iter().for_each(|value| self.expr(value));
        self.holds.truncate(outside);
    }

    /// Notes what holds behind a statement: the condition under which control gets past it.
    fn behind(&mut self, expr: &'e Expr) {
        let ExprKind::If { cond, then, otherwise } = &expr.kind else { return };
        if then.ty == Ty::Never {
            let cases = self.forms.cases(cond, false);
            self.hold(cases);
        } else if otherwise.as_ref().is_some_and(|block| block.ty == Ty::Never) {
            let cases = self.forms.cases(cond, true);
            self.hold(cases);
        }
    }

    fn hold(&mut self, cases: Cases) {
        if cases != anything() {
            let mut found = Reached::default();
            cases.iter().flatten().for_each(|fact| found.form(fact.linear()));
            self.reach(&mut found);
            self.holds.push((cases, found.vars));
        }
    }

    /// Adds the variables that those found depend on.
    fn reach(&self, found: &mut Reached) {
        let mut next = 0;
        while next < found.vars.len() && found.vars.len() <= MOST_VARS {
            let row = self.forms.space.row(found.vars[next]);
            let clauses = row.clauses.iter().flatten().flatten();
            row.facts.iter().chain(clauses).for_each(|fact| found.form(fact.linear()));
            for (factor, core) in &row.products {
                found.form(factor);
                found.form(core);
            }
            next += 1;
        }
    }

    /// Adds the variables that tell where elements among those found were loaded.
    fn loaded(&self, found: &mut Reached) {
        let mut next = 0;
        while next < found.vars.len() && found.vars.len() <= MOST_VARS {
            let row = self.forms.space.row(found.vars[next]);
            let places = row.load.iter().flat_map(|(_, index)| index);
            let facts = row.facts.iter().map(Fact::linear);
            places.chain(facts).for_each(|form| found.form(form));
            next += 1;
        }
    }

    /// Visits an expression where a condition is as wanted.
    fn under(&mut self, cond: &'e Expr, wanted: bool, visit: impl FnOnce(&mut Self)) {
        let outside = self.holds.len();
        let cases = self.forms.cases(cond, wanted);
        self.hold(cases);
        visit(self);
        self.holds.truncate(outside);
    }

    fn expr(&mut self, expr: &'e Expr) {
        match &expr.kind {
            ExprKind::Local(local) => self.any(How::Read, *local, expr.span),
            ExprKind::Index(element) => {
                element.index.iter().for_each(|index| self.expr(index));
                self.element(How::Read, element);
            }
            ExprKind::Assign { place, value } => {
                self.expr(value);
                self.place(How::Store, place, expr.span);
            }
            ExprKind::AssignOp { op, place, value } => {
                self.expr(value);
                self.place(How::of(*op), place, expr.span);
            }
            ExprKind::Fill { array, value } => {
                self.expr(value);
                self.any(How::Store, *array, expr.span);
            }
            ExprKind::AndThen(left, right) | ExprKind::OrElse(left, right) => {
                self.expr(left);
                let wanted = matches!(expr.kind, ExprKind::AndThen(..));
                self.under(left, wanted, |walk| walk.expr(right));
            }
            ExprKind::If { cond, then, otherwise } => {
                self.expr(cond);
                self.under(cond, true, |walk| walk.block(then));
                if let Some(otherwise) = otherwise {
                    self.under(cond, false, |walk| walk.block(otherwise));
                }
            }
            ExprKind::Match { .. } => self.arms(expr),
            ExprKind::For { var, range, body, .. } => self.for_loop(*var, range, body),
            _ => children::of_expr(expr, &mut |child| match child {
                Child::Expr(child) => self.expr(child),
                Child::Block(block) => self.block(block),
            }),
        }
    }

    fn arms(&mut self, expr: &'e Expr) {
        let ExprKind::Match { scrutinee, arms } = &expr.kind else { return };
        self.expr(scrutinee);
        let outside = self.holds.len();
        for arm in arms {
            let others = self.holds.len();
            let cases = self.forms.matching(&arm.pattern, scrutinee);
            self.hold(cases);
            match &arm.guard {
                Some(guard) => {
                    self.expr(guard);
                    self.under(guard, true, |walk| walk.expr(&arm.body));
                    self.holds.truncate(others);
                }
                None => {
                    self.expr(&arm.body);
                    self.holds.truncate(others);
                    let cases = self.forms.not_matching(&arm.pattern, scrutinee);
                    self.hold(cases);
                }
            }
        }
        self.holds.truncate(outside);
    }

    fn for_loop(&mut self, var: LocalId, range: &'e Range, body: &'e Block) {
        children::of_range(range, &mut |limit| self.expr(limit));
        let outside = self.holds.len();
        let (_, facts) = self.forms.enter(var, range, false);
        self.hold(vec![facts]);
        self.block(body);
        self.forms.space.leave();
        self.holds.truncate(outside);
    }

    fn place(&mut self, how: How, place: &'e Place, span: Span) {
        match place {
            Place::Local(local, _) | Place::Part(local, _, _) => self.any(how, *local, span),
            Place::Element(element) => {
                element.index.iter().for_each(|index| self.expr(index));
                self.element(how, element);
            }
        }
    }

    fn any(&mut self, how: How, array: LocalId, span: Span) {
        if self.arrays.contains(&array) {
            let (vars, facts, clauses) = self.context(&[], Vec::new());
            let (index, plain) = (None, None);
            self.sites.push(Site { array, how, index, plain, span, vars, facts, clauses });
        }
    }

    fn element(&mut self, how: How, element: &'e Element) {
        if !self.arrays.contains(&element.array) {
            return;
        }
        let array = element.array;
        let plain: Vec<Linear> = element.index.iter().map(|it| self.forms.form(it)).collect();
        let of = element.index.iter().zip(&plain);
        let index: Vec<Linear> = of.map(|(it, form)| self.forms.index_of(form, it)).collect();
        let mut inside = Vec::new();
        for (axis, index) in index.iter().enumerate() {
            let extent = self.forms.extent(array, Some(axis as u8));
            let room = extent.minus(index).and_then(|room| room.shifted(-1));
            inside.extend([Some(index.clone()), room].into_iter().flatten().map(Fact::NotNegative));
        }
        let forms: Vec<Linear> = index.iter().chain(&plain).cloned().collect();
        let (vars, facts, clauses) = self.context(&forms, inside);
        let (index, plain, span) = (Some(index), Some(plain), element.span);
        self.sites.push(Site { array, how, index, plain, span, vars, facts, clauses });
    }

    /// The variables that forms depend on, and what holds of them at the place.
    fn context(&mut self, forms: &[Linear], mut facts: Case) -> (Vec<Var>, Case, Vec<Cases>) {
        let mut clauses: Vec<Cases> = Vec::new();
        let mut found = Reached::default();
        found.var(self.forms.iteration);
        forms.iter().for_each(|form| found.form(form));
        self.loaded(&mut found);
        facts.iter().for_each(|fact| found.form(fact.linear()));
        let recent = self.holds.len().saturating_sub(MOST_CONDITIONS);
        let mut left: Vec<&(Cases, Vec<Var>)> = self.holds[recent..].iter().collect();
        loop {
            self.reach(&mut found);
            let before = left.len();
            left.retain(|(cases, vars)| {
                let related = vars.iter().any(|var| found.vars.contains(var));
                if related {
                    vars.iter().for_each(|&var| found.var(var));
                    match cases.as_slice() {
                        [case] => facts.extend(case.iter().cloned()),
                        _ => clauses.push(cases.clone()),
                    }
                }
                !related
            });
            if left.len() == before {
                break;
            }
        }
        for &var in &found.vars {
            let row = self.forms.space.row(var);
            facts.extend(row.facts.iter().cloned());
            clauses.extend(row.clauses.iter().cloned());
            if !row.products.is_empty()
                && let Some(bound) = self.forms.space.product_bound(var)
                && let Some(room) = Linear::constant(bound).minus(&Linear::var(var))
            {
                facts.push(Fact::NotNegative(room));
            }
        }
        let mut seen = HashSet::new();
        facts.retain(|fact| seen.insert(fact.clone()));
        (found.vars, facts, clauses)
    }
}

/// Variables, each once, in the order in which they are found.
#[derive(Default)]
struct Reached {
    vars: Vec<Var>,
}

impl Reached {
    fn var(&mut self, var: Var) {
        if !self.vars.contains(&var) {
            self.vars.push(var);
        }
    }

    fn form(&mut self, form: &Linear) {
        form.terms().iter().for_each(|term| self.var(term.0));
    }
}
