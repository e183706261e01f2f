//! What every part of the conversion shares: spans, problems found so far, depth.
//!
//! In: syn's spans and refusals. Out: spans of the text, and the problems in the order in which
//! they were found. Always true: the depth counts every nested call of [`Cx::deeper`], and too
//! deep a tree is reported once. Deliberately absent: anything that knows a construct by name.

use super::super::Limits;
use super::super::ast::Name;
use super::refuse::Refusal;
use crate::error::{Code, Diagnostic, Span};

/// The state of one conversion.
pub(super) struct Cx<'a> {
    start: usize,
    limits: &'a Limits,
    found: Vec<Diagnostic>,
    depth: usize,
    too_deep: bool,
    /// The place that was looked at last.
    here: Span,
    /// Lifetimes that the function being converted declares.
    pub(super) lifetimes: Vec<String>,
}

impl<'a> Cx<'a> {
    pub(super) fn new(start: usize, limits: &'a Limits) -> Cx<'a> {
        Cx {
            start,
            limits,
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
        let range = span.byte_range();
        self.here = Span::new(self.start + range.start, self.start + range.end);
        self.here
    }

    pub(super) fn report(&mut self, problem: Diagnostic) {
        self.found.push(problem);
    }

    /// Reports that `what` is no part of the kernel language, and what to write instead.
    pub(super) fn refuse(&mut self, code: Code, span: Span, what: &str, help: &str) {
        let plural = what.ends_with('s') && !what.starts_with(['a', 't', '`']);
        let verb = if plural { "are" } else { "is" };
        let problem = format!("{what} {verb} not supported in a kernel");
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
        if self.depth >= self.limits.depth {
            if !self.too_deep {
                self.too_deep = true;
                let problem = format!("the text is nested more than {} deep", self.limits.depth);
                self.report(
                    Diagnostic::new(Code::TooDeep, self.here, problem)
                        .help("name inner parts with `let`, or move them into a helper function"),
                );
            }
            return None;
        }
        self.depth += 1;
        let converted = convert(self);
        self.depth -= 1;
        Some(converted)
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
