//! Memory: the words of the arguments, the function's own arrays, and the addresses of elements.
//!
//! In: a verified function's arrays, and indices that were checked. Out: Cranelift's loads and
//! stores; each array of the function itself is a slot of the stack, whose extents and strides
//! are constants. Always true: argument words are read-only, so their loads are free to move and
//! merge; an element's load is not, because moving it in front of its check would read outside
//! of the array. Immutable arrays are `readonly`: nothing writes them during the call, Rust's
//! borrow rules see to it. Each mutable array is an alias region of its own, for the same
//! reason. Address arithmetic wraps, as strides may be negative.
//! Deliberately absent: checks, which stand in front as statements of their own.

use std::borrow::Cow;

use cranelift_codegen::ir::{
    AliasRegionData, InstBuilder, MemFlagsData, StackSlotData, StackSlotKind, Type, Value, types,
};
use cranelift_frontend::FunctionBuilder;
use metate_lang::ir::{self, ArrayId, Param};
use metate_lang::ty::{FixedTy, Layout, Scalar};
use metate_lang::util::index::Index;

/// Cranelift's type for a scalar.
pub(super) fn ty(scalar: Scalar) -> Type {
    match scalar {
        Scalar::Bool | Scalar::I8 | Scalar::U8 => types::I8,
        Scalar::I16 | Scalar::U16 => types::I16,
        Scalar::I32 | Scalar::U32 => types::I32,
        Scalar::I64 | Scalar::Isize | Scalar::U64 | Scalar::Usize => types::I64,
        Scalar::F32 => types::F32,
        Scalar::F64 => types::F64,
    }
}

/// An array.
pub(super) struct Array {
    base: Value,
    /// The extent of each axis.
    pub(super) extents: Vec<Value>,
    /// Bytes from one element to the next along each axis.
    strides: Vec<Stride>,
    elem: Type,
    flags: MemFlagsData,
}

#[derive(Clone, Copy)]
enum Stride {
    /// Known only at run time.
    Bytes(Value),
    /// `1 << log2` bytes.
    Unit(u8),
    /// So many bytes.
    Known(i64),
}

/// An index of an element, split so that neighbours share their address.
#[derive(Clone, Copy)]
pub(super) struct Subscript {
    /// The part that varies, and how many loops it varies in; without it the index is constant.
    pub(super) root: Option<(Value, u32)>,
    /// What is added to it.
    pub(super) offset: i64,
}

/// Arrays by their number (none for one that nothing names), and each scalar with its value.
pub(super) type Loaded = (Vec<Option<Array>>, Vec<(ir::Val, Value)>);

/// Loads what the parameters say from the words of `args`, and makes room for these local arrays.
pub(super) fn arguments(
    func: &ir::Func,
    args: Value,
    locals: &[ArrayId],
    builder: &mut FunctionBuilder<'_>,
) -> Loaded {
    let mut words = Words { args, next: 0 };
    let mut arrays: Vec<Option<Array>> = func.arrays.iter().map(|_| None).collect();
    let mut scalars = Vec::new();
    for param in &func.params {
        match *param {
            Param::Scalar(to) => scalars.push((to, words.scalar(func.ty(to), builder))),
            Param::Array(id) => {
                let flags = element_flags(id.number(), &func.arrays[id], builder);
                arrays[id.number()] = Some(words.array(&func.arrays[id], flags, builder));
            }
        }
    }
    make_room(func, locals, &mut arrays, builder);
    (arrays, scalars)
}

/// An array that a region is given by the function that forks it.
#[derive(Clone)]
pub(super) struct Captured {
    id: ArrayId,
    /// The strides that are known; the others are in words.
    strides: Vec<Option<Stride>>,
}

impl Captured {
    /// How a region is given an array, and the words that it is given.
    pub(super) fn of(id: ArrayId, array: &Array) -> (Captured, Vec<Value>) {
        let (mut words, mut strides) = (vec![array.base], Vec::with_capacity(array.strides.len()));
        words.extend(&array.extents);
        for &stride in &array.strides {
            match stride {
                Stride::Bytes(bytes) => words.push(bytes),
                Stride::Unit(_) | Stride::Known(_) => {}
            }
            strides.push(match stride {
                Stride::Bytes(_) => None,
                known => Some(known),
            });
        }
        (Captured { id, strides }, words)
    }
}

/// Loads what a region captures from its words, the arrays first, and makes room for its own.
pub(super) fn captured(
    func: &ir::Func,
    args: Value,
    (captured, scalars, locals): (&[Captured], &[ir::Val], &[ArrayId]),
    builder: &mut FunctionBuilder<'_>,
) -> Loaded {
    let mut words = Words { args, next: 0 };
    let mut arrays: Vec<Option<Array>> = func.arrays.iter().map(|_| None).collect();
    for Captured { id, strides } in captured {
        let data = &func.arrays[*id];
        let flags = element_flags(id.number(), data, builder);
        let base = words.load(types::I64, builder);
        let extents = strides.iter().map(|_| words.load(types::I64, builder)).collect();
        let stride = |known: &Option<Stride>| {
            known.unwrap_or_else(|| Stride::Bytes(words.load(types::I64, builder)))
        };
        let strides = strides.iter().map(stride).collect();
        arrays[id.number()] = Some(Array { base, extents, strides, elem: ty(data.elem), flags });
    }
    let scalar = |&to: &ir::Val| (to, words.scalar(func.ty(to), builder));
    let scalars = scalars.iter().map(scalar).collect();
    make_room(func, locals, &mut arrays, builder);
    (arrays, scalars)
}

fn make_room(
    func: &ir::Func,
    locals: &[ArrayId],
    arrays: &mut [Option<Array>],
    builder: &mut FunctionBuilder<'_>,
) {
    for &id in locals {
        let data = &func.arrays[id];
        let flags = element_flags(id.number(), data, builder);
        arrays[id.number()] = data.local.map(|ty| local_array(ty, flags, builder));
    }
}

/// Room on the stack for an array of the function itself.
fn local_array(local: FixedTy, flags: MemFlagsData, builder: &mut FunctionBuilder<'_>) -> Array {
    let log2 = local.elem.bytes().ilog2() as u8;
    let kind = StackSlotKind::ExplicitSlot;
    let slot = StackSlotData::new(kind, local.bytes() as u32, log2);
    let slot = builder.create_sized_stack_slot(slot);
    let mut bytes = i64::from(local.elem.bytes());
    let mut strides = vec![Stride::Unit(log2)];
    for extent in local.extents().skip(1).rev() {
        bytes *= extent as i64;
        strides.push(Stride::Known(bytes));
    }
    strides.reverse();
    let extents = local.extents().map(|extent| builder.ins().iconst(types::I64, extent as i64));
    let extents = extents.collect();
    let base = builder.ins().stack_addr(types::I64, slot, 0);
    Array { base, extents, strides, elem: ty(local.elem), flags }
}

/// An array whose memory begins at `base`, row-major.
pub(super) fn allocated(
    func: &ir::Func,
    id: ir::ArrayId,
    base: Value,
    extents: Vec<Value>,
    builder: &mut FunctionBuilder<'_>,
) -> Array {
    let data = &func.arrays[id];
    let flags = element_flags(id.number(), data, builder);
    let log2 = data.elem.bytes().ilog2() as u8;
    let mut strides = vec![Stride::Unit(log2)];
    let mut bytes = None;
    for &extent in extents.iter().skip(1).rev() {
        let product = match bytes {
            Some(bytes) => builder.ins().imul(extent, bytes),
            None => builder.ins().ishl_imm_u(extent, i64::from(log2)),
        };
        bytes = Some(product);
        strides.push(Stride::Bytes(product));
    }
    strides.reverse();
    Array { base, extents, strides, elem: ty(data.elem), flags }
}

/// The words of the arguments, read from the first to the last.
struct Words {
    args: Value,
    next: i32,
}

impl Words {
    fn load(&mut self, ty: Type, builder: &mut FunctionBuilder<'_>) -> Value {
        let flags = MemFlagsData::trusted().with_readonly().with_can_move();
        let offset = self.next;
        self.next += 8;
        builder.ins().load(ty, flags, self.args, offset)
    }

    fn scalar(&mut self, scalar: Scalar, builder: &mut FunctionBuilder<'_>) -> Value {
        let value = self.load(ty(scalar), builder);
        match scalar {
            // Only the lowest bit of the word is specified.
            Scalar::Bool => builder.ins().band_imm_u(value, 1),
            _ => value,
        }
    }

    fn array(
        &mut self,
        data: &ir::ArrayData,
        flags: MemFlagsData,
        builder: &mut FunctionBuilder<'_>,
    ) -> Array {
        let log2 = data.elem.bytes().ilog2() as u8;
        let base = self.load(types::I64, builder);
        let extents = (0..data.rank).map(|_| self.load(types::I64, builder)).collect();
        let stride = |axis| {
            // In bytes, so that nothing is left to do with it but to multiply an index: Cranelift
            // takes what has a constant operand, as a shift has, out of one loop only.
            let bytes = self.load(types::I64, builder);
            match data.layout {
                Layout::Contiguous | Layout::UnitInner if axis + 1 == data.rank => {
                    Stride::Unit(log2)
                }
                _ => Stride::Bytes(bytes),
            }
        };
        let strides = (0..data.rank).map(stride).collect();
        Array { base, extents, strides, elem: ty(data.elem), flags }
    }
}

fn element_flags(
    number: usize,
    data: &ir::ArrayData,
    builder: &mut FunctionBuilder<'_>,
) -> MemFlagsData {
    // Elements of Rust's arrays are aligned, and the index was checked.
    let flags = MemFlagsData::trusted();
    if !data.mutable {
        return flags.with_readonly();
    }
    let region =
        AliasRegionData { user_id: number as u32, description: Cow::Owned(data.name.clone()) };
    let region = builder.func.dfg.alias_regions.insert(region);
    flags.with_alias_region(Some(region))
}

/// Loads an element.
pub(super) fn load(array: &Array, index: &[Subscript], builder: &mut FunctionBuilder<'_>) -> Value {
    let (address, displacement) = address(array, index, builder);
    builder.ins().load(array.elem, array.flags, address, displacement)
}

/// Stores an element.
pub(super) fn store(
    array: &Array,
    index: &[Subscript],
    value: Value,
    builder: &mut FunctionBuilder<'_>,
) {
    let (address, displacement) = address(array, index, builder);
    builder.ins().store(array.flags, value, address, displacement);
}

/// The address of an element, as a value and a displacement.
///
/// The terms are added in the order of the loops that they vary in, the outermost first: then
/// Cranelift hoists every partial sum as far as it goes, and the last addition, of what varies
/// in the innermost loop, becomes part of the instruction that accesses memory.
fn address(array: &Array, index: &[Subscript], builder: &mut FunctionBuilder<'_>) -> (Value, i32) {
    let mut displacement = 0i32;
    let mut terms = Vec::with_capacity(2 * index.len());
    for (&Subscript { root, offset }, &stride) in index.iter().zip(&array.strides) {
        if let Some((root, depth)) = root {
            terms.push((depth, scaled(root, stride, builder)));
        }
        match add_constant(displacement, offset, stride) {
            Some(sum) => displacement = sum,
            None => {
                let offset = builder.ins().iconst(types::I64, offset);
                terms.push((0, scaled(offset, stride, builder)));
            }
        }
    }
    terms.sort_by_key(|&(depth, _)| depth);
    let add = |sum, (_, term): (u32, Value)| builder.ins().iadd(sum, term);
    (terms.into_iter().fold(array.base, add), displacement)
}

/// The bytes that `index` elements take along an axis.
fn scaled(index: Value, stride: Stride, builder: &mut FunctionBuilder<'_>) -> Value {
    match stride {
        Stride::Bytes(bytes) => builder.ins().imul(index, bytes),
        Stride::Unit(log2) => builder.ins().ishl_imm_u(index, i64::from(log2)),
        Stride::Known(bytes) => builder.ins().imul_imm_s(index, bytes),
    }
}

/// `displacement + offset * stride`, if it is known and fits an instruction.
fn add_constant(displacement: i32, offset: i64, stride: Stride) -> Option<i32> {
    let bytes = match stride {
        _ if offset == 0 => 0,
        Stride::Unit(log2) => offset.checked_mul(1 << log2)?,
        Stride::Known(bytes) => offset.checked_mul(bytes)?,
        Stride::Bytes(_) => return None,
    };
    displacement.checked_add(i32::try_from(bytes).ok()?)
}
