//! Types for all time: a parameter's type with every lifetime made `'static`.
//!
//! In: the tokens of a type as written in a signature. Out: the type that `bind` wants, which
//! stands for the same type with any lifetime. Always true: nothing but lifetimes changes.
//! Deliberately absent: names the front end would refuse anyway; the views of ndarray and
//! references are all that can borrow in a kernel's signature.

use proc_macro::{Delimiter, Span, TokenStream, TokenTree};

use crate::template::{is_punct, regroup, static_lifetime};

/// The type with `'static` for every lifetime, elided or written.
pub(crate) fn make_static(ty: TokenStream) -> TokenStream {
    let mut out: Vec<TokenTree> = Vec::new();
    let mut tokens = ty.into_iter().peekable();
    // Whether the token before is the name of a view whose arguments may follow.
    let mut after_view = false;
    while let Some(token) = tokens.next() {
        let span = token.span();
        let is_view =
            matches!(&token, TokenTree::Ident(name) if name.to_string().starts_with("ArrayView"));
        match token {
            TokenTree::Punct(quote) if quote.as_char() == '\'' => {
                tokens.next();
                out.extend(static_lifetime(span));
            }
            TokenTree::Punct(and) if and.as_char() == '&' => {
                out.push(and.into());
                if !tokens.peek().is_some_and(starts_lifetime) {
                    out.extend(static_lifetime(span));
                }
            }
            TokenTree::Punct(less) if less.as_char() == '<' && after_view => {
                out.push(less.into());
                if !tokens.peek().is_some_and(starts_lifetime) {
                    out.extend(static_lifetime(span));
                    out.extend(comma(span));
                }
            }
            TokenTree::Group(group) => out.push(regroup(&group, make_static)),
            other => out.push(other),
        }
        after_view = is_view;
    }
    out.into_iter().collect()
}

/// Whether a lifetime starts here, bare or as a macro's fragment.
fn starts_lifetime(token: &TokenTree) -> bool {
    match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
            group.stream().into_iter().next().as_ref().is_some_and(starts_lifetime)
        }
        token => is_punct(Some(token), '\''),
    }
}

fn comma(span: Span) -> TokenStream {
    let mut comma = proc_macro::Punct::new(',', proc_macro::Spacing::Alone);
    comma.set_span(span);
    TokenTree::Punct(comma).into()
}
