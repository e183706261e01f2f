//! Random kernels: well typed by construction, of every type, operation and statement.
//!
//! In: [`Choices`]. Out: [`Kernel`] text that the checker accepts and that ends after a bounded
//! number of steps. Always true: operations come from the table (`metate_lang::op`), so a new row
//! is generated without a change here; some kernels have a type parameter; loops count at most to a dozen; the text is valid Rust.
//! Deliberately absent: texts that must be refused (they are `hostile`'s and the checker's).

pub mod choices;
mod expr;
mod generic;
mod item;
mod parallel;
mod stmt;

use std::fmt::Write;

use metate_lang::ty::{ArrayTy, Container, Scalar};

pub use choices::{Choices, shrink};

/// A variable that holds a scalar.
#[derive(Clone)]
struct Variable {
    name: String,
    ty: Scalar,
    /// Whether statements may assign to it.
    mutable: bool,
}

/// A variable that holds a tuple.
#[derive(Clone)]
struct Tuple {
    name: String,
    parts: Vec<Scalar>,
    mutable: bool,
}

/// A fixed array.
#[derive(Clone)]
struct Fixed {
    name: String,
    elem: Scalar,
    extents: Vec<usize>,
    mutable: bool,
}

/// An array parameter.
#[derive(Clone)]
struct Array {
    name: String,
    ty: ArrayTy,
    /// Whether statements may store into it here.
    writable: bool,
    /// Whether expressions may read it here.
    readable: bool,
}

/// A parameter of a helper.
#[derive(Clone)]
enum Param {
    Scalar(Scalar),
    Array(ArrayTy),
}

/// A function that the kernel can call.
#[derive(Clone)]
struct Helper {
    name: String,
    params: Vec<Param>,
    ret: Scalar,
}

/// What is in scope at some place.
#[derive(Clone, Default)]
struct Scope {
    variables: Vec<Variable>,
    tuples: Vec<Tuple>,
    fixed: Vec<Fixed>,
    arrays: Vec<Array>,
    /// Labels of the loops around, innermost last; `None` for one without.
    loops: Vec<Option<String>>,
    /// Whether array elements and calls of helpers may stand in expressions.
    quiet: bool,
}

/// Writes one kernel.
struct Writer<'c> {
    choices: &'c mut Choices,
    out: String,
    indent: usize,
    names: usize,
    scope: Scope,
    helpers: Vec<Helper>,
    /// What every function sees: constants.
    globals: Scope,
    /// The type parameter of every function, if there is one.
    generic: Option<generic::Generic>,
    /// Types that are used more than others.
    favourites: Vec<Scalar>,
    /// Expressions and statements that may still be made.
    budget: usize,
    /// The results of the function being written.
    results: Vec<Scalar>,
    /// Loops around, of all kinds.
    depth: usize,
    /// Whether a jump out of here would leave a `prange`.
    confined: bool,
}

/// A random kernel.
pub struct Generated {
    /// The text.
    pub text: String,
    /// Whether native code may add floats in another order.
    pub reorders: bool,
}

/// Makes a kernel of choices.
pub fn kernel(choices: &mut Choices) -> Generated {
    let mut writer = Writer {
        choices,
        out: String::new(),
        indent: 0,
        names: 0,
        scope: Scope::default(),
        helpers: Vec::new(),
        globals: Scope::default(),
        generic: None,
        favourites: Vec::new(),
        budget: 0,
        results: Vec::new(),
        depth: 0,
        confined: false,
    };
    writer.program();
    let reorders = writer.out.contains("prange");
    Generated { text: writer.out, reorders }
}

impl Writer<'_> {
    fn program(&mut self) {
        self.favourites = (0..3).map(|_| self.any_scalar()).collect();
        self.favourites.extend([Scalar::F64, Scalar::Usize]);
        self.choose_generic();
        let count = 1 + self.choices.below(4);
        let arrays: Vec<Array> = (0..count).map(|number| self.array(number)).collect();
        self.constants();
        let count = self.choices.below(4);
        let mut scalars: Vec<Scalar> = (0..count).map(|_| self.scalar_ty()).collect();
        scalars.extend(self.type_parameter());
        for number in 0..self.choices.below(3) {
            self.helper(number, &arrays);
        }
        self.budget = 40 + self.choices.below(80);
        let results = match self.choices.below(6) {
            0..=3 => vec![self.scalar_ty()],
            _ => (0..2 + self.choices.below(3)).map(|_| self.scalar_ty()).collect(),
        };
        let public = if self.helpers.is_empty() { "" } else { "pub " };
        let scalar = |(number, &ty)| format!("s{number}: {}", self.written(ty));
        let arrays_of = arrays.iter().map(|array| self.declare_array(array));
        let params: Vec<String> = arrays_of.chain(scalars.iter().enumerate().map(scalar)).collect();
        let head = format!("{public}fn kernel{}({})", self.type_parameters(), params.join(", "));
        let variables = scalars.iter().enumerate().map(|(number, &ty)| Variable {
            name: format!("s{number}"),
            ty,
            mutable: false,
        });
        self.scope = Scope { arrays, ..self.globals.clone() };
        self.scope.variables.extend(variables);
        self.function(&head, results, 6);
    }

    /// A function's head and body, in the scope of its parameters.
    fn function(&mut self, head: &str, results: Vec<Scalar>, statements: usize) {
        self.out.push_str(head);
        let arrow = match results.as_slice() {
            [] => String::new(),
            [one] => format!(" -> {}", self.written(*one)),
            several => {
                let written: Vec<&str> = several.iter().map(|&ty| self.written(ty)).collect();
                format!(" -> ({})", written.join(", "))
            }
        };
        writeln!(self.out, "{arrow} {{").expect("a string takes any text");
        self.results = results;
        self.indent = 1;
        self.name_extents();
        self.statements(statements);
        self.moved_call();
        let result = self.result_value(2);
        if !result.is_empty() {
            self.line(&result);
        }
        self.out.push_str("}\n");
        self.indent = 0;
    }

    /// Names the extents of arrays that are written to: indices of a place that is assigned to
    /// may not ask the array itself.
    fn name_extents(&mut self) {
        for array in self.scope.arrays.clone().iter().filter(|array| array.writable) {
            for axis in 0..array.ty.rank {
                let (name, extent) = (extent_name(array, axis), self.extent(array, axis));
                self.line(&format!("let {name} = {extent};"));
                let variable = Variable { name, ty: Scalar::Usize, mutable: false };
                self.scope.variables.push(variable);
            }
        }
    }

    /// The text of a value of the function's result type; empty for `()`.
    fn result_value(&mut self, depth: usize) -> String {
        let values: Vec<String> =
            self.results.clone().into_iter().map(|ty| self.expr(ty, depth)).collect();
        match values.as_slice() {
            [] => String::new(),
            [one] => one.clone(),
            several => format!("({})", several.join(", ")),
        }
    }

    /// A helper; its array parameters are of types that the kernel has.
    fn helper(&mut self, number: usize, arrays: &[Array]) {
        let name = format!("helper{number}");
        let mut params = Vec::new();
        let mut scope = self.globals.clone();
        let mut text = Vec::new();
        let count = 1 + self.choices.below(3);
        for at in 0..count {
            if self.choices.chance(1, 3) {
                let ty = self.choices.pick(arrays).ty;
                let array = Array { name: format!("p{at}"), ty, writable: true, readable: true };
                text.push(self.declare_array(&array));
                scope.arrays.push(Array { writable: ty.is_mutable(), ..array });
                params.push(Param::Array(ty));
            } else {
                let ty = self.scalar_ty();
                text.push(format!("p{at}: {}", self.written(ty)));
                scope.variables.push(Variable { name: format!("p{at}"), ty, mutable: false });
                params.push(Param::Scalar(ty));
            }
        }
        if let Some(ty) = self.type_parameter() {
            text.push(format!("p{count}: T"));
            scope.variables.push(Variable { name: format!("p{count}"), ty, mutable: false });
            params.push(Param::Scalar(ty));
        }
        let ret = self.scalar_ty();
        self.scope = scope;
        self.budget = 12 + self.choices.below(20);
        let helpers = std::mem::take(&mut self.helpers);
        let head = format!("fn {name}{}({})", self.type_parameters(), text.join(", "));
        self.function(&head, vec![ret], 3);
        self.helpers = helpers;
        self.helpers.push(Helper { name, params, ret });
    }

    /// An array parameter of the kernel.
    fn array(&mut self, number: usize) -> Array {
        let elem = self.scalar_ty();
        let containers = [
            Container::Slice,
            Container::SliceMut,
            Container::View,
            Container::ViewMut,
            Container::Array,
        ];
        let container = *self.choices.pick(&containers);
        let rank = match container {
            Container::Slice | Container::SliceMut => 1,
            _ => [1, 2, 2, 1, 3, 4, 5, 6, 0][self.choices.below(9)],
        };
        let ty = ArrayTy { elem, rank, container };
        let name = format!("a{number}");
        Array { name, ty, writable: ty.is_mutable(), readable: true }
    }

    fn declare_array(&self, array: &Array) -> String {
        let mutable = if array.ty.container == Container::ViewMut { "mut " } else { "" };
        format!("{mutable}{}: {}", array.name, self.written_array(array.ty))
    }

    fn any_scalar(&mut self) -> Scalar {
        // From the most usual to the least.
        use Scalar::{Bool, F32, F64, I8, I16, I32, I64, Isize, U8, U16, U32, U64, Usize};
        let order = [F64, I32, Usize, F32, U8, I64, Bool, U32, I8, U64, I16, U16, Isize];
        *self.choices.pick(&order)
    }

    fn scalar_ty(&mut self) -> Scalar {
        if !self.favourites.is_empty() && self.choices.below(4) < 3 {
            let at = self.choices.below(self.favourites.len());
            return self.favourites[at];
        }
        self.any_scalar()
    }

    fn fresh(&mut self, stem: &str) -> String {
        self.names += 1;
        format!("{stem}{}", self.names)
    }

    fn line(&mut self, text: &str) {
        for _ in 0..self.indent {
            self.out.push_str("    ");
        }
        self.out.push_str(text);
        self.out.push('\n');
    }

    /// What `work` writes, in braces and a scope of its own.
    fn block(&mut self, head: &str, tail: &str, work: impl FnOnce(&mut Self)) {
        self.line(&format!("{head} {{"));
        let scope = self.scope.clone();
        self.indent += 1;
        work(self);
        self.indent -= 1;
        self.scope = scope;
        self.line(&format!("}}{tail}"));
    }
}

/// The variable that holds an extent of an array that is written to.
fn extent_name(array: &Array, axis: u8) -> String {
    format!("{}_{axis}", array.name)
}
