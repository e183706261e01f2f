//! Strangers' text: no panic, no hang, bounded memory.
//!
//! In: texts of the workspace's tests and random kernels, changed in every way that `distort`
//! knows; `METATE_MUTANTS` says how many, else a few seconds' worth, `METATE_SEED` which. Out:
//! nothing, or the smallest text found that breaks something. Always true: mutant number `n` is
//! the same on every machine. In a release build every text has to be done in a tenth of a
//! second.

#[path = "../../../tests/oracle/xorshift.rs"]
mod xorshift;
#[allow(dead_code, unused_imports)]
#[path = "../../../tests/oracle/generate/mod.rs"]
mod generate;
mod corpus;
mod distort;
mod mutate;
mod survive;
mod tokens;

use std::env;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::path::Path;
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use generate::Choices;
use survive::{Fate, survive};
use tokens::Token;

/// How long to go on if nothing else is said.
const BUDGET: Duration = Duration::from_secs(4);

/// The most time for one text: in a release build what is promised, else what still ends.
const PATIENCE: Duration =
    if cfg!(debug_assertions) { Duration::from_secs(5) } else { Duration::from_millis(100) };

/// The most memory that the process may ever have held.
const MEMORY: usize = 1 << 30;

fn corpus() -> Vec<Vec<Token>> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    corpus::texts(workspace).iter().map(|text| tokens::tokens(&text.text)).collect()
}

fn number(name: &str) -> Option<u64> {
    env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name}={text}")))
}

/// The most memory that this process has held, in bytes, where the system tells.
fn peak_memory() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<usize>().ok().map(|kilobytes| kilobytes << 10)
}

/// What all texts came to.
#[derive(Default)]
struct Tally {
    texts: u64,
    bytes: u64,
    accepted: u64,
    too_large: u64,
    /// Time, seed and length.
    slowest: (Duration, u64, usize),
}

/// Ends the process if one text takes forever.
fn watch(current: &'static AtomicU64) {
    thread::spawn(move || {
        let mut last = (u64::MAX, Instant::now());
        loop {
            thread::sleep(Duration::from_millis(500));
            let seed = current.load(Ordering::Relaxed);
            if seed != last.0 {
                last = (seed, Instant::now());
            } else if seed != 0 && last.1.elapsed() > Duration::from_secs(60) {
                eprintln!("METATE_SEED={seed} does not end");
                process::abort();
            }
        }
    });
}

/// The time of a text that took long: measured again, without the time that other processes had.
fn least_time(bytes: &[u8], first: Duration) -> Duration {
    if first < PATIENCE {
        return first;
    }
    let again = (0..3).map(|_| {
        let before = processor_time();
        let (_, time) = survive(bytes);
        let used = before.and_then(|before| processor_time()?.checked_sub(before));
        used.map_or(time, |used| time.min(used))
    });
    again.min().expect("three times")
}

/// How long this process has computed, in hundredths of a second, where the system tells.
fn processor_time() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let (_, fields) = stat.rsplit_once(')')?;
    let times = fields.split_whitespace().skip(11).take(2);
    let ticks: u64 = times.filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
    Some(Duration::from_millis(ticks * 10))
}

/// The text of choices, with what goes wrong in it.
fn smallest(corpus: &[Vec<Token>], choices: Vec<u32>, seed: u64) -> String {
    let make = |choices: &[u32]| distort::distorted(corpus, &mut Choices::replay(choices));
    let breaks = |bytes: &[u8]| catch_unwind(AssertUnwindSafe(|| survive(bytes))).is_err();
    let hook = take_hook();
    set_hook(Box::new(|_| {}));
    let small = generate::shrink(choices, 2000, |choices| breaks(&make(choices)));
    set_hook(hook);
    let bytes = make(&small);
    let message = match catch_unwind(AssertUnwindSafe(|| survive(&bytes))) {
        Err(panic) => panic.downcast_ref::<String>().cloned(),
        Ok(_) => Some("not reproducible".to_owned()),
    };
    let message = message.unwrap_or_default();
    format!("METATE_SEED={seed}\n{}\n{message}", String::from_utf8_lossy(&bytes))
}

#[test]
fn mutants_are_kernels_or_refused() {
    static CURRENT: AtomicU64 = AtomicU64::new(0);
    watch(&CURRENT);
    let (count, first) = (number("METATE_MUTANTS"), number("METATE_SEED").unwrap_or(1));
    let corpus = corpus();
    let before = peak_memory();
    let start = Instant::now();
    let mut tally = Tally::default();
    let mut wrong = Vec::new();
    while count.map_or(start.elapsed() < BUDGET, |count| tally.texts < count) && wrong.len() < 5 {
        let seed = first + tally.texts;
        CURRENT.store(seed, Ordering::Relaxed);
        let mut choices = Choices::random(seed);
        let bytes = distort::distorted(&corpus, &mut choices);
        tally.texts += 1;
        tally.bytes += bytes.len() as u64;
        match catch_unwind(AssertUnwindSafe(|| survive(&bytes))) {
            Err(_) => wrong.push(smallest(&corpus, choices.taken(), seed)),
            Ok((fate, time)) => {
                tally.accepted += u64::from(fate == Fate::Accepted);
                tally.too_large += u64::from(fate == Fate::TooLarge);
                let time = least_time(&bytes, time);
                tally.slowest = tally.slowest.max((time, seed, bytes.len()));
                if time > PATIENCE {
                    let file = format!("{}/slow-{seed}.rs", env!("CARGO_TARGET_TMPDIR"));
                    std::fs::write(&file, &bytes).expect("Cargo's folder for tests can be written");
                    wrong.push(format!("METATE_SEED={seed} takes {time:?}: {file}"));
                }
            }
        }
    }
    CURRENT.store(0, Ordering::Relaxed);
    report(&tally, start.elapsed(), before);
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n----\n"));
    assert!(tally.accepted * 100 > tally.texts, "hardly a mutant is a kernel");
    assert!(peak_memory().is_none_or(|peak| peak < MEMORY), "too much memory");
}

fn report(tally: &Tally, time: Duration, before: Option<usize>) {
    let Tally { texts, bytes, accepted, too_large, slowest } = tally;
    println!("{texts} texts, {accepted} of them kernels, {too_large} kernels too large");
    let (seconds, mean) = (time.as_secs_f64(), bytes / texts.max(&1));
    println!("{:.0} texts a second, {mean} bytes on average", *texts as f64 / seconds);
    println!("slowest: {:?} for {} bytes, METATE_SEED={}", slowest.0, slowest.2, slowest.1);
    if let (Some(before), Some(after)) = (before, peak_memory()) {
        println!("most memory ever held: {} KiB, {} before", after >> 10, before >> 10);
    }
}

/// Texts whose work grows faster than they do, or goes deeper.
#[test]
fn helpers_cost_what_they_say() {
    let helpers = |count: usize, first: &str, body: &dyn Fn(usize) -> String| {
        let mut text = format!("fn g0{first}\n");
        for number in 1..count {
            let public = if number + 1 == count { "pub " } else { "" };
            text += &format!("{public}fn g{number}{}\n", body(number - 1));
        }
        text
    };
    let idle = helpers(60, "() {}", &|callee| format!("() {{ g{callee}(); g{callee}(); }}"));
    let same = helpers(60, "(x: f64) -> f64 { x }", &|callee| {
        format!("(x: f64) -> f64 {{ g{callee}(x); g{callee}(x) }}")
    });
    let blocks = "{};".repeat(5_000);
    let wide = helpers(17, &format!("() {{ {blocks} }}"), &|callee| {
        format!("() {{ g{callee}(); g{callee}(); }}")
    });
    let long = helpers(20_000, "() {}", &|callee| format!("() {{ g{callee}() }}"));
    for (text, fate) in [
        (idle, Fate::TooLarge),
        (same, Fate::TooLarge),
        (wide, Fate::TooLarge),
        (long, Fate::TooLarge),
    ] {
        let (found, time) = survive(text.as_bytes());
        println!("{} bytes: {found:?} in {time:?}", text.len());
        assert_eq!(found, fate, "{}", &text[..200]);
    }
}

/// The tokens of every text give it back.
#[test]
fn tokens_are_the_text() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    for text in corpus::texts(workspace) {
        assert_eq!(tokens::text(&tokens::tokens(&text.text)), text.text, "{}", text.name);
    }
}
