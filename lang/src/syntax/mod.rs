//! Text to own tree: limits on strangers' text, parsing through syn, conversion.
//!
//! In: the bytes of a kernel. Out: an [`ast::File`] or every problem found. Always true: no
//! text, however hostile, panics, hangs or leaves memory behind; syn and proc-macro2 run on
//! threads of their own, whose copy of the text is dropped with the tree. Deliberately absent:
//! names and types, which are `front`'s.
//!
//! ```
//! use metate_lang::syntax::{Limits, parse};
//!
//! let file = parse("fn double(x: f64) -> f64 { 2.0 * x }", &Limits::default()).unwrap();
//! assert_eq!(file.funcs[0].name.text, "double");
//!
//! let problems = parse("fn f(x: f64) { x?; }", &Limits::default()).unwrap_err();
//! assert_eq!(problems.list()[0].code.as_str(), "M0206");
//! ```

pub mod ast;
mod lex;
mod scan;
mod parse;

use std::sync::Arc;

use serde::Serialize;

use crate::error::{Code, Diagnostic, Diagnostics, Span};
use crate::ty::MAX_RANK;
use crate::util::stack::{WORKER_BYTES, on_worker, with_stack};

/// Limits on a kernel's text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
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
    /// Axes of an array; a slice has one.
    pub rank: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            bytes: 1 << 20,
            brackets: 96,
            prefixes: 32,
            chain: 512,
            depth: 1024,
            rank: MAX_RANK,
        }
    }
}

/// Parses a kernel's text.
///
/// # Errors
/// Every problem found, in source order; of text that breaks a limit or is not Rust, the first.
pub fn parse(text: &str, limits: &Limits) -> Result<ast::File, Diagnostics> {
    parse_then(text, limits, |_, file| Ok(file))
}

/// Parses a kernel's text and goes on with its tree on the same large stack.
///
/// # Errors
/// As [`parse`], or those of `then`, which is given the text and its tree.
pub fn parse_then<T: Send + 'static>(
    text: &str,
    limits: &Limits,
    then: impl FnOnce(&str, ast::File) -> Result<T, Diagnostics> + Send + 'static,
) -> Result<T, Diagnostics> {
    let scanned =
        scan::scan(text, limits).map_err(|problem| Diagnostics::new(text, vec![*problem]))?;
    let (stack, start, limits) = (scanned.stack(), scanned.start, limits.clone());
    let shared: Arc<str> = text.into();
    let work = move || {
        let parsed = parse::file(&shared, start, &limits);
        // Nothing of proc-macro2's is left, and it would keep the text for as long as the thread.
        proc_macro2::extra::invalidate_current_thread_spans();
        let file = parsed.map_err(|problems| Diagnostics::new(shared.clone(), problems))?;
        then(&shared, file)
    };
    let done = if stack <= WORKER_BYTES { on_worker(work) } else { with_stack(stack, work) };
    done.unwrap_or_else(|error| {
        let problem = format!("the system has no thread to parse the text on: {error}");
        let problem = Diagnostic::new(Code::Syntax, Span::default(), problem);
        Err(Diagnostics::new(text, vec![problem]))
    })
}

/// Parses a kernel's text that may not be UTF-8.
///
/// # Errors
/// As [`parse`]; bytes that are not UTF-8 are shown as `U+FFFD` in the text of the error.
pub fn parse_bytes(bytes: &[u8], limits: &Limits) -> Result<ast::File, Diagnostics> {
    let error = match std::str::from_utf8(bytes) {
        Ok(text) => return parse(text, limits),
        Err(error) => error,
    };
    // Text that is too long is not even copied.
    if bytes.len() > limits.bytes {
        return Err(Diagnostics::new("", vec![scan::too_long(bytes.len(), limits)]));
    }
    let at = error.valid_up_to();
    let span = Span::new(at, at + char::REPLACEMENT_CHARACTER.len_utf8());
    let problem = format!("the text is not UTF-8: byte {:#04x} at offset {at}", bytes[at]);
    let shown = String::from_utf8_lossy(bytes).into_owned();
    Err(Diagnostics::new(shown, vec![Diagnostic::new(Code::NotUtf8, span, problem)]))
}
