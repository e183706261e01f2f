//! The parser on kernels, and on Rust that is no kernel.

use metate_lang::error::{Code, Diagnostics};
use metate_lang::op::Op;
use metate_lang::syntax::ast::{Expr, ExprKind, File, Stmt, TypeKind};
use metate_lang::syntax::{Limits, parse, parse_bytes};

const GO_FAST: &str = "\
use metate::prelude::*;

/// Adds the hyperbolic tangents of the diagonal.
#[kernel]
fn go_fast(a: ArrayView2<f64>) -> f64 {
    let mut trace = 0.0;
    for i in 0..a.nrows() {
        trace += a[[i, i]].tanh();
    }
    trace
}
";

const MATMUL: &str = "\
pub fn matmul(a: ndarray::ArrayView2<'_, f64>, b: &Array2<f64>, mut c: ArrayViewMut2<f64>) {
    let n = a.shape()[0];
    'rows: for i in prange(0..n) {
        for j in (0..b.ncols()).step_by(2).rev() {
            let mut sum: f64 = -0.5e-3_f64;
            let mut k = 0usize;
            while k < a.ncols() && !(sum.is_nan() || k as f64 >= 0x1F as f64) {
                sum += a[[i, k]] * b[[k, j]];
                k += 1;
                if k == 7 { continue 'rows; } else if k > 9 { break; } else { loop { return } }
            }
            c[[i, j]] = helper(sum, 1 << 3 & 5 | 6 ^ 7, std::f64::consts::PI);
        }
    }
}

fn helper(x: f64, bits: u32, pi: f64) -> f64 {
    let scale = if bits % 2 == 0 { { x } } else { f64::sqrt(x.abs()) };
    scale / pi + f64::INFINITY.min(1.)
}
";

fn accepted(text: &str) -> File {
    parse(text, &Limits::default()).unwrap_or_else(|problems| panic!("{problems}\n{text}"))
}

fn problems(text: &str) -> Diagnostics {
    match parse(text, &Limits::default()) {
        Ok(file) => panic!("accepted: {text}\n{file:#?}"),
        Err(problems) => problems,
    }
}

/// Codes and the text they point at, in order.
fn findings(text: &str) -> Vec<(Code, String)> {
    let problems = problems(text);
    let list = problems.list().iter();
    list.map(|problem| (problem.code, problem.span.text(text).to_string())).collect()
}

/// The last expression of a function whose body is `body`.
fn value(body: &str) -> Expr {
    let mut file = accepted(&format!("fn f(x: f64) {{ {body} }}"));
    match file.funcs.remove(0).body.stmts.pop() {
        Some(Stmt::Expr { expr, .. }) => expr,
        other => panic!("{body}: {other:?}"),
    }
}

#[test]
fn kernels_are_read() {
    let file = accepted(GO_FAST);
    assert_eq!(file.funcs.len(), 1);
    let func = &file.funcs[0];
    assert_eq!((func.name.text.as_str(), func.public), ("go_fast", false));
    assert_eq!(func.name.span.text(GO_FAST), "go_fast");
    let TypeKind::Path { name, args } = &func.params[0].ty.kind else { panic!() };
    assert_eq!((name.as_str(), args.len()), ("ArrayView2", 1));
    assert_eq!(func.params[0].ty.span.text(GO_FAST), "ArrayView2<f64>");
    let Stmt::Expr { expr, semicolon: false } = &func.body.stmts[1] else { panic!() };
    let ExprKind::For { var, range, body, head, .. } = &expr.kind else { panic!() };
    assert_eq!((var.text.as_str(), head.text(GO_FAST)), ("i", "for i in 0..a.nrows()"));
    assert_eq!(range.span.text(GO_FAST), "0..a.nrows()");
    let Stmt::Expr { expr, semicolon: true } = &body.stmts[0] else { panic!() };
    let ExprKind::AssignOp(Op::Add, place, value) = &expr.kind else { panic!() };
    assert_eq!(place.span.text(GO_FAST), "trace");
    assert_eq!(value.span.text(GO_FAST), "a[[i, i]].tanh()");
    assert_eq!(accepted(MATMUL).funcs.len(), 2);
}

#[test]
fn spans_are_bytes_of_the_text() {
    for start in ["", "\u{feff}", "#!/usr/bin/env metate\n", "\u{feff}#! ü\r\n", "#![allow(x)]"] {
        let text = format!("{start}/* é€ */ fn größe(ß: f64) -> f64 {{ /* 😀 */ ß + δ }}");
        let file = accepted(&text);
        let func = &file.funcs[0];
        assert_eq!(func.name.span.text(&text), "größe");
        assert_eq!(func.params[0].name.span.text(&text), "ß");
        let Stmt::Expr { expr, .. } = &func.body.stmts[0] else { panic!() };
        assert_eq!(expr.span.text(&text), "ß + δ");
        assert!(func.body.span.text(&text).starts_with("{ /* 😀"));
    }
}

#[test]
fn expressions_keep_their_shape() {
    let shapes = [
        ("-x * 2.0", "((Neg x) Mul 2.0)"),
        ("x - 1 - 2", "((x Sub 1) Sub 2)"),
        ("x + 1 * 2 << 3 & 4 == 5", "((((x Add (1 Mul 2)) Shl 3) And 4) Eq 5)"),
        ("x | 1 ^ 2", "(x Or (1 Xor 2))"),
        ("x < 1.0 && !y || z", "(((x Lt 1.0) && (Not y)) || z)"),
        ("x as f32 as f64 + 1.5e3", "(((x as) as) Add 1.5e3)"),
        ("x = y", "(x = y)"),
        ("x >>= 1_0", "(x Shr= 10)"),
        ("&mut x", "&mut x"),
        ("(x, ())", "(x, ())"),
        ("(x) * 1", "([x] Mul 1)"),
        ("..=5", "..=5"),
    ];
    for (text, shape) in shapes {
        assert_eq!(print(&value(text)), shape, "{text}");
    }
}

/// An expression with its operators by name.
fn print(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Int(value, _) => value.to_string(),
        ExprKind::Float(digits, _) => digits.clone(),
        ExprKind::Path(names) => names.last().unwrap().text.clone(),
        ExprKind::Unary(op, x) => format!("({op:?} {})", print(x)),
        ExprKind::Binary(op, a, b) => format!("({} {op:?} {})", print(a), print(b)),
        ExprKind::AndThen(a, b) => format!("({} && {})", print(a), print(b)),
        ExprKind::OrElse(a, b) => format!("({} || {})", print(a), print(b)),
        ExprKind::Assign(a, b) => format!("({} = {})", print(a), print(b)),
        ExprKind::AssignOp(op, a, b) => format!("({} {op:?}= {})", print(a), print(b)),
        ExprKind::Cast(x, _) => format!("({} as)", print(x)),
        ExprKind::Ref(mutable, x) => format!("&{}{}", if *mutable { "mut " } else { "" }, print(x)),
        ExprKind::Tuple(list) => {
            format!("({})", list.iter().map(print).collect::<Vec<_>>().join(", "))
        }
        ExprKind::Paren(x) => format!("[{}]", print(x)),
        ExprKind::Range(None, Some(end), true) => format!("..={}", print(end)),
        other => panic!("{other:?}"),
    }
}

#[test]
fn numbers_keep_their_value() {
    let int = |text: &str| match value(text).kind {
        ExprKind::Int(value, suffix) => (value, suffix.map(|name| name.text)),
        other => panic!("{text}: {other:?}"),
    };
    assert_eq!(int("0xFF_u8"), (255, Some("u8".into())));
    assert_eq!(int("0b1_01"), (5, None));
    assert_eq!(int("0o17usize"), (15, Some("usize".into())));
    assert_eq!(int("1f64"), (1, Some("f64".into())));
    assert_eq!(int("0x1f64"), (0x1f64, None));
    assert_eq!(int("340282366920938463463374607431768211455"), (u128::MAX, None));
    let float = |text: &str| match value(text).kind {
        ExprKind::Float(digits, suffix) => (digits, suffix.map(|name| name.text)),
        other => panic!("{text}: {other:?}"),
    };
    assert_eq!(float("1_0.5_f32"), ("10.5".into(), Some("f32".into())));
    assert_eq!(float("1."), ("1.".into(), None));
    assert_eq!(float("2e-3"), ("2e-3".into(), None));
    for text in ["1.0i32", "0b1f32", "1u128", "1bool", "0x1_i7", "1e5u8"] {
        let text = format!("fn f() {{ {text} }}");
        assert_eq!(findings(&text)[0].0, Code::UnsupportedLiteral, "{text}");
    }
    let too_large = "fn f() { 340282366920938463463374607431768211456 }";
    assert_eq!(findings(too_large)[0].0, Code::UnsupportedLiteral);
}

/// Rust that is no kernel: what is found in a function's body, and the token pointed at.
const NO_KERNEL: &[(&str, Code, &str)] = &[
    ("match x { Some(y) => y }", Code::UnsupportedPattern, "(y)"),
    ("match x { ref y => 1.0 }", Code::UnsupportedPattern, "y"),
    ("match x { &y => y }", Code::UnsupportedPattern, "&"),
    ("match x { [a, b] => a }", Code::UnsupportedPattern, "[a, b]"),
    ("match x { P { a } => a }", Code::UnsupportedPattern, "{ a }"),
    ("match x { 'c' => 1.0 }", Code::UnsupportedLiteral, "'c'"),
    ("match x { b'c' => 1.0 }", Code::UnsupportedLiteral, "b'c'"),
    ("match x { \"s\" => 1.0 }", Code::UnsupportedLiteral, "\"s\""),
    ("match x { #[cold] _ => 1.0 }", Code::UnsupportedItem, "cold"),
    ("if let y = x {}", Code::UnsupportedExpression, "let"),
    ("while let y = x {}", Code::UnsupportedExpression, "let"),
    ("if x > 0.0 && let y = x {}", Code::UnsupportedExpression, "let"),
    ("let g = move |y| y;", Code::UnsupportedExpression, "|"),
    ("let v = vec![1.0; 3];", Code::UnsupportedExpression, "vec"),
    ("println!(\"{x}\");", Code::UnsupportedStatement, "println"),
    ("panic!()", Code::UnsupportedExpression, "panic"),
    ("let [a, b] = x;", Code::UnsupportedPattern, "[a, b]"),
    ("let Some(a) = x;", Code::UnsupportedPattern, "(a)"),
    ("let ref a = x;", Code::UnsupportedPattern, "a"),
    ("for (i, j) in x {}", Code::UnsupportedPattern, "(i, j)"),
    ("let y = x else { return };", Code::UnsupportedStatement, "else"),
    ("x?;", Code::UnsupportedExpression, "?"),
    ("x.y", Code::UnsupportedExpression, "y"),
    ("x.await", Code::UnsupportedExpression, "await"),
    ("async {};", Code::UnsupportedExpression, "async"),
    ("unsafe { x }", Code::UnsupportedExpression, "unsafe"),
    ("const { 1 }", Code::UnsupportedExpression, "const"),
    ("S { x }", Code::UnsupportedExpression, "{"),
    ("'static: loop {}", Code::UnsupportedExpression, "static"),
    ("*x", Code::UnsupportedExpression, "*"),
    ("&raw const x", Code::UnsupportedExpression, "&"),
    ("_ = x;", Code::UnsupportedExpression, "_"),
    ("x.sum::<f64>()", Code::UnsupportedExpression, "sum"),
    ("f::<f64>(x)", Code::UnsupportedExpression, "f"),
    ("<f64>::sqrt(x)", Code::UnsupportedExpression, "sqrt"),
    ("crate::g(x)", Code::UnsupportedExpression, "crate::g"),
    ("loop { continue as f64; }", Code::UnsupportedExpression, "continue"),
    ("try::g(x)", Code::UnsupportedExpression, "try::g"),
    ("::g(x)", Code::UnsupportedExpression, "g"),
    ("(g)(x)", Code::UnsupportedExpression, "(g)"),
    ("'c'", Code::UnsupportedLiteral, "'c'"),
    ("b'c'", Code::UnsupportedLiteral, "b'c'"),
    ("\"s\"", Code::UnsupportedLiteral, "\"s\""),
    ("r#\"s\"#", Code::UnsupportedLiteral, "r#\"s\"#"),
    ("static N: usize = 3;", Code::UnsupportedItem, "static"),
    ("struct S;", Code::UnsupportedItem, "struct"),
    ("enum E {}", Code::UnsupportedItem, "enum"),
    ("impl S {}", Code::UnsupportedItem, "impl"),
    ("trait T {}", Code::UnsupportedItem, "trait"),
    ("type T = f64;", Code::UnsupportedItem, "type"),
    ("mod m {}", Code::UnsupportedItem, "mod"),
    ("macro_rules! m { () => {} }", Code::UnsupportedItem, "macro_rules"),
    ("use std::f64::consts::PI;", Code::UnsupportedItem, "use"),
    ("use ndarray::Array1 as A;", Code::UnsupportedItem, "use"),
    ("#[cold] let y = x;", Code::UnsupportedItem, "cold"),
    ("#[allow(unused)] x += 1.0;", Code::UnsupportedItem, "allow"),
    ("x as dyn T", Code::UnsupportedType, "dyn"),
    ("let y: *const f64 = x;", Code::UnsupportedType, "*"),
    ("let y: fn() = x;", Code::UnsupportedType, "fn"),
    ("let y: &'a f64 = x;", Code::UnsupportedType, "a"),
    ("let y: other::f64 = x;", Code::UnsupportedType, "other::f64"),
    ("let y: Array<f64, 3> = x;", Code::UnsupportedType, "<"),
    ("let gen = x;", Code::UnsupportedPattern, "gen"),
    ("let r#for = x;", Code::UnsupportedPattern, "r#for"),
    ("let e\u{301} = x;", Code::UnsupportedPattern, "e\u{301}"),
];

#[test]
fn rust_that_is_no_kernel_is_refused_by_name() {
    for &(body, code, token) in NO_KERNEL {
        let text = format!("fn f(x: f64) {{ {body} }}");
        assert_eq!(findings(&text), [(code, token.to_string())], "{text}");
        let problems = problems(&text);
        assert!(problems.list().iter().all(|problem| problem.help.is_some()), "{problems}");
    }
}

#[test]
fn signatures_that_are_no_kernel_are_refused() {
    let signatures = [
        ("async fn f() {}", Code::UnsupportedSignature, "async"),
        ("const fn f() {}", Code::UnsupportedSignature, "const"),
        ("unsafe fn f() {}", Code::UnsupportedSignature, "unsafe"),
        ("extern \"C\" fn f() {}", Code::UnsupportedSignature, "extern"),
        ("fn f<const N: usize>() {}", Code::UnsupportedSignature, "N"),
        ("fn f() where f64: Copy {}", Code::UnsupportedSignature, "where"),
        ("fn f(self) {}", Code::UnsupportedSignature, "self"),
        ("fn f<'a: 'b, 'b>() {}", Code::UnsupportedSignature, "a"),
        ("fn f((x, y): T) {}", Code::UnsupportedPattern, "(x, y)"),
        ("fn f(x: impl Fn()) {}", Code::UnsupportedType, "impl"),
        ("fn f() -> ! { loop {} }", Code::UnsupportedType, "!"),
        ("#[test] fn f() {}", Code::UnsupportedItem, "test"),
        ("#[inline(sometimes)] fn f() {}", Code::UnsupportedItem, "inline"),
        ("fn f(#[allow(unused)] x: f64) {}", Code::UnsupportedItem, "allow"),
        ("fn f();", Code::UnsupportedItem, "fn"),
    ];
    for (text, code, token) in signatures {
        assert_eq!(findings(text), [(code, token.to_string())], "{text}");
    }
    accepted("#[metate::kernel] #[must_use] fn f<'a>(a: ArrayView2<'a, f64>, b: &'a [f64]) {}");
    accepted("#![allow(dead_code)] #[inline] #[expect(unused)] pub(crate) fn f(_: f64) -> () {}");
    accepted("use ndarray::{ArrayView1, Axis, prelude::*}; fn f(x: (f64)) { fn g() {} ; g() }");
}

#[test]
fn all_problems_are_listed_in_order() {
    let text = "fn f(x: impl Fn()) { let [a, b] = x; if let y = a {} ; y? + \"s\" }\nstruct S;";
    let codes: Vec<Code> = findings(text).into_iter().map(|(code, _)| code).collect();
    let expected = [
        Code::UnsupportedType,
        Code::UnsupportedPattern,
        Code::UnsupportedExpression,
        Code::UnsupportedExpression,
        Code::UnsupportedLiteral,
        Code::UnsupportedItem,
    ];
    assert_eq!(codes, expected);
}

#[test]
fn text_that_is_not_rust_points_at_the_fault() {
    let texts = [
        ("fn f() {", "{"),
        ("fn f() )", ")"),
        ("fn f() { (] }", "]"),
        ("fn f() { \"abc }", "\""),
        ("fn f() { r#\"abc\" }", "r#\""),
        ("fn f() { '' }", "'"),
        ("fn f() { b'ab' }", "b'"),
        ("fn f() { /* /* */ }", "/*"),
        ("fn f() { x'a: loop {} }", "x"),
        ("fn f() { a < b < c }", "<"),
        ("fn f() { ö ü }", "ü"),
        ("fn f() { 1 + }", "}"),
        ("fn f() { \"\\q\" }", "\"\\q\""),
        ("fn f() { 0b12 }", "0b12"),
        ("fn f() { x as usize < y }", "}"),
        ("fn", ""),
        ("x", ""),
        ("\u{feff}\u{feff}fn f() {}", "\u{feff}"),
        ("fn f() { \0 }", "\0"),
        ("fn f() { x\u{a0}}", "\u{a0}"),
        ("fn f(A<T>) {}", "A"),
    ];
    for (text, fault) in texts {
        assert_eq!(findings(text)[0], (Code::Syntax, fault.to_string()), "{text}");
    }
}

#[test]
fn a_cast_before_less_is_explained() {
    for text in ["x as usize < y", "let z = x as u32 << 2;", "if x as i32 < 3 {}"] {
        let problems = problems(&format!("fn f() {{ g(); {text} }}"));
        assert!(problems.list()[0].help.as_ref().unwrap().contains("(x as T) < y"), "{problems}");
    }
    let other = problems("fn f() { g(x as usize); a b < c }");
    assert!(!other.list()[0].help.as_ref().unwrap().contains("as T"), "{other}");
}

#[test]
fn bytes_that_are_not_utf8_are_shown() {
    let problems = parse_bytes(b"fn f() { \xff\xfe }", &Limits::default()).unwrap_err();
    let problem = &problems.list()[0];
    assert_eq!((problem.code, problem.span.lo), (Code::NotUtf8, 9));
    assert!(problems.to_string().contains("byte 0xff at offset 9"), "{problems}");
    assert!(parse_bytes(GO_FAST.as_bytes(), &Limits::default()).is_ok());
}
