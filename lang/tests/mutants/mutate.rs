//! Near misses: kernels with a few tokens changed.
//!
//! In: tokens of a kernel, others to borrow from, and [`Choices`]. Out: the tokens changed in one
//! of the ways in which people and programs get kernels wrong: what is dropped, doubled, swapped,
//! renamed, moved; literals and variables without their types; another operator, method or type.
//! Always true: the same choices change the same thing. Deliberately absent: any knowledge of
//! whether the result is a kernel, which is what is asked of the checker.

use super::generate::Choices;
use super::tokens::{Kind, Token, tokens};

const TYPES: &[&str] =
    &["f64", "usize", "i32", "f32", "u8", "bool", "i64", "u32", "i8", "u64", "i16", "u16", "isize"];

/// Operators that stand in for one another.
const OPERATORS: &[&[&str]] = &[
    &["+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>", "&&", "||", "==", "<", ">=", "!=", ".."],
    &["=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>="],
    &["..", "..="],
    &["-", "!", "&", "*"],
    &["(", "[", "{"],
    &[")", "]", "}"],
    &[",", ";", ".", ":", "::"],
];

const NUMBERS: &[&str] = &[
    "0",
    "1",
    "2",
    "0.0",
    "1.0",
    "1.",
    "0.5",
    "1e3",
    "255",
    "256",
    "0x80",
    "1_000",
    "0b11",
    "4294967296",
    "1e400",
    "340282366920938463463374607431768211455",
    "9223372036854775808",
];

const METHODS: &[&str] = &[
    "max",
    "min",
    "abs",
    "sqrt",
    "powi",
    "pow",
    "len",
    "nrows",
    "ncols",
    "wrapping_add",
    "clamp",
    "is_nan",
    "to_bits",
    "count_ones",
    "view",
    "view_mut",
    "dim",
    "shape",
    "rev",
    "step_by",
    "fill",
    "signum",
    "rem_euclid",
    "mul_add",
    "leading_zeros",
    "saturating_sub",
    "abs_diff",
];

/// Short pieces that a text may lack.
const PIECES: &[&str] = &[
    "mut",
    ";",
    "return",
    "break",
    "continue",
    "-",
    "!",
    "&",
    "*",
    "as f64",
    "as usize",
    "loop {}",
    "else {}",
    "let x = 0;",
    "let mut k = 1;",
    "if true {}",
    "{}",
    "()",
    "(1.0, 2)",
    ".0",
    "[0]",
    "let (a, b) = (1, 2.0);",
    "'a:",
    "break 'a;",
    "return 0;",
    "_",
    "pub",
    ".max(1)",
    ": f64",
    "match 1 { _ => {} }",
    "[0.0; 4]",
    "const N: usize = 3;",
    "prange(0..3)",
    "fn g() {}",
];

/// Changes a text once or a few times.
pub fn mutate(text: &mut Vec<Token>, others: &[Vec<Token>], choices: &mut Choices) {
    for _ in 0..1 + choices.below(3) {
        change(text, others, choices);
    }
}

fn change(text: &mut Vec<Token>, others: &[Vec<Token>], choices: &mut Choices) {
    if text.len() < 3 {
        return;
    }
    let at = choices.below(text.len() - 1);
    match choices.below(19) {
        0 => drop(text.remove(at)),
        1 => text.insert(at, text[at].clone()),
        2 => swap(text, at, at + 1),
        3 => operator(text, choices),
        4 => literal(text, choices),
        5 => mutability(text, choices),
        6 => word(text, choices, |word| TYPES.contains(&word), Some(TYPES)),
        7 => word(text, choices, |word| !TYPES.contains(&word), None),
        8 => cast(text, choices),
        9 => semicolon(text, choices),
        10 => drop(text.drain(statement(text, at))),
        11 => move_statement(text, choices, at),
        12 => borrow(text, others, choices, at),
        13 => method(text, choices),
        14 => wrap(text, choices, at),
        15 => loosen(text, choices),
        16 => piece(text, choices.pick::<&str>(PIECES), at),
        17 => word(text, choices, |word| word.starts_with('\''), None),
        _ => {
            let other = choices.below(text.len() - 1);
            swap(text, at, other);
        }
    }
}

/// Swaps two tokens but not the white space in front of them.
fn swap(text: &mut [Token], a: usize, b: usize) {
    if text[a].kind != Kind::End && text[b].kind != Kind::End {
        text.swap(a, b);
        let before = std::mem::take(&mut text[a].before);
        text[a].before = std::mem::replace(&mut text[b].before, before);
    }
}

/// The place of one of the tokens that are wanted.
fn find(text: &[Token], choices: &mut Choices, wanted: impl Fn(&Token) -> bool) -> Option<usize> {
    let found: Vec<usize> = (0..text.len()).filter(|&at| wanted(&text[at])).collect();
    (!found.is_empty()).then(|| *choices.pick(&found))
}

fn operator(text: &mut [Token], choices: &mut Choices) {
    let class = *choices.pick(OPERATORS);
    if let Some(at) = find(text, choices, |token| class.contains(&token.text.as_str())) {
        text[at].text = choices.pick(class).to_string();
    }
}

/// Another number, or the same with or without suffix or decimal point.
fn literal(text: &mut [Token], choices: &mut Choices) {
    let Some(at) = find(text, choices, |token| token.kind == Kind::Number) else { return };
    let number = &text[at].text;
    let plain = without_suffix(number).to_owned();
    text[at].text = match choices.below(6) {
        0 => plain,
        1 => format!("{plain}_{}", choices.pick(TYPES)),
        2 => plain.split('.').next().expect("the part in front").to_owned(),
        3 => format!("{plain}.0"),
        4 => format!("-{number}"),
        _ => choices.pick(NUMBERS).to_string(),
    };
}

fn without_suffix(number: &str) -> &str {
    let suffix = TYPES.iter().find(|ty| number.ends_with(**ty));
    suffix.map_or(number, |ty| number[..number.len() - ty.len()].trim_end_matches('_'))
}

fn mutability(text: &mut Vec<Token>, choices: &mut Choices) {
    if choices.chance(1, 2) {
        if let Some(at) = find(text, choices, |token| token.is("mut")) {
            text.remove(at);
        }
    } else if let Some(at) = find(text, choices, |t| t.is("let") || t.is("(") || t.is("&")) {
        text.insert(at + 1, Token::new(Kind::Word, "mut"));
    }
}

/// Makes one word another one: of a list, or of those that the text has.
fn word(
    text: &mut [Token],
    choices: &mut Choices,
    wanted: impl Fn(&str) -> bool,
    list: Option<&[&str]>,
) {
    let is_wanted = |t: &Token| matches!(t.kind, Kind::Word | Kind::Label) && wanted(&t.text);
    let Some(at) = find(text, choices, is_wanted) else { return };
    text[at].text = match list {
        Some(list) => choices.pick(list).to_string(),
        None => find(text, choices, is_wanted).map_or(String::new(), |at| text[at].text.clone()),
    };
}

fn cast(text: &mut Vec<Token>, choices: &mut Choices) {
    let casts = find(text, choices, |token| token.is("as"));
    match casts.filter(|_| choices.chance(2, 3)) {
        Some(at) => drop(text.drain(at..(at + 2).min(text.len() - 1))),
        None => {
            let values = |token: &Token| token.kind == Kind::Number || token.is(")");
            let Some(at) = find(text, choices, values) else { return };
            let ty = Token::new(Kind::Word, choices.pick::<&str>(TYPES));
            text.splice(at + 1..at + 1, [Token::new(Kind::Word, "as"), ty]);
        }
    }
}

fn semicolon(text: &mut Vec<Token>, choices: &mut Choices) {
    let found = find(text, choices, |token| token.is(";"));
    if let Some(at) = found.filter(|_| choices.chance(2, 3)) {
        text.remove(at);
    }
    if choices.chance(1, 2)
        && let Some(at) = find(text, choices, |token| token.is("}") || token.is(")"))
    {
        text.insert(at + choices.below(2), Token::new(Kind::Sign, ";"));
    }
}

/// The statement or the part of a list at `at`: from what ends the last one to what ends it.
fn statement(text: &[Token], at: usize) -> std::ops::Range<usize> {
    let mut start = at;
    let mut depth = 0;
    while start > 0 {
        match text[start - 1].text.as_str() {
            ")" | "]" => depth += 1,
            "(" | "[" if depth > 0 => depth -= 1,
            "(" | "[" | ";" | "{" | "}" => break,
            "," if depth == 0 => break,
            _ => {}
        }
        start -= 1;
    }
    let mut end = at;
    depth = 0;
    while end < text.len() - 1 {
        match text[end].text.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" if depth == 0 => break,
            ")" | "]" => depth -= 1,
            "}" => {
                depth -= 1;
                if depth == 0 && !text[end + 1].is("else") && !text[end + 1].is(";") {
                    return start..end + 1;
                }
            }
            ";" | "," if depth == 0 => return start..end + 1,
            _ => {}
        }
        end += 1;
    }
    start..end
}

/// Puts a statement somewhere else, or there as well.
fn move_statement(text: &mut Vec<Token>, choices: &mut Choices, at: usize) {
    let range = statement(text, at);
    let copy = text[range.clone()].to_vec();
    if choices.chance(1, 2) {
        text.drain(range);
    }
    let ends = |token: &Token| matches!(token.text.as_str(), ";" | "{" | "}" | "(" | ",");
    if let Some(to) = find(&text[..text.len() - 1], choices, ends) {
        text.splice(to + 1..to + 1, copy);
    }
}

/// Replaces a statement by one of another text.
fn borrow(text: &mut Vec<Token>, others: &[Vec<Token>], choices: &mut Choices, at: usize) {
    if others.is_empty() {
        return;
    }
    let other = choices.pick(others);
    let from = statement(other, choices.below(other.len() - 1));
    let mut range = statement(text, at);
    if choices.chance(1, 2) {
        range.end = range.start;
    }
    text.splice(range, other[from].iter().cloned());
}

fn method(text: &mut [Token], choices: &mut Choices) {
    let found: Vec<usize> =
        (2..text.len()).filter(|&at| text[at].is("(") && text[at - 2].is(".")).collect();
    if !found.is_empty() {
        let at = *choices.pick(&found);
        text[at - 1].text = choices.pick(METHODS).to_string();
    }
}

fn wrap(text: &mut Vec<Token>, choices: &mut Choices, at: usize) {
    let pairs = [("(", ")"), ("{", "}"), ("[", "]"), ("-(", ")"), ("{", ";}"), ("f64::from(", ")")];
    let (open, close) = *choices.pick(&pairs);
    piece(text, close, at + 1);
    piece(text, open, at);
}

fn piece(text: &mut Vec<Token>, piece: &str, at: usize) {
    let mut inserted = tokens(piece);
    inserted.pop();
    if let Some(first) = inserted.first_mut() {
        first.before = " ".to_owned();
    }
    text.splice(at..at, inserted);
}

/// Takes types away from literals and variables, so that inference has to find them.
fn loosen(text: &mut Vec<Token>, choices: &mut Choices) {
    let often = 1 + choices.below(3);
    for at in (0..text.len() - 1).rev() {
        let annotation = text[at].is(":")
            && TYPES.contains(&text[at + 1].text.as_str())
            && text.get(at + 2).is_some_and(|token| token.is("="));
        if text[at].kind == Kind::Number && choices.chance(often, 4) {
            text[at].text = without_suffix(&text[at].text).to_owned();
        } else if annotation && choices.chance(often, 4) {
            text.drain(at..at + 2);
        }
    }
}
