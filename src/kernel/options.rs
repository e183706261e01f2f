//! What the caller of a kernel may choose: builder methods of [`On`].
//!
//! In: a handle. Out: the handle with an option set. Always true: an option that changes the
//! program (overflow checks) is part of what programs are kept under; one that an engine does not
//! have is an error of the call. Deliberately absent: what the options do, which is `lower`'s and
//! the engines'.

use std::time::Duration;

use super::programs::Way;
use super::{On, Target};
use crate::error::{Error, ErrorKind};
use crate::interrupt::CancelToken;

impl On<'_> {
    /// Whether integer arithmetic traps where its result does not fit its type, as in Rust's debug
    /// builds; by default it wraps, as in release builds.
    ///
    /// Checked are `+`, `-`, `*`, unary `-`, `<<` and `>>` (by an amount that is negative or not
    /// below the number of bits), their compound forms, `abs` and `pow`. Casts, methods that say
    /// what they do (`wrapping_add`, `saturating_sub`, ..) and floats are not. A kernel is compiled
    /// once with checks and once without.
    ///
    /// ```
    /// use metate::prelude::*;
    ///
    /// let kernel = Kernel::parse("fn next(n: u8) -> u8 { n + 1 }")?;
    /// let on = kernel.on(Target::Jit);
    /// assert_eq!(on.call::<u8>(args![255u8])?, 0);
    /// let error = on.overflow_checks(true).call::<u8>(args![255u8]).expect_err("it overflows");
    /// assert_eq!(
    ///     error.to_string(),
    ///     "trap at line 1, column 24: the sum 255 + 1 overflows u8 (in `n + 1`)"
    /// );
    /// # Ok::<(), metate::Error>(())
    /// ```
    pub fn overflow_checks(mut self, on: bool) -> Self {
        self.way.options.overflow_checks = on;
        self
    }

    /// Interrupts each call after about this much work.
    ///
    /// A unit is a statement of the loop IR ([`Stage::Ir`](crate::Stage::Ir)) that is executed, or the end of a block
    /// of them; so every iteration of a loop costs at least one. How many units a text costs may
    /// change from version to version, and engines that work in strips may overrun by one. Where
    /// the call was, the error says; it promises no particular iteration.
    ///
    /// Only the interpreter can be interrupted in this version; on another engine a call or a
    /// binding with this option is an [`ErrorKind::Unsupported`].
    ///
    /// ```
    /// use metate::prelude::*;
    /// use metate::InterruptKind;
    ///
    /// let kernel = Kernel::parse("fn spin() { loop {} }")?;
    /// let on = kernel.on(Target::Interpreter).fuel(10_000);
    /// let error = on.call::<()>(args![]).expect_err("it never ends");
    /// let interrupt = error.interrupt().expect("an interrupt");
    /// assert_eq!(interrupt.kind, InterruptKind::Fuel);
    /// assert_eq!((interrupt.location.line, interrupt.location.column), (1, 13));
    /// # Ok::<(), metate::Error>(())
    /// ```
    pub fn fuel(mut self, units: u64) -> Self {
        self.interrupts.fuel = Some(units);
        self
    }

    /// Interrupts each call that takes longer than this, counted from its own start; what the first
    /// call for a signature spends on compiling is not counted. A call ends within milliseconds of
    /// its deadline.
    ///
    /// Supported where [`fuel`](On::fuel) is.
    ///
    /// ```
    /// use std::time::Duration;
    /// use metate::prelude::*;
    /// use metate::InterruptKind;
    ///
    /// let kernel = Kernel::parse("fn spin() { loop {} }")?;
    /// let on = kernel.on(Target::Interpreter).deadline(Duration::from_millis(5));
    /// let error = on.call::<()>(args![]).expect_err("it never ends");
    /// assert_eq!(error.interrupt().map(|found| found.kind), Some(InterruptKind::Deadline));
    /// # Ok::<(), metate::Error>(())
    /// ```
    pub fn deadline(mut self, after: Duration) -> Self {
        self.interrupts.deadline = Some(after);
        self
    }

    /// Interrupts each call once the token is cancelled, from whichever thread.
    ///
    /// Supported where [`fuel`](On::fuel) is; [`CancelToken`] has an example with threads.
    ///
    /// ```
    /// use metate::prelude::*;
    /// use metate::CancelToken;
    ///
    /// let kernel = Kernel::parse("fn add(a: f64, b: f64) -> f64 { a + b }")?;
    /// let token = CancelToken::new();
    /// let on = kernel.on(Target::Interpreter).cancel(&token);
    /// assert_eq!(on.call::<f64>(args![1.0, 2.0])?, 3.0);
    /// token.cancel();
    /// assert!(on.call::<f64>(args![1.0, 2.0]).is_err());
    /// # Ok::<(), metate::Error>(())
    /// ```
    pub fn cancel(mut self, token: &CancelToken) -> Self {
        self.interrupts.cancel = Some(token.clone());
        self
    }

    /// The options are ones that the engine has.
    pub(super) fn expect_options(&self) -> Result<(), Error> {
        let Way { target, .. } = self.way;
        match (target, self.interrupts.first_set()) {
            (Target::Interpreter | Target::InterpreterAfterPasses, _) | (Target::Jit, None) => {
                Ok(())
            }
            (Target::Jit, Some(option)) => Err(ErrorKind::Unsupported {
                kernel: self.kernel.inner.name.clone(),
                engine: target.name(),
                reason: format!(
                    "`{option}` needs code that can be interrupted, which machine code cannot be \
                     in this version; use `Target::Interpreter`"
                ),
            }
            .into()),
        }
    }
}
