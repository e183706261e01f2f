//! Random items, and views that are moved.
//!
//! In: nothing yet. Out: constants that every function sees, and calls that take views away. Always
//! true: a constant has a value that no overflow check refuses. Deliberately absent: helpers, which
//! are written as kernels are.

use metate_lang::ty::{Container, Scalar};

use super::{Fixed, Param, Variable, Writer};

impl Writer<'_> {
    /// Constants, scalars and tables, on top of the text.
    pub(super) fn constants(&mut self) {
        for number in 0..self.choices.below(3) {
            let (ty, name) = (self.plain_scalar(), format!("C{number}"));
            let value = match (self.choices.below(3), ty) {
                (2, ty) if ty.is_int() => format!("({} & 5_{ty}) | 2_{ty}", self.literal(ty)),
                (2, Scalar::F32 | Scalar::F64) => format!("{} / 3.0_{ty}", self.literal(ty)),
                _ => self.literal(ty),
            };
            self.line(&format!("const {name}: {ty} = {value};"));
            self.globals.variables.push(Variable { name, ty, mutable: false });
        }
        if self.choices.chance(1, 4) {
            let (elem, extent) = (self.plain_scalar(), 1 + self.choices.below(4));
            let values: Vec<String> = (0..extent).map(|_| self.literal(elem)).collect();
            let (name, extents) = ("TABLE".to_owned(), vec![extent]);
            self.line(&format!("const {name}: [{elem}; {extent}] = [{}];", values.join(", ")));
            self.globals.fixed.push(Fixed { name, elem, extents, mutable: false });
        }
    }

    /// Calls a helper with views themselves, at the end of a function: they are gone behind it.
    pub(super) fn moved_call(&mut self) {
        let takes_view = |param: &Param| {
            matches!(param, Param::Array(ty)
                if matches!(ty.container, Container::View | Container::ViewMut))
        };
        let helper = self.helpers.iter().find(|helper| helper.params.iter().any(takes_view));
        let Some(helper) = helper.cloned().filter(|_| self.choices.chance(1, 3)) else { return };
        let mut left = self.scope.arrays.clone();
        let mut args = Vec::new();
        for param in &helper.params {
            match param {
                // No element of what is moved may be read in the same call.
                Param::Scalar(ty) => args.push(self.literal(*ty)),
                Param::Array(ty) => {
                    let fits = |array: &super::Array| {
                        array.ty == *ty && array.readable && (!ty.is_mutable() || array.writable)
                    };
                    let Some(at) = left.iter().position(fits) else { return };
                    args.push(left.remove(at).name);
                }
            }
        }
        let name = self.fresh("m");
        self.line(&format!("let {name} = {}({});", helper.name, args.join(", ")));
        self.scope.arrays = left;
        self.scope.variables.push(Variable { name, ty: helper.ret, mutable: false });
    }
}
