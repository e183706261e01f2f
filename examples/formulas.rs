//! Ten thousand formulas: what it takes to compile each, and what they leave behind.
//!
//! In: a number of formulas, each a text of its own, made from the suite's one-line formulas. Out:
//! how long parsing, compiling, running and dropping one takes, resident memory before and after
//! all of them; then memory per formula when all are kept. Always true: no two texts are equal, so
//! nothing is found ready. Deliberately absent: long columns; `compare --suite` has those.
//!
//! ```text
//! cargo run --release --example formulas
//! cargo run --release --example formulas -- --count 1000 --json
//! cargo run --release --example formulas -- --numba python3
//! ```

use std::fmt;
use std::io::{self, Write};
use std::time::Instant;

use clap::Parser;
use indicatif::{ProgressBar, ProgressStyle};
use metate::{Kernel, Target};
use serde_json::json;

#[path = "../benches/suite/mod.rs"]
mod suite;

#[path = "formulas/memory.rs"]
mod memory;
#[path = "formulas/numba.rs"]
mod numba;

use suite::{FORMULAS, Formula, TEXTS, Workload};

/// Elements of the columns that each formula is run on.
const ROWS: usize = 8;

/// Formulas that are compiled before anything is measured.
const WARM_UP: usize = 10 * TEXTS.len();

/// Compile many formulas, and look at the time and the memory each takes.
#[derive(Parser)]
#[command(
    after_help = "To compare with Numba, name a Python that has it: --numba python3. It runs \
    benches/peers/numba_formulas.py on the same formulas, fewer of them (--numba-count), since each \
    takes it tens of milliseconds."
)]
struct Cli {
    /// Formulas to compile
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..))]
    count: u32,

    /// Print one JSON object a line instead of a table
    #[arg(long)]
    json: bool,

    /// Do the same in Numba, by this Python interpreter
    #[arg(long, value_name = "PYTHON")]
    numba: Option<String>,

    /// Formulas to compile there
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(21..))]
    numba_count: u32,
}

/// Why the program failed. Its `Debug` form, which `main` shows, is the message itself.
struct Failure(String);

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<metate::Error> for Failure {
    fn from(error: metate::Error) -> Failure {
        Failure(error.to_string())
    }
}

/// Nanoseconds that the stages of one formula took.
#[derive(Clone, Copy, Default)]
struct Stages {
    parse: f64,
    /// With the first run, on a few elements.
    compile: f64,
    drop: f64,
}

impl Stages {
    fn total(self) -> f64 {
        self.parse + self.compile + self.drop
    }
}

/// The name of a stage and how long it took.
type Stage = (&'static str, fn(Stages) -> f64);

/// What all formulas of a way of keeping them took.
pub(crate) struct Report {
    pub(crate) count: usize,
    stages: Vec<Stages>,
    /// Resident memory in bytes, where the system tells.
    pub(crate) before: Option<u64>,
    pub(crate) after: Option<u64>,
}

fn main() -> Result<(), Failure> {
    let cli = Cli::parse();
    let count = cli.count as usize;
    let bar = progress(2 * count);
    let mut columns: Vec<Workload> =
        FORMULAS.iter().map(|formula| (formula.prepare)(ROWS)).collect();
    // Numbers that the measured formulas do not have.
    for number in 2 * count..2 * count + WARM_UP {
        one(number, &mut columns)?;
    }
    let dropped = measure(0..count, &mut columns, &bar, drop)?;
    let mut kernels = Vec::with_capacity(count);
    let kept = measure(count..2 * count, &mut columns, &bar, |kernel| kernels.push(kernel))?;
    drop(kernels);
    bar.finish_and_clear();
    show(if cli.json { json(&dropped, &kept) } else { table(&dropped, &kept) }.trim_end())?;
    match &cli.numba {
        Some(python) => numba::compare(python, cli.numba_count, cli.json, &dropped, &kept),
        None => Ok(()),
    }
}

/// Compiles and runs formulas one by one, and hands them on.
fn measure(
    numbers: std::ops::Range<usize>,
    columns: &mut [Workload],
    bar: &ProgressBar,
    mut keep: impl FnMut(Kernel),
) -> Result<Report, Failure> {
    let count = numbers.len();
    // Allocated before the first look at the memory.
    let mut stages = vec![Stages::default(); count];
    let before = memory::resident();
    for (number, stages) in numbers.zip(&mut stages) {
        let (kernel, mut times) = one(number, columns)?;
        let start = Instant::now();
        keep(kernel);
        times.drop = nanoseconds(start);
        *stages = times;
        bar.inc(1);
    }
    Ok(Report { count, stages, before, after: memory::resident() })
}

/// The formula of this number, parsed, compiled and run.
fn one(number: usize, columns: &mut [Workload]) -> Result<(Kernel, Stages), metate::Error> {
    let kind = number % TEXTS.len();
    let text = text(&TEXTS[kind], number);
    let start = Instant::now();
    let kernel = Kernel::parse(&text)?;
    let parse = nanoseconds(start);
    let start = Instant::now();
    columns[kind].call(&kernel.on(Target::Jit), 1)?;
    let compile = nanoseconds(start);
    Ok((kernel, Stages { parse, compile, drop: 0.0 }))
}

/// A text that no other number has: the formula plus a constant, in a loop over columns.
fn text(formula: &Formula, number: usize) -> String {
    let Formula { name, columns, result, text } = formula;
    let mut parameters = String::new();
    let (mut length, mut elements) = ("out.len()".to_owned(), String::new());
    for (column, ty) in *columns {
        parameters += &format!("{column}: &[{ty}], ");
        length += &format!(".min({column}.len())");
        elements += &format!("        let {column} = {column}[i];\n");
    }
    let constant = constant(number);
    format!(
        "fn {name}_{number}({parameters}out: &mut [{result}]) {{\n    for i in 0..{length} {{\n\
         {elements}        out[i] = ({text}) + {constant}_{result};\n    }}\n}}\n"
    )
}

/// Small enough for every type.
fn constant(number: usize) -> usize {
    number % 100
}

fn nanoseconds(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1e9
}

impl Report {
    /// The value below which this part of the formulas are, of something in microseconds.
    fn microseconds(&self, part: f64, of: fn(Stages) -> f64) -> f64 {
        let mut sorted: Vec<f64> = self.stages.iter().map(|&stages| of(stages)).collect();
        sorted.sort_by(f64::total_cmp);
        sorted[((sorted.len() - 1) as f64 * part) as usize] / 1e3
    }

    /// Median and 99th percentile of all of it.
    pub(crate) fn total(&self) -> (f64, f64) {
        (self.microseconds(0.5, Stages::total), self.microseconds(0.99, Stages::total))
    }

    /// Bytes of resident memory that came to stay.
    pub(crate) fn grown(&self) -> Option<i64> {
        Some(self.after? as i64 - self.before? as i64)
    }

    fn json(&self, what: &str) -> String {
        let (median, p99) = self.total();
        let each = self.grown().map(|bytes| bytes as f64 / self.count as f64);
        json!({
            "what": what,
            "count": self.count,
            "median_us": median,
            "p99_us": p99,
            "resident_before": self.before,
            "resident_after": self.after,
            "bytes_each": each,
        })
        .to_string()
    }
}

fn json(dropped: &Report, kept: &Report) -> String {
    dropped.json("dropped") + "\n" + &kept.json("kept")
}

fn table(dropped: &Report, kept: &Report) -> String {
    let mut out = format!(
        "{} distinct formulas of {} kinds, each parsed, compiled, run on {ROWS} rows and dropped\n\n",
        dropped.count,
        TEXTS.len()
    );
    out += &format!("{:<28}{:>12}{:>12}\n", "microseconds", "median", "p99");
    let rows: [Stage; 4] = [
        ("parse and check", |stages| stages.parse),
        ("compile and run", |stages| stages.compile),
        ("drop", |stages| stages.drop),
        ("all", Stages::total),
    ];
    for (name, of) in rows {
        let (median, p99) = (dropped.microseconds(0.5, of), dropped.microseconds(0.99, of));
        out += &format!("{name:<28}{median:>12.1}{p99:>12.1}\n");
    }
    let mib = |bytes: Option<u64>| match bytes {
        Some(bytes) => format!("{:.2} MiB", bytes as f64 / (1 << 20) as f64),
        None => "unknown".to_owned(),
    };
    let (before, after) = (mib(dropped.before), mib(dropped.after));
    out += &format!("\nresident memory before {before}, after {after}\n");
    let (before, after) = (mib(kept.before), mib(kept.after));
    out += &format!("{} kept alive: before {before}, after {after}", kept.count);
    match kept.grown() {
        Some(bytes) => out + &format!(", {:.1} KiB each\n", kib_each(bytes, kept.count)),
        None => out + "\n",
    }
}

/// Kibibytes for each of many.
pub(crate) fn kib_each(bytes: i64, count: usize) -> f64 {
    bytes as f64 / count as f64 / 1024.0
}

/// What the first formula of each kind computes.
pub(crate) fn values() -> Result<Vec<(&'static str, Vec<f64>)>, metate::Error> {
    let mut columns: Vec<Workload> =
        FORMULAS.iter().map(|formula| (formula.prepare)(ROWS)).collect();
    for number in 0..TEXTS.len() {
        one(number, &mut columns)?;
    }
    let named = TEXTS.iter().zip(&mut columns);
    Ok(named.map(|(formula, columns)| (formula.name, columns.output().numbers())).collect())
}

/// A bar on the terminal's error stream; nothing where that is no terminal.
fn progress(steps: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} formulas, {eta} to go");
    ProgressBar::new(steps as u64).with_style(style.expect("the template is well formed"))
}

/// Prints a line, or ends the program where nobody reads on, as `| head` does not.
pub(crate) fn show(text: &str) -> Result<(), Failure> {
    match writeln!(io::stdout(), "{text}") {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => std::process::exit(0),
        Err(error) => Err(Failure(format!("cannot print: {error}"))),
    }
}
