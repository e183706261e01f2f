//! Runs the suite's kernels on every engine, checks that they agree, and compares their speed.
//!
//! In: names of kernels, a size, engines. Out: a table, or with `--json` one object a line. Always
//! true: whatever is shown was measured in this run beside the interpreter and the native
//! function that it is compared with, in alternating rounds; engines that disagree make the
//! program fail. Deliberately absent: the kernels, which are the suite's in `benches/suite`.
//!
//! ```text
//! cargo run --release --example compare
//! cargo run --release --example compare -- mandelbrot --size 1000 --engine jit --json
//! cargo run --release --example compare -- saxpy --inspect asm
//! ```

use std::fmt;
use std::io::{self, Write};

use clap::Parser;
use clap::builder::PossibleValuesParser;
use indicatif::{ProgressBar, ProgressStyle};
use metate::{Kernel, Stage};

#[path = "../benches/suite/mod.rs"]
mod suite;

#[path = "compare/latency.rs"]
mod latency;
#[path = "compare/machine.rs"]
mod machine;
#[path = "compare/measure.rs"]
mod measure;
#[path = "compare/operations.rs"]
mod operations;
#[path = "compare/report.rs"]
mod report;

use measure::{Effort, FirstCall};
use report::Row;
use suite::{Agreement, CASES, Case, Engine, TINY};

/// Compare metate's engines with each other and with rustc.
#[derive(Parser)]
#[command(after_help = kernels_help())]
struct Cli {
    /// Kernels to run [default: all]
    #[arg(value_parser = PossibleValuesParser::new(CASES.iter().map(|case| case.name)))]
    kernels: Vec<String>,

    /// Size of the data instead of each kernel's own sizes
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(TINY as i64..))]
    size: Option<u32>,

    /// Show this engine only; may be given several times [default: all]
    #[arg(
        long = "engine",
        value_parser = PossibleValuesParser::new(Engine::ALL.iter().map(|engine| engine.name())),
    )]
    engines: Vec<String>,

    /// Show the kernels in a form they take on their way to machine code, and measure nothing
    #[arg(
        long,
        value_name = "STAGE",
        value_parser = PossibleValuesParser::new(STAGES.iter().map(|(name, _)| *name)),
    )]
    inspect: Option<String>,

    /// Print one JSON object a line instead of tables
    #[arg(long)]
    json: bool,

    /// Measure little, on small data: to see that everything runs
    #[arg(long)]
    quick: bool,
}

/// What `--inspect` can show.
const STAGES: &[(&str, Stage)] =
    &[("hir", Stage::Hir), ("ir", Stage::Ir), ("clif", Stage::Clif), ("asm", Stage::Asm)];

fn kernels_help() -> String {
    let lines = CASES.iter().map(|case| format!("\n  {:<11} {}", case.name, case.about));
    format!("Kernels:{}", lines.collect::<String>())
}

impl Cli {
    fn effort(&self) -> Effort {
        if self.quick { Effort::QUICK } else { Effort::FULL }
    }

    fn cases(&self) -> impl Iterator<Item = &'static Case> {
        let wanted = |case: &&Case| {
            self.kernels.is_empty() || self.kernels.iter().any(|name| name == case.name)
        };
        CASES.iter().filter(wanted)
    }

    /// Every kernel and size to measure.
    fn runs(&self) -> Vec<(&'static Case, usize)> {
        let sizes = |case: &'static Case| match self.size {
            Some(size) => vec![size as usize],
            None if self.quick => vec![case.smoke],
            None => case.sizes.to_vec(),
        };
        self.cases()
            .flat_map(|case| sizes(case).into_iter().map(move |size| (case, size)))
            .collect()
    }

    fn shows(&self, engine: Engine) -> bool {
        self.engines.is_empty() || self.engines.iter().any(|name| name == engine.name())
    }
}

/// Why the comparison failed. Its `Debug` form, which `main` shows, is the message itself.
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

fn main() -> Result<(), Failure> {
    let cli = Cli::parse();
    if let Some((_, stage)) = STAGES.iter().find(|(name, _)| Some(*name) == cli.inspect.as_deref())
    {
        return cli.cases().try_for_each(|case| inspect(case, *stage));
    }
    // Before anything else has used the compiler.
    let first_in_process = first_in_process()?;
    let runs = cli.runs();
    let bar = progress(runs.len() + 2);
    if !cli.json {
        show(&machine::describe())?;
    }
    let mut rows = Vec::new();
    for (case, size) in runs {
        bar.set_message(format!("{} {size}", case.name));
        let measured = measure_case(case, size, &cli)?;
        if cli.json {
            bar.suspend(|| measured.iter().try_for_each(|row| show(&row.json())))?;
        }
        rows.extend(measured);
        bar.inc(1);
    }
    if !cli.json {
        let around = around_kernels(cli.effort(), first_in_process, &bar)?;
        bar.finish_and_clear();
        show(&format!("{}\n{}", report::table(&rows), report::LEGEND))?;
        show(&format!("{}{around}", report::interpreter(&rows)))?;
    }
    bar.finish_and_clear();
    disagreements(&rows)
}

/// A bar on the terminal's error stream; nothing where that is no terminal.
fn progress(steps: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}");
    let style = style.expect("the template is well formed");
    ProgressBar::new(steps as u64).with_style(style)
}

/// Prints a line, or ends the program where nobody reads on, as `| head` does not.
fn show(text: &str) -> Result<(), Failure> {
    match writeln!(io::stdout(), "{text}") {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => std::process::exit(0),
        Err(error) => Err(Failure(format!("cannot print: {error}"))),
    }
}

fn inspect(case: &Case, stage: Stage) -> Result<(), Failure> {
    let kernel = Kernel::parse(case.text)?;
    show((case.prepare)(TINY).inspect(&kernel, stage)?.trim_end())
}

fn first_in_process() -> Result<FirstCall, metate::Error> {
    let case = suite::case("go_fast").expect("part of the suite");
    measure::first_call(case, (case.prepare)(10).as_mut(), Engine::Jit)
}

/// A kernel on all engines; the rows that are to be shown.
fn measure_case(case: &Case, size: usize, cli: &Cli) -> Result<Vec<Row>, Failure> {
    let mut workload = (case.prepare)(size);
    let workload = workload.as_mut();
    let mut cold = Vec::new();
    let mut agrees = Vec::new();
    let mut reference = None;
    let mut operations = 0.0;
    for &engine in Engine::ALL {
        workload.reset();
        workload.run(engine, 1)?;
        let output = workload.output();
        agrees.push(Agreement::of(case, engine, &output, reference.get_or_insert(output.clone())));
        if engine == Engine::Interpreter {
            operations = operations::executed(case, workload)?;
        }
        workload.reset();
        cold.push(measure::first_call(case, workload, engine)?);
    }
    workload.reset();
    let steady = measure::steady_state(cli.effort(), workload, Engine::ALL)?;
    let median = |wanted: Engine| {
        let at = Engine::ALL.iter().position(|&engine| engine == wanted).expect("one of all");
        steady[at].median
    };
    let row = |(at, &engine): (usize, &Engine)| Row {
        kernel: case.name,
        size,
        engine,
        agrees: agrees[at],
        cold: cold[at],
        steady: steady[at],
        elements: (case.elements)(size),
        vs_interpreter: median(Engine::Interpreter) / steady[at].median,
        vs_native: median(Engine::Native) / steady[at].median,
        operations: (engine == Engine::Interpreter).then_some(operations),
    };
    let shown = Engine::ALL.iter().enumerate().filter(|(_, engine)| cli.shows(**engine));
    Ok(shown.map(row).collect())
}

/// What calls and compilation cost beside the kernels.
fn around_kernels(
    effort: Effort,
    first_in_process: FirstCall,
    bar: &ProgressBar,
) -> Result<String, Failure> {
    bar.set_message("calls");
    let calls = latency::calls(effort)?;
    bar.inc(1);
    bar.set_message("text to first result");
    let warm = latency::text_to_result(effort)?;
    bar.inc(1);
    Ok(report::calls(&calls) + &report::latency(first_in_process, &warm))
}

fn disagreements(rows: &[Row]) -> Result<(), Failure> {
    let differs = |row: &&Row| row.agrees == Agreement::No;
    let names = |row: &Row| format!("{} {} on {}", row.kernel, row.size, row.engine);
    let list: Vec<String> = rows.iter().filter(differs).map(names).collect();
    if list.is_empty() {
        return Ok(());
    }
    Err(Failure(format!("not what the interpreter computes: {}", list.join(", "))))
}
