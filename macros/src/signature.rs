//! A function taken apart: visibility, name, generics, parameters, result and body.
//!
//! In: the tokens of an item. Out: a [`Function`], or the [`Complaint`] that it is not one a
//! kernel can be. Always true: the parts are the item's own tokens with their spans. Deliberately
//! absent: what types and bodies mean, which the front end reads from the text.

use proc_macro::{Delimiter, Group, Ident, Spacing, Span, TokenStream, TokenTree};

use crate::lifetime::make_static;
use crate::report::Complaint;
use crate::template::{is_punct, is_word};

/// A function that may be a kernel.
pub(crate) struct Function {
    /// Everything in front of the body, attributes included.
    pub(crate) head: TokenStream,
    /// `pub(crate)` and the like; empty if private.
    pub(crate) visibility: TokenStream,
    /// The name.
    pub(crate) name: Ident,
    /// `<'a>` with its brackets; empty if there are none.
    pub(crate) generics: TokenStream,
    /// What stands between the parentheses, as written.
    pub(crate) written_parameters: TokenStream,
    /// The parameters one by one.
    pub(crate) parameters: Vec<Parameter>,
    /// The result's type; `()` if none is written.
    pub(crate) output: TokenStream,
    /// `where ..`; empty if there is none.
    pub(crate) where_clause: TokenStream,
    /// The body in its braces.
    pub(crate) body: Group,
}

/// `name: ty`
pub(crate) struct Parameter {
    /// The name without `mut`, or one of our own for `_`.
    pub(crate) name: Ident,
    /// The type.
    pub(crate) ty: TokenStream,
}

impl Parameter {
    /// Whether its type is one name: a scalar, which may be a type parameter.
    pub(crate) fn is_scalar(&self) -> bool {
        is_name(&self.ty)
    }
}

/// Whether the tokens are one name, perhaps as a macro's fragment.
fn is_name(tokens: &TokenStream) -> bool {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    match tokens.as_slice() {
        [TokenTree::Ident(_)] => true,
        [TokenTree::Group(group)] => {
            group.delimiter() == Delimiter::None && is_name(&group.stream())
        }
        _ => false,
    }
}

impl Function {
    /// Takes the item apart.
    ///
    /// # Errors
    /// If it is not a plain free function.
    pub(crate) fn parse(item: TokenStream) -> Result<Function, Complaint> {
        let mut cursor = Cursor { tokens: item.into_iter().collect(), at: 0 };
        cursor.skip_attributes();
        let visibility = cursor.visibility();
        cursor.plain_fn()?;
        let name = cursor.name()?;
        let generics = cursor.generics();
        let Some(TokenTree::Group(parentheses)) = cursor.next() else {
            return Err(Complaint::at(name.span(), "this function has no parameter list"));
        };
        let parameters = parameters(parentheses.stream())?;
        let output = cursor.output();
        let where_clause = cursor.until_body();
        let head = cursor.tokens[..cursor.at].iter().cloned().collect();
        let Some(TokenTree::Group(body)) = cursor.next() else {
            return Err(Complaint::at(name.span(), "a kernel needs a body"));
        };
        let written_parameters = parentheses.stream();
        Ok(Function {
            head,
            visibility,
            name,
            generics,
            written_parameters,
            parameters,
            output,
            where_clause,
            body,
        })
    }

    /// Whether it is generic over anything but lifetimes.
    pub(crate) fn is_generic(&self) -> bool {
        let tokens: Vec<TokenTree> = self.generics.clone().into_iter().collect();
        tokens.iter().enumerate().any(|(at, token)| {
            matches!(token, TokenTree::Ident(_)) && !is_punct(tokens.get(at.wrapping_sub(1)), '\'')
        })
    }

    /// The names of its type parameters.
    pub(crate) fn type_parameters(&self) -> Vec<Ident> {
        let tokens: Vec<TokenTree> = self.generics.clone().into_iter().collect();
        let (mut angles, mut names) = (Angles::default(), Vec::new());
        for (at, token) in tokens.iter().enumerate() {
            if let TokenTree::Ident(name) = token
                && angles.depth == 1
                && (is_punct(tokens.get(at.wrapping_sub(1)), '<')
                    || is_punct(tokens.get(at.wrapping_sub(1)), ','))
            {
                names.push(name.clone());
            }
            angles.see(token);
        }
        names
    }

    /// The body as an expression.
    pub(crate) fn body_in_braces(&self) -> TokenStream {
        crate::template::one(self.body.clone())
    }

    /// The type of a pointer to it, with `'static` for every lifetime.
    pub(crate) fn pointer(&self) -> TokenStream {
        let types = self.parameters.iter().map(|parameter| make_static(parameter.ty.clone()));
        let holes = [("types", separated(types)), ("output", make_static(self.output.clone()))];
        crate::template::fill("fn($types) -> $output", &holes)
    }
}

/// `a, b,`
pub(crate) fn separated(parts: impl Iterator<Item = TokenStream>) -> TokenStream {
    parts.flat_map(|part| crate::template::fill("$part,", &[("part", part)])).collect()
}

/// Tokens and how many of them have been read.
struct Cursor {
    tokens: Vec<TokenTree>,
    at: usize,
}

impl Cursor {
    fn peek(&self) -> Option<&TokenTree> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Option<TokenTree> {
        let token = self.peek().cloned();
        self.at += 1;
        token
    }

    /// The span of the next token.
    fn span(&self) -> Span {
        self.peek().map_or_else(Span::call_site, TokenTree::span)
    }

    fn skip_attributes(&mut self) {
        while is_punct(self.peek(), '#') {
            self.at += 2;
        }
    }

    fn visibility(&mut self) -> TokenStream {
        let start = self.at;
        if is_word(self.peek(), "pub") {
            self.at += 1;
            let restricted = matches!(self.peek(), Some(TokenTree::Group(group))
                if group.delimiter() == Delimiter::Parenthesis);
            self.at += usize::from(restricted);
        } else if let Some(TokenTree::Group(group)) = self.peek()
            && group.delimiter() == Delimiter::None
        {
            // A macro's `$visibility:vis`, which may be empty.
            let visibility = group.stream();
            self.at += 1;
            return visibility;
        }
        self.tokens[start..self.at].iter().cloned().collect()
    }

    /// Reads `fn` and refuses every qualifier in front of it.
    fn plain_fn(&mut self) -> Result<(), Complaint> {
        for qualifier in ["const", "async", "unsafe", "safe", "extern"] {
            let follows = self.tokens.get(self.at + 1);
            let qualifies = matches!(follows, Some(TokenTree::Ident(word))
                if ["fn", "async", "unsafe", "safe", "extern"].contains(&&*word.to_string()))
                || matches!(follows, Some(TokenTree::Literal(_)));
            if qualifies && is_word(self.peek(), qualifier) {
                let message = format!(
                    "a kernel cannot be `{qualifier} fn`\nhelp: write a plain `fn` without \
                     `const`, `async`, `unsafe` or `extern`"
                );
                return Err(Complaint::at(self.span(), message));
            }
        }
        if is_word(self.peek(), "fn") {
            self.at += 1;
            return Ok(());
        }
        Err(Complaint::at(self.span(), not_a_function(self.peek())))
    }

    fn name(&mut self) -> Result<Ident, Complaint> {
        match self.next() {
            Some(TokenTree::Ident(name)) => Ok(name),
            _ => Err(Complaint::at(Span::call_site(), "this function has no name")),
        }
    }

    fn generics(&mut self) -> TokenStream {
        if !is_punct(self.peek(), '<') {
            return TokenStream::new();
        }
        let start = self.at;
        let mut angles = Angles::default();
        while let Some(token) = self.tokens.get(self.at) {
            self.at += 1;
            angles.see(token);
            if angles.depth == 0 {
                break;
            }
        }
        self.tokens[start..self.at].iter().cloned().collect()
    }

    fn output(&mut self) -> TokenStream {
        if !is_punct(self.peek(), '-') {
            return crate::template::fill("()", &[]);
        }
        self.at += 2;
        let start = self.at;
        while self.peek().is_some_and(|token| !is_body(token)) && !is_word(self.peek(), "where") {
            self.at += 1;
        }
        self.tokens[start..self.at].iter().cloned().collect()
    }

    fn until_body(&mut self) -> TokenStream {
        let start = self.at;
        while self.peek().is_some_and(|token| !is_body(token)) {
            self.at += 1;
        }
        self.tokens[start..self.at].iter().cloned().collect()
    }
}

/// What to say of an item that starts with this token.
fn not_a_function(token: Option<&TokenTree>) -> String {
    let what = match token {
        Some(TokenTree::Ident(word)) => match word.to_string().as_str() {
            "mod" => {
                return "`#[kernel]` goes on a function\nhelp: for the functions of a module \
                             there is `#[kernels]`"
                    .into();
            }
            word => format!(", not on `{word}`"),
        },
        _ => String::new(),
    };
    format!("`#[kernel]` goes on a function{what}")
}

fn is_body(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}

/// Counts angle brackets, which are not groups. The `>` of `->` is not one of them.
#[derive(Default)]
struct Angles {
    depth: usize,
    arrow: bool,
}

impl Angles {
    fn see(&mut self, token: &TokenTree) {
        if !self.arrow && is_punct(Some(token), '>') {
            self.depth = self.depth.saturating_sub(1);
        }
        self.depth += usize::from(is_punct(Some(token), '<'));
        self.arrow = matches!(token, TokenTree::Punct(punct)
            if punct.as_char() == '-' && punct.spacing() == Spacing::Joint);
    }
}

/// Splits what stands between the parentheses.
fn parameters(tokens: TokenStream) -> Result<Vec<Parameter>, Complaint> {
    let mut list = Vec::new();
    let mut angles = Angles::default();
    let mut part: Vec<TokenTree> = Vec::new();
    for token in tokens {
        angles.see(&token);
        if angles.depth == 0 && is_punct(Some(&token), ',') {
            list.push(parameter(std::mem::take(&mut part), list.len())?);
        } else {
            part.push(token);
        }
    }
    if !part.is_empty() {
        list.push(parameter(part, list.len())?);
    }
    Ok(list)
}

/// Reads `mut name: ty`, the parameter with this number.
fn parameter(tokens: Vec<TokenTree>, number: usize) -> Result<Parameter, Complaint> {
    let mut cursor = Cursor { tokens, at: 0 };
    cursor.skip_attributes();
    let start = cursor.at;
    if let Some(this) = cursor.tokens[start..].iter().find(|token| is_word(Some(token), "self")) {
        let message = "a kernel cannot be a method\nhelp: take what it needs of `self` as \
                       parameters of a free function";
        return Err(Complaint::at(this.span(), message));
    }
    let colon = cursor.tokens.iter().position(|token| is_punct(Some(token), ':'));
    let colon = colon.unwrap_or(cursor.tokens.len());
    let pattern = &cursor.tokens[start.min(colon)..colon];
    let name = match pattern {
        [TokenTree::Ident(name)] => name.clone(),
        [mutable, TokenTree::Ident(name)] if is_word(Some(mutable), "mut") => name.clone(),
        // What else may stand here the front end refuses; the twin still needs a name.
        _ => Ident::new("_", Span::call_site()),
    };
    let name = match name.to_string().as_str() {
        "_" => Ident::new(&format!("__metate_{number}"), name.span()),
        _ => name,
    };
    let ty = cursor.tokens.iter().skip(colon + 1).cloned().collect();
    Ok(Parameter { name, ty })
}
