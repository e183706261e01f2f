//! Takes bounds checks out of loops: those that always hold, and by two copies of a loop those that
//! hold under a condition.
//!
//! In: a function. Out: the same, where a check that always holds is `proved`, and a counted loop
//! some of whose checks hold under conditions known in front of it is an `if` over these: with the
//! loop whose checks are proved, and the loop as it was. Always true: a copy that skips a check runs
//! only where the check could not fail, so traps come as they did, in their order. Loops are taken
//! from the outside inwards, so a question is asked as rarely as it can be; the copy that keeps its
//! checks is left alone. A function grows to at most about [`MOST_GROWTH`] times its statements.
//! Deliberately absent: what can be known, which is `metate_lang::analysis::bounds`.

use metate_lang::analysis::affine::Affine;
use metate_lang::analysis::bounds::{self, Access, Conditions, GUARD};
use metate_lang::analysis::range::{Counted, Ranges};
use metate_lang::error::Span;
use metate_lang::ir::walk::{walk, walk_mut};
use metate_lang::ir::{Block, Check, End, Func, Param, Stmt, StmtKind, Val};
use metate_lang::op::Op;
use metate_lang::ty::Scalar;
use metate_lang::value::Value;

use super::copy::Copier;
use super::{Changed, take_body};

/// How many times its size a function may reach.
const MOST_GROWTH: usize = 3;

/// The statements that even a small function may grow by.
const SMALL_GROWTH: usize = 200;

/// The most questions in front of a loop.
const MOST_QUESTIONS: usize = 24;

/// Takes bounds checks out of loops.
pub fn bounds_split(func: &mut Func) -> Changed {
    let bounds =
        |stmt: &Stmt| matches!(stmt.kind, StmtKind::Check { check: Check::Bounds { .. }, .. });
    if !func.statements().any(bounds) {
        return Changed::No;
    }
    let extents = ask_for_extents(func);
    let ranges = Ranges::of(func);
    let mut body = take_body(func);
    let room = (MOST_GROWTH - 1) * statements(&body) + SMALL_GROWTH;
    let mut split = Split { func, ranges, room, changed: false };
    split.prove(&mut body);
    split.block(&mut body);
    let changed = split.changed;
    if !changed {
        body.stmts.drain(..extents);
    }
    func.body = body;
    changed.into()
}

/// Every extent that is checked against stands in front of everything, as a value; how many
/// statements that took.
fn ask_for_extents(func: &mut Func) -> usize {
    let mut wanted = Vec::new();
    for stmt in func.statements() {
        if let StmtKind::Check { check: Check::Bounds { array, axis }, .. } = stmt.kind
            && func.params.contains(&Param::Array(array))
            && !wanted.contains(&(array, axis))
        {
            wanted.push((array, axis));
        }
    }
    let first = func.body.stmts.iter();
    let first = first
        .take_while(|stmt| matches!(stmt.kind, StmtKind::Const { .. } | StmtKind::Extent { .. }));
    for stmt in first {
        if let StmtKind::Extent { array, axis, .. } = stmt.kind {
            wanted.retain(|known| *known != (array, axis));
        }
    }
    wanted.sort_unstable();
    let count = wanted.len();
    let extents = wanted.into_iter().map(|(array, axis)| {
        let to = func.value(Scalar::Usize, None);
        Stmt { span: Span::default(), kind: StmtKind::Extent { to, array, axis } }
    });
    let extents: Vec<Stmt> = extents.collect();
    func.body.stmts.splice(0..0, extents);
    count
}

struct Split<'f> {
    func: &'f mut Func,
    ranges: Ranges,
    /// Statements that may still be added.
    room: usize,
    changed: bool,
}

impl Split<'_> {
    /// Checks that hold in every run.
    fn prove(&mut self, block: &mut Block) {
        let (func, ranges, changed) = (&*self.func, &self.ranges, &mut self.changed);
        walk_mut(block, &mut |stmt| {
            if access(&stmt.kind).is_some_and(|access| bounds::holds(func, ranges, access)) {
                become_proved(&mut stmt.kind);
                *changed = true;
            }
        });
    }

    fn block(&mut self, block: &mut Block) {
        let stmts = std::mem::take(&mut block.stmts);
        for mut stmt in stmts {
            if matches!(stmt.kind, StmtKind::For { .. }) {
                self.counted_loop(stmt, &mut block.stmts);
            } else {
                stmt.kind.blocks_mut().for_each(|block| self.block(block));
                block.stmts.push(stmt);
            }
        }
    }

    /// A loop becomes two, behind questions that go in front of it, if that spares checks.
    fn counted_loop(&mut self, mut stmt: Stmt, out: &mut Vec<Stmt>) {
        let plan = self.plan(&stmt);
        let Some(Plan { spared, conditions }) = plan else {
            stmt.kind.blocks_mut().for_each(|block| self.block(block));
            return out.push(stmt);
        };
        self.changed = true;
        let span = stmt.span;
        let mut slow = Copier::new(self.func).copy(&stmt);
        let to = stmt.kind.results().to_vec();
        let mut number = 0;
        walk_one_mut(&mut stmt, &mut |stmt| {
            if access(&stmt.kind).is_some() {
                if spared.binary_search(&number).is_ok() {
                    become_proved(&mut stmt.kind);
                }
                number += 1;
            }
        });
        let given = rename_results(self.func, &mut stmt.kind);
        let slow_given = rename_results(self.func, &mut slow.kind);
        let mut fast = Block { stmts: Vec::new(), end: End::Give(given) };
        stmt.kind.blocks_mut().for_each(|block| self.block(block));
        fast.stmts.push(stmt);
        let slow = Block { stmts: vec![slow], end: End::Give(slow_given) };
        let cond = Questions { func: self.func, span, out, known: Vec::new() }.all(&conditions);
        let kind = StmtKind::If { to, cond, then: fast, otherwise: slow };
        out.push(Stmt { span, kind });
    }

    /// The checks of a loop that conditions in front of it spare, by their number.
    fn plan(&mut self, stmt: &Stmt) -> Option<Plan> {
        let counted = self.ranges.counted(stmt.kind.label()?)?;
        let mut plan = Plan { spared: Vec::new(), conditions: Conditions::default() };
        let mut number = 0;
        let mut size = 0;
        walk_one(stmt, &mut |stmt| {
            size += 1;
            if let Some(access) = access(&stmt.kind) {
                plan.consider(number, self.conditions(counted, access));
                number += 1;
            }
        });
        if plan.spared.is_empty() || size > self.room {
            return None;
        }
        self.room -= size;
        Some(plan)
    }

    fn conditions(&self, counted: &Counted, access: Access) -> Option<Conditions> {
        bounds::conditions(self.func, &self.ranges, counted, access)
    }
}

/// What is spared by asking what.
struct Plan {
    spared: Vec<usize>,
    conditions: Conditions,
}

impl Plan {
    fn consider(&mut self, number: usize, conditions: Option<Conditions>) {
        if conditions.is_some_and(|new| self.conditions.add(new, MOST_QUESTIONS)) {
            self.spared.push(number);
        }
    }
}

/// The bounds check that a statement is.
fn access(kind: &StmtKind) -> Option<Access> {
    match kind {
        StmtKind::Check { check: Check::Bounds { array, axis }, args } => {
            Some(Access { array: *array, axis: *axis, index: args[0] })
        }
        _ => None,
    }
}

fn become_proved(kind: &mut StmtKind) {
    if let StmtKind::Check { check, args } = kind {
        *kind = StmtKind::Proved { check: *check, args: std::mem::take(args) };
    }
}

fn statements(block: &Block) -> usize {
    let mut count = 0;
    walk(block, &mut |_| count += 1);
    count
}

/// A statement and all in its blocks.
fn walk_one(stmt: &Stmt, visit: &mut impl FnMut(&Stmt)) {
    visit(stmt);
    stmt.kind.blocks().for_each(|block| walk(block, visit));
}

fn walk_one_mut(stmt: &mut Stmt, visit: &mut impl FnMut(&mut Stmt)) {
    visit(stmt);
    stmt.kind.blocks_mut().for_each(|block| walk_mut(block, visit));
}

/// New values for the results of a loop, which are those of an `if` around it from now on.
fn rename_results(func: &mut Func, kind: &mut StmtKind) -> Vec<Val> {
    let StmtKind::For { to, .. } = kind else { unreachable!("a counted loop") };
    for value in to.iter_mut() {
        let data = func.values[*value].clone();
        *value = func.values.push(data);
    }
    to.clone()
}

/// Writes conditions as statements.
struct Questions<'q> {
    func: &'q mut Func,
    span: Span,
    out: &'q mut Vec<Stmt>,
    /// What was written already.
    known: Vec<(StmtKind, Val)>,
}

impl Questions<'_> {
    /// Whether all conditions hold.
    fn all(&mut self, conditions: &Conditions) -> Val {
        let mut answers = Vec::new();
        answers.extend(self.guard(&conditions.guarded));
        for form in &conditions.nonnegative {
            answers.push(self.is_nonnegative(form));
        }
        let both = |all: Val, answer: Val, this: &mut Self| {
            this.op(Op::And, vec![all, answer], Scalar::Bool)
        };
        let mut answers = answers.into_iter();
        let first = answers.next().unwrap_or_else(|| self.constant(Value::Bool(true)));
        answers.fold(first, |all, answer| both(all, answer, self))
    }

    /// Whether values are small: no bit above those of [`GUARD`] is set in any of them.
    fn guard(&mut self, values: &[Val]) -> Option<Val> {
        let words = values.iter().map(|&value| self.cast(value, Scalar::U64));
        let words: Vec<Val> = words.collect();
        let bits = words.into_iter().reduce(|a, b| self.op(Op::Or, vec![a, b], Scalar::U64))?;
        let most = self.constant(Value::U64(GUARD.hi as u64));
        Some(self.op(Op::Le, vec![bits, most], Scalar::Bool))
    }

    /// Whether a form is at least 0: its positive part is at least its negative part.
    fn is_nonnegative(&mut self, form: &Affine) -> Val {
        let constant = form.constant_part();
        let part = |sign: i128| form.terms().iter().filter(move |term| term.1 * sign > 0);
        let positive: Vec<(Val, i128)> = part(1).copied().collect();
        let negative: Vec<(Val, i128)> = part(-1).map(|&(value, times)| (value, -times)).collect();
        let left = self.sum(&positive, constant.max(0));
        let right = self.sum(&negative, (-constant).max(0));
        self.op(Op::Ge, vec![left, right], Scalar::I64)
    }

    fn sum(&mut self, terms: &[(Val, i128)], constant: i128) -> Val {
        let mut sum = None;
        for &(value, times) in terms {
            let mut term = self.cast(value, Scalar::I64);
            if times != 1 {
                let times = self.constant(Value::I64(times as i64));
                term = self.op(Op::Mul, vec![term, times], Scalar::I64);
            }
            sum = Some(match sum {
                Some(sum) => self.op(Op::Add, vec![sum, term], Scalar::I64),
                None => term,
            });
        }
        match sum {
            Some(sum) if constant == 0 => sum,
            Some(sum) => {
                let constant = self.constant(Value::I64(constant as i64));
                self.op(Op::Add, vec![sum, constant], Scalar::I64)
            }
            None => self.constant(Value::I64(constant as i64)),
        }
    }

    fn cast(&mut self, value: Val, ty: Scalar) -> Val {
        match self.func.ty(value) == ty {
            true => value,
            false => self.op(Op::Cast, vec![value], ty),
        }
    }

    /// An operation; a comparison is of values of type `ty` and gives a `bool`.
    fn op(&mut self, op: Op, args: Vec<Val>, ty: Scalar) -> Val {
        let result = if matches!(op, Op::Ge | Op::Le) { Scalar::Bool } else { ty };
        self.once(result, |to| StmtKind::Op { to, op, args: args.clone() })
    }

    fn constant(&mut self, value: Value) -> Val {
        self.once(value.scalar(), |to| StmtKind::Const { to, value })
    }

    /// Writes a statement, unless the same one was written before.
    fn once(&mut self, ty: Scalar, kind: impl Fn(Val) -> StmtKind) -> Val {
        let same = |(known, to): &&(StmtKind, Val)| *known == kind(*to) && self.func.ty(*to) == ty;
        if let Some(&(_, to)) = self.known.iter().find(same) {
            return to;
        }
        let to = self.func.value(ty, None);
        self.known.push((kind(to), to));
        self.out.push(Stmt { span: self.span, kind: kind(to) });
        to
    }
}
