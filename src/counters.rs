//! What the loops of kernels did, summed up over calls.
//!
//! In: what each counted call has counted. Out: iterations, times and bytes per kernel and loop,
//! which print as a table. Always true: all clones are one sum, to which calls on any thread add
//! whole. Deliberately absent: counting, which is the program's own.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use metate_lang::error::Span;

/// Sums up what the loops of kernels do; all clones are one sum.
///
/// Calls that are given it ([`On::counters`](crate::On::counters)) add iterations, times and bytes
/// of each loop, whichever thread they run on and whether they end well or not.
///
/// ```
/// use metate::prelude::*;
/// use metate::Counters;
///
/// let kernel = Kernel::parse("
///     fn total(x: &[f64], rows: usize) -> f64 {
///         let mut total = 0.0;
///         for i in 0..rows {
///             for j in 0..4 {
///                 total += x[4 * i + j];
///             }
///         }
///         total
///     }")?;
/// let counters = Counters::new();
/// let x = vec![1.0; 12];
/// let total: f64 = kernel.on(Target::Jit).counters(&counters).call(args![&x, 3usize])?;
/// assert_eq!(total, 12.0);
/// println!("{counters}");
/// let counted = &counters.kernels()[0];
/// let [outer, inner] = counted.loops.as_slice() else { panic!("two loops") };
/// assert_eq!((outer.line, outer.entries, outer.iterations), (4, 1, 3));
/// assert_eq!((inner.line, inner.entries, inner.iterations), (5, 3, 12));
/// assert_eq!((inner.bytes_loaded, inner.bytes_stored), (96, 0));
/// # Ok::<(), metate::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct Counters {
    kernels: Arc<Mutex<Vec<KernelCount>>>,
}

/// What the calls of a kernel did.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct KernelCount {
    /// The kernel's name.
    pub kernel: String,
    /// How many calls returned.
    pub calls: u64,
    /// How long they took, without packing of arguments.
    pub time: Duration,
    /// That time without the loops'.
    pub own_time: Duration,
    /// Bytes of the elements that were loaded outside of loops.
    pub bytes_loaded: u64,
    /// Bytes of the elements that were stored outside of loops.
    pub bytes_stored: u64,
    /// Its loops in the order of the text, each behind the one around it.
    pub loops: Vec<LoopCount>,
}

/// What a loop did.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LoopCount {
    /// The line of its head: of the text, or of the Rust file of a `#[kernel]`.
    pub line: usize,
    /// That line, without white space around it.
    pub source: String,
    /// Its head in the text.
    pub span: Span,
    /// The number of the loop around it, in [`KernelCount::loops`].
    pub parent: Option<usize>,
    /// How many loops are around it.
    pub depth: usize,
    /// How often control left it.
    pub entries: u64,
    /// How often its body ran.
    pub iterations: u64,
    /// How long it took, inner loops included.
    pub time: Duration,
    /// That time without inner loops.
    pub own_time: Duration,
    /// Bytes of the elements that its own iterations loaded, as the text has it.
    pub bytes_loaded: u64,
    /// Bytes of the elements that its own iterations stored.
    pub bytes_stored: u64,
}

impl Counters {
    /// A sum over no calls.
    pub fn new() -> Counters {
        Counters::default()
    }

    /// What was counted so far, a kernel after the other in the order of their first calls. One text
    /// that was called with several layouts is one kernel; the kernels of a generic text are many.
    pub fn kernels(&self) -> Vec<KernelCount> {
        self.kernels.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Forgets what was counted so far.
    pub fn reset(&self) {
        self.kernels.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Adds what a call counted.
    pub(crate) fn add(&self, call: KernelCount) {
        let mut kernels = self.kernels.lock().unwrap_or_else(PoisonError::into_inner);
        match kernels.iter_mut().find(|known| known.is_like(&call)) {
            Some(known) => known.add(&call),
            None => kernels.push(call),
        }
    }
}

impl KernelCount {
    /// Whether both count the same loops.
    fn is_like(&self, other: &KernelCount) -> bool {
        let place = |found: &LoopCount| (found.span, found.line, found.parent);
        self.kernel == other.kernel
            && self.loops.len() == other.loops.len()
            && self.loops.iter().map(place).eq(other.loops.iter().map(place))
            && self.loops.iter().zip(&other.loops).all(|(x, y)| x.source == y.source)
    }

    fn add(&mut self, other: &KernelCount) {
        self.calls += other.calls;
        self.time += other.time;
        self.own_time += other.own_time;
        self.bytes_loaded += other.bytes_loaded;
        self.bytes_stored += other.bytes_stored;
        for (sum, found) in self.loops.iter_mut().zip(&other.loops) {
            sum.entries += found.entries;
            sum.iterations += found.iterations;
            sum.time += found.time;
            sum.own_time += found.own_time;
            sum.bytes_loaded += found.bytes_loaded;
            sum.bytes_stored += found.bytes_stored;
        }
    }
}

impl fmt::Debug for Counters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Counters").field(&self.kernels()).finish()
    }
}

impl fmt::Display for Counters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, kernel) in self.kernels().iter().enumerate() {
            let separator = if number > 0 { "\n" } else { "" };
            write!(f, "{separator}{kernel}")?;
        }
        Ok(())
    }
}

impl fmt::Display for KernelCount {
    /// A table: a row per loop, then one for what is outside of loops.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.calls == 1 { "" } else { "s" };
        writeln!(f, "{}: {} call{plural}, {:.2?}", self.kernel, self.calls, self.time)?;
        let head = ["own", "time", "own time", "entries", "iterations", "loaded", "stored"];
        row(f, &head.map(str::to_owned), "line")?;
        for found in &self.loops {
            let cells = [
                share(found.own_time, self.time),
                format!("{:.2?}", found.time),
                format!("{:.2?}", found.own_time),
                found.entries.to_string(),
                found.iterations.to_string(),
                found.bytes_loaded.to_string(),
                found.bytes_stored.to_string(),
            ];
            let indent = 2 * found.depth;
            let source = format!("{:>4} | {:indent$}{}", found.line, "", found.source);
            row(f, &cells, &source)?;
        }
        let cells = [
            share(self.own_time, self.time),
            String::new(),
            format!("{:.2?}", self.own_time),
            String::new(),
            String::new(),
            self.bytes_loaded.to_string(),
            self.bytes_stored.to_string(),
        ];
        row(f, &cells, "       outside of loops")
    }
}

fn row(f: &mut fmt::Formatter<'_>, cells: &[String; 7], source: &str) -> fmt::Result {
    let [own, time, own_time, entries, iterations, loaded, stored] = cells;
    writeln!(
        f,
        "{own:>6} {time:>10} {own_time:>10} {entries:>10} {iterations:>12} {loaded:>12} \
         {stored:>12}  {source}"
    )
}

/// The part of the whole, in percent.
fn share(part: Duration, whole: Duration) -> String {
    match whole.is_zero() {
        true => "-".to_owned(),
        false => format!("{:.1}%", 100.0 * part.as_secs_f64() / whole.as_secs_f64()),
    }
}
