//! What runs where, and why: the last stop before a back end.
//!
//! In: a function in loop IR. Out: a [`Plan`], which back ends run as it stands. Always true:
//! the IR inside was verified, and cannot be changed any more (its fields are private).
//! Deliberately absent so far: threads and lanes.

use metate_lang::ir;

use crate::pass;

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

/// The same plan for engines that know nothing of reductions: parallel loops are written out.
///
/// # Panics
/// If the pass left a function that does not verify.
pub fn written_out(plan: Plan) -> Plan {
    let Plan { mut func } = plan;
    if pass::reduce(&mut func) { self::plan(func) } else { Plan { func } }
}
