//! What can be wrong with a kernel's text: spans, codes and diagnostics.
//!
//! In: findings of the scanner, the parser and the checker. Out: [`Diagnostics`], every problem
//! of one text in source order, printed in rustc's style by annotate-snippets.
//! Always true: a span is a byte range of the text it was made from, and a code never changes
//! its meaning. Deliberately absent: errors of a call (wrong argument, no memory) and traps,
//! which belong to the caller and the data and live in the crate `metate`.

use std::fmt;
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use serde::{Deserialize, Serialize};

/// A half-open range of bytes in a kernel's text.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
pub struct Span {
    /// First byte.
    pub lo: u32,
    /// One past the last byte.
    pub hi: u32,
}

impl Span {
    /// The range `lo..hi`.
    pub fn new(lo: usize, hi: usize) -> Span {
        Span { lo: lo as u32, hi: hi as u32 }
    }

    /// The smallest range that covers both.
    pub fn to(self, other: Span) -> Span {
        Span { lo: self.lo.min(other.lo), hi: self.hi.max(other.hi) }
    }

    /// Line and column of the first byte, both counted from 1, columns in characters.
    pub fn line_column(self, text: &str) -> (usize, usize) {
        let before = text.get(..self.lo as usize).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }

    /// The bytes of `text` that the span covers; empty if it does not fit.
    pub fn text(self, text: &str) -> &str {
        text.get(self.lo as usize..self.hi as usize).unwrap_or("")
    }
}

macro_rules! codes {
    ($($variant:ident $text:literal $title:literal)*) => {
        /// The kind of a problem in a kernel's text. The code is stable; the wording is not.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = concat!($text, ": ", $title, ".")] $variant,)*
        }

        impl Code {
            /// Every code, in the order of their numbers.
            pub const ALL: &'static [Code] = &[$(Code::$variant),*];

            /// The stable name, such as `M0301`.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $text),* }
            }

            /// What this code stands for, in a few words.
            pub fn title(self) -> &'static str {
                match self { $(Code::$variant => $title),* }
            }

            /// What it means and what to do, as Markdown: with a wrong text and a right one, where
            /// a text can show it.
            pub fn explanation(self) -> &'static str {
                match self {
                    $(Code::$variant => include_str!(concat!("codes/", $text, ".md"))),*
                }
            }

            /// The code of this stable name, such as `M0301`.
            pub fn from_name(name: &str) -> Option<Code> {
                match name {
                    $($text => Some(Code::$variant),)*
                    _ => None,
                }
            }
        }
    };
}

codes! {
    // Text that is refused before it is parsed.
    TooLong         "M0001" "the text is too long"
    TooDeep         "M0002" "the text is nested too deeply"
    TooManyPrefixes "M0003" "too many prefix operators in a row"
    ChainTooLong    "M0004" "a chain of operators is too long"
    NotUtf8         "M0005" "the text is not UTF-8"
    TooManyAxes     "M0006" "an array has more axes than the limit allows"
    // Text that is not Rust.
    Syntax          "M0101" "the text is not Rust"
    // Rust that is not part of the kernel language.
    NoKernel        "M0201" "the text has no kernel"
    EntryUnclear    "M0202" "it is not clear which function is the kernel"
    UnsupportedItem "M0203" "this item is not supported in a kernel"
    UnsupportedType "M0204" "this type is not supported in a kernel"
    UnsupportedStatement "M0205" "this statement is not supported in a kernel"
    UnsupportedExpression "M0206" "this expression is not supported in a kernel"
    UnsupportedPattern "M0207" "this pattern is not supported in a kernel"
    UnsupportedSignature "M0208" "this part of a function's signature is not supported in a kernel"
    UnsupportedLiteral "M0209" "this literal is not supported in a kernel"
    Recursion       "M0210" "kernels may not recurse"
    // Names.
    UnknownName     "M0301" "there is no variable of this name"
    UnknownFunction "M0302" "there is no function of this name"
    UnknownMethod   "M0303" "there is no such method"
    UnknownLabel    "M0304" "there is no loop with this label"
    DuplicateName   "M0305" "this name is defined twice"
    NotInLoop       "M0306" "`break` or `continue` outside of a loop"
    // Types.
    Mismatch        "M0401" "the types do not match"
    BadOperand      "M0402" "the operator is not defined for this type"
    AmbiguousFloat  "M0403" "the type is not known yet where a method is called on it"
    BadCast         "M0404" "this cast is not allowed"
    BadIndex        "M0405" "the index does not fit the array"
    ArgumentCount   "M0406" "wrong number of arguments"
    LiteralRange    "M0407" "the literal does not fit its type"
    NotAValue       "M0408" "this is not a value"
    NoPart          "M0409" "the tuple has no such part"
    NotExhaustive   "M0410" "the arms of a `match` do not cover every value"
    UnknownType     "M0411" "the type cannot be inferred"
    BadConstant     "M0412" "this is not a constant expression"
    BadBound        "M0413" "the type does not have this trait"
    // Flow and ownership.
    Immutable       "M0501" "assignment to something that is not mutable"
    Uninitialized   "M0502" "the variable may be read before it has a value"
    ConstantTrap    "M0503" "this operation always traps"
    Borrowed        "M0504" "the array is used while it is borrowed"
    Moved           "M0505" "the array is used after it was moved"
    NotIndependent  "M0506" "the iterations of a `prange` depend on each other"
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One problem of a kernel's text: where, what, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Diagnostic {
    /// The kind of problem; [`Code::explanation`] says more about it.
    pub code: Code,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// Where it is wrong.
    pub span: Span,
    /// What to say at that place; may be empty.
    pub label: String,
    /// Other places that matter, each with what to say there.
    pub context: Vec<(Span, String)>,
    /// Facts that explain the problem.
    pub notes: Vec<String>,
    /// What to write instead.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A problem at `span`; the builder methods add what else is known.
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code,
            message: message.into(),
            span,
            label: String::new(),
            context: Vec::new(),
            notes: Vec::new(),
            help: None,
        }
    }

    /// Says `label` at the place of the problem.
    pub fn label(mut self, label: impl Into<String>) -> Diagnostic {
        self.label = label.into();
        self
    }

    /// Points at another place that matters.
    pub fn context(mut self, span: Span, label: impl Into<String>) -> Diagnostic {
        self.context.push((span, label.into()));
        self
    }

    /// Adds a fact that explains the problem.
    pub fn note(mut self, note: impl Into<String>) -> Diagnostic {
        self.notes.push(note.into());
        self
    }

    /// Says what to write instead.
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }
}

/// Every problem of one kernel text, in source order.
///
/// `Display` prints them without colour, as rustc would; [`Diagnostics::render`] can colour.
#[derive(Clone, PartialEq, Eq)]
pub struct Diagnostics {
    text: Arc<str>,
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// The problems `list` of `text`, put into source order.
    pub fn new(text: impl Into<Arc<str>>, mut list: Vec<Diagnostic>) -> Diagnostics {
        list.sort_by_key(|diagnostic| (diagnostic.span, diagnostic.code));
        list.dedup();
        Diagnostics { text: text.into(), list }
    }

    /// The problems.
    pub fn list(&self) -> &[Diagnostic] {
        &self.list
    }

    /// The text they are about.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// All of them as rustc would print them, with terminal colours if `color`.
    pub fn render(&self, color: bool) -> String {
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        let mut out = String::new();
        for diagnostic in &self.list {
            out.push_str(&renderer.render(&[report(diagnostic, &self.text)]));
            out.push_str("\n\n");
        }
        out.truncate(out.trim_end().len());
        out
    }
}

/// The longest text that is quoted in full; a longer one is quoted around the problem.
const QUOTED_IN_FULL: usize = 64 * 1024;

fn report<'a>(diagnostic: &'a Diagnostic, text: &'a str) -> annotate_snippets::Group<'a> {
    let (text, offset, first_line) = window(diagnostic, text);
    let clip = |span: Span| {
        let lo = floor_boundary(text, (span.lo as usize).saturating_sub(offset));
        let hi = floor_boundary(text, (span.hi as usize).saturating_sub(offset));
        lo..hi.max(lo)
    };
    let mut primary = AnnotationKind::Primary.span(clip(diagnostic.span));
    if !diagnostic.label.is_empty() {
        primary = primary.label(&diagnostic.label);
    }
    let mut snippet = Snippet::source(text).line_start(first_line).annotation(primary);
    for (span, label) in &diagnostic.context {
        snippet = snippet.annotation(AnnotationKind::Context.span(clip(*span)).label(label));
    }
    let mut group = Level::ERROR
        .primary_title(&diagnostic.message)
        .id(diagnostic.code.as_str())
        .element(snippet);
    for note in &diagnostic.notes {
        group = group.element(Level::NOTE.message(note));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help));
    }
    group
}

/// The part of `text` to quote, its offset in bytes, and the number of its first line.
fn window<'a>(diagnostic: &Diagnostic, text: &'a str) -> (&'a str, usize, usize) {
    if text.len() <= QUOTED_IN_FULL {
        return (text, 0, 1);
    }
    let half = QUOTED_IN_FULL / 2;
    let middle = diagnostic.span.lo as usize;
    let lo = floor_boundary(text, middle.saturating_sub(half));
    let hi = floor_boundary(text, middle.saturating_add(half));
    let first_line = text[..lo].matches('\n').count() + 1;
    (&text[lo..hi], lo, first_line)
}

fn floor_boundary(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at.min(text.len()))
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl fmt::Debug for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // `unwrap()` on a parse result should show the author what the terminal would.
        write!(f, "\n{self}")
    }
}

impl std::error::Error for Diagnostics {}
