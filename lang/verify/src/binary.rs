//! Functions of two numbers.
//!
//! In: a function. Out: a report for each type. Always true: the special values are tried with
//! each other, beside samples of all exponents. Deliberately absent: all pairs of `f32`.

use std::thread;

use rug::Float;

use crate::functions::{Binary, Second};
use crate::report::{Report, same_special};
use crate::samples::{self, Random};
use crate::ulp::{F32, F64, Format};

const PRECISION64: u32 = 160;
const PRECISION32: u32 = 128;
const THREADS: u64 = 2;

/// Tries `count` pairs of f64, and all pairs of special values.
pub fn f64(function: &Binary, count: u64, seed: u64) -> Report {
    run(
        function,
        &Type {
            ours: &|x, y| (function.f64)(x, y),
            other: &|x, y| (function.other64)(x, y),
            narrow: &|x| x,
            specials: samples::specials64(),
            precision: PRECISION64,
            format: F64,
        },
        count,
        seed,
    )
}

/// Tries `count` pairs of f32, and all pairs of special values.
pub fn f32(function: &Binary, count: u64, seed: u64) -> Report {
    run(
        function,
        &Type {
            ours: &|x, y| (function.f32)(x as f32, y as f32).into(),
            other: &|x, y| (function.other32)(x as f32, y as f32).into(),
            narrow: &|x| (x as f32).into(),
            specials: samples::specials32().into_iter().map(f64::from).collect(),
            precision: PRECISION32,
            format: F32,
        },
        count,
        seed,
    )
}

/// A function at one type.
struct Type<'a> {
    ours: &'a (dyn Fn(f64, f64) -> f64 + Sync),
    other: &'a (dyn Fn(f64, f64) -> f64 + Sync),
    narrow: &'a (dyn Fn(f64) -> f64 + Sync),
    specials: Vec<f64>,
    precision: u32,
    format: Format,
}

impl Type<'_> {
    fn compare(&self, function: &Binary, report: &mut Report, x: f64, y: f64) {
        let found = (self.ours)(x, y);
        let a = Float::with_val(self.precision, x);
        let b = Float::with_val(self.precision, y);
        report.compare(&[x, y], found, &(function.reference)(&a, &b), self.format);
    }
}

fn run(function: &Binary, ty: &Type<'_>, count: u64, seed: u64) -> Report {
    let mut report = Report::default();
    for &x in &ty.specials {
        for &y in &ty.specials {
            if function.second == Second::Integer && (y.fract() != 0.0 || y.abs() > 2e9) {
                continue;
            }
            let (found, expected) = ((ty.ours)(x, y), (ty.other)(x, y));
            let special = [x, y, expected].iter().any(|v| !v.is_normal());
            // Where std rounds to 0 or infinity the distance decides, below.
            let a = Float::with_val(ty.precision, x);
            let b = Float::with_val(ty.precision, y);
            let exact = (function.reference)(&a, &b);
            if exact.is_normal() && x.is_finite() && y.is_finite() {
                report.compare(&[x, y], found, &exact, ty.format);
            } else if special && !same_special(found, expected) {
                report.wrong(format!("special {x:e}, {y:e}: {found:e}, not {expected:e}"));
            }
        }
    }
    let parts = thread::scope(|scope| {
        let work = |part| move || samples(function, ty, count / THREADS, seed * 1000 + part);
        let parts: Vec<_> = (0..THREADS).map(|part| scope.spawn(work(part))).collect();
        parts.into_iter().map(|part| part.join().expect("no sample panics")).collect::<Vec<_>>()
    });
    parts.into_iter().for_each(|part| report.add(part));
    report
}

fn samples(function: &Binary, ty: &Type<'_>, count: u64, seed: u64) -> Report {
    let mut random = Random::new(seed + 1);
    let mut report = Report::default();
    for index in 0.. {
        let (x, y) = pair(function.second, &mut random, index);
        let (x, y) = ((ty.narrow)(x), (ty.narrow)(y));
        if x.is_finite() && y.is_finite() {
            ty.compare(function, &mut report, x, y);
        }
        if report.inputs >= count {
            break;
        }
    }
    report
}

fn pair(second: Second, random: &mut Random, index: u64) -> (f64, f64) {
    let x = match index % 4 {
        0 => random.any64(),
        1 => 1.0 + (random.unit() - 0.5) * (-random.unit() * 40.0).exp2(),
        _ => random.moderate(),
    };
    let y = match second {
        Second::Any if index % 8 < 3 => x * random.moderate(),
        Second::Any => random.moderate(),
        Second::Integer => match random.below(3) {
            0 => (random.bits() as i32).into(),
            1 => random.below(64) as f64 - 32.0,
            // Near overflow and underflow of the result.
            _ => (limit(x) * (random.unit() * 2.0 - 1.0) * 1.1).round().clamp(-2e9, 2e9),
        },
        Second::Exponent => match random.below(4) {
            0 => random.moderate(),
            1 => limit(x) * (1.0 + (random.unit() - 0.5) * 0.1),
            2 => random.below(64) as f64 * 0.5 - 16.0,
            _ => limit(x) * (random.unit() * 2.0 - 1.0),
        },
    };
    (x, y)
}

/// The exponent with which the power of `x` leaves the range of f32 or f64.
fn limit(x: f64) -> f64 {
    let log = x.abs().log2();
    let most = if x.to_bits() & 1 == 0 { 1024.0 } else { 128.0 };
    if log == 0.0 || !log.is_finite() { 1.0 } else { most / log }
}
