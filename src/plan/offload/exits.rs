//! Loops for one invocation that control leaves elsewhere than behind them.
//!
//! In: a function. Out: the same, where such a loop says by a number how it was left, and who follows
//! acts on it: a `return` inside of a loop that the device runs becomes the host's, behind it.
//!
//! ```text
//! 'l0: for ..                      let (how, i, ..) = 'scope: {
//!     if found {                       'l0: for .. if found { break 'scope 1, i, .. } ..
//!         return i;                    break 'scope 0, ..
//!     }                     =>     };
//! ..                               if how == 1 { return i; }
//! ```
//!
//! Always true: what a loop gives where it is not left that way is a zero, which nobody reads.
//! Deliberately absent: loops with something inside that is worth a launch; these are the host's.

use std::collections::{HashMap, HashSet};

use metate_lang::error::Span;
use metate_lang::ir::walk::walk;
use metate_lang::ir::{Block, End, Func, Label, LabelData, Stmt, StmtKind, Val};
use metate_lang::op::Op;
use metate_lang::ty::Scalar;
use metate_lang::value::Value;

use super::build::leaves;
use super::nest::{Loops, runs_on_device};

/// Rewrites the loops that one invocation runs and control may leave.
pub(super) fn exits(func: &mut Func) {
    let is_left = |stmt: &Stmt| {
        matches!(stmt.kind, StmtKind::For { .. } | StmtKind::Loop { .. }) && leaves(stmt)
    };
    if !func.statements().any(is_left) {
        return;
    }
    let loops = Loops::of(func);
    let mut found = HashSet::new();
    find(&func.body, &loops, &mut found);
    drop(loops);
    if found.is_empty() {
        return;
    }
    let nothing = Block { stmts: Vec::new(), end: End::Unreachable };
    let mut body = std::mem::replace(&mut func.body, nothing);
    rewrite(func, &mut body, &found);
    func.body = body;
}

/// The outermost such loops.
fn find(block: &Block, loops: &Loops<'_>, found: &mut HashSet<Label>) {
    for stmt in &block.stmts {
        let is_loop = matches!(stmt.kind, StmtKind::For { .. } | StmtKind::Loop { .. });
        let mut touches = false;
        for block in stmt.kind.blocks() {
            walk(block, &mut |stmt| {
                touches |= matches!(stmt.kind, StmtKind::Load { .. } | StmtKind::Store { .. });
            });
        }
        let small = stmt.kind.blocks().all(|block| !loops.has_wide(block) && runs_on_device(block));
        match stmt.kind.label().filter(|_| is_loop && touches && small && leaves(stmt)) {
            Some(label) => drop(found.insert(label)),
            None => stmt.kind.blocks().for_each(|block| find(block, loops, found)),
        }
    }
}

fn rewrite(func: &mut Func, block: &mut Block, found: &HashSet<Label>) {
    let stmts = std::mem::take(&mut block.stmts);
    for mut stmt in stmts {
        match stmt.kind.label().filter(|label| found.contains(label)) {
            Some(_) => Exits::of(func, stmt.span).write(stmt, &mut block.stmts),
            None => {
                stmt.kind.blocks_mut().for_each(|block| rewrite(func, block, found));
                block.stmts.push(stmt);
            }
        }
    }
}

/// The ways out of one loop.
struct Exits<'f> {
    func: &'f mut Func,
    span: Span,
    /// The scope around the loop.
    scope: Label,
    /// Each way, with the values that come behind the scope in place of those that it takes along.
    ways: Vec<(End, Vec<Val>)>,
    /// What stands in front of the scope.
    before: Vec<Stmt>,
    zeros: HashMap<Scalar, Val>,
}

impl Exits<'_> {
    fn of(func: &mut Func, span: Span) -> Exits<'_> {
        let scope = func.labels.push(LabelData::at(span));
        Exits { func, span, scope, ways: Vec::new(), before: Vec::new(), zeros: HashMap::new() }
    }

    fn constant(&mut self, value: Value) -> Val {
        let to = self.func.value(value.scalar(), None);
        self.before.push(Stmt { span: self.span, kind: StmtKind::Const { to, value } });
        to
    }

    fn zero(&mut self, ty: Scalar) -> Val {
        if let Some(&zero) = self.zeros.get(&ty) {
            return zero;
        }
        let zero = self.constant(Value::zero(ty));
        self.zeros.insert(ty, zero);
        zero
    }

    fn like(&mut self, values: &[Val]) -> Vec<Val> {
        let copy = |&value: &Val| {
            let data = self.func.values[value].clone();
            self.func.values.push(data)
        };
        values.iter().map(copy).collect()
    }

    fn write(mut self, mut stmt: Stmt, out: &mut Vec<Stmt>) {
        let results = stmt.kind.results().to_vec();
        let inner = self.like(&results);
        match &mut stmt.kind {
            StmtKind::For { to, .. } | StmtKind::Loop { to, .. } => *to = inner.clone(),
            _ => unreachable!("only loops are rewritten"),
        }
        let mut own = HashSet::from_iter(stmt.kind.label());
        stmt.kind.blocks().for_each(|block| walk(block, &mut |stmt| own.extend(stmt.kind.label())));
        // First the ways are known, then what each of them hands on.
        for block in stmt.kind.blocks() {
            self.note(block, &own);
        }
        let (scope, ways) = (self.scope, self.ways.clone());
        let kinds: Vec<Scalar> = std::iter::once(Scalar::U32)
            .chain(results.iter().map(|&value| self.func.ty(value)))
            .chain(ways.iter().flat_map(|way| &way.1).map(|&value| self.func.ty(value)))
            .collect();
        let zeros: Vec<Val> = kinds.iter().map(|&ty| self.zero(ty)).collect();
        let codes: Vec<Val> =
            (1..=ways.len()).map(|code| self.constant(Value::U32(code as u32))).collect();
        let leave = |end: &End| {
            let number = ways.iter().position(|way| same_way(&way.0, end))?;
            let mut values = zeros.clone();
            values[0] = codes[number];
            let before: usize = ways[..number].iter().map(|way| way.1.len()).sum();
            let at = 1 + results.len() + before;
            values[at..][..end.operands().len()].copy_from_slice(end.operands());
            Some(End::Break(scope, values))
        };
        stmt.kind.blocks_mut().for_each(|block| redirect(block, &own, &leave));
        let mut normal = zeros.clone();
        normal[1..][..inner.len()].copy_from_slice(&inner);
        let body = Block { stmts: vec![stmt], end: End::Break(scope, normal) };
        let how = self.func.value(Scalar::U32, None);
        let mut to = vec![how];
        to.extend(&results);
        to.extend(ways.iter().flat_map(|way| &way.1));
        out.append(&mut self.before);
        out.push(Stmt { span: self.span, kind: StmtKind::Scope { to, label: scope, body } });
        for ((end, values), code) in ways.into_iter().zip(codes) {
            let cond = self.func.value(Scalar::Bool, None);
            let kind = StmtKind::Op { to: cond, op: Op::Eq, args: vec![how, code] };
            out.push(Stmt { span: self.span, kind });
            let end = match end {
                End::Next(label, _) => End::Next(label, values),
                End::Break(label, _) => End::Break(label, values),
                _ => End::Return(values),
            };
            let then = Block { stmts: Vec::new(), end };
            let otherwise = Block { stmts: Vec::new(), end: End::Give(Vec::new()) };
            let kind = StmtKind::If { to: Vec::new(), cond, then, otherwise };
            out.push(Stmt { span: self.span, kind });
        }
    }

    /// Notes the ways out of a block and those inside.
    fn note(&mut self, block: &Block, own: &HashSet<Label>) {
        if leads_out(&block.end, own) && !self.ways.iter().any(|way| same_way(&way.0, &block.end)) {
            let values = self.like(block.end.operands());
            self.ways.push((block.end.clone(), values));
        }
        for stmt in &block.stmts {
            stmt.kind.blocks().for_each(|block| self.note(block, own));
        }
    }
}

fn redirect(block: &mut Block, own: &HashSet<Label>, leave: &impl Fn(&End) -> Option<End>) {
    if leads_out(&block.end, own)
        && let Some(end) = leave(&block.end)
    {
        block.end = end;
    }
    for stmt in &mut block.stmts {
        stmt.kind.blocks_mut().for_each(|block| redirect(block, own, leave));
    }
}

/// Whether an end leads out of a loop with these labels.
fn leads_out(end: &End, own: &HashSet<Label>) -> bool {
    match end {
        End::Return(_) => true,
        End::Next(label, _) | End::Break(label, _) => !own.contains(label),
        End::Give(_) | End::Unreachable => false,
    }
}

/// Whether two ends lead to the same place.
fn same_way(a: &End, b: &End) -> bool {
    match (a, b) {
        (End::Return(_), End::Return(_)) => true,
        (End::Next(a, _), End::Next(b, _)) | (End::Break(a, _), End::Break(b, _)) => a == b,
        _ => false,
    }
}
