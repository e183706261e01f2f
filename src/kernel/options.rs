//! What the caller of a kernel may choose: builder methods of [`On`].
//!
//! In: a handle. Out: the handle with an option set. Always true: an option that changes the
//! program (overflow checks, code that looks whether to stop) is part of what programs are kept
//! under. Deliberately absent: what the options do, which is `lower`'s and the engines'.

use std::time::Duration;

use super::{FastMath, On};
use crate::interrupt::{CancelToken, Observer, Progress};
use crate::limits::Limits;

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

    /// What may change the last bits of floats; by default nothing, and a kernel computes what Rust
    /// does.
    ///
    /// The kernel then means something a little else, on every engine alike: `Stage::Ir` of
    /// [`inspect`](On::inspect) shows what. A kernel is compiled once for each set of flags that it
    /// is called with.
    ///
    /// ```
    /// use metate::FastMath;
    /// use metate::prelude::*;
    ///
    /// let kernel = Kernel::parse(
    ///     "fn sum(a: &[f64]) -> f64 { let mut sum = 0.0; for i in 0..a.len() { sum += a[i]; } sum }",
    /// )?;
    /// let a: Vec<f64> = (0..100).map(|i| 1.0 / (i as f64 + 1.0)).collect();
    /// let in_order: f64 = kernel.on(Target::Jit).call(args![&a])?;
    /// assert_eq!(in_order, a.iter().sum());
    /// let allowed = FastMath::NONE.reassoc(true);
    /// let [jit, slow] = [Target::Jit, Target::Interpreter]
    ///     .map(|target| kernel.on(target).fast_math(allowed).call::<f64>(args![&a]));
    /// assert_eq!(jit?, slow?);
    /// # Ok::<(), metate::Error>(())
    /// ```
    pub fn fast_math(mut self, allowed: FastMath) -> Self {
        self.way.fast_math = allowed;
        self
    }

    /// Whether calls are interpreted while machine code is made in the background, so that the
    /// first call for a signature does not wait for the compiler; off by default.
    ///
    /// Each call takes the best there is when it begins: the interpreter first, machine code as soon
    /// as it is there, with the same bits. A [`Bound`](crate::Bound) goes over as well, and is then
    /// as fast as one that was compiled at once. [`engine_for`](On::engine_for) tells which engine
    /// it would be. Few threads of the process compile, for all kernels, and end when there is
    /// nothing to do; what the compiler has to complain about, the first call after it says. It
    /// means nothing on an engine that does not compile.
    ///
    /// It pays for kernels that are called with little data or few times; a call that is long begun
    /// in the interpreter ends there.
    ///
    /// ```
    /// use metate::prelude::*;
    ///
    /// let kernel = Kernel::parse("fn add(a: f64, b: f64) -> f64 { a + b }")?;
    /// let on = kernel.on(Target::Jit).tiered(true);
    /// assert_eq!(on.engine_for(args![1.0, 2.0])?, Target::Interpreter);
    /// while on.engine_for(args![1.0, 2.0])? != Target::Jit {
    ///     assert_eq!(on.call::<f64>(args![1.0, 2.0])?, 3.0);
    /// }
    /// assert_eq!(on.call::<f64>(args![1.0, 2.0])?, 3.0);
    /// # Ok::<(), metate::Error>(())
    /// ```
    pub fn tiered(mut self, on: bool) -> Self {
        self.tiered = on;
        self
    }

    /// Interrupts each call after about this much work.
    ///
    /// A unit is a statement of the loop IR that is executed ([`Stage::Ir`](crate::Stage::Ir) on
    /// the interpreter, [`Stage::Plan`](crate::Stage::Plan) in machine code), or the end of a block
    /// of them; so every iteration of a loop costs at least one. How many units a text costs may
    /// change from version to version. The interpreter is exact; machine code pays for strips of
    /// some thousand units before it runs them, and for the longer arm of an `if`. Where the call
    /// was, the error says; it promises no particular iteration.
    ///
    /// Code that may be interrupted is compiled apart from code that may not be, which does not
    /// even look whether it should stop.
    ///
    /// ```
    /// use metate::prelude::*;
    /// use metate::InterruptKind;
    ///
    /// let kernel = Kernel::parse("fn spin() { loop {} }")?;
    /// let on = kernel.on(Target::Jit).fuel(10_000);
    /// let error = on.call::<()>(args![]).expect_err("it never ends");
    /// let interrupt = error.interrupt().expect("an interrupt");
    /// assert_eq!(interrupt.kind, InterruptKind::Fuel);
    /// assert_eq!((interrupt.location.line, interrupt.location.column), (1, 13));
    /// # Ok::<(), metate::Error>(())
    /// ```
    pub fn fuel(mut self, units: u64) -> Self {
        self.interrupts.fuel = Some(units);
        self.metered()
    }

    /// Interrupts each call that takes longer than this, counted from its own start; what the first
    /// call for a signature spends on compiling is not counted. A call ends within milliseconds of
    /// its deadline.
    ///
    /// ```
    /// use std::time::Duration;
    /// use metate::prelude::*;
    /// use metate::InterruptKind;
    ///
    /// let kernel = Kernel::parse("fn spin() { loop {} }")?;
    /// let on = kernel.on(Target::Jit).deadline(Duration::from_millis(5));
    /// let error = on.call::<()>(args![]).expect_err("it never ends");
    /// assert_eq!(error.interrupt().map(|found| found.kind), Some(InterruptKind::Deadline));
    /// # Ok::<(), metate::Error>(())
    /// ```
    pub fn deadline(mut self, after: Duration) -> Self {
        self.interrupts.deadline = Some(after);
        self.metered()
    }

    /// Interrupts each call once the token is cancelled, from whichever thread.
    ///
    /// [`CancelToken`] has an example with threads.
    ///
    /// ```
    /// use metate::prelude::*;
    /// use metate::CancelToken;
    ///
    /// let kernel = Kernel::parse("fn add(a: f64, b: f64) -> f64 { a + b }")?;
    /// let token = CancelToken::new();
    /// let on = kernel.on(Target::Jit).cancel(&token);
    /// assert_eq!(on.call::<f64>(args![1.0, 2.0])?, 3.0);
    /// token.cancel();
    /// assert!(on.call::<f64>(args![1.0, 2.0]).is_err());
    /// # Ok::<(), metate::Error>(())
    /// ```
    pub fn cancel(mut self, token: &CancelToken) -> Self {
        self.interrupts.cancel = Some(token.clone());
        self.metered()
    }

    /// Tells a function how far each call is, at about these intervals (of at least a millisecond).
    ///
    /// It is called on a thread of its own, beside the call, and not any more once the call has
    /// ended; a call shorter than the interval is not heard of. What it is told is how many
    /// iterations of the kernel's outermost loop have begun; see [`Progress`].
    ///
    /// ```
    /// use std::sync::Arc;
    /// use std::sync::atomic::{AtomicU64, Ordering};
    /// use std::time::Duration;
    /// use metate::prelude::*;
    ///
    /// let text = "fn slow(n: u64) -> f64 {
    ///     let mut sum = 0.0;
    ///     for i in 0..n {
    ///         sum += (i as f64).sin();
    ///     }
    ///     sum
    /// }";
    /// let kernel = Kernel::parse(text)?;
    /// let most = Arc::new(AtomicU64::new(0));
    /// let seen = most.clone();
    /// let on = kernel.on(Target::Jit).progress(Duration::from_millis(1), move |progress| {
    ///     seen.fetch_max(progress.done, Ordering::Relaxed);
    /// });
    /// on.call::<f64>(args![2_000_000u64])?;
    /// assert!(most.load(Ordering::Relaxed) > 0);
    /// # Ok::<(), metate::Error>(())
    /// ```
    pub fn progress(
        mut self,
        every: Duration,
        function: impl Fn(Progress) + Send + Sync + 'static,
    ) -> Self {
        self.interrupts.progress = Some(Observer::new(every, function));
        self.metered()
    }

    /// Holds each call to these limits, in place of those that the kernel was parsed with.
    ///
    /// What limits the text itself has no effect any more. A program that another caller had
    /// compiled under laxer limits is shared, if it keeps to these.
    ///
    /// ```
    /// use metate::prelude::*;
    /// use metate::{Exceeded, Limits};
    ///
    /// let kernel = Kernel::parse("fn last(x: &[f64]) -> f64 { x[x.len() - 1] }")?;
    /// let on = kernel.on(Target::Jit).limits(Limits::default().elements(3));
    /// assert_eq!(on.call::<f64>(args![&[1.0, 2.0, 3.0]])?, 3.0);
    /// let error = on.call::<f64>(args![&[0.0; 4]]).expect_err("an element too many");
    /// assert_eq!(
    ///     error.to_string(),
    ///     "kernel `last` is too large: argument 1, `x`, has 4 elements, the limit is 3 \
    ///      (`Limits::elements`)"
    /// );
    /// # Ok::<(), metate::Error>(())
    /// ```
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Code that cannot be interrupted does not even ask: whether it must is part of the program.
    fn metered(mut self) -> Self {
        if self.way.target.compiles() {
            self.way.metering = self.interrupts.metering();
        }
        self
    }
}
