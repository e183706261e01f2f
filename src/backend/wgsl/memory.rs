//! Arrays in the memory of a device: how elements lie there, and how they are read and written.
//!
//! In: an array, and a flat index as text. Out: expressions and statements. Always true: a store
//! touches its own element alone, also where several share a word. Arrays are row-major and
//! contiguous; what a shader knows of their sizes are parameters. Deliberately absent: checks of
//! indices, and arrays that iterations update together (`update`).

use std::collections::HashMap;

use metate_lang::ir::{ArrayId, Func};
use metate_lang::ty::Scalar;
use metate_lang::util::index::Index;

use super::Words;
use super::names::Names;
use super::text::Text;
use super::types::register;

/// How the elements of an array lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// As their registers.
    Plain,
    /// Eight bytes, of which the lower four count.
    Pair,
    /// Two or four in a word; atomic words where any is written.
    Packed {
        /// Whether any is written.
        written: bool,
    },
    /// Words that iterations update by an atomic operation, one or two an element.
    Updated,
}

/// An array of a shader.
#[derive(Clone, Debug)]
pub(super) struct Array {
    pub(super) name: String,
    pub(super) elem: Scalar,
    pub(super) form: Form,
    /// Expressions of type `u32`, one an axis.
    pub(super) extents: Vec<String>,
    /// The number of the first element that is bound, if that is not 0.
    pub(super) window: Option<String>,
}

/// The arrays of a shader.
#[derive(Clone, Debug, Default)]
pub(super) struct Memory {
    pub(super) arrays: HashMap<ArrayId, Array>,
}

/// How elements of this type lie that are not updated together.
pub(super) fn form(elem: Scalar, written: bool, words: Words) -> Form {
    match elem {
        Scalar::Usize | Scalar::Isize if words == Words::Narrow => Form::Pair,
        _ if elem.bytes() < 4 => Form::Packed { written },
        _ => Form::Plain,
    }
}

impl Array {
    /// The type of its memory.
    pub(super) fn memory_type(&self, words: Words) -> String {
        match self.form {
            Form::Plain => format!("array<{}>", register(self.elem, words)),
            Form::Pair => "array<vec2<u32>>".to_owned(),
            Form::Packed { written: false } => "array<u32>".to_owned(),
            Form::Updated if self.elem == Scalar::I32 => "array<atomic<i32>>".to_owned(),
            Form::Packed { written: true } | Form::Updated => "array<atomic<u32>>".to_owned(),
        }
    }

    /// The flat index of an element, from indices of type `u32`.
    pub(super) fn flat(&self, index: &[String]) -> String {
        let Some((first, others)) = index.split_first() else { return "0u".to_owned() };
        let mut flat = first.clone();
        for (number, (index, extent)) in others.iter().zip(&self.extents[1..]).enumerate() {
            let so_far = if number == 0 { flat } else { format!("({flat})") };
            flat = format!("{so_far} * {extent} + {index}");
        }
        match &self.window {
            Some(first) => format!("{flat} - {first}"),
            None => flat,
        }
    }

    /// How many elements it has.
    pub(super) fn elements(&self) -> String {
        if self.extents.is_empty() { "1u".to_owned() } else { self.extents.join(" * ") }
    }

    /// The element at a flat index, which must be an atom.
    pub(super) fn load(&self, at: &str) -> String {
        let Array { name, elem, .. } = self;
        match self.form {
            Form::Plain => format!("{name}[{at}]"),
            Form::Pair if *elem == Scalar::Isize => format!("bitcast<i32>({name}[{at}].x)"),
            Form::Pair => format!("{name}[{at}].x"),
            Form::Packed { written } => {
                let Packing { word, shift, bits } = self.packing(at);
                let word = match written {
                    true => format!("atomicLoad(&{name}[{word}])"),
                    false => format!("{name}[{word}]"),
                };
                match elem {
                    Scalar::Bool => format!("extractBits({word}, {shift}, {bits}u) != 0u"),
                    _ if elem.is_signed() => {
                        format!("extractBits(bitcast<i32>({word}), {shift}, {bits}u)")
                    }
                    _ => format!("extractBits({word}, {shift}, {bits}u)"),
                }
            }
            Form::Updated => unreachable!("metate bug: {name} is updated"),
        }
    }

    /// An element becomes `value`; both operands must be atoms.
    pub(super) fn store(&self, at: &str, value: &str, out: &mut Text) {
        let Array { name, elem, .. } = self;
        match self.form {
            Form::Plain => out.line(format!("{name}[{at}] = {value};")),
            Form::Pair if *elem == Scalar::Isize => out.line(format!(
                "{name}[{at}] = vec2<u32>(bitcast<u32>({value}), bitcast<u32>({value} >> 31u));"
            )),
            Form::Pair => out.line(format!("{name}[{at}] = vec2<u32>({value}, 0u);")),
            Form::Packed { .. } => {
                let Packing { word, shift, .. } = self.packing(at);
                let (mask, bits) = (self.mask(), self.bits_of(value));
                out.line(format!("atomicAnd(&{name}[{word}], ~({mask} << ({shift})));"));
                out.line(format!("atomicOr(&{name}[{word}], ({bits}) << ({shift}));"));
            }
            Form::Updated => unreachable!("metate bug: {name} is updated"),
        }
    }

    /// The bits of a packed element as the lowest of a `u32`, from its register.
    pub(super) fn bits_of(&self, value: &str) -> String {
        match self.elem {
            Scalar::Bool => format!("u32({value})"),
            elem if elem.is_signed() => format!("bitcast<u32>({value}) & {}", self.mask()),
            _ => value.to_owned(),
        }
    }

    /// All bits of a packed element.
    pub(super) fn mask(&self) -> &'static str {
        if self.elem.bytes() == 1 { "0xffu" } else { "0xffffu" }
    }

    /// Where a packed element lies.
    pub(super) fn packing(&self, at: &str) -> Packing {
        match self.elem.bytes() {
            1 => Packing {
                word: format!("{at} >> 2u"),
                shift: format!("({at} & 3u) << 3u"),
                bits: 8,
            },
            _ => Packing {
                word: format!("{at} >> 1u"),
                shift: format!("({at} & 1u) << 4u"),
                bits: 16,
            },
        }
    }
}

impl Memory {
    /// Adds the function's own arrays, which are variables of an invocation; gives their
    /// declarations.
    pub(super) fn add_private(
        &mut self,
        func: &Func,
        private: &[ArrayId],
        names: &mut Names,
        words: Words,
    ) -> Vec<String> {
        let mut declarations = Vec::new();
        for &id in private {
            let row = &func.arrays[id];
            let Some(ty) = row.local else {
                panic!("metate bug: {} is no array of the function itself", row.name)
            };
            let name = names.fresh(&row.name, id.number());
            let register = register(row.elem, words);
            declarations.push(format!("var {name}: array<{register}, {}>;", ty.len().max(1)));
            let extents = ty.extents().map(|extent| format!("{extent}u")).collect();
            let (elem, form, window) = (row.elem, Form::Plain, None);
            self.arrays.insert(id, Array { name, elem, form, extents, window });
        }
        declarations
    }
}

/// Where a packed element lies in a word.
pub(super) struct Packing {
    pub(super) word: String,
    pub(super) shift: String,
    bits: u32,
}

/// A register as two words, in the order of memory: `vec2<u32>`.
pub(super) fn to_words(ty: Scalar, value: &str, words: Words) -> String {
    match register(ty, words) {
        "bool" => format!("vec2<u32>(u32({value}), 0u)"),
        "u32" => format!("vec2<u32>({value}, 0u)"),
        "i32" => format!("vec2<u32>(bitcast<u32>({value}), bitcast<u32>({value} >> 31u))"),
        "f32" => format!("vec2<u32>(bitcast<u32>({value}), 0u)"),
        "u64" => format!("words_of({value})"),
        _ => format!("words_of(bitcast<u64>({value}))"),
    }
}

/// A register from two words, an expression of type `vec2<u32>` that may stand in front of `.x`.
pub(super) fn from_words(ty: Scalar, pair: &str, words: Words) -> String {
    match register(ty, words) {
        "bool" => format!("{pair}.x != 0u"),
        "u32" => format!("{pair}.x"),
        register @ ("i32" | "f32") => format!("bitcast<{register}>({pair}.x)"),
        "u64" => format!("long_of({pair})"),
        register => format!("bitcast<{register}>(long_of({pair}))"),
    }
}

/// The functions that [`to_words`] and [`from_words`] call.
pub(super) const LONG: &str = include_str!("../../../shaders/long.wgsl");
