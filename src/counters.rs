//! What the loops and lines of kernels did, summed up over calls.
//!
//! In: what each counted call has counted. Out: iterations and times per kernel and loop, accesses
//! and their bytes per kernel, loop and line, which print as tables. Always true: all clones are one sum, to which calls on any thread add
//! whole. Deliberately absent: counting, which is the program's own.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use metate_lang::error::Span;

/// Sums up what kernels do; all clones are one sum.
///
/// Calls that are given it ([`On::counters`](crate::On::counters)) add iterations and times of each
/// loop, and what each loop and each line loads and stores, whichever thread they run on and whether
/// they end well or not. `Display` shows a table of the loops and one of the lines.
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
/// assert_eq!((inner.loads, inner.bytes_loaded, inner.stores), (12, 96, 0));
/// let [line] = counted.lines.as_slice() else { panic!("one line that loads or stores") };
/// assert_eq!((line.line, line.source.as_str()), (6, "total += x[4 * i + j];"));
/// assert_eq!((line.loads, line.bytes_loaded, line.stores), (12, 96, 0));
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
    /// How many elements were loaded outside of loops.
    pub loads: u64,
    /// Their bytes.
    pub bytes_loaded: u64,
    /// How many elements were stored outside of loops.
    pub stores: u64,
    /// Their bytes.
    pub bytes_stored: u64,
    /// Its loops in the order of the text, each behind the one around it.
    pub loops: Vec<LoopCount>,
    /// The lines that load or store elements, in the order of the text, those of helpers among them;
    /// also those that control never came to.
    pub lines: Vec<LineCount>,
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
    /// How many elements its own iterations loaded, as the text has it.
    pub loads: u64,
    /// Their bytes.
    pub bytes_loaded: u64,
    /// How many elements its own iterations stored.
    pub stores: u64,
    /// Their bytes.
    pub bytes_stored: u64,
}

/// What a line did. An expression over several lines counts where what loads or stores begins.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LineCount {
    /// Its number: in the text, or in the Rust file of a `#[kernel]`.
    pub line: usize,
    /// It, without white space around it.
    pub source: String,
    /// How many elements it loaded, as the text has it.
    pub loads: u64,
    /// Their bytes.
    pub bytes_loaded: u64,
    /// How many elements it stored.
    pub stores: u64,
    /// Their bytes.
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
    /// Whether both count the same loops and lines.
    fn is_like(&self, other: &KernelCount) -> bool {
        fn loops(count: &KernelCount) -> impl Iterator<Item = (Span, usize, Option<usize>, &str)> {
            count.loops.iter().map(|l| (l.span, l.line, l.parent, l.source.as_str()))
        }
        fn lines(count: &KernelCount) -> impl Iterator<Item = (usize, &str)> {
            count.lines.iter().map(|line| (line.line, line.source.as_str()))
        }
        self.kernel == other.kernel && loops(self).eq(loops(other)) && lines(self).eq(lines(other))
    }

    fn add(&mut self, other: &KernelCount) {
        self.time += other.time;
        self.own_time += other.own_time;
        more(&mut self.calls, other.calls);
        more(&mut self.loads, other.loads);
        more(&mut self.bytes_loaded, other.bytes_loaded);
        more(&mut self.stores, other.stores);
        more(&mut self.bytes_stored, other.bytes_stored);
        self.loops.iter_mut().zip(&other.loops).for_each(|(sum, found)| sum.add(found));
        self.lines.iter_mut().zip(&other.lines).for_each(|(sum, found)| sum.add(found));
    }
}

impl LoopCount {
    fn add(&mut self, other: &LoopCount) {
        self.time += other.time;
        self.own_time += other.own_time;
        more(&mut self.entries, other.entries);
        more(&mut self.iterations, other.iterations);
        more(&mut self.loads, other.loads);
        more(&mut self.bytes_loaded, other.bytes_loaded);
        more(&mut self.stores, other.stores);
        more(&mut self.bytes_stored, other.bytes_stored);
    }
}

impl LineCount {
    fn add(&mut self, other: &LineCount) {
        more(&mut self.loads, other.loads);
        more(&mut self.bytes_loaded, other.bytes_loaded);
        more(&mut self.stores, other.stores);
        more(&mut self.bytes_stored, other.bytes_stored);
    }
}

/// Adds to a sum. Loops of 2^64 iterations are soon over where nothing is left to do in them.
fn more(sum: &mut u64, by: u64) {
    *sum = sum.saturating_add(by);
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
    /// A table of the loops, a row each and one for what is outside of them; then one of the lines.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.calls == 1 { "" } else { "s" };
        writeln!(f, "{}: {} call{plural}, {:.2?}", self.kernel, self.calls, self.time)?;
        table(f, &self.loop_rows())?;
        match self.lines.is_empty() {
            true => Ok(()),
            false => {
                writeln!(f)?;
                table(f, &self.line_rows())
            }
        }
    }
}

/// Cells, and the place of the text that they stand beside.
type TableRow = (Vec<String>, String);

/// What is loaded and stored has the same columns in both tables.
const TRAFFIC: [&str; 4] = ["loads", "bytes", "stores", "bytes"];

impl KernelCount {
    fn loop_rows(&self) -> Vec<TableRow> {
        let head = ["own", "time", "own time", "entries", "iterations"];
        let head = head.into_iter().chain(TRAFFIC).map(str::to_owned).collect();
        let mut rows = vec![(head, "line".to_owned())];
        for found in &self.loops {
            let mut cells = vec![
                share(found.own_time, self.time),
                format!("{:.2?}", found.time),
                format!("{:.2?}", found.own_time),
                found.entries.to_string(),
                found.iterations.to_string(),
            ];
            let traffic = [found.loads, found.bytes_loaded, found.stores, found.bytes_stored];
            cells.extend(traffic.map(|count| count.to_string()));
            let indent = 2 * found.depth;
            rows.push((cells, format!("{:>4} | {:indent$}{}", found.line, "", found.source)));
        }
        let (own, time) = (share(self.own_time, self.time), format!("{:.2?}", self.own_time));
        let mut cells = vec![own, String::new(), time, String::new(), String::new()];
        let traffic = [self.loads, self.bytes_loaded, self.stores, self.bytes_stored];
        cells.extend(traffic.map(|count| count.to_string()));
        rows.push((cells, "       outside of loops".to_owned()));
        rows
    }

    fn line_rows(&self) -> Vec<TableRow> {
        let mut rows = vec![(TRAFFIC.map(str::to_owned).to_vec(), "line".to_owned())];
        for LineCount { line, source, loads, bytes_loaded, stores, bytes_stored } in &self.lines {
            let cells = [loads, bytes_loaded, stores, bytes_stored].map(u64::to_string);
            rows.push((cells.to_vec(), format!("{line:>4} | {source}")));
        }
        rows
    }
}

/// Rows whose cells end below one another.
fn table(f: &mut fmt::Formatter<'_>, rows: &[TableRow]) -> fmt::Result {
    let columns = rows.first().map_or(0, |(cells, _)| cells.len());
    let width = |column: usize| {
        let wide = |(cells, _): &TableRow| cells[column].chars().count();
        rows.iter().map(wide).max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    for (cells, source) in rows {
        for (cell, &width) in cells.iter().zip(&widths) {
            write!(f, "  {cell:>width$}")?;
        }
        writeln!(f, "  {source}")?;
    }
    Ok(())
}

/// The part of the whole, in percent.
fn share(part: Duration, whole: Duration) -> String {
    match whole.is_zero() {
        true => "-".to_owned(),
        false => format!("{:.1}%", 100.0 * part.as_secs_f64() / whole.as_secs_f64()),
    }
}
