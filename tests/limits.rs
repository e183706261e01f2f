//! Limits: exactly at each of them a kernel passes, one beyond it fails, and says why.
//!
//! In: kernels that are as large as they are told to be. Out: diagnostics with places for what
//! limits the text, [`Exceeded`] for the rest. Always true: every field of [`Limits`] is here.

use std::time::Duration;

use metate::prelude::*;
use metate::{Error, ErrorKind, Exceeded, Limits, args};
use ndarray::{Array2, ArrayD, s};

/// A limit on text: its code, how to set it, and a text that is as large as told.
struct OfText {
    name: &'static str,
    code: &'static str,
    set: fn(Limits, usize) -> Limits,
    text: fn(usize) -> String,
    size: usize,
}

fn padded(bytes: usize) -> String {
    let text = "fn k(x: f64) -> f64 { x }";
    format!("{text}{}", " ".repeat(bytes - text.len()))
}

const OF_TEXT: &[OfText] = &[
    OfText { name: "bytes", code: "M0001", set: Limits::bytes, text: padded, size: 1000 },
    OfText {
        name: "brackets",
        code: "M0002",
        set: Limits::brackets,
        // The braces of the function are one of them.
        text: |depth| {
            let inner = depth - 1;
            format!("fn k(x: f64) -> f64 {{ {}x{} }}", "(".repeat(inner), ")".repeat(inner))
        },
        size: 20,
    },
    OfText {
        name: "prefixes",
        code: "M0003",
        set: Limits::prefixes,
        text: |count| format!("fn k(x: f64) -> f64 {{ {}x }}", "-".repeat(count)),
        size: 5,
    },
    OfText {
        name: "chain",
        code: "M0004",
        set: Limits::chain,
        text: |count| format!("fn k(x: f64) -> f64 {{ x{} }}", " + x".repeat(count)),
        size: 30,
    },
    OfText {
        name: "rank",
        code: "M0006",
        set: Limits::rank,
        text: |rank| format!("fn k(a: ArrayView{rank}<f64>) -> usize {{ a.len() }}"),
        size: 3,
    },
];

fn only_code(error: &Error) -> &'static str {
    let list = error.diagnostics().unwrap_or_else(|| panic!("{error}")).list();
    assert_eq!(list.len(), 1, "{error}");
    list[0].code.as_str()
}

#[test]
fn texts_at_a_limit_pass_and_beyond_it_have_a_diagnostic() {
    for &OfText { name, code, set, text, size } in OF_TEXT {
        let limits = set(Limits::default(), size);
        let kernel = Kernel::parse_with(&text(size), &limits);
        kernel.unwrap_or_else(|error| panic!("{name}: {error}"));
        let beyond = text(size + 1);
        let error = Kernel::parse_with(&beyond, &limits).expect_err(name);
        assert_eq!(only_code(&error), code, "{name}: {error}");
        let span = error.diagnostics().expect("of the text").list()[0].span;
        // The length of a text is no place in it.
        assert!(name == "bytes" || !span.text(&beyond).is_empty(), "{name}: {error}");
        // The usual limits allow it.
        Kernel::parse(&beyond).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

#[test]
fn the_tree_is_as_deep_as_its_limit() {
    let text =
        "fn k(x: f64) -> f64 { if x > 0.0 { if x > 1.0 { x + 1.0 } else { x } } else { 0.0 } }";
    let parse = |depth| Kernel::parse_with(text, &Limits::default().depth(depth));
    let least =
        (0..64).find(|&depth| parse(depth).is_ok()).expect("no text of one line is so deep");
    assert!(least > 3, "{least}");
    for depth in 0..64 {
        match parse(depth) {
            Ok(_) => assert!(depth >= least),
            Err(error) => {
                assert!(depth < least);
                assert_eq!(only_code(&error), "M0002");
            }
        }
    }
}

#[test]
fn a_slice_has_one_axis() {
    let text = "fn k(x: &[f64]) -> f64 { x[0] }";
    assert!(Kernel::parse_with(text, &Limits::default().rank(1)).is_ok());
    let error = Kernel::parse_with(text, &Limits::default().rank(0)).expect_err("no axes");
    assert_eq!(only_code(&error), "M0006");
}

const HELPERS: &str = "
    fn poly(x: f64) -> f64 { let a = [x, x * x, x * x * x]; a[0] + a[1] + a[2] }
    pub fn k(x: f64) -> f64 { let mut sum = 0.0; for _ in 0..3 { sum += poly(sum + x); } sum }";

/// The largest size at which these limits still refuse the kernel, with what they say then.
fn refused(
    engine: Target,
    below: usize,
    limits: impl Fn(usize) -> Limits,
) -> Option<(usize, Exceeded)> {
    let refused = |size: usize| {
        // A text of its own each time: nothing is compiled yet.
        let kernel = Kernel::parse(HELPERS).expect("a kernel");
        let result = kernel.on(engine).limits(limits(size)).call::<f64>(args![0.5]);
        let error = result.err()?;
        match error.into_kind() {
            ErrorKind::TooLarge { exceeded, .. } => Some((size, exceeded)),
            other => panic!("{other}"),
        }
    };
    (0..below).rev().find_map(refused)
}

#[test]
fn statements_are_counted_after_inlining() {
    for &engine in Target::ALL {
        let (size, exceeded) =
            refused(engine, 100, |size| Limits::default().statements(size)).expect("it has some");
        assert_eq!(exceeded, Exceeded::Statements { found: size + 1, limit: size }, "{engine}");
        let ir = Kernel::parse(HELPERS).expect("a kernel");
        let ir = ir.on(engine).inspect(Stage::Ir, args![0.5]).expect("it lowers");
        let statements = ir.lines().filter(|line| {
            let line = line.trim();
            let no_statement = ["//", "}", "next!", "fn ", "ret", "local", "let a"];
            !line.is_empty() && !no_statement.iter().any(|start| line.starts_with(start))
        });
        assert_eq!(statements.count(), size + 1, "{ir}");
    }
}

#[test]
fn local_arrays_are_measured_in_bytes() {
    for &engine in Target::ALL {
        let (size, exceeded) =
            refused(engine, 100, |size| Limits::default().stack_bytes(size)).expect("an array");
        assert_eq!(exceeded, Exceeded::StackBytes { found: 24, limit: 23 }, "{engine}");
        assert_eq!(size, 23);
    }
}

#[test]
fn machine_code_is_measured_in_bytes() {
    let kernel = Kernel::parse(HELPERS).expect("a kernel");
    let call = |bytes| {
        let on = kernel.on(Target::Jit).limits(Limits::default().code_bytes(bytes));
        on.call::<f64>(args![0.5])
    };
    let error = call(0).expect_err("no code is allowed");
    let Some(&Exceeded::CodeBytes { found, limit: 0 }) = error.exceeded() else {
        panic!("{error}")
    };
    assert!(found > 100, "{found} bytes");
    let error = call(found - 1).expect_err("a byte too many");
    assert_eq!(error.exceeded(), Some(&Exceeded::CodeBytes { found, limit: found - 1 }));
    assert!(call(found).is_ok());
    // Once it is compiled, stricter callers are refused all the same.
    assert!(call(found - 1).is_err());
    let on = kernel.on(Target::Interpreter).limits(Limits::default().code_bytes(0));
    assert!(on.call::<f64>(args![0.5]).is_ok(), "the interpreter has no machine code");
}

#[test]
fn time_to_compile_is_limited_between_stages() {
    for &engine in Target::ALL {
        let kernel = Kernel::parse(HELPERS).expect("a kernel");
        let call = |time| {
            kernel.on(engine).limits(Limits::default().compile_time(time)).call::<f64>(args![0.5])
        };
        let error = call(Duration::ZERO).expect_err("there is no time at all");
        match error.exceeded() {
            Some(Exceeded::CompileTime { limit: Duration::ZERO, before, .. }) => {
                assert_eq!(*before, "the loop IR");
            }
            _ => panic!("{error}"),
        }
        assert!(call(Duration::MAX).is_ok());
        assert!(call(Duration::ZERO).is_ok(), "it is compiled already");
    }
}

#[test]
fn elements_are_counted_at_every_call() {
    let text = "fn k(a: ArrayView2<f64>, x: &mut [f64]) -> f64 { x[0] = a[[0, 0]]; x[0] }";
    let kernel = Kernel::parse_with(text, &Limits::default().elements(6)).expect("a kernel");
    let (at, beyond) = (Array2::<f64>::ones((2, 3)), Array2::<f64>::ones((7, 1)));
    for &engine in Target::ALL {
        let on = kernel.on(engine);
        let bound = on.bind::<fn(ArrayView2<'static, f64>, &'static mut [f64]) -> f64>().unwrap();
        // Twice, since the first call of a binding goes another way.
        for _ in 0..2 {
            assert_eq!(on.call::<f64>(args![&at, &mut [0.0; 6]]).unwrap(), 1.0);
            assert_eq!(bound.call((at.view(), &mut [0.0; 6])).unwrap(), 1.0);
            let parameter = "a".to_owned();
            let wanted = Exceeded::Elements { number: 0, parameter, found: 7, limit: 6 };
            let error = on.call::<f64>(args![&beyond, &mut [0.0; 6]]).expect_err("7 elements");
            assert_eq!(error.exceeded(), Some(&wanted));
            let error = bound.call((beyond.view(), &mut [0.0; 6])).expect_err("7 elements");
            assert_eq!(error.exceeded(), Some(&wanted));
            let error = bound.call((at.view(), &mut [0.0; 7])).expect_err("7 elements");
            assert!(matches!(error.exceeded(), Some(Exceeded::Elements { number: 1, .. })));
        }
        // Where the caller says otherwise, the caller is asked.
        let free = on.limits(Limits::default());
        assert_eq!(free.call::<f64>(args![&beyond, &mut [0.0; 9]]).unwrap(), 1.0);
    }
}

#[test]
fn elements_are_what_the_extents_say() {
    let kernel = Kernel::parse("fn k(a: ArrayView2<f64>) -> usize { a.len() }").expect("a kernel");
    let one = Array2::<f64>::ones((1, 1));
    let broadcast = one.broadcast((1000, 1000)).expect("a view with strides of 0");
    let empty = Array2::<f64>::ones((1000, 0));
    let on = kernel.on(Target::Jit).limits(Limits::default().elements(999_999));
    assert!(on.call::<usize>(args![broadcast]).is_err());
    assert_eq!(on.call::<usize>(args![broadcast.slice(s![..999, ..])]).unwrap(), 999_000);
    assert_eq!(on.call::<usize>(args![&empty]).unwrap(), 0);
    // An array of too many axes is no argument at all, and that is what is said.
    let error = on.call::<usize>(args![&ArrayD::<f64>::zeros(vec![1; 8])]).expect_err("8 axes");
    assert!(matches!(error.kind(), ErrorKind::Argument { number: 0, .. }), "{error}");
}

#[test]
fn helpers_are_not_inlined_before_they_are_counted() {
    let double = |level: usize| {
        let below = level - 1;
        format!("fn h{level}(x: f64) -> f64 {{ h{below}(x) + h{below}(x) }}\n")
    };
    let helpers: String = (1..30).map(double).collect();
    let text =
        format!("fn h0(x: f64) -> f64 {{ x }}\n{helpers}pub fn k(x: f64) -> f64 {{ h29(x) }}");
    let kernel = Kernel::parse_with(&text, &Limits::strict()).expect("a kernel");
    let error = kernel.on(Target::Jit).call::<f64>(args![1.0]).expect_err("2^29 additions");
    let Some(&Exceeded::Inlined { found, limit }) = error.exceeded() else { panic!("{error}") };
    assert!(found > 1 << 29 && limit == 8 * Limits::strict().statements, "{error}");

    let chain = |level: usize| format!("fn c{level}(x: f64) -> f64 {{ c{}(x) }}\n", level - 1);
    let text: String = (1..1500).map(chain).collect();
    let text =
        format!("fn c0(x: f64) -> f64 {{ x }}\n{text}pub fn k(x: f64) -> f64 {{ c1499(x) }}");
    let error = Kernel::parse(&text).expect("a kernel").on(Target::Jit).call::<f64>(args![1.0]);
    let error = error.expect_err("a call in a call, and so on");
    assert!(matches!(error.exceeded(), Some(Exceeded::Calls { limit: 1000, .. })), "{error}");
}

#[test]
fn a_kernel_keeps_the_limits_of_its_text() {
    let long = padded(2000);
    let limits = Limits::default().bytes(2000);
    let kernel = Kernel::parse_with(&long, &limits).expect("at the limit");
    assert_eq!(kernel.limits(), &limits);
    // The tree is let go with the first program and made anew for another, under these limits
    // rather than the caller's or the usual ones.
    let on = kernel.on(Target::Jit).limits(Limits::default().bytes(10));
    assert_eq!(on.call::<f64>(args![2.0]).unwrap(), 2.0);
    assert_eq!(on.overflow_checks(true).call::<f64>(args![2.0]).unwrap(), 2.0);

    let deep = format!("fn k<T: Float>(x: T) -> T {{ {}x{} }}", "(".repeat(90), ")".repeat(90));
    let kernel = Kernel::parse_with(&deep, &Limits::default().brackets(91)).expect("at the limit");
    assert_eq!(kernel.on(Target::Jit).call::<f32>(args![2.0_f32]).unwrap(), 2.0);
}

#[test]
fn strict_limits_are_stricter_than_the_usual_ones() {
    let (strict, usual) = (Limits::strict(), Limits::default());
    let numbers = |limits: &Limits| {
        let Limits { bytes, brackets, prefixes, chain, depth, rank, .. } = *limits;
        let Limits { statements, stack_bytes, code_bytes, elements, .. } = *limits;
        [
            bytes,
            brackets,
            prefixes,
            chain,
            depth,
            rank,
            statements,
            stack_bytes,
            code_bytes,
            elements,
        ]
    };
    let pairs = numbers(&strict).into_iter().zip(numbers(&usual));
    assert!(pairs.clone().all(|(strict, usual)| strict <= usual));
    assert_eq!(pairs.filter(|(strict, usual)| strict == usual).count(), 1, "only the rank");
    assert!(strict.compile_time < usual.compile_time);
}

/// Helpers nested in one another, each with branches, of which the innermost calls the next.
fn nested(helpers: usize, branches: usize) -> String {
    let mut text = String::from("fn h0(x: f64) -> f64 { x + 1.0 }\n");
    for helper in 1..=helpers {
        let open: String = (0..branches).map(|number| format!("if x > {number}.0 {{ ")).collect();
        let (close, below) = ("} else { x }".repeat(branches), helper - 1);
        // The constant ends what came before: each part of the text is shallow.
        text += &format!("const C{helper}: f64 = 1.0;\n");
        text +=
            &format!("fn h{helper}(x: f64) -> f64 {{ {open} h{below}(x + C{helper}) {close} }}\n");
    }
    text + &format!("pub fn k(x: f64) -> f64 {{ h{helpers}(x) }}")
}

#[test]
fn blocks_are_as_deep_as_the_limit_and_no_stack_overflows() {
    // A block for the kernel, and one for each branch.
    let (text, limits) = (nested(25, 10), Limits::default().depth(251));
    for &engine in Target::ALL {
        let kernel = Kernel::parse_with(&text, &limits).expect("a kernel");
        assert_eq!(kernel.on(engine).call::<f64>(args![1e9]).expect("at the limit"), 1e9 + 26.0);
        let on = kernel.on(engine).limits(limits.clone().depth(250));
        let error = on.call::<f64>(args![1e9]).expect_err("a block too deep");
        assert_eq!(error.exceeded(), Some(&Exceeded::Nesting { found: 251, limit: 250 }));

        let kernel = Kernel::parse(&nested(102, 10)).expect("a kernel");
        assert_eq!(kernel.on(engine).call::<f64>(args![1e9]).expect("at the limit"), 1e9 + 103.0);
        let kernel = Kernel::parse(&nested(500, 40)).expect("a kernel");
        let error = kernel.on(engine).call::<f64>(args![1e9]).expect_err("20,000 blocks");
        assert_eq!(error.exceeded(), Some(&Exceeded::Nesting { found: 1025, limit: 1024 }));
    }
}

#[test]
#[cfg_attr(debug_assertions, ignore = "compiles for two minutes unless optimised")]
fn machine_code_does_not_overflow_the_stack() {
    // All of these values are alive at once, and registers are few.
    let text = |values: usize| {
        let made: String =
            (0..values).map(|at| format!("let v{at} = (s + {at}.5).sin();\n")).collect();
        let used: String = (0..values).rev().map(|at| format!("s = s * 0.5 + v{at};\n")).collect();
        format!("fn k(x: f64) -> f64 {{ let mut s = x;\n{made}{used} s }}")
    };
    let few = Kernel::parse(&text(2_000)).expect("a kernel");
    assert!(few.on(Target::Jit).call::<f64>(args![0.5]).is_ok());
    let many =
        Kernel::parse_with(&text(33_500), &Limits::default().bytes(4 << 20)).expect("a kernel");
    let error = many.on(Target::Jit).call::<f64>(args![0.5]).expect_err("268,000 bytes of values");
    assert!(matches!(error.kind(), ErrorKind::Compile { .. }), "{error}");
    assert!(error.to_string().contains("bytes of stack, the limit is 262144"), "{error}");
}

#[test]
fn parallel_loops_are_counted_as_they_are_written_out() {
    let sums = "for i in prange(0..x.len()) { s += x[i]; }\n".repeat(60);
    let text = format!("fn k(x: &[f64]) -> f64 {{ let mut s = 0.0;\n{sums} s }}");
    let kernel = Kernel::parse(&text).expect("a kernel");
    let call = |statements: usize| {
        let on = kernel.on(Target::Jit).limits(Limits::default().statements(statements));
        on.call::<f64>(args![&[1.0, 2.0]])
    };
    let error = call(300).expect_err("more than four times as many");
    let Some(&Exceeded::Planned { found, limit: 1200 }) = error.exceeded() else {
        panic!("{error}")
    };
    assert!(call(found.div_ceil(4) - 1).is_err());
    assert_eq!(call(found.div_ceil(4)).expect("at the limit"), 180.0);
    // The interpreter runs the loops as they are.
    let on = kernel.on(Target::Interpreter).limits(Limits::default().statements(300));
    assert_eq!(on.call::<f64>(args![&[1.0, 2.0]]).expect("300 statements"), 180.0);
}
