//! What a user's test may expect of a kernel's plan.
//!
//! In: a [`Report`] and [`Fact`]s of its loops. Out: nothing, or a panic that shows the report: for
//! tests. Always true: loops are counted from 1 in the order of the text, as people do. Deliberately
//! absent: times, which belong into benches.

use std::fmt;

use metate_lang::analysis::parallel::Class;

use super::explain::{LoopReport, Placement, Report};

/// What a test may expect of a loop; see [`assert_plan!`](crate::assert_plan).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fact {
    /// Its iterations run on several threads, where they are work enough.
    Threads,
    /// Its iterations run one after the other.
    OneThread,
    /// Its iterations are independent, but for what they combine: declared by `prange`, or proved.
    Independent,
    /// Its iterations depend on one another.
    Serial,
    /// Its iterations could run in lanes, checks aside.
    Lanes,
    /// It makes so many checks in each iteration.
    Checks(usize),
}

impl Fact {
    fn holds(self, of: &LoopReport) -> bool {
        let serial = matches!(of.class, Class::Serial | Class::Scan);
        match self {
            Fact::Threads => of.placement == Placement::Threads,
            Fact::OneThread => of.placement != Placement::Threads,
            Fact::Independent => !serial,
            Fact::Serial => serial,
            Fact::Lanes => of.lanes.as_ref().is_some_and(Vec::is_empty),
            Fact::Checks(number) => of.checks.len() == number,
        }
    }
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fact::Threads => f.write_str("to run on several threads"),
            Fact::OneThread => f.write_str("to run on one thread"),
            Fact::Independent => f.write_str("to be independent"),
            Fact::Serial => f.write_str("to be serial"),
            Fact::Lanes => f.write_str("to be possible in lanes"),
            Fact::Checks(number) => write!(f, "to make {number} checks"),
        }
    }
}

impl Report {
    /// Panics unless a loop, counted from 1, is what a test expects: what
    /// [`assert_plan!`](crate::assert_plan) calls.
    ///
    /// # Panics
    /// If there is no such loop, or it is not so; the message shows the whole report.
    #[track_caller]
    pub fn assert_loop(&self, number: usize, fact: Fact) {
        let found = number.checked_sub(1).and_then(|number| self.loops().get(number));
        match found {
            None => panic!("there is no loop {number} in the plan\n\n{self}"),
            Some(found) if !fact.holds(found) => {
                panic!("loop {number} was expected {fact}\n\n{self}")
            }
            Some(_) => {}
        }
    }
}

/// Asserts what a kernel's plan makes of its loops, which are counted from 1 in the order of the text.
///
/// In: what [`On::explain`](crate::On::explain) gave, then for each loop that matters its
/// [facts](crate::explain::Fact).
///
/// ```
/// use metate::prelude::*;
/// use metate::assert_plan;
///
/// let kernel = Kernel::parse("
///     fn shifted(x: &[f64], y: &mut [f64], z: &mut [f64]) {
///         for i in 0..y.len() {
///             y[i] = x[i + 1] - x[i];
///         }
///         for i in 1..z.len() {
///             z[i] = z[i - 1] + z[i];
///         }
///     }")?;
/// let (x, mut y, mut z) = (vec![1.0; 9], vec![0.0; 8], vec![0.0; 8]);
/// let report = kernel.on(Target::Threads).explain(args![&x, &mut y, &mut z])?;
/// assert_plan!(report; loop 1: Threads, Lanes, Checks(0); loop 2: Serial, OneThread);
/// # Ok::<(), metate::Error>(())
/// ```
///
/// # Panics
/// If a loop is something else; the message shows the report.
#[macro_export]
macro_rules! assert_plan {
    ($report:expr; $(loop $number:literal: $($fact:expr),+);+ $(;)?) => {{
        #[allow(unused_imports)]
        use $crate::explain::Fact::*;
        let report = &$report;
        $($(report.assert_loop($number, $fact);)+)+
    }};
}
