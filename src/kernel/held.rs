//! What engines that regroup floats are held to.
//!
//! In: a handle, arguments, and how accurate an engine is. Out: what the interpreter computes, with
//! a bound for each float of it. Always true: the kernel is the same that the handle calls, options
//! included; its arguments are left as the interpreter leaves them. Deliberately absent: the
//! analysis (`backend::interp::bound`), and comparing.

use metate_lang::util;

use super::{On, Target};
use crate::args::Arg;
use crate::backend::Program;
use crate::backend::interp::bound::{self, Accuracy, Held};
use crate::error::Error;
use crate::plan;

/// A call of the interpreter, and what other engines are held to; see [`On::bounded`].
#[derive(Clone, Debug)]
pub struct Bounded {
    /// The results, or the trap.
    pub outcome: Result<Vec<Held>, Error>,
    /// Whether another engine may trap although the interpreter does not, or elsewhere, or not.
    pub may_trap_otherwise: bool,
    /// The elements of every argument, row-major, none of a scalar; empty after a trap.
    pub arrays: Vec<Vec<Held>>,
}

impl On<'_> {
    /// Interprets the kernel, and says of everything that it computes how far an engine of this
    /// accuracy may be from it: for tests of such engines.
    ///
    /// # Errors
    /// The argument that does not fit, or the compiler's; a trap is an outcome.
    #[doc(hidden)]
    pub fn bounded<'a>(
        &self,
        mut args: impl AsMut<[Arg<'a>]>,
        accuracy: &Accuracy,
    ) -> Result<Bounded, Error> {
        let args = args.as_mut();
        let kernel = self.kernel.made_for(args.iter().map(Arg::ty))?;
        let inner = &kernel.inner;
        let signature = inner.signature(Target::Interpreter, args)?;
        let plan = inner.plan(&signature, self.way, &self.limits, plan::plan)?;
        let program = Program::interpret(plan.clone());
        let mut run = || bound::run(&plan, args, accuracy);
        let ran = match program.stack_bytes() {
            None => run(),
            Some(bytes) => util::stack::with_stack(bytes, run)
                .map_err(|error| inner.no_thread("run it on", &error))?,
        };
        let ran = ran.map_err(|halt| inner.halted(&program, halt))?;
        let outcome = ran.outcome.map_err(|fault| inner.trap(&program, fault));
        let (may_trap_otherwise, arrays) = (ran.may_trap_otherwise, ran.arrays);
        Ok(Bounded { outcome, may_trap_otherwise, arrays })
    }
}
