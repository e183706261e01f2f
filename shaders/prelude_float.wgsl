// Floats: `F` is `f32` or `f64`, `U` and `I` the integers as wide. Of their bits `SIGN` is the sign,
// `SIZE` the others, `INF` infinity, `FRACTION` the significand without its first bit, which `ONE`
// is; `DIGITS` is the number of bits of `FRACTION`.

fn is_nan_F(x: F) -> bool {
    return (bitcast<U>(x) & SIZE) > INF;
}

fn is_finite_F(x: F) -> bool {
    return (bitcast<U>(x) & SIZE) < INF;
}

fn is_infinite_F(x: F) -> bool {
    return (bitcast<U>(x) & SIZE) == INF;
}

fn is_normal_F(x: F) -> bool {
    let size = bitcast<U>(x) & SIZE;
    return (size >= ONE) & (size < INF);
}

fn is_subnormal_F(x: F) -> bool {
    let size = bitcast<U>(x) & SIZE;
    return (size != U(0)) & (size < ONE);
}

// A NaN has no sign.
fn is_sign_negative_F(x: F) -> bool {
    let bits = bitcast<U>(x);
    return (bits >= SIGN) & (bits <= (SIGN | INF));
}

fn to_bits_F(x: F) -> U {
    return select(bitcast<U>(x), NAN, is_nan_F(x));
}

fn copysign_F(x: F, sign: F) -> F {
    let negative = select(U(0), SIGN, is_sign_negative_F(sign));
    return bitcast<F>((bitcast<U>(x) & SIZE) | negative);
}

fn signum_F(x: F) -> F {
    return select(copysign_F(F(1), x), x, is_nan_F(x));
}

// -0 is below +0; a NaN gives the other one.
fn min_F(a: F, b: F) -> F {
    let equal = (a == b) & (bitcast<U>(a) >= SIGN);
    return select(b, a, (a < b) | equal | is_nan_F(b));
}

fn max_F(a: F, b: F) -> F {
    let equal = (a == b) & (bitcast<U>(a) < SIGN);
    return select(b, a, (a > b) | equal | is_nan_F(b));
}

fn clamp_F(x: F, low: F, high: F) -> F {
    let above = select(x, low, x < low);
    return select(above, high, above > high);
}

// Halves go away from zero; the difference is exact.
fn round_F(x: F) -> F {
    let whole = trunc(x);
    let more = copysign_F(F(1), x);
    return select(whole, whole + more, abs(x - whole) >= F(0.5));
}

fn next_up_F(x: F) -> F {
    let bits = bitcast<U>(x);
    let size = bits & SIZE;
    if (size > INF) | (bits == INF) {
        return x;
    }
    let other = select(bits + U(1), bits - U(1), bits != size);
    return bitcast<F>(select(other, U(1), size == U(0)));
}

fn next_down_F(x: F) -> F {
    let bits = bitcast<U>(x);
    let size = bits & SIZE;
    if (size > INF) | (bits == (SIGN | INF)) {
        return x;
    }
    let other = select(bits - U(1), bits + U(1), bits != size);
    return bitcast<F>(select(other, SIGN | U(1), size == U(0)));
}

// The rest of a division of significands, as many bits at a time as a register has left.
fn rem_F(x: F, y: F) -> F {
    let sign = bitcast<U>(x) & SIGN;
    let a = bitcast<U>(x) & SIZE;
    let b = bitcast<U>(y) & SIZE;
    if (b == U(0)) | (a >= INF) | (b > INF) {
        return bitcast<F>(NAN);
    }
    if a < b {
        return x;
    }
    let a_exponent = max(u32(a >> DIGITS), 1u);
    let b_exponent = max(u32(b >> DIGITS), 1u);
    let divisor = (b & FRACTION) | select(U(0), ONE, b >= ONE);
    var rest = ((a & FRACTION) | select(U(0), ONE, a >= ONE)) % divisor;
    var left = a_exponent - b_exponent;
    while left != 0u {
        let step = min(left, WIDTH - 1u - DIGITS);
        rest = (rest << step) % divisor;
        left = left - step;
    }
    if rest == U(0) {
        return bitcast<F>(sign);
    }
    let shift = min(leading_zeros_U(rest) - (WIDTH - 1u - DIGITS), b_exponent - 1u);
    return bitcast<F>(sign | ((rest << shift) + (U(b_exponent - 1u - shift) << DIGITS)));
}

fn rem_euclid_F(x: F, y: F) -> F {
    let rest = rem_F(x, y);
    return select(rest, rest + abs(y), rest < F(0));
}

fn div_euclid_F(x: F, y: F) -> F {
    let quotient = trunc(x / y);
    let other = quotient + select(F(1), F(-1), y > F(0));
    return select(quotient, other, rem_F(x, y) < F(0));
}

// The magnitude as a whole number of 64 bits, as far as it goes; 0 for a NaN.
fn whole_of_F(x: F) -> u64 {
    let size = bitcast<U>(x) & SIZE;
    let exponent = u32(size >> DIGITS);
    if (exponent < BIAS) | (size > INF) {
        return 0lu;
    }
    if exponent > BIAS + 63u {
        return ~0lu;
    }
    let significand = u64((size & FRACTION) | ONE);
    if exponent < BIAS + DIGITS {
        return significand >> (BIAS + DIGITS - exponent);
    }
    return significand << (exponent - BIAS - DIGITS);
}

fn u64_of_F(x: F) -> u64 {
    return select(whole_of_F(x), 0lu, bitcast<U>(x) >= SIGN);
}

fn i64_of_F(x: F) -> i64 {
    return clamp_sign_i64(whole_of_F(x), bitcast<U>(x) >= SIGN);
}

// `x * y + z` within a little more than half an ULP, for devices that round the product: the
// product's error from halves of the factors (Dekker 1971), and the sum's (Knuth, `two_sum`).
fn mul_add_near_F(x: F, y: F, z: F) -> F {
    let x1 = bitcast<F>(bitcast<U>(x) & UPPER);
    let y1 = bitcast<F>(bitcast<U>(y) & UPPER);
    let x0 = x - x1;
    let y0 = y - y1;
    let product = keep_F(x * y);
    let lost = ((x1 * y1 - product) + x1 * y0 + x0 * y1) + x0 * y0;
    let sum = keep_F(product + z);
    let of_z = keep_F(sum - product);
    let rest = (product - keep_F(sum - of_z)) + (z - of_z);
    let result = sum + (rest + lost);
    return select(sum, result, is_finite_F(result));
}

// A significand with its first bit in place, and the exponent of its last.
struct Parts_F {
    significand: U,
    exponent: i32,
}

fn parts_F(x: F) -> Parts_F {
    let size = bitcast<U>(x) & SIZE;
    if size >= ONE {
        return Parts_F((size & FRACTION) | ONE, i32(size >> DIGITS));
    }
    let shift = leading_zeros_U(size) - (WIDTH - 1u - DIGITS);
    return Parts_F(size << shift, 1i - i32(shift));
}

// An integer of two words.
struct Wide_U {
    high: U,
    low: U,
}

// Shifted to the right, the last bit set if a bit that is set was lost.
fn shift_right_U(a: Wide_U, by: u32) -> Wide_U {
    if by == 0u {
        return a;
    }
    if by >= 2u * WIDTH {
        return Wide_U(U(0), select(U(0), U(1), (a.high | a.low) != U(0)));
    }
    if by >= WIDTH {
        let n = by - WIDTH;
        let lost = a.low | (a.high & ((U(1) << n) - U(1)));
        return Wide_U(U(0), (a.high >> n) | select(U(0), U(1), lost != U(0)));
    }
    let lost = select(U(0), U(1), (a.low & ((U(1) << by) - U(1))) != U(0));
    return Wide_U(a.high >> by, (a.low >> by) | ((a.high << 1u) << (WIDTH - 1u - by)) | lost);
}

fn shift_left_U(a: Wide_U, by: u32) -> Wide_U {
    if by >= WIDTH {
        return Wide_U(a.low << (by - WIDTH), U(0));
    }
    return Wide_U((a.high << by) | ((a.low >> 1u) >> (WIDTH - 1u - by)), a.low << by);
}

// `x * y + z`, rounded once, in integers.
fn mul_add_F(x: F, y: F, z: F) -> F {
    if !is_finite_F(x) | !is_finite_F(y) | (x == F(0)) | (y == F(0)) {
        return x * y + z;
    }
    if !is_finite_F(z) {
        return z;
    }
    if z == F(0) {
        return x * y;
    }
    let x_parts = parts_F(x);
    let y_parts = parts_F(y);
    let z_parts = parts_F(z);
    // Both terms with their first bit in the last place but three, that of the product perhaps one
    // above.
    let product = Wide_U(
        mul_high_U(x_parts.significand, y_parts.significand),
        x_parts.significand * y_parts.significand,
    );
    var first = shift_left_U(product, 2u * (WIDTH - 1u - DIGITS) - 2u);
    var second = Wide_U(z_parts.significand << (WIDTH - 4u - DIGITS), U(0));
    let product_exponent = x_parts.exponent + y_parts.exponent - i32(BIAS);
    let distance = product_exponent - z_parts.exponent;
    // That of a number whose first bit is in the last place but three.
    var exponent = max(product_exponent, z_parts.exponent);
    if distance >= 0i {
        second = shift_right_U(second, u32(distance));
    } else {
        first = shift_right_U(first, u32(-distance));
    }
    var negative = (bitcast<U>(x) ^ bitcast<U>(y)) >= SIGN;
    var sum = first;
    if negative == (bitcast<U>(z) >= SIGN) {
        sum.low = first.low + second.low;
        sum.high = first.high + second.high + select(U(0), U(1), sum.low < first.low);
    } else {
        let below = (first.high < second.high)
            | ((first.high == second.high) & (first.low < second.low));
        if below {
            sum = second;
            second = first;
            negative = !negative;
        }
        let borrow = select(U(0), U(1), sum.low < second.low);
        sum.low = sum.low - second.low;
        sum.high = sum.high - second.high - borrow;
    }
    if (sum.high | sum.low) == U(0) {
        return F(0);
    }
    let small = sum.high == U(0);
    let zeros = leading_zeros_U(select(sum.high, sum.low, small)) + select(0u, WIDTH, small);
    sum = shift_left_U(sum, zeros);
    exponent = exponent + 3i - i32(zeros);
    let sign = select(U(0), SIGN, negative);
    if exponent > 2i * i32(BIAS) {
        return bitcast<F>(sign | INF);
    }
    var top = Wide_U(sum.high | select(U(0), U(1), sum.low != U(0)), U(0));
    if exponent < 1i {
        top = shift_right_U(top, u32(1i - exponent));
        top.high = top.high | select(U(0), U(1), top.low != U(0));
        exponent = 1i;
    }
    let lost = top.high & ((U(1) << (WIDTH - 1u - DIGITS)) - U(1));
    let kept = top.high >> (WIDTH - 1u - DIGITS);
    let half = U(1) << (WIDTH - 2u - DIGITS);
    let up = (lost > half) | ((lost == half) & ((kept & U(1)) != U(0)));
    let size = (U(u32(exponent - 1i)) << DIGITS) + kept + select(U(0), U(1), up);
    return bitcast<F>(sign | size);
}
