//! Takes less accurate mathematical functions where they are faster.
//!
//! In: a function. Out: the same, with `tanh`, `ln`, `sin` and `cos` within 4 ULP instead of 1. Always
//! true: nothing else changes. Deliberately absent: functions whose accurate version is as fast.

use metate_lang::ir::{Func, StmtKind, walk};
use metate_lang::op::Op;

use super::{Changed, take_body};

/// Replaces functions.
pub fn approx(func: &mut Func) -> Changed {
    let mut body = take_body(func);
    let mut changed = false;
    walk::walk_mut(&mut body, &mut |stmt| {
        let StmtKind::Op { op, .. } = &mut stmt.kind else { return };
        if let Some(other) = cheaper(*op) {
            *op = other;
            changed = true;
        }
    });
    func.body = body;
    changed.into()
}

/// The less accurate version of an operation.
fn cheaper(op: Op) -> Option<Op> {
    Some(match op {
        Op::Tanh => Op::TanhApprox,
        Op::Ln => Op::LnApprox,
        Op::Sin => Op::SinApprox,
        Op::Cos => Op::CosApprox,
        _ => return None,
    })
}
