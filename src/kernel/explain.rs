//! What can be told of a kernel's loops before they run: facts of its plan, beside its lines.
//!
//! In: a handle and arguments. Out: a [`Report`], a value that prints. Always true: every fact is
//! computed from the IR that the engine runs for arguments of these types (`analysis`); nothing is
//! run, and no program is made. Deliberately absent: measured times, which are the counters', and
//! lanes as a plan's decision: it is told whether a loop could run in lanes, which none does so far.

mod device;

use std::fmt;
use std::time::Duration;

use metate_lang::analysis::cost::Spread;
use metate_lang::analysis::expression::{Arguments, Definitions};
use metate_lang::analysis::fate::{self, CheckFate, Fate};
use metate_lang::analysis::loops::{self, Loop, State};
use metate_lang::analysis::parallel::{self, Class, Independence, Reason};
use metate_lang::analysis::predict::{self, Bound};
use metate_lang::analysis::range::Ranges;
use metate_lang::analysis::vector::{self, Hindrance, Lanes};
use metate_lang::error::Span;
use metate_lang::ir::walk::walk;
use metate_lang::ir::{self, Check, Label, StmtKind};
use metate_lang::source::SourceLines;
use metate_lang::ty::ParamTy;
use metate_lang::value::Value;

use super::programs::{Failure, Way};
use super::{Inner, On, Target};
use crate::args::Arg;
use crate::backend::Program;
use crate::error::Error;
use crate::pass::Forked;
use crate::plan::{self, Plan};
pub use device::{DeviceLoop, Transfer};

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
    transfers: Vec<Transfer>,
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
    /// What its iterations have to do with one another; of a `prange` what it declares.
    pub class: Class,
    /// What makes it serial, if it is: `` `x[i - 1]` loads what was stored by `x[i]` 1 iteration
    /// before ``.
    pub because: Vec<String>,
    /// Whether its iterations could run in lanes, checks aside: what keeps them from it, which is
    /// nothing if they could. `None` if there are loops inside. No loop runs in lanes so far.
    pub lanes: Option<Vec<String>>,
    /// Where its iterations run.
    pub placement: Placement,
    /// The arrays whose places are elements of others, of which it is checked that iterations touch
    /// different ones: in front of the loop if it runs on several threads, else at each access.
    pub distinct: Vec<String>,
    /// The number of iterations in terms of sizes and scalars, such as `a.nrows() - 1`; `None` if
    /// the loop is not counted or the expression would be too long to read.
    pub trip_count: Option<String>,
    /// That number for the arguments of the call, if they alone decide it.
    pub trips: Option<u128>,
    /// What it carries from iteration to iteration, reductions among it.
    pub carried: Vec<State>,
    /// How many iterations it runs between two tests of its end, if several; what is left over runs
    /// in a loop behind that one.
    pub group: Option<u32>,
    /// What one iteration takes on this engine, without inner loops; `None` if there is no loop any
    /// more.
    pub iteration: Option<Spread>,
    /// How long such an iteration is modelled to take on one thread, and what limits it; `None` if it
    /// has inner loops, or is interpreted.
    pub bound: Option<Bound>,
    /// Whether there is no loop because its iterations were written out.
    pub written_out: bool,
    /// The checks that an iteration makes, inner loops left out as everywhere here. A check of the
    /// text counts once, also where passes have written it several times.
    pub checks: Vec<CheckReport>,
    /// How many checks an iteration has in the text; what is none of the following is needless, as
    /// another check says the same.
    pub checks_before: usize,
    /// How many of these always hold.
    pub checks_proved: usize,
    /// How many of these are not made because a question is asked in front of a loop: where it is
    /// answered with no, a copy of that loop runs that makes them.
    pub checks_hoisted: usize,
    /// The lines of the loops in front of which that is asked: this one, or loops around it.
    pub asked_at: Vec<usize>,
    /// How many of these the copy makes that makes most; `None` if the loop has no copy.
    pub checks_of_copy: Option<usize>,
}

/// Where the iterations of a loop run.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Placement {
    /// One after the other, on the thread that the loop is on.
    InOrder,
    /// On several threads, in calls where it has work enough.
    Threads,
    /// On the graphics processor, or on the host that launches what is inside, on [`Target::Gpu`].
    Device(DeviceLoop),
    /// One after the other, though it may be reordered and is the outermost such loop, on
    /// [`Target::Threads`].
    OneThread {
        /// Why.
        because: String,
    },
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

    /// How each array of the host goes to the device and back, on [`Target::Gpu`]. One that stays on
    /// the device is not moved.
    pub fn transfers(&self) -> &[Transfer] {
        &self.transfers
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
            _ => inner.plan(&signature, way, &self.limits, way.passes())?,
        };
        let names = inner.params.iter().map(|parameter| parameter.name.clone());
        let (mut loops, loops_made) =
            inner.loops(&text, &made, args, self.way.target.compiles())?;
        let mut transfers = Vec::new();
        if self.way.target == Target::Gpu {
            let offload = inner.offload(&signature, way, &self.limits)?;
            transfers = device::transfers(&offload);
            let places = device::loops(&offload, &inner.text);
            let labels = loops::of(text.func());
            for (report, found) in loops.iter_mut().zip(&labels) {
                if let Some(place) = places.get(&found.label) {
                    report.placement = Placement::Device(place.clone());
                }
            }
        }
        Ok(Report {
            kernel: inner.name.clone(),
            target: self.way.target,
            parameters: names.zip(signature.params.iter().copied()).collect(),
            loops,
            loops_made,
            code: inner.code_made(self.way, args),
            transfers,
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
        compiles: bool,
    ) -> Result<(Vec<LoopReport>, usize), Error> {
        let module = self.module()?;
        let found = self.on_enough_stack(&module, || {
            let (in_text, in_plan) = (loops::of(text.func()), loops::of(made.func()));
            let fates = fate::of(&in_text, made.func(), &in_plan);
            let (lines, definitions) = (self.lines(), Definitions::of(text.func()));
            let left = |fate: &Fate<'_>| {
                let left = fate.left.filter(|_| compiles)?;
                Some((left.label, fate.group.unwrap_or(1)))
            };
            let left: Vec<Option<(Label, u32)>> = fates.iter().map(left).collect();
            let bounds = predict::of(made.func(), &left);
            let ranges = Ranges::of(text.func());
            let between = parallel::of(text.func(), &ranges);
            let lanes = vector::of(text.func(), &ranges, &between);
            let report = |(found, fate): (&Loop, &Fate<'_>)| {
                let count = found.range.as_ref();
                let trips = count.and_then(|count| count.value(&definitions, &Values(args)));
                let placement = placement(found, made.forked());
                let known = between.iter().find(|known| known.label == found.label);
                let lanes = lanes.iter().find(|known| known.label == found.label);
                let between = Between::of(text, found, known, lanes, &lines);
                let distinct = distinct(text.func(), found.label);
                let report = reported((found, placement, between), fate, trips, &lines);
                LoopReport { distinct, ..report }
            };
            let mut reports: Vec<LoopReport> = in_text.iter().zip(&fates).map(report).collect();
            for (report, bound) in reports.iter_mut().zip(bounds) {
                report.bound = bound;
            }
            Ok::<_, Failure>((reports, in_plan.len()))
        });
        found.map_err(|failure| self.failed(&failure))
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
            Program::Interpreter(_) | Program::Gpu(_) => None,
        }
    }
}

/// What the iterations of a loop have to do with one another, in the words of the text.
struct Between {
    class: Class,
    because: Vec<String>,
    lanes: Option<Vec<String>>,
}

impl Between {
    fn of(
        text: &Plan,
        found: &Loop,
        known: Option<&Independence>,
        lanes: Option<&Lanes>,
        lines: &SourceLines<'_>,
    ) -> Between {
        let carried = |number: usize| match found.carried.get(number) {
            Some(state) => format!("`{}`", state.name),
            None => "a value".to_owned(),
        };
        let reason = |reason: &Reason| match reason {
            Reason::Unlimited => "it has no limit".to_owned(),
            Reason::LeavesEarly => "an iteration may end it".to_owned(),
            Reason::Carried { number, scan: Some(_) } => {
                format!("all values of {} are used, each made of the one before", carried(*number))
            }
            Reason::Carried { number, .. } => {
                format!("{} is handed from iteration to iteration", carried(*number))
            }
            Reason::Dependence(found) => {
                let (to, from) = (lines.quote(found.to), lines.quote(found.from));
                format!("`{to}` {} by `{from}` {}", found.kind, found.distance)
            }
            _ => "of something that has no words so far".to_owned(),
        };
        let hindrance = |hindrance: &Hindrance| match hindrance {
            Hindrance::Serial(because) => Some(reason(because)),
            Hindrance::Order(number) => {
                Some(format!("{} is combined in the order of the text", carried(*number)))
            }
            Hindrance::Operation(op, span) => {
                let name = op.row().name;
                Some(format!("`{}`: there is no {name} in lanes", lines.quote(*span)))
            }
            // What became of checks is told apart.
            _ => None,
        };
        let lanes = lanes.map(|lanes| {
            let mut found: Vec<String> = lanes.hindrances.iter().filter_map(hindrance).collect();
            found.dedup();
            found
        });
        let declared = found.parallel;
        let is_array =
            |state: &State| text.func().arrays.values().any(|array| array.name == state.name);
        let class = match known {
            _ if declared && found.carried.is_empty() => Class::Parallel,
            _ if declared && found.carried.iter().any(is_array) => Class::ArrayReduction,
            _ if declared => Class::Reduction,
            Some(known) => known.class(),
            None => Class::Serial,
        };
        let reasons = known.filter(|_| !declared).map_or(&[][..], |known| &known.reasons);
        let mut because: Vec<String> = reasons.iter().map(reason).collect();
        because.dedup();
        Between { class, because, lanes }
    }
}

/// The arrays that a loop scatters into.
fn distinct(func: &ir::Func, label: ir::Label) -> Vec<String> {
    let mut names = Vec::new();
    for stmt in func.statements() {
        let StmtKind::For { label: own, parallel: Some(parallel), body, .. } = &stmt.kind else {
            continue;
        };
        if *own != label || parallel.claims.is_empty() {
            continue;
        }
        walk(body, &mut |stmt| {
            if let StmtKind::Check { check: Check::Distinct { array, .. }, .. } = &stmt.kind {
                let name = &func.arrays[*array].name;
                if !names.contains(name) {
                    names.push(name.clone());
                }
            }
        });
    }
    names
}

fn placement(found: &Loop, forked: &[Forked]) -> Placement {
    match forked.iter().find(|row| row.label == found.label) {
        None => Placement::InOrder,
        Some(Forked { because: None, .. }) => Placement::Threads,
        Some(Forked { because: Some(obstacle), .. }) => {
            Placement::OneThread { because: obstacle.to_string() }
        }
    }
}

fn reported(
    (found, placement, between): (&Loop, Placement, Between),
    fate: &Fate<'_>,
    trips: Option<u128>,
    lines: &SourceLines<'_>,
) -> LoopReport {
    let line = lines.number(found.span).unwrap_or_default();
    let (mut checks, mut asked_at) = (Vec::new(), Vec::new());
    let (mut checks_proved, mut checks_hoisted) = (0, 0);
    for (check, fate) in found.checks.made.iter().zip(&fate.checks) {
        match *fate {
            CheckFate::Made => checks.push(CheckReport {
                name: check.name.clone(),
                line: lines.number(check.span).unwrap_or(line),
                source: lines.quote(check.span),
            }),
            CheckFate::Proved => checks_proved += 1,
            CheckFate::Hoisted { before } => {
                checks_hoisted += 1;
                asked_at.extend(lines.number(before));
            }
            _ => {}
        }
    }
    asked_at.sort_unstable();
    asked_at.dedup();
    LoopReport {
        line,
        span: found.span,
        source: lines.line(line),
        parent: found.parent,
        depth: found.depth,
        counted: found.range.is_some(),
        parallel: found.parallel,
        class: between.class,
        because: between.because,
        lanes: between.lanes,
        placement,
        distinct: Vec::new(),
        trip_count: found.range.as_ref().and_then(|count| count.trips.clone()),
        trips,
        carried: found.carried.clone(),
        group: fate.group,
        iteration: fate.left.map(|left| left.iteration.clone()),
        bound: None,
        written_out: fate.written_out,
        checks,
        checks_before: found.checks.made.len(),
        checks_proved,
        checks_hoisted,
        asked_at,
        checks_of_copy: fate.checks_of_copy,
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

/// The first of some reasons, and how many more there are.
fn some_of(reasons: &[String]) -> String {
    match reasons {
        [] => "for a reason that is not known".to_owned(),
        [one] => one.clone(),
        [first, more @ ..] => {
            let plural = if more.len() == 1 { "" } else { "s" };
            format!("{first} (and {} more reason{plural})", more.len())
        }
    }
}

/// The columns that a parameter's name takes at least.
const LEAST_WIDTH: usize = 10;

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Report { kernel, target, parameters, loops, loops_made, code, transfers } = self;
        writeln!(f, "{kernel} on {target}")?;
        let mut rows: Vec<(&str, String)> =
            parameters.iter().map(|(name, ty)| (name.as_str(), ty.to_string())).collect();
        for (name, text) in &mut rows {
            if let Some(moved) = transfers.iter().find(|moved| moved.array == *name) {
                *text = format!("{text}: {}", moved.text());
            }
        }
        match code {
            Some(CodeReport { bytes, compile_time: Some(time) }) => {
                rows.push(("code", format!("{bytes} bytes, compiled in {time:.2?}")));
            }
            Some(CodeReport { bytes, .. }) => {
                rows.push(("code", format!("{bytes} bytes, from a cache")));
            }
            None if target.compiles() => {
                rows.push(("code", "not compiled for these arguments so far".to_owned()));
            }
            None => {}
        }
        let more = match *loops_made > loops.len() {
            true => ": the passes write some as several",
            false => "",
        };
        rows.push((
            "loops",
            format!("{} in the text, {loops_made} in the plan{more}", loops.len()),
        ));
        let width = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
        let width = width.max(LEAST_WIDTH);
        for (name, text) in rows {
            writeln!(f, "  {name:<width$} {text}")?;
        }
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
        let mut rows = vec![("kind", self.kind())];
        if self.counted {
            rows.push(("iterations", self.iterations()));
        }
        if let Some(group) = self.group {
            let rest = if group == 2 { "the last one" } else { "what is left over" };
            let text = format!(
                "of {group} iterations, written out one after the other; a loop for {rest} follows"
            );
            rows.push(("groups", text));
        }
        for (number, state) in self.carried.iter().enumerate() {
            rows.push((if number == 0 { "carries" } else { "" }, state.to_string()));
        }
        rows.extend(self.between());
        rows.push(match (&self.iteration, self.written_out) {
            (Some(work), _) => ("each", work.to_string()),
            (None, true) => ("each", "no loop is left: its iterations are written out".to_owned()),
            (None, false) if self.trip_count.as_deref() == Some("0") => {
                ("each", "no loop is left: it has no iterations".to_owned())
            }
            (None, false) => ("each", "no loop is left: nobody asks for what it does".to_owned()),
        });
        rows.extend(self.bound.as_ref().map(|bound| ("bound", bound.to_string())));
        if self.checks_before > 0 {
            rows.push(("checks", self.checks_by_fate()));
        }
        rows.extend(self.checks_by_place().into_iter().map(|place| ("", place)));
        if self.checks_hoisted > 0 {
            let them = if self.checks_hoisted == 1 { "it" } else { "them" };
            rows.push(match self.asked_at.len() {
                1 => {
                    let place = self.asked_at();
                    let text = "where the answer is no, and makes";
                    ("copy", format!("runs in place of {place} {text} {them}"))
                }
                _ => {
                    let place = self.asked_at();
                    let text = "where the answer is no, and make";
                    ("copies", format!("run in place of {place} {text} {them}"))
                }
            });
        }
        rows
    }

    /// What iterations have to do with one another, where that is no declaration, and whether they
    /// could run in lanes.
    fn between(&self) -> Vec<(&'static str, String)> {
        let mut rows = Vec::new();
        if !self.distinct.is_empty() {
            let names: Vec<String> = self.distinct.iter().map(|name| format!("`{name}`")).collect();
            let how = match self.placement {
                Placement::Threads => {
                    "asked in front of the loop, which runs in order where the answer is no"
                }
                _ => "asked at each access",
            };
            let text = format!("of {} must differ between iterations: {how}", names.join(", "));
            rows.push(("places", text));
        }
        if !self.parallel && self.counted {
            rows.push(match self.class {
                Class::Parallel => ("between", "iterations are independent".to_owned()),
                Class::Reduction | Class::ArrayReduction => {
                    ("between", "iterations are independent but for what they combine".to_owned())
                }
                class => ("between", format!("{class}: {}", some_of(&self.because))),
            });
        }
        if let Some(hindrances) = self.lanes.as_ref().filter(|_| self.counted) {
            rows.push(match hindrances.as_slice() {
                [] => ("lanes", "possible, and not made so far".to_owned()),
                some => ("lanes", format!("not possible: {}", some_of(some))),
            });
        }
        rows
    }

    /// `line 3`
    fn asked_at(&self) -> String {
        let lines: Vec<String> = self.asked_at.iter().map(usize::to_string).collect();
        let plural = if lines.len() == 1 { "" } else { "s" };
        format!("line{plural} {}", lines.join(" and "))
    }

    /// `0 left of 3: 1 always holds, 2 are asked for once in front of line 3`
    fn checks_by_fate(&self) -> String {
        let LoopReport { checks_before, checks_proved, checks_hoisted, .. } = *self;
        let left = self.checks.len();
        let mut parts = Vec::new();
        match checks_proved {
            0 => {}
            1 => parts.push("1 always holds".to_owned()),
            proved => parts.push(format!("{proved} always hold")),
        }
        if checks_hoisted > 0 {
            let is = if checks_hoisted == 1 { "is" } else { "are" };
            let place = self.asked_at();
            parts.push(format!("{checks_hoisted} {is} asked for once in front of {place}"));
        }
        match checks_before.saturating_sub(left + checks_proved + checks_hoisted) {
            0 => {}
            1 => parts.push("1 is needless".to_owned()),
            needless => parts.push(format!("{needless} are needless")),
        }
        let colon = if parts.is_empty() { "" } else { ": " };
        format!("{left} left of {checks_before}{colon}{}", parts.join(", "))
    }

    fn kind(&self) -> String {
        let kind = match (&self.placement, self.counted, self.parallel) {
            (Placement::Device(place), counted, parallel) => {
                let kind = match (counted, parallel) {
                    (true, true) => "counted, `prange`",
                    (true, false) => "counted",
                    (false, _) => "runs until it is left",
                };
                return format!("{kind}: {}", place.text());
            }
            (Placement::Threads, _, true) => {
                "counted, `prange`: iterations run on several threads where they are work enough"
            }
            (Placement::Threads, _, false) => {
                "counted, proved independent: iterations run on several threads where they are work \
                 enough"
            }
            (Placement::OneThread { because }, _, false) => {
                return format!("counted, proved independent: in order, on one thread: {because}");
            }
            (Placement::OneThread { because }, ..) => {
                return format!("counted, `prange`: in order, on one thread: {because}");
            }
            (Placement::InOrder, true, true) => {
                "counted, `prange`: iterations are independent; in order, on one thread"
            }
            (Placement::InOrder, true, false) => "counted, in order",
            (Placement::InOrder, false, _) => "runs until it is left",
        };
        kind.to_owned()
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
