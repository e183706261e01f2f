//! Random expressions.
//!
//! In: a type and a depth. Out: the text of an expression of that type, in brackets where it is
//! more than a name. Always true: literals carry their type, so inference decides nothing; an
//! index is usually taken modulo the extent, a divisor usually made odd, so most kernels do not
//! trap, but some do.

use std::sync::OnceLock;

use metate_lang::generic::Bound;
use metate_lang::op::{Op, Syntax};
use metate_lang::ty::{Container, Kind, Scalar};

use super::{Array, Param, Writer};

/// An operation with the types of its operands.
type Typed = (Op, Vec<Scalar>);

/// Every operation that gives a result of this type, by operation.
fn operations(result: Scalar) -> &'static [Vec<Typed>] {
    static TABLE: OnceLock<Vec<Vec<Vec<Typed>>>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        Scalar::ALL
            .iter()
            .map(|&result| Op::ALL.iter().map(|&op| typed(op, result)).collect())
            .collect()
    });
    let at = Scalar::ALL.iter().position(|&scalar| scalar == result).expect("a scalar");
    &table[at]
}

fn typed(op: Op, result: Scalar) -> Vec<Typed> {
    if matches!(op.row().syntax, Syntax::Internal) {
        return Vec::new();
    }
    let mut all: Vec<Vec<Scalar>> = vec![Vec::new()];
    for _ in 0..op.arity() {
        let longer = all.iter().flat_map(|types| {
            Scalar::ALL.iter().map(move |&ty| types.iter().copied().chain([ty]).collect())
        });
        all = longer.collect();
    }
    all.retain(|types| op.accepts(types, result));
    all.into_iter().map(|types| (op, types)).collect()
}

impl Writer<'_> {
    /// An expression of this type.
    pub(super) fn expr(&mut self, ty: Scalar, depth: usize) -> String {
        if depth == 0 || self.budget == 0 {
            return self.leaf(ty);
        }
        self.budget -= 1;
        match self.choices.below(16) {
            0..=2 => self.leaf(ty),
            3..=9 => self.operation(ty, depth - 1),
            10 | 11 => self.cast(ty, depth - 1),
            12 => self.if_expr(ty, depth - 1),
            13 => self.match_expr(ty, depth - 1),
            14 => self.block_expr(ty, depth - 1),
            _ => self.call(ty, depth - 1),
        }
    }

    fn leaf(&mut self, ty: Scalar) -> String {
        match self.choices.below(6) {
            0 => self.literal(ty),
            1..=3 => self.variable(ty),
            4 => self.element(ty),
            _ => self.part(ty),
        }
    }

    pub(super) fn literal(&mut self, ty: Scalar) -> String {
        if let Some(bound) = self.bound(ty) {
            return self.generic_literal(bound);
        }
        match ty.kind() {
            Kind::Bool => ["false", "true"][self.choices.below(2)].to_owned(),
            Kind::Float => {
                let plain =
                    ["0.0", "1.0", "2.0", "0.5", "3.25", "1e-3", "7.5e8", "1e30", "5e-30", "0.1"];
                match self.choices.below(14) {
                    number @ 0..=9 => format!("{}_{ty}", plain[number]),
                    10 => format!("(-{}_{ty})", self.choices.pick(&plain)),
                    11 => format!("{ty}::INFINITY"),
                    12 => format!("{ty}::NAN"),
                    _ => format!("{ty}::MIN_POSITIVE"),
                }
            }
            Kind::Signed | Kind::Unsigned => match self.choices.below(9) {
                number @ 0..=4 => format!("{}_{ty}", [1, 0, 2, 3, 7][number]),
                5 => format!("{}_{ty}", self.choices.below(100)),
                6 if ty.is_signed() => format!("(-{}_{ty})", 1 + self.choices.below(100)),
                7 => format!("{ty}::MIN"),
                _ => format!("{ty}::MAX"),
            },
        }
    }

    fn variable(&mut self, ty: Scalar) -> String {
        let names: Vec<String> = self
            .scope
            .variables
            .iter()
            .filter(|variable| variable.ty == ty)
            .map(|variable| variable.name.clone())
            .collect();
        if names.is_empty() { self.literal(ty) } else { self.choices.pick(&names).clone() }
    }

    fn part(&mut self, ty: Scalar) -> String {
        let mut found = Vec::new();
        for tuple in &self.scope.tuples {
            for (number, &part) in tuple.parts.iter().enumerate() {
                if part == ty {
                    found.push(format!("{}.{number}", tuple.name));
                }
            }
        }
        let fixed: Vec<_> =
            self.scope.fixed.iter().filter(|fixed| fixed.elem == ty).cloned().collect();
        if !fixed.is_empty() && (found.is_empty() || self.choices.chance(1, 2)) {
            let fixed = self.choices.pick(&fixed).clone();
            let index: Vec<String> = fixed
                .extents
                .iter()
                .map(|extent| self.index_below(&format!("{extent}_usize")))
                .collect();
            return format!("{}[{}]", fixed.name, index.join("]["));
        }
        if found.is_empty() { self.variable(ty) } else { self.choices.pick(&found).clone() }
    }

    fn element(&mut self, ty: Scalar) -> String {
        if self.scope.quiet {
            return self.variable(ty);
        }
        let arrays: Vec<Array> = self
            .scope
            .arrays
            .iter()
            .filter(|array| array.ty.elem == ty && array.readable)
            .cloned()
            .collect();
        if arrays.is_empty() {
            return self.variable(ty);
        }
        let array = self.choices.pick(&arrays).clone();
        self.indexed(&array)
    }

    /// An element of an array.
    pub(super) fn indexed(&mut self, array: &Array) -> String {
        let index: Vec<String> = (0..array.ty.rank)
            .map(|axis| {
                let extent = match array.ty.is_mutable() {
                    true => super::extent_name(array, axis),
                    false => self.extent(array, axis),
                };
                self.index_below(&extent)
            })
            .collect();
        match index.as_slice() {
            [] => format!("{}[()]", array.name),
            [one] => format!("{}[{one}]", array.name),
            several => format!("{}[[{}]]", array.name, several.join(", ")),
        }
    }

    /// The extent of an array along an axis.
    pub(super) fn extent(&mut self, array: &Array, axis: u8) -> String {
        let name = &array.name;
        if array.ty.is_slice() {
            return format!("{name}.len()");
        }
        match (self.choices.below(3), array.ty.rank, axis) {
            (1, 2, 0) => format!("{name}.nrows()"),
            (1, 2, _) => format!("{name}.ncols()"),
            (2, ..) => format!("{name}.len_of(Axis({axis}))"),
            (_, 1, _) => format!("{name}.len()"),
            _ => format!("{name}.shape()[{axis}]"),
        }
    }

    /// The extent of the first axis, or 1.
    pub(super) fn length(&mut self, array: &Array) -> String {
        match array.ty.rank {
            0 => format!("{}.len()", array.name),
            _ => self.extent(array, 0),
        }
    }

    /// An index that is below `extent`, or rarely one that need not be.
    fn index_below(&mut self, extent: &str) -> String {
        let quiet = std::mem::replace(&mut self.scope.quiet, true);
        let index = match self.choices.below(16) {
            0..=7 => {
                let index = self.variable(Scalar::Usize);
                format!("{index} % {extent}")
            }
            8..=11 => self.counter().unwrap_or_else(|| "0".to_owned()),
            12..=14 => {
                let index = self.expr(Scalar::Usize, 1);
                format!("{index} % {extent}")
            }
            _ => self.expr(Scalar::Usize, 1),
        };
        self.scope.quiet = quiet;
        index
    }

    /// The induction variable of a loop around.
    fn counter(&mut self) -> Option<String> {
        let is_counter = |variable: &&super::Variable| {
            variable.ty == Scalar::Usize && variable.name.starts_with('i')
        };
        let found: Vec<String> =
            self.scope.variables.iter().filter(is_counter).map(|v| v.name.clone()).collect();
        (!found.is_empty()).then(|| self.choices.pick(&found).clone())
    }

    fn operation(&mut self, ty: Scalar, depth: usize) -> String {
        let allowed = |row: &'static Vec<Typed>| -> Vec<&'static Typed> {
            row.iter().filter(|(op, types)| self.allows(*op, types, ty)).collect()
        };
        let rows: Vec<Vec<&Typed>> =
            operations(ty).iter().map(allowed).filter(|row| !row.is_empty()).collect();
        let row = &rows[self.choices.below(rows.len())];
        let (op, types) = match row.len() {
            1 => row[0],
            // Comparisons and the like: of types that are used.
            _ => {
                let wanted = self.scalar_ty();
                row.iter().find(|(_, types)| types[0] == wanted).unwrap_or(&row[0])
            }
        };
        let mut operands: Vec<String> =
            types.iter().map(|&operand| self.expr(operand, depth)).collect();
        self.tame(*op, types, &mut operands);
        match (op.row().syntax, operands.as_slice()) {
            (Syntax::Operator(symbol), [x]) => format!("({symbol}{x})"),
            (Syntax::Operator(symbol), [x, y]) => format!("({x} {symbol} {y})"),
            (_, operands) => self.called(*op, ty, types, operands),
        }
    }

    /// Keeps most operations from trapping.
    fn tame(&mut self, op: Op, types: &[Scalar], operands: &mut [String]) {
        let divides = op.row().name.contains("div") || op.row().name.contains("rem");
        if let Some(bound) = self.bound(types[0]) {
            if divides && bound != Bound::Float && !self.choices.chance(1, 8) {
                operands[1] = self.generic_divisor(bound, &operands[1]);
            }
            return;
        }
        if divides && types[0].is_int() && !self.choices.chance(1, 8) {
            operands[1] = format!("({} | 1_{})", operands[1], types[1]);
        }
        if op.row().name == "clamp" && !self.choices.chance(1, 8) {
            let (low, high) = if types[0].is_float() { ("0.25", "4.5") } else { ("2", "9") };
            operands[1] = format!("{low}_{}", types[0]);
            operands[2] = format!("{high}_{}", types[0]);
        }
        if matches!(op, Op::Shl | Op::Shr) && self.choices.chance(1, 2) {
            let amount = self.plain_scalar();
            if amount.is_int() {
                operands[1] = self.expr(amount, 0);
            }
        }
    }

    /// An operation as a method, or as a path where it has no receiver of its type.
    fn called(&mut self, op: Op, ty: Scalar, types: &[Scalar], operands: &[String]) -> String {
        let name = op.row().name;
        let [receiver, args @ ..] = operands else { return self.literal(ty) };
        match name {
            _ if op.row().syntax == Syntax::Function => format!("{name}({receiver})"),
            "from_bits" => format!("{ty}::from_bits({receiver})"),
            _ if self.choices.chance(1, 8) => {
                format!("{}::{name}({})", self.written(types[0]), operands.join(", "))
            }
            _ => format!("{receiver}.{name}({})", args.join(", ")),
        }
    }

    fn cast(&mut self, ty: Scalar, depth: usize) -> String {
        if self.bound(ty).is_some() {
            return self.made_generic(depth);
        }
        let mut from = self.scalar_ty();
        let allowed = metate_lang::op::cast_allowed(from, ty);
        if !allowed {
            from = ty;
        }
        let operand = self.expr(from, depth);
        if self.bound(from).is_some() {
            return self.plain_of_generic(&operand, ty);
        }
        format!("({operand} as {ty})")
    }

    fn if_expr(&mut self, ty: Scalar, depth: usize) -> String {
        let cond = self.expr(Scalar::Bool, depth);
        let (then, otherwise) = (self.expr(ty, depth), self.expr(ty, depth));
        format!("(if {cond} {{ {then} }} else {{ {otherwise} }})")
    }

    fn match_expr(&mut self, ty: Scalar, depth: usize) -> String {
        let of = self.plain_scalar();
        let of = if of.is_float() { Scalar::I32 } else { of };
        let scrutinee = self.expr(of, depth);
        let mut arms = String::new();
        for _ in 0..self.choices.below(3) {
            let pattern = self.pattern(of);
            let guard = match self.choices.below(3) {
                // A guard may not lend the place that is matched.
                2 if scrutinee.ends_with(']') => {
                    let quiet = std::mem::replace(&mut self.scope.quiet, true);
                    let guard = self.expr(Scalar::Bool, depth);
                    self.scope.quiet = quiet;
                    format!(" if {guard}")
                }
                2 => format!(" if {}", self.expr(Scalar::Bool, depth)),
                _ => String::new(),
            };
            let value = self.expr(ty, depth);
            arms.push_str(&format!("{pattern}{guard} => {value}, "));
        }
        let last = self.expr(ty, depth);
        format!("(match {scrutinee} {{ {arms}_ => {last} }})")
    }

    fn pattern(&mut self, ty: Scalar) -> String {
        if ty == Scalar::Bool {
            return ["true", "false"][self.choices.below(2)].to_owned();
        }
        let (a, b) = (self.choices.below(10), self.choices.below(10));
        let (low, high) = (a.min(b), a.max(b));
        match self.choices.below(5) {
            0 => format!("{a}"),
            1 => format!("{low}..={high}"),
            2 => format!("{high}.."),
            3 => format!("{low} | {}", high + 1),
            _ => format!("{low}..{}", high + 1),
        }
    }

    fn block_expr(&mut self, ty: Scalar, depth: usize) -> String {
        let (inner, name) = (self.scalar_ty(), self.fresh("b"));
        let value = self.expr(inner, depth);
        let variable = super::Variable { name: name.clone(), ty: inner, mutable: false };
        self.scope.variables.push(variable);
        let text = match self.choices.below(3) {
            0 => format!("({{ let {name} = {value}; {} }})", self.expr(ty, depth)),
            1 => {
                let (cond, early) = (self.expr(Scalar::Bool, depth), self.expr(ty, depth));
                let late = self.expr(ty, depth);
                format!(
                    "('{name}: {{ let {name} = {value}; if {cond} {{ break '{name} {early}; }} {late} }})"
                )
            }
            _ => format!("(loop {{ let {name} = {value}; break {}; }})", self.expr(ty, depth)),
        };
        self.scope.variables.pop();
        text
    }

    fn call(&mut self, ty: Scalar, depth: usize) -> String {
        let helpers: Vec<_> =
            self.helpers.iter().filter(|helper| helper.ret == ty).cloned().collect();
        if helpers.is_empty() || self.scope.quiet || self.confined {
            return self.operation(ty, depth);
        }
        let helper = self.choices.pick(&helpers).clone();
        let quiet = std::mem::replace(&mut self.scope.quiet, true);
        let mut used: Vec<String> = Vec::new();
        let mut args = Vec::new();
        for param in &helper.params {
            match param {
                Param::Scalar(ty) => args.push(self.expr(*ty, depth.min(1))),
                Param::Array(ty) => {
                    let fits = |array: &&Array| {
                        array.ty == *ty
                            && array.readable
                            && (!ty.is_mutable() || array.writable)
                            && !used.contains(&array.name)
                    };
                    let Some(array) = self.scope.arrays.iter().find(fits) else { break };
                    used.push(array.name.clone());
                    args.push(match ty.container {
                        Container::View => format!("{}.view()", array.name),
                        Container::ViewMut => format!("{}.view_mut()", array.name),
                        _ => array.name.clone(),
                    });
                }
            }
        }
        self.scope.quiet = quiet;
        if args.len() < helper.params.len() {
            return self.operation(ty, depth);
        }
        format!("{}({})", helper.name, args.join(", "))
    }
}
