//! Options of a handle: overflow checks and interrupts, in dynamic and in bound calls.
//!
//! In: kernels that overflow or never end. Out: traps and interrupts that say where. Always true:
//! an option that an engine does not have is an error, never ignored.

use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use metate::prelude::*;
use metate::{CancelToken, Element, Error, InterruptKind, On, Progress, TrapKind, args};

fn parse(text: &str) -> Kernel {
    Kernel::parse(text).unwrap_or_else(|error| panic!("{error}"))
}

fn checked(kernel: &Kernel, target: Target) -> On<'_> {
    kernel.on(target).overflow_checks(true)
}

/// What Rust's debug build would do: the result, or that it panics.
type Native<T, U> = fn(T, U) -> Option<T>;

/// Compares a kernel of two parameters with `native` on all pairs of these values.
fn compare<T, U>(op: &str, body: &str, lefts: &[T], rights: &[U], native: Native<T, U>)
where
    T: Element + metate::Output,
    U: Element,
    for<'a> metate::Arg<'a>: From<T> + From<U>,
{
    let (ty, other) = (T::SCALAR, U::SCALAR);
    let kernel = parse(&format!("fn k(a: {ty}, b: {other}) -> {ty} {{ {body} }}"));
    for &target in Target::ALL {
        let on = checked(&kernel, target);
        for &left in lefts {
            for &right in rights {
                let place = || format!("{op} of {left:?} and {right:?} on {target}");
                let got = on.call::<T>(args![left, right]);
                match (got, native(left, right)) {
                    (Ok(got), Some(wanted)) => assert_eq!(got, wanted, "{}", place()),
                    (Err(error), None) => expect_overflow(&error, op, left, right, &place()),
                    (got, wanted) => panic!("{}: {got:?}, not {wanted:?}", place()),
                }
            }
        }
    }
}

fn expect_overflow<T: Element, U: Element>(error: &Error, op: &str, a: T, b: U, place: &str) {
    let trap = error.trap().unwrap_or_else(|| panic!("{place}: {error}"));
    let TrapKind::Overflow { operation, ty, left, right, .. } = trap.kind.clone() else {
        panic!("{place}: {error}")
    };
    let unary = matches!(op, "neg" | "abs");
    assert_eq!((operation, ty), (op, T::SCALAR), "{place}");
    assert_eq!(Some(left), a.to_value().as_int(), "{place}");
    assert_eq!(right, b.to_value().as_int().filter(|_| !unary), "{place}");
}

/// Numbers at which operations of a type change from fitting to overflowing.
macro_rules! edges {
    ($ty:ident) => {{
        let mut edges: Vec<$ty> = vec![0, 1, 2, 3, 5, 7, 10, 11, 12, 15, 16, 100, 127];
        let small = edges.clone();
        for bits in [4, 7, 8, 15, 16, 31, 32, 63] {
            if bits < $ty::BITS {
                let power = (1 as $ty).wrapping_shl(bits);
                edges.extend([power.wrapping_sub(1), power, power.wrapping_add(1)]);
            }
        }
        edges.extend(small.iter().map(|&n| $ty::MAX.wrapping_sub(n)));
        edges.extend(small.iter().map(|&n| $ty::MIN.wrapping_add(n)));
        edges.extend(small.iter().map(|&n| n.wrapping_neg()));
        edges.extend([$ty::MAX / 2, $ty::MAX / 2 + 1, $ty::MIN / 2, $ty::MAX / 3]);
        edges.sort();
        edges.dedup();
        edges
    }};
}

macro_rules! binary {
    ($($ty:ident)*) => {$({
        let edges = edges!($ty);
        compare("add", "a + b", &edges, &edges, $ty::checked_add);
        compare("sub", "a - b", &edges, &edges, $ty::checked_sub);
        compare("mul", "a * b", &edges, &edges, $ty::checked_mul);
        compare("add", "let mut x = a; x += b; x", &edges, &edges, $ty::checked_add);
        compare("sub", "let mut x = a; x -= b; x", &edges, &edges, $ty::checked_sub);
        compare("mul", "let mut x = a; x *= b; x", &edges, &edges, $ty::checked_mul);
        let exponents = [0u32, 1, 2, 3, 6, 7, 8, 9, 15, 16, 31, 32, 62, 63, 64, 65, u32::MAX];
        compare("pow", "a.pow(b)", &edges, &exponents, $ty::checked_pow);
        let amounts = edges!(u32);
        compare("shl", "a << b", &edges, &amounts, $ty::checked_shl);
        compare("shr", "a >> b", &edges, &amounts, $ty::checked_shr);
        let negative: Native<$ty, i8> = |a, b| a.checked_shl(u32::try_from(b).ok()?);
        compare("shl", "a << b", &edges, &edges!(i8), negative);
        let wide: Native<$ty, u64> = |a, b| a.checked_shr(u32::try_from(b).ok()?);
        compare("shr", "let mut x = a; x >>= b; x", &edges, &edges!(u64), wide);
    })*};
}

macro_rules! unary {
    ($($ty:ident)*) => {$({
        let edges = edges!($ty);
        compare::<$ty, bool>("neg", "-a", &edges, &[true], |a, _| a.checked_neg());
        compare::<$ty, bool>("abs", "a.abs()", &edges, &[true], |a, _| a.checked_abs());
    })*};
}

#[test]
fn narrow_integers_overflow_where_rust_says() {
    binary! { i8 i16 u8 u16 }
    unary! { i8 i16 }
}

#[test]
fn wide_integers_overflow_where_rust_says() {
    binary! { i32 i64 isize u32 u64 usize }
    unary! { i32 i64 isize }
}

#[test]
fn without_the_option_integers_wrap() {
    let kernel = parse("fn k(a: i32) -> i32 { (a + 1) * 2 }");
    for &target in Target::ALL {
        assert_eq!(kernel.on(target).call::<i32>(args![i32::MAX]).unwrap(), 0);
        assert!(checked(&kernel, target).call::<i32>(args![i32::MAX]).is_err());
        let off = checked(&kernel, target).overflow_checks(false);
        assert_eq!(off.call::<i32>(args![i32::MAX]).unwrap(), 0);
    }
}

#[test]
fn an_overflow_says_where_and_what() {
    let kernel = parse(
        "fn before(x: &[f64], i: usize) -> f64 {
    x[i - 1]
}",
    );
    for &target in Target::ALL {
        let x = [1.0, 2.0];
        let before = checked(&kernel, target).bind::<fn(&'static [f64], usize) -> f64>().unwrap();
        for _ in 0..2 {
            assert_eq!(before.call((&x, 2)).unwrap(), 2.0);
            let error = before.call((&x, 0)).expect_err("there is none before the first");
            assert_eq!(
                error.to_string(),
                "trap at line 2, column 7: the difference 0 - 1 overflows usize (in `i - 1`)"
            );
        }
        assert!(kernel.on(target).call::<f64>(args![&x, 0usize]).is_err(), "out of bounds");
    }
}

/// Casts, floats, lengths and the counting of loops overflow nothing.
#[test]
fn only_arithmetic_of_the_text_is_checked() {
    let texts = [
        "fn k(a: i64) -> i64 { (a as u8) as i64 }",
        "fn k(a: i64) -> i64 { ((a as f64) * 1e300 * 1e300) as i64 }",
        "fn k(a: i64) -> i64 { let mut n = 0; for i in a - 1..=a { n ^= i; } n }",
        "fn k(a: i64) -> i64 { let mut n = 0; for i in 250u8..=255 { n ^= i; } n as i64 ^ a }",
        "fn k(a: i64) -> i64 { let low: i8 = -128; low as i64 ^ a }",
        "fn k(a: i64) -> i64 { a ^ -9223372036854775808 }",
        "fn k(a: i64) -> i64 { a & -1 }",
    ];
    for text in texts {
        let kernel = parse(text);
        for &target in Target::ALL {
            for a in [i64::MAX, i64::MAX - 7, 3] {
                let wrapped: i64 = kernel.on(target).call(args![a]).unwrap();
                assert_eq!(checked(&kernel, target).call::<i64>(args![a]).unwrap(), wrapped);
            }
        }
    }
    // The number of elements is larger than any integer.
    let huge = ndarray::ArrayView2::from_shape(
        ndarray::ShapeBuilder::strides(ndarray::Ix2(1 << 31, 1 << 31), ndarray::Ix2(0, 0)),
        &[1.0],
    );
    if let Ok(huge) = huge {
        let kernel = parse("fn k(a: ArrayView2<f64>) -> usize { a.len() }");
        for &target in Target::ALL {
            let len: usize = checked(&kernel, target).call(args![huge]).unwrap();
            assert_eq!(len, 1 << 62);
        }
    }
}

/// Kernels that never end, each in another way.
const ENDLESS: &[&str] = &[
    "fn k() { loop {} }",
    "fn k() { while true {} }",
    "fn k() { loop { continue; } }",
    "fn k() { let mut n = 0u64; loop { n += 1; if n == 0 { break; } } }",
    "fn k() { loop { for _i in 0..3u8 {} } }",
    "fn k() { let mut s = 0u64; for i in 0..1u64 << 60 { s = s.rotate_left(3) ^ i; } if s == 1 { loop {} } }",
    "fn k() { let mut s = 0u64; for i in prange(0..1u64 << 60) { s ^= i * i.rotate_left(3); } if s == 1 { loop {} } }",
    "fn k() { let mut s = 0.0; for i in 0..u64::MAX { s += (i as f64).sin().exp(); } while s < 1e300 {} }",
    "fn k() { 'a: loop { loop { continue 'a; } } }",
    "fn f(n: u64) -> u64 { let mut m = n; while m != 1 { m = m | 4; } m } fn g() {} pub fn k() { f(5); g(); }",
];

#[test]
fn endless_loops_of_every_shape_stop_in_time() {
    for (text, &target) in
        ENDLESS.iter().flat_map(|text| Target::ALL.iter().map(move |t| (*text, t)))
    {
        let kernel = parse(text);
        let on = kernel.on(target).deadline(Duration::from_millis(20));
        let start = Instant::now();
        let error = on.call::<()>(args![]).expect_err(text);
        let took = start.elapsed();
        let interrupt = error.interrupt().unwrap_or_else(|| panic!("{text}: {error}"));
        assert_eq!(interrupt.kind, InterruptKind::Deadline);
        assert!(!interrupt.source.is_empty(), "{text}");
        assert!(text.contains(&interrupt.source), "{text}: {}", interrupt.source);
        // 10 ms promised; a busy machine is given a second.
        assert!(took < Duration::from_secs(1), "{text}: {took:?}");

        let error = kernel.on(target).fuel(5000).call::<()>(args![]).expect_err(text);
        assert_eq!(error.interrupt().unwrap().kind, InterruptKind::Fuel, "{text}");
    }
}

#[test]
fn a_token_stops_calls_in_other_threads() {
    for (text, &target) in
        ENDLESS.iter().flat_map(|text| Target::ALL.iter().map(move |t| (*text, t)))
    {
        let kernel = parse(text);
        let token = CancelToken::new();
        let k = kernel.on(target).cancel(&token).bind::<fn()>().unwrap();
        let calls = thread::scope(|scope| {
            let calls = [(); 3].map(|()| scope.spawn(|| k.call(())));
            thread::sleep(Duration::from_millis(2));
            token.cancel();
            calls.map(|call| call.join().expect("no panic"))
        });
        for call in calls {
            let error = call.expect_err(text);
            assert_eq!(error.interrupt().unwrap().kind, InterruptKind::Cancelled);
        }
        // Later calls do not even start.
        assert!(k.call(()).is_err());
    }
}

#[test]
fn fuel_is_counted_afresh_for_every_call() {
    let kernel = parse("fn sum(n: u64) -> u64 { let mut s = 0; for i in 0..n { s += i; } s }");
    let on = kernel.on(Target::Interpreter).fuel(1000);
    let bound = on.bind::<fn(u64) -> u64>().unwrap();
    for _ in 0..3 {
        assert_eq!(on.call::<u64>(args![100u64]).unwrap(), 4950);
        assert_eq!(bound.call((100,)).unwrap(), 4950);
        let error = bound.call((100_000,)).expect_err("too much");
        let text = error.to_string();
        assert!(text.starts_with("interrupted at line 1, column "), "{text}");
        assert!(text.contains(": out of fuel (in `"), "{text}");
    }
}

#[test]
fn what_was_stored_before_an_interrupt_stays() {
    let text = "fn count(x: &mut [f64]) { loop { x[0] += 1.0; } }";
    let mut x = [0.0];
    let kernel = parse(text);
    let error = kernel
        .on(Target::Interpreter)
        .fuel(100)
        .call::<()>(args![&mut x])
        .expect_err("it never ends");
    assert!(error.interrupt().is_some() && x[0] > 5.0);
}

#[test]
fn progress_of_a_long_call_is_told_and_ends_with_it() {
    let text = "fn slow(n: u64) -> u64 {
        let mut s = 0u64;
        for i in 0..n {
            let mut m = i;
            for j in 0..1000u64 { m = m.rotate_left(5) ^ j; }
            s ^= m;
        }
        s
    }";
    let kernel = parse(text);
    for (&target, n) in Target::ALL.iter().zip([40, 100_000]) {
        let seen: Arc<Mutex<Vec<Progress>>> = Arc::default();
        let told = seen.clone();
        let on = kernel.on(target).progress(Duration::from_millis(1), move |progress| {
            told.lock().expect("no panic").push(progress);
        });
        on.call::<u64>(args![n]).expect("it ends");
        let seen_then = seen.lock().expect("no panic").clone();
        assert!(!seen_then.is_empty(), "{target}");
        assert!(seen_then.is_sorted_by_key(|progress| (progress.elapsed, progress.done)));
        let last = seen_then.last().expect("not empty");
        assert_eq!(last.total, n, "{target}");
        assert!(last.done <= n && last.fraction().is_some_and(|share| share > 0.0), "{last:?}");
        thread::sleep(Duration::from_millis(5));
        assert_eq!(seen.lock().expect("no panic").len(), seen_then.len(), "told after the end");
    }
}
