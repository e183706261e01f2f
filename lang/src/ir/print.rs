//! Prints loop IR as Rust syntax.
use super::Func;

/// The function as text that [`super::parse::parse`] reads back.
pub fn print(func: &Func) -> String {
    let _ = func;
    unreachable!("not written yet")
}
