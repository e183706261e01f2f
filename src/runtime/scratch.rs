//! Memory that generated code allocates during a call: arrays of a size that only the call knows.
//!
//! In: extents. Out: zeros, or nothing if the system has no such memory. Always true: what a slot
//! holds is one allocation of its size, or nothing; code gives back all its slots before it
//! returns, also where a check has failed. Deliberately absent: memory that is kept from call to
//! call.

use std::alloc::{self, Layout};
use std::ptr;
use std::slice;

/// What an element is aligned to, and more: a line of the cache.
const ALIGNMENT: usize = 64;

/// The memory of one array, in the frame of the code; all zero at first.
#[repr(C)]
pub struct Slot {
    address: *mut u8,
    bytes: usize,
    /// The size that was asked for last, for the report where there is no such memory.
    pub wanted: u64,
}

/// Memory for an array of these extents, zero; null if there is none. What the slot held before is
/// given back or used again.
///
/// # Safety
/// `slot` is all zero or was left by this function; `extents` points at `rank` words; nobody uses
/// what the slot held before.
pub unsafe extern "C" fn allocate(
    slot: *mut Slot,
    extents: *const u64,
    rank: u64,
    element: u64,
) -> *mut u8 {
    // SAFETY: the caller vouches for both.
    let (slot, extents) = unsafe { (&mut *slot, slice::from_raw_parts(extents, rank as usize)) };
    slot.wanted = bytes(extents, element);
    // Nothing needs memory of no bytes; its address is never read, but must not be null.
    let Some(layout) = layout(slot.wanted) else { return ptr::null_mut() };
    if layout.size() == 0 {
        return ptr::without_provenance_mut(ALIGNMENT);
    }
    if layout.size() <= slot.bytes {
        // SAFETY: the slot's allocation has at least so many bytes.
        unsafe { slot.address.write_bytes(0, layout.size()) };
        return slot.address;
    }
    give_back(slot);
    // SAFETY: the size is not 0.
    let address = unsafe { alloc::alloc_zeroed(layout) };
    if !address.is_null() {
        (slot.address, slot.bytes) = (address, layout.size());
        #[cfg(test)]
        live::add(layout.size() as isize);
    }
    address
}

/// Gives back what `count` slots hold.
///
/// # Safety
/// `slots` points at so many, each all zero or left by [`allocate`]; nobody uses what they hold.
pub unsafe extern "C" fn release(slots: *mut Slot, count: u64) {
    // SAFETY: the caller vouches for it.
    let slots = unsafe { slice::from_raw_parts_mut(slots, count as usize) };
    slots.iter_mut().for_each(give_back);
}

fn give_back(slot: &mut Slot) {
    if let Some(layout) = layout(slot.bytes as u64)
        && !slot.address.is_null()
    {
        // SAFETY: a slot with an address holds an allocation of this layout.
        unsafe { alloc::dealloc(slot.address, layout) };
        (slot.address, slot.bytes) = (ptr::null_mut(), 0);
        #[cfg(test)]
        live::add(-(layout.size() as isize));
    }
}

fn layout(bytes: u64) -> Option<Layout> {
    Layout::from_size_align(usize::try_from(bytes).ok()?, ALIGNMENT).ok()
}

/// The size of an array, or the largest number if that is no number of bytes. As in ndarray, what
/// has no elements must have a size without its extents of 0, so that extents fit `isize`.
fn bytes(extents: &[u64], element: u64) -> u64 {
    let mut others = extents.iter().filter(|&&extent| extent != 0);
    let size = others.try_fold(element, |bytes, &extent| bytes.checked_mul(extent));
    match size {
        Some(size) if size > isize::MAX as u64 => size,
        Some(_) if extents.contains(&0) => 0,
        size => size.unwrap_or(u64::MAX),
    }
}

/// How much the code of this thread holds.
#[cfg(test)]
pub mod live {
    use std::cell::Cell;

    thread_local! {
        static BYTES: Cell<isize> = const { Cell::new(0) };
        static MOST: Cell<isize> = const { Cell::new(0) };
    }

    pub(super) fn add(bytes: isize) {
        BYTES.set(BYTES.get() + bytes);
        MOST.set(MOST.get().max(BYTES.get()));
    }

    /// What it holds now, and the most it held since the last time this was asked.
    pub fn bytes() -> (isize, isize) {
        (BYTES.get(), MOST.replace(BYTES.get()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn empty() -> Slot {
        Slot { address: ptr::null_mut(), bytes: 0, wanted: 0 }
    }

    #[test]
    fn memory_is_zero_also_where_it_is_used_again() {
        let mut slot = empty();
        let lengths = [5u64, 3, 0, 40, 40];
        for length in lengths {
            // SAFETY: the slot is empty or was left by `allocate`; there is one extent; so many
            // bytes may be written.
            unsafe {
                let address = allocate(&mut slot, &length, 1, 1);
                assert_eq!(address.align_offset(ALIGNMENT), 0);
                let bytes = slice::from_raw_parts_mut(address, length as usize);
                assert!(bytes.iter().all(|&byte| byte == 0));
                bytes.fill(7);
            }
        }
        assert_eq!(live::bytes(), (40, 40));
        // SAFETY: as above.
        unsafe { release(&mut slot, 1) };
        assert_eq!(live::bytes().0, 0);
    }

    #[test]
    fn what_no_system_has_is_refused() {
        let mut slot = empty();
        for (extents, wanted) in [
            ([1 << 60, 4, 1], 1 << 62),
            ([u64::MAX, 1, 1], u64::MAX),
            ([1 << 32, 1 << 32, 1], u64::MAX),
            ([1 << 40, 1 << 10, 1 << 10], 1 << 60),
        ] {
            // SAFETY: there are three extents.
            let address = unsafe { allocate(&mut slot, extents.as_ptr(), 3, 1) };
            assert_eq!((address, slot.wanted), (ptr::null_mut(), wanted));
        }
        for (extent, is_there) in [(u64::MAX, false), (1 << 58, true), (1 << 59, false)] {
            let extents = [extent, 0, 2];
            // SAFETY: there are three extents.
            let address = unsafe { allocate(&mut slot, extents.as_ptr(), 3, 8) };
            assert_eq!(!address.is_null(), is_there, "{extent}");
        }
        assert_eq!(live::bytes(), (0, 0));
    }
}
