//! The lines of a kernel's text, shown beside what was made of them.
//!
//! In: a text and spans of it. Out: the line that a span begins on, its number, and notes such as
//! `4 | trace += a[[i, i]].tanh();` that a printer puts in front of what was made for the line.
//! Always true: a note is one line, whatever the text holds; a line is noted where it differs from
//! the one noted before, so what stands together is noted once. Deliberately absent: how the
//! printers write comments.

use crate::error::Span;

/// A text cut into lines.
#[derive(Clone, Debug)]
pub struct SourceLines<'t> {
    text: &'t str,
    /// The first byte of each line.
    starts: Vec<u32>,
    /// The number of the first line.
    first: usize,
}

/// The longest part of a line that is shown, in characters.
const LONGEST: usize = 100;

impl<'t> SourceLines<'t> {
    /// The lines of `text`, of which the first has the number `first`.
    pub fn new(text: &'t str, first: usize) -> SourceLines<'t> {
        let behind = text.bytes().zip(1..).filter(|&(byte, _)| byte == b'\n');
        let starts = [0].into_iter().chain(behind.map(|(_, next)| next)).collect();
        SourceLines { text, starts, first }
    }

    /// The number of the line that a span begins on; none for the empty span that stands for no
    /// place of the text.
    pub fn number(&self, span: Span) -> Option<usize> {
        if span == Span::default() || span.lo as usize > self.text.len() {
            return None;
        }
        Some(self.first + self.starts.partition_point(|&start| start <= span.lo) - 1)
    }

    /// The text of a span as one line, cut where it gets long.
    pub fn quote(&self, span: Span) -> String {
        one_line(&span.text(self.text).split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// The line of this number, without the white space around it, cut where it gets long;
    /// empty if there is none.
    pub fn line(&self, number: usize) -> String {
        let Some(index) = number.checked_sub(self.first) else { return String::new() };
        let Some(&start) = self.starts.get(index) else { return String::new() };
        one_line(self.text[start as usize..].lines().next().unwrap_or("").trim())
    }
}

fn one_line(line: &str) -> String {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    let mut shown: String = line.chars().take(LONGEST).map(plain).collect();
    if line.chars().nth(LONGEST).is_some() {
        shown.push_str("..");
    }
    shown
}

/// Notes lines of the text where they change.
#[derive(Clone, Debug)]
pub struct Margin<'l> {
    lines: &'l SourceLines<'l>,
    noted: Option<usize>,
}

impl<'l> Margin<'l> {
    /// A margin without a note.
    pub fn new(lines: &'l SourceLines<'l>) -> Margin<'l> {
        Margin { lines, noted: None }
    }

    /// Something else was shown: the next line is noted, whichever it is.
    pub fn forget(&mut self) {
        self.noted = None;
    }

    /// What to note in front of something that was made for `span`; nothing if that line was the
    /// last one noted, or if it stands for no place of the text.
    pub fn note(&mut self, span: Span) -> Option<String> {
        let number = self.lines.number(span)?;
        if self.noted.replace(number) == Some(number) {
            return None;
        }
        Some(format!("{number} | {}", self.lines.line(number)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_noted_where_they_change() {
        let text = "fn f() {\n    one();\r\n\n    two\u{7}();\n}";
        let lines = SourceLines::new(text, 10);
        let mut margin = Margin::new(&lines);
        let at = |part: &str| {
            let lo = text.find(part).expect("part of the text");
            Span::new(lo, lo + part.len())
        };
        assert_eq!(margin.note(at("fn")), Some("10 | fn f() {".into()));
        assert_eq!(margin.note(at("f()")), None);
        assert_eq!(margin.note(Span::default()), None);
        assert_eq!(margin.note(at("one")), Some("11 | one();".into()));
        assert_eq!(margin.note(at("two")), Some("13 | two ();".into()));
        assert_eq!(margin.note(Span::new(900, 901)), None);
        assert_eq!(lines.quote(at("one();\r\n\n    two")), "one(); two");
        margin.forget();
        assert!(margin.note(at("two")).is_some());
        assert_eq!(lines.line(9), "");
        assert_eq!(lines.line(15), "");
    }

    #[test]
    fn a_long_line_is_cut() {
        let text = "é".repeat(LONGEST + 1);
        let line = SourceLines::new(&text, 1).line(1);
        assert_eq!(line, "é".repeat(LONGEST) + "..");
    }
}
