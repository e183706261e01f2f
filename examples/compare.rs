//! Runs the suite's kernels on every engine, checks that they agree, and compares their speed.
//! Where there is a graphics adapter it is one of them.
//!
//! In: names of kernels, a size, engines. Out: a table, or with `--json` one object a line; with
//! `--suite` a line per kernel. Always true: whatever is shown was measured in this run beside what
//! it is compared with, in alternating rounds; engines that disagree make the program fail.
//! Deliberately absent: the kernels, which are the suite's in `benches/suite`.
//!
//! ```text
//! cargo run --release --example compare
//! cargo run --release --example compare -- --suite --svg suite.svg
//! cargo run --release --example compare -- mandelbrot --size 1000 --engine jit --json
//! cargo run --release --example compare -- saxpy --inspect asm
//! cargo run --release --example compare -- gemm --explain --counters
//! ```

use std::fmt;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::Parser;
use clap::builder::PossibleValuesParser;
use indicatif::{ProgressBar, ProgressStyle};
use metate::{Counters, Kernel, Stage, Target};

#[path = "../benches/suite/mod.rs"]
mod suite;

#[path = "compare/cases.rs"]
mod cases;
#[path = "compare/chart.rs"]
mod chart;
#[path = "compare/checks.rs"]
mod checks;
#[path = "compare/gpu.rs"]
mod gpu;
#[path = "compare/join.rs"]
mod join;
#[path = "compare/latency.rs"]
mod latency;
#[path = "compare/machine.rs"]
mod machine;
#[path = "compare/measure.rs"]
mod measure;
#[path = "compare/operations.rs"]
mod operations;
#[path = "compare/overview.rs"]
mod overview;
#[path = "compare/polling.rs"]
mod polling;
#[path = "compare/report.rs"]
mod report;
#[path = "compare/threads.rs"]
mod threads;

use gpu::Refused;
use measure::{Effort, FirstCall};
use report::Row;
use suite::{Agreement, Case, Engine, GROUPS, TINY};

/// Kernels of the short table.
const SHORT: &[&str] = &["go_fast", "saxpy", "dot", "horner", "mandelbrot", "jacobi_2d"];

/// Compare metate's engines with each other and with rustc.
#[derive(Parser)]
#[command(after_help = kernels_help())]
struct Cli {
    /// Kernels and formulas to run [default: a few kernels; with --suite, all]
    #[arg(value_parser = PossibleValuesParser::new(suite::cases().map(|case| case.name)))]
    kernels: Vec<String>,

    /// Every kernel and formula of the suite, a line each: takes some minutes
    #[arg(long, conflicts_with = "size")]
    suite: bool,

    /// With --suite: what it costs that calls can be interrupted, instead of the engines
    #[arg(long, requires = "suite", conflicts_with_all = ["svg", "engines"])]
    polling: bool,

    /// With --suite: what so many threads gain over one, instead of the engines
    #[arg(long, value_name = "N", requires = "suite", conflicts_with_all = ["svg", "engines", "polling"])]
    threads: Option<usize>,

    /// With --suite: what became of the checks in loops, and measure nothing. With --join: what bounds
    /// checks cost, from a build with them and one without
    #[arg(long, conflicts_with_all = ["svg", "engines", "polling", "threads", "markdown"])]
    checks: bool,

    /// Join what --suite --json printed in two builds, with vectorisation and without
    #[arg(long, num_args = 2, value_names = ["VECTORISED", "UNVECTORISED"])]
    join: Vec<PathBuf>,

    /// With --join: the table in Markdown
    #[arg(long, requires = "join")]
    markdown: bool,

    /// Draw the ratios to rustc, of --suite or --join
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,

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

    /// Show what the kernels' loops are, and measure nothing; with --engine gpu, on the device
    #[arg(long, conflicts_with = "inspect")]
    explain: bool,

    /// Show what a call of each kernel did, loop by loop and line by line, and measure nothing else
    #[arg(long, conflicts_with = "inspect")]
    counters: bool,

    /// Print one JSON object a line instead of tables
    #[arg(long)]
    json: bool,

    /// Measure little, on small data: to see that everything runs
    #[arg(long)]
    quick: bool,
}

/// What `--inspect` can show.
const STAGES: &[(&str, Stage)] = &[
    ("hir", Stage::Hir),
    ("ir", Stage::Ir),
    ("plan", Stage::Plan),
    ("clif", Stage::Clif),
    ("wgsl", Stage::Wgsl),
    ("asm", Stage::Asm),
];

fn kernels_help() -> String {
    let line = |case: &Case| format!("\n  {:<15} {}", case.name, case.about);
    let groups = GROUPS.iter().map(|(group, cases)| {
        format!("\nThe suite's {group}:{}\n", cases.iter().map(line).collect::<String>())
    });
    groups.collect()
}

impl Cli {
    fn effort(&self) -> Effort {
        match () {
            () if self.quick => Effort::QUICK,
            () if self.suite => Effort::SUITE,
            () => Effort::FULL,
        }
    }

    fn cases(&self) -> Vec<&'static Case> {
        let wanted = |case: &&Case| match self.kernels.is_empty() {
            true => self.suite || SHORT.contains(&case.name),
            false => self.kernels.iter().any(|name| name == case.name),
        };
        suite::cases().filter(wanted).collect()
    }

    /// Every kernel and size to measure.
    fn runs(&self) -> Vec<(&'static Case, usize)> {
        let sizes = |case: &'static Case| match self.size {
            Some(size) => vec![size as usize],
            None if self.quick => vec![case.smoke],
            None if self.suite => vec![case.size()],
            None => case.sizes.to_vec(),
        };
        let with_size = |case| sizes(case).into_iter().map(move |size| (case, size));
        self.cases().into_iter().flat_map(with_size).collect()
    }

    fn shows(&self, engine: Engine) -> bool {
        self.engines.is_empty() || self.engines.iter().any(|name| name == engine.name())
    }

    /// Prints JSON rather than tables.
    fn show_json(&self, bar: &ProgressBar, line: &str) -> Result<(), Failure> {
        if self.json { bar.suspend(|| show(line)) } else { Ok(()) }
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
        return cli.cases().into_iter().try_for_each(|case| inspect(case, *stage));
    }
    if cli.explain || cli.counters {
        return cli.cases().into_iter().try_for_each(|case| look(&cli, case));
    }
    if let [first, second] = &cli.join[..] {
        return joined(&cli, &join::join(first, second)?);
    }
    if cli.checks {
        return checks_of_suite(&cli);
    }
    // Before anything else has used the compiler.
    let first_in_process = first_in_process()?;
    if !cli.json {
        show(&machine::describe())?;
    }
    match (cli.suite, cli.polling, cli.threads) {
        (_, true, _) => polling_of_suite(&cli),
        (_, _, Some(threads)) => threads_of_suite(&cli, threads),
        (true, ..) => whole_suite(&cli),
        (false, ..) => short_table(&cli, first_in_process),
    }
}

/// Some kernels, a line per engine, and what is around kernels.
fn short_table(cli: &Cli, first_in_process: FirstCall) -> Result<(), Failure> {
    let bar = progress(cli.runs().len() + 2);
    let (rows, refused) = measure_all(cli, &bar)?;
    if !cli.json {
        let around = around_kernels(cli.effort(), first_in_process, &bar)?;
        bar.finish_and_clear();
        let shown: Vec<Row> = rows.iter().filter(|row| cli.shows(row.engine)).cloned().collect();
        let refusals = gpu::refusals(&refused);
        show(&format!("{}{refusals}\n{}", report::engines(&shown), report::LEGEND))?;
        show(&format!("{}{around}", report::interpreter(&shown)))?;
    }
    bar.finish_and_clear();
    disagreements(&rows)
}

/// All kernels, a line each.
fn whole_suite(cli: &Cli) -> Result<(), Failure> {
    let bar = progress(cli.runs().len());
    let (rows, refused) = measure_all(cli, &bar)?;
    bar.finish_and_clear();
    let summary = match cli.json {
        true => overview::json(&rows),
        false => overview::report(&rows) + &gpu::refusals(&refused),
    };
    show(summary.trim_end())?;
    draw(cli, &["rustc"], &overview::ratios(&rows))?;
    disagreements(&rows)
}

/// All kernels with and without code that can be interrupted.
fn polling_of_suite(cli: &Cli) -> Result<(), Failure> {
    let cases = cli.cases();
    let bar = progress(cases.len());
    let mut measured = Vec::new();
    for case in cases {
        bar.set_message(case.name);
        let polling = polling::measure(case, cli.effort())?;
        cli.show_json(&bar, &polling.json())?;
        measured.push(polling);
        bar.inc(1);
    }
    bar.finish_and_clear();
    if cli.json { Ok(()) } else { show(polling::report(&measured).trim_end()) }
}

/// All kernels on one thread and on several.
fn threads_of_suite(cli: &Cli, threads: usize) -> Result<(), Failure> {
    let cases = cli.cases();
    let bar = progress(cases.len());
    let mut measured = Vec::new();
    for case in cases {
        bar.set_message(case.name);
        let threaded = threads::measure(case, threads, cli.effort())?;
        cli.show_json(&bar, &threaded.json())?;
        measured.push(threaded);
        bar.inc(1);
    }
    bar.finish_and_clear();
    if cli.json { Ok(()) } else { show(threads::report(&measured).trim_end()) }
}

/// What became of the checks of all kernels.
fn checks_of_suite(cli: &Cli) -> Result<(), Failure> {
    let found = cli.cases().into_iter().map(checks::of).collect::<Result<Vec<_>, _>>()?;
    match cli.json {
        true => found.iter().try_for_each(|checks| show(&checks.json())),
        false => show(checks::report(&found).trim_end()),
    }
}

/// Two runs in one table.
fn joined(cli: &Cli, rows: &[join::Joined]) -> Result<(), Failure> {
    let text = match () {
        () if cli.checks && cli.json => checks::costs_json(rows),
        () if cli.checks => return show(checks::costs(rows).trim_end()),
        () if cli.json => join::json(rows),
        () if cli.markdown => join::markdown(rows),
        () => join::report(rows),
    };
    show(text.trim_end())?;
    draw(cli, &["rustc", "rustc without vectorisation"], &join::ratios(rows))
}

fn draw(cli: &Cli, series: &[&str], ratios: &[(String, Vec<f64>)]) -> Result<(), Failure> {
    let Some(path) = &cli.svg else { return Ok(()) };
    chart::draw(
        path,
        "How many times as fast as rustc's function metate's scalar code is",
        series,
        ratios,
    )
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
    let target = if stage == Stage::Wgsl { Target::Gpu } else { Target::Jit };
    show((case.prepare)(TINY).inspect(&kernel.on(target), stage)?.trim_end())
}

/// A kernel's loops, before a call and behind it.
fn look(cli: &Cli, case: &Case) -> Result<(), Failure> {
    let kernel = Kernel::parse(case.text)?;
    let mut workload = (case.prepare)(cli.size.map_or(case.smoke, |size| size as usize));
    if cli.explain {
        let only_gpu = cli.engines == [Engine::Gpu.name()];
        let target = if only_gpu { Target::Gpu } else { Target::Jit };
        show(&workload.explain(&kernel.on(target))?)?;
    }
    if cli.counters {
        let counters = Counters::new();
        workload.call(&kernel.on(Target::Jit).counters(&counters), 1)?;
        show(&counters.to_string())?;
    }
    Ok(())
}

fn first_in_process() -> Result<FirstCall, metate::Error> {
    let case = suite::case("go_fast").expect("part of the suite");
    measure::first_call(case, &mut (case.prepare)(10), Engine::Jit)
}

/// All that is asked for; as JSON at once, and as rows.
fn measure_all(cli: &Cli, bar: &ProgressBar) -> Result<(Vec<Row>, Vec<Refused>), Failure> {
    let (mut rows, mut refused) = (Vec::new(), Vec::new());
    let adapter = gpu::adapter();
    match cli.json {
        false => show(&format!("{}\n", gpu::describe(&adapter)))?,
        true => eprintln!("{}", gpu::describe(&adapter)),
    }
    let on_device = adapter.is_ok() && cli.shows(Engine::Gpu);
    for (case, size) in cli.runs() {
        bar.set_message(format!("{} {size}", case.name));
        let measured = cases::measure(case, size, cli.effort(), on_device)?;
        for row in measured.rows.iter().filter(|row| cli.shows(row.engine)) {
            cli.show_json(bar, &row.json())?;
        }
        if let Some(refusal) = &measured.refused {
            cli.show_json(bar, &refusal.json())?;
        }
        rows.extend(measured.rows);
        refused.extend(measured.refused);
        bar.inc(1);
    }
    Ok((rows, refused))
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
