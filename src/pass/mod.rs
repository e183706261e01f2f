//! Passes: each rewrites a function of the loop IR into one that does the same with less.
//!
//! In: a verified [`ir::Func`]. Out: the same function, simpler. One pass is one file, one
//! function, one name and one row of [`ALLOWED`], [`ALWAYS`] or [`LAST`]; `plan` runs them for engines that compile.
//!
//! Always true: behind a pass the function verifies (looked at after each of them in builds with
//! debug assertions), and results, stores and traps are those of the function in front of it, to
//! the bit and in their order; a NaN has no sign and no payload to keep. Each pass is linear in
//! the function, or a little more where it sorts. Control that never ends is never removed.
//! Deliberately absent: a pass that needs to know sizes or the machine, and every choice between
//! engines, which is `plan`'s.
//!
//! In reading order: [`count`], on request, makes a function count what it does; [`reassoc`],
//! [`contract`] and [`approx`] change the last bits of floats, for who allows it;
//! [`reduce`] writes parallel loops out, in front of all others; [`fold`] computes what constants decide, [`simplify`] what algebra does
//! (by the rules of [`identity`]), [`expand`] writes powers out, [`if_convert`] makes short branches
//! choices, [`unroll`] writes short loops out, [`cse`] what was computed before, [`hoist`] takes out of loops
//! what they do not change, [`dce`] removes what nobody asks for; [`bounds_split`], behind them, takes
//! bounds checks out of loops, [`independent`] finds plain loops for several threads, and [`strip`] runs several iterations between two tests. [`known`], [`replace`],
//! [`stores`] and [`copy`] are what they share.

mod count;
mod reassoc;
mod contract;
mod approx;
mod reduce;
mod known;
mod replace;
mod stores;
mod copy;
mod identity;
mod fold;
mod simplify;
mod expand;
mod if_convert;
mod unroll;
mod cse;
mod hoist;
mod dce;
mod bounds_split;
mod independent;
mod strip;
#[cfg(test)]
mod sound;
#[cfg(test)]
mod tests;

pub use count::{Count, Counting, Row, Traffic, count};
pub use reduce::{CHUNK_WORK, Forked, MOST_DOUBLED, MOST_LOCAL_BYTES, fork, reduce};

use metate_lang::ir;

/// Whether a pass changed the function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    /// The function is as it was.
    No,
    /// Something is different: other passes may find more to do.
    Yes,
}

impl From<bool> for Changed {
    fn from(changed: bool) -> Changed {
        if changed { Changed::Yes } else { Changed::No }
    }
}

/// A row of the table of passes.
pub struct Pass {
    /// The name of its file, its function and its tests.
    pub name: &'static str,
    /// What it does.
    pub run: fn(&mut ir::Func) -> Changed,
}

/// The passes that run only where they are allowed, in front of every engine: they change what a
/// function means.
pub const ALLOWED: &[Pass] = &[
    Pass { name: "reassoc", run: reassoc::reassoc },
    Pass { name: "contract", run: contract::contract },
    Pass { name: "approx", run: approx::approx },
];

/// The passes that every compiled kernel goes through, in their order.
pub const ALWAYS: &[Pass] = &[
    Pass { name: "fold", run: fold::fold },
    Pass { name: "simplify", run: simplify::simplify },
    Pass { name: "expand", run: expand::expand },
    Pass { name: "if_convert", run: if_convert::if_convert },
    Pass { name: "unroll", run: unroll::unroll },
    Pass { name: "cse", run: cse::cse },
    Pass { name: "hoist", run: hoist::hoist },
    Pass { name: "dce", run: dce::dce },
];

/// The passes behind those, once each; [`always_then`] says what stands between them.
pub const LAST: [Pass; 2] = [
    Pass { name: "bounds_split", run: bounds_split::bounds_split },
    Pass { name: "strip", run: strip::strip },
];

/// The pass that marks plain loops for engines with several threads.
pub const INDEPENDENT: Pass = Pass { name: "independent", run: independent::independent };

/// The pass that takes the order out of loops that claim places, for engines that have none.
const EARLIEST: Pass = Pass { name: "earliest", run: |func| reduce::earliest(func).into() };

/// How often the table is gone through at most; a second time finds little, a third time hardly
/// anything, and time to compile has a bound.
const MOST_ROUNDS: usize = 4;

/// Runs every pass of [`ALWAYS`] until none of them changes anything, or [`MOST_ROUNDS`] times,
/// and then those of [`LAST`].
///
/// # Panics
/// In builds with debug assertions, if a pass leaves a function that does not verify: a bug of
/// the pass, whose name the panic shows with the function.
pub fn always(func: &mut ir::Func) {
    always_then(func, |_| Changed::No);
}

/// The same, with something done where checks are out of loops and loops still are what they were in
/// the text: in front of `strip`.
///
/// # Panics
/// As [`always`].
pub fn always_then(func: &mut ir::Func, then: impl FnOnce(&mut ir::Func) -> Changed) {
    let [bounds_split, strip] = &LAST;
    rounds(func);
    run(bounds_split, func);
    if then(func) == Changed::Yes {
        rounds(func);
    }
    run(strip, func);
}

/// What is done for a device, where loops stay loops: parallel ones are not written out, and
/// iterations not grouped. A question in front of a loop is the host's.
///
/// # Panics
/// As [`always`].
pub fn for_device(func: &mut ir::Func) {
    run(&EARLIEST, func);
    rounds(func);
    if run(&LAST[0], func) == Changed::Yes {
        rounds(func);
    }
}

fn rounds(func: &mut ir::Func) {
    for _ in 0..MOST_ROUNDS {
        let mut changed = false;
        for pass in ALWAYS {
            changed |= run(pass, func) == Changed::Yes;
        }
        if !changed {
            break;
        }
    }
}

/// Makes plain loops fork whose iterations are proved independent; what became of them.
///
/// # Panics
/// As [`always`].
pub fn fork_plain(func: &mut ir::Func, chunk_work: u64) -> Vec<Forked> {
    if run(&INDEPENDENT, func) == Changed::No {
        return Vec::new();
    }
    let mut forked = fork(func, chunk_work);
    for row in &mut forked {
        // It is the loop of the text that is told of.
        while let Some(of) = func.labels[row.label].of {
            row.label = of;
        }
    }
    forked
}

/// Runs those passes of [`ALLOWED`] that `wanted` says, by their names.
///
/// # Panics
/// As [`always`].
pub fn relax(func: &mut ir::Func, wanted: impl Fn(&str) -> bool) {
    for pass in ALLOWED.iter().filter(|pass| wanted(pass.name)) {
        run(pass, func);
    }
}

/// Runs one pass.
fn run(pass: &Pass, func: &mut ir::Func) -> Changed {
    let changed = (pass.run)(func);
    if cfg!(debug_assertions)
        && let Err(faults) = ir::verify::verify(func)
    {
        let (name, faults, text) = (pass.name, faults.join("\n"), ir::print::print(func));
        panic!("metate bug: invalid IR behind the pass {name}\n{faults}\n{text}");
    }
    changed
}

/// Takes the body out of a function, so that a pass can change one while it reads the other.
fn take_body(func: &mut ir::Func) -> ir::Block {
    let nothing = ir::Block { stmts: Vec::new(), end: ir::End::Unreachable };
    std::mem::replace(&mut func.body, nothing)
}
