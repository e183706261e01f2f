// Integers as wide as a register: `U` is `u32` or `u64`, `I` the signed one, `WIDTH` their bits.

fn pow_U(base: U, exponent: u32) -> U {
    var result = U(1);
    var power = base;
    var rest = exponent;
    while rest != 0u {
        if (rest & 1u) != 0u {
            result = result * power;
        }
        power = power * power;
        rest = rest >> 1u;
    }
    return result;
}

fn signum_I(a: I) -> I {
    return select(select(I(0), I(1), a > I(0)), I(-1), a < I(0));
}

// What devices may stop at is left out: the smallest number by -1.
fn wrapping_div_I(a: I, b: I) -> I {
    let flips = b == I(-1);
    return select(a / select(b, I(1), flips), -a, flips);
}

fn wrapping_rem_I(a: I, b: I) -> I {
    return a % select(b, I(1), b == I(-1));
}

fn div_euclid_I(a: I, b: I) -> I {
    let quotient = wrapping_div_I(a, b);
    let rest = a - quotient * b;
    return quotient + select(I(0), select(I(1), I(-1), b > I(0)), rest < I(0));
}

fn rem_euclid_I(a: I, b: I) -> I {
    let rest = wrapping_rem_I(a, b);
    return rest + select(I(0), abs(b), rest < I(0));
}

fn saturating_add_U(a: U, b: U) -> U {
    let sum = a + b;
    return select(sum, ~U(0), sum < a);
}

fn saturating_sub_U(a: U, b: U) -> U {
    return select(a - b, U(0), a < b);
}

// The limit on the side of `a`.
fn limit_I(a: I) -> I {
    return (a >> (WIDTH - 1u)) ^ bitcast<I>(~SIGN);
}

fn saturating_add_I(a: I, b: I) -> I {
    let sum = a + b;
    return select(sum, limit_I(a), ((a ^ sum) & (b ^ sum)) < I(0));
}

fn saturating_sub_I(a: I, b: I) -> I {
    let difference = a - b;
    return select(difference, limit_I(a), ((a ^ b) & (a ^ difference)) < I(0));
}

// The upper half of a product.
fn mul_high_U(a: U, b: U) -> U {
    let a0 = a & HALF;
    let a1 = a >> (WIDTH / 2u);
    let b0 = b & HALF;
    let b1 = b >> (WIDTH / 2u);
    let middle = a1 * b0 + ((a0 * b0) >> (WIDTH / 2u));
    let other = a0 * b1 + (middle & HALF);
    return a1 * b1 + (middle >> (WIDTH / 2u)) + (other >> (WIDTH / 2u));
}

fn saturating_mul_U(a: U, b: U) -> U {
    return select(a * b, ~U(0), mul_high_U(a, b) != U(0));
}

// A magnitude with a sign, as far as it goes.
fn clamp_sign_I(size: U, negative: bool) -> I {
    let limited = bitcast<I>(min(size, ~SIGN + select(U(0), U(1), negative)));
    return select(limited, -limited, negative);
}

fn saturating_mul_I(a: I, b: I) -> I {
    let size = saturating_mul_U(bitcast<U>(abs(a)), bitcast<U>(abs(b)));
    return clamp_sign_I(size, (a ^ b) < I(0));
}

fn saturating_div_I(a: I, b: I) -> I {
    let stops = (a == bitcast<I>(SIGN)) & (b == I(-1));
    return select(wrapping_div_I(a, b), bitcast<I>(~SIGN), stops);
}

fn saturating_neg_I(a: I) -> I {
    return select(-a, bitcast<I>(~SIGN), a == bitcast<I>(SIGN));
}

fn saturating_abs_I(a: I) -> I {
    return select(abs(a), bitcast<I>(~SIGN), a == bitcast<I>(SIGN));
}

fn saturating_pow_U(base: U, exponent: u32) -> U {
    var result = U(1);
    var power = base;
    var rest = exponent;
    while rest != 0u {
        if (rest & 1u) != 0u {
            result = saturating_mul_U(result, power);
        }
        power = saturating_mul_U(power, power);
        rest = rest >> 1u;
    }
    return result;
}

fn saturating_pow_I(base: I, exponent: u32) -> I {
    let size = saturating_pow_U(bitcast<U>(abs(base)), exponent);
    return clamp_sign_I(size, (base < I(0)) & ((exponent & 1u) != 0u));
}

fn abs_diff_U(a: U, b: U) -> U {
    return select(a - b, b - a, a < b);
}

fn abs_diff_I(a: I, b: I) -> U {
    return bitcast<U>(select(a - b, b - a, a < b));
}

fn is_power_of_two_U(a: U) -> bool {
    return (a != U(0)) & ((a & (a - U(1))) == U(0));
}

fn rotate_left_U(a: U, by: u32) -> U {
    return (a << (by & (WIDTH - 1u))) | (a >> ((WIDTH - by) & (WIDTH - 1u)));
}

// Digit by digit, of base 4.
fn isqrt_U(a: U) -> U {
    var rest = a;
    var root = U(0);
    var digit = U(1) << (WIDTH - 2u);
    while digit != U(0) {
        let trial = root + digit;
        let fits = rest >= trial;
        rest = rest - select(U(0), trial, fits);
        root = (root >> 1u) + select(U(0), digit, fits);
        digit = digit >> 2u;
    }
    return root;
}
