//! Lines of WGSL at their depth, with the lines of the source as comments.
//!
//! In: lines, one at a time. Out: text. Always true: a comment is one line whatever the source
//! holds. Deliberately absent: any knowledge of what is written.

use metate_lang::error::Span;
use metate_lang::source::SourceLines;

/// Text that grows line by line.
#[derive(Clone, Debug, Default)]
pub(super) struct Text {
    out: String,
    depth: usize,
    noted: Option<usize>,
}

impl Text {
    /// A line at the current depth.
    pub(super) fn line(&mut self, line: impl AsRef<str>) {
        (0..self.depth).for_each(|_| self.out.push_str("    "));
        self.out.push_str(line.as_ref());
        self.out.push('\n');
    }

    /// A line that opens a block.
    pub(super) fn open(&mut self, line: impl AsRef<str>) {
        self.line(format!("{} {{", line.as_ref()));
        self.depth += 1;
    }

    /// The end of one arm of a choice and the begin of the other.
    pub(super) fn otherwise(&mut self) {
        self.depth -= 1;
        self.line("} else {");
        self.depth += 1;
    }

    /// The end of a block.
    pub(super) fn close(&mut self) {
        self.depth -= 1;
        self.line("}");
    }

    /// An empty line.
    pub(super) fn blank(&mut self) {
        self.out.push('\n');
    }

    /// How many blocks are open.
    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    /// Text that was made elsewhere, behind an empty line.
    pub(super) fn part(&mut self, text: &str) {
        if !text.is_empty() {
            self.blank();
            self.out.push_str(text);
        }
    }

    /// Notes the line of a span, unless it is the one noted last.
    pub(super) fn note(&mut self, lines: Option<&SourceLines<'_>>, span: Span) {
        let Some(lines) = lines else { return };
        let Some(number) = lines.number(span) else { return };
        if self.noted.replace(number) != Some(number) {
            self.line(comment(lines, number));
        }
    }

    /// The text.
    pub(super) fn finish(self) -> String {
        self.out
    }
}

/// `// line 4: trace += a[[i, i]].tanh();`
pub(super) fn comment(lines: &SourceLines<'_>, number: usize) -> String {
    // WGSL ends a comment at separators of lines that Rust takes for white space.
    let plain = |c: char| if c.is_ascii() || c.is_alphanumeric() { c } else { '?' };
    let line: String = lines.line(number).chars().map(plain).collect();
    format!("// line {number}: {line}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_of_the_source_ends_a_comment() {
        let lines = SourceLines::new("a\u{2028}b\u{2029}c\u{85}d // é", 1);
        assert_eq!(comment(&lines, 1), "// line 1: a?b?c d // é");
    }
}
