//! What it costs that a call can be interrupted.
//!
//! In: kernels of the suite. Out: a [`Polling`] each. Always true: a kernel with a deadline far away
//! and the same kernel without one are called in turn, in one run, on the same data, both in the
//! dynamic way; so nothing differs but the code that looks whether it should stop. Deliberately
//! absent: calls that are interrupted.

use std::cell::RefCell;
use std::time::Duration;

use metate::{Error, Kernel, On, Target};
use serde_json::json;

use crate::measure::{Effort, Run, in_turn};
use crate::report::{geometric_mean, table, time};
use crate::suite::{Case, Workload};

/// A deadline that no call meets.
const FAR: Duration = Duration::from_secs(24 * 3600);

/// A kernel without and with a deadline.
pub(crate) struct Polling {
    kernel: &'static str,
    size: usize,
    /// Nanoseconds of a call, medians.
    plain: f64,
    polling: f64,
    /// How many times as long a call takes that can be interrupted.
    ratio: f64,
}

/// Measures a kernel without and with a deadline.
pub(crate) fn measure(case: &'static Case, effort: Effort) -> Result<Polling, Error> {
    let size = case.size();
    let workload = RefCell::new((case.prepare)(size));
    let kernel = Kernel::parse(case.text)?;
    let ways = [kernel.on(Target::Jit), kernel.on(Target::Jit).deadline(FAR)];
    // The first calls compile.
    ways.iter().try_for_each(|on| workload.borrow_mut().call(on, 1))?;
    let timings = in_turn(effort, ways.iter().map(|on| run(on, &workload)).collect())?;
    let [plain, polling] = &timings[..] else { unreachable!("two ways") };
    let ratio = plain.ratio(polling);
    let (plain, polling) = (plain.median(), polling.median());
    Ok(Polling { kernel: case.name, size, plain, polling, ratio })
}

fn run<'r>(on: &'r On<'r>, workload: &'r RefCell<Workload>) -> Run<'r> {
    Box::new(move |calls| workload.borrow_mut().call(on, calls))
}

impl Polling {
    /// As one line of JSON.
    pub(crate) fn json(&self) -> String {
        json!({
            "kernel": self.kernel,
            "size": self.size,
            "plain_ns": self.plain,
            "polling_ns": self.polling,
            "overhead": self.ratio - 1.0,
        })
        .to_string()
    }
}

/// What polling costs, kernel by kernel and all in all.
pub(crate) fn report(measured: &[Polling]) -> String {
    let headings = ["kernel", "size", "plain", "can be interrupted", "overhead"];
    let percent = |ratio: f64| format!("{:+.1}%", 100.0 * (ratio - 1.0));
    let row = |p: &Polling| {
        let (plain, polling) = (time(p.plain), time(p.polling));
        vec![p.kernel.to_owned(), p.size.to_string(), plain, polling, percent(p.ratio)]
    };
    let rows: Vec<Vec<String>> = measured.iter().map(row).collect();
    let mean = geometric_mean(measured.iter().map(|polling| polling.ratio));
    let mean = mean.map_or(String::new(), |mean| {
        format!(
            "\ngeometric mean of the overhead   {} over {} kernels\n",
            percent(mean),
            rows.len()
        )
    });
    table(&headings, &["kernel"], &rows) + &mean
}
