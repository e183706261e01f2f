//! Limits on a text, checked over its bytes before a parser sees it.
//!
//! In: any text. Out: where its tokens begin and how deep it is, or the first limit it breaks.
//! Always true: one pass in linear time without recursion. Whatever makes syn recurse, with or
//! without brackets, adds to a bound on syn's depth, and a text whose bound exceeds what the
//! parser's stack holds is refused; the bound may be too high, never too low. Brackets that pass
//! are balanced and literals that pass have an end. Deliberately absent: any judgement of
//! grammar beyond brackets; what is no kernel is for the parser to say.

use super::Limits;
use super::lex::{Kind, Lexer, Token};
use crate::error::{Code, Diagnostic, Span};
use crate::util::stack::STACK_BYTES;

/// The bound on syn's depth, in brackets and operators one inside the other. Unoptimised, syn
/// takes up to 30 KiB of stack for one of them, so half of the stack is left unused at worst.
const RECURSION: usize = 4096;

/// Texts up to this bound, which are nearly all, are parsed on a stack that is cheap to get.
const SHALLOW: usize = 224;

/// As many bytes for each level as there are in the large stack.
const SHALLOW_STACK: usize = (SHALLOW + 32) * (STACK_BYTES / RECURSION);

/// Segments of a path: syn reads those of `use` recursively.
const PATH_SEGMENTS: usize = 32;

const BYTE_ORDER_MARK: char = '\u{feff}';

/// What a parser must know of a text that passed.
pub(super) struct Scanned {
    /// The byte at which its tokens begin.
    pub(super) start: usize,
    /// The bound on syn's depth.
    bound: usize,
}

impl Scanned {
    /// Bytes of stack that parsing takes at most.
    pub(super) fn stack(&self) -> usize {
        if self.bound <= SHALLOW { SHALLOW_STACK } else { STACK_BYTES }
    }
}

/// Checks `text` against `limits`.
pub(super) fn scan(text: &str, limits: &Limits) -> Result<Scanned, Box<Diagnostic>> {
    if text.len() > limits.bytes.min(u32::MAX as usize) {
        return Err(Box::new(too_long(text.len(), limits)));
    }
    let start = start_of_tokens(text);
    if text[start..].starts_with(BYTE_ORDER_MARK) {
        let span = Span::new(start, start + BYTE_ORDER_MARK.len_utf8());
        return Err(Box::new(Diagnostic::new(Code::Syntax, span, "a second byte order mark")));
    }
    let mut lexer = Lexer::new(text, start);
    let mut scanner = Scanner::new(text, limits);
    while let Some(token) = lexer.next()? {
        scanner.token(token)?;
    }
    scanner.end()?;
    Ok(Scanned { start, bound: scanner.level.bound() })
}

/// The diagnostic for a text of `bytes` bytes.
pub(super) fn too_long(bytes: usize, limits: &Limits) -> Diagnostic {
    let problem = format!("the text has {bytes} bytes, the limit is {}", limits.bytes);
    Diagnostic::new(Code::TooLong, Span::default(), problem)
        .help("split the text, or raise `Limits::bytes`")
}

/// Where tokens begin: behind a byte order mark and a `#!` line that is no attribute.
fn start_of_tokens(text: &str) -> usize {
    let body = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    let mark = text.len() - body.len();
    let Some(line) = body.strip_prefix("#!") else { return mark };
    match Lexer::new(line, 0).next() {
        Ok(Some(token)) if token.kind == Kind::Open(b'[') => mark,
        _ => mark + body.find('\n').unwrap_or(body.len()),
    }
}

/// What the scanner knows of one pair of brackets while it is open.
#[derive(Debug)]
struct Level {
    /// The bracket; a space for the text itself.
    open: u8,
    /// Where it stands.
    at: usize,
    /// Whether it holds an attribute.
    attribute: bool,
    /// Binary operators since the last separator.
    chain: usize,
    /// Whatever can make syn recurse since the last separator.
    units: usize,
    /// The largest bound of the brackets that closed since the last separator.
    inner: usize,
    /// The largest bound of all that came before the last separator.
    before: usize,
    /// `<` that no `>` has closed: where it is not 0, a comma may separate arguments of a type.
    angles: usize,
    /// Whether a closure's `|` may be open: then a comma may separate its parameters.
    bars: bool,
}

impl Level {
    fn new(open: u8, at: usize, attribute: bool) -> Level {
        Level {
            open,
            at,
            attribute,
            chain: 0,
            units: 0,
            inner: 0,
            before: 0,
            angles: 0,
            bars: false,
        }
    }

    /// The bound on syn's depth inside of these brackets.
    fn bound(&self) -> usize {
        self.before.max(self.units + self.inner)
    }

    /// A separator: nothing that came before it can still be open.
    fn separate(&mut self) {
        self.before = self.bound();
        (self.chain, self.units, self.inner) = (0, 0, 0);
        (self.angles, self.bars) = (0, false);
    }
}

/// What the token before this one was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Before {
    /// The end of an operand: what follows is a binary or postfix operator.
    Operand,
    /// A closing brace: the end of an operand or of a statement.
    Brace,
    /// `#` or `#!`, which an attribute follows.
    Hash,
    /// `.`, which the name or number of a field follows.
    Dot,
    /// Anything else: what follows is an operand or a prefix operator.
    Other,
}

struct Scanner<'a> {
    text: &'a str,
    limits: &'a Limits,
    outer: Vec<Level>,
    level: Level,
    before: Before,
    /// Prefix operators in a row up to here.
    prefixes: usize,
    /// `::` in a row up to here, with only names between them.
    segments: usize,
}

impl<'a> Scanner<'a> {
    fn new(text: &'a str, limits: &'a Limits) -> Scanner<'a> {
        Scanner {
            text,
            limits,
            outer: Vec::new(),
            level: Level::new(b' ', 0, false),
            before: Before::Other,
            prefixes: 0,
            segments: 0,
        }
    }

    fn token(&mut self, token: Token) -> Result<(), Box<Diagnostic>> {
        let text = &self.text[token.lo..token.hi];
        if self.before == Before::Brace && !continues_after_brace(token.kind, text) {
            self.level.separate();
        }
        if text != "::" && !matches!(token.kind, Kind::Word | Kind::RawWord) {
            self.segments = 0;
        }
        match token.kind {
            Kind::Open(open) => self.open(open, token),
            Kind::Close(close) => self.close(close, token),
            Kind::Word => self.word(text, token),
            Kind::Number { point } => {
                // `x.0.1` are two fields, but `0.1` is one number.
                self.level.units += usize::from(point && self.before == Before::Dot);
                self.operand();
                Ok(())
            }
            Kind::RawWord | Kind::Quoted => {
                self.operand();
                Ok(())
            }
            Kind::Lifetime => Ok(()),
            Kind::Punct => self.punct(text, token),
        }
    }

    fn operand(&mut self) {
        self.before = Before::Operand;
        self.prefixes = 0;
    }

    fn after_operand(&self) -> bool {
        matches!(self.before, Before::Operand | Before::Brace)
    }

    fn open(&mut self, open: u8, token: Token) -> Result<(), Box<Diagnostic>> {
        // A call or an index, applied to what stands before it.
        self.level.units += usize::from(open != b'{' && self.after_operand());
        let attribute = open == b'[' && self.before == Before::Hash;
        let level = Level::new(open, token.lo, attribute);
        self.outer.push(std::mem::replace(&mut self.level, level));
        self.before = Before::Other;
        self.prefixes = 0;
        if self.outer.len() > self.limits.brackets {
            return Err(Box::new(too_deep(
                token.span(),
                "brackets are nested",
                self.limits.brackets,
            )));
        }
        Ok(())
    }

    fn close(&mut self, close: u8, token: Token) -> Result<(), Box<Diagnostic>> {
        let wanted = match self.level.open {
            b'(' => b')',
            b'[' => b']',
            b'{' => b'}',
            _ => b' ',
        };
        let Some(outer) = self.outer.pop_if(|_| close == wanted) else {
            return Err(Box::new(self.mismatch(close, token)));
        };
        let closed = std::mem::replace(&mut self.level, outer);
        self.level.inner = self.level.inner.max(closed.bound() + 1);
        self.check_bound(token.span())?;
        self.prefixes = 0;
        self.before = match close {
            _ if closed.attribute => Before::Other,
            b'}' => Before::Brace,
            _ => Before::Operand,
        };
        Ok(())
    }

    fn mismatch(&self, close: u8, token: Token) -> Diagnostic {
        let close = close as char;
        if self.outer.is_empty() {
            let problem = format!("`{close}` closes nothing");
            return Diagnostic::new(Code::Syntax, token.span(), problem);
        }
        let open = self.level.open as char;
        let problem = format!("`{close}` does not close `{open}`");
        Diagnostic::new(Code::Syntax, token.span(), problem)
            .context(Span::new(self.level.at, self.level.at + 1), format!("this `{open}` is open"))
    }

    /// At the end of the text every bracket must be closed.
    fn end(&self) -> Result<(), Box<Diagnostic>> {
        if !self.outer.is_empty() {
            let span = Span::new(self.level.at, self.level.at + 1);
            let problem = format!("`{}` is never closed", self.level.open as char);
            return Err(Box::new(Diagnostic::new(Code::Syntax, span, problem)));
        }
        self.check_bound(Span::new(self.text.len(), self.text.len()))
    }

    fn check_bound(&self, span: Span) -> Result<(), Box<Diagnostic>> {
        if self.level.bound() > RECURSION {
            return Err(Box::new(too_deep(span, "brackets and operators are nested", RECURSION)));
        }
        Ok(())
    }

    fn word(&mut self, word: &str, token: Token) -> Result<(), Box<Diagnostic>> {
        match word {
            // Read recursively, and may stand in a row.
            "return" | "break" | "yield" | "become" | "let" | "if" | "while" | "match" | "box"
            | "unsafe" | "move" | "static" | "async" | "for" | "else" | "dyn" | "impl" | "fn"
                if self.before != Before::Dot =>
            {
                self.level.units += 1;
                self.prefix(1, token)?;
            }
            "as" => {
                self.level.units += 1;
                self.binary(token)?;
            }
            // Part of the prefix operator before them.
            "mut" | "const" if self.before == Before::Other => {}
            "in" | "where" | "ref" | "pub" | "use" | "crate" => {
                self.before = Before::Other;
                self.prefixes = 0;
            }
            _ => self.operand(),
        }
        Ok(())
    }

    fn punct(&mut self, punct: &str, token: Token) -> Result<(), Box<Diagnostic>> {
        match punct {
            ";" => {
                self.level.separate();
                self.other();
            }
            "," => {
                if self.level.angles == 0 && !self.level.bars {
                    self.level.separate();
                }
                self.other();
            }
            ":" => self.other(),
            "::" => return self.path(token),
            "#" => self.before = Before::Hash,
            "!" if self.before == Before::Hash => {}
            "." | "?" => {
                self.level.units += 1;
                self.prefixes = 0;
                self.before = if punct == "." { Before::Dot } else { Before::Operand };
            }
            _ => return self.operator(punct, token),
        }
        Ok(())
    }

    fn other(&mut self) {
        self.before = Before::Other;
        self.prefixes = 0;
    }

    fn path(&mut self, token: Token) -> Result<(), Box<Diagnostic>> {
        self.segments += 1;
        if self.segments > PATH_SEGMENTS {
            let problem = format!("a path of more than {PATH_SEGMENTS} segments");
            return Err(Box::new(Diagnostic::new(Code::TooDeep, token.span(), problem)));
        }
        self.other();
        Ok(())
    }

    fn operator(&mut self, operator: &str, token: Token) -> Result<(), Box<Diagnostic>> {
        let count = match operator {
            "&&" | "||" | "<<" | "<<=" => 2,
            _ => 1,
        };
        self.level.units += count;
        match operator {
            "<" | "<=" | "<<" | "<<=" => {
                // Arguments of types take twice the stack that anything else takes.
                self.level.units += count;
                self.level.angles += count;
            }
            ">" | ">=" => self.level.angles = self.level.angles.saturating_sub(1),
            ">>" | ">>=" => self.level.angles = self.level.angles.saturating_sub(2),
            "|" if self.before != Before::Operand => self.level.bars = true,
            _ => {}
        }
        if self.after_operand() { self.binary(token) } else { self.prefix(count, token) }
    }

    fn binary(&mut self, token: Token) -> Result<(), Box<Diagnostic>> {
        self.other();
        self.level.chain += 1;
        if self.level.chain > self.limits.chain {
            let problem = format!(
                "more than {} operators in one expression without brackets",
                self.limits.chain
            );
            return Err(Box::new(
                Diagnostic::new(Code::ChainTooLong, token.span(), problem)
                    .help("name parts of it with `let`, or raise `Limits::chain`"),
            ));
        }
        Ok(())
    }

    fn prefix(&mut self, count: usize, token: Token) -> Result<(), Box<Diagnostic>> {
        self.before = Before::Other;
        self.prefixes += count;
        if self.prefixes > self.limits.prefixes {
            let problem = format!("more than {} prefix operators in a row", self.limits.prefixes);
            return Err(Box::new(
                Diagnostic::new(Code::TooManyPrefixes, token.span(), problem)
                    .help("most of them undo each other, or raise `Limits::prefixes`"),
            ));
        }
        Ok(())
    }
}

/// Whether a token can go on with an expression, pattern or type that ended in a brace. If it
/// cannot, a statement, an item or an arm has ended there: syn either begins the next one or
/// gives up, and is in no case deeper than before.
fn continues_after_brace(kind: Kind, text: &str) -> bool {
    match kind {
        Kind::Open(_) | Kind::Close(_) => true,
        Kind::Word => matches!(text, "else" | "in" | "as"),
        Kind::Punct => text != "#",
        Kind::RawWord | Kind::Number { .. } | Kind::Quoted | Kind::Lifetime => false,
    }
}

fn too_deep(span: Span, what: &str, limit: usize) -> Diagnostic {
    Diagnostic::new(Code::TooDeep, span, format!("{what} more than {limit} deep"))
        .help("name inner parts with `let`, or move them into a helper function")
}
