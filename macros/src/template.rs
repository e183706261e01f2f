//! Code with holes: what the macros emit, written as the Rust it is.
//!
//! In: Rust text with holes `$name`, and the tokens for each. Out: tokens. Always true: tokens of
//! the text have the span of the attribute, tokens put into holes keep theirs. Deliberately
//! absent: repetition; whoever needs it joins streams.

use proc_macro::{Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};

/// A hole's name and what goes there.
pub(crate) type Hole<'a> = (&'a str, TokenStream);

/// The tokens of `template` with every `$name` replaced.
///
/// # Panics
/// If the template is not Rust or names an unknown hole, both of which are mistakes of this crate.
pub(crate) fn fill(template: &str, holes: &[Hole]) -> TokenStream {
    let tokens = template.parse().unwrap_or_else(|error| panic!("{error} in: {template}"));
    fill_tokens(tokens, holes)
}

fn fill_tokens(tokens: TokenStream, holes: &[Hole]) -> TokenStream {
    let mut out = TokenStream::new();
    let mut tokens = tokens.into_iter();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(dollar) if dollar.as_char() == '$' => {
                let name = tokens.next().map_or(String::new(), |name| name.to_string());
                let hole = holes.iter().find(|(hole, _)| *hole == name);
                let (_, content) = hole.unwrap_or_else(|| panic!("no hole `{name}`"));
                out.extend(content.clone());
            }
            TokenTree::Group(group) => out.extend([regroup(&group, |s| fill_tokens(s, holes))]),
            other => out.extend([other]),
        }
    }
    out
}

/// The group with its inside replaced, brackets and their span kept.
pub(crate) fn regroup(group: &Group, inside: impl FnOnce(TokenStream) -> TokenStream) -> TokenTree {
    let mut replaced = Group::new(group.delimiter(), inside(group.stream()));
    replaced.set_span(group.span());
    TokenTree::Group(replaced)
}

/// A string literal.
pub(crate) fn string(text: &str) -> TokenStream {
    TokenTree::Literal(Literal::string(text)).into()
}

/// An integer literal.
pub(crate) fn integer(number: usize) -> TokenStream {
    TokenTree::Literal(Literal::usize_unsuffixed(number)).into()
}

/// One token as a stream.
pub(crate) fn one(token: impl Into<TokenTree>) -> TokenStream {
    token.into().into()
}

/// `'static`
pub(crate) fn static_lifetime(span: Span) -> [TokenTree; 2] {
    let mut quote = Punct::new('\'', Spacing::Joint);
    quote.set_span(span);
    [quote.into(), Ident::new("static", span).into()]
}

/// Whether the token is this punctuation.
pub(crate) fn is_punct(token: Option<&TokenTree>, character: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == character)
}

/// Whether the token is this word.
pub(crate) fn is_word(token: Option<&TokenTree>, word: &str) -> bool {
    matches!(token, Some(TokenTree::Ident(ident)) if ident.to_string() == word)
}
