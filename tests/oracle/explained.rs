//! What `explain` tells of the golden kernels adds up.
//!
//! In: the golden kernels, with data of one size. Out: reports of each engine; with `METATE_SHOW`
//! those of machine code are printed. Always true: engines tell of the same loops and of the same
//! checks in the text, each of which is left, proved, hoisted or needless, once. Deliberately
//! absent: what is told of which kernel (`tests/explain.rs`).

use std::env;

use metate::explain::LoopReport;
use metate::{Arg, Kernel, Report, Target};

use super::arguments;
use super::data::{Data, Fill, Layout};
use super::twins::TWINS;

fn explain(kernel: &Kernel, target: Target) -> Report {
    let mut data = arguments(kernel, 5, 1, Layout::Plain, Fill::SmallIntegers);
    let args: Vec<Arg<'_>> = data.iter_mut().map(Data::arg).collect();
    kernel.on(target).explain(args).unwrap_or_else(|error| panic!("{error}"))
}

/// What the text alone decides.
fn of_the_text(found: &LoopReport) -> (usize, Option<usize>, usize, Option<u128>, usize) {
    (found.line, found.parent, found.depth, found.trips, found.checks_before)
}

/// Whether passes can have made this of a loop.
fn adds_up(found: &LoopReport) -> bool {
    let LoopReport { checks_before, checks_proved, checks_hoisted, .. } = *found;
    let told = found.checks.len() + checks_proved + checks_hoisted;
    told <= checks_before
        && (checks_hoisted == 0) == found.asked_at.is_empty()
        && checks_hoisted <= found.checks_of_copy.unwrap_or_default()
        && found.checks_of_copy.unwrap_or_default() <= checks_before
        && found.group.is_none_or(|group| group > 1 && found.counted)
        && !(found.written_out && found.iteration.is_some())
}

/// Whether this is a loop as the text has it.
fn is_untouched(found: &LoopReport) -> bool {
    found.checks.len() == found.checks_before
        && found.iteration.is_some()
        && found.checks_of_copy.is_none()
        && found.group.is_none()
}

#[test]
fn reports_of_golden_kernels_add_up() {
    let (mut loops, mut groups, mut hoisted, mut written_out) = (0, 0, 0, 0);
    for twin in TWINS {
        let kernel = Kernel::parse(twin.golden).unwrap_or_else(|error| panic!("{error}"));
        let [interpreter, jit] =
            [Target::Interpreter, Target::Jit].map(|target| explain(&kernel, target));
        if env::var_os("METATE_SHOW").is_some() {
            println!("{jit}");
        }
        assert!(interpreter.loops().iter().all(is_untouched), "{interpreter}");
        let [in_text, in_plan] = [&interpreter, &jit]
            .map(|report| report.loops().iter().map(of_the_text).collect::<Vec<_>>());
        assert_eq!(in_text, in_plan, "{jit}");
        assert!(jit.loops().iter().all(adds_up), "{jit}");
        for found in jit.loops() {
            loops += 1;
            groups += usize::from(found.group.is_some());
            hoisted += found.checks_hoisted;
            written_out += usize::from(found.written_out);
        }
    }
    assert!(loops > 50 && groups > 10 && hoisted > 10 && written_out > 1);
}
