//! Assertions of types that inference does not see.
//!
//! In: an accepted text. Out: the same with a check behind the `let` of every variable, and at
//! the start of the body of every loop for its variable, that the compiler's type is metate's.
//! Always true: a check decides nothing about types, for it is a cast of a reference, and casts
//! are looked at when every type is known; `&u8 as &i32` is an error. Deliberately absent:
//! parameters, whose types are written, variables without a value, and those of patterns in
//! `match`.

use metate_lang::hir::{Local, Module};

use super::tokens::{Token, tokens};

/// The text with its types asserted, and how many.
pub fn assert_types(module: &Module) -> (String, usize) {
    let tokens = tokens(&module.text);
    let mut checks: Vec<(usize, String)> = Vec::new();
    for (_, func) in module.funcs.iter() {
        for (id, local) in func.locals.iter() {
            if func.params.contains(&id) || local.name == "_" {
                continue;
            }
            let name = tokens.binary_search_by_key(&(local.span.lo as usize), |token| token.at);
            let place = |at| behind_let(&tokens, at).or_else(|| in_loop(&tokens, at));
            if let Some(place) = name.ok().and_then(place) {
                checks.push((place, check(&module.text, local)));
            }
        }
    }
    checks.sort();
    let mut text = String::new();
    let mut done = 0;
    for (place, check) in &checks {
        text += &module.text[done..*place];
        text += check;
        done = *place;
    }
    text += &module.text[done..];
    (text, checks.len())
}

fn check(text: &str, local: &Local) -> String {
    let name = &text[local.span.lo as usize..local.span.hi as usize];
    format!(" {{ let known = &{name}; let _ = known as &{}; }};", local.ty)
}

/// The place behind the statement `let .. name .. = value;`.
fn behind_let(tokens: &[Token], name: usize) -> Option<usize> {
    let pattern = |token: &&Token| {
        matches!(token.text.as_str(), "(" | ")" | "," | "mut" | "_") || is_name(token)
    };
    let back = tokens[..name].iter().rev().take_while(pattern).count();
    let start = (name - back..name).find(|&at| tokens[at].is("let"))?;
    let mut depth = 0;
    let mut has_value = false;
    for token in &tokens[start..] {
        match token.text.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            "=" if depth == 0 => has_value = true,
            ";" if depth == 0 => return has_value.then(|| token.at + 1),
            _ => {}
        }
    }
    None
}

fn is_name(token: &Token) -> bool {
    token.text.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// The place behind the brace that opens the body of `for name in range`.
fn in_loop(tokens: &[Token], name: usize) -> Option<usize> {
    let head = tokens[..name].iter().rev().find(|token| !token.is("mut") && !token.is("("))?;
    if !head.is("for") {
        return None;
    }
    // A range with braces of its own is not worth the search for the right one.
    let rest = &tokens[name..];
    let mut depth = 0;
    let open = rest.iter().position(|token| {
        match token.text.as_str() {
            "(" | "[" => depth += 1,
            ")" | "]" => depth -= 1,
            _ => {}
        }
        depth == 0 && token.is("{")
    })?;
    let close = rest[open..].iter().position(|token| token.is("}"))?;
    let plain =
        !rest[..open].iter().any(|t| matches!(&*t.text, "if" | "match" | "loop" | "unsafe"));
    let follows = rest.get(open + close + 1).is_none_or(|token| !token.is("{"));
    let starts = !matches!(tokens[name + open - 1].text.as_str(), "in" | "(" | ".." | "..=");
    (plain && follows && starts).then(|| rest[open].at + 1)
}
