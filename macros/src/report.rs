//! What is wrong, told by the compiler: problems to `compile_error!` at the right tokens.
//!
//! In: diagnostics of the front end with byte spans, or complaints of the macros themselves with
//! the compiler's. Out: one `compile_error!` item each. Always true: its first token has the span
//! of the first token concerned and its last that of the last, so that the compiler underlines
//! the whole range. Deliberately absent: labels at several places, which stable macros cannot
//! make; further places are named by their lines instead.

use metate_lang::error::Diagnostic;
use proc_macro::{Delimiter, Group, Span, TokenStream, TokenTree};

use crate::lexeme::Written;
use crate::template;

/// A problem that the macros find before the front end sees the text.
#[derive(Clone)]
pub(crate) struct Complaint {
    first: Span,
    last: Span,
    message: String,
}

impl Complaint {
    /// A problem from the token `first` to the token `last`.
    pub(crate) fn new(first: Span, last: Span, message: impl Into<String>) -> Complaint {
        Complaint { first, last, message: message.into() }
    }

    /// A problem of one token.
    pub(crate) fn at(span: Span, message: impl Into<String>) -> Complaint {
        Complaint::new(span, span, message)
    }

    /// The item that makes the compiler report it.
    pub(crate) fn into_tokens(self) -> TokenStream {
        compile_error(self.first, self.last, &self.message)
    }
}

/// The item that makes the compiler report a problem of the text.
pub(crate) fn refusal(diagnostic: &Diagnostic, written: &Written) -> TokenStream {
    let (first, last) = written.span(diagnostic.span);
    compile_error(first, last, &message(diagnostic, written))
}

/// A diagnostic in words: what, why, where else, and what to write instead.
fn message(diagnostic: &Diagnostic, written: &Written) -> String {
    let mut message = format!("{} [{}]", diagnostic.message, diagnostic.code);
    // Without a line of its own in the source, a label that repeats the message says nothing.
    if !diagnostic.message.contains(&diagnostic.label) {
        message += &format!("\n{}", diagnostic.label);
    }
    for (span, label) in &diagnostic.context {
        let (line, _) = span.line_column(written.text());
        message += &match written.layout.first_line {
            Some(first_line) => format!("\nline {}: {label}", first_line + line - 1),
            None => format!("\n`{}`: {label}", span.text(written.text())),
        };
    }
    for note in &diagnostic.notes {
        message += &format!("\nnote: {note}");
    }
    if let Some(help) = &diagnostic.help {
        message += &format!("\nhelp: {help}");
    }
    message
}

/// `::core::compile_error! { "message" }` from `first` to `last`.
fn compile_error(first: Span, last: Span, message: &str) -> TokenStream {
    let tokens = template::fill("::core::compile_error!", &[]).into_iter().map(|mut token| {
        token.set_span(first);
        token
    });
    let mut text = template::string(message).into_iter().collect::<Vec<_>>();
    text.iter_mut().for_each(|token| token.set_span(last));
    let mut group = Group::new(Delimiter::Brace, text.into_iter().collect());
    group.set_span(last);
    tokens.chain([TokenTree::Group(group)]).collect()
}
