//! The parser on strangers' text: limits, recursion, garbage.

use std::time::{Duration, Instant};

use metate_lang::error::Code;
use metate_lang::syntax::{Limits, parse, parse_bytes};
use metate_lang::util::stack::with_large_stack;

const KERNELS: [&str; 3] = [
    "fn go_fast(a: ArrayView2<f64>) -> f64 {
        let mut trace = 0.0;
        for i in 0..a.nrows() { trace += a[[i, i]].tanh(); }
        trace
    }",
    "#[kernel] pub fn blur(a: &Array2<f32>, mut b: ArrayViewMut2<'_, f32>, w: &[f32]) {
        'rows: for i in prange(1..a.nrows() - 1) {
            for j in (0..=b.ncols()).step_by(2).rev() {
                if i % 2 == 0 && j as f32 > 1.5e-3 || !true { continue 'rows; }
                b[[i, j]] = w[0] * a[[i - 1, j]] + -w[1].max(0x1F as f32);
            }
        }
    }",
    "/// Doc.
    fn f<'a>(x: &'a mut [u64], y: f64) -> bool {
        let mut k = 0usize; /* one /* two */ */
        while k < x.len() { x[k] ^= x[k] << 13; k += 1; }
        let z: f64 = if y > 0.0 { (y * 2.0).sqrt() } else { std::f64::consts::PI };
        loop { return z >= 1_000.0_f64; }
    }",
];

/// The first limit that a text breaks.
fn limit(text: &str) -> Code {
    parse(text, &Limits::default()).unwrap_err().list()[0].code
}

fn body(body: &str) -> String {
    format!("fn f() {{ {body} }}")
}

#[test]
fn limits_hold() {
    let times = |count: usize, text: &str| text.repeat(count);
    assert_eq!(limit(&times(10 << 20, "(")), Code::TooLong);
    assert_eq!(limit(&times(1_000_000, "(")), Code::TooDeep);
    assert_eq!(limit(&times(250_000, "({[<")), Code::TooDeep);
    assert_eq!(limit(&body(&(times(33, "-") + "x"))), Code::TooManyPrefixes);
    assert_eq!(limit(&body(&(times(33, "- ! ") + "x"))), Code::TooManyPrefixes);
    assert_eq!(limit(&body(&times(300_000, "&&"))), Code::TooManyPrefixes);
    assert_eq!(limit(&body(&times(100_000, "return "))), Code::TooManyPrefixes);
    assert_eq!(limit(&body(&times(100_000, "|x| "))), Code::ChainTooLong);
    assert_eq!(limit(&body(&(times(513, "x + ") + "x"))), Code::ChainTooLong);
    assert_eq!(limit(&body(&(times(100_000, "x = ") + "x"))), Code::ChainTooLong);
    assert_eq!(limit(&body(&format!("x{}", times(2_000, ".a()")))), Code::TooDeep);
    assert_eq!(limit(&body(&format!("x{}", times(300_000, "?")))), Code::TooDeep);
    assert_eq!(limit(&format!("use {}a;", times(100_000, "a::"))), Code::TooDeep);
    assert_eq!(limit(&body(&times(100_000, "9"))), Code::UnsupportedLiteral);
}

#[test]
fn text_within_the_limits_passes() {
    let times = |count: usize, text: &str| text.repeat(count);
    let bodies = [
        times(512, "x + ") + "x",
        times(32, "-") + "x",
        format!("{}x{}", times(90, "("), times(90, ")")),
        times(5_000, "if x < 1 { y = -x + 1.0e-5; } for i in 0..n {} "),
        format!("f({}x)", times(2_000, "x + 1, ")),
    ];
    for text in bodies.map(|text| body(&text)) {
        parse(&text, &Limits::default()).unwrap();
    }
}

/// What recurses in syn when it is repeated: opening, middle, closing.
const BOMBS: &[(&str, &str, &str)] = &[
    ("(", "x", ")"),
    ("[", "x", "]"),
    ("{", "x", "}"),
    ("(x,", "x", ")"),
    ("f(", "x", ")"),
    ("a[", "x", "]"),
    ("x.m(", "x", ")"),
    ("x+(", "x", ")"),
    ("S{a:", "x", "}"),
    ("if x {", "x", "}"),
    ("if {", "x", "} {}"),
    ("loop {", "x", "}"),
    ("'a: for i in x {", "x", "}"),
    ("while x {", "x", "}"),
    ("unsafe {", "x", "}"),
    ("async {", "x", "}"),
    ("match x { _ =>", "x", "}"),
    ("|x| {", "x", "}"),
    ("fn f() {", "x", "}"),
    ("mod m { fn f() {", "x", "}}"),
    ("const { let x =", "x", ";}"),
    ("-", "x", ""),
    ("!", "x", ""),
    ("*", "x", ""),
    ("&", "x", ""),
    ("&mut ", "x", ""),
    ("&raw const ", "x", ""),
    ("return ", "x", ""),
    ("break ", "x", ""),
    ("break 'a ", "x", ""),
    ("yield ", "x", ""),
    ("become ", "x", ""),
    ("let x = ", "x", ""),
    ("if ", "x", " {}"),
    ("while ", "x", " {}"),
    ("match ", "x", " {}"),
    ("for x in ", "x", " {}"),
    ("for S{} in ", "x", " {}"),
    ("if let S{} = ", "x", " {}"),
    ("|| ", "x", ""),
    ("|x| ", "x", ""),
    ("|S{}, y| ", "x", ""),
    ("move |x, y| ", "x", ""),
    ("..", "x", ""),
    ("..=", "x", ""),
    ("x..", "x", ""),
    ("x = ", "x", ""),
    ("x += ", "x", ""),
    ("x + ", "x", ""),
    ("x && ", "x", ""),
    ("x || y && z == a + b * ", "x", ""),
    ("if x {} else ", "{}", ""),
    ("if x {} else if y {} else ", "{}", ""),
    ("#[a] -", "x", ""),
    ("", "x", "?"),
    ("", "x", ".a"),
    ("", "x", ".0.1"),
    ("", "x", ".a()"),
    ("", "x", "()"),
    ("", "x", "[0]"),
    ("", "x", ".await"),
    ("", "x", " as T"),
    ("", "x", " as A<B, C>"),
    ("<", "x", ">::y"),
    ("<A as ", "x", ">::y"),
    ("x::<", "x", ">"),
    ("x::<A, ", "x", ">"),
    ("let &", "x", " = x;"),
    ("let x @ ", "x", " = x;"),
    ("let box ", "x", " = x;"),
];

/// The same for patterns, which stand behind `let`.
const PATTERN_BOMBS: &[(&str, &str, &str)] = &[
    ("(", "x", ")"),
    ("[x,", "x", "]"),
    ("S{x:", "x", "}"),
    ("S(", "x", ")"),
    ("&", "x", ""),
    ("&mut ", "x", ""),
    ("x @ ", "x", ""),
    ("box ", "x", ""),
    ("const {", "x", "}"),
];

/// The same for types, which stand behind `let x:`.
const TYPE_BOMBS: &[(&str, &str, &str)] = &[
    ("(", "T", ")"),
    ("(T,", "T", ")"),
    ("[", "T", "]"),
    ("[", "T", "; 3]"),
    ("[T; {", "x", "}]"),
    ("&", "T", ""),
    ("&&", "T", ""),
    ("&'a mut ", "T", ""),
    ("*const ", "T", ""),
    ("A<", "T", ">"),
    ("A<B, ", "T", ">"),
    ("A<B, &[C], ", "T", ">"),
    ("A<B = ", "T", ">"),
    ("A<B: C<", "T", ">>"),
    ("A<{", "x", "}>"),
    ("<", "T", ">::A"),
    ("<<A as ", "T", ">::B as C>::D"),
    ("fn(", "T", ")"),
    ("fn() -> ", "T", ""),
    ("Fn(A) -> ", "T", ""),
    ("impl Fn(A, B) -> ", "T", ""),
    ("dyn for<'a> Fn(A) -> ", "T", ""),
    ("unsafe<'a, 'b> ", "T", ""),
    ("m![", "T", "]"),
];

/// Texts that repeat every bomb `count` times, with and without what closes it.
fn bombs(count: usize) -> impl Iterator<Item = String> {
    let places = [
        (BOMBS, "fn f() { ", " }"),
        (PATTERN_BOMBS, "fn f() { let ", " = x; }"),
        (TYPE_BOMBS, "fn f() { let x: ", " = x; }"),
        (TYPE_BOMBS, "impl X for ", " {}"),
    ];
    let all = places
        .into_iter()
        .flat_map(|(bombs, before, after)| bombs.iter().map(move |bomb| (bomb, before, after)));
    all.flat_map(move |((open, middle, close), before, after)| {
        let (opens, closes) = (open.repeat(count), close.repeat(count));
        let whole = format!("{before}{opens}{middle}{closes}{after}");
        [whole, format!("{before}{opens}{after}"), format!("{before}{middle}{closes}{after}")]
    })
}

/// Nothing but the bound that protects the parser's stack.
fn loose() -> Limits {
    let mut loose = Limits::default();
    (loose.brackets, loose.prefixes, loose.chain) = (usize::MAX, usize::MAX, usize::MAX);
    loose.depth = usize::MAX;
    loose
}

#[test]
fn nothing_recurses_without_bound() {
    let loose = loose();
    // As deep as the defaults allow, within the bound on syn's depth, and beyond.
    for count in [95, 200, 1_300, 4_000] {
        for text in bombs(count) {
            drop(parse(&text, &Limits::default()));
            let parsed = parse(&text, &loose);
            // The tree is as deep as the text: drop it where there is room for that.
            with_large_stack(|| drop(parsed)).unwrap();
        }
    }
}

/// Marsaglia's xorshift, so that a failure comes again.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as usize
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

const SOUP: &[&str] = &[
    "fn",
    "f",
    "x",
    "1",
    "1.0",
    "0.1",
    "1e-5",
    "0x1f",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "<",
    ">",
    "<<",
    ">>",
    "->",
    "=>",
    "=",
    "==",
    "!",
    "!=",
    "&",
    "&&",
    "|",
    "||",
    "+",
    "-",
    "*",
    "/",
    "%",
    "^",
    "..",
    "..=",
    "...",
    ".",
    ",",
    ";",
    ":",
    "::",
    "?",
    "#",
    "@",
    "$",
    "~",
    "_",
    "'a",
    "'a'",
    "\"s\"",
    "r#\"s\"#",
    "b'x'",
    "let",
    "mut",
    "if",
    "else",
    "for",
    "in",
    "while",
    "loop",
    "match",
    "return",
    "break",
    "continue",
    "as",
    "f64",
    "struct",
    "enum",
    "impl",
    "trait",
    "const",
    "static",
    "unsafe",
    "async",
    "move",
    "ref",
    "where",
    "dyn",
    "use",
    "mod",
    "pub",
    "type",
    "extern",
    "box",
    "yield",
    "become",
    "union",
    "auto",
    "default",
    "macro_rules",
    "r#x",
    "ü",
    "'",
    "\"",
    "//",
    "/*",
    "*/",
    "\n",
    "///",
    "\\",
    "\0",
    "\u{a0}",
    "1_",
    "+=",
    "<<=",
    ">>=",
    "self",
    "Self",
    "super",
    "crate",
    "try",
    "await",
    "true",
    "builtin",
    "raw",
    "ArrayView2<f64>",
    "a[[i]]",
    "#[a]",
    "#![a]",
    "m!{}",
    "S{}",
    "x.0",
    "(x)",
    "{}",
];

fn soup(random: &mut Random) -> String {
    let mut text = String::from(if random.below(2) == 0 { "" } else { "fn f() { " });
    let mut open = Vec::new();
    for _ in 0..random.below(60) {
        let token = random.pick(SOUP);
        match token {
            "(" => open.push(")"),
            "[" => open.push("]"),
            "{" => open.push("}"),
            // Mostly balanced, or the scanner would end nearly every run.
            ")" | "]" | "}" if random.below(20) > 0 => {
                text.push_str(open.pop().unwrap_or(""));
                continue;
            }
            _ => {}
        }
        text.push_str(token);
        text.push_str(random.pick(&["", " ", " ", " "]));
    }
    open.into_iter().rev().for_each(|close| text.push_str(close));
    text + random.pick(&["", "}", "; }"])
}

/// A few tokens over and over, and as often what closes their brackets.
fn repeated(random: &mut Random) -> String {
    let mut pieces = [String::new(), String::new()];
    for piece in &mut pieces {
        for _ in 0..random.below(5) {
            *piece += random.pick(SOUP);
            *piece += random.pick(&["", " "]);
        }
    }
    let [open, mut close] = pieces;
    for bracket in open.chars().rev() {
        close += match bracket {
            '(' => ")",
            '[' => "]",
            '{' => "}",
            '<' => ">",
            _ => "",
        };
    }
    let count = [90, 210, 1_300, 4_000][random.below(4)];
    let place = random.pick(&["", "fn f() { ", "fn f() { let x: ", "fn f() { let ", "impl X for "]);
    let end = if place.contains('{') { "}" } else { "" };
    format!("{place}{}x{}{end}", open.repeat(count), close.repeat(count))
}

/// A kernel with a few pieces replaced, repeated, removed or moved.
fn mutated(random: &mut Random) -> Vec<u8> {
    let mut bytes = random.pick(&KERNELS).as_bytes().to_vec();
    for _ in 0..1 + random.below(4) {
        let at = random.below(bytes.len());
        let end = (at + random.below(12)).min(bytes.len());
        match random.below(5) {
            0 => drop(bytes.splice(at..end, random.pick(SOUP).bytes())),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let piece = bytes[at..end].repeat(1 + random.below(40));
                drop(bytes.splice(at..at, piece));
            }
            3 => bytes[at] = random.below(256) as u8,
            _ => {
                let piece: Vec<u8> = bytes.drain(at..end).collect();
                let to = random.below(bytes.len() + 1);
                drop(bytes.splice(to..to, piece));
            }
        }
        if bytes.is_empty() {
            break;
        }
    }
    bytes
}

#[test]
fn repetition_never_overflows_the_stack() {
    let mut random = Random(0x2545_F491_4F6C_DD1D);
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(2) {
        let text = repeated(&mut random);
        with_large_stack(|| drop(parse(&text, &loose()))).unwrap();
    }
}

#[test]
fn garbage_never_panics() {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let start = Instant::now();
    let mut accepted = 0;
    while start.elapsed() < Duration::from_secs(2) {
        for _ in 0..50 {
            accepted += usize::from(parse(&soup(&mut random), &Limits::default()).is_ok());
            let bytes = mutated(&mut random);
            match parse_bytes(&bytes, &Limits::default()) {
                Ok(_) => accepted += 1,
                // Every span must be one that can be shown.
                Err(problems) => assert!(!problems.to_string().is_empty()),
            }
        }
    }
    assert!(accepted > 0, "nothing that was tried is a kernel");
}
