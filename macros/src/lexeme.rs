//! Tokens to lexemes: brackets opened up, places looked up, attributes dropped.
//!
//! In: the tokens of an item. Out: [`Written`], its text and the compiler's span of each lexeme.
//! Always true: lexemes and spans are in the same order. An invisible group, which a
//! `macro_rules` fragment such as `$x:expr` leaves behind, becomes visible brackets where the
//! grouping matters. Deliberately absent: doc comments, which say nothing to the front end.

use std::ops::Range;

use metate_lang::error::Span as Bytes;
use proc_macro::{Delimiter, Group, Spacing, Span, TokenStream, TokenTree};

use crate::layout::{self, Kind, Layout, Lexeme};

/// The text of an item and what it is made of.
pub(crate) struct Written {
    /// The text.
    pub(crate) layout: Layout,
    /// The compiler's span of each lexeme.
    spans: Vec<Span>,
}

impl Written {
    /// Writes `tokens` as text.
    pub(crate) fn new(tokens: TokenStream) -> Written {
        let mut collector = Collector::default();
        collector.stream(tokens);
        if !collector.one_file() {
            collector.lexemes.iter_mut().for_each(|lexeme| lexeme.start = None);
        }
        Written { layout: layout::lay_out(&collector.lexemes), spans: collector.spans }
    }

    /// The text.
    pub(crate) fn text(&self) -> &str {
        &self.layout.text
    }

    /// The path of the source file, if the text's lines are lines of that file.
    pub(crate) fn file(&self) -> Option<String> {
        self.layout.first_line.and(self.spans.first()).map(Span::file)
    }

    /// The spans of the first and the last token under `bytes` of the text.
    pub(crate) fn span(&self, bytes: Bytes) -> (Span, Span) {
        let Range { start, end } = self.layout.touched(bytes.lo as usize, bytes.hi as usize);
        match &self.spans[start..end] {
            [] => (Span::call_site(), Span::call_site()),
            [first, .., last] => (*first, *last),
            [only] => (*only, *only),
        }
    }
}

/// Lexemes and spans so far.
#[derive(Default)]
struct Collector {
    lexemes: Vec<Lexeme>,
    spans: Vec<Span>,
}

impl Collector {
    fn stream(&mut self, tokens: TokenStream) {
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Punct(hash) if hash.as_char() == '#' => match tokens.peek() {
                    Some(TokenTree::Group(group)) if is_doc(group) => drop(tokens.next()),
                    _ => self.push("#".into(), Kind::Punct { joint: false }, hash.span()),
                },
                // A lifetime is two tokens with one and the same place.
                TokenTree::Punct(quote) if quote.as_char() == '\'' => {
                    let name = tokens.next().map_or(String::new(), |name| name.to_string());
                    self.push(format!("'{name}"), Kind::Word, quote.span());
                }
                TokenTree::Punct(punct) => {
                    let joint = punct.spacing() == Spacing::Joint;
                    self.push(punct.as_char().into(), Kind::Punct { joint }, punct.span());
                }
                TokenTree::Group(group) => self.group(group),
                word => self.push(word.to_string(), Kind::Word, word.span()),
            }
        }
    }

    fn group(&mut self, group: Group) {
        let (open, close) = match group.delimiter() {
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::Brace => ("{", "}"),
            Delimiter::Bracket => ("[", "]"),
            Delimiter::None if !falls_apart(&group) => {
                return self.stream(group.stream());
            }
            Delimiter::None => ("(", ")"),
        };
        self.push(open.into(), Kind::Open, group.span_open());
        self.stream(group.stream());
        self.push(close.into(), Kind::Close, group.span_close());
        if group.delimiter() == Delimiter::None {
            // Brackets that are in no file have no place there.
            self.lexemes.iter_mut().for_each(|lexeme| lexeme.start = None);
        }
    }

    fn push(&mut self, text: String, kind: Kind, span: Span) {
        self.lexemes.push(Lexeme { text, kind, start: Some((span.line(), span.column())) });
        self.spans.push(span);
    }

    fn one_file(&self) -> bool {
        let Some(first) = self.spans.first().map(Span::file) else { return true };
        self.spans.iter().all(|span| span.file() == first)
    }
}

/// Whether this is the bracket of `#[doc = ".."]`.
fn is_doc(group: &Group) -> bool {
    group.delimiter() == Delimiter::Bracket
        && group.stream().into_iter().next().is_some_and(|token| token.to_string() == "doc")
}

/// Whether the group is what a macro's fragment stands for and would not stay together without
/// brackets: whether it holds an operator. `&` in front and a `>` at the end are those of a type.
pub(crate) fn falls_apart(group: &Group) -> bool {
    if group.delimiter() != Delimiter::None {
        return false;
    }
    let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
    let is_type = tokens.last().is_some_and(|token| token.to_string() == ">");
    tokens.iter().enumerate().any(|(at, token)| match token {
        TokenTree::Punct(punct) => match punct.as_char() {
            '&' => at > 0 && !is_type,
            '<' | '>' => !is_type,
            '.' => punct.spacing() == Spacing::Joint,
            other => "+-*/%|^=!".contains(other),
        },
        TokenTree::Ident(ident) => ident.to_string() == "as",
        _ => false,
    })
}
