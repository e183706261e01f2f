//! One-line formulas of the kind that users type: into query engines, pricing, signal and physics.
//!
//! In: an expression over columns, and what numbers each column holds. Out: a [`Case`] for each,
//! and in [`TEXTS`] its expression. Always true: all are put into a loop by one template, for every
//! engine and for rustc. Deliberately absent: formulas of several lines; those are kernels.

use metate::prelude::*;

use super::Case;

/// A formula as text.
pub(crate) struct Formula {
    /// Its name.
    pub(crate) name: &'static str,
    /// Its columns and the types of their elements.
    pub(crate) columns: &'static [(&'static str, &'static str)],
    /// Type of its value.
    pub(crate) result: &'static str,
    /// The expression.
    pub(crate) text: &'static str,
}

/// Formulas: name, description, columns with types and ranges, type of the value, expression.
macro_rules! formulas {
    ($(
        $name:ident $about:literal
        ($($column:ident: $ty:ident in $range:expr),*) -> $result:ident { $($text:tt)* }
    )*) => {
        /// All of them as text.
        pub(crate) const TEXTS: &[Formula] = &[$(Formula {
            name: stringify!($name),
            columns: &[$((stringify!($column), stringify!($ty))),*],
            result: stringify!($result),
            text: stringify!($($text)*),
        }),*];

        /// All of them as kernels.
        pub(crate) const FORMULAS: &[Case] = &[$(case! {
            $name, $about;
            sizes: &[100_000], smoke: 200, least: 0;
            elements: |n| n as u64;
            data: |n, random| {
                $(slice $column = random.vec::<$ty>(n, $range);)*
                slice_mut out = vec![0 as $result; n];
            }
        }),*];

        $(
            #[kernel(native_exact)]
            pub(crate) fn $name($($column: &[$ty],)* out: &mut [$result]) {
                for i in 0..out.len()$(.min($column.len()))* {
                    $(let $column = $column[i];)*
                    out[i] = $($text)*;
                }
            }
        )*
    };
}

formulas! {
    charge "a price with discount and tax, as in TPC-H's first query (f64)"
        (price: f64 in 1.0..1000.0, discount: f64 in 0.0..0.1, tax: f64 in 0.0..0.08) -> f64 {
            price * (1.0 - discount) * (1.0 + tax)
        }
    margin "a margin in percent, 0 without revenue (f64)"
        (revenue: f64 in -10.0..100.0, cost: f64 in 0.0..80.0) -> f64 {
            if revenue > 0.0 { 100.0 * (revenue - cost) / revenue } else { 0.0 }
        }
    hour "the hour that a time in seconds falls into (i64)"
        (seconds: i64 in -1_000_000..2_000_000_000) -> i64 {
            seconds - seconds.rem_euclid(3600)
        }
    mix "a step of MurmurHash's finaliser (u64)"
        (key: u64 in 0..9_000_000_000_000_000_000) -> u64 {
            (key ^ (key >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd)
        }
    selected "a filter of two conditions (f64 to u8)"
        (x: f64 in 0.0..1.0, y: f64 in 0.0..1.0) -> u8 {
            ((x > 0.2 && x < 0.8) || y > 0.9) as u8
        }
    score "a standard score within limits (f64)"
        (x: f64 in -10.0..20.0) -> f64 {
            ((x - 3.2) / 1.7).clamp(-3.0, 3.0)
        }
    distance "the distance of two points (f64)"
        (x1: f64 in 0.0..1.0, y1: f64 in 0.0..1.0, x2: f64 in 0.0..1.0, y2: f64 in 0.0..1.0)
        -> f64 {
            ((x2 - x1) * (x2 - x1) + (y2 - y1) * (y2 - y1)).sqrt()
        }
    compound "compound interest by the month (f64)"
        (principal: f64 in 1.0..1000.0, rate: f64 in 0.001..0.1, years: f64 in 0.5..30.0) -> f64 {
            principal * (1.0 + rate / 12.0).powf(12.0 * years)
        }
    payoff "the payoff of a call on a forward (f64)"
        (spot: f64 in 50.0..150.0, strike: f64 in 80.0..120.0, years: f64 in 0.1..5.0) -> f64 {
            (spot * (0.02 * years).exp() - strike).max(0.0)
        }
    moneyness "d1 of Black and Scholes (f64)"
        (spot: f64 in 50.0..150.0, strike: f64 in 80.0..120.0, vol: f64 in 0.1..0.5,
         years: f64 in 0.1..5.0) -> f64 {
            ((spot / strike).ln() + (0.01 + 0.5 * vol * vol) * years) / (vol * years.sqrt())
        }
    curve "a yield by Nelson and Siegel (f64)"
        (t: f64 in 0.1..30.0) -> f64 {
            0.03 - 0.02 * (1.0 - (-t / 1.5).exp()) / (t / 1.5)
        }
    logistic "the logistic function (f64)"
        (x: f64 in -10.0..10.0) -> f64 {
            1.0 / (1.0 + (-x).exp())
        }
    decibel "an amplitude in decibels (f64)"
        (x: f64 in -1.0..1.0) -> f64 {
            20.0 * (x.abs() + 1e-12).log10()
        }
    hann "a sample under a Hann window (f64)"
        (x: f64 in -1.0..1.0, phase: f64 in 0.0..1.0) -> f64 {
            x * (0.5 - 0.5 * (std::f64::consts::TAU * phase).cos())
        }
    shrink "soft thresholding (f64)"
        (x: f64 in -1.0..1.0) -> f64 {
            x.signum() * (x.abs() - 0.1).max(0.0)
        }
    gamma "a gamma correction (f32)"
        (x: f32 in 0.0..1.0) -> f32 {
            x.powf(1.0 / 2.2)
        }
    luma "the brightness of a colour (f32)"
        (r: f32 in 0.0..1.0, g: f32 in 0.0..1.0, b: f32 in 0.0..1.0) -> f32 {
            0.2126 * r + 0.7152 * g + 0.0722 * b
        }
    pcm "a sample as a 16-bit integer (f32 to i16)"
        (x: f32 in -1.2..1.2) -> i16 {
            (x * 32767.0).round_ties_even() as i16
        }
    lennard_jones "the potential between two atoms (f64)"
        (r: f64 in 0.8..3.0) -> f64 {
            4.0 * ((1.0 / r).powi(12) - (1.0 / r).powi(6))
        }
    planck "a black body's spectrum (f64)"
        (x: f64 in 0.1..20.0) -> f64 {
            x * x * x / x.exp_m1()
        }
    oscillation "a damped oscillation (f64)"
        (amplitude: f64 in 0.1..2.0, t: f64 in 0.0..10.0) -> f64 {
            amplitude * (-0.3 * t).exp() * (6.5 * t).cos()
        }
}
