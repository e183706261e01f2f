//! What can go wrong for the caller of a kernel, and where a kernel trapped.
//!
//! In: diagnostics of the front end, mismatched arguments, failed checks and interrupts of running
//! kernels. Out: [`Error`], one word wide, with everything a person needs to act. Always true:
//! four kinds of failure never mix: the text's ([`ErrorKind::Text`]), the caller's (an interrupt
//! that the caller asked for is one), the data's ([`ErrorKind::Trap`]), and our bugs, which panic.
//! Deliberately absent: recovery.

mod gpu;

use std::fmt;
use std::path::PathBuf;

use metate_lang::error::Diagnostics;
use metate_lang::ty::Scalar;

use crate::limits::Exceeded;
pub use gpu::GpuError;

/// Why a kernel could not be made or did not give a result.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error(transparent)]
pub struct Error(Box<ErrorKind>);

/// The kinds of [`Error`].
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The kernel's text has problems: the author's to mend.
    #[error("{0}")]
    Text(Diagnostics),
    /// Wrong number of arguments.
    #[error("kernel `{kernel}` takes {expected} argument{}, not {found}", plural(*expected))]
    ArgumentCount {
        /// The kernel's name.
        kernel: String,
        /// Number of parameters.
        expected: usize,
        /// Number of arguments given.
        found: usize,
    },
    /// An argument of the wrong type, rank, layout or mutability.
    #[error("argument {} of kernel `{kernel}`, `{parameter}`: expected {expected}, found {found}", number + 1)]
    Argument {
        /// The kernel's name.
        kernel: String,
        /// Which argument, from 0.
        number: usize,
        /// The parameter's name.
        parameter: String,
        /// What the parameter accepts.
        expected: String,
        /// What was passed.
        found: String,
    },
    /// The result was asked for as another type than the kernel's.
    #[error("kernel `{kernel}` returns {expected}, not {found}")]
    Result {
        /// The kernel's name.
        kernel: String,
        /// The result type of the kernel.
        expected: String,
        /// The type that was asked for.
        found: String,
    },
    /// The kernel or an argument exceeds one of the [`Limits`](crate::Limits).
    #[error("kernel `{kernel}` is too large: {exceeded}")]
    TooLarge {
        /// The kernel's name.
        kernel: String,
        /// Which limit, and by what.
        exceeded: Exceeded,
    },
    /// The code generator could not compile the kernel, or the system gave it no memory.
    #[error("kernel `{kernel}` could not be compiled: {reason}")]
    Compile {
        /// The kernel's name.
        kernel: String,
        /// The code generator's message.
        reason: String,
    },
    /// The folder of a cache cannot be used, or must not be, since code from it is run.
    #[error("cache folder `{}`: {reason}", folder.display())]
    CacheFolder {
        /// The folder.
        folder: PathBuf,
        /// Why not.
        reason: String,
    },
    /// The system did not give what the call needs.
    #[error("kernel `{kernel}` could not be run: {reason}")]
    System {
        /// The kernel's name.
        kernel: String,
        /// What was missing.
        reason: String,
    },
    /// The system has no memory for an array that the kernel needs besides its arguments, such as
    /// the private copies of an array that a `prange` adds to. What the call had stored before
    /// stays stored.
    #[error("kernel `{kernel}` needs an array of {bytes} bytes, for which there is no memory")]
    OutOfMemory {
        /// The kernel's name.
        kernel: String,
        /// The size of the array.
        bytes: u64,
    },
    /// The engine cannot do what was asked of it.
    #[error("kernel `{kernel}` on {engine}: {reason}")]
    Unsupported {
        /// The kernel's name.
        kernel: String,
        /// The engine's name.
        engine: &'static str,
        /// What it cannot do, and which engine can.
        reason: String,
    },
    /// The graphics processor did not do what it was asked.
    #[error("{0}")]
    Gpu(GpuError),
    /// The call was interrupted as the caller had asked.
    #[error("{0}")]
    Interrupted(Interrupt),
    /// The kernel ran into data that it cannot go on with.
    #[error("{0}")]
    Trap(Trap),
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

impl Error {
    /// What went wrong.
    pub fn kind(&self) -> &ErrorKind {
        &self.0
    }

    /// The problems of the text, if that is what went wrong.
    pub fn diagnostics(&self) -> Option<&Diagnostics> {
        match self.kind() {
            ErrorKind::Text(diagnostics) => Some(diagnostics),
            _ => None,
        }
    }

    /// The trap, if the kernel ran into one.
    pub fn trap(&self) -> Option<&Trap> {
        match self.kind() {
            ErrorKind::Trap(trap) => Some(trap),
            _ => None,
        }
    }

    /// The limit that was exceeded, if that is what went wrong.
    pub fn exceeded(&self) -> Option<&Exceeded> {
        match self.kind() {
            ErrorKind::TooLarge { exceeded, .. } => Some(exceeded),
            _ => None,
        }
    }

    /// The interrupt, if the call was interrupted.
    pub fn interrupt(&self) -> Option<&Interrupt> {
        match self.kind() {
            ErrorKind::Interrupted(interrupt) => Some(interrupt),
            _ => None,
        }
    }
}

impl Error {
    /// What went wrong with the graphics processor, if that is what went wrong.
    pub fn gpu(&self) -> Option<&GpuError> {
        match self.kind() {
            ErrorKind::Gpu(error) => Some(error),
            _ => None,
        }
    }

    /// What went wrong, to keep.
    pub fn into_kind(self) -> ErrorKind {
        *self.0
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Error {
        Error(Box::new(kind))
    }
}

impl From<GpuError> for Error {
    fn from(error: GpuError) -> Error {
        ErrorKind::Gpu(error).into()
    }
}

impl From<Diagnostics> for Error {
    fn from(diagnostics: Diagnostics) -> Error {
        ErrorKind::Text(diagnostics).into()
    }
}

/// A check that failed while a kernel ran.
///
/// Every engine reports the same trap: the first in the order of the text. What the kernel had
/// stored before it stays stored.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Trap {
    /// What failed.
    pub kind: TrapKind,
    /// Where in the source.
    pub location: Location,
    /// The expression that trapped, as the text has it.
    pub source: String,
}

/// What kind of check failed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TrapKind {
    /// An index was not below the extent of its axis.
    OutOfBounds {
        /// The array's name.
        array: String,
        /// The axis, from 0.
        axis: u8,
        /// The index.
        index: u64,
        /// The extent of the axis.
        extent: u64,
    },
    /// An integer was divided by zero.
    DivisionByZero,
    /// The remainder of an integer's division by zero.
    RemainderByZero,
    /// A range was walked in steps of 0.
    ZeroStep,
    /// The smallest integer of its type was divided by -1.
    DivisionOverflow,
    /// The remainder of the smallest integer of its type and -1.
    RemainderOverflow,
    /// The lower limit of a `clamp` exceeded the upper one, or one of them was NaN.
    ClampRange,
    /// Two iterations of a `prange` touched the same place of an array whose indices are elements of
    /// another one: `out[at[i]] = ..` asks for different ones.
    NotDistinct {
        /// The array.
        array: String,
        /// The axis whose index is the same; none if it is the place along several axes.
        axis: Option<u8>,
        /// The index along that axis, or else the number of the place in row-major order.
        index: u64,
        /// The second of the iterations: the first that met an earlier one.
        iteration: i128,
    },
    /// An integer operation whose exact result does not fit its type, or a shift by too many
    /// bits; only with [`On::overflow_checks`](crate::On::overflow_checks).
    Overflow {
        /// The operation: `add`, `sub`, `mul`, `neg`, `shl`, `shr`, `abs` or `pow`.
        operation: &'static str,
        /// The type of the result.
        ty: Scalar,
        /// The first operand.
        left: i128,
        /// The second operand, if there is one.
        right: Option<i128>,
    },
}

/// A call that was stopped from outside: by its fuel, its deadline or its token.
///
/// Nothing is wrong with the kernel or its data. What it had stored stays stored; which
/// iterations those were is not promised.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Interrupt {
    /// What stopped it.
    pub kind: InterruptKind,
    /// Where in the source it was: the place of the statement or loop that it was in.
    pub location: Location,
    /// The text of that place.
    pub source: String,
}

/// What stopped a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InterruptKind {
    /// It had used up its [`fuel`](crate::On::fuel).
    Fuel,
    /// Its [`deadline`](crate::On::deadline) had passed.
    Deadline,
    /// Its [token](crate::On::cancel) was cancelled.
    Cancelled,
}

/// A place in the source of a kernel.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Location {
    /// The file, for a kernel that is part of a Rust program; none for text.
    pub file: Option<&'static str>,
    /// The line, from 1: of the file if there is one, else of the text.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.file {
            Some(file) => write!(f, "{file}:{}:{}", self.line, self.column),
            None => write!(f, "line {}, column {}", self.line, self.column),
        }
    }
}

impl fmt::Display for TrapKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TrapKind::OutOfBounds { array, axis, index, extent } => write!(
                f,
                "index {index} is out of bounds for axis {axis} of `{array}`, whose extent is {extent}"
            ),
            TrapKind::DivisionByZero => f.write_str("division by zero"),
            TrapKind::RemainderByZero => f.write_str("remainder of a division by zero"),
            TrapKind::ZeroStep => f.write_str("the step of a range is 0"),
            TrapKind::DivisionOverflow => f.write_str("division overflows its type"),
            TrapKind::RemainderOverflow => f.write_str("remainder of a division that overflows"),
            TrapKind::ClampRange => {
                f.write_str("the lower limit of `clamp` exceeds the upper one, or one is NaN")
            }
            TrapKind::NotDistinct { array, axis, index, iteration } => {
                match axis {
                    Some(axis) => write!(f, "index {index} of axis {axis} of `{array}`")?,
                    None => write!(f, "place {index} of `{array}`")?,
                }
                write!(
                    f,
                    " is used by iteration {iteration} of a `prange` and by an earlier one: \
                     indices that are elements of an array must be distinct"
                )
            }
            TrapKind::Overflow { operation, ty, left, right } => {
                overflow(f, operation, *ty, *left, right.unwrap_or_default())
            }
        }
    }
}

/// Says which result does not fit, with its operands.
fn overflow(
    f: &mut fmt::Formatter<'_>,
    operation: &str,
    ty: Scalar,
    left: i128,
    right: i128,
) -> fmt::Result {
    match operation {
        "add" => write!(f, "the sum {left} + {right} overflows {ty}"),
        "sub" => write!(f, "the difference {left} - {right} overflows {ty}"),
        "mul" => write!(f, "the product {left} * {right} overflows {ty}"),
        "neg" => write!(f, "the negative of {left} overflows {ty}"),
        "abs" => write!(f, "the absolute value of {left} overflows {ty}"),
        "pow" => write!(f, "the power of {left} to {right} overflows {ty}"),
        _ => write!(f, "a shift by {right} of {ty}, which has {} bits", ty.bits()),
    }
}

impl fmt::Display for InterruptKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            InterruptKind::Fuel => "out of fuel",
            InterruptKind::Deadline => "the deadline has passed",
            InterruptKind::Cancelled => "cancelled",
        })
    }
}

impl fmt::Display for Interrupt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Interrupt { kind, location, source } = self;
        write!(f, "interrupted at {location}: {kind} (in `{source}`)")
    }
}

impl fmt::Display for Trap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "trap at {}: {} (in `{}`)", self.location, self.kind, self.source)
    }
}
