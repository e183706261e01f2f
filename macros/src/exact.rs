//! The exact twin's body: mathematical functions of the standard library become metate's.
//!
//! In: the tokens of a body. Out: the same with `x.tanh()` as `x.metate_tanh()` and
//! `f64::tanh(x)` as `f64::metate_tanh(x)`, and so of a type parameter, for every name of `EXACT_METHODS`; a trait that the
//! caller brings into scope provides them. Always true: only names of calls change. Deliberately
//! absent: methods whose results the standard already fixes to the bit, such as `sqrt`.

use metate_lang::math::EXACT_METHODS;
use proc_macro::{Delimiter, Group, Ident, TokenStream, TokenTree};

use crate::lexeme::falls_apart;
use crate::template::{is_punct, regroup};

/// The body with calls of mathematical functions renamed.
pub(crate) fn rename_calls(body: TokenStream) -> TokenStream {
    let tokens: Vec<TokenTree> = body.into_iter().collect();
    let renamed = tokens.iter().enumerate().map(|(at, token)| match token {
        TokenTree::Group(group) => visible(regroup(group, rename_calls)),
        TokenTree::Ident(name) if is_call(&tokens, at) => {
            let name_text = name.to_string();
            if EXACT_METHODS.contains(&name_text.as_str()) {
                Ident::new(&format!("metate_{name_text}"), name.span()).into()
            } else {
                token.clone()
            }
        }
        other => other.clone(),
    });
    renamed.collect()
}

/// The token with brackets where it is an invisible group that would fall apart: the compiler
/// forgets such groups when a macro makes them anew.
fn visible(token: TokenTree) -> TokenTree {
    match token {
        TokenTree::Group(group) if falls_apart(&group) => {
            TokenTree::Group(Group::new(Delimiter::Parenthesis, group.stream()))
        }
        token => token,
    }
}

/// Whether the name at `at` is called as a method or as a function of a type: a scalar's or a
/// type parameter's, for kernels name no others.
fn is_call(tokens: &[TokenTree], at: usize) -> bool {
    let before = |back: usize| at.checked_sub(back).map(|at| &tokens[at]);
    let called = matches!(tokens.get(at + 1),
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis);
    let of_type = is_punct(before(1), ':')
        && is_punct(before(2), ':')
        && matches!(before(3), Some(TokenTree::Ident(_)));
    // In `0..max(a)` the name follows a range, not a receiver.
    let of_receiver = is_punct(before(1), '.') && !is_punct(before(2), '.');
    called && (of_receiver || of_type)
}
