//! What a kernel takes and gives, as a value that prints as Rust.
//!
//! In: a kernel. Out: its [`Signature`]. Always true: what is printed is the head of a function
//! that stable rustc accepts with the prelude in scope. Deliberately absent: what a program is
//! compiled for (`metate_lang::ty::Signature`), of which a kernel has one for each layout class.

use std::fmt;

use metate_lang::generic::Bound;
use metate_lang::ty::Ty;
use serde::{Deserialize, Serialize};

use super::Kernel;

/// A parameter of a kernel.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Ty,
}

/// What a kernel takes and gives; prints as Rust. [`Kernel::signature`] makes it.
///
/// ```
/// use metate::prelude::*;
///
/// let text = "fn scale<T: Float>(x: &[T], mut y: ArrayViewMut2<T>, k: usize) -> (T, usize) {
///     y[[0, 0]] = x[k];
///     (x[0], k)
/// }";
/// assert_eq!(
///     Kernel::parse(text)?.signature().to_string(),
///     "fn scale<T: Float>(x: &[T], y: ArrayViewMut2<T>, k: usize) -> (T, usize)"
/// );
/// # Ok::<(), metate::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Signature {
    name: String,
    type_parameters: Vec<(String, Bound)>,
    parameters: Vec<Parameter>,
    result: Ty,
    /// For each parameter, the type parameter that its type shows.
    shown: Vec<Option<usize>>,
    /// For each scalar of the result, the type parameter that it is.
    returned: Vec<Option<usize>>,
}

impl Signature {
    pub(super) fn of(kernel: &Kernel) -> Signature {
        let generic = kernel.inner.family.as_ref().map(|family| &family.generic);
        Signature {
            name: kernel.name().to_owned(),
            type_parameters: kernel.type_parameters().to_vec(),
            parameters: kernel.parameters().to_vec(),
            result: kernel.result(),
            shown: generic.map_or(Vec::new(), |generic| generic.used_by.clone()),
            returned: generic.map_or(Vec::new(), |generic| generic.returned.clone()),
        }
    }

    /// The kernel's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The type parameters, each with the trait that bounds it.
    pub fn type_parameters(&self) -> &[(String, Bound)] {
        &self.type_parameters
    }

    /// The parameters in order; where they are of a type parameter, those for `f64` (or `i64`).
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    /// The result: `()`, a scalar or a tuple of scalars; as for the parameters.
    pub fn result(&self) -> Ty {
        self.result
    }

    /// The name of the type parameter at this place of a table.
    fn letter(&self, table: &[Option<usize>], at: usize) -> Option<&str> {
        let number = table.get(at).copied().flatten()?;
        self.type_parameters.get(number).map(|(name, _)| name.as_str())
    }

    fn parameter(&self, number: usize, ty: Ty) -> String {
        let written = ty.to_string();
        let elem = match ty {
            Ty::Array(array) => array.elem.name(),
            _ => &written,
        };
        match self.letter(&self.shown, number) {
            Some(letter) => written.replacen(elem, letter, 1),
            None => written,
        }
    }

    /// The result as the text has it; none if it is `()`.
    fn written_result(&self) -> Option<String> {
        let part = |(at, scalar): (usize, &metate_lang::ty::Scalar)| {
            self.letter(&self.returned, at).unwrap_or(scalar.name()).to_owned()
        };
        let parts: Vec<String> = self.result.scalars().iter().enumerate().map(part).collect();
        match (self.result, parts.as_slice()) {
            (Ty::Unit, _) => None,
            (Ty::Tuple(_), [only]) => Some(format!("({only},)")),
            (Ty::Tuple(_), parts) => Some(format!("({})", parts.join(", "))),
            _ => parts.into_iter().next(),
        }
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "fn {}", self.name)?;
        let bounds = self.type_parameters.iter();
        let bounds: Vec<String> =
            bounds.map(|(name, bound)| format!("{name}: {}", bound.name())).collect();
        if !bounds.is_empty() {
            write!(f, "<{}>", bounds.join(", "))?;
        }
        let parameters = self.parameters.iter().enumerate();
        let parameters: Vec<String> = parameters
            .map(|(number, Parameter { name, ty })| {
                format!("{name}: {}", self.parameter(number, *ty))
            })
            .collect();
        write!(f, "({})", parameters.join(", "))?;
        match self.written_result() {
            Some(result) => write!(f, " -> {result}"),
            None => Ok(()),
        }
    }
}
