//! Arrays that the iterations of a grid update at the same places: `hist[k] += v`.
//!
//! In: the body of a grid, and the arrays with their operations. Out: calls of a function for each
//! array, and that function. Integers are combined by atomic operations: in memory of the workgroup
//! where the array is small, which is merged behind the loop, else in the array itself. What has
//! no such operation (floats, products, small and long integers under `min`) is combined in
//! copies, one for each invocation, which are merged in their order: 64 or, where there are many
//! iterations, about the square root of their number.
//!
//! Always true: the result is the same in every run on a device. Integers of 64 bits are added as
//! two words; each carry is added to the upper word once, in whatever order. Deliberately absent:
//! which statements are updates, and loops with others (`plan::offload`).

use std::collections::HashMap;

use metate_lang::analysis::parallel::Uses;
use metate_lang::error::Span;
use metate_lang::eval::eval;
use metate_lang::ir::order::identity;
use metate_lang::ir::{ArrayId, Block, Func, Val};
use metate_lang::op::Op;
use metate_lang::ty::Scalar;
use metate_lang::value::Value;

use super::block::Emitter;
use super::memory::{Array, Form, from_words, to_words};
use super::ops::{Needs, operation};
use super::types::{constant, register};
use super::{Refusal, Words};
use crate::plan::offload::{Update, Updates as Found};

/// Words of the workgroup for an array: what is larger is updated in place.
pub(super) const BINS: u32 = 2048;

/// How an array is updated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// A word an element.
    Word,
    /// Two words an element.
    Pair,
    /// A part of a word.
    Packed,
    /// In copies.
    Copies,
}

/// How elements of this type are combined.
pub(super) fn how(elem: Scalar, op: Op) -> How {
    let bits = matches!(op, Op::And | Op::Or | Op::Xor);
    match elem.bytes() {
        _ if elem.is_float() => How::Copies,
        4 if op != Op::Mul => How::Word,
        8 if bits || op == Op::Add => How::Pair,
        1 | 2 if bits => How::Packed,
        _ => How::Copies,
    }
}

/// The updates of a body.
#[derive(Clone, Debug, Default)]
pub(super) struct Updates {
    pub(super) arrays: HashMap<ArrayId, (Op, How)>,
    found: Found,
}

impl Updates {
    /// Finds the updates of `arrays` in `body`.
    ///
    /// # Errors
    /// If there is another use of such an array.
    pub(super) fn of(
        func: &Func,
        body: &Block,
        arrays: &[(ArrayId, Op)],
    ) -> Result<Updates, Refusal> {
        if arrays.is_empty() {
            return Ok(Updates::default());
        }
        let rows =
            arrays.iter().map(|&(array, op)| (array, (op, how(func.arrays[array].elem, op))));
        let found = Found::of(func, &Uses::of(func), body, arrays)?;
        Ok(Updates { arrays: rows.collect(), found })
    }

    /// Whether the value is what an element becomes, which the update makes.
    pub(super) fn makes(&self, value: Val) -> bool {
        self.found.makes(value)
    }

    /// If the value is an element that is read only to be updated: what stands for it.
    pub(super) fn reads(&self, value: Val, elem: Scalar) -> Option<Value> {
        self.found.reads(value).map(|op| super::reduce::neutral(op, elem))
    }

    /// Whether iterations update the array together.
    pub(super) fn holds(&self, array: ArrayId) -> bool {
        self.arrays.contains_key(&array)
    }

    /// Whether an array has copies.
    pub(super) fn any_copies(&self) -> bool {
        self.arrays.values().any(|&(_, how)| how == How::Copies)
    }

    /// Writes the call that combines an element with what was stored as `value`.
    pub(super) fn write(
        &self,
        emitter: &mut Emitter<'_>,
        span: Span,
        array: ArrayId,
        at: &str,
        value: Val,
    ) -> Result<(), Refusal> {
        let update = self.found.update(value);
        let Update { value, negated, .. } =
            update.unwrap_or_else(|| panic!("metate bug: {value:?} is no update"));
        let (_, how) = self.arrays[&array];
        let name = emitter.around.memory.arrays[&array].name.clone();
        let (ty, words) = (emitter.ty(value), emitter.words());
        let mut operand = emitter.atom(value);
        if negated && how != How::Pair {
            operand = negative(emitter, span, value)?;
        }
        if how == How::Pair {
            operand = to_words(ty, &operand, words);
            if negated {
                operand = format!("negated({operand})");
            }
        }
        emitter.text.line(format!("update_{name}({at}, {operand});"));
        Ok(())
    }
}

/// The expression `-value`, which wraps.
fn negative(emitter: &mut Emitter<'_>, span: Span, value: Val) -> Result<String, Refusal> {
    let ty = emitter.ty(value);
    let op = if ty.is_float() { Op::Neg } else { Op::WrappingNeg };
    match emitter.constant(value) {
        Some(value) => Ok(constant(eval(op, &[value], ty), emitter.words())),
        None => {
            let args = [(emitter.atom(value), ty)];
            emitter.operation(op, &args, ty, span)
        }
    }
}

/// The text that updates an array, and what it asks of the entry points around it.
pub(super) struct Updating {
    /// Variables of the workgroup.
    pub(super) variables: String,
    /// `update_hist(at, value)`, `begin_hist(local)` and `spread_hist(local)`.
    pub(super) functions: String,
    /// Whether it has the latter two.
    pub(super) staged: bool,
}

/// The functions that update an array without copies.
pub(super) fn updating(array: &Array, op: Op, how: How, staged: bool, words: Words) -> Updating {
    let template = match (how, staged) {
        (How::Word, true) => include_str!("../../../shaders/bins.wgsl"),
        (How::Word, false) => include_str!("../../../shaders/word.wgsl"),
        (How::Pair, true) if op == Op::Add => include_str!("../../../shaders/bins_sum.wgsl"),
        (How::Pair, false) if op == Op::Add => include_str!("../../../shaders/pair_sum.wgsl"),
        (How::Pair, true) => include_str!("../../../shaders/bins_pair.wgsl"),
        (How::Pair, false) => include_str!("../../../shaders/pair.wgsl"),
        (How::Packed | How::Copies, _) => "",
    };
    let staged = staged && matches!(how, How::Word | How::Pair);
    if how == How::Packed {
        let functions = packed(array, op, words);
        return Updating { variables: String::new(), functions, staged };
    }
    let word = if array.elem == Scalar::I32 { "i32" } else { "u32" };
    let least = match how {
        How::Word => constant(identity(op, array.elem), words),
        _ if op == Op::And => "0xffffffffu".to_owned(),
        _ => "0u".to_owned(),
    };
    let atomic = match op {
        Op::Add => "atomicAdd",
        Op::Min => "atomicMin",
        Op::Max => "atomicMax",
        Op::And => "atomicAnd",
        Op::Or => "atomicOr",
        _ => "atomicXor",
    };
    let functions = template
        .replace("ARRAY", &array.name)
        .replace("ELEMENTS", &array.elements())
        .replace("IDENTITY", &least)
        .replace("ATOMIC", atomic)
        .replace("WORD", word);
    let variables = match staged {
        true => format!("var<workgroup> {}_bins: array<atomic<{word}>, BINS>;\n", array.name),
        false => String::new(),
    };
    Updating { variables, functions, staged }
}

fn packed(array: &Array, op: Op, words: Words) -> String {
    let super::memory::Packing { word, shift, .. } = array.packing("at");
    let (name, mask, bits) = (&array.name, array.mask(), array.bits_of("value"));
    let bits = format!("(({bits}) << ({shift}))");
    let statement = match op {
        Op::And => format!("atomicAnd(&{name}[{word}], {bits} | ~({mask} << ({shift})));"),
        Op::Or => format!("atomicOr(&{name}[{word}], {bits});"),
        _ => format!("atomicXor(&{name}[{word}], {bits});"),
    };
    let register = register(array.elem, words);
    format!("fn update_{name}(at: u32, value: {register}) {{\n    {statement}\n}}\n")
}

/// The functions that update copies of an array and merge them: the copies lie one behind the
/// other, from slot `first` of the scratch on.
pub(super) fn copying(
    array: &Array,
    op: Op,
    first: &str,
    needs: &mut Needs,
) -> Result<String, Refusal> {
    let (name, elem, words) = (&array.name, array.elem, needs.words());
    let pair = |text: &str| (text.to_owned(), elem);
    let combined = operation(op, &[pair("old"), pair("value")], elem, needs)?;
    let start = constant(super::reduce::neutral(op, elem), words);
    let mut store = super::text::Text::default();
    array.store("at", "all", &mut store);
    let store = store.finish().trim_end().replace('\n', "\n        ");
    Ok(include_str!("../../../shaders/copies.wgsl")
        .replace("ARRAY", name)
        .replace("ELEMENTS", &array.elements())
        .replace("FIRST + ", &if first == "0u" { String::new() } else { format!("{first} + ") })
        .replace("REGISTER", register(elem, words))
        .replace("FROM_OLD", &from_words(elem, "scratch[place]", words))
        .replace("COMBINED", &combined)
        .replace("TO_NEW", &to_words(elem, "new_value", words))
        .replace("TO_START", &to_words(elem, &start, words))
        .replace("LOAD", &array.load("at"))
        .replace("STORE", &store))
}

/// The memory form of an array that is updated.
pub(super) fn form_of(how: How, elem: Scalar, words: Words) -> Form {
    match how {
        How::Word | How::Pair => Form::Updated,
        How::Packed | How::Copies => super::memory::form(elem, true, words),
    }
}
