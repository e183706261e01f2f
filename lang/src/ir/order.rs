//! The one order in which a parallel loop combines floats, whatever runs it.
//!
//! In: a parallel loop. Out: [`Order`], and the few numbers that define it. The trips of the loop
//! are cut into chunks of [`Order::chunk`] iterations. Within a chunk iteration `j` goes to
//! accumulator `j mod L` of [`accumulators`]; these combine by halving (`acc[l] op= acc[l + L/2]`,
//! then `L/4`, ..). The chunks combine in a tree of adjacent pairs, in which the last of an odd
//! number moves up as it is. The result is the initial value, combined with the tree. Every
//! accumulator starts from [`neutral`].
//!
//! Where a loop has several reductions, each has the `L` of its own type, and the chunks are a
//! multiple of the largest `L`. An array has up to [`MOST_COPIES`] copies, each for a run of
//! chunks, which start from [`neutral`] and are combined with the array in their order; where the
//! copies of all arrays of a loop together exceed [`MOST_COPY_BYTES`], they are updated in order.
//!
//! Always true: the order is a function of the loop, its trip count and the size of its arrays.
//! A reduction that [`is_exact`] gives the same in any order and runs in the order of the text,
//! and so does an extremum with its companions: the first index wins there.
//! Deliberately absent: who combines when; see the interpreter for the plainest answer.

use super::{Block, Func, Parallel, Reduction, StmtKind, Val};
use crate::op::Op;
use crate::ty::Scalar;
use crate::value::Value;

/// What the accumulators of a reduction fill: four vectors of the widest machines.
const ACCUMULATOR_BYTES: u32 = 256;

/// The fewest iterations of a chunk, in a body without loops.
pub const LEAST_CHUNK: u32 = 4096;

/// The most chunks.
pub const MOST_CHUNKS: u32 = 1024;

/// The most copies of an array.
pub const MOST_COPIES: u32 = 16;

/// The most bytes that the copies of all arrays of a loop may take.
pub const MOST_COPY_BYTES: usize = 64 << 20;

/// `L`: how many accumulators a reduction of this type has, a power of two.
pub fn accumulators(ty: Scalar) -> u32 {
    ACCUMULATOR_BYTES / ty.bytes()
}

/// Whether values of this type combine to the same in any order: all but sums and products of
/// floats do. `min` and `max` pass over NaN and order -0 below +0, so that they do too.
pub fn is_exact(op: Op, ty: Scalar) -> bool {
    !ty.is_float() || matches!(op, Op::Min | Op::Max)
}

/// What a sum or a product of floats starts from: it changes no float it is combined with.
pub fn neutral(op: Op, ty: Scalar) -> Value {
    let number = if op == Op::Mul { 1.0 } else { -0.0 };
    match ty {
        Scalar::F32 => Value::F32(number as f32),
        _ => Value::F64(number),
    }
}

/// What changes no value that it is combined with by an operation for which [`is_exact`] holds.
pub fn identity(op: Op, ty: Scalar) -> Value {
    let all = u64::MAX >> (64 - ty.bits());
    // Of a signed type: its largest number has all bits but this one.
    let sign = if ty.is_signed() { 1 << (ty.bits() - 1) } else { 0 };
    match (op, ty) {
        // They pass over NaN.
        (Op::Min | Op::Max, Scalar::F32) => Value::F32(f32::NAN),
        (Op::Min | Op::Max, Scalar::F64) => Value::F64(f64::NAN),
        (Op::Min, _) => Value::from_bits(ty, all ^ sign),
        (Op::Max, _) => Value::from_bits(ty, sign),
        (Op::And, _) => Value::from_bits(ty, all),
        (Op::Mul, _) => Value::from_bits(ty, 1),
        _ => Value::zero(ty),
    }
}

/// How a parallel loop with reductions that are not exact is cut into chunks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// The largest number of accumulators of its reductions.
    pub accumulators: u32,
    /// Whether its body contains a loop, so that one iteration may be work enough for a chunk.
    pub nested: bool,
}

impl Order {
    /// The order of a parallel loop; none if all its reductions run in the order of the text.
    pub fn of(
        func: &Func,
        carried: impl Iterator<Item = Val>,
        parallel: &Parallel,
        body: &Block,
    ) -> Option<Order> {
        let scalars = parallel.reductions.iter().zip(carried).filter_map(|(reduction, value)| {
            let ty = func.ty(value);
            matches!(reduction, Reduction::Op(op) if !is_exact(*op, ty)).then_some(ty)
        });
        let arrays = parallel.arrays.iter().filter_map(|&(array, op)| {
            let ty = func.arrays[array].elem;
            (!is_exact(op, ty)).then_some(ty)
        });
        let accumulators = scalars.chain(arrays).map(accumulators).max()?;
        Some(Order { accumulators, nested: contains_loop(body) })
    }

    /// The iterations of a chunk, for a loop of `trips` iterations.
    pub fn chunk(self, trips: u128) -> u128 {
        let even = trips.div_ceil(u128::from(MOST_CHUNKS));
        if self.nested {
            return even.max(1);
        }
        even.max(u128::from(LEAST_CHUNK)).next_multiple_of(u128::from(self.accumulators))
    }
}

/// Whether there is a loop inside.
pub fn contains_loop(block: &Block) -> bool {
    block.stmts.iter().any(|stmt| {
        matches!(stmt.kind, StmtKind::For { .. } | StmtKind::Loop { .. })
            || stmt.kind.blocks().any(contains_loop)
    })
}
