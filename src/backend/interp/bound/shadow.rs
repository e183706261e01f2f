//! The shadow of a value: how far another engine's value may be from the interpreter's.
//!
//! In: the shadows of operands and the values that the interpreter computed. Out: the shadow of the
//! result. Always true: an engine that does what [`super`] says computes a value no further away
//! than [`Shadow::error`], unless that is infinite; then it may be anything, NaN included. The
//! method is Higham's running error analysis (Accuracy and Stability of Numerical Algorithms,
//! chapters 3 and 4), with two additions:
//!
//! - A sum is kept as what it is made of: the errors of its terms, their number, and the sum of
//!   their absolute values. However `n` additions are ordered, each rounds a partial sum that is
//!   not larger than that, so all of them together are off by at most `n` times that rounding.
//! - Terms that are all multiples of one power of two are added without rounding in any order, if
//!   the sum of their absolute values has few enough digits. So sums of small integers have no
//!   error at all, and a fault of structure is not excused by a bound. Products that are exact as
//!   they are multiplied here are counted, as each is rounded where another factor comes first.
//!
//! Deliberately absent: what the functions of mathematics do (`math`), and control (`machine`).

/// A format of floats.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Format {
    /// Binary digits of a significand.
    digits: i32,
    /// The exponent of the smallest normal number.
    least: i32,
    /// The exponent that no number has any more.
    most: i32,
}

/// How far an engine's own operations may be off, in units of the last place.
#[derive(Clone, Copy)]
pub struct Units {
    /// Of sums, products and conversions: half of one if they round to the nearest.
    pub rounding: f64,
    /// Of quotients.
    pub division: f64,
    /// Of square roots.
    pub root: f64,
    /// Of the functions of mathematics.
    pub function: fn(metate_lang::op::Op) -> f64,
}

/// What is known of a value in other engines. Of an integer and a `bool` it is that it is the same
/// ([`Shadow::SAME`]), or nothing ([`Shadow::UNKNOWN`]).
#[derive(Clone, Copy, Debug)]
pub(super) struct Shadow {
    /// The errors of the terms, and what the interpreter itself rounded in adding them.
    base: f64,
    /// How many additions are in it.
    additions: f64,
    /// The sum of the absolute values of the terms that are finite.
    magnitude: f64,
    /// The terms are multiples of this power of two; [`UNEVEN`] if they are of none that is known.
    grain: i32,
    /// What products of some of its factors reach at most: a power of two.
    high: i32,
    /// What they reach at least.
    low: i32,
    /// How many of its products were exact, and need not be where the factors come in another order.
    exact: f64,
    /// If it is zero: whether the sign of that may be another.
    pub(super) soft: bool,
}

/// The grain of terms that are not known exactly.
const UNEVEN: i32 = i32::MIN;

/// The grain of zero.
const ANY_GRAIN: i32 = 1 << 20;

/// A float, whatever its type, and its shadow.
#[derive(Clone, Copy, Debug)]
pub(super) struct Num {
    pub(super) v: f64,
    pub(super) shadow: Shadow,
}

/// The rules for a type.
#[derive(Clone, Copy)]
pub(super) struct Rules<'u> {
    pub(super) format: Format,
    pub(super) units: &'u Units,
}

/// 2 to the power of `exponent`.
pub(super) fn power_of_two(exponent: i32) -> f64 {
    match exponent {
        1024.. => f64::INFINITY,
        -1022.. => f64::from_bits(((exponent + 1023) as u64) << 52),
        -1074.. => f64::from_bits(1 << (exponent + 1074)),
        _ => 0.0,
    }
}

/// The exponent of a number's first digit; far below all others for zero.
pub(super) fn exponent(x: f64) -> i32 {
    let bits = x.to_bits() & (u64::MAX >> 1);
    match (bits >> 52) as i32 {
        0 if bits == 0 => -ANY_GRAIN,
        0 => -1011 - bits.leading_zeros() as i32,
        biased => biased - 1023,
    }
}

/// The exponent of a number's last digit that is not 0.
fn last_digit(x: f64) -> i32 {
    let bits = x.to_bits() & (u64::MAX >> 12);
    let first = exponent(x);
    match (first, bits) {
        _ if x == 0.0 => ANY_GRAIN,
        (_, 0) => first,
        (..-1022, _) => -1074 + bits.trailing_zeros() as i32,
        _ => first - 52 + bits.trailing_zeros() as i32,
    }
}

impl Format {
    pub(super) const F32: Format = Format { digits: 24, least: -126, most: 128 };
    pub(super) const F64: Format = Format { digits: 53, least: -1022, most: 1024 };

    /// The smallest normal number.
    pub(super) fn normal(self) -> f64 {
        power_of_two(self.least)
    }

    /// Numbers below which a unit in the last place is close to the smallest normal number.
    pub(super) fn tiny(self) -> f64 {
        power_of_two(self.least + self.digits + 1)
    }

    /// A unit in the last place of numbers as large as `x`.
    pub(super) fn ulp(self, x: f64) -> f64 {
        power_of_two(exponent(x).max(self.least) - self.digits + 1)
    }

    /// Whether a number of this size is past the largest one, or may be rounded to there.
    fn overflows(self, x: f64) -> bool {
        x.is_nan() || x >= power_of_two(self.most - 1) * 1.999_999
    }

    /// What adding `x` and `y` to `sum` rounded away.
    fn rounded_in_sum(self, x: f64, y: f64, sum: f64) -> f64 {
        if self.digits == 24 {
            let (x, y, sum) = (x as f32, y as f32, sum as f32);
            let part = sum - x;
            let rest = (x - (sum - part)) + (y - part);
            return f64::from(rest.abs());
        }
        let part = sum - x;
        ((x - (sum - part)) + (y - part)).abs()
    }

    /// What multiplying `x` and `y` to `product` rounded away.
    fn rounded_in_product(self, x: f64, y: f64, product: f64) -> f64 {
        match self.digits {
            24 => (x * y - product).abs(),
            // Where what is left is below the smallest number.
            _ if product.abs() < 1e-250 && product != 0.0 => self.ulp(product),
            _ => x.mul_add(y, -product).abs(),
        }
    }
}

impl Shadow {
    /// The same bits in every engine; of a float, see [`Shadow::input`].
    pub(super) const SAME: Shadow = Shadow {
        base: 0.0,
        additions: 0.0,
        magnitude: 0.0,
        grain: ANY_GRAIN,
        high: 0,
        low: 0,
        exact: 0.0,
        soft: false,
    };

    /// Any value of its type.
    pub(super) const UNKNOWN: Shadow =
        Shadow { base: f64::INFINITY, grain: UNEVEN, soft: true, ..Shadow::SAME };

    /// Of a float that every engine has the same bits of.
    pub(super) fn input(v: f64) -> Shadow {
        Shadow::leaf(v, 0.0, false)
    }

    /// Of a float that is off by `base` at most, and is nothing that a sum is regrouped with.
    pub(super) fn leaf(v: f64, base: f64, soft: bool) -> Shadow {
        if base.is_nan() || base == f64::INFINITY {
            return Shadow::UNKNOWN;
        }
        if !v.is_finite() {
            return Shadow::SAME;
        }
        Shadow {
            base,
            additions: 0.0,
            magnitude: v.abs() + base,
            grain: if base == 0.0 { last_digit(v) } else { UNEVEN },
            high: exponent(v.abs() + base).saturating_add(1).max(0),
            low: exponent((v.abs() - base).max(0.0)).clamp(-ANY_GRAIN, 0),
            exact: 0.0,
            soft: soft || base > 0.0,
        }
    }

    /// The same of a value that is computed from this one, the sign of whose zero is certain or not.
    pub(super) fn with_soft(self, soft: bool) -> Shadow {
        Shadow { soft, ..self }
    }

    /// Whether the other engines' value is the same, as far as comparisons tell.
    pub(super) fn is_same(&self) -> bool {
        self.base == 0.0 && self.additions == 0.0
    }

    pub(super) fn is_unknown(&self) -> bool {
        self.base == f64::INFINITY
    }
}

impl Rules<'_> {
    /// Rounding of a sum, as a part of it.
    fn unit(&self) -> f64 {
        self.units.rounding * power_of_two(1 - self.format.digits)
    }

    /// Whether its terms add up to the same in any order.
    fn adds_exactly(&self, shadow: &Shadow) -> bool {
        let Shadow { grain, magnitude, .. } = *shadow;
        grain != UNEVEN && magnitude <= power_of_two(grain.saturating_add(self.format.digits))
    }

    /// Rounding in so many more additions than it has.
    fn rounding(&self, shadow: &Shadow, more: f64) -> f64 {
        if shadow.additions == 0.0 || self.adds_exactly(shadow) {
            return 0.0;
        }
        let total = (shadow.additions + more) * self.unit();
        match total < 0.5 {
            // Higham's gamma.
            true => total / (1.0 - total) * (shadow.magnitude + shadow.base),
            false => f64::INFINITY,
        }
    }

    /// How far another engine's value may be away from the interpreter's.
    pub(super) fn error(&self, shadow: &Shadow) -> f64 {
        shadow.base + self.rounding(shadow, 0.0)
    }

    /// The same for an operand: numbers below the normal ones may be taken for zero.
    pub(super) fn operand(&self, x: &Num) -> f64 {
        // What becomes of a sum may be regrouped with it: one more addition.
        let error = x.shadow.base + self.rounding(&x.shadow, 1.0);
        error + self.flushed(x.v, error)
    }

    /// What is lost if a number that is off by `error` is below the normal ones, and flushed.
    fn flushed(&self, v: f64, error: f64) -> f64 {
        let normal = self.format.normal();
        if !v.is_finite() || v.abs() - error >= normal {
            return 0.0;
        }
        (v.abs() + error).min(normal)
    }

    /// Of a rounded result that is no sum: its error, to which is added what may be flushed.
    pub(super) fn result(&self, v: f64, base: f64) -> Shadow {
        if v.is_finite() && self.format.overflows(v.abs() + base) {
            return Shadow::UNKNOWN;
        }
        // Bounds of what is that small are rounded, too.
        let normal = self.format.normal();
        let flushed = if v.abs() - base < normal { normal } else { 0.0 };
        Shadow::leaf(v, base + flushed, true)
    }

    /// What is behind something that no engine regroups across.
    pub(super) fn kept(&self, x: &Num) -> Shadow {
        Shadow::leaf(x.v, self.error(&x.shadow), x.shadow.soft)
    }

    pub(super) fn add(&self, x: &Num, y: &Num, sum: f64) -> Shadow {
        let (a, b) = (&x.shadow, &y.shadow);
        if a.is_unknown() || b.is_unknown() {
            return Shadow::UNKNOWN;
        }
        if !x.v.is_finite() || !y.v.is_finite() {
            // An engine may fold `x - x` to 0 whatever `x` is.
            let folded = !x.v.is_finite() && !y.v.is_finite() && sum.is_nan();
            // And the other terms may add up to an infinity of the other sign.
            let magnitude = a.magnitude + b.magnitude;
            return match folded || self.format.overflows(magnitude) {
                true => Shadow::UNKNOWN,
                false => Shadow { magnitude, ..Shadow::leaf(sum, 0.0, false) },
            };
        }
        let soft = sum == 0.0;
        if a.magnitude == 0.0 && a.base == 0.0 {
            return Shadow { soft, ..*b };
        }
        if b.magnitude == 0.0 && b.base == 0.0 {
            return Shadow { soft, ..*a };
        }
        let rounded = self.format.rounded_in_sum(x.v, y.v, sum);
        let mut base = a.base + b.base + rounded;
        let grain = a.grain.min(b.grain);
        // Partial sums below the normal numbers, if the terms have digits there.
        if grain < self.format.least {
            base += self.format.normal();
        }
        let shadow = Shadow {
            base,
            additions: a.additions + b.additions + 1.0,
            magnitude: a.magnitude + b.magnitude,
            grain: if base == 0.0 { grain } else { UNEVEN },
            soft,
            ..Shadow::leaf(sum, 0.0, true)
        };
        self.bounded(sum, shadow)
    }

    /// Nothing is known where some order may overflow.
    fn bounded(&self, v: f64, shadow: Shadow) -> Shadow {
        let reached = shadow.magnitude + self.error(&shadow);
        match !v.is_finite() || self.format.overflows(reached) {
            true => Shadow::UNKNOWN,
            false => shadow,
        }
    }

    /// A product of operands that are off by `dx` and `dy`, without rounding.
    fn spread(x: &Num, y: &Num, dx: f64, dy: f64) -> f64 {
        match dx == 0.0 && dy == 0.0 {
            true => 0.0,
            false => dx * y.v.abs() + dy * x.v.abs() + dx * dy,
        }
    }

    /// Whether the product has few enough digits for no engine to round it.
    fn multiplies_exactly(&self, x: &Num, y: &Num) -> bool {
        let (a, b) = (&x.shadow, &y.shadow);
        if a.grain == UNEVEN || b.grain == UNEVEN {
            return false;
        }
        let grain = a.grain.saturating_add(b.grain);
        grain >= self.format.least
            && a.magnitude * b.magnitude <= power_of_two(grain.saturating_add(self.format.digits))
    }

    pub(super) fn mul(&self, x: &Num, y: &Num, product: f64) -> Shadow {
        if x.shadow.is_unknown() || y.shadow.is_unknown() {
            return Shadow::UNKNOWN;
        }
        let (dx, dy) = (self.operand(x), self.operand(y));
        if !x.v.is_finite() || !y.v.is_finite() {
            // `x * 0` may be folded to 0 whatever `x` is; and a sign may be another.
            let vanishes = |num: &Num, error: f64| num.v.is_finite() && num.v.abs() <= error;
            return match vanishes(x, dx) || vanishes(y, dy) {
                true => Shadow::UNKNOWN,
                false => Shadow::leaf(product, 0.0, false),
            };
        }
        if !product.is_finite() {
            return Shadow::UNKNOWN;
        }
        // Powers of two leave the digits of the other factors alone, in every order.
        let is_power = |v: f64| v == 0.0 || last_digit(v) == exponent(v);
        let exact = x.shadow.exact + y.shadow.exact;
        if dx == 0.0 && dy == 0.0 && self.multiplies_exactly(x, y) {
            let more = if is_power(x.v) || is_power(y.v) { 0.0 } else { 1.0 };
            return Shadow { exact: exact + more, ..Shadow::leaf(product, 0.0, true) };
        }
        let spread = Self::spread(x, y, dx, dy);
        // In another order what is rounded may be closer to a power of two, so that a unit in the
        // last place is more of it than here.
        let reached = product.abs() + spread;
        let own = (self.units.rounding * self.format.ulp(reached)).max(self.unit() * reached);
        let own = own * (1.0 + exact);
        let rounded = self.format.rounded_in_product(x.v, y.v, product);
        let high = x.shadow.high.saturating_add(y.shadow.high);
        let low = x.shadow.low.saturating_add(y.shadow.low);
        self.factors(self.result(product, spread + own + rounded), product, high, low)
    }

    /// The shadow of a product some of whose factors reach so far when they are multiplied first.
    fn factors(&self, shadow: Shadow, v: f64, high: i32, low: i32) -> Shadow {
        if high >= self.format.most {
            return Shadow::UNKNOWN;
        }
        if low < self.format.least && v != 0.0 {
            let lost = Shadow::leaf(v, shadow.base + v.abs(), true);
            return Shadow { high, low, ..lost };
        }
        Shadow { high, low, ..shadow }
    }

    pub(super) fn div(&self, x: &Num, y: &Num, quotient: f64) -> Shadow {
        if x.shadow.is_unknown() || y.shadow.is_unknown() {
            return Shadow::UNKNOWN;
        }
        let (dx, dy) = (self.operand(x), self.operand(y));
        if x.v.is_nan() || y.v.is_nan() {
            // `0 / y` may be folded.
            let folded = x.v.abs() <= dx || x.v.is_nan() && y.v.is_nan();
            return if folded { Shadow::UNKNOWN } else { Shadow::leaf(quotient, 0.0, false) };
        }
        if y.v == 0.0 {
            let sure = dy == 0.0 && !y.shadow.soft && x.v.abs() > dx;
            return if sure { Shadow::leaf(quotient, 0.0, false) } else { Shadow::UNKNOWN };
        }
        if y.v.is_infinite() {
            return if x.v.is_finite() {
                Shadow::leaf(quotient, 0.0, true)
            } else {
                Shadow::UNKNOWN
            };
        }
        let least = y.v.abs() - dy;
        if least < self.format.normal() {
            return Shadow::UNKNOWN;
        }
        if x.v.is_infinite() {
            return Shadow::leaf(quotient, 0.0, false);
        }
        if !quotient.is_finite() {
            return Shadow::UNKNOWN;
        }
        if x.v == 0.0 && dx == 0.0 {
            return Shadow::leaf(quotient, 0.0, true);
        }
        let spread = if dx == 0.0 && dy == 0.0 { 0.0 } else { (dx + quotient.abs() * dy) / least };
        let exact = quotient.mul_add(-y.v, x.v) == 0.0 && quotient.abs() > 1e-250;
        let rounded = if exact { 0.0 } else { self.format.ulp(quotient) / 2.0 };
        let own = self.units.division * self.format.ulp(quotient.abs() + spread);
        // The reciprocal may be taken first.
        let high = x.shadow.high.saturating_add(-y.shadow.low).saturating_add(1);
        let low = x.shadow.low.saturating_sub(y.shadow.high);
        self.factors(self.result(quotient, spread + own + rounded), quotient, high, low)
    }

    pub(super) fn mul_add(&self, x: &Num, y: &Num, z: &Num, result: f64) -> Shadow {
        if [x, y, z].iter().any(|num| num.shadow.is_unknown()) {
            return Shadow::UNKNOWN;
        }
        let (dx, dy) = (self.operand(x), self.operand(y));
        let product = x.v * y.v;
        if ![x, y, z].iter().all(|num| num.v.is_finite()) {
            let same = [x, y, z].iter().all(|num| self.operand(num) == 0.0 && !num.shadow.soft);
            return match same && !result.is_nan() {
                true => Shadow::leaf(result, 0.0, false),
                false => Shadow::UNKNOWN,
            };
        }
        let exact = dx == 0.0 && dy == 0.0;
        let spread = Self::spread(x, y, dx, dy);
        let [a, b] = [x.shadow.grain, y.shadow.grain];
        let grain = match exact && a != UNEVEN && b != UNEVEN {
            true => a.saturating_add(b).clamp(UNEVEN + 1, ANY_GRAIN).min(z.shadow.grain),
            false => UNEVEN,
        };
        let base = spread + z.shadow.base;
        let sum = Shadow {
            base,
            additions: z.shadow.additions + 1.0,
            magnitude: product.abs() + spread + z.shadow.magnitude,
            grain: if base == 0.0 && grain >= self.format.least { grain } else { UNEVEN },
            soft: true,
            ..Shadow::leaf(result, 0.0, true)
        };
        if self.adds_exactly(&sum) {
            return self.bounded(result, sum);
        }
        let base = base + self.format.ulp(result) / 2.0 + self.format.normal();
        self.bounded(result, Shadow { base, grain: UNEVEN, ..sum })
    }

    /// Of one of two values, nobody knows which; `v` is the interpreter's.
    pub(super) fn either(&self, v: f64, x: &Num, y: &Num) -> Shadow {
        if x.shadow.is_unknown() || y.shadow.is_unknown() {
            return Shadow::UNKNOWN;
        }
        let same = x.v == y.v || x.v.is_nan() && y.v.is_nan();
        let apart = if same { 0.0 } else { (x.v - y.v).abs() };
        if !apart.is_finite() {
            return Shadow::UNKNOWN;
        }
        let error = self.error(&x.shadow).max(self.error(&y.shadow));
        let signs = x.v.is_sign_negative() != y.v.is_sign_negative();
        Shadow::leaf(v, apart + error, x.shadow.soft || y.shadow.soft || signs)
    }

    /// Whether every engine finds the same of the two smaller, or finds them equal.
    pub(super) fn compares(&self, x: &Num, y: &Num) -> bool {
        if x.shadow.is_unknown() || y.shadow.is_unknown() {
            return false;
        }
        if !x.v.is_finite() || !y.v.is_finite() {
            return true;
        }
        let error = self.operand(x) + self.operand(y);
        error == 0.0 || (x.v - y.v).abs() > error * 1.001
    }

    /// Whether every engine's value has the same sign; a zero's is one.
    pub(super) fn has_sign(&self, x: &Num) -> bool {
        if x.shadow.is_unknown() || x.v.is_nan() {
            return !x.shadow.is_unknown();
        }
        let error = self.operand(x);
        x.v.abs() > error || error == 0.0 && !x.shadow.soft
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_found() {
        for (x, first, last) in [
            (1.0, 0, 0),
            (-6.0, 2, 1),
            (0.75, -1, -2),
            (5e-324, -1074, -1074),
            (15e-324, -1073, -1074),
            (f64::MIN_POSITIVE, -1022, -1022),
            (f64::MAX, 1023, 971),
            (f64::EPSILON + 1.0, 0, -52),
        ] {
            assert_eq!((exponent(x), last_digit(x)), (first, last), "{x}");
            assert_eq!(power_of_two(exponent(x)).to_bits() >> 52, x.abs().to_bits() >> 52);
        }
        assert_eq!(Format::F64.ulp(1.0), f64::EPSILON);
        assert_eq!(Format::F32.ulp(-1.5) as f32, f32::EPSILON);
        assert_eq!(Format::F32.ulp(0.0), power_of_two(-149));
    }
}
