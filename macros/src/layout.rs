//! Tokens back to text: where each stood, or in one line where that cannot be known.
//!
//! In: lexemes with the line and column they had in a source file. Out: a text in which each
//! stands at that place (relative to the first line), and the byte range of each.
//! Always true: the text lexes to the same tokens, and ranges are in the order of the lexemes.
//! If the positions do not ascend, as after a `macro_rules` expansion that mixes its own tokens
//! with its caller's, everything goes into one line, as the compiler sees the whole expansion on
//! the line of the macro's call. Deliberately absent: comments, which are blanks, and anything of
//! `proc_macro`, so that unit tests can run this.

use std::ops::Range;

/// What a lexeme is, as far as it matters for what may stand beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An identifier, keyword, literal or lifetime: two of them need a blank between them.
    Word,
    /// Punctuation; `joint` if the next lexeme continues the operator.
    Punct {
        /// Whether no blank may follow.
        joint: bool,
    },
    /// An opening bracket.
    Open,
    /// A closing bracket.
    Close,
}

/// A token without its inside: brackets are two lexemes.
#[derive(Clone, Debug)]
pub(crate) struct Lexeme {
    /// What is written.
    pub(crate) text: String,
    /// What it is.
    pub(crate) kind: Kind,
    /// Line and column of its first character, both counted from 1, columns in characters.
    /// Without them it stood in no file.
    pub(crate) start: Option<(usize, usize)>,
}

/// A text made of lexemes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    /// The text.
    pub(crate) text: String,
    /// The bytes of each lexeme in it.
    pub(crate) ranges: Vec<Range<usize>>,
    /// The source line that the text's first line is, if lexemes stand where they stood.
    pub(crate) first_line: Option<usize>,
}

/// Makes a text of `lexemes`.
pub(crate) fn lay_out(lexemes: &[Lexeme]) -> Layout {
    in_place(lexemes).unwrap_or_else(|| in_one_line(lexemes))
}

impl Layout {
    /// The lexemes that the bytes `lo..hi` touch; the nearest one if they touch none. Empty only
    /// if there are no lexemes.
    pub(crate) fn touched(&self, lo: usize, hi: usize) -> Range<usize> {
        let first = self.ranges.partition_point(|range| range.end <= lo);
        let end = self.ranges.partition_point(|range| range.start < hi);
        if first < end {
            return first..end;
        }
        let nearest = first.min(self.ranges.len().saturating_sub(1));
        nearest..(nearest + 1).min(self.ranges.len())
    }
}

/// Lines skipped between two lexemes beyond which they are not believed to be neighbours.
const LARGEST_GAP: usize = 10_000;

/// Each lexeme at its own place, if the places ascend.
fn in_place(lexemes: &[Lexeme]) -> Option<Layout> {
    let first_line = lexemes.first()?.start?.0;
    let mut text = String::new();
    let mut ranges = Vec::with_capacity(lexemes.len());
    let (mut line, mut column) = (first_line, 1);
    let mut previous: Option<&Lexeme> = None;
    for lexeme in lexemes {
        let (at_line, at_column) = lexeme.start?;
        let gap = at_line.checked_sub(line).filter(|&gap| gap < LARGEST_GAP)?;
        if gap > 0 {
            text.extend(std::iter::repeat_n('\n', gap));
            column = 1;
        }
        let blanks = at_column.checked_sub(column)?;
        if blanks == 0 && gap == 0 && previous.is_some_and(|previous| glues(previous, lexeme)) {
            return None;
        }
        text.extend(std::iter::repeat_n(' ', blanks));
        ranges.push(text.len()..text.len() + lexeme.text.len());
        text.push_str(&lexeme.text);
        (line, column) = advance(at_line, at_column, &lexeme.text);
        previous = Some(lexeme);
    }
    Some(Layout { text, ranges, first_line: Some(first_line) })
}

/// The place right after `text`, which starts at `line` and `column`.
fn advance(line: usize, column: usize, text: &str) -> (usize, usize) {
    match text.rfind('\n') {
        None => (line, column + text.chars().count()),
        Some(newline) => {
            (line + text.matches('\n').count(), text[newline + 1..].chars().count() + 1)
        }
    }
}

/// Whether two lexemes without a blank between them would be read as something else.
fn glues(left: &Lexeme, right: &Lexeme) -> bool {
    match (left.kind, right.kind) {
        (Kind::Word, Kind::Word) => true,
        // `1.` in front of `.max(2.)`
        (Kind::Word, Kind::Punct { .. }) => left.text.ends_with('.') && right.text == ".",
        (Kind::Punct { joint }, Kind::Punct { .. }) => {
            !joint && left.text != "." && right.text != ","
        }
        _ => false,
    }
}

/// All lexemes on one line.
fn in_one_line(lexemes: &[Lexeme]) -> Layout {
    let mut text = String::new();
    let mut ranges = Vec::with_capacity(lexemes.len());
    for (at, lexeme) in lexemes.iter().enumerate() {
        if at > 0 && wants_blank(&lexemes[at - 1], lexeme, &text) {
            text.push(' ');
        }
        ranges.push(text.len()..text.len() + lexeme.text.len());
        text.push_str(&lexeme.text);
    }
    Layout { text, ranges, first_line: None }
}

/// Whether a blank goes between `left`, which ends the text `before`, and `right`.
fn wants_blank(left: &Lexeme, right: &Lexeme, before: &str) -> bool {
    if left.kind == (Kind::Punct { joint: true }) {
        return false;
    }
    let brace = |lexeme: &Lexeme| matches!(lexeme.text.as_str(), "{" | "}");
    let open = left.kind == Kind::Open && !brace(left);
    let close = right.kind == Kind::Close && !brace(right);
    let access = left.text == "." || before.ends_with("::");
    let closely = matches!(right.text.as_str(), "," | ";" | ".") && !glues(left, right)
        || left.kind == Kind::Word && right.text == ":";
    let called = left.kind == Kind::Word && matches!(right.text.as_str(), "(" | "[");
    !(open || close || access || closely || (called && !is_keyword(&left.text)))
}

/// Words that a bracket does not follow closely.
fn is_keyword(word: &str) -> bool {
    matches!(word, "in" | "if" | "while" | "match" | "return" | "mut" | "as" | "break" | "let")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cuts `text` into lexemes at blanks, each with its place; a trailing `~` marks a joint
    /// punctuation and is not part of it.
    fn lexemes(text: &str) -> Vec<Lexeme> {
        let mut list = Vec::new();
        for (line, content) in text.lines().enumerate() {
            let mut column = 1;
            for piece in content.split(' ') {
                if !piece.is_empty() {
                    list.push(lexeme(piece, Some((line + 1, column))));
                }
                column += piece.chars().count() + 1;
            }
        }
        list
    }

    fn lexeme(piece: &str, start: Option<(usize, usize)>) -> Lexeme {
        let text = piece.trim_end_matches('~').to_string();
        let kind = match text.as_str() {
            "(" | "[" | "{" => Kind::Open,
            ")" | "]" | "}" => Kind::Close,
            other if other.starts_with(|c: char| c.is_alphanumeric() || c == '\'') => Kind::Word,
            _ => Kind::Punct { joint: piece.ends_with('~') },
        };
        Lexeme { text, kind, start }
    }

    /// Forgets where `text`'s lexemes stood and lays them out.
    fn one_line(text: &str) -> String {
        let homeless: Vec<_> =
            lexemes(text).into_iter().map(|lexeme| Lexeme { start: None, ..lexeme }).collect();
        let layout = lay_out(&homeless);
        assert_eq!(layout.first_line, None);
        layout.text
    }

    #[test]
    fn lexemes_stand_where_they_stood() {
        let text = "    fn f ( a : é ) {\n\n  let   ü = a ;\n}";
        let layout = lay_out(&lexemes(text));
        assert_eq!(layout.text, text);
        assert_eq!(layout.first_line, Some(1));
        let pieces: Vec<&str> = layout.ranges.iter().map(|range| &text[range.clone()]).collect();
        assert_eq!(pieces, text.split_whitespace().collect::<Vec<_>>());
    }

    #[test]
    fn the_first_line_is_the_first_lexemes() {
        let at = |line, column, text: &str| lexeme(text, Some((line, column)));
        let layout = lay_out(&[at(40, 5, "fn"), at(42, 3, "f"), at(42, 4, "(")]);
        assert_eq!(layout.text, "    fn\n\n  f(");
        assert_eq!(layout.first_line, Some(40));
    }

    #[test]
    fn a_lexeme_may_span_lines() {
        let at = |line, column, text: &str| lexeme(text, Some((line, column)));
        let layout = lay_out(&[at(1, 1, "r\"a\nb\""), at(2, 4, ";")]);
        assert_eq!(layout.text, "r\"a\nb\" ;");
    }

    #[test]
    fn places_that_do_not_ascend_are_given_up() {
        let at = |line, column, text: &str| lexeme(text, Some((line, column)));
        for list in [
            [at(2, 1, "a"), at(1, 1, "b")],
            [at(1, 5, "a"), at(1, 2, "b")],
            [at(1, 1, "a"), at(1, 2, "b")],
            [at(1, 1, "a"), at(1, 1, "b")],
            [at(1, 1, "a"), at(90_000, 1, "b")],
        ] {
            let layout = lay_out(&list);
            assert_eq!((layout.text.as_str(), layout.first_line), ("a b", None), "{list:?}");
        }
    }

    #[test]
    fn one_line_keeps_the_tokens_apart() {
        for (text, expected) in [
            ("a . tanh ( )", "a.tanh()"),
            ("a [ [ i , j ] ] +~ = 1. . max ( 2. ) ;", "a[[i, j]] += 1. .max(2.);"),
            ("for i in 0 .~ . n { }", "for i in 0..n { }"),
            ("a < - b", "a < - b"),
            ("f64 :~ : tanh ( x )", "f64::tanh(x)"),
            ("'a : loop { }", "'a: loop { }"),
            ("return ( a )", "return (a)"),
        ] {
            assert_eq!(one_line(text), expected);
        }
    }

    #[test]
    fn bytes_find_their_lexemes() {
        let layout = lay_out(&lexemes("ab + cd"));
        assert_eq!(layout.touched(0, 2), 0..1);
        assert_eq!(layout.touched(1, 6), 0..3);
        assert_eq!(layout.touched(3, 4), 1..2);
        assert_eq!(layout.touched(2, 2), 1..2, "between two lexemes the next one is meant");
        assert_eq!(layout.touched(2, 3), 1..2);
        assert_eq!(layout.touched(7, 7), 2..3);
        assert_eq!(layout.touched(90, 99), 2..3);
        assert_eq!(lay_out(&[]).touched(0, 1), 0..0);
    }
}
