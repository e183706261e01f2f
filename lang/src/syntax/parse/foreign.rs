//! Text that is not Rust, but C or Python, or nearly Rust: what was meant, and how Rust writes it.
//!
//! In: the text and the token at which syn gave up. Out: a better problem for the common
//! spellings, or nothing. Always true: it is asked only about texts that are refused already, so
//! it may guess; it looks at tokens near the place and never changes what is accepted.
//! Deliberately absent: Rust that kernels lack (`refuse`) and names that nobody declared
//! (`front::advice`).

use super::super::lex::{Kind, Lexer, Token};
use crate::error::{Code, Diagnostic, Span};

/// The tokens of a text around the place of an error.
struct Around<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    /// The index of the token at which the parser gave up.
    here: usize,
    /// What the parser said.
    said: &'a str,
}

/// Type names of C and Fortran, and what they are called in Rust.
const TYPES: [(&str, &str); 10] = [
    ("double", "f64"),
    ("real", "f64"),
    ("float", "f32"),
    ("int", "i32"),
    ("integer", "i32"),
    ("long", "i64"),
    ("short", "i16"),
    ("unsigned", "u32"),
    ("size_t", "usize"),
    ("char", "u8"),
];

/// Words of Rust that cannot be names.
const KEYWORDS: &str = " as async await break const continue crate dyn else enum extern false fn \
                        for gen if impl in let loop match mod move mut pub ref return self static \
                        struct super trait true type unsafe use where while abstract become box do \
                        final macro override priv try typeof unsized virtual yield ";

/// What was meant where the parser said `said` about the byte `at`, if it is known.
pub(super) fn problem(text: &str, start: usize, at: usize, said: &str) -> Option<Diagnostic> {
    let mut lexer = Lexer::new(text, start);
    let mut tokens = Vec::new();
    while let Ok(Some(token)) = lexer.next() {
        tokens.push(token);
    }
    let here = tokens.iter().position(|token| token.lo >= at).unwrap_or(tokens.len());
    let around = Around { text, tokens, here, said };
    around
        .operators()
        .or_else(|| around.words())
        .or_else(|| around.loops())
        .or_else(|| around.declarations())
        .or_else(|| around.brackets())
        .or_else(|| around.blocks())
        .or_else(|| around.whole())
}

fn found(span: Span, message: impl Into<String>, help: impl Into<String>) -> Option<Diagnostic> {
    Some(Diagnostic::new(Code::Syntax, span, message).help(help))
}

impl<'a> Around<'a> {
    fn token(&self, offset: isize) -> Option<Token> {
        self.here.checked_add_signed(offset).and_then(|index| self.tokens.get(index)).copied()
    }

    /// The text of the token `offset` places from the error; empty beyond the ends.
    fn word(&self, offset: isize) -> &'a str {
        self.token(offset).map_or("", |token| &self.text[token.lo..token.hi])
    }

    fn span(&self, first: isize, last: isize) -> Span {
        let end = Span::new(self.text.len(), self.text.len());
        let at = |offset| self.token(offset).map_or(end, Token::span);
        at(first).to(at(last))
    }

    fn quote(&self, first: isize, last: isize) -> &'a str {
        self.span(first, last).text(self.text)
    }

    /// Whether the token is a name or number, which a value may begin or end with.
    fn is_value(&self, offset: isize) -> bool {
        let kind = self.token(offset).map(|token| token.kind);
        matches!(kind, Some(Kind::Word | Kind::Number { .. })) && !self.is_keyword(offset)
    }

    fn is_name(&self, offset: isize) -> bool {
        let kind = self.token(offset).map(|token| token.kind);
        kind == Some(Kind::Word) && !self.is_keyword(offset)
    }

    fn is_keyword(&self, offset: isize) -> bool {
        let word = self.word(offset);
        !word.is_empty() && KEYWORDS.split_whitespace().any(|keyword| keyword == word)
    }

    /// Whether the two tokens stand without a blank between them.
    fn joined(&self, first: isize) -> bool {
        let (left, right) = (self.token(first), self.token(first + 1));
        left.zip(right).is_some_and(|(left, right)| left.hi == right.lo)
    }

    /// Whether a line ends between the token before `offset` and that one.
    fn on_new_line(&self, offset: isize) -> bool {
        let before = self.token(offset - 1).map_or(0, |token| token.hi);
        let next = self.token(offset).map_or(self.text.len(), |token| token.lo);
        self.text.get(before..next).is_some_and(|blank| blank.contains('\n'))
    }

    /// The offset of the bracket that is open at `offset`, and the bracket.
    fn open_before(&self, offset: isize) -> Option<(isize, u8)> {
        let mut depth = 0;
        let mut at = offset - 1;
        while let Some(token) = self.token(at) {
            match token.kind {
                Kind::Close(_) => depth += 1,
                Kind::Open(bracket) if depth == 0 => return Some((at, bracket)),
                Kind::Open(_) => depth -= 1,
                _ => {}
            }
            at -= 1;
        }
        None
    }

    /// The last token before `offset` that ends a statement or begins a value, within brackets.
    fn start_of_value(&self, offset: isize) -> isize {
        let mut depth = 0;
        let mut at = offset - 1;
        while let Some(token) = self.token(at) {
            match (token.kind, self.word(at)) {
                (Kind::Close(b'}'), _) if depth == 0 => break,
                (Kind::Close(_), _) => depth += 1,
                (Kind::Open(_), _) if depth == 0 => break,
                (Kind::Open(_), _) => depth -= 1,
                (_, ";" | "=" | "return" | "," | "+=" | "-=" | "*=" | "/=") if depth == 0 => break,
                _ => {}
            }
            at -= 1;
        }
        at + 1
    }

    /// The first of `ends` at or behind `offset` that is not inside of further brackets.
    fn next_of(&self, offset: isize, ends: &[&str]) -> Option<isize> {
        let mut depth = 0;
        let mut at = offset;
        while let Some(token) = self.token(at) {
            match token.kind {
                _ if depth == 0 && ends.contains(&self.word(at)) => return Some(at),
                Kind::Open(_) => depth += 1,
                Kind::Close(_) if depth == 0 => return None,
                Kind::Close(_) => depth -= 1,
                _ => {}
            }
            at += 1;
        }
        None
    }

    /// Operators that Rust has not.
    fn operators(&self) -> Option<Diagnostic> {
        if let Some(problem) = self.steps().or_else(|| self.ternary()) {
            return Some(problem);
        }
        if let Some((span, operator, help)) = self.joined_operator() {
            return found(span, format!("`{operator}` is not an operator of Rust"), help);
        }
        let here = self.span(0, 0);
        match self.word(0) {
            "~" => {
                let help = format!("write `!{}`", self.word(1));
                found(here, "`~` is not an operator of Rust", help)
            }
            "@" => {
                let help = "a product of matrices is written as loops over its indices";
                found(here, "`@` is not an operator of Rust", help)
            }
            "$" => found(here, "names have no `$` in Rust", "leave it out"),
            "." if matches!(self.token(1).map(|token| token.kind), Some(Kind::Number { .. })) => {
                let help = format!("write `0.{}`", self.word(1));
                found(self.span(0, 1), "a number does not begin with a point", help)
            }
            _ if self.said.contains("cannot be chained") => {
                let [a, less, b, then, c] = [-3, -2, -1, 0, 1].map(|at| self.word(at));
                let simple = matches!(less, "<" | "<=" | ">" | ">=" | "==")
                    && [-3, -1, 1].into_iter().all(|at| self.is_value(at));
                let example = match simple {
                    true => format!("{a} {less} {b} && {b} {then} {c}"),
                    false => "a < b && b < c".to_owned(),
                };
                found(here, self.said, format!("compare twice: `{example}`"))
            }
            _ => None,
        }
    }

    /// `i++`, `--i`
    fn steps(&self) -> Option<Diagnostic> {
        for first in [-2, -1, 0] {
            let sign = self.word(first);
            if !matches!(sign, "+" | "-") || self.word(first + 1) != sign || !self.joined(first) {
                continue;
            }
            let name = match (self.is_name(first - 1), self.is_name(first + 2)) {
                (true, _) => self.word(first - 1),
                (false, true) => self.word(first + 2),
                (false, false) => "i",
            };
            let message = format!("`{sign}{sign}` is not an operator of Rust");
            let help = format!("write `{name} {sign}= 1`");
            return found(self.span(first, first + 1), message, help);
        }
        None
    }

    /// `condition ? a : b`
    fn ternary(&self) -> Option<Diagnostic> {
        if self.word(-1) != "?" {
            return None;
        }
        let start = self.start_of_value(-1);
        let parts = || {
            let colon = self.next_of(0, &[":"])?;
            let end = self.next_of(colon, &[";", ",", ")", "}", "]"])?;
            let (then, otherwise) = (self.quote(0, colon - 1), self.quote(colon + 1, end - 1));
            Some(format!("if {} {{ {then} }} else {{ {otherwise} }}", self.quote(start, -2)))
        };
        let written = parts().unwrap_or_else(|| "if condition { a } else { b }".to_owned());
        let help = format!("write `{written}`");
        found(self.span(-1, -1), "`condition ? a : b` is not Rust", help)
    }

    /// Operators that the lexer of Rust takes apart.
    fn joined_operator(&self) -> Option<(Span, String, String)> {
        for first in [-1, 0] {
            if !self.joined(first) {
                continue;
            }
            let before = match self.is_name(first - 1) {
                true => self.word(first - 1),
                false => "x",
            };
            let help = match (self.word(first), self.word(first + 1)) {
                (logic @ ("&&" | "||"), "=") => format!("write `{before} = {before} {logic} ..`"),
                ("==", "=") => "write `==`".to_owned(),
                ("!=", "=") => "write `!=`".to_owned(),
                ("<", ">") => "write `!=`".to_owned(),
                (":", "=") => format!("write `let {before} = ..`"),
                (">>", ">") => {
                    "`>>` fills with zeros where the type is unsigned: convert it first".to_owned()
                }
                ("*", "*=") => {
                    format!("write `{before} = {before}.powi(n)`, or `.pow(n)` of an integer")
                }
                _ => continue,
            };
            let span = self.span(first, first + 1);
            return Some((span, span.text(self.text).to_owned(), help));
        }
        None
    }

    /// Words of Python and others in place of operators and keywords.
    fn words(&self) -> Option<Diagnostic> {
        let operator = |at: isize, help: String| {
            found(self.span(at, at), format!("`{}` is not Rust", self.word(at)), help)
        };
        match (self.word(-1), self.word(0)) {
            (_, "and") => operator(0, "write `&&`".to_owned()),
            (_, "or") => operator(0, "write `||`".to_owned()),
            (_, "is") => operator(0, "write `==`".to_owned()),
            (_, "xor") => operator(0, "write `^`".to_owned()),
            (_, "mod") if self.is_value(-1) => operator(0, "write `%`".to_owned()),
            (_, "div") if self.is_value(-1) => operator(0, "write `/`".to_owned()),
            (_, "then") => operator(0, "write `if condition { a } else { b }`".to_owned()),
            (_, "in") if self.is_value(-1) => {
                let help = "compare with each element in a loop";
                found(self.span(0, 0), "`in` stands in the head of a `for` only", help)
            }
            (_, "do") => operator(0, "write `loop { .. if !condition { break; } }`".to_owned()),
            ("not", _) => operator(-1, format!("write `!{}`", self.word(0))),
            ("elif" | "elseif" | "elsif", _) => operator(-1, "write `else if`".to_owned()),
            ("until", _) => operator(-1, "write `while !(condition) { .. }`".to_owned()),
            ("unless", _) => operator(-1, "write `if !(condition) { .. }`".to_owned()),
            ("lambda", _) => operator(-1, "write a helper `fn` beside the kernel".to_owned()),
            (_, "->") if self.is_value(-1) => {
                let help = "kernels have no pointers: index arrays, `a[i]`";
                found(self.span(0, 0), "`->` is not an operator of Rust", help)
            }
            ("#", _) => {
                found(self.span(-1, -1), "`#` begins an attribute", "comments begin with `//`")
            }
            (";", "else") => {
                found(self.span(-1, -1), "a `;` ends the `if` before its `else`", "remove the `;`")
            }
            (_, "if") if self.is_value(-1) && !self.on_new_line(0) => {
                let help = "write `if condition { a } else { b }`";
                found(self.span(0, 0), "`a if condition else b` is not Rust", help)
            }
            _ => self.keyword(),
        }
    }

    /// A keyword where a name must stand.
    fn keyword(&self) -> Option<Diagnostic> {
        let named = matches!(self.word(-1), "let" | "mut" | "fn" | "(" | "," | "const" | "for")
            && matches!(self.word(1), "=" | ":" | "(" | ";" | "," | "in" | ")");
        let wants_name = self.said.contains("identifier");
        if !(self.is_keyword(0) && named && wants_name) || matches!(self.word(0), "mut" | "ref") {
            return None;
        }
        let word = self.word(0);
        let message = format!("`{word}` is a keyword of Rust, so it cannot be a name");
        found(self.span(0, 0), message, format!("choose another name, such as `{word}_`"))
    }

    /// `for (i = 0; i < n; i++)`, `switch (n) { .. }`
    fn loops(&self) -> Option<Diagnostic> {
        let head = (-5..=0).rev().find(|&at| self.word(at) == "for" && self.word(at + 1) == "(");
        if let Some(head) = head.filter(|&head| self.open_before(0) == Some((head + 1, b'('))) {
            let equals = self.next_of(head + 2, &["="]);
            let range = equals.filter(|&at| self.is_name(at - 1)).and_then(|equals| {
                let first = self.next_of(equals, &[";"])?;
                let less = self.next_of(first, &["<", "<="])?;
                let second = self.next_of(less, &[";"])?;
                let dots = if self.word(less) == "<" { ".." } else { "..=" };
                let low = self.quote(equals + 1, first - 1);
                let high = self.quote(less + 1, second - 1);
                Some(format!("for {} in {low}{dots}{high} {{ .. }}", self.word(equals - 1)))
            });
            let range = range.unwrap_or_else(|| "for i in 0..n { .. }".to_owned());
            let message = "a `for` of Rust runs over a range";
            return found(self.span(head, head + 1), message, format!("write `{range}`"));
        }
        if self.word(0) == "{" && self.word(-1) == ")" {
            let (open, _) = self.open_before(-1)?;
            if self.word(open - 1) == "switch" {
                let value = self.quote(open + 1, -2);
                let help = format!("write `match {value} {{ 0 => .., 1 => .., _ => .. }}`");
                return found(self.span(open - 1, open - 1), "`switch` is not Rust", help);
            }
        }
        if self.word(0) == "for" && matches!(self.open_before(0), Some((_, b'['))) {
            let help = "declare the array, `let mut a = [0.0; 8];`, and assign in a loop";
            return found(self.span(0, 0), "a list is not built by a `for` in Rust", help);
        }
        None
    }

    /// Functions, variables and casts as C, Python and JavaScript write them.
    fn declarations(&self) -> Option<Diagnostic> {
        let ty = |at: isize| TYPES.iter().find(|(name, _)| *name == self.word(at));
        let named = self.is_name(0);
        let name = self.word(0);
        let outside = self.open_before(0).is_none();
        if let ("def" | "function" | "func" | "fun" | "void" | "subroutine", true) =
            (self.word(-1), named)
        {
            let help = format!("write `fn {name}(x: f64) -> f64 {{ .. }}`");
            return found(self.span(-1, -1), format!("`{}` is not Rust", self.word(-1)), help);
        }
        if let (Some((of_c, rust)), true) = (ty(-1), named) {
            let help = match self.word(1) {
                "(" => format!("write `fn {name}(x: {rust}) -> {rust} {{ .. }}`"),
                "," | ")" => format!("write `{name}: {rust}`"),
                _ => format!("write `let mut {name}: {rust} = ..;`"),
            };
            let message =
                format!("in Rust the type stands behind the name, and `{of_c}` is `{rust}`");
            return found(self.span(-1, 0), message, help);
        }
        let cast = self.word(-1) == ")" && self.word(-3) == "(" && self.is_value(0);
        if let (Some((_, rust)), true) = (ty(-2), cast) {
            let help = format!("write `{name} as {rust}`");
            return found(self.span(-3, 0), "this cast is not Rust", help);
        }
        if let ("var" | "auto" | "local" | "mut", true) = (self.word(-1), named) {
            let help = format!("write `let mut {name} = ..`");
            return found(self.span(-1, -1), format!("`{}` declares nothing", self.word(-1)), help);
        }
        match (self.word(-2), self.word(-1), self.word(0)) {
            (_, _, "mut") if self.is_name(1) => {
                let help = format!("write `let mut {} = ..`", self.word(1));
                found(self.span(0, 0), "`mut` stands behind `let`", help)
            }
            (_, name, ":")
                if self.is_name(-1) && matches!(self.word(1), "for" | "while" | "loop") =>
            {
                let help = format!("write `'{name}: {} ..`", self.word(1));
                found(self.span(-1, -1), "a label begins with a quote", help)
            }
            (_, _, "=") if self.said == "expected `,`" => {
                let help = "leave it out, and pass a value in every call";
                found(self.span(0, 0), "a parameter has no default value in Rust", help)
            }
            ("const", name, "=") => {
                let help = format!("write `const {name}: f64 = ..;`, or `let {name} = ..;`");
                found(self.span(-1, -1), format!("the constant `{name}` has no type"), help)
            }
            (_, _, "let") if outside => {
                let help = "write `const NAME: f64 = ..;`, or move it into a function";
                found(self.span(0, 0), "a `let` stands in a function only", help)
            }
            (_, name, "," | ")") if self.said == "expected `:`" && self.is_name(-1) => {
                let help = format!("give it one, such as `{name}: f64`");
                found(self.span(-1, -1), format!("the parameter `{name}` has no type"), help)
            }
            _ => None,
        }
    }

    /// `a[0, 1]`, `a[1:3]`, `a, b = b, a`
    fn brackets(&self) -> Option<Diagnostic> {
        let open = self.open_before(0);
        match (self.word(0), open) {
            (",", Some((open, b'['))) if self.is_name(open - 1) => {
                let close = self.next_of(0, &["]"])?;
                let (array, indices) = (self.word(open - 1), self.quote(open + 1, close - 1));
                let help = format!("write `{array}[[{indices}]]`");
                found(
                    self.span(open, close),
                    "several indices stand in two pairs of brackets",
                    help,
                )
            }
            (":", Some((open, b'['))) => {
                let array = if self.is_name(open - 1) { self.word(open - 1) } else { "a" };
                let help =
                    format!("run over the indices: `for i in low..high {{ .. {array}[i] .. }}`");
                found(
                    self.span(0, 0),
                    "a slice `low:high` is not Rust, and kernels have none",
                    help,
                )
            }
            (",", Some((_, b'{'))) if self.is_name(-1) => {
                let help = "assign one after the other; to swap, `let old = a; a = b; b = old;`";
                found(self.span(0, 0), "one assignment has one place", help)
            }
            _ => None,
        }
    }

    /// Braces and semicolons that are missing.
    fn blocks(&self) -> Option<Diagnostic> {
        let here = self.span(0, 0);
        if self.said.contains("expected curly braces") {
            let (colon, same_line) = (self.word(0) == ":", !self.on_new_line(1));
            let of_function = || {
                let (open, _) = self.open_before(-1)?;
                (self.word(-1) == ")" && self.word(open - 2) == "fn").then_some(())
            };
            if colon && of_function().is_some() {
                let help = format!("write `-> {}`", self.word(1));
                return found(here, "the type of a result stands behind `->`", help);
            }
            if colon && same_line && self.is_value(-1) && self.is_value(1) {
                let help = format!("write `{}..{}`", self.word(-1), self.word(1));
                return found(here, "a range is written with two points", help);
            }
            let help = "put the body in braces: `{ .. }`";
            return found(here, "the body of this statement has no braces", help);
        }
        if !self.said.ends_with("expected `;`") {
            return None;
        }
        if self.on_new_line(0) {
            let end = self.token(-1).map_or(0, |token| token.hi);
            let rest = self.text[end..].lines().next().unwrap_or("");
            let help = match rest.trim_start().starts_with("//") {
                true => {
                    "end the statement with `;`; `//` begins a comment, and `/` divides integers too"
                }
                false => "end the statement with `;`",
            };
            return found(self.span(-1, -1), "a `;` is missing behind this", help);
        }
        let message = format!("`{}` does not follow from what stands before it", self.word(0));
        found(here, message, "put an operator or a `;` between them")
    }

    /// What stands where only items can stand.
    fn whole(&self) -> Option<Diagnostic> {
        if self.open_before(0).is_some() || self.here >= self.tokens.len() {
            return None;
        }
        let list = self.said.starts_with("expected one of: `fn`");
        let bare = self.said == "expected `!`" && self.word(-2).is_empty();
        let message = "a kernel's text consists of functions and constants";
        let help = "write a function: `fn name(x: f64) -> f64 { .. }`";
        (list || bare)
            .then(|| found(self.span(if bare { -1 } else { 0 }, 0), message, help))
            .flatten()
    }
}

/// What to write for a character that is no token of Rust, and what it is called.
pub(super) fn character(letter: char) -> Option<String> {
    let meant = match letter {
        '\u{2212}' | '\u{2010}'..='\u{2015}' => "-",
        '×' | '·' | '∙' | '⋅' | '∗' => "*",
        '÷' | '∕' | '⁄' => "/",
        '≤' => "<=",
        '≥' => ">=",
        '≠' => "!=",
        '≈' => "(x - y).abs() < tolerance",
        '∧' => "&&",
        '∨' => "||",
        '¬' => "!",
        '→' => "->",
        '…' => "..",
        '∞' => "f64::INFINITY",
        '√' => "x.sqrt()",
        '²' => "x * x",
        '³' => "x * x * x",
        '；' => ";",
        '，' => ",",
        '：' => ":",
        '（' => "(",
        '）' => ")",
        '［' => "[",
        '］' => "]",
        '｛' => "{",
        '｝' => "}",
        '\u{a0}' | '\u{200b}' | '\u{feff}' | '\u{3000}' => {
            return Some("it is an invisible character: write a plain blank".to_owned());
        }
        '“' | '”' | '‘' | '’' | '«' | '»' => {
            return Some(
                "kernels have no strings: they compute with numbers and `bool`".to_owned(),
            );
        }
        _ => return None,
    };
    Some(format!("write `{meant}`"))
}
