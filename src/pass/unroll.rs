//! Writes short loops out: a counted loop of a few known iterations is its iterations.
//!
//! In: a function. Out: the same, where an innermost loop with constant limits, at most
//! [`MOST_TRIPS`] iterations and few statements is gone. Always true: iterations stand in their
//! order, so traps and stores come as they did. Deliberately absent: loops that are left early, and
//! several iterations at a time of long ones.

use std::ops::Range;

use metate_lang::ir::walk::walk_blocks;
use metate_lang::ir::{Block, End, Func, Label, Stmt, StmtKind, Val};
use metate_lang::value::Value;

use super::copy::Copier;
use super::known::Constants;
use super::replace::Replacements;
use super::{Changed, take_body};

/// The most iterations.
const MOST_TRIPS: i128 = 8;

/// The most statements that a loop may become.
const MOST_STATEMENTS: usize = 96;

/// The most statements of a function that still grows.
const LARGE: usize = 2000;

/// Writes short loops out.
pub fn unroll(func: &mut Func) -> Changed {
    if func.labels.is_empty() || func.statement_count() > LARGE {
        return Changed::No;
    }
    let mut body = take_body(func);
    let mut unrolling = Unrolling {
        constants: Constants::new(func),
        replaced: Replacements::new(func),
        func,
        changed: false,
    };
    unrolling.block(&mut body);
    let changed = unrolling.changed;
    func.body = body;
    changed.into()
}

struct Unrolling<'f> {
    func: &'f mut Func,
    constants: Constants,
    replaced: Replacements,
    changed: bool,
}

impl Unrolling<'_> {
    fn block(&mut self, block: &mut Block) {
        let stmts = std::mem::take(&mut block.stmts);
        for mut stmt in stmts {
            self.replaced.operands(&mut stmt.kind);
            self.constants.note(&stmt.kind);
            stmt.kind.blocks_mut().for_each(|block| self.block(block));
            match self.short(&stmt.kind) {
                Some(numbers) => self.write_out(stmt, numbers, &mut block.stmts),
                None => block.stmts.push(stmt),
            }
        }
        self.replaced.end(&mut block.end);
    }

    /// The integers that a loop runs through, if it is to be written out.
    fn short(&self, kind: &StmtKind) -> Option<Range<i128>> {
        let StmtKind::For { label, range, parallel: None, body, .. } = kind else { return None };
        let (lo, hi) = (self.constants.int(range.lo)?, self.constants.int(range.hi)?);
        let trips = hi + i128::from(range.inclusive) - lo;
        let short = (1..=MOST_TRIPS).contains(&trips) && is_straight(body, *label, trips as usize);
        short.then_some(lo..lo + trips)
    }

    fn write_out(&mut self, stmt: Stmt, numbers: Range<i128>, out: &mut Vec<Stmt>) {
        let StmtKind::For { to, label, var, carried, body, .. } = stmt.kind else { return };
        let span = stmt.span;
        self.changed = true;
        self.func.labels[label].written_out = true;
        let mut state: Vec<Val> = carried.iter().map(|carried| carried.init).collect();
        for number in numbers {
            let ty = self.func.ty(var);
            let value = Value::from_int(ty, number).expect("between the limits");
            let at = self.func.value(ty, None);
            out.push(Stmt { span, kind: StmtKind::Const { to: at, value } });
            let mut copier = Copier::new(self.func);
            copier.set(var, at);
            for (carried, &value) in carried.iter().zip(&state) {
                copier.set(carried.inner, value);
            }
            out.extend(body.stmts.iter().map(|stmt| copier.copy(stmt)));
            state = body.end.operands().iter().map(|&value| copier.value(value)).collect();
        }
        self.replaced.replace_all(&to, &state);
    }
}

/// Whether a body has no loop, does nothing with its loop but go on to the next iteration at its
/// end, and stays short.
fn is_straight(body: &Block, label: Label, trips: usize) -> bool {
    let mut straight = matches!(body.end, End::Next(next, _) if next == label);
    let mut statements = 0;
    let mut number = 0;
    walk_blocks(body, &mut |block| {
        number += 1;
        statements += block.stmts.len();
        let has_loop = block
            .stmts
            .iter()
            .any(|stmt| matches!(stmt.kind, StmtKind::For { .. } | StmtKind::Loop { .. }));
        let goes_on = number > 1 && block.end.label() == Some(label);
        straight &= !has_loop && !goes_on;
    });
    straight && statements * trips <= MOST_STATEMENTS
}
