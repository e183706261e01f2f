//! Several kernels of one text.
//!
//! In: a text with several `pub` functions. Out: a kernel for each. Always true: the text is parsed
//! and checked once, and all kernels share it; each is a kernel like any other, and lives as long
//! as it is used, whatever becomes of the others. Deliberately absent: programs in common, since a
//! helper is inlined into each kernel that calls it.

use std::fmt;
use std::str::FromStr;

use metate_lang::front;

use super::Kernel;
use crate::error::Error;
use crate::limits::Limits;

/// The kernels of one text: its `pub` functions.
///
/// What else the text has are helpers and constants that they share. A text with one function is a
/// kernel whether it is `pub` or not.
///
/// ```
/// use metate::prelude::*;
/// use metate::Kernels;
///
/// let kernels = Kernels::parse("
///     const G: f64 = 9.81;
///     fn square(x: f64) -> f64 { x * x }
///     pub fn fall(t: f64) -> f64 { 0.5 * G * square(t) }
///     pub fn speed(t: f64) -> f64 { G * t }
/// ")?;
/// let fall = kernels.get("fall").expect("it is one of them");
/// assert_eq!(fall.on(Target::Jit).call::<f64>(args![2.0])?, 19.62);
///
/// for kernel in &kernels {
///     println!("{}", kernel.signature());
/// }
/// assert_eq!(kernels.names().collect::<Vec<_>>(), ["fall", "speed"]);
/// # Ok::<(), metate::Error>(())
/// ```
#[derive(Clone)]
pub struct Kernels {
    list: Vec<Kernel>,
}

impl Kernels {
    /// Parses and checks a text of one or more kernels.
    ///
    /// # Errors
    /// [`ErrorKind::Text`](crate::ErrorKind::Text) with every problem of the text.
    pub fn parse(text: &str) -> Result<Kernels, Error> {
        Kernels::parse_with(text, &Limits::default())
    }

    /// The same within limits, which hold for the calls of the kernels too.
    ///
    /// # Errors
    /// As [`parse`](Kernels::parse).
    pub fn parse_with(text: &str, limits: &Limits) -> Result<Kernels, Error> {
        let modules = front::load_all(text, &limits.of_text())?;
        let kernel = |module| Kernel::of(module, None, limits.clone());
        Ok(Kernels { list: modules.into_iter().map(kernel).collect() })
    }

    /// The kernel of this name.
    pub fn get(&self, name: &str) -> Option<&Kernel> {
        self.list.iter().find(|kernel| kernel.name() == name)
    }

    /// The kernels in the order of the text.
    pub fn iter(&self) -> std::slice::Iter<'_, Kernel> {
        self.list.iter()
    }

    /// Their names in the order of the text.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.list.iter().map(Kernel::name)
    }

    /// How many there are: at least one.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// The text they were made from.
    pub fn text(&self) -> &str {
        self.list.first().map_or("", Kernel::text)
    }
}

impl<'k> IntoIterator for &'k Kernels {
    type Item = &'k Kernel;
    type IntoIter = std::slice::Iter<'k, Kernel>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl IntoIterator for Kernels {
    type Item = Kernel;
    type IntoIter = std::vec::IntoIter<Kernel>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

impl FromStr for Kernels {
    type Err = Error;

    fn from_str(text: &str) -> Result<Kernels, Error> {
        Kernels::parse(text)
    }
}

impl fmt::Debug for Kernels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.list).finish()
    }
}
