//! Bad input of every kind: each the right error, none a panic, nothing lost.
//!
//! In: kernels and calls that must fail. Out: errors with what a person needs to act.

use metate::prelude::*;
use metate::{Code, Error, ErrorKind, TrapKind};
use ndarray::{Array1, Array2, array, s};

const ENGINES: &[Target] = Target::ALL;

fn parse(text: &str) -> Kernel {
    Kernel::parse(text).unwrap_or_else(|error| panic!("{error}"))
}

/// The codes of the problems of a text that must be refused.
fn codes(text: &str) -> Vec<Code> {
    let error = Kernel::parse(text).expect_err("a text that is refused");
    let diagnostics = error.diagnostics().expect("diagnostics");
    diagnostics.list().iter().map(|diagnostic| diagnostic.code).collect()
}

fn assert_says(error: &Error, parts: &[&str]) {
    let text = error.to_string();
    for part in parts {
        assert!(text.contains(part), "`{part}` is not in: {text}");
    }
}

#[test]
fn an_index_out_of_bounds_traps_with_its_place() {
    let kernel = parse(
        "fn shift(x: &[f64], mut out: ArrayViewMut2<f64>) {
    for i in 0..x.len() {
        out[[i, i + 1]] = x[i];
    }
}",
    );
    for &engine in ENGINES {
        let mut out = Array2::<f64>::zeros((3, 3));
        let error = kernel
            .on(engine)
            .call::<()>(args![&[1.0, 2.0, 3.0], &mut out])
            .expect_err("the last column plus one");
        let trap = error.trap().expect("a trap");
        let expected = TrapKind::OutOfBounds { array: "out".into(), axis: 1, index: 3, extent: 3 };
        assert_eq!(trap.kind, expected, "{engine}");
        assert_eq!((trap.location.line, trap.location.column), (3, 9), "{engine}");
        assert_eq!(trap.source, "out[[i, i + 1]]");
        // What was stored before the trap stays stored.
        assert_eq!(out, array![[0.0, 1.0, 0.0], [0.0, 0.0, 2.0], [0.0, 0.0, 0.0]]);
        assert_says(&error, &["line 3, column 9", "index 3", "axis 1 of `out`", "extent is 3"]);
    }
}

#[test]
fn huge_indices_are_out_of_bounds_too() {
    let kernel = parse("fn at(x: ArrayView1<f64>, i: usize) -> f64 { x[i] }");
    let x = array![1.0, 2.0, 3.0, 4.0];
    for &engine in ENGINES {
        for view in [x.view(), x.slice(s![..;-1]), x.slice(s![..;2])] {
            for index in [usize::MAX, usize::MAX / 8 + 1, 1 << 61, view.len()] {
                let error = kernel.on(engine).call::<f64>(args![view, index]).expect_err("far out");
                let TrapKind::OutOfBounds { index: found, .. } = error.trap().unwrap().kind else {
                    panic!("{error}")
                };
                assert_eq!(found, index as u64);
            }
            let last: f64 = kernel.on(engine).call(args![view, view.len() - 1]).unwrap();
            assert_eq!(last, view[view.len() - 1]);
        }
    }
}

#[test]
fn integer_division_traps() {
    let kernel = parse("fn q(a: i32, b: i32) -> i32 { a / b }");
    let rem = parse("fn r(a: i64, b: i64) -> i64 { a % b }");
    for &engine in ENGINES {
        let trap = |kernel: &Kernel, result: Result<(), Error>| {
            result.expect_err(kernel.name()).trap().expect("a trap").kind.clone()
        };
        let q = |a: i32, b: i32| kernel.on(engine).call::<i32>(args![a, b]).map(drop);
        let r = |a: i64, b: i64| rem.on(engine).call::<i64>(args![a, b]).map(drop);
        assert_eq!(trap(&kernel, q(1, 0)), TrapKind::DivisionByZero);
        assert_eq!(trap(&kernel, q(i32::MIN, -1)), TrapKind::DivisionOverflow);
        assert_eq!(trap(&rem, r(1, 0)), TrapKind::RemainderByZero);
        assert_eq!(trap(&rem, r(i64::MIN, -1)), TrapKind::RemainderOverflow);
        assert_eq!(kernel.on(engine).call::<i32>(args![i32::MIN, 2]).unwrap(), i32::MIN / 2);
    }
}

#[test]
fn euclidean_and_wrapping_division_trap() {
    let kernel = parse("fn q(a: i8, b: i8) -> i8 { a.div_euclid(b) }");
    let rem = parse("fn r(a: i8, b: i8) -> i8 { a.rem_euclid(b) }");
    let wrapping = parse("fn w(a: i8, b: i8) -> i8 { a.wrapping_div(b) + a.wrapping_rem(b) }");
    let of_u8 = parse("fn u(a: u8, b: u8) -> u8 { a.rem_euclid(b) }");
    for &engine in ENGINES {
        let run = |kernel: &Kernel, a: i8, b: i8| {
            let result = kernel.on(engine).call::<i8>(args![a, b]);
            result.map_err(|error| error.trap().expect("a trap").kind.clone())
        };
        assert_eq!(run(&kernel, 1, 0), Err(TrapKind::DivisionByZero));
        assert_eq!(run(&kernel, i8::MIN, -1), Err(TrapKind::DivisionOverflow));
        assert_eq!(run(&kernel, -7, 2), Ok(-4));
        assert_eq!(run(&rem, 1, 0), Err(TrapKind::RemainderByZero));
        assert_eq!(run(&rem, i8::MIN, -1), Err(TrapKind::RemainderOverflow));
        assert_eq!(run(&rem, -7, 2), Ok(1));
        assert_eq!(run(&wrapping, 1, 0), Err(TrapKind::DivisionByZero));
        assert_eq!(run(&wrapping, i8::MIN, -1), Ok(i8::MIN));
        let error = of_u8.on(engine).call::<u8>(args![1u8, 0u8]).expect_err("a zero divisor");
        assert_eq!(error.trap().map(|trap| &trap.kind), Some(&TrapKind::RemainderByZero));
    }
}

#[test]
fn limits_of_a_clamp_that_are_not_in_order_trap() {
    let kernel = parse("fn c(x: f64, low: f64, high: f64) -> f64 { 1.0 + x.clamp(low, high) }");
    let ints = parse("fn c(x: u8, low: u8) -> u8 { x.clamp(low, 100) }");
    for &engine in ENGINES {
        let run = |low: f64, high: f64| kernel.on(engine).call::<f64>(args![0.5, low, high]);
        for (low, high) in [(1.0, 0.0), (f64::NAN, 1.0), (0.0, f64::NAN)] {
            let error = run(low, high).expect_err("limits out of order");
            let trap = error.trap().expect("a trap");
            assert_eq!(trap.kind, TrapKind::ClampRange);
            assert_eq!(trap.source, "x.clamp(low, high)");
            assert_says(&error, &["the lower limit of `clamp` exceeds the upper one"]);
        }
        assert_eq!(run(0.0, 0.0).unwrap(), 1.0);
        let ints = |low: u8| ints.on(engine).call::<u8>(args![200u8, low]);
        assert_eq!(ints(7).unwrap(), 100);
        assert_eq!(ints(101).unwrap_err().trap().unwrap().kind, TrapKind::ClampRange);
    }
}

#[test]
fn arguments_that_do_not_fit_are_named() {
    let kernel =
        parse("fn k(a: ArrayView2<f64>, x: &[f32], n: usize) -> f64 { a[[n, 0]] + x[n] as f64 }");
    let a = Array2::<f64>::ones((4, 4));
    let x = [1.0f32; 4];
    for &engine in ENGINES {
        let on = kernel.on(engine);
        let error = on.call::<f64>(args![&a, &x]).expect_err("an argument is missing");
        assert!(matches!(error.kind(), ErrorKind::ArgumentCount { expected: 3, found: 2, .. }));
        let error = on.call::<f64>(args![&a, &x, 1i32]).expect_err("an i32");
        assert_says(&error, &["argument 3", "`n`", "expected usize", "found i32"]);
        let error = on.call::<f64>(args![&Array1::<f64>::ones(4), &x, 1usize]).expect_err("rank");
        assert_says(&error, &["argument 1", "`a`", "ArrayView2<f64>", "one axis"]);
        let error = on.call::<f64>(args![&a, &[1.0f64; 4], 1usize]).expect_err("element type");
        assert_says(&error, &["argument 2", "`x`", "&[f32]", "f64"]);
        let error = on.call::<f64>(args![2.0, &x, 1usize]).expect_err("a scalar");
        assert_says(&error, &["argument 1", "found f64"]);
        let strided = Array1::<f32>::ones(8);
        let error =
            on.call::<f64>(args![&a, strided.slice(s![..;2]), 1usize]).expect_err("not a slice");
        assert_says(&error, &["argument 2", "gaps"]);
        let error = on.call::<f32>(args![&a, &x, 1usize]).expect_err("another result type");
        assert_says(&error, &["returns f64, not f32"]);
        let nine = ndarray::ArrayD::<f64>::ones(&[1; 9][..]);
        let error = on.call::<f64>(args![&nine, &x, 1usize]).expect_err("nine axes");
        assert_says(&error, &["9 axes"]);
        assert_eq!(on.call::<f64>(args![&a, &x, 1usize]).unwrap(), 2.0);
    }
}

#[test]
fn read_only_arrays_are_not_written_to() {
    let kernel = parse("fn zero(x: &mut [f64]) { for i in 0..x.len() { x[i] = 0.0; } }");
    for &engine in ENGINES {
        let x = [1.0];
        let error = kernel.on(engine).call::<()>(args![&x]).expect_err("a shared borrow");
        assert_says(&error, &["argument 1", "`x`", "may not be written to"]);
        assert_eq!(x, [1.0]);
    }
}

#[test]
fn binding_compares_types_once() {
    let kernel = parse("fn k(a: ArrayView2<f64>, n: usize) -> f64 { a[[n, 0]] }");
    let on = kernel.on(Target::Jit);
    assert!(on.bind::<fn(ArrayView2<'static, f64>, usize) -> f64>().is_ok());
    let error = on.bind::<fn(ArrayView2<'static, f32>, usize) -> f64>().expect_err("f32");
    assert_says(&error, &["argument 1", "`a`"]);
    let error = on.bind::<fn(ArrayView2<'static, f64>, usize) -> f32>().expect_err("result");
    assert_says(&error, &["returns f64, not f32"]);
    let error = on.bind::<fn(ArrayView2<'static, f64>) -> f64>().expect_err("count");
    assert_says(&error, &["takes 2 arguments, not 1"]);
}

#[test]
fn a_bound_call_takes_any_layout_and_reports_traps() {
    let kernel =
        parse("fn k(a: ArrayView2<f64>, n: usize) -> f64 { a[[n, 0]] + 10.0 * a[[0, n]] }");
    let a = array![[1.0, 2.0], [3.0, 4.0]];
    for &engine in ENGINES {
        let k = kernel.on(engine).bind::<fn(ArrayView2<'static, f64>, usize) -> f64>().unwrap();
        for _ in 0..2 {
            assert_eq!(k.call((a.view(), 1)).unwrap(), 23.0);
            assert_eq!(k.call((a.t(), 1)).unwrap(), 32.0);
            assert_eq!(k.call((a.slice(s![..;-1, ..;-1]), 1)).unwrap(), 32.0);
            assert!(k.call((a.view(), 2)).expect_err("out of bounds").trap().is_some());
            assert!(k.call((a.t(), 2)).expect_err("out of bounds").trap().is_some());
        }
    }
}

#[test]
fn text_that_is_no_kernel() {
    assert_eq!(codes("fn k(x: f64) -> f64 { x + "), [Code::Syntax]);
    assert_eq!(codes(""), [Code::NoKernel]);
    assert_eq!(codes("fn a() {} fn b() {}"), [Code::EntryUnclear]);
    let many = codes("fn k(x: f64) -> f64 { let a = y; let b = x + 1; x = 2.0; b }");
    assert!(many.len() >= 3, "all problems are listed: {many:?}");
}

#[test]
fn hostile_text_is_refused() {
    assert_eq!(codes(&"(".repeat(10 << 20)), [Code::TooLong]);
    assert_eq!(codes(&"[".repeat(1 << 19)), [Code::TooDeep]);
    let nested = format!("fn k() -> f64 {{ {}1.0{} }}", "(".repeat(5000), ")".repeat(5000));
    assert_eq!(codes(&nested), [Code::TooDeep]);
    let negated = format!("fn k() -> f64 {{ {}1.0 }}", "-".repeat(100_000));
    assert_eq!(codes(&negated), [Code::TooManyPrefixes]);
    let sum = format!("fn k(x: f64) -> f64 {{ x{} }}", " + x".repeat(100_000));
    assert_eq!(codes(&sum), [Code::ChainTooLong]);
}

#[test]
fn helpers_that_multiply_are_limited() {
    let mut text = String::from("fn h0(x: f64) -> f64 { x * x }\n");
    for level in 1..40 {
        let below = level - 1;
        let helper = format!("fn h{level}(x: f64) -> f64 {{ h{below}(x) + h{below}(x + 1.0) }}\n");
        text.push_str(&helper);
    }
    text.push_str("pub fn k(x: f64) -> f64 { h39(x) }");
    let kernel = parse(&text);
    for &engine in ENGINES {
        let error = kernel.on(engine).call::<f64>(args![1.0]).expect_err("2^39 multiplications");
        assert!(matches!(error.kind(), ErrorKind::TooLarge { .. }), "{error}");
    }
}

#[test]
fn the_deepest_text_that_is_accepted_runs() {
    let deep = format!(
        "fn k(x: f64) -> f64 {{ let mut y = x; {} y += 1.0; {} y }}",
        "if y < 1e9 {".repeat(90),
        "}".repeat(90)
    );
    let sum = format!("fn k(x: f64) -> f64 {{ x{} }}", " + x".repeat(500));
    for &engine in ENGINES {
        assert_eq!(parse(&deep).on(engine).call::<f64>(args![1.0]).unwrap(), 2.0);
        assert_eq!(parse(&sum).on(engine).call::<f64>(args![1.0]).unwrap(), 501.0);
    }
}

#[test]
fn a_kernel_may_have_no_parameters() {
    let kernel = parse("fn answer() -> i64 { 6 * 7 }");
    for &engine in ENGINES {
        let on = kernel.on(engine);
        assert_eq!(on.call::<i64>(args![]).unwrap(), 42);
        assert_eq!(on.bind::<fn() -> i64>().unwrap().call(()).unwrap(), 42);
        let error = on.call::<i64>(args![1.0]).expect_err("an argument too many");
        assert_says(&error, &["takes 0 arguments, not 1"]);
    }
}
