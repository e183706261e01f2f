//! Calling generated code: arguments packed into words, the result and the trap taken out.
//!
//! In: arguments whose types the code's signature was compared with. Out: the result, or
//! [`Stop`]. Always true: whatever is called was made for just these element types and ranks,
//! and for a layout class that the arrays belong to. Deliberately absent: choosing the code.

use std::mem::MaybeUninit;
use std::ptr;

use metate_lang::ty::{Layout, MAX_PARTS, ParamTy, Scalar};

use super::code::{Code, Context};
use super::threads::Crew;
use crate::args::{Arg, ArrayArg};
use crate::interrupt::Watch;

/// Which check or poll stopped a call, and what it was about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop {
    /// The number of the check or poll in the code.
    pub site: usize,
    /// Its first operand.
    pub first: u64,
    /// Its second operand.
    pub second: u64,
}

/// Words that fit on the stack; a call with more of them takes memory from the heap.
const INLINE: usize = 48;

/// Argument words in the order of [`super::code::Entry`].
pub(super) struct Words {
    inline: [MaybeUninit<u64>; INLINE],
    len: usize,
    spilled: Vec<u64>,
}

impl Words {
    #[inline]
    pub(super) fn new() -> Words {
        Words { inline: [const { MaybeUninit::uninit() }; INLINE], len: 0, spilled: Vec::new() }
    }

    #[inline]
    pub(super) fn push(&mut self, word: u64) {
        if self.len < INLINE {
            self.inline[self.len].write(word);
        } else {
            self.spill(word);
        }
        self.len += 1;
    }

    #[cold]
    fn spill(&mut self, word: u64) {
        if self.spilled.is_empty() {
            // SAFETY: `len` words have been written, and `len` is `INLINE` here.
            let written = self.inline.iter().map(|word| unsafe { word.assume_init() });
            self.spilled.extend(written);
        }
        self.spilled.push(word);
    }

    /// An array whose strides are counted in elements of type `elem`.
    #[inline]
    pub(super) fn push_array(
        &mut self,
        data: *mut u8,
        extents: &[usize],
        strides: &[isize],
        elem: Scalar,
    ) {
        let bytes = u64::from(elem.bytes());
        self.push(data as u64);
        extents.iter().for_each(|&extent| self.push(extent as u64));
        strides.iter().for_each(|&stride| self.push((stride as u64).wrapping_mul(bytes)));
    }

    #[inline]
    fn as_ptr(&self) -> *const u64 {
        if self.len <= INLINE { self.inline.as_ptr().cast() } else { self.spilled.as_ptr() }
    }
}

/// A word for every result that a kernel may have.
pub type ResultWords = [u64; MAX_PARTS];

/// Calls code; the words of its results, or the check that stopped it.
///
/// # Safety
/// `words` were packed from arguments of `code`'s signature, whose borrows last until this
/// returns, mutable ones exclusively; `code` has at most `N` results; and if it polls, the
/// context's signal is one that lives until this returns, and so does its crew, if it has one.
#[inline]
pub(super) unsafe fn enter<const N: usize>(
    code: &Code,
    words: &Words,
    mut context: Context,
) -> Result<[u64; N], Stop> {
    let mut results = [0u64; N];
    // SAFETY: the code follows the convention (`Code::new`), and the caller vouches for `words`,
    // the room for results and the signal; the code was made from verified IR, whose accesses all stand
    // behind bounds checks.
    let status = unsafe { (code.entry())(&mut context, words.as_ptr(), results.as_mut_ptr()) };
    match status {
        0 => Ok(results),
        site => Err(Stop { site: site as usize - 1, first: context.first, second: context.second }),
    }
}

/// Calls code with arguments of any types; the words of its results.
///
/// # Errors
/// The check that failed, or the poll that found the call interrupted.
///
/// # Panics
/// If the arguments are not of the code's signature, or nothing watches a call of code that polls:
/// whoever chose the code did so by them.
pub fn dynamic(
    code: &Code,
    args: &mut [Arg<'_>],
    watch: Option<&Watch<'_>>,
    crew: Option<&Crew>,
) -> Result<ResultWords, Stop> {
    assert!(watch.is_some() || !code.polls(), "metate bug: nobody watches code that polls");
    assert!(code.results().len() <= MAX_PARTS, "metate bug: more results than a tuple has parts");
    let params = &code.signature().params;
    assert_eq!(params.len(), args.len(), "metate bug: arguments of another signature");
    let mut words = Words::new();
    for (param, arg) in params.iter().zip(args) {
        pack(*param, arg, &mut words);
    }
    let mut context =
        Context { crew: crew.map_or(ptr::null(), ptr::from_ref), ..Context::default() };
    if let Some(watch) = watch {
        context.signal = watch.signal();
        context.fuel = i64::try_from(watch.fuel()).unwrap_or(i64::MAX);
    }
    // SAFETY: `pack` has compared each argument with its parameter; `args` borrows the arrays;
    // the results have been counted; `watch` owns the signal, if the code needs one, and `crew` is
    // borrowed.
    unsafe { enter::<MAX_PARTS>(code, &words, context) }
}

fn pack(param: ParamTy, arg: &mut Arg<'_>, words: &mut Words) {
    match (param, arg) {
        (ParamTy::Scalar(ty), Arg::Scalar(value)) if value.scalar() == ty => {
            words.push(value.bits());
        }
        (ParamTy::Array { elem, rank, layout, mutable }, Arg::Array(array))
            if array.elem() == elem
                && array.rank() == rank as usize
                && is_within(array, layout)
                && (array.is_mutable() || !mutable) =>
        {
            let data = array.data().expect("metate bug: an array on a device passed to code");
            words.push_array(data, array.extents(), array.strides(), elem);
        }
        (param, arg) => panic!("metate bug: {arg:?} passed to code for {param}"),
    }
}

/// Whether code for arrays of class `layout` may be given this array.
fn is_within(array: &ArrayArg<'_>, layout: Layout) -> bool {
    layout == Layout::Strided || array.layout() <= layout
}
