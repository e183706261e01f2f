//! Elements that several iterations of a `prange` touch, on the graphics processor.
//!
//! In: updates in every form that the passes leave, and stores to places that are loaded. Out: the
//! interpreter's results and traps, all places at once; a refusal that names the array where too much would run in order.
//! Always true: values are integers, or floats whose sums are exact, so results are the same to the
//! bit. Deliberately absent: sums that round, which the oracle holds to their bounds.
#![cfg(feature = "gpu")]

mod device;

use device::has_device;
use metate::gpu::last_call;
use metate::prelude::*;
use metate::{ErrorKind, TrapKind};

fn parse(text: &str) -> Kernel {
    Kernel::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// The statements of a loop that updates `h`, whose element type is what the operators need.
const UPDATES: [(&str, &str); 17] = [
    ("i64", "h[k] *= -1;"),
    ("f32", "h[k] *= -1.0;"),
    ("u32", "h[k] ^= u32::MAX; h[0] ^= 0;"),
    ("i32", "h[k] += v; h[k] += 2;"),
    ("i32", "h[k] += v; h[k] -= i as i32;"),
    ("f64", "h[k] -= v as f64; h[k] += 0.5; h[k] -= 3.0;"),
    ("u32", "for _j in 0..3 { h[k] += v as u32; }"),
    ("f32", "for _j in 0..40 { h[k] += v as f32; }"),
    ("f64", "for _j in 0..v { h[0] -= 2.0; }"),
    ("u8", "h[k] ^= 0; h[k] ^= 255;"),
    ("u8", "h[k] |= 255;"),
    ("u16", "h[k] &= 0;"),
    ("i64", "h[k] *= 4; h[k] *= -1;"),
    ("i32", "h[k] *= 0;"),
    ("u64", "if v > 3 { h[k] += 1; } else { h[k] += 7; }"),
    ("i16", "h[k] += v as i16; h[k] -= 3; h[k] += h.len() as i16;"),
    ("usize", "h[k] += i; h[k] += 1; h[0] -= 1;"),
];

#[test]
fn updates_in_every_form() {
    if !has_device() {
        return;
    }
    for (elem, body) in UPDATES {
        for bins in [1_usize, 7, 3000] {
            let text = format!(
                "fn k(h: &mut [{elem}], x: &[i32]) {{
                    for i in prange(0..x.len()) {{
                        let v = x[i];
                        let k = (i * 7 + x[i] as usize) % h.len();
                        {body}
                    }}
                }}"
            );
            let kernel = parse(&text);
            let x: Vec<i32> = (0..700).map(|i| i * 37 % 11).collect();
            macro_rules! compare {
                ($($ty:ident)*) => { match elem {
                    $(stringify!($ty) => {
                        let run = |target| {
                            let mut h: Vec<$ty> = (0..bins).map(|k| (k % 100) as $ty).collect();
                            let called = kernel.on(target).call::<()>(args![&mut h, &x]);
                            called.unwrap_or_else(|error| panic!("{error}\n{text}"));
                            h
                        };
                        let wanted = run(Target::Interpreter);
                        assert_eq!(run(Target::Gpu), wanted, "{text}");
                        let mut h = vec![0 as $ty; bins];
                        let plan = kernel.on(Target::Gpu).inspect(Stage::Plan, args![&mut h, &x]);
                        let plan = plan.expect("a plan");
                        assert!(plan.contains("grid (") && !plan.contains("serial"), "{plan}");
                        assert!(last_call().dispatches > 0);
                    })*
                    other => panic!("{other}"),
                } };
            }
            compare!(u8 u16 i16 i32 u32 i64 u64 usize f32 f64);
        }
    }
}

/// Many iterations have many copies of the array, in several workgroups.
#[test]
fn sums_of_floats_in_many_copies() {
    if !has_device() {
        return;
    }
    let kernel = parse(
        "fn k(h: &mut [f32], g: &mut [f64], x: &[i32]) -> f64 {
            let mut all = 0.0;
            for i in prange(0..x.len()) {
                let k = x[i] as usize;
                h[k % h.len()] += (x[i] % 4) as f32;
                g[k % g.len()] -= 0.5;
                all += x[i] as f64;
            }
            all
        }",
    );
    for (n, bins) in [(0, 3), (63, 3), (4096, 1), (40_000, 7), (300_000, 5), (300_000, 2000)] {
        let x: Vec<i32> = (0..n).map(|i| i * 7919 % 10_007).collect();
        let run = |target| {
            let (mut h, mut g) = (vec![1.0_f32; bins], vec![2.0_f64; 2 * bins]);
            let all = kernel.on(target).call::<f64>(args![&mut h, &mut g, &x]);
            (all.unwrap_or_else(|error| panic!("{error}")), h, g)
        };
        // Sums of whole and half numbers are exact in every order.
        assert_eq!(run(Target::Gpu), run(Target::Jit), "{n} iterations, {bins} bins");
    }
}

const SCATTER: &str = "fn scatter(y: &mut [f64], at: &[usize], x: &[f64]) {
    for i in prange(0..at.len()) {
        y[at[i]] = 2.0 * x[i];
    }
    for i in prange(0..y.len()) {
        y[i] += 1.0;
    }
}";

#[test]
fn stores_to_places_that_are_loaded() {
    if !has_device() {
        return;
    }
    let kernel = parse(SCATTER);
    let run = |target, at: &[usize]| {
        let x: Vec<f64> = (0..at.len()).map(|i| i as f64).collect();
        let mut y = vec![0.5; at.len() + 3];
        let called = kernel.on(target).call::<()>(args![&mut y, at, &x]);
        (called, y)
    };
    for n in [0, 1, 2, 63, 64, 65, 1000] {
        let mut at: Vec<usize> = (0..n).map(|i| (i * 7919 + 13) % n).collect();
        let found = run(Target::Gpu, &at);
        assert_eq!(found.0, Ok(()));
        assert_eq!(found, run(Target::Interpreter, &at));
        if n < 60 {
            continue;
        }
        // The first of two places that repeat, and then one that is outside in front of it.
        (at[n - 1], at[n - 20]) = (at[3], at[4]);
        for outside in [false, true] {
            if outside {
                at[n - 30] = 10 * n;
            }
            let (error, y) = run(Target::Gpu, &at);
            assert_eq!(error, run(Target::Interpreter, &at).0);
            let error = error.expect_err("it repeats");
            match &error.trap().unwrap_or_else(|| panic!("{error}")).kind {
                TrapKind::NotDistinct { index, iteration, .. } if !outside => {
                    assert_eq!((*index, *iteration), (at[4] as u64, n as i128 - 20));
                }
                TrapKind::OutOfBounds { .. } if outside => {}
                _ => panic!("{error}"),
            }
            assert!(y.iter().all(|&y| y == 0.5), "arrays are as they were");
        }
    }
    // Rows at places that are loaded: their elements are stored in parallel.
    let rows = parse(
        "fn rows(mut y: ArrayViewMut2<i32>, at: &[u32], x: ArrayView2<i32>) {
            for i in prange(0..at.len()) {
                for j in 0..x.ncols() { y[[at[i] as usize, j]] = x[[i, j]] - 1; }
            }
        }",
    );
    let x = ndarray::Array2::from_shape_fn((9, 40), |(i, j)| (i * 100 + j) as i32);
    for at in [[8_u32, 0, 3, 2, 1, 7, 6, 5, 4], [8, 0, 3, 2, 1, 7, 3, 5, 4]] {
        let run = |target| {
            let mut y = ndarray::Array2::<i32>::zeros((9, 40));
            let called = rows.on(target).call::<()>(args![&mut y, &at, &x]);
            (called.map_err(|error| error.trap().cloned()), y)
        };
        let (wanted, found) = (run(Target::Interpreter), run(Target::Gpu));
        assert_eq!(found.0, wanted.0);
        if wanted.0.is_ok() {
            assert_eq!(found.1, wanted.1);
        }
    }
}

/// Places in a loop of which it is not known that it ends: nobody looks at them beforehand.
const WALKED: &str = "fn walked(y: &mut [f64], at: &[usize], x: &[f64]) {
    for i in prange(0..at.len()) {
        let mut left = 3;
        while left > 0 {
            y[at[i]] = x[i] * left as f64;
            left -= 1;
        }
    }
}";

#[test]
fn many_places_are_stored_at_once() {
    if !has_device() {
        return;
    }
    let n = 1_000_000;
    let (mut at, x): (Vec<usize>, Vec<f64>) = (0..n).map(|i| (n - 1 - i, i as f64)).unzip();
    let kernel = parse(SCATTER);
    let on = kernel.on(Target::Gpu);
    let mut y = vec![0.5; n];
    on.call::<()>(args![&mut y, &at, &x]).expect("places differ");
    assert!(y.iter().rev().zip(&x).all(|(y, x)| *y == 2.0 * x + 1.0));
    let plan = on.inspect(Stage::Plan, args![&mut y, &at, &x]).expect("a plan");
    assert!(plan.contains("grid (") && !plan.contains("serial"), "{plan}");
    // Of many that repeat the first is told of.
    at[500_000..].fill(7);
    let error = on.call::<()>(args![&mut y, &at, &x]).expect_err("places repeat");
    match &error.trap().unwrap_or_else(|| panic!("{error}")).kind {
        TrapKind::NotDistinct { index: 7, iteration: 500_001, .. } => {}
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_would_take_too_long_in_order_is_refused() {
    if !has_device() {
        return;
    }
    let n = 4_000_000;
    let (at, x): (Vec<usize>, Vec<f64>) = (0..n).map(|i| (n - 1 - i, i as f64)).unzip();
    let mut y = vec![0.5; n];
    let kernel = parse(WALKED);
    let error = kernel.on(Target::Gpu).call::<()>(args![&mut y, &at, &x]);
    let error = error.expect_err("too much in order");
    assert!(matches!(error.kind(), ErrorKind::Unsupported { engine: "gpu", .. }), "{error}");
    for part in ["line 2", "store to places of `y` that they load"] {
        assert!(error.to_string().contains(part), "{error}");
    }
    assert!(y.iter().all(|&y| y == 0.5));
    let (at, y) = (&at[n - 1000..], &mut y[..1000]);
    kernel.on(Target::Gpu).call::<()>(args![&mut *y, at, &x]).expect("not too much");
    assert!(y.iter().rev().zip(&x).all(|(y, x)| y == x));
}

#[test]
fn powers_are_checked_in_64_bits() {
    if !has_device() {
        return;
    }
    let kernel = parse(
        "fn k(y: &mut [u32], x: &[usize], e: u32) {
            for i in prange(0..x.len()) { y[i] = (x[i] % 100 + i).pow(e) as u32; }
        }",
    );
    let x: Vec<usize> = (0..300).collect();
    for e in [0_u32, 1, 2, 7, 8, 9, 40] {
        let run = |target| {
            let mut y = vec![1_u32; 300];
            let on = kernel.on(target).overflow_checks(true);
            (on.call::<()>(args![&mut y, &x, e]), y)
        };
        let (wanted, found) = (run(Target::Interpreter), run(Target::Gpu));
        assert_eq!(found.0, wanted.0, "{e}");
        if wanted.0.is_ok() {
            assert_eq!(found.1, wanted.1, "{e}");
        }
    }
}

#[test]
fn sums_that_are_checked_for_overflow_run_in_order() {
    if !has_device() {
        return;
    }
    let kernel = parse(
        "fn k(h: &mut [u8], at: &[u32]) {
            for i in prange(0..at.len()) { h[at[i] as usize] += 1; }
        }",
    );
    for n in [0_u32, 200, 2000] {
        let at: Vec<u32> = (0..n).map(|i| i % 5).collect();
        let run = |target| {
            let mut h = vec![1_u8; 5];
            let called = kernel.on(target).overflow_checks(true).call::<()>(args![&mut h, &at]);
            (called, h)
        };
        let (wanted, found) = (run(Target::Interpreter), run(Target::Gpu));
        assert_eq!(wanted.0.is_err(), n == 2000);
        assert_eq!(found.0, wanted.0, "{n}");
        let untouched = vec![1_u8; 5];
        assert_eq!(found.1, if wanted.0.is_ok() { wanted.1 } else { untouched }, "{n}");
    }
}
