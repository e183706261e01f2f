//! Random loops whose iterations are independent.
//!
//! In: a scope. Out: a `prange` with what it may contain: sums into a variable or into elements of
//! arrays, stores at its own place or at one that an index array tells. Always true: nothing else of what is outside is changed, and
//! arrays that are added to are not read. Deliberately absent: loops that must be refused.

use metate_lang::ty::Scalar;

use super::stmt::DEEPEST;
use super::{Array, Variable, Writer};

impl Writer<'_> {
    /// A `prange` that reduces into a variable or stores into an array, element by element.
    pub(super) fn parallel_loop(&mut self) {
        if self.depth > 0 || self.confined {
            return self.for_loop();
        }
        let stored = |array: &&Array| array.writable && array.ty.rank > 0;
        let arrays: Vec<Array> = self.scope.arrays.iter().filter(stored).cloned().collect();
        let (index, total) = (self.fresh("i"), self.fresh("sum"));
        let ty = self.scalar_ty();
        let ty = if ty == Scalar::Bool { Scalar::F32 } else { ty };
        let extent = match self.scope.arrays.clone().first() {
            Some(array) => self.length(array),
            None => "9_usize".to_owned(),
        };
        let start = self.expr(ty, 1);
        self.line(&format!("let mut {total} = {start};"));
        let reduced: Vec<bool> =
            self.scope.variables.iter_mut().map(|v| std::mem::take(&mut v.mutable)).collect();
        let outer = self.scope.clone();
        self.confined = true;
        self.depth += 1;
        self.block(&format!("for {index} in prange(0..{extent})"), "", |this| {
            this.seal();
            let name = index.clone();
            this.scope.variables.push(Variable { name, ty: Scalar::Usize, mutable: false });
            if let Some(array) = arrays.first().filter(|_| this.choices.chance(1, 2)) {
                let target = array.name.clone();
                for array in &mut this.scope.arrays {
                    array.readable &= array.name != target;
                }
                let value = this.expr(array.ty.elem, 2);
                let rest = vec!["0"; usize::from(array.ty.rank) - 1];
                let at: Vec<&str> = [index.as_str()].into_iter().chain(rest).collect();
                let at = match at.as_slice() {
                    [one] => format!("[{one}]"),
                    several => format!("[[{}]]", several.join(", ")),
                };
                this.line(&format!("{target}{at} = {value};"));
            }
            this.statements(2);
            let value = this.expr(ty, 2);
            // What is a number only has no smaller and larger one.
            let updates = if this.is_number(ty) { 3 } else { 5 };
            let update = match this.choices.below(updates) {
                0 => format!("{total} += {value};"),
                1 => format!("{total} -= {value};"),
                2 => format!("{total} *= {value};"),
                3 => format!("{total} = {total}.min({value});"),
                _ => format!("{total} = {total}.max({value});"),
            };
            this.line(&update);
        });
        self.depth -= 1;
        self.confined = false;
        self.scope = outer;
        for (variable, mutable) in self.scope.variables.iter_mut().zip(reduced) {
            variable.mutable = mutable;
        }
        self.scope.variables.push(Variable { name: total, ty, mutable: true });
    }

    /// Nothing of what is outside may be changed or left from here on.
    fn seal(&mut self) {
        self.scope.arrays.iter_mut().for_each(|array| array.writable = false);
        self.scope.tuples.iter_mut().for_each(|tuple| tuple.mutable = false);
        self.scope.fixed.iter_mut().for_each(|fixed| fixed.mutable = false);
        self.scope.variables.iter_mut().for_each(|variable| variable.mutable = false);
        self.scope.loops.clear();
    }

    /// A `prange` that adds to elements of arrays, at places that iterations share.
    pub(super) fn array_reduction(&mut self) {
        let numeric =
            |array: &&Array| array.writable && array.ty.elem != Scalar::Bool && array.ty.rank > 0;
        let arrays: Vec<Array> = self.scope.arrays.iter().filter(numeric).cloned().collect();
        if arrays.is_empty() || self.depth > 0 || self.confined || self.scope.quiet {
            return self.assign();
        }
        let count = 1 + self.choices.below(2).min(arrays.len() - 1);
        let targets = arrays[..count].to_vec();
        let range = match self.choices.below(12) {
            // So long that there are several chunks, of a body without loops.
            11 => format!("0..{}_usize", [4096, 4097, 9000][self.choices.below(3)]),
            // An iteration is a chunk where the body has a loop.
            9 | 10 => "0..23_usize".to_owned(),
            _ => format!("0..{}", self.extent(&arrays[0], 0)),
        };
        let long = range.len() > 12;
        let outer = self.scope.clone();
        (self.confined, self.depth) = (true, self.depth + if long { DEEPEST } else { 1 });
        let index = self.fresh("i");
        self.block(&format!("for {index} in prange({range})"), "", |this| {
            this.seal();
            for array in &mut this.scope.arrays {
                array.readable &= targets.iter().all(|target| target.name != array.name);
            }
            this.scope.variables.push(Variable { name: index, ty: Scalar::Usize, mutable: false });
            this.statements(1);
            for target in &targets {
                this.update(target, long);
            }
        });
        self.depth -= if long { DEEPEST } else { 1 };
        self.confined = false;
        self.scope = outer;
    }

    /// A `prange` that stores at places that are elements of an index array: distinct ones most of
    /// the time, small ones always, so that arrays of a few elements have them.
    pub(super) fn scatter(&mut self) {
        let stored = |array: &&Array| array.writable && array.ty.rank > 0;
        let arrays: Vec<Array> = self.scope.arrays.iter().filter(stored).cloned().collect();
        if arrays.is_empty() || self.depth > 0 || self.confined || self.scope.quiet {
            return self.assign();
        }
        let target = self.choices.pick(&arrays).clone();
        let (table, index) = (self.fresh("places"), self.fresh("i"));
        let places =
            ["1, 0, 3, 2, 5, 4", "0, 1, 2, 3, 4, 5", "2, 0, 1, 2, 0, 5", "1, 2, 0, 9, 3, 3"];
        let places = places[[0, 0, 1, 2, 3][self.choices.below(5)]];
        let ty = ["usize", "u8", "i32"][self.choices.below(3)];
        self.line(&format!("let {table}: [{ty}; 6] = [{places}];"));
        let extent = super::extent_name(&target, 0);
        let end = match self.choices.below(4) {
            0 => "6_usize".to_owned(),
            _ => format!("({extent} / 2 * 2).min(6_usize)"),
        };
        let outer = self.scope.clone();
        (self.confined, self.depth) = (true, self.depth + 1);
        self.block(&format!("for {index} in prange(0..{end})"), "", |this| {
            this.seal();
            for array in &mut this.scope.arrays {
                array.readable &= array.name != target.name;
            }
            let name = index.clone();
            this.scope.variables.push(Variable { name, ty: Scalar::Usize, mutable: false });
            this.statements(1);
            let at = match ty {
                "usize" => format!("{table}[{index}]"),
                _ => format!("{table}[{index}] as usize"),
            };
            this.scattered(&target, &at);
        });
        self.depth -= 1;
        self.confined = false;
        self.scope = outer;
    }

    /// Stores at a place along the first axis, perhaps several times or under a condition.
    fn scattered(&mut self, target: &Array, at: &str) {
        let mut indices = vec![at.to_owned()];
        for axis in 1..target.ty.rank {
            let index = self.expr(Scalar::Usize, 1);
            indices.push(format!("({index} % {})", super::extent_name(target, axis)));
        }
        let place = match indices.as_slice() {
            [one] => format!("{}[{one}]", target.name),
            several => format!("{}[[{}]]", target.name, several.join(", ")),
        };
        let elem = target.ty.elem;
        let value = self.expr(elem, 2);
        let store = format!("{place} = {value};");
        match self.choices.below(5) {
            0 => {
                let name = self.fresh("j");
                self.line(&format!("for {name} in 0..3_u8 {{ {store} }}"));
            }
            1 => {
                let cond = self.expr(Scalar::Bool, 1);
                self.line(&format!("if {cond} {{ {store} }}"));
            }
            2 => {
                let cond = self.expr(Scalar::Bool, 1);
                let other = self.expr(elem, 1);
                self.line(&format!("if {cond} {{ {store} }} else {{ {place} = {other}; }}"));
            }
            3 if elem != Scalar::Bool => {
                let other = self.expr(elem, 1);
                self.line(&store);
                self.line(&format!("{place} -= {other};"));
            }
            _ => self.line(&store),
        }
    }

    /// Adds to an element, perhaps under a condition or in a loop.
    fn update(&mut self, target: &Array, long: bool) {
        let place = self.shared_place(target);
        let value = self.expr(target.ty.elem, 2);
        let elem = target.ty.elem;
        let operators = match elem.is_float() || self.is_number(elem) {
            true => ["+=", "+=", "-=", "*="],
            false => ["+=", "^=", "|=", "&="],
        };
        let update = format!("{place} {} {value};", self.choices.pick(&operators));
        match self.choices.below(4) {
            3 if !long => {
                let name = self.fresh("j");
                self.line(&format!("for {name} in 0..3_u8 {{ {update} }}"));
            }
            2 => {
                let cond = self.expr(Scalar::Bool, 1);
                self.line(&format!("if {cond} {{ {update} }}"));
            }
            _ => self.line(&update),
        }
    }

    /// A place in an array that depends on anything, modulo the extents most of the time.
    fn shared_place(&mut self, target: &Array) -> String {
        let mut indices = Vec::new();
        for axis in 0..target.ty.rank {
            let index = self.expr(Scalar::Usize, 1);
            indices.push(match self.choices.below(20) {
                19 => index,
                _ => format!("({index} % {})", super::extent_name(target, axis)),
            });
        }
        match indices.as_slice() {
            [one] => format!("{}[{one}]", target.name),
            several => format!("{}[[{}]]", target.name, several.join(", ")),
        }
    }
}
