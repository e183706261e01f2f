//! Functions of one number.
//!
//! In: a function. Out: a report for each type. Always true: of `f32` every input can be tried:
//! each is screened with a function of f64 that is not ours, whose error is some 2^-28 ULP of the
//! result, and the worst of them are computed again by MPFR; samples of `f64` all are.
//! Deliberately absent: functions of two numbers.

use std::thread;

use rug::Float;

use crate::functions::{Slope, Symmetry, Unary};
use crate::report::{Report, same_special};
use crate::samples::{self, Random};
use crate::ulp::{F32, F64};

/// 53 bits and 59 more.
const PRECISION64: u32 = 112;
/// 24 bits and 56 more.
const PRECISION32: u32 = 80;
/// Threads that share the inputs.
const THREADS: u64 = 2;
/// Inputs of f32 that are screened before the worst of them are computed exactly.
const BLOCK: u64 = 1 << 20;

/// The function at `x`, with `precision` bits.
pub fn reference(function: &Unary, x: f64, precision: u32) -> Float {
    let mut value = Float::with_val(precision, x);
    (function.reference)(&mut value);
    value
}

/// Tries `count` inputs of f64, and the special ones.
pub fn f64(function: &Unary, count: u64, seed: u64) -> Report {
    let mut report = Report::default();
    for x in samples::specials64() {
        let (found, expected) = ((function.f64)(x), (function.other64)(x));
        let exact = reference(function, x, PRECISION64);
        let at_zero = x == 0.0 && !function.name.ends_with("_approx");
        let special = expected.is_nan() || expected.is_infinite() || expected == 0.0 || at_zero;
        if special && !same_special(found, expected) && !(exact.is_normal() && expected == 0.0) {
            report.wrong(format!("special {x:e}: {found:e}, not {expected:e}"));
        }
        report.compare(&[x], found, &exact, F64);
    }
    let parts = thread::scope(|scope| {
        let work = |part| move || f64_part(function, count / THREADS, seed * 1000 + part);
        let parts: Vec<_> = (0..THREADS).map(|part| scope.spawn(work(part))).collect();
        parts.into_iter().map(|part| part.join().expect("no sample panics")).collect::<Vec<_>>()
    });
    parts.into_iter().for_each(|part| report.add(part));
    report
}

fn f64_part(function: &Unary, count: u64, seed: u64) -> Report {
    let mut random = Random::new(seed + 1);
    let mut report = Report::default();
    for index in 0..count {
        let x = samples::f64_near(&mut random, function.hard, index as usize);
        let found = (function.f64)(x);
        report.compare(&[x], found, &reference(function, x, PRECISION64), F64);
        symmetry(&mut report, function.symmetry, x, found, (function.f64)(-x));
        slope(&mut report, function.slope, found, (function.f64)(x.next_up()));
    }
    report
}

fn symmetry(report: &mut Report, symmetry: Symmetry, x: f64, found: f64, mirrored: f64) {
    let expected = match symmetry {
        Symmetry::Odd => -found,
        Symmetry::Even => found,
        Symmetry::None => return,
    };
    if !same_special(mirrored, expected) {
        report.wrong(format!("not symmetric at {x:e}: {found:e}, {mirrored:e}"));
    }
}

fn slope(report: &mut Report, slope: Slope, at: f64, above: f64) {
    let falls = match slope {
        Slope::Rising => above < at,
        Slope::Falling => above > at,
        Slope::Mixed => false,
    };
    report.falls += u64::from(falls);
}

/// Tries every `step`th input of f32, from one of them on.
pub fn f32(function: &Unary, step: u64) -> Report {
    let mut report = Report::default();
    for x in samples::specials32() {
        let (found, expected) = ((function.f32)(x), (function.other32)(x));
        let exact = reference(function, x.into(), PRECISION32);
        let at_zero = x == 0.0 && !function.name.ends_with("_approx");
        let special = expected.is_nan() || expected.is_infinite() || at_zero;
        if special && !same_special(found.into(), expected.into()) {
            report.wrong(format!("special {x:e}: {found:e}, not {expected:e}"));
        }
        report.compare(&[x.into()], found.into(), &exact, F32);
    }
    let parts = thread::scope(|scope| {
        let work = |part| move || f32_part(function, step, part);
        let parts: Vec<_> = (0..THREADS).map(|part| scope.spawn(work(part))).collect();
        parts.into_iter().map(|part| part.join().expect("no input panics")).collect::<Vec<_>>()
    });
    parts.into_iter().for_each(|part| report.add(part));
    report
}

fn f32_part(function: &Unary, step: u64, part: u64) -> Report {
    let mut report = Report::default();
    let mut start = part * BLOCK;
    while start < 1 << 32 {
        f32_block(function, (start..start + BLOCK).step_by(step as usize), &mut report);
        start += THREADS * BLOCK;
    }
    report
}

/// Screens a block of inputs, then computes the worst of them exactly.
fn f32_block(function: &Unary, inputs: impl Iterator<Item = u64>, report: &mut Report) {
    let mut worst: Vec<(f32, f64)> = Vec::new();
    let mut bar = 0.4f64;
    let mut last: Option<(f32, f32)> = None;
    for bits in inputs {
        let x = f32::from_bits(bits as u32);
        let found = (function.f32)(x);
        let expected = (function.other64)(x.into());
        report.inputs += 1;
        let distance = screen(found, expected);
        if distance > bar {
            worst.push((x, distance));
            if worst.len() >= 256 {
                worst.sort_by(|a, b| b.1.total_cmp(&a.1));
                worst.truncate(16);
                bar = bar.max(worst[15].1);
            }
        }
        // Of each pair once.
        if x.is_sign_positive() {
            let mirrored = (function.f32)(-x);
            symmetry(report, function.symmetry, x.into(), found.into(), mirrored.into());
        }
        if let Some((of, at)) = last
            && of.is_sign_positive() == x.is_sign_positive()
        {
            // The bits of negative numbers count away from 0.
            let (low, high) = if x.is_sign_positive() { (at, found) } else { (found, at) };
            slope(report, function.slope, low.into(), high.into());
        }
        last = Some((x, found));
    }
    worst.sort_by(|a, b| b.1.total_cmp(&a.1));
    for (x, _) in worst.into_iter().take(16) {
        report.inputs -= 1;
        let exact = reference(function, x.into(), PRECISION32);
        report.compare(&[x.into()], (function.f32)(x).into(), &exact, F32);
    }
}

/// The distance in ULP, near enough; infinite where only one of the two is a number.
fn screen(found: f32, expected: f64) -> f64 {
    if found.is_nan() || expected.is_nan() {
        return if found.is_nan() && expected.is_nan() { 0.0 } else { f64::INFINITY };
    }
    let rounded = expected as f32;
    if found == rounded && (rounded.is_infinite() || expected == 0.0) {
        return 0.0;
    }
    let exponent = ((expected.to_bits() >> 52) & 0x7ff) as i64 - 1023;
    let unit = f64::from_bits(((exponent.clamp(-126, 127) - 23 + 1023) as u64) << 52);
    let found =
        if found.is_infinite() { 2f64.powi(128).copysign(found.into()) } else { found.into() };
    (found - expected).abs() / unit
}
