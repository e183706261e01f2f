//! What can be told of a kernel's loops before they run: facts of its plan, beside its lines.
//!
//! In: a handle and arguments. Out: a [`Report`], a value that prints. Always true: every fact is
//! computed from the IR that the engine runs for arguments of these types (`analysis`); nothing is
//! run, and no program is made. Deliberately absent: threads and lanes, which no plan decides on so
//! far, and measured times, which are the counters'.

use std::fmt;
use std::time::Duration;

use metate_lang::analysis::cost::Spread;
use metate_lang::analysis::expression::{Arguments, Definitions};
use metate_lang::analysis::loops::{self, Loop, State};
use metate_lang::error::Span;
use metate_lang::source::SourceLines;
use metate_lang::ty::ParamTy;
use metate_lang::value::Value;

use super::programs::{Failure, Way};
use super::{Inner, On, Target};
use crate::args::Arg;
use crate::backend::Program;
use crate::error::Error;
use crate::plan::{self, Plan};

/// What a kernel's loops are for arguments of some types, on an engine; see [`On::explain`].
///
/// `Display` prints it as a table; the fields of [`LoopReport`] are for tests and tools.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Report {
    kernel: String,
    target: Target,
    parameters: Vec<(String, ParamTy)>,
    loops: Vec<LoopReport>,
    loops_made: usize,
    code: Option<CodeReport>,
}

/// A loop of the text, or one that a method such as `fill` stands for.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct LoopReport {
    /// The line of its head: of the text, or of the Rust file of a `#[kernel]`.
    pub line: usize,
    /// Its head in the text.
    pub span: Span,
    /// That line, without white space around it.
    pub source: String,
    /// The number of the loop around it, in [`Report::loops`].
    pub parent: Option<usize>,
    /// How many loops are around it.
    pub depth: usize,
    /// Whether the number of iterations is known when it is entered: `for`.
    pub counted: bool,
    /// Whether it is declared independent: `prange`.
    pub parallel: bool,
    /// The number of iterations in terms of sizes and scalars, such as `a.nrows() - 1`; `None` if
    /// the loop is not counted or the expression would be too long to read.
    pub trip_count: Option<String>,
    /// That number for the arguments of the call, if they alone decide it.
    pub trips: Option<u128>,
    /// What it carries from iteration to iteration, reductions among it.
    pub carried: Vec<State>,
    /// What its own iteration takes on this engine, without inner loops; `None` if the passes have
    /// removed the loop.
    pub iteration: Option<Spread>,
    /// The checks that are left in its own iteration.
    pub checks: Vec<CheckReport>,
    /// How many checks its own iteration has before the passes.
    pub checks_before: usize,
    /// How many of its checks were shown to hold, where necessary after a question in front of the
    /// loop or one around it.
    pub checks_proved: usize,
    /// How many checks the copy of the loop makes that runs where a question in front of it is
    /// answered with no; `None` if there is no such copy.
    pub checks_of_copy: Option<usize>,
}

/// A check that a loop makes in each iteration.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CheckReport {
    /// What is checked: `check_bounds(a, 0)` is the index of `a` along axis 0.
    pub name: String,
    /// The line that it was made for.
    pub line: usize,
    /// The expression that it was made for.
    pub source: String,
}

/// The machine code that there is for these arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CodeReport {
    /// Its size in bytes.
    pub bytes: usize,
    /// How long it took to make from the plan; none if a [`Cache`](crate::Cache) had it stored.
    pub compile_time: Option<Duration>,
}

impl Report {
    /// The kernel's name.
    pub fn kernel(&self) -> &str {
        &self.kernel
    }

    /// The engine.
    pub fn target(&self) -> Target {
        self.target
    }

    /// The names and types of the parameters, layout classes included.
    pub fn parameters(&self) -> impl Iterator<Item = (&str, String)> {
        self.parameters.iter().map(|(name, ty)| (name.as_str(), ty.to_string()))
    }

    /// The loops in the order of the text, each behind the one around it.
    pub fn loops(&self) -> &[LoopReport] {
        &self.loops
    }

    /// How many loops the engine runs for them: the passes may write one as several.
    pub fn loops_made(&self) -> usize {
        self.loops_made
    }

    /// The machine code, if it has been compiled for arguments of these types.
    pub fn code(&self) -> Option<CodeReport> {
        self.code
    }
}

impl On<'_> {
    /// What the kernel's loops are for these arguments: kind, trip count, reductions and their
    /// order, the checks that are left, and what an iteration takes.
    ///
    /// Nothing is run or compiled. Sizes matter for the trip counts only.
    ///
    /// ```
    /// use metate::prelude::*;
    /// use ndarray::Array2;
    ///
    /// let kernel = Kernel::parse("
    ///     fn go_fast(a: ArrayView2<f64>) -> f64 {
    ///         let mut trace = 0.0;
    ///         for i in 0..a.nrows() {
    ///             trace += a[[i, i]].tanh();
    ///         }
    ///         trace
    ///     }")?;
    /// let a = Array2::<f64>::zeros((10, 10));
    /// let report = kernel.on(Target::Jit).explain(args![&a])?;
    /// println!("{report}");
    /// let found = &report.loops()[0];
    /// assert_eq!((found.line, found.trip_count.as_deref()), (4, Some("a.nrows()")));
    /// assert_eq!(found.trips, Some(10));
    /// assert_eq!(found.carried[0].to_string(), "`trace` (f64): sum, in the order of the text");
    /// assert_eq!(found.iteration.as_ref().map(|work| work.most.bytes_loaded), Some(8));
    /// # Ok::<(), metate::Error>(())
    /// ```
    ///
    /// # Errors
    /// The argument that does not fit, or a kernel that is too large.
    pub fn explain<'a>(&self, mut args: impl AsMut<[Arg<'a>]>) -> Result<Report, Error> {
        let args = args.as_mut();
        let kernel = self.kernel.made_for(args.iter().map(Arg::ty))?;
        let inner = &kernel.inner;
        let signature = inner.signature(self.way.target, args)?;
        // What counting adds is not the text's.
        let way = Way { counted: false, ..self.way };
        let text = inner.plan(&signature, way, &self.limits, plan::plan)?;
        let made = match self.way.target {
            Target::Interpreter => text.clone(),
            Target::Jit | Target::InterpreterAfterPasses => {
                inner.plan(&signature, way, &self.limits, plan::optimized)?
            }
        };
        let names = inner.params.iter().map(|parameter| parameter.name.clone());
        let (loops, loops_made) = inner.loops(&text, &made, args)?;
        Ok(Report {
            kernel: inner.name.clone(),
            target: self.way.target,
            parameters: names.zip(signature.params.iter().copied()).collect(),
            loops,
            loops_made,
            code: inner.code_made(self.way, args),
        })
    }
}

impl Inner {
    /// The loops of the text, with what the engine's plan makes of them, and how many it has.
    fn loops(
        &self,
        text: &Plan,
        made: &Plan,
        args: &[Arg<'_>],
    ) -> Result<(Vec<LoopReport>, usize), Error> {
        let module = self.module()?;
        let found = self.on_enough_stack(&module, || {
            Ok::<_, Failure>((loops::of(text.func()), loops::of(made.func())))
        });
        let (in_text, in_plan) = found.map_err(|failure| self.failed(&failure))?;
        let (lines, definitions) = (self.lines(), Definitions::of(text.func()));
        let report = |found: &Loop| {
            let count = found.range.as_ref();
            let trips = count.and_then(|count| count.value(&definitions, &Values(args)));
            reported(found, &in_plan, trips, &lines)
        };
        Ok((in_text.iter().map(report).collect(), in_plan.len()))
    }
}

impl Inner {
    /// The code that has been made for these arguments.
    fn code_made(&self, way: Way, args: &[Arg<'_>]) -> Option<CodeReport> {
        let slot = self.find(way, args)?;
        match &**slot.made()? {
            Program::Jit(program) => Some(CodeReport {
                bytes: program.code_bytes(),
                compile_time: program.compile_time(),
            }),
            Program::Interpreter(_) => None,
        }
    }
}

fn reported(
    found: &Loop,
    in_plan: &[Loop],
    trips: Option<u128>,
    lines: &SourceLines<'_>,
) -> LoopReport {
    let made = in_plan.iter().find(|made| made.label == found.label);
    let is_copy = |other: &&Loop| {
        (other.span, &other.variable) == (found.span, &found.variable)
            && other.label != found.label
            && made.is_some_and(|made| made.checks.len() < other.checks.len())
    };
    let copy = in_plan.iter().find(is_copy);
    let line = lines.number(found.span).unwrap_or_default();
    let check = |check: &loops::CheckFact| CheckReport {
        name: check.name.clone(),
        line: lines.number(check.span).unwrap_or(line),
        source: lines.quote(check.span),
    };
    LoopReport {
        line,
        span: found.span,
        source: lines.line(line),
        parent: found.parent,
        depth: found.depth,
        counted: found.range.is_some(),
        parallel: found.parallel,
        trip_count: found.range.as_ref().and_then(|count| count.trips.clone()),
        trips,
        carried: found.carried.clone(),
        iteration: made.map(|made| made.iteration.clone()),
        checks: made.map_or(Vec::new(), |made| made.checks.iter().map(check).collect()),
        checks_before: found.checks.len(),
        checks_proved: made.map_or(0, |made| made.proved.len()),
        checks_of_copy: copy.map(|copy| copy.checks.len()),
    }
}

/// The arguments of a call, for trip counts.
struct Values<'v, 'a>(&'v [Arg<'a>]);

impl Arguments for Values<'_, '_> {
    fn scalar(&self, parameter: usize) -> Option<Value> {
        match self.0.get(parameter)? {
            Arg::Scalar(value) => Some(*value),
            Arg::Array(_) => None,
        }
    }

    fn extent(&self, parameter: usize, axis: usize) -> Option<usize> {
        match self.0.get(parameter)? {
            Arg::Array(array) => array.extents().get(axis).copied(),
            Arg::Scalar(_) => None,
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Report { kernel, target, parameters, loops, loops_made, code } = self;
        writeln!(f, "{kernel} on {target}")?;
        for (name, ty) in parameters {
            writeln!(f, "  {name:<10} {ty}")?;
        }
        match code {
            Some(CodeReport { bytes, compile_time }) => match compile_time {
                Some(time) => {
                    writeln!(f, "  {:<10} {bytes} bytes, compiled in {time:.2?}", "code")?;
                }
                None => writeln!(f, "  {:<10} {bytes} bytes, from a cache", "code")?,
            },
            None if *target == Target::Jit => {
                writeln!(f, "  {:<10} not compiled for these arguments so far", "code")?;
            }
            None => {}
        }
        writeln!(f, "  {:<10} {} in the text, {loops_made} in the plan", "loops", loops.len())?;
        loops.iter().try_for_each(|found| write!(f, "\n{found}"))
    }
}

impl fmt::Display for LoopReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let indent = 2 * self.depth;
        writeln!(f, "{:indent$}{} | {}", "", self.line, self.source)?;
        for (name, text) in self.rows() {
            writeln!(f, "{:indent$}    {name:<11} {text}", "")?;
        }
        Ok(())
    }
}

impl LoopReport {
    /// What is said of the loop, each under its name.
    fn rows(&self) -> Vec<(&'static str, String)> {
        let mut rows = vec![("kind", self.kind().to_owned())];
        if self.counted {
            rows.push(("iterations", self.iterations()));
        }
        for (number, state) in self.carried.iter().enumerate() {
            rows.push((if number == 0 { "carries" } else { "" }, state.to_string()));
        }
        rows.push(match &self.iteration {
            Some(work) => ("each", work.to_string()),
            None => (
                "each",
                "no loop is left: the passes removed it or wrote its iterations out".to_owned(),
            ),
        });
        let (left, before) = (self.checks.len(), self.checks_before);
        if left.max(before) > 0 {
            let proved = match self.checks_proved {
                0 => String::new(),
                proved => format!(", {proved} shown to hold"),
            };
            rows.push(("checks", format!("{left} left, {before} before the passes{proved}")));
        }
        rows.extend(self.checks_by_place().into_iter().map(|place| ("", place)));
        if let Some(checks) = self.checks_of_copy {
            let plural = if checks == 1 { "" } else { "s" };
            let why = "where a question in front of the loop is answered with no";
            rows.push(("copy", format!("makes {checks} check{plural} {why}")));
        }
        rows
    }

    fn kind(&self) -> &'static str {
        match (self.counted, self.parallel) {
            (true, true) => "counted, `prange`: iterations are independent; run in order so far",
            (true, false) => "counted, in order",
            (false, _) => "runs until it is left",
        }
    }

    /// `a.nrows() = 10`
    fn iterations(&self) -> String {
        let count = self.trip_count.as_deref();
        match (count, self.trips) {
            (Some(count), Some(trips)) if count == trips.to_string() => count.to_owned(),
            (Some(count), Some(trips)) => format!("{count} = {trips}"),
            (Some(count), None) => count.to_owned(),
            (None, Some(trips)) => trips.to_string(),
            (None, None) => "known when it is entered".to_owned(),
        }
    }

    /// `4 | a[[i, i]]: check_bounds(a, 0), check_bounds(a, 1)`
    fn checks_by_place(&self) -> Vec<String> {
        let mut places: Vec<(String, Vec<&str>)> = Vec::new();
        for CheckReport { name, line, source } in &self.checks {
            let place = format!("{line} | {source}");
            match places.last_mut().filter(|(last, _)| *last == place) {
                Some((_, names)) => names.push(name),
                None => places.push((place, vec![name])),
            }
        }
        places.into_iter().map(|(place, names)| format!("{place}: {}", names.join(", "))).collect()
    }
}
