//! How much a parallel loop is modelled to do: whether several threads are worth it.
//!
//! In: a loop. Out: a value, the cycles of all its iterations. Always true: it is made of what is
//! known in front of the loop; how often an inner loop runs whose limits are not is guessed.
//! Deliberately absent: what a machine makes of a cycle.

use std::collections::{HashMap, HashSet};

use metate_lang::analysis::cost;
use metate_lang::ir::walk::walk;
use metate_lang::ir::{Block, Range, StmtKind, Val};
use metate_lang::op::Op;
use metate_lang::ty::Scalar;
use metate_lang::value::Value;

use super::{Counted, Writer};

/// How often a loop is taken to run that nothing is known of.
const GUESS: f64 = 8.0;

/// What is known in front of a loop.
struct Known {
    /// Values that are made inside.
    inside: HashSet<Val>,
    /// Those of them that are constant integers.
    constants: HashMap<Val, i128>,
    /// How often the loop runs.
    trips: Val,
}

impl Writer<'_> {
    /// The modelled cycles of all iterations, of which the last one has this number.
    pub(super) fn work(&mut self, counted: &Counted, last_trip: Val) -> Val {
        let trips = self.cast(last_trip, Scalar::F64);
        let one = self.constant(Value::F64(1.0));
        let trips = self.op(Op::Add, vec![trips, one], Scalar::F64);
        let mut known = Known { inside: HashSet::new(), constants: HashMap::new(), trips };
        known.inside.insert(counted.var);
        known.inside.extend(counted.carried.iter().map(|carried| carried.inner));
        walk(&counted.body, &mut |stmt| {
            stmt.kind.definitions(|value| {
                known.inside.insert(value);
            });
            if let StmtKind::Const { to, value } = stmt.kind
                && let Some(integer) = value.as_int()
            {
                known.constants.insert(to, integer);
            }
        });
        let iteration = self.iteration(&counted.body, &known);
        self.op(Op::Mul, vec![trips, iteration], Scalar::F64)
    }

    /// The modelled cycles of a run of a block, its loops included.
    fn iteration(&mut self, block: &Block, known: &Known) -> Val {
        let own = cost::of(self.func, block).most.cost + 1;
        let mut sum = self.constant(Value::F64(own as f64));
        let mut open = vec![block];
        while let Some(block) = open.pop() {
            for stmt in &block.stmts {
                let (trips, body) = match &stmt.kind {
                    StmtKind::For { range, body, .. } => (self.trips(*range, known), body),
                    StmtKind::Loop { body, .. } => (self.constant(Value::F64(GUESS)), body),
                    kind => {
                        open.extend(kind.blocks());
                        continue;
                    }
                };
                let inner = self.iteration(body, known);
                let all = self.op(Op::Mul, vec![trips, inner], Scalar::F64);
                sum = self.op(Op::Add, vec![sum, all], Scalar::F64);
            }
        }
        sum
    }

    /// How often an inner loop runs, as far as that is known in front of the parallel one.
    fn trips(&mut self, range: Range, known: &Known) -> Val {
        let constants = [range.lo, range.hi].map(|limit| known.constants.get(&limit).copied());
        if let [Some(lo), Some(hi)] = constants {
            let trips = (hi - lo + i128::from(range.inclusive)).max(0);
            return self.constant(Value::F64(trips as f64));
        }
        let limits = [range.lo, range.hi].map(|limit| self.limit(limit, known));
        match limits {
            [Some(lo), Some(hi)] => {
                let trips = self.op(Op::Sub, vec![hi, lo], Scalar::F64);
                let none = self.constant(Value::F64(0.0));
                self.op(Op::Max, vec![trips, none], Scalar::F64)
            }
            // Half of a square.
            [Some(_), None] | [None, Some(_)] => {
                let half = self.constant(Value::F64(0.5));
                self.op(Op::Mul, vec![known.trips, half], Scalar::F64)
            }
            [None, None] => self.constant(Value::F64(GUESS)),
        }
    }

    /// A limit as a float, if it is known in front of the loop.
    fn limit(&mut self, limit: Val, known: &Known) -> Option<Val> {
        match known.constants.get(&limit) {
            Some(&integer) => Some(self.constant(Value::F64(integer as f64))),
            None if known.inside.contains(&limit) => None,
            None => Some(self.cast(limit, Scalar::F64)),
        }
    }
}
