//! What can be told of values and checks without running anything.
//!
//! In: statements, in the order of the text. Out: which values are constants, which checks hold
//! whatever happens, and which checks say the same. Always true: a value is defined once, so
//! what is noted of it never changes. Deliberately absent: ranges of values, which are an
//! analysis of their own.

use metate_lang::eval::overflows;
use metate_lang::ir::{Check, Func, StmtKind, Val};
use metate_lang::op::Op;
use metate_lang::ty::Scalar;
use metate_lang::util::index::Index;
use metate_lang::value::Value;

/// The values that are constants.
pub(super) struct Constants {
    values: Vec<Option<Value>>,
}

impl Constants {
    pub(super) fn new(func: &Func) -> Constants {
        Constants { values: vec![None; func.values.len()] }
    }

    /// Notes what a statement defines.
    pub(super) fn note(&mut self, kind: &StmtKind) {
        if let StmtKind::Const { to, value } = kind {
            self.values[to.number()] = Some(*value);
        }
    }

    pub(super) fn get(&self, value: Val) -> Option<Value> {
        // A value that the pass itself has made is not looked up.
        self.values.get(value.number()).copied().flatten()
    }

    /// The integer that the value is.
    pub(super) fn int(&self, value: Val) -> Option<i128> {
        self.get(value).and_then(Value::as_int)
    }
}

/// Whether a check holds as far as constants tell.
pub(super) fn holds(check: Check, args: &[Val], func: &Func, constants: &Constants) -> bool {
    match check {
        Check::Bounds { array, axis } => {
            let extent = extent(func, array, axis);
            let index = constants.int(args[0]);
            index.zip(extent).is_some_and(|(index, extent)| index < extent as i128)
        }
        Check::Divisor | Check::RemDivisor | Check::Step => {
            constants.int(args[0]).is_some_and(|divisor| divisor != 0)
        }
        Check::Quotient | Check::RemQuotient => {
            let lowest = -1i128 << (func.ty(args[0]).bits() - 1);
            constants.int(args[0]).is_some_and(|dividend| dividend != lowest)
                || constants.int(args[1]).is_some_and(|divisor| divisor != -1)
        }
        Check::Clamp => {
            let limits = constants.get(args[0]).zip(constants.get(args[1]));
            limits.is_some_and(|(low, high)| Check::limits_hold(low, high))
        }
        Check::Overflow(op) => {
            let operands: Option<Vec<Value>> = args.iter().map(|&arg| constants.get(arg)).collect();
            operands.is_some_and(|operands| !overflows(op, &operands))
        }
        Check::Distinct { .. } => constants.int(args[0]) == Some(0) || args[0] == args[1],
    }
}

/// The extent of an array along an axis, if the array is the function's own.
pub(super) fn extent(func: &Func, array: metate_lang::ir::ArrayId, axis: u8) -> Option<usize> {
    func.arrays[array].local.and_then(|local| local.extents().nth(usize::from(axis)))
}

/// What a check makes sure of: checks of one condition are as good as each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Condition {
    check: Check,
    args: [Option<Val>; 2],
}

impl Condition {
    pub(super) fn of(check: Check, args: &[Val]) -> Condition {
        let check = match check {
            Check::Divisor | Check::RemDivisor | Check::Step => Check::Divisor,
            Check::Quotient | Check::RemQuotient => Check::Quotient,
            Check::Bounds { .. } | Check::Clamp | Check::Distinct { .. } | Check::Overflow(_) => {
                check
            }
        };
        Condition { check, args: [args.first().copied(), args.get(1).copied()] }
    }
}

/// The checks that an operation on values of type `ty` stands behind, with their operands.
pub(super) fn checks_before(op: Op, args: &[Val], ty: Scalar) -> Vec<(Check, Vec<Val>)> {
    let checks = Check::before(op, ty).iter();
    checks.map(|&check| (check, check.operands(args).to_vec())).collect()
}

/// Whether the operation is there to be seen by the compiler only: `keep`, which is not removed,
/// not merged with another and not looked through.
pub(super) fn is_opaque(op: Op) -> bool {
    op == Op::Keep
}
