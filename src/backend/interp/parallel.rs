//! Parallel loops, in the order that [`metate_lang::ir::order`] gives them.
//!
//! In: a parallel loop some of whose reductions depend on their order. Out: its results. Always
//! true: iterations run in ascending order, so the trap that is found is the first one; only
//! where a sum or product is kept changes from iteration to iteration. After a trap an array
//! that is reduced into copies is as it was before the loop. Deliberately absent: threads.

use metate_lang::eval::eval;
use metate_lang::ir::order::{self, Order};
use metate_lang::ir::{ArrayId, Carried, Parallel, Reduction, Val};
use metate_lang::op::Op;
use metate_lang::util::index::Index;
use metate_lang::value::Value;

use super::memory::{Array, Own};
use super::{Counted, Flow, Halt, Machine};

/// A sum or product of floats.
struct Total {
    op: Op,
    carried: Carried,
    to: Val,
    neutral: Value,
    accumulators: Vec<Value>,
    /// What the chunks so far came to.
    chunks: Vec<Value>,
}

impl Total {
    fn combine(&self, a: Value, b: Value) -> Value {
        eval(self.op, &[a, b], a.scalar())
    }

    /// The accumulator of an iteration, counted from the start of its chunk.
    fn accumulator(&mut self, iteration: u128) -> &mut Value {
        let count = self.accumulators.len() as u128;
        &mut self.accumulators[(iteration % count) as usize]
    }

    fn end_chunk(&mut self) {
        let mut half = self.accumulators.len() / 2;
        while half > 0 {
            for l in 0..half {
                self.accumulators[l] =
                    self.combine(self.accumulators[l], self.accumulators[l + half]);
            }
            half /= 2;
        }
        self.chunks.push(self.accumulators[0]);
        self.accumulators.fill(self.neutral);
    }

    fn result(mut self, initial: Value) -> Value {
        while self.chunks.len() > 1 {
            let pair = |pair: &[Value]| match *pair {
                [a, b] => self.combine(a, b),
                _ => pair[0],
            };
            self.chunks = self.chunks.chunks(2).map(pair).collect();
        }
        self.chunks.first().map_or(initial, |&tree| self.combine(initial, tree))
    }
}

/// An array whose elements are sums or products of floats.
struct Copied<'a, 'b> {
    array: ArrayId,
    op: Op,
    original: Option<Array<'a, 'b>>,
    copies: Vec<Array<'a, 'b>>,
}

impl<'a, 'b> Machine<'_, 'a, 'b, '_> {
    pub(super) fn parallel_for(
        &mut self,
        counted: &Counted<'_>,
        parallel: &Parallel,
        order: Order,
    ) -> Result<Option<Flow>, Halt> {
        let limits = self.limits(counted);
        let trips = (limits.end - limits.start).max(0) as u128;
        let chunk = order.chunk(trips);
        let chunks = trips.div_ceil(chunk);
        let copies = chunks.min(u128::from(order::MOST_COPIES));
        let mut totals = self.totals(counted, parallel);
        let mut arrays = self.copied(parallel, copies);
        // What is exact runs in order.
        self.enter(counted.carried);
        for copy in 0..copies {
            self.start_copies(&mut arrays)?;
            for number in copy * chunks / copies..(copy + 1) * chunks / copies {
                let start = number * chunk;
                for iteration in 0..chunk.min(trips - start) {
                    let i = limits.start + (start + iteration) as i128;
                    self.iteration(counted, &mut totals, i, iteration)?;
                }
                totals.iter_mut().for_each(Total::end_chunk);
            }
            self.end_copies(&mut arrays);
        }
        self.leave(counted);
        for total in totals {
            let initial = self.get(total.carried.init);
            self.set(total.to, total.result(initial));
        }
        arrays.into_iter().for_each(|array| self.merge(array));
        Ok(None)
    }

    /// Runs the body once, on the accumulators that it is the turn of.
    fn iteration(
        &mut self,
        counted: &Counted<'_>,
        totals: &mut [Total],
        i: i128,
        number: u128,
    ) -> Result<(), Halt> {
        for total in &mut *totals {
            self.set(total.carried.inner, *total.accumulator(number));
        }
        self.begin_iteration(counted, i);
        match self.block(counted.body)? {
            Flow::Next(next) if next == counted.label => self.next(counted.carried),
            flow => panic!("metate bug: {flow:?} in a parallel loop"),
        }
        for total in totals {
            *total.accumulator(number) = self.get(total.carried.inner);
        }
        Ok(())
    }

    fn totals(&self, counted: &Counted<'_>, parallel: &Parallel) -> Vec<Total> {
        let mut totals = Vec::new();
        for (number, &carried) in counted.carried.iter().enumerate() {
            let ty = self.func.ty(carried.inner);
            let Reduction::Op(op) = parallel.reductions[number] else { continue };
            if order::is_exact(op, ty) {
                continue;
            }
            let neutral = order::neutral(op, ty);
            let accumulators = vec![neutral; order::accumulators(ty) as usize];
            let to = counted.to[number];
            totals.push(Total { op, carried, to, neutral, accumulators, chunks: Vec::new() });
        }
        totals
    }

    /// The arrays that are reduced into copies.
    fn copied(&mut self, parallel: &Parallel, copies: u128) -> Vec<Copied<'a, 'b>> {
        let (mut arrays, mut bytes) = (Vec::new(), 0);
        for &(array, op) in &parallel.arrays {
            let elem = self.func.arrays[array].elem;
            if order::is_exact(op, elem) {
                continue;
            }
            let elements: u128 =
                self.array(array).extents().iter().map(|&extent| extent as u128).product();
            bytes += copies * elements * u128::from(elem.bytes());
            arrays.push(Copied { array, op, original: None, copies: Vec::new() });
        }
        if bytes > order::MOST_COPY_BYTES as u128 {
            arrays.clear();
        }
        arrays
    }

    /// Loads and stores go to a fresh copy from here on.
    fn start_copies(&mut self, arrays: &mut [Copied<'a, 'b>]) -> Result<(), Halt> {
        for Copied { array, op, original, .. } in arrays {
            let neutral = order::neutral(*op, self.func.arrays[*array].elem);
            let extents = self.array(*array).extents().to_vec();
            let copy = Own::filled(extents, neutral).map_err(Halt::Memory)?;
            *original = self.arrays[array.number()].replace(Array::Own(copy));
        }
        Ok(())
    }

    fn end_copies(&mut self, arrays: &mut [Copied<'a, 'b>]) {
        for Copied { array, original, copies, .. } in arrays {
            let copy = std::mem::replace(&mut self.arrays[array.number()], original.take());
            copies.extend(copy);
        }
    }

    /// Combines the array with its copies, one after the other.
    fn merge(&mut self, copied: Copied<'a, 'b>) {
        let elem = self.func.arrays[copied.array].elem;
        let array = self.array(copied.array);
        for copy in &copied.copies {
            for index in copy.indices() {
                let merged = eval(copied.op, &[array.load(&index), copy.load(&index)], elem);
                array.store(&index, merged);
            }
        }
    }
}
