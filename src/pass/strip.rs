//! Runs several iterations of a small loop between two tests of its end.
//!
//! In: a function. Out: the same, where an innermost counted loop with a short straight body is two:
//! one over groups of iterations, written out one after the other, and one over what is left. Always
//! true: iterations come in their order, each with its own induction variable, so the result is the
//! same to the bit. What it saves is the counting and the branch of all iterations but one of a
//! group; bodies that call functions, check or branch have better things to do.
//! Deliberately absent: several accumulators, which would change the order of sums.

use metate_lang::error::Span;
use metate_lang::ir::{Block, Carried, End, Func, Label, LabelData, Range, Stmt, StmtKind, Val};
use metate_lang::op::Op;
use metate_lang::ty::Scalar;
use metate_lang::value::Value;

use super::copy::Copier;
use super::replace::Replacements;
use super::{Changed, take_body};

/// The statements that a group may have.
const MOST_STATEMENTS: usize = 48;

/// The most iterations in a group, and the least that are worth it, as powers of 2.
const GROUPS: [u32; 2] = [2, 1];

/// Runs several iterations between two tests.
pub fn strip(func: &mut Func) -> Changed {
    if func.labels.is_empty() {
        return Changed::No;
    }
    let mut body = take_body(func);
    let mut stripping = Stripping { replaced: Replacements::new(func), func, changed: false };
    stripping.block(&mut body);
    let changed = stripping.changed;
    func.body = body;
    changed.into()
}

struct Stripping<'f> {
    func: &'f mut Func,
    replaced: Replacements,
    changed: bool,
}

impl Stripping<'_> {
    fn block(&mut self, block: &mut Block) {
        let stmts = std::mem::take(&mut block.stmts);
        for mut stmt in stmts {
            self.replaced.operands(&mut stmt.kind);
            stmt.kind.blocks_mut().for_each(|block| self.block(block));
            match self.group(&stmt.kind) {
                Some(log2) => self.split(stmt, log2, &mut block.stmts),
                None => block.stmts.push(stmt),
            }
        }
        self.replaced.end(&mut block.end);
    }

    /// How many iterations make a group, as a power of 2; `None` if the loop stays.
    fn group(&self, kind: &StmtKind) -> Option<u32> {
        let StmtKind::For { label, var, range, parallel: None, body, .. } = kind else {
            return None;
        };
        let plain = self.func.ty(*var) == Scalar::Usize && !range.inclusive;
        let goes_on = matches!(&body.end, End::Next(next, _) if next == label);
        if !plain || !goes_on || !body.stmts.iter().all(|stmt| self.is_simple(&stmt.kind)) {
            return None;
        }
        let of_code =
            |stmt: &&Stmt| !matches!(stmt.kind, StmtKind::Const { .. } | StmtKind::Proved { .. });
        let statements = body.stmts.iter().filter(of_code).count();
        GROUPS.into_iter().find(|log2| statements << log2 <= MOST_STATEMENTS)
    }

    fn is_simple(&self, kind: &StmtKind) -> bool {
        match kind {
            StmtKind::Const { .. }
            | StmtKind::Extent { .. }
            | StmtKind::Load { .. }
            | StmtKind::Store { .. }
            | StmtKind::Proved { .. } => true,
            StmtKind::Op { op, .. } => !op.row().math,
            _ => false,
        }
    }

    fn split(&mut self, stmt: Stmt, log2: u32, out: &mut Vec<Stmt>) {
        let StmtKind::For { to, label, var, range, carried, body, .. } = stmt.kind else { return };
        let span = stmt.span;
        self.changed = true;
        let mut code = Code { func: self.func, span, out };
        // An empty range may end before it begins.
        let any = code.op(Op::Lt, vec![range.lo, range.hi], Scalar::Bool);
        let trips = code.op(Op::Sub, vec![range.hi, range.lo], Scalar::Usize);
        let zero = code.constant(Value::Usize(0));
        let trips = code.op(Op::Select, vec![any, trips, zero], Scalar::Usize);
        let shift = code.constant(Value::Usize(log2 as usize));
        let groups = code.op(Op::Shr, vec![trips, shift], Scalar::Usize);
        let counted = Range { lo: zero, hi: groups, inclusive: false };
        let grouped = self.groups(&carried, (var, label), &body, range.lo, log2, counted, span);
        let middle = grouped.kind.results().to_vec();
        out.push(grouped);
        let mut code = Code { func: self.func, span, out };
        let done = code.op(Op::Shl, vec![groups, shift], Scalar::Usize);
        let lo = code.op(Op::Add, vec![range.lo, done], Scalar::Usize);
        let range = Range { lo, ..range };
        self.func.labels[label].most = Some((1 << log2) - 1);
        let carried = carried.iter().zip(middle);
        let carried = carried.map(|(carried, init)| Carried { init, ..*carried }).collect();
        let kind = StmtKind::For { to, label, var, range, carried, parallel: None, body };
        out.push(Stmt { span, kind });
    }

    /// The loop over groups.
    #[allow(clippy::too_many_arguments)]
    fn groups(
        &mut self,
        carried: &[Carried],
        (var, label): (Val, Label),
        body: &Block,
        first: Val,
        log2: u32,
        range: Range,
        span: Span,
    ) -> Stmt {
        let (of, group) = (Some(label), Some(1 << log2));
        let data = LabelData { of, group, ..self.func.labels[label].clone() };
        let label = self.func.labels.push(data);
        let copy_of = |func: &mut Func, value: Val| {
            let data = func.values[value].clone();
            func.values.push(data)
        };
        let number = self.func.value(Scalar::Usize, None);
        let inner: Vec<Carried> = carried
            .iter()
            .map(|c| Carried { inner: copy_of(self.func, c.inner), init: c.init })
            .collect();
        let to: Vec<Val> = carried.iter().map(|c| copy_of(self.func, c.inner)).collect();
        let mut stmts = Vec::new();
        let mut code = Code { func: self.func, span, out: &mut stmts };
        let shift = code.constant(Value::Usize(log2 as usize));
        let offset = code.op(Op::Shl, vec![number, shift], Scalar::Usize);
        let base = code.op(Op::Add, vec![first, offset], Scalar::Usize);
        let mut state: Vec<Val> = inner.iter().map(|carried| carried.inner).collect();
        for iteration in 0..1usize << log2 {
            let mut code = Code { func: self.func, span, out: &mut stmts };
            let at = match iteration {
                0 => base,
                _ => {
                    let step = code.constant(Value::Usize(iteration));
                    code.op(Op::Add, vec![base, step], Scalar::Usize)
                }
            };
            let mut copier = Copier::new(self.func);
            copier.set(var, at);
            for (carried, &value) in carried.iter().zip(&state) {
                copier.set(carried.inner, value);
            }
            stmts.extend(body.stmts.iter().map(|stmt| copier.copy(stmt)));
            state = body.end.operands().iter().map(|&value| copier.value(value)).collect();
        }
        let body = Block { stmts, end: End::Next(label, state) };
        let kind =
            StmtKind::For { to, label, var: number, range, carried: inner, parallel: None, body };
        Stmt { span, kind }
    }
}

/// Where new statements go.
struct Code<'c> {
    func: &'c mut Func,
    span: Span,
    out: &'c mut Vec<Stmt>,
}

impl Code<'_> {
    fn op(&mut self, op: Op, args: Vec<Val>, ty: Scalar) -> Val {
        let to = self.func.value(ty, None);
        self.out.push(Stmt { span: self.span, kind: StmtKind::Op { to, op, args } });
        to
    }

    fn constant(&mut self, value: Value) -> Val {
        let to = self.func.value(value.scalar(), None);
        self.out.push(Stmt { span: self.span, kind: StmtKind::Const { to, value } });
        to
    }
}
