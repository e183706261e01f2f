//! Random statements.
//!
//! In: a scope and a budget. Out: statements, written line by line. Always true: a loop counts to
//! a small number in a variable that nothing else assigns, jumps stand in an `if` of their own,
//! and a variable is in scope from its `let` to the end of its block.

use metate_lang::ty::Scalar;

use super::{Array, Fixed, Tuple, Variable, Writer};

/// Loops nest no deeper: the number of steps grows with the power of it.
pub(super) const DEEPEST: usize = 3;

impl Writer<'_> {
    pub(super) fn statements(&mut self, most: usize) {
        for _ in 0..1 + self.choices.below(most) {
            if self.budget == 0 {
                return;
            }
            self.budget -= 1;
            self.statement();
        }
    }

    fn statement(&mut self) {
        match self.choices.below(27) {
            0..=4 => self.let_scalar(),
            5 => self.let_tuple(),
            6 => self.let_fixed(),
            7..=9 => self.assign(),
            10..=13 => self.store(),
            14 | 15 => self.branch(),
            16..=18 => self.for_loop(),
            19 => self.while_loop(),
            20 => self.loop_with_breaks(),
            21 => self.jump(),
            22 => self.match_statement(),
            23 => self.deferred(),
            24 => self.parallel_loop(),
            25 => self.scatter(),
            _ => self.array_reduction(),
        }
    }

    fn let_scalar(&mut self) {
        let (ty, name) = (self.scalar_ty(), self.fresh("v"));
        let value = self.expr(ty, 3);
        let mutable = self.choices.chance(1, 2);
        let word = if mutable { "mut " } else { "" };
        let written = match self.choices.below(3) {
            0 => format!(": {}", self.written(ty)),
            _ => String::new(),
        };
        self.line(&format!("let {word}{name}{written} = {value};"));
        self.scope.variables.push(Variable { name, ty, mutable });
    }

    /// A variable that gets its value behind its `let`, perhaps in arms.
    fn deferred(&mut self) {
        let (ty, name) = (self.scalar_ty(), self.fresh("d"));
        let mutable = self.choices.chance(1, 3);
        let word = if mutable { "mut " } else { "" };
        let written = match self.choices.chance(1, 2) {
            true => format!(": {}", self.written(ty)),
            false => String::new(),
        };
        self.line(&format!("let {word}{name}{written};"));
        if self.choices.chance(2, 3) {
            let cond = self.expr(Scalar::Bool, 2);
            self.line(&format!("if {cond} {{"));
            self.inside(|this| {
                let value = this.expr(ty, 2);
                this.line(&format!("{name} = {value};"));
            });
            self.line("} else {");
            self.inside(|this| {
                this.statements(2);
                let value = this.expr(ty, 2);
                this.line(&format!("{name} = {value};"));
            });
            self.line("}");
        } else {
            let value = self.expr(ty, 2);
            self.line(&format!("{name} = {value};"));
        }
        self.scope.variables.push(Variable { name, ty, mutable });
    }

    fn let_tuple(&mut self) {
        let parts: Vec<Scalar> = (0..2 + self.choices.below(2)).map(|_| self.scalar_ty()).collect();
        let values: Vec<String> = parts.iter().map(|&part| self.expr(part, 2)).collect();
        let values = values.join(", ");
        if self.choices.chance(1, 2) {
            let names: Vec<String> = parts.iter().map(|_| self.fresh("t")).collect();
            self.line(&format!("let ({}) = ({values});", names.join(", ")));
            let variables = names.into_iter().zip(parts);
            self.scope.variables.extend(variables.map(|(name, ty)| Variable {
                name,
                ty,
                mutable: false,
            }));
        } else {
            let name = self.fresh("t");
            self.line(&format!("let mut {name} = ({values});"));
            self.scope.tuples.push(Tuple { name, parts, mutable: true });
        }
    }

    fn let_fixed(&mut self) {
        let (elem, name) = (self.scalar_ty(), self.fresh("k"));
        let extents: Vec<usize> =
            (0..1 + self.choices.below(2)).map(|_| 1 + self.choices.below(4)).collect();
        let value = match self.choices.below(2) {
            0 => {
                let value = self.expr(elem, 1);
                extents.iter().rev().fold(value, |row, extent| format!("[{row}; {extent}]"))
            }
            _ => self.list(elem, &extents),
        };
        self.line(&format!("let mut {name} = {value};"));
        self.scope.fixed.push(Fixed { name, elem, extents, mutable: true });
    }

    fn list(&mut self, elem: Scalar, extents: &[usize]) -> String {
        let [extent, inner @ ..] = extents else { return self.expr(elem, 1) };
        let rows: Vec<String> = (0..*extent).map(|_| self.list(elem, inner)).collect();
        format!("[{}]", rows.join(", "))
    }

    /// Assigns to a variable, a part of a tuple or an element of a fixed array.
    pub(super) fn assign(&mut self) {
        let mut places: Vec<(String, Scalar)> = Vec::new();
        for variable in self.scope.variables.iter().filter(|variable| variable.mutable) {
            places.push((variable.name.clone(), variable.ty));
        }
        for tuple in self.scope.tuples.iter().filter(|tuple| tuple.mutable) {
            for (number, &part) in tuple.parts.iter().enumerate() {
                places.push((format!("{}.{number}", tuple.name), part));
            }
        }
        for fixed in self.scope.fixed.iter().filter(|fixed| fixed.mutable) {
            let index: Vec<String> =
                fixed.extents.iter().map(|extent| format!("{}", extent - 1)).collect();
            places.push((format!("{}[{}]", fixed.name, index.join("][")), fixed.elem));
        }
        if places.is_empty() {
            return self.let_scalar();
        }
        let (place, ty) = self.choices.pick(&places).clone();
        self.assignment(&place, ty);
    }

    fn assignment(&mut self, place: &str, ty: Scalar) {
        let operator = match (self.choices.below(3), ty) {
            (0, _) => "=",
            (_, Scalar::Bool) => ["^=", "&=", "|="][self.choices.below(3)],
            (_, ty) if self.is_number(ty) => ["+=", "-=", "*="][self.choices.below(3)],
            (_, ty) if ty.is_int() => ["+=", "-=", "*=", "^=", "|=", "&="][self.choices.below(6)],
            _ => ["+=", "-=", "*=", "/="][self.choices.below(4)],
        };
        let value = self.expr(ty, 3);
        self.line(&format!("{place} {operator} {value};"));
    }

    fn store(&mut self) {
        let arrays: Vec<Array> =
            self.scope.arrays.iter().filter(|array| array.writable).cloned().collect();
        if arrays.is_empty() || self.scope.quiet {
            return self.assign();
        }
        let array = self.choices.pick(&arrays).clone();
        if self.choices.chance(1, 12) {
            let value = self.expr(array.ty.elem, 2);
            let name = self.fresh("f");
            self.line(&format!("let {name} = {value};"));
            return self.line(&format!("{}.fill({name});", array.name));
        }
        let place = self.indexed(&array);
        // To rustc `a[i] += x` of a type parameter's is a call that borrows all of `a` first.
        let borrowed = self.bound(array.ty.elem).is_some();
        let scope = self.scope.clone();
        if borrowed {
            self.hide(&array);
        }
        self.assignment(&place, array.ty.elem);
        self.scope = scope;
    }

    /// Leaves an array alone for a while.
    fn hide(&mut self, array: &Array) {
        let shown = self.scope.arrays.iter_mut().find(|other| other.name == array.name);
        if let Some(array) = shown {
            (array.readable, array.writable) = (false, false);
        }
    }

    fn branch(&mut self) {
        let cond = self.expr(Scalar::Bool, 2);
        let other = self.choices.chance(1, 2);
        let tail = if other { " else {" } else { "" };
        self.line(&format!("if {cond} {{"));
        self.inside(|this| this.statements(3));
        self.line(&format!("}}{tail}"));
        if other {
            self.inside(|this| this.statements(3));
            self.line("}");
        }
    }

    /// Writes indented lines in a scope of their own.
    fn inside(&mut self, work: impl FnOnce(&mut Self)) {
        let scope = self.scope.clone();
        self.indent += 1;
        work(self);
        self.indent -= 1;
        self.scope = scope;
    }

    /// A label for a loop, perhaps.
    fn label(&mut self) -> (Option<String>, String) {
        if self.choices.chance(1, 3) {
            let name = self.fresh("l");
            let text = format!("'{name}: ");
            (Some(name), text)
        } else {
            (None, String::new())
        }
    }

    pub(super) fn for_loop(&mut self) {
        if self.depth == DEEPEST {
            return self.assign();
        }
        let (range, ty) = self.range();
        let (label, head) = self.label();
        let name = self.fresh("i");
        self.depth += 1;
        self.block(&format!("{head}for {name} in {range}"), "", |this| {
            this.scope.variables.push(Variable { name, ty, mutable: false });
            this.scope.loops.push(label);
            this.statements(4);
        });
        self.depth -= 1;
    }

    /// A range of at most a dozen integers, and their type.
    fn range(&mut self) -> (String, Scalar) {
        let arrays: Vec<Array> = self.scope.arrays.clone();
        if !arrays.is_empty() && self.choices.below(3) < 2 {
            let array = self.choices.pick(&arrays).clone();
            let extent = match array.ty.rank {
                0 => self.length(&array),
                rank => {
                    let axis = self.choices.below(usize::from(rank)) as u8;
                    self.extent(&array, axis)
                }
            };
            return (self.adapted(format!("0..{extent}")), Scalar::Usize);
        }
        let ty = self.plain_scalar();
        let ty = if ty.is_int() { ty } else { Scalar::I32 };
        let (a, b) = (self.choices.below(6), self.choices.below(10));
        let range = match self.choices.below(5) {
            0 => format!("{a}_{ty}..{b}_{ty}"),
            1 => format!("{a}_{ty}..={b}_{ty}"),
            2 => format!("{ty}::MAX - {a}..={ty}::MAX"),
            3 => format!("{ty}::MIN..={ty}::MIN + {a}"),
            _ => {
                let value = self.expr(Scalar::U8, 1);
                format!("{a}_{ty}..(({value} & 7_u8) as {ty})")
            }
        };
        (self.adapted(range), ty)
    }

    fn adapted(&mut self, range: String) -> String {
        match self.choices.below(8) {
            5 => format!("({range}).rev()"),
            6 => format!("({range}).step_by({})", 1 + self.choices.below(4)),
            7 => format!("({range}).rev().step_by({})", 1 + self.choices.below(300)),
            _ => range,
        }
    }

    fn while_loop(&mut self) {
        if self.depth == DEEPEST {
            return self.assign();
        }
        let (label, head) = self.label();
        let (name, most) = (self.fresh("w"), self.choices.below(8));
        self.line(&format!("let mut {name} = 0_i32;"));
        let cond = self.expr(Scalar::Bool, 1);
        self.depth += 1;
        self.block(&format!("{head}while {name} < {most} && {cond}"), "", |this| {
            this.line(&format!("{name} += 1;"));
            this.scope.variables.push(Variable { name, ty: Scalar::I32, mutable: false });
            this.scope.loops.push(label);
            this.statements(3);
        });
        self.depth -= 1;
    }

    fn loop_with_breaks(&mut self) {
        if self.depth == DEEPEST {
            return self.assign();
        }
        let (label, head) = self.label();
        let (count, most) = (self.fresh("c"), self.choices.below(8));
        let (ty, result) = (self.scalar_ty(), self.fresh("r"));
        self.line(&format!("let mut {count} = 0_u32;"));
        let quiet = std::mem::replace(&mut self.scope.quiet, true);
        let value = self.expr(ty, 1);
        self.scope.quiet = quiet;
        self.depth += 1;
        self.block(&format!("let {result} = {head}loop"), ";", |this| {
            this.line(&format!("{count} += 1;"));
            this.line(&format!("if {count} > {most} {{ break {value}; }}"));
            let variable = Variable { name: count.clone(), ty: Scalar::U32, mutable: false };
            this.scope.variables.push(variable);
            // A jump to it would need a value.
            this.scope.loops.clear();
            let _ = label;
            this.statements(3);
        });
        self.depth -= 1;
        self.scope.variables.push(Variable { name: result, ty, mutable: false });
    }

    /// A conditional jump out of a loop, or out of the function.
    fn jump(&mut self) {
        let cond = self.expr(Scalar::Bool, 2);
        let loops = self.scope.loops.clone();
        let jump = match (self.choices.below(4), loops.last()) {
            (0, _) | (_, None) if !self.confined => {
                let value = self.result_value(1);
                format!("return {value}")
            }
            (_, None) => return self.assign(),
            (1, Some(_)) => "break".to_owned(),
            (2, Some(_)) => "continue".to_owned(),
            _ => {
                let labels: Vec<&String> = loops.iter().flatten().collect();
                let word = ["break", "continue"][self.choices.below(2)];
                match labels.as_slice() {
                    [] => word.to_owned(),
                    _ => format!("{word} '{}", self.choices.pick(&labels)),
                }
            }
        };
        self.line(&format!("if {cond} {{ {jump}; }}"));
    }

    fn match_statement(&mut self) {
        let (a, b) = (self.plain_scalar(), self.expr(Scalar::Bool, 1));
        let a = if a.is_float() { Scalar::U8 } else { a };
        let scrutinee = self.expr(a, 1);
        let first = if a == Scalar::Bool { "true" } else { "1..=3" };
        let second = if a == Scalar::Bool { "false" } else { "5.." };
        self.line(&format!("match ({scrutinee}, {b}) {{"));
        self.indent += 1;
        for head in [
            format!("({first}, true) =>"),
            format!("(bound, _) if bound == {scrutinee} =>"),
            format!("({second}, false) =>"),
            "_ =>".to_owned(),
        ] {
            self.block(&head, "", |this| this.statements(2));
        }
        self.indent -= 1;
        self.line("}");
    }
}
