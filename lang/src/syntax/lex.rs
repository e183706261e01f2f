//! Coarse tokens of Rust text, for the limits that are checked before syn sees the text.
//!
//! In: any text. Out: its tokens one by one, or the first place that is no Rust token.
//! Always true: one pass over the bytes without recursion, and tokens end where proc-macro2 ends
//! them, so nothing can hide from the scanner inside a literal or a comment; where the two could
//! differ the text is refused here. Deliberately absent: the values of literals, the rules for
//! escapes inside them, and anything that a parser knows.

use crate::error::{Code, Diagnostic, Span};

/// The longest number that is read; syn converts the digits of one in quadratic time.
const LONGEST_NUMBER: usize = 512;

/// The most `#` on each side of a raw string, as in rustc.
const MOST_HASHES: usize = 255;

/// What a token is, as far as the scanner must know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `(`, `[` or `{`
    Open(u8),
    /// `)`, `]` or `}`
    Close(u8),
    /// An identifier or keyword.
    Word,
    /// A raw identifier, which is never a keyword.
    RawWord,
    /// A number, and whether it has a fraction.
    Number {
        /// Whether a point stands in it.
        point: bool,
    },
    /// A string, character or byte literal.
    Quoted,
    /// `'a`
    Lifetime,
    /// Operators and separators, joined as rustc joins them; `&&`, `||`, `<<` and `>>` too.
    Punct,
}

/// A token and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) lo: usize,
    pub(super) hi: usize,
}

impl Token {
    pub(super) fn span(self) -> Span {
        Span::new(self.lo, self.hi)
    }
}

/// Operators of several characters, the longest first.
const JOINED: [&str; 24] = [
    "<<=", ">>=", "...", "..=", "&&", "||", "<<", ">>", "==", "!=", "<=", ">=", "->", "=>", "::",
    "..", "+=", "-=", "*=", "/=", "%=", "^=", "&=", "|=",
];

/// The tokens of a text in order.
pub(super) struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Lexer<'a> {
    /// Starts at the byte `at`.
    pub(super) fn new(text: &'a str, at: usize) -> Lexer<'a> {
        Lexer { text, at }
    }

    /// The next token; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Token>, Box<Diagnostic>> {
        self.skip_blanks()?;
        let lo = self.at;
        let Some(first) = self.byte(0) else { return Ok(None) };
        let kind = match first {
            b'(' | b'[' | b'{' => self.one(Kind::Open(first)),
            b')' | b']' | b'}' => self.one(Kind::Close(first)),
            b'0'..=b'9' => self.number()?,
            b'"' => self.quoted(0)?,
            b'\'' => self.apostrophe()?,
            _ if is_word(first) => self.word()?,
            _ => self.punct()?,
        };
        Ok(Some(Token { kind, lo, hi: self.at }))
    }

    fn byte(&self, ahead: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + ahead).copied()
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn one(&mut self, kind: Kind) -> Kind {
        self.at += 1;
        kind
    }

    /// Skips white space and comments; documentation is a comment here.
    fn skip_blanks(&mut self) -> Result<(), Box<Diagnostic>> {
        while let Some(byte) = self.byte(0) {
            match byte {
                b' ' | 0x09..=0x0d => self.at += 1,
                b'/' if self.byte(1) == Some(b'/') => {
                    self.at += self.rest().find('\n').unwrap_or(self.rest().len());
                }
                b'/' if self.byte(1) == Some(b'*') => self.skip_block_comment()?,
                0x80.. => match self.rest().chars().next() {
                    Some(c) if is_blank(c) => self.at += c.len_utf8(),
                    _ => break,
                },
                _ => break,
            }
        }
        Ok(())
    }

    fn skip_block_comment(&mut self) -> Result<(), Box<Diagnostic>> {
        let lo = self.at;
        let mut depth = 0usize;
        loop {
            match (self.byte(0), self.byte(1)) {
                (Some(b'/'), Some(b'*')) => {
                    depth += 1;
                    self.at += 2;
                }
                (Some(b'*'), Some(b'/')) => {
                    depth -= 1;
                    self.at += 2;
                    if depth == 0 {
                        return Ok(());
                    }
                }
                (Some(_), _) => self.at += 1,
                (None, _) => return Err(unfinished(lo, 2, "block comment", "*/")),
            }
        }
    }

    /// A number, as proc-macro2 delimits it: never a sign that could be an operator.
    fn number(&mut self) -> Result<Kind, Box<Diagnostic>> {
        let lo = self.at;
        let decimal =
            !(self.byte(0) == Some(b'0') && matches!(self.byte(1), Some(b'x' | b'o' | b'b')));
        let mut point = false;
        if decimal {
            self.skip_digits();
            point = self.byte(0) == Some(b'.') && self.fraction_follows();
            if point {
                self.at += 1;
                self.skip_digits();
            }
            if matches!(self.byte(0), Some(b'e' | b'E'))
                && matches!(self.byte(1), Some(b'+' | b'-'))
                && self.byte(2).is_some_and(|byte| byte.is_ascii_digit())
            {
                self.at += 3;
            }
        }
        self.skip_word();
        if self.at - lo > LONGEST_NUMBER {
            let problem = format!("a number of more than {LONGEST_NUMBER} characters");
            let span = Span::new(lo, self.at);
            return Err(Box::new(Diagnostic::new(Code::UnsupportedLiteral, span, problem)));
        }
        Ok(Kind::Number { point })
    }

    fn skip_digits(&mut self) {
        while matches!(self.byte(0), Some(b'0'..=b'9' | b'_')) {
            self.at += 1;
        }
    }

    /// Whether the point here belongs to the number before it: `1.` and `1.5`, but not `1..2`
    /// nor `1.abs()`.
    fn fraction_follows(&self) -> bool {
        self.byte(1).is_none_or(|byte| byte != b'.' && (byte.is_ascii_digit() || !is_word(byte)))
    }

    fn skip_word(&mut self) {
        while self.byte(0).is_some_and(is_word) {
            let Some(c) = self.rest().chars().next() else { break };
            if is_blank(c) || is_strange_blank(c) {
                break;
            }
            self.at += c.len_utf8();
        }
    }

    fn word(&mut self) -> Result<Kind, Box<Diagnostic>> {
        let lo = self.at;
        if let Some(c) = self.rest().chars().next().filter(|&c| is_strange_blank(c)) {
            return Err(no_meaning(c, lo));
        }
        if let Some(kind) = self.prefixed()? {
            return Ok(kind);
        }
        self.skip_word();
        match self.byte(0) {
            Some(quote @ (b'"' | b'\'' | b'#')) => {
                let word = &self.text[lo..self.at];
                let problem = format!("the prefix `{word}` is unknown");
                Err(Box::new(
                    Diagnostic::new(Code::Syntax, Span::new(lo, self.at), problem)
                        .help(format!("write a space between `{word}` and `{}`", quote as char)),
                ))
            }
            _ => Ok(Kind::Word),
        }
    }

    /// Literals and identifiers that begin like a word: `b'x'`, `r"x"`, `r#x`.
    fn prefixed(&mut self) -> Result<Option<Kind>, Box<Diagnostic>> {
        let letters = ["br", "cr", "b", "c", "r"]
            .into_iter()
            .find(|prefix| self.rest().starts_with(prefix))
            .map_or(0, str::len);
        let raw = letters > 0 && self.byte(letters - 1) == Some(b'r');
        match self.byte(letters) {
            _ if letters == 0 => Ok(None),
            Some(b'"') if !raw => self.quoted(letters).map(Some),
            Some(b'"' | b'#') if raw => self.raw(letters).map(Some),
            Some(b'\'') if self.rest().starts_with('b') && letters == 1 => {
                self.at += 1;
                match self.character() {
                    Some(kind) => Ok(Some(kind)),
                    None => Err(unfinished(self.at - 1, 2, "byte literal", "'")),
                }
            }
            _ => Ok(None),
        }
    }

    /// A string with escapes, after a prefix of `letters` bytes.
    fn quoted(&mut self, letters: usize) -> Result<Kind, Box<Diagnostic>> {
        let lo = self.at;
        self.at += letters + 1;
        loop {
            match self.byte(0) {
                Some(b'"') => break,
                Some(b'\\') => self.at += 2,
                Some(_) => self.at += 1,
                None => return Err(unfinished(lo, letters + 1, "string", "\"")),
            }
        }
        self.at += 1;
        self.skip_word();
        Ok(Kind::Quoted)
    }

    /// A raw string or a raw identifier, after a prefix of `letters` bytes.
    fn raw(&mut self, letters: usize) -> Result<Kind, Box<Diagnostic>> {
        let lo = self.at;
        let after = &self.rest()[letters..];
        let hashes = after.len() - after.trim_start_matches('#').len();
        self.at += letters + hashes;
        if self.byte(0) != Some(b'"') {
            let identifier = letters == 1 && hashes == 1 && self.byte(0).is_some_and(is_word);
            self.skip_word();
            let span = Span::new(lo, self.at);
            return match identifier {
                true => Ok(Kind::RawWord),
                false => Err(Box::new(Diagnostic::new(
                    Code::Syntax,
                    span,
                    "a raw string without quotes",
                ))),
            };
        }
        if hashes > MOST_HASHES {
            let problem = format!("a raw string with more than {MOST_HASHES} `#`");
            return Err(Box::new(Diagnostic::new(Code::Syntax, Span::new(lo, self.at), problem)));
        }
        let closing = format!("\"{}", "#".repeat(hashes));
        let opening = self.at - lo + 1;
        self.at += 1;
        match self.rest().find(&closing) {
            Some(length) => self.at += length + closing.len(),
            None => return Err(unfinished(lo, opening, "raw string", &closing)),
        }
        self.skip_word();
        Ok(Kind::Quoted)
    }

    /// A character literal or a lifetime.
    fn apostrophe(&mut self) -> Result<Kind, Box<Diagnostic>> {
        let lo = self.at;
        if let Some(kind) = self.character() {
            return Ok(kind);
        }
        self.at += 1;
        if !self.byte(0).is_some_and(|byte| is_word(byte) && !byte.is_ascii_digit()) {
            return Err(unfinished(lo, 1, "character literal", "'"));
        }
        self.skip_word();
        match self.byte(0) {
            Some(b'\'' | b'#') => {
                let problem = "neither a lifetime nor a character literal";
                Err(Box::new(Diagnostic::new(Code::Syntax, Span::new(lo, self.at + 1), problem)))
            }
            _ => Ok(Kind::Lifetime),
        }
    }

    /// `'x'` at the current place, if that is what stands there.
    fn character(&mut self) -> Option<Kind> {
        let mut chars = self.rest().char_indices().skip(1).peekable();
        let (_, first) = chars.next()?;
        if first == '\\' {
            match chars.next()?.1 {
                'x' => _ = (chars.next()?, chars.next()?),
                // At most six digits, underscores between them, and two braces.
                'u' => _ = chars.by_ref().take(32).find(|&(_, c)| c == '}')?,
                _ => {}
            }
        }
        let (closing, c) = chars.next()?;
        if c != '\'' {
            return None;
        }
        self.at += closing + 1;
        self.skip_word();
        Some(Kind::Quoted)
    }

    fn punct(&mut self) -> Result<Kind, Box<Diagnostic>> {
        let rest = self.rest();
        if matches!(self.byte(1), Some(b'=' | b'&' | b'|' | b'<' | b'>' | b'.' | b':'))
            && let Some(joined) = JOINED.iter().find(|joined| rest.starts_with(**joined))
        {
            self.at += joined.len();
            return Ok(Kind::Punct);
        }
        let c = rest.chars().next().unwrap_or(' ');
        if !"~!@#$%^&*-=+|;:,<.>/?".contains(c) {
            return Err(no_meaning(c, self.at));
        }
        Ok(self.one(Kind::Punct))
    }
}

/// Bytes that words consist of: every one outside of ASCII counts, whatever Unicode says of it.
fn is_word(byte: u8) -> bool {
    byte == b'_' || byte.is_ascii_alphanumeric() || !byte.is_ascii()
}

/// White space beyond ASCII as rustc sees it: Unicode's `Pattern_White_Space`.
fn is_blank(c: char) -> bool {
    matches!(c, '\u{85}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}')
}

/// White space that rustc refuses and proc-macro2 skips, such as the no-break space.
fn is_strange_blank(c: char) -> bool {
    c.is_whitespace() && !c.is_ascii() && !is_blank(c)
}

fn no_meaning(c: char, at: usize) -> Box<Diagnostic> {
    let problem = format!("the character {c:?} has no meaning in Rust");
    Box::new(Diagnostic::new(Code::Syntax, Span::new(at, at + c.len_utf8()), problem))
}

fn unfinished(lo: usize, opening: usize, what: &str, closing: &str) -> Box<Diagnostic> {
    let span = Span::new(lo, lo + opening);
    let problem = Diagnostic::new(Code::Syntax, span, format!("this {what} has no end"));
    Box::new(problem.help(format!("close it with `{closing}`")))
}
