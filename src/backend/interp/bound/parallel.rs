//! Parallel loops whose reductions depend on their order, as the interpreter runs them.
//!
//! In: a parallel loop. Out: its results with their shadows. Always true: values are the
//! interpreter's; shadows are those of sums in any order, whatever order that is here.
//! Deliberately absent: the order itself ([`metate_lang::ir::order`]).

use metate_lang::ir::order::{self, Order};
use metate_lang::ir::{ArrayId, Carried, Parallel, Reduction, Val};
use metate_lang::op::Op;
use metate_lang::util::index::Index;
use metate_lang::value::Value;

use super::super::memory::{Array, Own};
use super::super::{Counted, Flow, Halt, apply};
use super::machine::Machine;
use super::memory::Shadows;
use super::shadow::Shadow;
use super::{Accuracy, Traced, ops};

/// A sum or product of floats.
struct Total {
    op: Op,
    carried: Carried,
    to: Val,
    neutral: Traced,
    accumulators: Vec<Traced>,
    /// What the chunks so far came to.
    chunks: Vec<Traced>,
}

fn combine(accuracy: &Accuracy, op: Op, a: Traced, b: Traced) -> Traced {
    let value = apply(op, &[a.value, b.value], a.value.scalar());
    Traced { value, shadow: ops::shadow(accuracy, op, &[a, b], value) }
}

fn input(value: Value) -> Traced {
    Traced { value, shadow: ops::float(value).map_or(Shadow::SAME, Shadow::input) }
}

impl Total {
    fn accumulator(&mut self, iteration: u128) -> &mut Traced {
        let count = self.accumulators.len() as u128;
        &mut self.accumulators[(iteration % count) as usize]
    }

    fn end_chunk(&mut self, accuracy: &Accuracy) {
        let mut half = self.accumulators.len() / 2;
        while half > 0 {
            for l in 0..half {
                let (a, b) = (self.accumulators[l], self.accumulators[l + half]);
                self.accumulators[l] = combine(accuracy, self.op, a, b);
            }
            half /= 2;
        }
        self.chunks.push(self.accumulators[0]);
        self.accumulators.fill(self.neutral);
    }

    fn result(mut self, accuracy: &Accuracy, initial: Traced) -> Traced {
        while self.chunks.len() > 1 {
            let pair = |pair: &[Traced]| match *pair {
                [a, b] => combine(accuracy, self.op, a, b),
                _ => pair[0],
            };
            self.chunks = self.chunks.chunks(2).map(pair).collect();
        }
        self.chunks.first().map_or(initial, |&tree| combine(accuracy, self.op, initial, tree))
    }
}

/// An array whose elements are sums or products of floats.
struct Copied<'a, 'b> {
    array: ArrayId,
    op: Op,
    original: Option<(Array<'a, 'b>, Shadows)>,
    copies: Vec<(Array<'a, 'b>, Shadows)>,
}

impl<'a, 'b> Machine<'_, 'a, 'b> {
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
        self.enter(counted.carried);
        for copy in 0..copies {
            self.start_copies(&mut arrays)?;
            for number in copy * chunks / copies..(copy + 1) * chunks / copies {
                let start = number * chunk;
                for iteration in 0..chunk.min(trips - start) {
                    let i = limits.start + (start + iteration) as i128;
                    self.iteration(counted, &mut totals, i, iteration)?;
                }
                totals.iter_mut().for_each(|total| total.end_chunk(self.accuracy));
            }
            self.end_copies(&mut arrays);
        }
        self.leave(counted);
        for total in totals {
            let (to, initial) = (total.to, self.get(total.carried.init));
            let mut result = total.result(self.accuracy, initial);
            result.shadow.soft |= ops::float(result.value) == Some(0.0);
            self.set(to, result);
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
            Flow::Next(next) if next == counted.label => {
                self.next(counted.carried, counted.body, counted.label);
            }
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
            let neutral = input(order::neutral(op, ty));
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
                self.array(array).0.extents().iter().map(|&extent| extent as u128).product();
            bytes += copies * elements * u128::from(elem.bytes());
            arrays.push(Copied { array, op, original: None, copies: Vec::new() });
        }
        if bytes > order::MOST_COPY_BYTES as u128 {
            arrays.clear();
        }
        arrays
    }

    fn start_copies(&mut self, arrays: &mut [Copied<'a, 'b>]) -> Result<(), Halt> {
        for Copied { array, op, original, .. } in arrays {
            let neutral = order::neutral(*op, self.func.arrays[*array].elem);
            let extents = self.array(*array).0.extents().to_vec();
            let shadows = Shadows::new(&extents);
            let copy = Array::Own(Own::filled(extents, neutral).map_err(Halt::Memory)?);
            *original = self.arrays[array.number()].replace((copy, shadows));
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
        let Copied { array, op, copies, .. } = copied;
        for copy in copies {
            let indices: Vec<_> = copy.0.indices().collect();
            let mut copy = Some(copy);
            for index in indices {
                let original = self.element(array, &index);
                // The copy takes the array's place for a moment, so that both are read alike.
                let place = array.number();
                let kept = std::mem::replace(&mut self.arrays[place], copy.take());
                let other = self.element(array, &index);
                copy = std::mem::replace(&mut self.arrays[place], kept);
                let merged = combine(self.accuracy, op, original, other);
                self.store_merged(array, &index, merged);
            }
        }
    }
}
