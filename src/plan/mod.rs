//! What runs where, and why: the last stop before a back end.
//!
//! In: a function in loop IR. Out: a [`Plan`], which back ends run as it stands: as it was lowered
//! for the interpreter, which is the definition, or behind the passes for engines that compile.
//! Always true: the IR inside was verified, and cannot be changed any more (its fields are
//! private). What the caller allows of [`FastMath`] is done in front of either, so engines agree.
//! Deliberately absent so far: lanes.

mod fast_math;
// Without a device it is only printed.
#[cfg_attr(not(feature = "gpu"), allow(dead_code))]
pub mod offload;

use metate_lang::ir;

use crate::pass::{self, Counting, Forked};

pub use fast_math::{FastMath, relax};

/// A verified function, ready for a back end.
#[derive(Clone, Debug)]
pub struct Plan {
    func: ir::Func,
    counting: Option<Counting>,
    depth: usize,
    forked: Vec<Forked>,
}

impl Plan {
    /// The function to run.
    pub fn func(&self) -> &ir::Func {
        &self.func
    }

    /// How to read what it counts into its last parameter, if it does.
    pub fn counting(&self) -> Option<&Counting> {
        self.counting.as_ref()
    }

    /// What became of its outermost parallel loops, if it is for several threads.
    pub fn forked(&self) -> &[Forked] {
        &self.forked
    }

    /// Whether one of its loops may run on several threads.
    pub fn forks(&self) -> bool {
        self.forked.iter().any(|row| row.because.is_none())
    }

    /// How deep its blocks are nested.
    pub fn depth(&self) -> usize {
        self.depth
    }
}

/// Plans the execution of a function as it stands.
///
/// # Panics
/// If the function does not verify: that is a bug of the front end or a pass, and the panic
/// shows the function.
pub fn plan(func: ir::Func) -> Plan {
    verify(&func);
    Plan { depth: func.depth(), func, counting: None, forked: Vec::new() }
}

/// Plans the execution of a function that counts what its loops do, in the way of `how`.
///
/// # Panics
/// As [`plan`].
pub fn counted(mut func: ir::Func, how: fn(ir::Func) -> Plan) -> Plan {
    let counting = pass::count(&mut func);
    Plan { counting: Some(counting), ..how(func) }
}

/// Plans the execution of what the passes make of a function: parallel loops are written out,
/// which must come first, as reductions have an order that only the loop itself tells.
///
/// # Panics
/// As [`plan`].
pub fn optimized(mut func: ir::Func) -> Plan {
    // A pass may rely on what it is given.
    if cfg!(debug_assertions) {
        verify(&func);
    }
    pass::reduce(&mut func);
    pass::always(&mut func);
    plan(func)
}

/// The same for a device: loops stay loops; see [`offload`].
///
/// # Panics
/// As [`plan`].
pub fn for_device(mut func: ir::Func) -> Plan {
    pass::for_device(&mut func);
    plan(func)
}

/// The same for engines with several threads: the outermost parallel loops are written out so that
/// they fork, and so are plain loops whose iterations are proved independent.
///
/// # Panics
/// As [`plan`].
pub fn threaded(func: ir::Func) -> Plan {
    forked(func, pass::CHUNK_WORK)
}

/// The same with chunks as small as they go: for tests.
///
/// # Panics
/// As [`plan`].
pub fn threaded_eagerly(func: ir::Func) -> Plan {
    forked(func, 1)
}

fn forked(mut func: ir::Func, chunk_work: u64) -> Plan {
    if cfg!(debug_assertions) {
        verify(&func);
    }
    let mut forked = pass::fork(&mut func, chunk_work);
    pass::always_then(&mut func, |func| {
        let plain = pass::fork_plain(func, chunk_work);
        let changed = !plain.is_empty();
        forked.extend(plain);
        changed.into()
    });
    Plan { forked, ..plan(func) }
}

fn verify(func: &ir::Func) {
    if let Err(faults) = ir::verify::verify(func) {
        panic!("metate bug: invalid IR\n{}\n{}", faults.join("\n"), ir::print::print(func));
    }
}
