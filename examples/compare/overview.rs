//! The whole suite in a line per kernel, and geometric means per group.
//!
//! In: rows. Out: text, and ratios to draw. Always true: a line's ratios are between engines that
//! were measured at the same size in the same rounds; that of the interpreter names its size.
//! Deliberately absent: measuring.

use serde_json::json;

use crate::report::{Row, figure, geometric_mean, ratio, rounded, table, time};
use crate::suite::{Agreement, Engine, GROUPS};

/// A kernel: its machine code against everything else.
struct Line<'r> {
    jit: &'r Row,
    native: &'r Row,
    exact: &'r Row,
    interpreter: &'r Row,
    /// The JIT at the interpreter's size.
    beside: &'r Row,
    /// The graphics processor, if it is there and runs it.
    gpu: Option<&'r Row>,
}

impl<'r> Line<'r> {
    /// Of all rows of a kernel.
    fn of(kernel: &str, rows: &'r [Row]) -> Option<Line<'r>> {
        let find = |engine: Engine, size: Option<usize>| {
            let is_it = |row: &&Row| {
                row.kernel == kernel
                    && row.engine == engine
                    && size.is_none_or(|size| row.size == size)
            };
            rows.iter().rev().find(is_it)
        };
        let (native, interpreter) = (find(Engine::Native, None)?, find(Engine::Interpreter, None)?);
        Some(Line {
            jit: find(Engine::Jit, Some(native.size))?,
            native,
            exact: find(Engine::NativeExact, Some(native.size))?,
            interpreter,
            beside: find(Engine::Jit, Some(interpreter.size))?,
            gpu: find(Engine::Gpu, Some(native.size)),
        })
    }

    fn vs_native(&self) -> f64 {
        self.jit.vs_native.unwrap_or(f64::NAN)
    }

    fn vs_exact(&self) -> f64 {
        self.jit.vs_exact.unwrap_or(f64::NAN)
    }

    fn vs_interpreter(&self) -> f64 {
        self.beside.vs_interpreter.unwrap_or(f64::NAN)
    }

    fn gpu_vs_native(&self) -> Option<f64> {
        self.gpu.and_then(|gpu| gpu.vs_native)
    }

    /// The worst agreement of the CPU's engines.
    fn agrees(&self) -> Agreement {
        let all = [self.jit, self.native, self.exact, self.beside].map(|row| row.agrees);
        let worst = |wanted: &Agreement| all.contains(wanted);
        [Agreement::No, Agreement::Ulp].into_iter().find(worst).unwrap_or(Agreement::Bits)
    }

    fn cells(&self, with_gpu: bool) -> Vec<String> {
        let mut cells = vec![
            self.jit.kernel.to_owned(),
            self.jit.size.to_string(),
            self.agrees().name().to_owned(),
            time(self.jit.cold.compile.unwrap_or(0.0)),
            time(self.jit.steady.median),
            time(self.native.steady.median),
            figure(self.vs_native()),
            figure(self.vs_exact()),
            self.interpreter.size.to_string(),
            figure(self.vs_interpreter()),
            figure(self.interpreter.ns_per_operation.unwrap_or(0.0)),
        ];
        if with_gpu {
            cells.push(self.gpu.map_or("refused".to_owned(), |gpu| time(gpu.steady.median)));
            cells.push(ratio(self.gpu_vs_native()));
            cells.push(self.gpu.map_or("-", |gpu| gpu.agrees.name()).to_owned());
        }
        cells
    }
}

const HEADINGS: &[&str] = &[
    "kernel",
    "size",
    "agrees",
    "compile",
    "jit",
    "rustc",
    "vs rustc",
    "vs exact",
    "at size",
    "vs interp",
    "ns/op",
];

/// Those of the graphics processor.
const GPU_HEADINGS: &[&str] = &["gpu", "gpu vs rustc", "gpu agrees"];

/// How the table is to be read.
const LEGEND: &str = "\
agrees     all engines with the interpreter: to the last bit (bits), or rustc's function as closely
           as std's mathematics (ulp)
jit, rustc medians of a warm call; vs is the median over rounds of their ratio: above 1, the jit is
           faster
vs exact   against rustc's compilation with metate's mathematical functions in place of std's
at size    where the interpreter was measured, with the jit beside it: the kernel's own size where
           a call takes the interpreter less than about a second; ns/op is what an executed
           statement of the loop IR costs the interpreter
gpu        a warm call whose arrays go up and come down, if there is an adapter; its results are
           within the bounds that the interpreter gives for it (bound) or equal (bits), at a smaller
           size where those take too long, and nearly at this one
";

/// The lines of a group's kernels.
fn lines<'r>(group: &str, rows: &'r [Row]) -> Vec<Line<'r>> {
    let cases = GROUPS.iter().filter(|(name, _)| *name == group).flat_map(|(_, cases)| *cases);
    cases.filter_map(|case| Line::of(case.name, rows)).collect()
}

/// Geometric means of the ratios to rustc, to its function with metate's mathematics, and to the
/// interpreter.
fn means(lines: &[Line<'_>]) -> [f64; 3] {
    let ratios: [fn(&Line<'_>) -> f64; 3] =
        [|line| line.vs_native(), |line| line.vs_exact(), |line| line.vs_interpreter()];
    ratios.map(|ratio| geometric_mean(lines.iter().map(ratio)).unwrap_or(1.0))
}

/// The same of the graphics processor's ratios to rustc.
fn gpu_mean(lines: &[Line<'_>]) -> Option<f64> {
    geometric_mean(lines.iter().filter_map(Line::gpu_vs_native))
}

/// The same as a line of JSON per group.
pub(crate) fn json(rows: &[Row]) -> String {
    let of_group = |(group, _): &(&str, _)| {
        let lines = lines(group, rows);
        let [native, exact, interpreter] = means(&lines).map(rounded);
        let mean = json!({
            "geometric_mean_of": group,
            "kernels": lines.len(),
            "vs_native": native,
            "vs_exact": exact,
            "vs_interpreter": interpreter,
            "gpu_vs_native": gpu_mean(&lines).map(rounded),
        });
        (!lines.is_empty()).then(|| format!("{mean}\n"))
    };
    GROUPS.iter().filter_map(of_group).collect()
}

/// A table per group, and what all comes to.
pub(crate) fn report(rows: &[Row]) -> String {
    let mut out = String::new();
    let mut summary = String::new();
    let with_gpu = rows.iter().any(|row| row.engine == Engine::Gpu);
    let gpu_headings = if with_gpu { GPU_HEADINGS } else { &[] };
    let headings = [HEADINGS, gpu_headings].concat();
    for (group, _) in GROUPS {
        let lines = lines(group, rows);
        if lines.is_empty() {
            continue;
        }
        let cells: Vec<Vec<String>> = lines.iter().map(|line| line.cells(with_gpu)).collect();
        let words = &["kernel", "agrees", "gpu agrees"];
        out += &format!("{group}\n{}\n", table(&headings, words, &cells));
        let [native, exact, interpreter] = means(&lines).map(figure);
        summary += &format!(
            "geometric mean of {} {group}   vs rustc {native}, vs exact {exact}, vs interpreter \
             {interpreter}{}\n",
            lines.len(),
            gpu_mean(&lines)
                .map_or(String::new(), |mean| format!("; gpu vs rustc {}", figure(mean))),
        );
    }
    format!("{out}{LEGEND}\n{summary}")
}

/// The ratios to rustc, kernel by kernel under their groups, to draw.
pub(crate) fn ratios(rows: &[Row]) -> Vec<(String, Vec<f64>)> {
    let mut ratios = Vec::new();
    for (group, _) in GROUPS {
        ratios.push((group.to_uppercase(), vec![]));
        let of_line = |line: Line<'_>| (line.jit.kernel.to_owned(), vec![line.vs_native()]);
        ratios.extend(lines(group, rows).into_iter().map(of_line));
    }
    ratios
}
