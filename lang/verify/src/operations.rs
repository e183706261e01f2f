//! What the fast path of a function costs.
//!
//! In: a function's name and type. Out: where its fast path holds and how many operations it is,
//! counted in the IR that the kernel text of the function becomes. Always true: helpers are
//! inlined, constants are no operations. Deliberately absent: rare paths.

use metate_lang::ir::StmtKind;
use metate_lang::ty::{ParamTy, Signature, Ty};
use metate_lang::{front, lower, math};

/// The condition of the fast path, as the source writes it, and its operations; dashes where a
/// function has none.
pub fn fast_path(name: &str, ty: &str) -> (String, String) {
    let (name, path) = name.strip_suffix("_approx").map_or((name, "fast"), |name| (name, "approx"));
    let base = if ty == "f32" { format!("{name}_f32") } else { name.to_owned() };
    let count = operations(&format!("{base}_{path}"));
    let range = condition(&format!("{base}_in_range"));
    let dash = || "-".to_owned();
    (range.unwrap_or_else(dash), count.map_or_else(dash, |count| count.to_string()))
}

/// The operations of a function of the kernel text.
fn operations(name: &str) -> Option<usize> {
    let module = front::load(&math::text(), Some(name)).ok()?;
    let entry = &module.funcs[module.entry];
    let params = entry.params.iter().map(|&param| match entry.locals[param].ty {
        Ty::Scalar(scalar) => ParamTy::Scalar(scalar),
        _ => panic!("the functions take numbers"),
    });
    let signature = Signature { params: params.collect() };
    let func = lower::lower(&module, &signature).ok()?;
    Some(func.statements().filter(|stmt| matches!(stmt.kind, StmtKind::Op { .. })).count())
}

/// The body of a predicate.
fn condition(name: &str) -> Option<String> {
    let text = math::text();
    let start = text.find(&format!("fn {name}("))?;
    let body = &text[start..][text[start..].find('{')? + 1..];
    let last = body[..body.find('}')?].rsplit(';').next()?;
    let words: Vec<String> = last.split_whitespace().map(|word| spelt_out(word, &text)).collect();
    // A bar would end the column of the table.
    Some(format!("`{}`", words.join(" ").replace('|', "\\|")))
}

/// A word with the value of the constant in it, if there is one.
fn spelt_out(word: &str, text: &str) -> String {
    let is_part = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    let name = word.trim_matches(|c| !is_part(c));
    let start = text.find(&format!("const {name}: f"));
    let value = start.and_then(|start| text[start..].split_once(" = ")?.1.split_once(';'));
    value.map_or(word.to_owned(), |(value, _)| word.replace(name, value))
}
