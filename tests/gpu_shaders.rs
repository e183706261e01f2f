//! Every kind of region on the device against the interpreter: maps, reductions of each kind, array
//! reductions, scans, stores of packed elements, traps, control flow.
//!
//! In: kernels and data. Out: equal results: exact ones to the bit, sums and products of floats on
//! data whose sums are exact in any order. Always true: without a device the tests say so and
//! pass, unless `METATE_REQUIRE=gpu`. Deliberately absent: accuracy of functions.
#![cfg(feature = "gpu")]

mod device;

use device::has_device;
use metate::prelude::*;
use metate::{On, Scalar, Value};
use ndarray::{Array2, Array3};

/// Runs a kernel in the interpreter and on the device, on equal arguments, and compares what `run`
/// gives: results, and arrays as they are afterwards.
fn agree<R: PartialEq + std::fmt::Debug>(text: &str, run: impl Fn(&On<'_>) -> R) {
    if !has_device() {
        return;
    }
    let kernel = Kernel::parse(text).unwrap_or_else(|problems| panic!("{problems}"));
    let wanted = run(&kernel.on(Target::Interpreter));
    let found = run(&kernel.on(Target::Gpu));
    assert!(wanted == found, "{text}\nwanted {wanted:?}\nfound  {found:?}");
}

/// The results of a call as bits, or its error in words.
fn shown(result: Result<Vec<Value>, metate::Error>) -> Result<Vec<(u64, Scalar)>, String> {
    match result {
        Ok(values) => Ok(values.into_iter().map(|value| (value.bits(), value.scalar())).collect()),
        Err(error) => Err(error.to_string()),
    }
}

/// Whole numbers from -`most` to `most`, the same in every run.
fn whole(count: usize, most: i64) -> Vec<i64> {
    let mut state = 0x9E37_79B9_7F4A_7C15u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 33) as i64 % (2 * most + 1) - most
    };
    (0..count).map(|_| next()).collect()
}

/// Floats whose sums are exact in any order.
fn floats(count: usize) -> Vec<f32> {
    whole(count, 100).into_iter().map(|v| v as f32 / 4.0).collect()
}

const LENGTHS: &[usize] = &[0, 1, 2, 63, 64, 255, 256, 257, 1000, 70_000];

#[test]
fn maps() {
    let text = "fn f(a: f32, n: usize, x: &[f32], y: &mut [f32]) {
        for i in prange(0..n) { y[i] = a * x[i] + y[i]; }
    }";
    for &n in LENGTHS {
        agree(text, |on| {
            let (x, mut y) = (floats(n), floats(n));
            let result = shown(on.call_values(args![0.5f32, n, &x, &mut y]));
            (result, y)
        });
    }
    let signed = "fn f(lo: i64, hi: i64, y: &mut [i64]) {
        for i in prange(lo..=hi) { y[(i - lo) as usize] = i * i; }
    }";
    agree(signed, |on| {
        let mut y = vec![0i64; 500];
        (shown(on.call_values(args![-200i64, 299i64, &mut y])), y)
    });
}

#[test]
fn two_and_three_axes() {
    let text = "fn f(a: ArrayView2<f32>, mut b: ArrayViewMut2<f32>) {
        for i in prange(1..a.nrows() - 1) {
            for j in 1..a.ncols() - 1 {
                b[[i, j]] = 0.25 * (a[[i - 1, j]] + a[[i + 1, j]] + a[[i, j - 1]] + a[[i, j + 1]]);
            }
        }
    }";
    for shape in [(3, 3), (5, 100), (100, 5), (67, 131)] {
        agree(text, |on| {
            let a = Array2::from_shape_vec(shape, floats(shape.0 * shape.1)).expect("the shape");
            let mut b = Array2::<f32>::zeros(shape);
            let result = shown(on.call_values(args![a.view(), b.view_mut()]));
            (result, b)
        });
    }
    let text = "fn f(mut b: ArrayViewMut3<i32>, k: i32) {
        for i in prange(0..b.shape()[0]) {
            for j in 0..b.shape()[1] {
                for l in 0..b.shape()[2] {
                    b[[i, j, l]] += (i * 10000 + j * 100 + l) as i32 * k;
                }
            }
        }
    }";
    agree(text, |on| {
        let mut b = Array3::from_elem((3, 17, 130), 7);
        (shown(on.call_values(args![b.view_mut(), 3i32])), b)
    });
}

#[test]
fn sums_and_extrema() {
    let text = "fn f(x: &[f32], k: &[i32]) -> (f32, f32, f32, i32, u32, i32, bool) {
        let mut sum = 1.5;
        let mut least = f32::INFINITY;
        let mut most: f32 = -3.0;
        let mut total = 7;
        let mut bits = 0;
        let mut product = 3;
        let mut any = false;
        for i in prange(0..x.len()) {
            sum += x[i];
            least = least.min(x[i]);
            most = most.max(x[i]);
            total -= k[i];
            bits ^= k[i] as u32;
            product *= k[i] | 1;
            any |= x[i] > 24.9;
        }
        (sum, least, most, total, bits, product, any)
    }";
    for &n in LENGTHS {
        agree(text, |on| {
            let (x, k) = (floats(n), whole(n, 1 << 30));
            let k: Vec<i32> = k.into_iter().map(|v| v as i32).collect();
            shown(on.call_values(args![&x, &k]))
        });
    }
    let long = "fn f(x: &[i64]) -> (i64, usize, i64, f64) {
        let mut sum = 0;
        let mut count = 0;
        let mut least = i64::MAX;
        let mut float = 0.0;
        for i in prange(0..x.len()) {
            sum += x[i];
            if x[i] > 0 { count += 1; }
            least = least.min(x[i]);
            float += (x[i] % 1000) as f64;
        }
        (sum, count, least, float)
    }";
    for &n in LENGTHS {
        agree(long, |on| shown(on.call_values(args![&whole(n, 1 << 62)])));
    }
}

#[test]
fn a_sum_over_two_axes() {
    let text = "fn f(a: ArrayView2<f32>) -> f32 {
        let mut sum = 0.0;
        for i in prange(0..a.nrows()) {
            for j in 0..a.ncols() {
                sum += a[[i, j]];
            }
        }
        sum
    }";
    for shape in [(0, 3), (1, 1), (300, 7), (7, 300)] {
        agree(text, |on| {
            let a = Array2::from_shape_vec(shape, floats(shape.0 * shape.1)).expect("the shape");
            shown(on.call_values(args![a.view()]))
        });
    }
}

#[test]
fn the_first_extremum_wins() {
    let text = "fn f(x: &[f32]) -> (f32, usize, f32) {
        let mut best = f32::INFINITY;
        let mut at = x.len();
        let mut twice = 0.0;
        for i in prange(0..x.len()) {
            if x[i] < best {
                best = x[i];
                at = i;
                twice = 2.0 * x[i];
            }
        }
        (best, at, twice)
    }";
    for &n in LENGTHS {
        agree(text, |on| shown(on.call_values(args![&floats(n)])));
        agree(text, |on| shown(on.call_values(args![&vec![2.0f32; n]])));
        let mut x = floats(n);
        x.iter_mut().step_by(3).for_each(|x| *x = f32::NAN);
        agree(text, |on| shown(on.call_values(args![&x])));
    }
    let most = "fn f(x: &[i32]) -> (i32, u32) {
        let mut best = -5;
        let mut at = 0;
        for i in prange(0..x.len() as u32) {
            if i % 4 != 1 && x[i as usize] > best {
                at = i;
                best = x[i as usize];
            }
        }
        (best, at)
    }";
    for &n in LENGTHS {
        let x: Vec<i32> = whole(n, 50).into_iter().map(|v| v as i32).collect();
        agree(most, |on| shown(on.call_values(args![&x])));
    }
}

#[test]
fn of_equal_extrema_the_last_wins_where_equal_ones_replace() {
    let text = "fn f(x: &[i32], y: &[f32]) -> (i32, usize, f32, usize) {
        let mut least = 40;
        let mut last = 7;
        for i in prange(1..=x.len()) {
            if x[i - 1] <= least {
                least = x[i - 1];
                last = i;
            }
        }
        let mut most = -3.0;
        let mut at = 0;
        for i in prange(0..y.len()) {
            if i % 3 != 1 {
                if y[i] >= most {
                    at = i;
                    most = y[i];
                }
            }
        }
        (least, last, most, at)
    }";
    // Through arms that are no selections, as they may trap.
    let arms = "fn f(x: &[i32], y: &[i32]) -> (i32, usize, i32) {
        let mut least = 40;
        let mut last = 7;
        let mut with = 0;
        for i in prange(0..x.len()) {
            if x[i] % 7 != 3 {
                if x[i] <= least {
                    least = x[i];
                    with = y[(x[i] & 63) as usize] / (x[i] - 1000);
                    last = i;
                }
            }
        }
        (least, last, with)
    }";
    for &n in LENGTHS {
        agree(arms, |on| {
            let x: Vec<i32> = whole(n, 50).into_iter().map(|v| v as i32).collect();
            let y: Vec<i32> = whole(64, 1 << 20).into_iter().map(|v| v as i32).collect();
            shown(on.call_values(args![&x, &y]))
        });
        for most in [3, 60, 1 << 20] {
            agree(text, |on| {
                let x: Vec<i32> = whole(n, most).into_iter().map(|v| v as i32).collect();
                let y: Vec<f32> = whole(n, most).into_iter().map(|v| v as f32 - 3.0).collect();
                shown(on.call_values(args![&x, &y]))
            });
        }
        agree(text, |on| shown(on.call_values(args![&vec![40; n], &vec![-3.0f32; n]])));
        agree(text, |on| shown(on.call_values(args![&vec![41; n], &vec![f32::NAN; n]])));
    }
}

#[test]
fn histograms() {
    let text = "fn f(keys: &[u32], counts: &mut [COUNT], by: COUNT) {
        for i in prange(0..keys.len()) {
            let k = keys[i] as usize % counts.len();
            counts[k] OP by;
            if keys[i] % 3 == 0 { counts[0] OP by; }
        }
    }";
    macro_rules! each {
        ($($ty:ident)*) => {$(
            for op in ["+=", "-=", "*="] {
                let text = text.replace("COUNT", stringify!($ty)).replace("OP", op);
                for (n, bins) in [(0, 5), (20_000, 256), (3000, 3000)] {
                    agree(&text, |on| {
                        let keys: Vec<u32> = whole(n, 1 << 20).into_iter().map(|v| v as u32).collect();
                        let mut counts = vec![1 as $ty; bins];
                        let by = 3 as $ty;
                        if op == "*=" && stringify!($ty).starts_with('f') { return (None, counts); }
                        let result = shown(on.call_values(args![&keys, &mut counts, by]));
                        (Some(result), counts)
                    });
                }
            }
        )*};
    }
    each! { u32 i32 usize isize u64 i64 u8 i8 u16 i16 f32 f64 }
}

#[test]
fn other_updates_of_arrays() {
    let text = "fn f(keys: &[u32], x: &[TY], out: &mut [TY]) {
        for i in prange(0..keys.len()) {
            let k = keys[i] as usize % out.len();
            out[k] UPDATE= x[i];
        }
    }";
    macro_rules! each {
        ($ty:ident; $($update:literal)*) => {$(
            let text = text.replace("TY", stringify!($ty)).replace("UPDATE", $update);
            for bins in [1, 7, 300] {
                agree(&text, |on| {
                    let keys: Vec<u32> = whole(3000, 1 << 20).into_iter().map(|v| v as u32).collect();
                    let x: Vec<$ty> = whole(3000, 1 << 30).into_iter().map(|v| v as $ty).collect();
                    let mut out: Vec<$ty> = whole(bins, 1000).into_iter().map(|v| v as $ty).collect();
                    let result = shown(on.call_values(args![&keys, &x, &mut out]));
                    (result, out)
                });
            }
        )*};
    }
    macro_rules! with {
        ($($ty:ident)*) => {$(each! { $ty; "&" "|" "^" })*};
    }
    with! { u32 i32 usize i64 u8 i16 }
}

#[test]
fn prefixes() {
    let text = "fn f(x: &[f32], out: &mut [f32], start: f32) -> f32 {
        let mut sum = start;
        for i in 0..x.len() {
            sum += x[i];
            out[i] = sum;
        }
        sum
    }";
    for &n in LENGTHS {
        agree(text, |on| {
            let (x, mut out) = (floats(n), floats(n));
            let result = shown(on.call_values(args![&x, &mut out, 2.5f32]));
            (result, out)
        });
    }
    // Before it is added to, in place, and two at once.
    let text = "fn f(x: &mut [i32], y: &mut [i64]) -> (i32, i64) {
        let mut sum = 0;
        let mut most = -1000;
        for i in 0..x.len() {
            let v = x[i];
            x[i] = sum;
            sum += v;
            most = most.max(v as i64 * 3);
            y[i] = most;
        }
        (sum, most)
    }";
    for &n in LENGTHS {
        agree(text, |on| {
            let mut x: Vec<i32> = whole(n, 1000).into_iter().map(|v| v as i32).collect();
            let mut y = vec![0i64; n];
            let result = shown(on.call_values(args![&mut x, &mut y]));
            (result, x, y)
        });
    }
}

#[test]
fn packed_elements() {
    macro_rules! each {
        ($($ty:ident)*) => {$(
            let text = "fn f(x: &[TY], y: &mut [TY], z: &mut [bool]) {
                for i in prange(0..x.len()) {
                    y[i] = x[i].wrapping_mul(3).wrapping_add(y[i]);
                    z[i] = x[i] > y[i];
                }
            }".replace("TY", stringify!($ty));
            for &n in LENGTHS {
                agree(&text, |on| {
                    let x: Vec<$ty> = whole(n, 1 << 40).into_iter().map(|v| v as $ty).collect();
                    let (mut y, mut z) = (x.clone(), vec![true; n]);
                    y.reverse();
                    let result = shown(on.call_values(args![&x, &mut y, &mut z]));
                    (result, y, z)
                });
            }
        )*};
    }
    each! { u8 i8 u16 i16 u32 i32 u64 i64 usize isize }
}

/// Naga refuses what it can compute to be outside of an array; a call that gets there traps.
#[test]
fn a_constant_index_outside_is_a_trap() {
    let text = "fn f(x: &mut [f32]) {
        for i in prange(0..x.len()) {
            let t = [[1.5_f32, 2.5]; 3];
            if x[i] > 1.0 { x[i] = t[1][0_usize.wrapping_sub(4)]; } else { x[i] = t[2][1]; }
        }
    }";
    for most in [1.0f32, 2.0] {
        agree(text, |on| {
            let mut x = vec![0.5f32; 300];
            x[200] = most;
            let result = shown(on.call_values(args![&mut x]));
            (result.clone(), if result.is_ok() { x } else { Vec::new() })
        });
    }
}

/// Indices made of floats, of which shaders have 32 bits: a trap tells all of them.
#[test]
fn large_floats_as_indices_are_told() {
    let text = "fn f(h: &mut [u32], x: &[f64]) {
        for i in prange(0..x.len()) { h[x[i] as usize] += 1; }
    }";
    for far in [1e30, f64::INFINITY, 5e9, 4294967295.0, 4294967294.0, 301.0, -7.0, f64::NAN] {
        agree(text, |on| {
            let (mut h, mut x) = (vec![0_u32; 300], vec![1.5_f64; 1000]);
            x[700] = far;
            let result = shown(on.call_values(args![&mut h, &x]));
            (result.clone(), if result.is_ok() { h } else { Vec::new() })
        });
    }
}

/// Factors and divisors that are a literal 0, with everything else: a driver that computes as if
/// there were no infinities must not know of them.
#[test]
fn zeros_that_drivers_must_not_know() {
    macro_rules! each {
        ($($ty:ident)*) => {$(
            for form in [
                "x / 0.0", "0.0 / x", "x / -0.0", "x * 0.0", "-0.0 * x", "x.mul_add(0.0, x)",
                "x.div_euclid(0.0)", "x % 0.0", "(0.0_TY).rem_euclid(x)", "(x / 0.0) * 0.0",
            ] {
                let text = "fn f(a: &mut [TY]) {
                    for i in prange(0..a.len()) { let x = a[i]; a[i] = FORM; }
                }"
                .replace("FORM", form)
                .replace("TY", stringify!($ty));
                agree(&text, |on| {
                    let mut a: Vec<$ty> = vec![
                        0.0, -0.0, 1.0, -2.5, $ty::INFINITY, $ty::NEG_INFINITY, $ty::NAN, $ty::MAX,
                        $ty::MIN_POSITIVE, 0.3,
                    ];
                    let result = shown(on.call_values(args![&mut a]));
                    // A NaN is a NaN, and which zero comes of a product is the driver's.
                    let bits = |v: $ty| if v.is_nan() { 1 } else { (v + 0.0).to_bits() };
                    (result, a.into_iter().map(bits).collect::<Vec<_>>())
                });
            }
        )*};
    }
    each! { f32 f64 }
}

/// A trap in a counted loop that no iteration comes to, behind which another loop stands in the
/// iteration: a driver that counts by itself must not take it for the end of the loop.
#[test]
fn traps_that_are_never_reached() {
    for test in ["c / c", "c.min(9) / c.max(c)", "if c < 1 { return; } else { 1 }"] {
        let text = "fn f(y: &mut [u32], e: &[u32]) {
            for i in prange(0..y.len()) {
                let mut c = 0_u32;
                let mut s = 1_u32;
                loop {
                    c += 1;
                    if c > 6 { break; }
                    s = s.wrapping_mul(3) ^ 1_u8.saturating_pow(e[i] - TEST) as u32;
                }
                y[i] = s;
            }
        }"
        .replace("TEST", &test.replace("return;", "y[i] = 5; continue;"));
        agree(&text, |on| {
            let (mut y, e) = (vec![7_u32; 4], [0_u32, 1, 63, 64]);
            let result = shown(on.call_values(args![&mut y, &e]));
            (result, y)
        });
    }
}

#[test]
fn the_first_trap_is_told() {
    let text = "fn f(x: &[u32], y: &mut [u32]) -> u32 {
        let mut sum = 0;
        for i in prange(0..x.len()) {
            sum += 100 / x[i];
            y[x[i] as usize % 5000] += 1;
        }
        sum
    }";
    for places in [&[][..], &[0], &[999], &[998, 3, 500, 257], &[70, 69_999]] {
        for n in [1000, 70_000] {
            let mut x = vec![4u32; n];
            places.iter().filter(|&&place| place < n).for_each(|&place| x[place] = 0);
            agree(text, |on| {
                let mut y = vec![0u32; 10];
                let result = shown(on.call_values(args![&x, &mut y]));
                // After a trap the device leaves arrays as they are.
                (result.clone(), if result.is_ok() { y } else { Vec::new() })
            });
        }
    }
    let text = "fn f(k: &[i64], a: ArrayView2<f32>, y: &mut [f32]) {
        for i in prange(0..k.len()) {
            y[i] = a[[(k[i] + 1) as usize, (k[i] - 1) as usize]];
        }
    }";
    for bad in [0, 9, 10, -1, i64::MAX] {
        let mut k = vec![5i64; 3000];
        k[1234] = bad;
        k[2345] = -7;
        agree(text, |on| {
            let (a, mut y) = (Array2::from_elem((10, 10), 1.5f32), vec![0f32; 3000]);
            shown(on.call_values(args![&k, a.view(), &mut y]))
        });
    }
    let text = "fn f(x: &[i32], lo: &[i32], y: &mut [i32]) {
        for i in prange(0..x.len()) {
            y[i] = (x[i] / lo[i]).clamp(lo[i], 50) % x[i];
        }
    }";
    for (at, a, b) in [(77, i32::MIN, -1), (78, 5, 51), (79, 0, 2), (80, 1, 0)] {
        agree(text, |on| {
            let (mut x, mut lo, mut y) = (vec![9; 400], vec![3; 400], vec![0; 400]);
            (x[at], lo[at]) = (a, b);
            shown(on.call_values(args![&x, &lo, &mut y]))
        });
    }
}

#[test]
fn overflow_is_told() {
    macro_rules! each {
        ($($ty:ident)*) => {$(for op in ["+", "-", "*"] {
            let text = "fn f(x: &[TY], y: &[TY], z: &mut [TY]) {
                for i in prange(0..x.len()) { z[i] = x[i] OP y[i]; }
            }".replace("TY", stringify!($ty)).replace("OP", op);
            let ends = [0, 2, $ty::MAX, $ty::MAX / 2, $ty::MIN, $ty::MIN + 1, 0 as $ty - ($ty::MIN != 0) as $ty];
            for a in ends {
                for b in ends {
                    agree(&text, |on| {
                        let (mut x, mut y) = (vec![1 as $ty; 40], vec![1 as $ty; 40]);
                        (x[17], y[17]) = (a, b);
                        let mut z = vec![0 as $ty; 40];
                        let result = on.clone().overflow_checks(true).call_values(args![&x, &y, &mut z]);
                        shown(result)
                    });
                }
            }
        })*};
    }
    each! { u8 i8 i32 u32 i64 u64 usize isize }
    macro_rules! powers {
        ($($ty:ident)*) => {$(
            let text = "fn f(x: &[TY], n: &[u32], z: &mut [TY]) {
                for i in prange(0..x.len()) { z[i] = x[i].pow(n[i]); }
            }".replace("TY", stringify!($ty));
            let bases = [0, 1, 2, 3, 10, $ty::MAX, $ty::MIN, 0 as $ty - ($ty::MIN != 0) as $ty, 0 as $ty - 2 * ($ty::MIN != 0) as $ty];
            for base in bases {
                for power in [0, 1, 2, 5, 7, 8, 15, 16, 31, 32, 63, 64, 1 << 31] {
                    agree(&text, |on| {
                        let (x, n) = (vec![base; 3], vec![0, power, 1]);
                        let mut z = vec![0 as $ty; 3];
                        shown(on.clone().overflow_checks(true).call_values(args![&x, &n, &mut z]))
                    });
                }
            }
        )*};
    }
    powers! { u8 i16 i32 u32 i64 u64 }
}

#[test]
fn control_flow() {
    let text = "fn f(x: &[i16], out: &mut [i32]) {
        for i in prange(0..x.len()) {
            let mut last = [0; 4];
            let mut found = -1;
            let mut steps = 0;
            'rows: for a in 0..9 {
                'columns: for b in 0..9 {
                    steps += 1;
                    for c in 0..3 {
                        if a * b + c == x[i] { found = a as i32; break 'rows; }
                        if a + b > 12 { continue 'rows; }
                        if (b ^ c) & 5 == 4 { continue 'columns; }
                        steps += 10;
                    }
                    last[(a & 3) as usize] = b as i32;
                }
            }
            let kind = 'kind: {
                if found < 0 { break 'kind 100; }
                for a in 0..found {
                    if a * a > found { break 'kind a * 1000; }
                }
                200
            };
            let mut n = x[i] as i32 & 31;
            let mut count = 0;
            while n > 1 {
                n = if n % 2 == 0 { n / 2 } else { 3 * n + 1 };
                count += 1;
                if count > 50 { break; }
            }
            out[i] = found + last[2] * 100 + kind * 7 + steps * 3 + count;
        }
    }";
    agree(text, |on| {
        let x: Vec<i16> = whole(1000, 90).into_iter().map(|v| v as i16).collect();
        let mut out = vec![0i32; 1000];
        (shown(on.call_values(args![&x, &mut out])), out)
    });
}

#[test]
fn serial_work_and_resident_scalars() {
    let text = "fn f(x: &mut [f32], steps: u32) -> f32 {
        let mut total = 0.0;
        for step in 0..steps {
            let mut sum = 0.0;
            for i in prange(0..x.len()) { sum += x[i]; }
            let mean = sum / x.len() as f32;
            for i in prange(0..x.len()) { x[i] = (x[i] - mean) * 0.5; }
            x[0] = x[1] + step as f32;
            total += mean;
        }
        total
    }";
    agree(text, |on| {
        let mut x: Vec<f32> = (0..64).map(|i| (i * 256) as f32).collect();
        let result = shown(on.call_values(args![&mut x, 3u32]));
        (result, x)
    });
}
