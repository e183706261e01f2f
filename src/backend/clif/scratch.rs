//! Arrays that the function allocates: calls of the runtime, and giving back.
//!
//! In: an `Allocate` statement. Out: the address of its memory, null if there is none. Always true:
//! each array has a [`Slot`] in the frame of the function, zeroed at its entry, and every way out
//! of the function releases all of them. A function that allocates nothing has none of this.
//! Deliberately absent: what the memory holds.

use std::mem::{offset_of, size_of};

use cranelift_codegen::ir::{InstBuilder, StackSlot, StackSlotData, StackSlotKind, Value, types};
use cranelift_frontend::FunctionBuilder;
use metate_lang::ir::{self, ArrayId, Stmt, StmtKind};
use metate_lang::ty::MAX_RANK;
use metate_lang::util::index::Index;

use super::calls::{Callee, Calls};
use crate::runtime::scratch::Slot;

/// What a function that allocates keeps in its frame.
pub(super) struct Scratch {
    frame: Option<Frame>,
}

struct Frame {
    /// A [`Slot`] for each array that is allocated.
    slots: StackSlot,
    count: i64,
    /// Room for the extents of an array.
    extents: StackSlot,
    /// The number of each array's slot.
    numbers: Vec<Option<i32>>,
    /// Bytes of an element of each array.
    elements: Vec<i64>,
}

/// What a function keeps in its frame, in bytes.
pub(super) fn frame_bytes(func: &ir::Func) -> usize {
    let allocates = |stmt: &&Stmt| matches!(stmt.kind, StmtKind::Allocate { .. });
    func.statements().filter(allocates).count() * size_of::<Slot>()
}

impl Scratch {
    /// Makes room for the arrays that the function itself allocates, at its entry.
    pub(super) fn of(
        func: &ir::Func,
        allocated: &[ArrayId],
        builder: &mut FunctionBuilder<'_>,
    ) -> Scratch {
        let mut numbers = vec![None; func.arrays.len()];
        let count = allocated.len() as i32;
        for (number, array) in (0..).zip(allocated) {
            numbers[array.number()] = Some(number);
        }
        if count == 0 {
            return Scratch { frame: None };
        }
        let mut room = |bytes: usize| {
            let data = StackSlotData::new(StackSlotKind::ExplicitSlot, bytes as u32, 3);
            builder.create_sized_stack_slot(data)
        };
        let slots = room(allocated.len() * size_of::<Slot>());
        let extents = room(MAX_RANK * size_of::<u64>());
        let zero = builder.ins().iconst(types::I64, 0);
        for word in 0..count * (size_of::<Slot>() / 8) as i32 {
            builder.ins().stack_store(types::I64, zero, slots, 8 * word);
        }
        let elements = func.arrays.values().map(|row| i64::from(row.elem.bytes())).collect();
        let count = i64::from(count);
        Scratch { frame: Some(Frame { slots, count, extents, numbers, elements }) }
    }

    /// Whether the array is one that is allocated.
    pub(super) fn has(&self, array: ArrayId) -> bool {
        let frame = self.frame.as_ref();
        frame.is_some_and(|frame| frame.numbers[array.number()].is_some())
    }

    /// The address of an array's memory, null if there is none.
    pub(super) fn allocate(
        &self,
        array: ArrayId,
        extents: &[Value],
        builder: &mut FunctionBuilder<'_>,
        calls: &mut Calls,
    ) -> Value {
        let (frame, offset) = self.slot(array);
        for (axis, &extent) in extents.iter().enumerate() {
            builder.ins().stack_store(types::I64, extent, frame.extents, 8 * axis as i32);
        }
        let slot = builder.ins().stack_addr(types::I64, frame.slots, offset);
        let words = builder.ins().stack_addr(types::I64, frame.extents, 0);
        let rank = builder.ins().iconst(types::I64, extents.len() as i64);
        let element = builder.ins().iconst(types::I64, frame.elements[array.number()]);
        let allocate = calls.import_runtime(builder.func, Callee::Allocate);
        let call = builder.ins().call(allocate, &[slot, words, rank, element]);
        builder.inst_results(call)[0]
    }

    /// The bytes that an array needs, for which there is no memory.
    pub(super) fn wanted(&self, array: ArrayId, builder: &mut FunctionBuilder<'_>) -> Value {
        let (frame, offset) = self.slot(array);
        let offset = offset + offset_of!(Slot, wanted) as i32;
        builder.ins().stack_load(types::I64, types::I64, frame.slots, offset)
    }

    /// Gives everything back, on a way out of the function.
    pub(super) fn release(&self, builder: &mut FunctionBuilder<'_>, calls: &mut Calls) {
        let Some(frame) = &self.frame else { return };
        let slots = builder.ins().stack_addr(types::I64, frame.slots, 0);
        let count = builder.ins().iconst(types::I64, frame.count);
        let release = calls.import_runtime(builder.func, Callee::Release);
        builder.ins().call(release, &[slots, count]);
    }

    /// The frame, and where in its slots that of an array is.
    fn slot(&self, array: ArrayId) -> (&Frame, i32) {
        let frame = self.frame.as_ref().expect("a function that allocates has room for it");
        let number = frame.numbers[array.number()].expect("every allocated array has a slot");
        (frame, number * size_of::<Slot>() as i32)
    }
}
