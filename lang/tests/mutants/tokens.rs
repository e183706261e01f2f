//! Text as tokens, for changing it piece by piece.
//!
//! In: any text. Out: its tokens, each with the white space and comments in front of it, and the
//! text again. Always true: an unchanged list gives the text it came from. Deliberately absent:
//! whether the text is Rust; what is no token of Rust's is one character of punctuation.

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A keyword or a name.
    Word,
    /// A number with its suffix.
    Number,
    /// A loop label with its quote.
    Label,
    /// A string or a character.
    Quoted,
    /// An operator or a bracket.
    Sign,
    /// The end of the text, which carries the white space in front of it.
    End,
}

/// A token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// White space and comments in front of it.
    pub before: String,
    /// The token itself.
    pub text: String,
    /// What it is.
    pub kind: Kind,
    /// Where it starts in the text that was read.
    pub at: usize,
}

impl Token {
    /// A token behind a space.
    pub fn new(kind: Kind, text: &str) -> Token {
        Token { before: " ".to_owned(), text: text.to_owned(), kind, at: 0 }
    }

    /// Whether it is this text.
    pub fn is(&self, text: &str) -> bool {
        self.text == text
    }
}

/// Operators of several characters, longest first.
const SIGNS: &[&str] = &[
    "<<=", ">>=", "..=", "...", "<<", ">>", "..", "->", "=>", "==", "!=", "<=", ">=", "&&", "||",
    "+=", "-=", "*=", "/=", "%=", "^=", "&=", "|=", "::",
];

/// The tokens of a text, the last of which is its end.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut at = 0;
    loop {
        let start = at + blank(&text[at..]);
        let (kind, length) = token(&text[start..]);
        found.push(Token {
            before: text[at..start].to_owned(),
            text: text[start..start + length].to_owned(),
            kind,
            at: start,
        });
        if kind == Kind::End {
            return found;
        }
        at = start + length;
    }
}

/// The text of a list of tokens.
pub fn text(tokens: &[Token]) -> String {
    tokens.iter().flat_map(|token| [token.before.as_str(), token.text.as_str()]).collect()
}

/// The length of the white space and comments at the start of a text.
fn blank(text: &str) -> usize {
    let mut at = 0;
    loop {
        let rest = &text[at..];
        let skipped = match rest.chars().next() {
            Some(space) if space.is_whitespace() => space.len_utf8(),
            Some('/') if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            Some('/') if rest.starts_with("/*") => block_comment(rest),
            _ => return at,
        };
        at += skipped;
    }
}

/// The length of a comment in `/*` and `*/`, which nest.
fn block_comment(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut depth, mut at) = (0, 0);
    while at + 1 < bytes.len() {
        let step = match &bytes[at..at + 2] {
            b"/*" => 1,
            b"*/" => -1,
            _ => 0,
        };
        depth += step;
        at += if step == 0 { 1 } else { 2 };
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

/// The kind and the length of the token at the start of a text.
fn token(text: &str) -> (Kind, usize) {
    let Some(first) = text.chars().next() else { return (Kind::End, 0) };
    let word = |text: &str| run(text, |c| c.is_alphanumeric() || c == '_');
    match first {
        '0'..='9' => (Kind::Number, number(text)),
        '"' => (Kind::Quoted, string(text)),
        '\'' => {
            let name = word(&text[1..]);
            match text[1 + name..].starts_with('\'') {
                true => (Kind::Quoted, name + 2),
                false => (Kind::Label, name + 1),
            }
        }
        _ if first.is_alphabetic() || first == '_' => (Kind::Word, word(text)),
        _ => {
            let long = SIGNS.iter().find(|sign| text.starts_with(**sign));
            (Kind::Sign, long.map_or(first.len_utf8(), |sign| sign.len()))
        }
    }
}

fn run(text: &str, wanted: impl Fn(char) -> bool) -> usize {
    text.find(|c| !wanted(c)).unwrap_or(text.len())
}

fn number(text: &str) -> usize {
    let digits = |text: &str| run(text, |c| c.is_alphanumeric() || c == '_');
    let mut length = digits(text);
    let fraction = &text[length..];
    let fractional = fraction.starts_with('.')
        && !fraction[1..].starts_with(|c: char| c == '.' || c == '_' || c.is_alphabetic());
    if fractional {
        length += 1 + digits(&text[length + 1..]);
    }
    let hexadecimal = text.starts_with("0x");
    let exponent = text[..length].ends_with(['e', 'E']) && !hexadecimal;
    if exponent && text[length..].starts_with(['+', '-']) {
        length += 1 + digits(&text[length + 1..]);
    }
    length
}

fn string(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '"' if !escaped => return at + 1,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    text.len()
}
