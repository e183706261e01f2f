//! The parser: syn's tree of a scanned text, converted at once into the own tree.
//!
//! In: text that passed the scanner. Out: the own tree, or every construct that is no part of
//! the kernel language. Always true: runs on one thread with a large stack and leaves nothing of
//! syn behind; a construct that rustc refuses and syn lets through is refused here as well; no
//! node of the result is deeper than the limit. After a refusal conversion goes on, so that all
//! problems of a text are found together. Deliberately absent: names, types and the meaning of
//! method calls, which are checked later.

mod context;
mod item;
mod attribute;
mod ty;
mod pattern;
mod stmt;
mod expr;
mod literal;
mod refuse;
mod foreign;

use proc_macro2::TokenStream;

use self::context::Cx;
use super::{Limits, ast, lex};
use crate::error::{Code, Diagnostic, Span};

/// Parses `text`, whose tokens begin at the byte `start`.
pub(super) fn file(
    text: &str,
    start: usize,
    limits: &Limits,
) -> Result<ast::File, Vec<Diagnostic>> {
    let tokens: TokenStream =
        text[start..].parse().map_err(|error| vec![not_a_token(text, start, &error)])?;
    let file = syn::parse2(tokens).map_err(|error| not_rust(text, start, error))?;
    let mut cx = Cx::new(text, start, limits);
    let file = item::file(&mut cx, &file);
    let found = cx.finish();
    if found.is_empty() { Ok(file) } else { Err(found) }
}

/// A literal or character that proc-macro2 refuses.
fn not_a_token(text: &str, start: usize, error: &proc_macro2::LexError) -> Diagnostic {
    let lo = start + error.span().byte_range().start;
    let hi = match lex::Lexer::new(text, lo).next() {
        Ok(Some(token)) => token.hi,
        _ => lo,
    };
    let problem = Diagnostic::new(Code::Syntax, Span::new(lo, hi), "this is not a token of Rust");
    match text[lo..].chars().next().and_then(foreign::character) {
        Some(help) => problem.help(help),
        None => problem,
    }
}

fn not_rust(text: &str, start: usize, error: syn::Error) -> Vec<Diagnostic> {
    let one = |error: syn::Error| {
        let range = error.span().byte_range();
        // syn has no place to point at when the text ends too early.
        let span = match range.is_empty() {
            true => Span::new(text.len(), text.len()),
            false => Span::new(start + range.start, start + range.end),
        };
        let said = error.to_string();
        let problem = Diagnostic::new(Code::Syntax, span, &said);
        match cast_before_less(text, start, span.lo as usize) {
            Some(cast) => problem
                .context(cast, "`<` begins type arguments here")
                .help("put the cast in brackets: `(x as T) < y`"),
            None => foreign::problem(text, start, span.lo as usize, &said).unwrap_or(problem),
        }
    };
    error.into_iter().map(one).collect()
}

/// The last `as T <` before `end`: rustc reads the `<` as the beginning of type arguments too.
fn cast_before_less(text: &str, start: usize, end: usize) -> Option<Span> {
    let mut lexer = lex::Lexer::new(text, start);
    let (mut cast, mut before) = (None, ["", ""]);
    while let Ok(Some(token)) = lexer.next() {
        let word = &text[token.lo..token.hi];
        if token.lo > end {
            break;
        }
        if before[0] == "as" && matches!(word, "<" | "<<") {
            cast = Some(token.span());
        } else if matches!(word, ";" | "{" | "}") && token.lo < end {
            cast = None;
        }
        before = [before[1], word];
    }
    cast
}
