//! Counted calls: what the loops and lines of a kernel did, as the caller sees it.
//!
//! In: a program that counts, and arguments. Out: its results, and what it counted added to the
//! caller's sum. Always true: each call counts into words of its own, so calls may run at the same
//! time. Deliberately absent: where the counting stands in the program (`pass::count`).

use std::collections::BTreeMap;
use std::time::Duration;

use metate_lang::error::Span;
use metate_lang::source::SourceLines;

use super::programs::Calling;
use super::{Inner, On, Target};
use crate::args::Arg;
use crate::backend::Program;
use crate::counters::{Counters, KernelCount, LineCount, LoopCount};
use crate::error::{Error, ErrorKind};
use crate::pass::{Count, Counting, Row, Traffic};
use crate::runtime::call::ResultWords;

impl On<'_> {
    /// Counts what each call does, summed up in `counters`: iterations and time of its loops, and the
    /// elements that each loop and each line of the text loads and stores.
    ///
    /// Iterations and accesses are those of the text, whatever the passes make of it, and the same on
    /// every engine. Elements of fixed arrays count as those of arguments do. Time is that of the engine: the clock is read where a loop is entered and left,
    /// which takes some ten nanoseconds, so an inner loop that runs for less than a microsecond seems
    /// longer than it is. Counting code is compiled apart from code that does not count, which pays
    /// nothing for it. Calls of a binding count too, and are dynamic ones then.
    ///
    /// Of a call that traps or is interrupted nothing is counted that did not happen, and not all that
    /// did: accesses count once control came to where it may part next (a branch that leaves, a loop,
    /// the end of a block), so those right in front of the trap are missing; and what stands in each
    /// iteration of a `for` that has no `break` or `return` counts when the loop is left.
    /// [`Counters`] has an example.
    pub fn counters(mut self, counters: &Counters) -> Self {
        self.way.counted = true;
        self.counters = Some(counters.clone());
        self
    }
}

impl On<'_> {
    /// The engine counts, or need not.
    pub(super) fn expect_countable(&self, inner: &Inner) -> Result<(), Error> {
        if !self.way.counted || self.way.target != Target::Gpu {
            return Ok(());
        }
        let (kernel, engine) = (inner.name.clone(), self.way.target.name());
        let reason = "it counts nothing; the counts of a CPU engine are the same".to_owned();
        Err(ErrorKind::Unsupported { kernel, engine, reason }.into())
    }
}

impl Inner {
    /// Runs a program, watched and counted as the caller asked.
    #[inline]
    pub(super) fn run_counted(
        &self,
        program: &Program,
        args: &mut [Arg<'_>],
        calling: Calling<'_>,
        counters: Option<&Counters>,
    ) -> Result<ResultWords, Error> {
        match program.counting().zip(counters) {
            None => self.run(program, args, calling),
            Some((counting, counters)) => {
                let mut words = vec![0_u64; counting.words()];
                let mut all: Vec<Arg<'_>> = args.iter_mut().map(Arg::reborrow).collect();
                all.push(Arg::from(&mut words));
                let results = self.run(program, &mut all, calling);
                counters.add(self.count(counting, &words));
                results
            }
        }
    }

    /// What the words say, with the lines of the text.
    fn count(&self, counting: &Counting, words: &[u64]) -> KernelCount {
        let Count { rows, places } = counting.read(words);
        let mut inner = vec![0_u64; rows.len()];
        for row in &rows {
            if let Some(parent) = row.parent {
                inner[parent] += row.nanoseconds;
            }
        }
        let own = |number: usize| {
            Duration::from_nanos(rows[number].nanoseconds.saturating_sub(inner[number]))
        };
        let lines = self.lines();
        let mut loops: Vec<LoopCount> = Vec::with_capacity(rows.len() - 1);
        for (number, row) in rows.iter().enumerate().skip(1) {
            // The function is row 0.
            let parent = row.parent.and_then(|parent| parent.checked_sub(1));
            let line = lines.number(row.span).unwrap_or_default();
            let depth = parent.map_or(0, |parent| loops[parent].depth + 1);
            let Row { span, entries, iterations, nanoseconds, traffic, .. } = *row;
            loops.push(LoopCount {
                line,
                source: lines.line(line),
                span,
                parent,
                depth,
                entries,
                iterations,
                time: Duration::from_nanos(nanoseconds),
                own_time: own(number),
                loads: traffic.loads,
                bytes_loaded: traffic.bytes_loaded,
                stores: traffic.stores,
                bytes_stored: traffic.bytes_stored,
            });
        }
        let traffic = rows[0].traffic;
        KernelCount {
            kernel: self.name.clone(),
            calls: rows[0].entries,
            time: Duration::from_nanos(rows[0].nanoseconds),
            own_time: own(0),
            loads: traffic.loads,
            bytes_loaded: traffic.bytes_loaded,
            stores: traffic.stores,
            bytes_stored: traffic.bytes_stored,
            loops,
            lines: by_line(&places, &lines),
        }
    }
}

/// What each line loaded and stored, in the order of the text.
fn by_line(places: &[(Span, Traffic)], lines: &SourceLines<'_>) -> Vec<LineCount> {
    let mut sums: BTreeMap<usize, Traffic> = BTreeMap::new();
    for &(span, traffic) in places {
        sums.entry(lines.number(span).unwrap_or_default()).or_default().add(traffic, 1);
    }
    let line = |(line, traffic): (usize, Traffic)| {
        let Traffic { loads, bytes_loaded, stores, bytes_stored } = traffic;
        LineCount { line, source: lines.line(line), loads, bytes_loaded, stores, bytes_stored }
    };
    sums.into_iter().map(line).collect()
}
