//! Text to own tree: limits on strangers' text, parsing through syn, conversion.
//!
//! In: the bytes of a kernel. Out: an [`ast::File`] or every problem found. Always true: no
//! text, however hostile, panics, hangs or leaves memory behind. Deliberately absent: names and
//! types, which are `front`'s.

pub mod ast;

use crate::error::Diagnostics;

/// Limits on a kernel's text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of text.
    pub bytes: usize,
    /// Depth of brackets of any kind.
    pub brackets: usize,
    /// Prefix operators (`-`, `!`, `&`, `*`) in a row.
    pub prefixes: usize,
    /// Binary operators in one expression without brackets between them.
    pub chain: usize,
    /// Depth of the syntax tree.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { bytes: 1 << 20, brackets: 96, prefixes: 32, chain: 512, depth: 1024 }
    }
}

/// Parses a kernel's text.
///
/// # Errors
/// Every problem found, in source order.
pub fn parse(text: &str, limits: &Limits) -> Result<ast::File, Diagnostics> {
    let _ = (text, limits);
    unreachable!("not written yet")
}
