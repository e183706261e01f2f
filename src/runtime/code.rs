//! Generated code: its calling convention and the one door through which it is reached.
//!
//! In: an entry point and whatever keeps its pages alive. Out: results, or where it trapped.
//! Always true: code is entered only with arguments packed for the signature it was made for.
//! Deliberately absent: making code, which is the back ends' business.

use std::fmt;
use std::ptr;

use metate_lang::ty::{Scalar, Signature};

use super::clock;
use super::threads::Crew;
use crate::interrupt::Signal;

/// What generated code knows of the call: it writes the operands of a failed check here.
#[repr(C)]
#[derive(Debug)]
pub struct Context {
    /// First operand of the failed check (an index, or a divisor), sign- or zero-extended.
    pub first: u64,
    /// Second operand (the extent of the axis for a bounds check).
    pub second: u64,
    /// What code that polls looks at; null for code that does not.
    pub signal: *const Signal,
    /// How much code that counts may still do.
    pub fuel: i64,
    /// What code that measures reads: nanoseconds from some moment on.
    pub clock: extern "C" fn() -> u64,
    /// In a region, the fuel that it shares with others.
    pub pot: *mut i64,
    /// Who runs regions; null if nobody but the caller does.
    pub crew: *const Crew,
}

impl Default for Context {
    fn default() -> Context {
        let (signal, pot, crew) = (ptr::null(), ptr::null_mut(), ptr::null());
        Context { first: 0, second: 0, signal, fuel: i64::MAX, clock: clock::read, pot, crew }
    }
}

/// The entry point of generated code.
///
/// `args` points at one word per scalar (its bits in the low end, the rest unspecified) and
/// `1 + 2 * rank` words per array: the address of element 0, the extents, the strides in bytes.
/// `results` has room for one word per result. Returns 0, or 1 + the number of the
/// check or poll that stopped it, having written [`Context`]; for a poll the first operand is the
/// number of the reason in [`Signal::stop`].
pub type Entry =
    unsafe extern "C" fn(context: *mut Context, args: *const u64, results: *mut u64) -> u32;

/// A compiled kernel; its code is freed when it is dropped.
pub struct Code {
    entry: Entry,
    size: usize,
    signature: Signature,
    results: Box<[Scalar]>,
    polls: bool,
    _pages: Box<dyn Send + Sync>,
}

impl Code {
    /// Wraps an entry point and what keeps its pages alive.
    ///
    /// # Safety
    /// `entry` is the address of `size` bytes of code that follow [`Entry`]'s convention, were
    /// generated from a verified function of this signature and these results, and stay mapped and
    /// executable until `pages` is dropped; unless `polls`, they do not touch [`Context::signal`].
    pub unsafe fn new(
        entry: Entry,
        size: usize,
        signature: Signature,
        results: Box<[Scalar]>,
        polls: bool,
        pages: Box<dyn Send + Sync>,
    ) -> Code {
        Code { entry, size, signature, results, polls, _pages: pages }
    }

    /// The entry point.
    pub(in crate::runtime) fn entry(&self) -> Entry {
        self.entry
    }

    /// Where it lies, for those who profile.
    pub fn address(&self) -> usize {
        self.entry as usize
    }

    /// How many bytes it has.
    pub fn size(&self) -> usize {
        self.size
    }

    /// What the code was made for. An array argument may be of a more specific layout class.
    pub fn signature(&self) -> &Signature {
        &self.signature
    }

    /// Whether it looks at its call's signal: then a call needs one.
    pub fn polls(&self) -> bool {
        self.polls
    }

    /// The types of its results.
    pub fn results(&self) -> &[Scalar] {
        &self.results
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Code({:p}, {})", self.entry, self.signature)
    }
}
