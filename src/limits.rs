//! How large a kernel, its compilation and its arguments may be.
//!
//! In: the wishes of whoever takes text from strangers. Out: [`Limits`], and [`Exceeded`], which
//! says which of them was broken. Always true: a limit counts what is there, so exactly at the
//! limit passes; what is made once is shared with every caller whose limits it keeps to.
//! Deliberately absent: how long a call may run, which is `interrupt`'s; and limits on text
//! themselves, which are enforced, with spans, by the front end.

use std::fmt;
use std::time::{Duration, Instant};

use metate_lang::{lower, syntax};
use serde::{Deserialize, Serialize};

/// How large a kernel, its compilation and its arguments may be.
///
/// [`Kernel::parse_with`](crate::Kernel::parse_with) holds a text to them, and remembers them for
/// the calls of the kernel; [`On::limits`](crate::On::limits) sets others for calls. A text that
/// breaks one has a [`Diagnostic`](crate::Diagnostic) with its place; what breaks one later is an
/// [`ErrorKind::TooLarge`](crate::ErrorKind::TooLarge) that says which, and how large it was. What
/// is exactly as large as a limit passes.
///
/// [`Limits::default`] is for text of one's own: it refuses what can only be a mistake.
/// [`Limits::strict`] is for text of strangers; the [threat model](crate::threat_model) says what else
/// a service needs that runs it.
/// Every field can be read, and set by the method of its name:
///
/// ```
/// use metate::prelude::*;
/// use metate::Limits;
///
/// let limits = Limits::strict().bytes(100);
/// assert_eq!(limits.bytes, 100);
/// assert!(Kernel::parse_with("fn half(x: f64) -> f64 { 0.5 * x }", &limits).is_ok());
///
/// let long = format!("fn sum(x: f64) -> f64 {{ x{} }}", " + x".repeat(50));
/// let error = Kernel::parse_with(&long, &limits).expect_err("too long");
/// assert_eq!(error.diagnostics().expect("of the text").list()[0].code.as_str(), "M0001");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of text; a mebibyte by default, 16 KiB if strict.
    pub bytes: usize,
    /// Depth of brackets of any kind; 96 by default, 48 if strict.
    pub brackets: usize,
    /// Prefix operators (`-`, `!`, `&`, `*`) in a row; 32 by default, 8 if strict.
    pub prefixes: usize,
    /// Binary operators in one expression without brackets between them; 512 by default, 128 if
    /// strict.
    pub chain: usize,
    /// Depth of the syntax tree, and of the blocks of the loop IR, in which helpers stand where they
    /// are called; 1024 by default, 512 if strict.
    pub depth: usize,
    /// Axes of an array parameter; 6, the most there are, in both.
    pub rank: usize,
    /// Statements of the loop IR ([`Stage::Ir`](crate::Stage::Ir)) of a kernel, its helpers
    /// inlined; 200,000 by default, 2,000 if strict. They bound the time and the memory of
    /// compilation: the [threat model](crate::threat_model) has figures.
    pub statements: usize,
    /// Bytes of the kernel's local arrays, which lie on the stack of the thread that calls it;
    /// 64 KiB, the most there may be, by default, 16 KiB if strict. The partial results of its
    /// parallel loops take up to 64 KiB more.
    pub stack_bytes: usize,
    /// Bytes of machine code of a kernel for one signature; no limit by default, 256 KiB if strict.
    pub code_bytes: usize,
    /// Time to compile a kernel for one signature; no limit by default, a second if strict. The
    /// clock is read between the stages, and the last one cannot be stopped: code that is ready
    /// too late is kept all the same. So this is a net below `statements`, and no replacement.
    pub compile_time: Duration,
    /// Elements of an array argument, counted as its extents say; no limit by default, 2^28 if
    /// strict. A call whose array has more is refused before it runs.
    pub elements: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        let syntax::Limits { bytes, brackets, prefixes, chain, depth, rank, .. } =
            syntax::Limits::default();
        let lower::Limits { statements, local_bytes, .. } = lower::Limits::default();
        Limits {
            bytes,
            brackets,
            prefixes,
            chain,
            depth,
            rank,
            statements,
            stack_bytes: local_bytes,
            code_bytes: usize::MAX,
            compile_time: Duration::MAX,
            elements: usize::MAX,
        }
    }
}

macro_rules! setters {
    ($($field:ident: $ty:ty;)*) => {$(
        #[doc = concat!("Sets [`", stringify!($field), "`](field@Limits::", stringify!($field), ").")]
        pub fn $field(mut self, most: $ty) -> Limits {
            self.$field = most;
            self
        }
    )*};
}

impl Limits {
    /// Limits for text of strangers: a kernel that keeps to them takes milliseconds to compile, and
    /// little memory.
    pub fn strict() -> Limits {
        Limits {
            bytes: 16 << 10,
            brackets: 48,
            prefixes: 8,
            chain: 128,
            depth: 512,
            statements: 2_000,
            stack_bytes: 16 << 10,
            code_bytes: 256 << 10,
            compile_time: Duration::from_secs(1),
            elements: 1 << 28,
            ..Limits::default()
        }
    }

    setters! {
        bytes: usize;
        brackets: usize;
        prefixes: usize;
        chain: usize;
        depth: usize;
        rank: usize;
        statements: usize;
        stack_bytes: usize;
        code_bytes: usize;
        compile_time: Duration;
        elements: usize;
    }

    /// Those that the front end enforces.
    pub(crate) fn of_text(&self) -> syntax::Limits {
        let mut limits = syntax::Limits::default();
        limits.bytes = self.bytes;
        limits.brackets = self.brackets;
        limits.prefixes = self.prefixes;
        limits.chain = self.chain;
        limits.depth = self.depth;
        limits.rank = self.rank;
        limits
    }

    /// Those that lowering enforces.
    pub(crate) fn of_ir(&self) -> lower::Limits {
        let mut limits = lower::Limits::default();
        limits.statements = self.statements;
        limits.depth = self.depth;
        limits.local_bytes = self.stack_bytes;
        limits
    }

    /// Statements that there may be behind the passes.
    fn planned(&self) -> usize {
        self.statements.saturating_mul(4)
    }

    /// Whether code may be made of so many statements.
    ///
    /// # Errors
    /// If there are too many.
    pub(crate) fn expect_planned(&self, found: usize) -> Result<(), Exceeded> {
        let limit = self.planned();
        if found > limit { Err(Exceeded::Planned { found, limit }) } else { Ok(()) }
    }

    /// Which of them a program of this size breaks.
    pub(crate) fn broken_by(&self, size: &Size) -> Option<Exceeded> {
        if size.statements > self.statements {
            let (found, limit) = (size.statements, self.statements);
            return Some(Exceeded::Statements { found, limit });
        }
        if size.depth > self.depth {
            let (found, limit) = (size.depth, self.depth);
            return Some(Exceeded::Nesting { found, limit });
        }
        if size.local_bytes > self.stack_bytes {
            let (found, limit) = (size.local_bytes, self.stack_bytes);
            return Some(Exceeded::StackBytes { found, limit });
        }
        let (found, limit) = (size.code_bytes, self.code_bytes);
        (found > limit).then_some(Exceeded::CodeBytes { found, limit })
    }
}

/// How large a program is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    /// Statements of the loop IR before any pass.
    pub statements: usize,
    /// How deep its blocks are nested before any pass.
    pub depth: usize,
    /// Bytes of its local arrays before any pass.
    pub local_bytes: usize,
    /// Bytes of machine code; 0 if there is none.
    pub code_bytes: usize,
}

/// Which of its [`Limits`] a kernel or an argument exceeds, and by what.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Exceeded {
    /// [`Limits::statements`](field@Limits::statements).
    Statements {
        /// How many there are, or how many were made until the compiler stopped.
        found: usize,
        /// How many there may be.
        limit: usize,
    },
    /// Eight times [`Limits::statements`](field@Limits::statements): the expressions of helpers,
    /// counted once for each call.
    Inlined {
        /// How many there are.
        found: usize,
        /// How many there may be.
        limit: usize,
    },
    /// Four times [`Limits::statements`](field@Limits::statements): those of the loop IR behind the
    /// passes ([`Stage::Plan`](crate::Stage::Plan)), which write parallel loops out.
    Planned {
        /// How many there are.
        found: usize,
        /// How many there may be.
        limit: usize,
    },
    /// [`Limits::depth`](field@Limits::depth), of the loop IR.
    Nesting {
        /// How deep blocks are nested, or were when the compiler stopped.
        found: usize,
        /// How deep they may be nested.
        limit: usize,
    },
    /// Calls of helpers within one another; no limit that can be set.
    Calls {
        /// How deep they are nested.
        found: usize,
        /// How deep they may be nested.
        limit: usize,
    },
    /// [`Limits::stack_bytes`](field@Limits::stack_bytes).
    StackBytes {
        /// What the local arrays take.
        found: usize,
        /// What they may take.
        limit: usize,
    },
    /// [`Limits::code_bytes`](field@Limits::code_bytes).
    CodeBytes {
        /// The bytes of machine code.
        found: usize,
        /// How many there may be.
        limit: usize,
    },
    /// [`Limits::compile_time`](field@Limits::compile_time).
    CompileTime {
        /// The time that had passed when the compiler stopped.
        spent: Duration,
        /// How long it may take.
        limit: Duration,
        /// The stage that was not begun any more.
        before: &'static str,
    },
    /// [`Limits::elements`](field@Limits::elements).
    Elements {
        /// Which argument, from 0.
        number: usize,
        /// The parameter's name.
        parameter: String,
        /// How many elements it has.
        found: usize,
        /// How many it may have.
        limit: usize,
    },
}

impl Exceeded {
    /// The name of the field of [`Limits`] that allows more; none where nothing does.
    pub fn limit_name(&self) -> Option<&'static str> {
        match self {
            Exceeded::Statements { .. } | Exceeded::Inlined { .. } | Exceeded::Planned { .. } => {
                Some("statements")
            }
            Exceeded::Nesting { .. } => Some("depth"),
            Exceeded::Calls { .. } => None,
            Exceeded::StackBytes { .. } => Some("stack_bytes"),
            Exceeded::CodeBytes { .. } => Some("code_bytes"),
            Exceeded::CompileTime { .. } => Some("compile_time"),
            Exceeded::Elements { .. } => Some("elements"),
        }
    }

    /// How the same kernel exceeds these limits, if it is certain that it does.
    pub(crate) fn under(&self, limits: &Limits) -> Option<Exceeded> {
        let mut same = self.clone();
        let exceeds = match &mut same {
            Exceeded::Statements { found, limit } => at_most(limit, limits.statements, *found),
            Exceeded::Inlined { found, limit } => at_most(limit, limits.of_ir().inlined(), *found),
            Exceeded::Planned { found, limit } => at_most(limit, limits.planned(), *found),
            Exceeded::Nesting { found, limit } => at_most(limit, limits.depth, *found),
            Exceeded::StackBytes { found, limit } => {
                at_most(limit, limits.of_ir().local_bytes(), *found)
            }
            Exceeded::CodeBytes { found, limit } => at_most(limit, limits.code_bytes, *found),
            Exceeded::Elements { found, limit, .. } => at_most(limit, limits.elements, *found),
            Exceeded::CompileTime { limit, .. } => limits.compile_time <= *limit,
            Exceeded::Calls { .. } => true,
        };
        exceeds.then_some(same)
    }
}

/// Sets a limit; whether what was found exceeds it.
fn at_most(limit: &mut usize, most: usize, found: usize) -> bool {
    *limit = most;
    found > most
}

impl From<lower::TooLarge> for Exceeded {
    fn from(too_large: lower::TooLarge) -> Exceeded {
        match too_large {
            lower::TooLarge::Statements { found, limit } => Exceeded::Statements { found, limit },
            lower::TooLarge::Inlined { found, limit } => Exceeded::Inlined { found, limit },
            lower::TooLarge::Calls { found, limit } => Exceeded::Calls { found, limit },
            lower::TooLarge::Nesting { found, limit } => Exceeded::Nesting { found, limit },
            lower::TooLarge::LocalArrays { bytes: found, limit } => {
                Exceeded::StackBytes { found, limit }
            }
        }
    }
}

impl fmt::Display for Exceeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Exceeded::Statements { found, limit } => {
                write!(f, "with its helpers inlined it has {found} statements or more")?;
                write!(f, ", the limit is {limit}")
            }
            Exceeded::Inlined { found, limit } => {
                write!(f, "its helpers, inlined, have {found} expressions, the limit is {limit}")
            }
            Exceeded::Calls { found, limit } => {
                write!(f, "its calls are nested {found} deep, the limit is {limit}")
            }
            Exceeded::Planned { found, limit } => {
                write!(f, "behind the passes it has {found} statements, the limit is {limit}")
            }
            Exceeded::Nesting { found, limit } => {
                write!(f, "with its helpers inlined its blocks are nested {found} deep or more")?;
                write!(f, ", the limit is {limit}")
            }
            Exceeded::StackBytes { found, limit } => write!(
                f,
                "its local arrays take {found} bytes, the limit is {limit}, as they lie on the stack"
            ),
            Exceeded::CodeBytes { found, limit } => {
                write!(f, "its machine code has {found} bytes, the limit is {limit}")
            }
            Exceeded::CompileTime { spent, limit, before } => {
                write!(f, "after {spent:.1?}, before {before}, its time to compile is over")?;
                write!(f, ", the limit is {limit:?}")
            }
            Exceeded::Elements { number, parameter, found, limit } => write!(
                f,
                "argument {}, `{parameter}`, has {found} elements, the limit is {limit}",
                number + 1
            ),
        }?;
        match self.limit_name() {
            Some(name) => write!(f, " (`Limits::{name}`)"),
            None => Ok(()),
        }
    }
}

/// The time that a compilation has taken.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    started: Instant,
    limit: Duration,
}

impl Clock {
    /// A clock that starts now.
    pub(crate) fn start(limits: &Limits) -> Clock {
        Clock { started: Instant::now(), limit: limits.compile_time }
    }

    /// Whether there is time for the next stage.
    ///
    /// # Errors
    /// If the time is over.
    pub(crate) fn expect_time(&self, before: &'static str) -> Result<(), Exceeded> {
        let Clock { started, limit } = *self;
        let spent = started.elapsed();
        if spent >= limit {
            return Err(Exceeded::CompileTime { spent, limit, before });
        }
        Ok(())
    }
}
