//! Hostile text: what strangers send, by accident or on purpose.
//!
//! In: tokens of many texts, and [`Choices`]. Out: bytes, few of them kernels. Always true: the
//! same choices make the same bytes, and lower choices shorter ones. Deliberately absent: what is
//! known to break a limit, which `hostile.rs` lists.

use super::generate::{self, Choices};
use super::mutate::mutate;
use super::tokens::{Kind, Token, text, tokens};

/// What opens and what closes: expressions, statements, patterns and types that nest.
const NESTS: &[(&str, &str)] = &[
    ("(", ")"),
    ("{", "}"),
    ("[", "]"),
    ("(1.0 - ", ")"),
    ("if true {", "}"),
    ("if x > 0.0 { 1.0 } else {", "}"),
    ("for i in 0..3 {", "}"),
    ("for i in prange(0..3) {", "}"),
    ("while true {", "}"),
    ("loop {", "}"),
    ("'a: {", "}"),
    ("match 1 { 0 => 1, _ =>", "}"),
    ("let x = {", "};"),
    ("fn g() {", "}"),
    ("-", ""),
    ("!", ""),
    ("&", ""),
    ("return ", ""),
    ("break ", ""),
    ("x.max(", ")"),
    ("f(", ")"),
    ("a[", "]"),
    ("a[[", "]]"),
    ("(1, ", ")"),
    ("[1, ", "]"),
    ("[0; ", "]"),
    ("x = ", ""),
    ("x as ", ""),
];

/// What is repeated in a row.
const LINKS: &[&str] = &[
    " + 1.0",
    " * x",
    " && true",
    " as f64",
    ".abs()",
    ".0",
    "[0]",
    "?",
    ";",
    ",",
    " else if true {}",
    " x += 1.0;",
    " let x = x;",
    " let y = 1.0;",
    " let (a, b) = (1, 2.0);",
    " if true { return 1.0; }",
    " for i in 0..9 {}",
    " 1 => 2,",
    " 3 | 4 |",
    " 5..=6 =>",
    "0",
    "_0",
    "a",
    " // a",
    "/* */",
    "\n",
    "\t",
    " fn h() {}",
    " const C: usize = 1;",
    " 'b: loop { break 'b; }",
    "<f64",
    "::a",
    "\u{e9}",
    "\0",
    "#[a]",
];

/// Numbers at and beyond what any type holds.
const NUMBERS: &[&str] = &[
    "18446744073709551616",
    "1e999999999",
    "1e-999999999",
    "0x1_0000_0000_0000_0000_0000_0000_0000",
    "340282366920938463463374607431768211456",
    "0.00000000000000000000000000000000000000000000001",
    "9007199254740993.0",
    "1_f64e3",
    "0b",
    "0o9",
    "1__",
    "256u8",
    "-129i8",
    "1f32f32",
    "99999999999999",
];

/// A hostile text.
pub fn distorted(corpus: &[Vec<Token>], choices: &mut Choices) -> Vec<u8> {
    let kind = choices.below(12);
    let mut of = base(corpus, choices);
    match kind {
        0..=2 => mutate(&mut of, corpus, choices),
        3 => (0..2 + choices.below(30)).for_each(|_| mutate(&mut of, corpus, choices)),
        4 => splice(&mut of, corpus, choices),
        5 => nest(&mut of, choices),
        6 => repeat(&mut of, choices),
        7 => numbers(&mut of, choices),
        8 => return family(choices).into_bytes(),
        9 => return noise(choices),
        _ => {
            mutate(&mut of, corpus, choices);
            return bytes(text(&of).into_bytes(), choices);
        }
    }
    text(&of).into_bytes()
}

/// A text of the tests or a random kernel.
fn base(corpus: &[Vec<Token>], choices: &mut Choices) -> Vec<Token> {
    match choices.below(6) {
        5 => tokens(&generate::kernel(choices).text),
        _ => choices.pick(corpus).clone(),
    }
}

/// A count that is mostly small and at times far beyond what a person writes.
fn count(choices: &mut Choices) -> usize {
    let limit = [4, 40, 120, 700, 3000][choices.below(5)];
    1 + choices.below(limit)
}

/// The start of one text and the end of another.
fn splice(text: &mut Vec<Token>, corpus: &[Vec<Token>], choices: &mut Choices) {
    for _ in 0..1 + choices.below(3) {
        let other = base(corpus, choices);
        let (cut, from) = (choices.below(text.len()), choices.below(other.len()));
        text.truncate(cut);
        text.extend_from_slice(&other[from..]);
    }
}

/// Puts a piece of the text into many brackets, not always closing all of them.
fn nest(text: &mut Vec<Token>, choices: &mut Choices) {
    let depth = count(choices);
    let (open, close) = *choices.pick(NESTS);
    let start = choices.below(text.len());
    let end = start + choices.below(6.min(text.len() - start));
    let closes = if choices.chance(1, 8) { choices.below(depth) } else { depth };
    insert(text, end, close.repeat(closes));
    insert(text, start, open.repeat(depth));
}

/// Repeats something known, or a piece of the text itself.
fn repeat(text: &mut Vec<Token>, choices: &mut Choices) {
    let (at, times) = (choices.below(text.len()), count(choices));
    let piece = match choices.below(3) {
        0 => {
            let length = 1 + choices.below(12.min(text.len() - at));
            super::tokens::text(&text[at..at + length])
        }
        _ => choices.pick::<&str>(LINKS).to_string(),
    };
    insert(text, at, piece.repeat(times));
}

fn insert(text: &mut Vec<Token>, at: usize, piece: String) {
    text.insert(at, Token::new(Kind::Quoted, &piece));
}

fn numbers(text: &mut [Token], choices: &mut Choices) {
    for token in text.iter_mut().filter(|token| token.kind == Kind::Number) {
        match choices.below(4) {
            0 => {}
            1 => token.text = choices.pick::<&str>(NUMBERS).to_string(),
            2 => token.text = "9".repeat(count(choices)),
            _ => token.text = format!("0.{}1e{}", "0".repeat(count(choices)), count(choices)),
        }
    }
}

/// Functions that call one another: chains, fans that double, circles.
fn family(choices: &mut Choices) -> String {
    let size = 1 + count(choices) / 4;
    let calls = choices.below(4);
    let shape = choices.below(3);
    let mut text = String::new();
    for number in 0..size {
        let callee = match (shape, number) {
            (0, _) => (number + 1) % size,
            (_, 0) => number,
            _ => number - 1,
        };
        let public = if number + 1 == size { "pub " } else { "" };
        let called =
            vec![format!("g{callee}(x)"); if number == 0 { shape.min(1) ^ 1 } else { calls }];
        let sum = [vec!["x".to_owned()], called].concat().join(" + ");
        text += &format!("{public}fn g{number}(x: f64) -> f64 {{ {sum} }}\n");
    }
    text
}

/// Bytes without any meaning.
fn noise(choices: &mut Choices) -> Vec<u8> {
    let length = choices.below(400);
    let printable = choices.chance(1, 2);
    let byte = |choices: &mut Choices| match printable {
        true => b' ' + choices.below(95) as u8,
        false => choices.below(256) as u8,
    };
    (0..length).map(|_| byte(choices)).collect()
}

/// Changes a few bytes.
fn bytes(mut bytes: Vec<u8>, choices: &mut Choices) -> Vec<u8> {
    for _ in 0..1 + choices.below(8) {
        if bytes.is_empty() {
            break;
        }
        let at = choices.below(bytes.len());
        match choices.below(4) {
            0 => drop(bytes.remove(at)),
            1 => bytes[at] ^= 1 << choices.below(8),
            2 => bytes[at] = *choices.pick(b"(){}[]<>;:,.+-*/%!&|^='\"#_ \n\t\\01ex"),
            _ => bytes.insert(at, choices.below(256) as u8),
        }
    }
    bytes
}
