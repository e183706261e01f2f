//! What every part of the conversion shares: spans, problems found so far, depth.
//!
//! In: syn's spans and refusals. Out: spans of the text, and the problems in the order in which
//! they were found. Always true: the depth counts every nested call of [`Cx::deeper`], and too
//! deep a tree is reported once. Deliberately absent: anything that knows a construct by name.

use super::super::Limits;
use super::super::ast::Name;
use super::refuse::Refusal;
use crate::error::{Code, Diagnostic, Span};

/// The most problems that are kept; whoever reads them has fewer to begin with.
const MOST_PROBLEMS: usize = 100;

/// The state of one conversion.
pub(super) struct Cx<'a> {
    limits: &'a Limits,
    start: usize,
    /// Where each line of the text begins, if all of its characters are single bytes.
    lines: Option<Vec<usize>>,
    found: Vec<Diagnostic>,
    depth: usize,
    too_deep: bool,
    /// The place that was looked at last.
    here: Span,
    /// Lifetimes that the function being converted declares.
    pub(super) lifetimes: Vec<String>,
}

impl<'a> Cx<'a> {
    /// For a text whose tokens begin at the byte `start`.
    pub(super) fn new(text: &str, start: usize, limits: &'a Limits) -> Cx<'a> {
        let text = &text[start..];
        let breaks = || text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n');
        let lines = || [0].into_iter().chain(breaks().map(|(at, _)| at + 1)).collect();
        Cx {
            limits,
            start,
            lines: text.is_ascii().then(lines),
            found: Vec::new(),
            depth: 0,
            too_deep: false,
            here: Span::default(),
            lifetimes: Vec::new(),
        }
    }

    pub(super) fn finish(self) -> Vec<Diagnostic> {
        self.found
    }

    /// The bytes of the text that a token of syn's covers.
    pub(super) fn span(&mut self, span: proc_macro2::Span) -> Span {
        let range = match &self.lines {
            // Many times faster than `byte_range`, which builds a map of every place asked for.
            Some(lines) => {
                let (lo, hi) = (span.start(), span.end());
                lines[lo.line - 1] + lo.column..lines[hi.line - 1] + hi.column
            }
            None => span.byte_range(),
        };
        self.here = Span::new(self.start + range.start, self.start + range.end);
        self.here
    }

    pub(super) fn report(&mut self, problem: Diagnostic) {
        match self.found.len() {
            MOST_PROBLEMS.. => {}
            count if count + 1 == MOST_PROBLEMS => {
                let note = format!("only the first {MOST_PROBLEMS} problems are listed");
                self.found.push(problem.note(note));
            }
            _ => self.found.push(problem),
        }
    }

    /// Reports that `what` is no part of the kernel language, and what to write instead.
    pub(super) fn refuse(&mut self, code: Code, span: Span, what: &str, help: &str) {
        let problem = format!("{what} is not supported in a kernel");
        self.report(Diagnostic::new(code, span, problem).help(help));
    }

    /// Reports a refusal of the tables in `refuse` and returns its place.
    pub(super) fn refuse_as(&mut self, code: Code, refusal: Refusal) -> Span {
        let span = match refusal.span {
            Some(span) => self.span(span),
            None => self.here,
        };
        self.refuse(code, span, &refusal.what, refusal.help);
        span
    }

    /// Runs `convert` one level deeper; reports and returns `None` where the limit is reached.
    pub(super) fn deeper<T>(&mut self, convert: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.deeper_by(1, convert)
    }

    /// As [`Cx::deeper`], by several levels.
    pub(super) fn deeper_by<T>(
        &mut self,
        levels: usize,
        convert: impl FnOnce(&mut Self) -> T,
    ) -> Option<T> {
        if self.limits.depth.saturating_sub(self.depth) < levels {
            if !self.too_deep {
                self.too_deep = true;
                let most = self.limits.depth;
                let (problem, help) = match levels {
                    0 | 1 => (
                        format!("the text is nested more than {most} deep"),
                        "name inner parts with `let`, or move them into a helper function",
                    ),
                    _ => (
                        format!("too many arms: each counts as an `else if`, at most {most} deep"),
                        "join arms with `|` or ranges, or look the value up in an array",
                    ),
                };
                self.report(Diagnostic::new(Code::TooDeep, self.here, problem).help(help));
            }
            return None;
        }
        self.depth += levels;
        let converted = convert(self);
        self.depth -= levels;
        Some(converted)
    }

    /// Reports an array type of more axes than the limit allows.
    pub(super) fn expect_rank(&mut self, rank: usize, span: Span) {
        let most = self.limits.rank;
        if rank > most {
            let problem = format!("an array of {rank} axes, the limit is {most}");
            let help = "fold axes into one, or raise `Limits::rank`";
            self.report(Diagnostic::new(Code::TooManyAxes, span, problem).help(help));
        }
    }

    pub(super) fn here(&self) -> Span {
        self.here
    }

    /// An identifier. `r#x` is the same name as `x`, unless that is a keyword.
    pub(super) fn name(&mut self, ident: &proc_macro2::Ident) -> Name {
        let text = ident.to_string();
        let text = match text.strip_prefix("r#") {
            Some(plain) if syn::parse_str::<syn::Ident>(plain).is_ok() => plain.to_string(),
            _ => text,
        };
        Name { text, span: self.span(ident.span()) }
    }
}
