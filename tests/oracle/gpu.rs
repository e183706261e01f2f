//! Kernels on the graphics processor, held to the bounds of the running error analysis.
//!
//! In: golden kernels as they are and in single precision, and random parallel kernels, with inputs
//! of every kind, layout and length. Out: agreement: floats within their bounds, integers and traps
//! the same, unless they hang on a float that decides nothing; memory that is no element untouched,
//! and all of it after a trap. Always true: what is refused is told with the reason, what is not
//! determined is counted; without a device the tests say so, and `METATE_REQUIRE=gpu` makes that a
//! failure. Deliberately absent: speed.
#![cfg(feature = "gpu")]

use std::collections::BTreeMap;
use std::env;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use metate::held::{Accuracy, Units};
use metate::{Arg, ErrorKind, Kernel, On, Stage, Target};
use metate_lang::op::Op;

use super::arguments;
use super::data::{Data, Fill, Layout, random_arguments};
use super::generate::{self, Choices};
use super::held::{Compared, Hold};
use super::run::Run;
use super::suite;
use super::twins::TWINS;

/// How accurate a device is: quotients and roots as Vulkan asks for, functions as `docs/gpu.md`
/// promises.
pub const DEVICE: Accuracy = Accuracy { f32: UNITS, f64: UNITS };
const UNITS: Units = Units { rounding: 0.5, division: 2.5, root: 4.5, function: ulps };

fn ulps(op: Op) -> f64 {
    match op {
        Op::Atan2 | Op::Powi => 3.0,
        Op::Asin | Op::Acos => 1.5,
        Op::TanhApprox | Op::LnApprox | Op::SinApprox | Op::CosApprox => 5.0,
        _ => 1.0,
    }
}

/// How long to look for disagreements if no number of kernels is given.
const BUDGET: Duration = Duration::from_secs(20);

/// More than any call takes.
const LONG: Duration = Duration::from_secs(60);

/// Extents: empty, one, and some that fill no workgroup.
const FEW_LENGTHS: &[usize] = &[0, 1, 3, 8, 17];

/// Whether there is a device; says so if not.
pub fn is_there() -> bool {
    let adapters = metate::gpu::adapters();
    let names = env::var("METATE_REQUIRE").unwrap_or_default();
    let required = names.split(',').any(|name| name == "gpu");
    match adapters.is_empty() {
        true => {
            assert!(!required, "METATE_REQUIRE asks for `gpu`, and there is no adapter");
            println!("{:>14}: absent", "gpu");
        }
        false => println!("{:>14}: {}", "gpu", adapters[0].name),
    }
    !adapters.is_empty()
}

/// What became of a call on the device.
enum Called {
    Ran(Run),
    /// It has no form for the device, for this reason.
    Refused(String),
}

/// Calls a kernel on the device.
///
/// # Errors
/// What should not be: a panic, or an error of the device.
fn call(on: &On<'_>, mut data: Vec<Data>) -> Result<Called, String> {
    let called = catch_unwind(AssertUnwindSafe(|| {
        let args: Vec<Arg<'_>> = data.iter_mut().map(Data::arg).collect();
        on.call_values(args)
    }));
    let outcome = match called {
        Err(panic) => {
            let message = panic.downcast_ref::<String>().cloned();
            return Err(format!("panicked: {}", message.unwrap_or_default()));
        }
        Ok(Ok(values)) => Ok(values),
        Ok(Err(error)) => match (error.trap(), error.kind()) {
            (Some(trap), _) => Err(trap.to_string()),
            (None, ErrorKind::Unsupported { reason, .. }) => {
                return Ok(Called::Refused(reason.clone()));
            }
            _ => return Err(format!("{error}")),
        },
    };
    Ok(Called::Ran(Run::new(outcome, &data)))
}

/// What was found over many calls.
#[derive(Default)]
struct Found {
    compared: Compared,
    runs: usize,
    traps: usize,
    /// How often each reason to refuse was given.
    refused: BTreeMap<String, usize>,
    wrong: Vec<String>,
}

impl Found {
    /// Calls a kernel on the device and compares.
    fn check(&mut self, on: &On<'_>, data: &[Data]) -> Result<(), String> {
        match call(on, data.to_vec())? {
            Called::Refused(reason) => {
                // Without the place, which is another one in every text.
                let reason = reason.split_once(": ").map_or(&*reason, |(_, reason)| reason);
                let reason = reason.split(" (in `").next().unwrap_or(reason);
                *self.refused.entry(reason.to_owned()).or_default() += 1;
            }
            Called::Ran(run) => {
                let hold = Hold::of(&with_target(on), data, &DEVICE)?;
                self.compared.add(hold.compare(&run)?);
                self.runs += 1;
                self.traps += usize::from(run.outcome.is_err());
            }
        }
        Ok(())
    }

    fn report(&self) {
        let Found { compared, runs, traps, refused, .. } = self;
        println!("{runs} runs, {traps} of them trapped: {compared:?}");
        for (reason, times) in refused {
            println!("  refused {times} times: {reason}");
        }
    }

    fn assert_right(&self) {
        let shown = &self.wrong[..self.wrong.len().min(12)];
        assert!(self.wrong.is_empty(), "{} wrong\n{}", self.wrong.len(), shown.join("\n----\n"));
    }
}

/// The same kernel on the interpreter. Options of the handle are not kept: there are none here.
fn with_target<'k>(on: &On<'k>) -> On<'k> {
    on.kernel().on(Target::Interpreter)
}

pub fn number(name: &str) -> Option<u64> {
    env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name}={text}")))
}

/// The golden kernels and those of the suite, and what they are in the other precision.
pub fn texts() -> Vec<(String, String)> {
    let golden = TWINS.iter().map(|twin| (twin.name.to_owned(), twin.golden));
    let suite = suite::cases().map(|case| (format!("suite's {}", case.name), case.text));
    let mut texts = Vec::new();
    for (name, text) in golden.chain(suite) {
        texts.push((name.clone(), text.to_owned()));
        let single = text.replace("f64", "f32");
        if single != text && Kernel::parse(&single).is_ok() {
            texts.push((format!("{name} in f32"), single));
        }
    }
    let only = env::var("METATE_ONLY").unwrap_or_default();
    texts.retain(|(name, _)| name.contains(&only));
    texts
}

/// Golden kernels and the suite's on arrays of all lengths and kinds; of layouts each in turn, unless
/// `METATE_ALL` asks for all of them.
#[test]
fn gpu_agrees_on_golden_kernels() {
    if !is_there() {
        return;
    }
    let everything = env::var_os("METATE_ALL").is_some();
    let mut found = Found::default();
    for (name, text) in texts() {
        let start = Instant::now();
        let kernel = Kernel::parse(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let on = kernel.on(Target::Gpu).deadline(LONG);
        let (runs, wrong) = (found.runs, found.wrong.len());
        'kernel: for (turn, layout) in Layout::ALL.into_iter().enumerate() {
            for (number, fill) in Fill::ALL.into_iter().enumerate() {
                for (at, &length) in FEW_LENGTHS.iter().enumerate() {
                    if !everything && (number + at) % Layout::ALL.len() != turn {
                        continue;
                    }
                    let ragged = [1, 0, 2][length % 3];
                    let data = arguments(&kernel, length, ragged, layout, fill);
                    if let Err(why) = found.check(&on, &data) {
                        let place = format!("{name} {layout:?} {fill:?} {length}+{ragged}");
                        found.wrong.push(format!("{place}:\n{why}"));
                        println!("{}", found.wrong.last().expect("just put there"));
                        // One fault of a kernel is enough.
                        break 'kernel;
                    }
                }
            }
        }
        let state = match (found.runs > runs, found.wrong.len() > wrong) {
            (_, true) => "WRONG",
            (true, false) => "agrees",
            (false, false) => "refused",
        };
        println!("{name:>24}: {state}, {} runs, {:.1?}", found.runs - runs, start.elapsed());
    }
    found.report();
    found.assert_right();
}

/// The kernel of a seed, or of the file `METATE_TEXT`, whose arguments the seed chooses.
fn text_of(seed: u64) -> String {
    match env::var("METATE_TEXT") {
        Ok(path) => {
            std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
        }
        Err(_) => generate::kernel(&mut Choices::random(seed)).text,
    }
}

/// Prints a kernel and its shaders.
fn show(kernel: &Kernel, seed: u64) {
    let types = kernel.parameters().iter().map(|param| param.ty);
    let mut data = random_arguments(types, seed, 0, false);
    let args: Vec<Arg<'_>> = data.iter_mut().map(Data::arg).collect();
    let shaders = kernel.on(Target::Gpu).inspect(Stage::Wgsl, args);
    let shaders = shaders.unwrap_or_else(|error| error.to_string());
    println!("// seed {seed}\n{}\n{shaders}", kernel.text());
}

/// Random kernels with a parallel loop: so many as `METATE_GPU` says, or for `METATE_SECONDS`, from the
/// seed `METATE_SEED` on.
#[test]
fn gpu_agrees_on_random_kernels() {
    if !is_there() {
        return;
    }
    let (count, first) = (number("METATE_GPU"), number("METATE_SEED").unwrap_or(1));
    let start = Instant::now();
    let budget = number("METATE_SECONDS").map_or(BUDGET, Duration::from_secs);
    let mut found = Found::default();
    let (mut kernels, mut next) = (0, first);
    let more = |kernels| match count {
        Some(count) => kernels < count,
        None => start.elapsed() < budget,
    };
    while more(kernels) && found.wrong.len() < 30 {
        let seed = next;
        next += 1;
        let text = text_of(seed);
        if !text.contains("prange") {
            continue;
        }
        let Ok(kernel) = Kernel::parse(&text) else { continue };
        kernels += 1;
        if env::var_os("METATE_SHOW").is_some() {
            show(&kernel, seed);
        }
        let on = kernel.on(Target::Gpu).deadline(LONG);
        for round in 0..3 {
            let types = kernel.parameters().iter().map(|param| param.ty);
            let data = random_arguments(types, seed, round, false);
            if let Err(why) = found.check(&on, &data) {
                let place = format!("METATE_SEED={seed} METATE_GPU=1 round {round}");
                println!("{place}\n{text}\n{why}");
                found.wrong.push(format!("{place}\n{why}"));
                break;
            }
        }
    }
    println!("{kernels} random parallel kernels in {:.0?}", start.elapsed());
    found.report();
    found.assert_right();
}
