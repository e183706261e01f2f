//! The parameters of a shader: the fields of `Params`.
//!
//! In: what a region may take from the host. Out: names and types of fields, of which a module
//! declares those that it uses. Always true: fields are `u32`, `i32` or `f32`; a scalar of 64 bits
//! is two of them, the lower first. Deliberately absent: their values, which the host knows.

use metate_lang::ir::{ArrayId, Func};
use metate_lang::ty::Scalar;
use metate_lang::util::index::Index;

use super::memory::{Memory, from_words};
use super::names::Names;
use super::shader::named;
use super::types::register;
use super::{Param, Words};
use crate::plan::offload::{Axis, Region, RegionKind};

/// A parameter that a module may use.
struct Field {
    param: Param,
    name: String,
    /// The type of its value.
    ty: Scalar,
}

/// All of them, in the order of the struct.
pub(super) struct Fields {
    fields: Vec<Field>,
    words: Words,
}

impl Fields {
    /// What a region may take; gives the arrays their extents.
    pub(super) fn of(
        func: &Func,
        region: &Region,
        memory: &mut Memory,
        words: Words,
        windows: &[ArrayId],
    ) -> Fields {
        let mut all = Builder { names: Names::default(), fields: Vec::new() };
        for &value in &region.scalars {
            let row = &func.values[value];
            let hint = row.hint.as_deref().unwrap_or("v");
            all.add(Param::Scalar(value), hint, value.number(), row.ty);
        }
        let axes: &[Axis] = match &region.kind {
            RegionKind::Serial => &[],
            RegionKind::Grid { axes, .. } => axes,
            RegionKind::Scan { axis, .. } => std::slice::from_ref(axis),
        };
        for array in named(region) {
            if func.arrays[array].local.is_none() {
                all.extents(func, array, memory);
            }
        }
        for &array in windows {
            all.window(func, array, memory);
        }
        for (number, axis) in axes.iter().enumerate() {
            let hint = func.values[axis.var].hint.as_deref().unwrap_or("i");
            let ty = func.ty(axis.var);
            all.add(Param::First(number), &format!("{hint}_first"), number, ty);
            all.add(Param::Trips(number), &format!("{hint}_trips"), number, Scalar::U32);
            all.add(Param::Base(number), &format!("{hint}_base"), number, Scalar::U32);
        }
        for (param, name) in [
            (Param::Zero, "zero"),
            (Param::Launch, "launch"),
            (Param::Budget, "budget"),
            (Param::Copies, "copies"),
            (Param::End, "slice_end"),
            (Param::Parts, "slice_parts"),
        ] {
            all.exactly(param, name);
        }
        let mut fields = all.fields;
        fields.sort_by_key(|field| field.param);
        Fields { fields, words }
    }

    fn find(&self, param: Param) -> Option<&Field> {
        self.fields.iter().find(|field| field.param == param)
    }

    fn is_long(&self, field: &Field) -> bool {
        matches!(register(field.ty, self.words), "f64" | "i64" | "u64")
    }

    /// How many words it takes.
    pub(super) fn count(&self, param: Param) -> u32 {
        match self.find(param) {
            Some(field) if self.is_long(field) => 2,
            _ => 1,
        }
    }

    /// The register that a parameter is, as an expression.
    pub(super) fn scalar(&self, param: Param) -> Option<String> {
        let field = self.find(param)?;
        let name = &field.name;
        Some(match register(field.ty, self.words) {
            "bool" => format!("(p.{name} != 0u)"),
            "u32" | "i32" | "f32" => format!("p.{name}"),
            _ => {
                let pair = format!("vec2<u32>(p.{name}_low, p.{name}_high)");
                from_words(field.ty, &pair, self.words)
            }
        })
    }

    /// The parameters that a text uses, in the order of the struct.
    pub(super) fn used(&self, text: &str) -> Vec<Param> {
        let is_used = |field: &&Field| {
            let name = match self.is_long(field) {
                true => format!("p.{}_low", field.name),
                false => format!("p.{}", field.name),
            };
            text.match_indices(&name).any(|(at, _)| {
                let before = text[..at].chars().next_back();
                let behind = text[at + name.len()..].chars().next();
                let goes_on = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
                !before.is_some_and(goes_on) && !behind.is_some_and(|c| goes_on(c) && c != '.')
            })
        };
        self.fields.iter().filter(is_used).map(|field| field.param).collect()
    }

    /// The fields of a parameter.
    pub(super) fn declarations(&self, param: Param) -> Vec<String> {
        let Some(field) = self.find(param) else { return Vec::new() };
        let name = &field.name;
        match register(field.ty, self.words) {
            "bool" => vec![format!("{name}: u32,")],
            ty @ ("u32" | "i32" | "f32") => vec![format!("{name}: {ty},")],
            _ => vec![format!("{name}_low: u32,"), format!("{name}_high: u32,")],
        }
    }
}

struct Builder {
    names: Names,
    fields: Vec<Field>,
}

impl Builder {
    fn add(&mut self, param: Param, wish: &str, number: usize, ty: Scalar) {
        let name = self.names.fresh(wish, number);
        // The two words of a long one.
        self.names.take(&format!("{name}_low"));
        self.names.take(&format!("{name}_high"));
        self.fields.push(Field { param, name, ty });
    }

    fn exactly(&mut self, param: Param, name: &str) {
        self.fields.push(Field { param, name: name.to_owned(), ty: Scalar::U32 });
    }

    fn window(&mut self, func: &Func, array: ArrayId, memory: &mut Memory) {
        let wish = format!("{}_window", func.arrays[array].name);
        self.add(Param::Window(array), &wish, array.number(), Scalar::U32);
        let name = self.fields.last().map(|field| format!("p.{}", field.name));
        if let Some(array) = memory.arrays.get_mut(&array) {
            array.window = name;
        }
    }

    fn extents(&mut self, func: &Func, array: ArrayId, memory: &mut Memory) {
        let row = &func.arrays[array];
        for axis in 0..row.rank {
            let axes = if row.rank == 1 { String::new() } else { axis.to_string() };
            let wish = format!("{}_len{axes}", row.name);
            self.add(Param::Extent(array, axis), &wish, array.number(), Scalar::U32);
            let name = self.fields.last().map(|field| field.name.clone()).unwrap_or_default();
            if let Some(array) = memory.arrays.get_mut(&array) {
                array.extents[usize::from(axis)] = format!("p.{name}");
            }
        }
    }
}
