//! European options by Black and Scholes, as in CUDA's samples and Numba's benchmarks.
//!
//! In: prices, strikes and years of options. Out: what the calls and the puts are worth. Always
//! true: the normal distribution is Abramowitz and Stegun's 26.2.17, good to 7.5e-8. Deliberately
//! absent: dividends, and rates that differ from option to option.

use metate::prelude::*;

use super::Case;

#[kernel(native_exact)]
pub(crate) fn black_scholes(
    spot: &[f64],
    strike: &[f64],
    years: &[f64],
    call: &mut [f64],
    put: &mut [f64],
) {
    const RATE: f64 = 0.02;
    const VOLATILITY: f64 = 0.3;

    fn normal_distribution(x: f64) -> f64 {
        let k = 1.0 / (1.0 + 0.2316419 * x.abs());
        let polynomial = 0.31938153
            + k * (-0.356563782 + k * (1.781477937 + k * (-1.821255978 + k * 1.330274429)));
        let tail = 0.3989422804014327 * (-0.5 * x * x).exp() * k * polynomial;
        if x > 0.0 { 1.0 - tail } else { tail }
    }

    let n = spot.len().min(strike.len()).min(years.len());
    for i in prange(0..n) {
        let deviation = VOLATILITY * years[i].sqrt();
        let drift = (RATE + 0.5 * VOLATILITY * VOLATILITY) * years[i];
        let d1 = ((spot[i] / strike[i]).ln() + drift) / deviation;
        let n1 = normal_distribution(d1);
        let n2 = normal_distribution(d1 - deviation);
        let discounted = strike[i] * (-RATE * years[i]).exp();
        call[i] = spot[i] * n1 - discounted * n2;
        put[i] = discounted * (1.0 - n2) - spot[i] * (1.0 - n1);
    }
}

pub(super) const CASE: Case = case! {
    black_scholes, "calls and puts of n options (f64)";
    sizes: &[100_000], smoke: 200, least: 0;
    elements: |n| n as u64;
    data: |n, random| {
        slice spot = random.vec(n, 5.0..30.0);
        slice strike = random.vec(n, 1.0..100.0);
        slice years = random.vec(n, 0.25..10.0);
        slice_mut call = vec![0.0; n];
        slice_mut put = vec![0.0; n];
    }
};
