//! Inputs.
//!
//! In: a number of samples and a seed. Out: floats of every exponent, dense around hard points.
//! Always true: the same seed gives the same inputs. Deliberately absent: what is done with them.

/// Marsaglia's xorshift64* (2003; Vigna's multiplier, 2016).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn bits(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// In `[0, 1)`.
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 * 2f64.powi(-53)
    }

    pub fn below(&mut self, count: usize) -> usize {
        (self.bits() >> 33) as usize % count
    }

    /// Any bits, with few or many of the low ones 0 now and then.
    pub fn any64(&mut self) -> f64 {
        let bits = self.bits();
        f64::from_bits(if bits & 3 == 0 { bits & (u64::MAX << self.below(52)) } else { bits })
    }

    /// A float of moderate size: half of them between 2^-8 and 2^8, most below 2^40.
    pub fn moderate(&mut self) -> f64 {
        let reach = [8.0, 8.0, 20.0, 40.0][self.below(4)];
        let exponent = (self.unit() * 2.0 - 1.0) * reach;
        let sign = if self.bits() & 1 == 0 { 1.0 } else { -1.0 };
        sign * exponent.exp2()
    }
}

/// Sample number `index` of `count`: in turn any bits, a moderate number, and one near a hard
/// point, from a few floats beside it to a tenth of it away.
pub fn f64_near(random: &mut Random, hard: &[f64], index: usize) -> f64 {
    match index % 4 {
        0 => random.any64(),
        1 | 2 => random.moderate(),
        _ => {
            let centre = hard[random.below(hard.len())];
            let sign = if random.bits() & 1 == 0 { 1.0 } else { -1.0 };
            if centre == 0.0 {
                return sign * (-random.unit() * 60.0).exp2();
            }
            // Multiples of it too: those of pi/2 are where sines vanish.
            let multiple =
                if random.bits() & 1 == 0 { 1.0 } else { (random.unit() * 40.0).exp2().round() };
            let away = (-4.0 - random.unit() * 50.0).exp2();
            centre * multiple * (1.0 + sign * away)
        }
    }
}

/// What every function is tried with: zeros, infinities, NaN, limits, small integers.
pub fn specials64() -> Vec<f64> {
    let mut all = vec![
        0.0,
        1.0,
        2.0,
        3.0,
        0.5,
        10.0,
        4.0,
        1.5,
        100.0,
        1e22,
        1e300,
        1e-300,
        f64::INFINITY,
        f64::MAX,
        f64::MIN_POSITIVE,
        f64::EPSILON,
        5e-324,
        f64::from_bits(1.0f64.to_bits() - 1),
        f64::from_bits(1.0f64.to_bits() + 1),
        f64::from_bits(f64::MIN_POSITIVE.to_bits() - 1),
        9007199254740991.0,
        9007199254740992.0,
        9007199254740993.0,
        4503599627370497.0,
        2147483647.0,
        2147483648.0,
    ];
    all.extend(all.clone().iter().map(|x| -x));
    all.push(f64::NAN);
    all
}

/// The same of `f32`.
pub fn specials32() -> Vec<f32> {
    let mut all = vec![
        0.0,
        1.0,
        2.0,
        3.0,
        0.5,
        10.0,
        4.0,
        1.5,
        100.0,
        1e22,
        1e30,
        1e-30,
        f32::INFINITY,
        f32::MAX,
        f32::MIN_POSITIVE,
        f32::EPSILON,
        1e-45,
        f32::from_bits(1.0f32.to_bits() - 1),
        f32::from_bits(1.0f32.to_bits() + 1),
        f32::from_bits(f32::MIN_POSITIVE.to_bits() - 1),
        16777215.0,
        16777216.0,
        8388609.0,
    ];
    all.extend(all.clone().iter().map(|x| -x));
    all.push(f32::NAN);
    all
}
