//! What runs where, and why: the last stop before a back end.
//!
//! In: a function in loop IR. Out: a [`Plan`], which back ends run as it stands. Always true:
//! the IR inside was verified, and cannot be changed any more (its fields are private).
//! Deliberately absent so far: passes, parallel loops and lanes; a plan is the raw IR.

use metate_lang::ir;

/// A verified function, ready for a back end.
#[derive(Clone, Debug)]
pub struct Plan {
    func: ir::Func,
}

impl Plan {
    /// The function to run.
    pub fn func(&self) -> &ir::Func {
        &self.func
    }
}

/// Plans the execution of a function.
///
/// # Panics
/// If the function does not verify: that is a bug of the front end or a pass, and the panic
/// shows the function.
pub fn plan(func: ir::Func) -> Plan {
    if let Err(faults) = ir::verify::verify(&func) {
        panic!("metate bug: invalid IR\n{}\n{}", faults.join("\n"), ir::print::print(&func));
    }
    Plan { func }
}
