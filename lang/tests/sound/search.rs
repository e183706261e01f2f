//! Looks for kernels whose loops are judged wrongly.
//!
//! In: how many kernels are tried if nothing else is said, and what is made of each function
//! first. Out: a table of what was seen. Always true: kernel number `n` is the same everywhere.
//! Deliberately absent: how loops are judged.

use std::env;
use std::fmt::Write;

use metate_lang::ir::Func;
use metate_lang::ty::Layout;
use metate_lang::{front, lower};

use super::arguments::runs;
use super::generate::choices::{Choices, shrink};
use super::judge::{Judgement, judge};
use super::kernel::kernel;

/// What is wrong that is found before the search ends.
const MOST_WRONG: usize = 3;

fn number(name: &str) -> Option<u64> {
    env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name}={text}")))
}

/// What is to be said of the loops of a text; `None` if it is no kernel.
fn judged(text: &str, seed: u64, made: fn(Func) -> Func) -> Option<Judgement> {
    let module = front::load(text, None);
    if let (Err(problems), true) = (&module, env::var_os("METATE_SHOW").is_some()) {
        println!("{problems}");
    }
    let module = module.ok()?;
    let func = lower::lower(&module, &module.signature(Layout::Contiguous)).ok()?;
    Some(judge(&made(func), &runs(seed)))
}

/// Judges random kernels, behind what `made` makes of them.
///
/// # Panics
/// If a loop is not what it is said to be.
pub fn search(usual: u64, made: fn(Func) -> Func) {
    let (count, first) =
        (number("METATE_RACES").unwrap_or(usual), number("METATE_SEED").unwrap_or(1));
    let (mut all, mut others, mut wrong) = (Judgement::default(), 0, Vec::new());
    for seed in first..first + count {
        let mut choices = Choices::random(seed);
        let text = kernel(&mut choices);
        match judged(&text, seed, made) {
            None => others += 1,
            Some(judgement) if judgement.faults.is_empty() => all.add(judgement),
            Some(_) => {
                wrong.push(smallest(choices.taken(), seed, made));
                if wrong.len() == MOST_WRONG {
                    break;
                }
            }
        }
    }
    let mut table = format!("{count} kernels from {first} on, {others} of them refused\n");
    for (what, count) in &all.counts {
        let _ = writeln!(table, "{count:>10} {what}");
    }
    println!("{table}");
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n----\n"));
    assert!(others * 8 < count, "too many are no kernels");
    // Proofs of every kind, tried by running loops backwards.
    for class in ["parallel", "a reduction", "a reduction into arrays", "a scan"] {
        let tried = all.counts.get(&format!("run backwards: {class}")).copied().unwrap_or(0);
        assert!(count < 200 || tried > 0, "no loop was {class}");
    }
}

/// What is wrong with a kernel, made as small as it goes.
fn smallest(choices: Vec<u32>, seed: u64, made: fn(Func) -> Func) -> String {
    let is_wrong = |choices: &[u32]| {
        let text = kernel(&mut Choices::replay(choices));
        judged(&text, seed, made).is_some_and(|judgement| !judgement.faults.is_empty())
    };
    let small = shrink(choices, 2000, is_wrong);
    let text = kernel(&mut Choices::replay(&small));
    let faults = judged(&text, seed, made).map_or(Vec::new(), |judgement| judgement.faults);
    format!("METATE_SEED={seed}\n{text}{}", faults.join("\n"))
}
