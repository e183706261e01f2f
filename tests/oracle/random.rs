//! Random kernels on every engine.
//!
//! In: a number of kernels and a seed (`METATE_RANDOM`, `METATE_SEED`), or a time budget; with
//! `METATE_SHOW` each kernel is printed, with `METATE_PRANGE` only those with a `prange`, on threads. Out:
//! agreement, whatever the options, or the smallest kernel found that disagrees, as text, with its seed. Always true:
//! kernel number `n` of a seed is the same on every machine. Deliberately absent: native twins
//! of random kernels, which `judge` compiles with rustc.

use std::env;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use metate::{Code, FastMath, Kernel, Target, Ty};

use super::data::{Data, Fill, Layout, Random, random_arguments};
use super::generate::{self, Choices};
use super::{
    Run, agree, attempt, check_counts, difference, on_engine, on_threads, options, plain, stores,
};

/// How long to look for disagreements if nothing else is said.
const BUDGET: Duration = Duration::from_secs(10);

/// What became of a kernel.
enum Verdict {
    /// All engines agree, in so many runs, of which so many trapped.
    Agree { runs: usize, traps: usize },
    /// The checker found that it always traps: rustc's lints refuse such kernels as well.
    AlwaysTraps,
    /// The checker refuses it, though it is made to be accepted.
    Refused(String),
    /// Engines disagree.
    Differ(String),
}

/// Runs a kernel's text on every engine.
fn judge(text: &str, seed: u64) -> Verdict {
    let kernel = match Kernel::parse(text) {
        Ok(kernel) => kernel,
        Err(error) => {
            let diagnostics = error.diagnostics().expect("parsing fails by diagnostics");
            let always =
                diagnostics.list().iter().all(|problem| problem.code == Code::ConstantTrap);
            return if always { Verdict::AlwaysTraps } else { Verdict::Refused(error.to_string()) };
        }
    };
    let (mut runs, mut traps) = (0, 0);
    for round in 0..3 {
        let data = arguments(&kernel, seed, round);
        // One of the rounds with overflow checks.
        let on = |target| kernel.on(target).overflow_checks(round == 1);
        // A loop up to `n - 1` may run for ever.
        let Some(reference) = attempt(on(Target::Interpreter).fuel(FUEL), data.clone()) else {
            continue;
        };
        if let Err(wrong) = judge_threads(&kernel, &data, &reference, round == 1) {
            return Verdict::Differ(wrong);
        }
        if only_threads() {
            runs += 1;
            traps += usize::from(reference.outcome.is_err());
            continue;
        }
        let passes = on_engine(on(Target::InterpreterAfterPasses), data.clone());
        if !agree(&reference, &passes, true) {
            return Verdict::Differ(format!("passes:\n{}", difference(&reference, &passes)));
        }
        let run = on_engine(on(Target::Jit), data.clone());
        if !agree(&reference, &run, true) {
            return Verdict::Differ(difference(&reference, &run));
        }
        runs += 1;
        traps += usize::from(reference.outcome.is_err());
        if kernel.name() == plain::NAME {
            continue;
        }
        let options = match round {
            0 => options::check_interrupts(&kernel, &reference, &data),
            1 => options::check_fast_math(&kernel, FastMath::ALL, &data),
            _ => options::check_fast_math(&kernel, FastMath::NONE.reassoc(true), &data),
        };
        if let Err(wrong) = options {
            return Verdict::Differ(wrong);
        }
        if round == 0
            && let Err(wrong) = check_counts(&kernel, &data, &reference)
        {
            return Verdict::Differ(wrong);
        }
    }
    Verdict::Agree { runs, traps }
}

/// What the interpreter may do in a run.
const FUEL: u64 = 1_000_000;

/// Of every so many kernels one has plain loops that are mostly in bounds, some of them independent.
const PLAIN: u64 = 4;

/// The kernel of a seed.
fn text(choices: &mut Choices, seed: u64) -> String {
    match !only_threads() && seed.is_multiple_of(PLAIN) {
        true => plain::kernel(choices),
        false => generate::kernel(choices).text,
    }
}

fn arguments(kernel: &Kernel, seed: u64, round: u64) -> Vec<Data> {
    let types = kernel.parameters().iter().map(|param| param.ty);
    if kernel.name() != plain::NAME {
        return random_arguments(types, seed, round, false);
    }
    let mut random = Random::new(seed.wrapping_mul(31).wrapping_add(round));
    let layout = Layout::ALL[random.below(4) as usize];
    let fill = if round == 2 { Fill::Reals } else { Fill::SmallIntegers };
    let size = if round == 1 { [10; 2] } else { [20, 160] };
    let extents = |ty| match ty {
        Ty::Array(array) if array.rank == 1 => [size[1]; 6],
        _ => [size[0]; 6],
    };
    types.map(|ty| Data::new(ty, &extents(ty), layout, fill, &mut random)).collect()
}

/// Whether kernels with a `prange` alone are made, and compared on numbers of threads alone.
fn only_threads() -> bool {
    env::var_os("METATE_PRANGE").is_some()
}

/// A kernel with loops on several numbers of threads, and backwards.
fn judge_threads(
    kernel: &Kernel,
    data: &[Data],
    reference: &Run,
    overflow_checks: bool,
) -> Result<(), String> {
    let threads: &[usize] = match kernel.text() {
        text if text.contains("prange") => &[1, 2, 7, 0],
        _ if kernel.name() == plain::NAME => &[7, 0],
        text if text.contains("for ") => &[0],
        _ => &[],
    };
    for &threads in threads {
        let on = on_threads(kernel, threads).overflow_checks(overflow_checks);
        let run = on_engine(on, data.to_vec());
        stores::agree_on_threads(kernel, data, overflow_checks, reference, &run)
            .map_err(|wrong| format!("{threads} threads:\n{wrong}"))?;
    }
    Ok(())
}

/// Runs the kernel of these choices on every engine, for fuzzers.
///
/// # Panics
/// If they disagree, or if the checker refuses the kernel.
#[allow(dead_code)]
pub fn assert_agreement(choices: &mut Choices) {
    let seed = choices.below(PLAIN as usize) as u64;
    let text = text(choices, seed);
    match judge(&text, seed) {
        Verdict::Agree { .. } | Verdict::AlwaysTraps => {}
        Verdict::Refused(why) | Verdict::Differ(why) => panic!("{text}\n{why}"),
    }
}

/// Whether these choices make a kernel that fails as another one did.
fn fails(choices: &[u32], seed: u64, refused: bool) -> bool {
    let text = text(&mut Choices::replay(choices), seed);
    match judge(&text, seed) {
        Verdict::Agree { .. } | Verdict::AlwaysTraps => false,
        Verdict::Refused(_) => refused,
        Verdict::Differ(_) => !refused,
    }
}

/// What is wrong with a kernel, made as small as it goes.
fn smallest(choices: Vec<u32>, seed: u64, refused: bool) -> String {
    let small = generate::shrink(choices, 3000, |choices| fails(choices, seed, refused));
    let text = text(&mut Choices::replay(&small), seed);
    let why = match judge(&text, seed) {
        Verdict::Refused(why) | Verdict::Differ(why) => why,
        Verdict::Agree { .. } | Verdict::AlwaysTraps => "not reproducible".to_owned(),
    };
    format!("METATE_SEED={seed}\n{text}\n{why}")
}

fn number(name: &str) -> Option<u64> {
    env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name}={text}")))
}

#[test]
fn engines_agree_on_random_kernels() {
    let (count, first) = (number("METATE_RANDOM"), number("METATE_SEED").unwrap_or(1));
    let start = Instant::now();
    let (mut kernels, mut runs, mut traps, mut lints) = (0u64, 0, 0, 0);
    let mut next = first;
    let mut wrong = Vec::new();
    let more = |kernels| match count {
        Some(count) => kernels < count,
        None => start.elapsed() < BUDGET,
    };
    while more(kernels) && wrong.len() < 3 {
        let seed = next;
        next += 1;
        let mut choices = Choices::random(seed);
        let text = text(&mut choices, seed);
        if only_threads() && !text.contains("prange") {
            continue;
        }
        kernels += 1;
        if env::var_os("METATE_SHOW").is_some() {
            println!("// seed {seed}\n{text}");
        }
        match judge(&text, seed) {
            Verdict::Agree { runs: more, traps: trapped } => {
                runs += more;
                traps += trapped;
            }
            Verdict::AlwaysTraps => lints += 1,
            Verdict::Refused(_) => wrong.push(smallest(choices.taken(), seed, true)),
            Verdict::Differ(_) => wrong.push(smallest(choices.taken(), seed, false)),
        }
    }
    println!(
        "{kernels} random kernels, {runs} runs, {traps} of them trapped, after which threads left {} \
         times something else; {lints} kernels always trap",
        stores::OTHERWISE.load(Ordering::Relaxed)
    );
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n----\n"));
    assert!(kernels > 20, "hardly any kernel was made");
    // One in five does, of those with a `prange` one in four; a busy machine makes too few to tell.
    assert!(kernels < 100 || lints * 3 < kernels, "too many kernels always trap");
}
