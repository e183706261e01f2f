//! Prints the typed tree as the DSL itself.
use super::Module;

/// The module as kernel text, every type written out.
pub fn print(module: &Module) -> String {
    let _ = module;
    unreachable!("not written yet")
}
