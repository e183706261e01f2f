// What one type has alone. Each function is taken where it is called.

fn leading_zeros_u32(a: u32) -> u32 {
    return countLeadingZeros(a);
}

fn swap_bytes_u32(a: u32) -> u32 {
    let halves = (a << 16u) | (a >> 16u);
    return ((halves & 0x00ff00ffu) << 8u) | ((halves >> 8u) & 0x00ff00ffu);
}

// Builtins count bits of 32-bit integers alone.
fn count_ones_u64(a: u64) -> u32 {
    return countOneBits(u32(a)) + countOneBits(u32(a >> 32u));
}

fn leading_zeros_u64(a: u64) -> u32 {
    let high = u32(a >> 32u);
    return select(countLeadingZeros(high), 32u + countLeadingZeros(u32(a)), high == 0u);
}

fn trailing_zeros_u64(a: u64) -> u32 {
    let low = u32(a);
    return select(countTrailingZeros(low), 32u + countTrailingZeros(u32(a >> 32u)), low == 0u);
}

fn swap_bytes_u64(a: u64) -> u64 {
    return (u64(swap_bytes_u32(u32(a))) << 32u) | u64(swap_bytes_u32(u32(a >> 32u)));
}

fn reverse_bits_u64(a: u64) -> u64 {
    return (u64(reverseBits(u32(a))) << 32u) | u64(reverseBits(u32(a >> 32u)));
}

// The run-time zero is what the driver cannot see through.
fn keep_f32(x: f32) -> f32 {
    return bitcast<f32>(bitcast<u32>(x) ^ p.zero);
}

fn keep_f64(x: f64) -> f64 {
    return bitcast<f64>(bitcast<u64>(x) ^ u64(p.zero));
}

// The conversion of WGSL stops at the largest float below the limit.
fn i32_of_f32(x: f32) -> i32 {
    let limited = select(i32(x), 0x7fffffffi, x >= 2147483648.0f);
    return select(limited, 0i, is_nan_f32(x));
}

fn u32_of_f32(x: f32) -> u32 {
    let limited = select(u32(x), 0xffffffffu, x >= 4294967296.0f);
    return select(limited, 0u, is_nan_f32(x));
}

fn i32_of_f64(x: f64) -> i32 {
    return select(i32(clamp(x, -2147483648.0lf, 2147483647.0lf)), 0i, is_nan_f64(x));
}

fn u32_of_f64(x: f64) -> u32 {
    return select(u32(clamp(x, 0.0lf, 4294967295.0lf)), 0u, is_nan_f64(x));
}

// The low word of what `x as isize` is in 64 bits.
fn isize_of_f32(x: f32) -> i32 {
    let bits = bitcast<u32>(x);
    let size = bits & 0x7fffffffu;
    let negative = bits != size;
    if (size > 0x7f800000u) | (size < 0x3f800000u) {
        return 0i;
    }
    if size >= 0x5f000000u {
        return select(-1i, 0i, negative);
    }
    let low = bitcast<i32>(low_word_of_f32(size));
    return select(low, -low, negative);
}

// The whole number of a float of at least 1 and below 2^64, modulo 2^32.
fn low_word_of_f32(bits: u32) -> u32 {
    let significand = (bits & 0x007fffffu) | 0x00800000u;
    let exponent = bits >> 23u;
    if exponent < 150u {
        return significand >> (150u - exponent);
    }
    return select(significand << ((exponent - 150u) & 31u), 0u, exponent > 181u);
}

// The upper 32 bits that count and a sign of what is below them round as all of them do.
fn f32_of_u64(a: u64) -> f32 {
    let high = u32(a >> 32u);
    if high == 0u {
        return f32(u32(a));
    }
    let shift = 32u - countLeadingZeros(high);
    let top = a >> shift;
    let lost = select(0u, 1u, (top << shift) != a);
    return f32(u32(top) | lost) * bitcast<f32>((127u + shift) << 23u);
}

fn f32_of_i64(a: i64) -> f32 {
    let size = f32_of_u64(bitcast<u64>(abs(a)));
    return select(size, -size, a < 0li);
}

// Both halves are exact, so that the sum alone rounds.
fn f64_of_u64(a: u64) -> f64 {
    return f64(u32(a >> 32u)) * 4294967296.0lf + f64(u32(a));
}

fn f64_of_i64(a: i64) -> f64 {
    let size = f64_of_u64(bitcast<u64>(abs(a)));
    return select(size, -size, a < 0li);
}

// What `usize` and `isize` shift by in narrow words: up to 63.
fn shl_narrow_u32(a: u32, by: u32) -> u32 {
    return select(a << (by & 31u), 0u, (by & 32u) != 0u);
}

fn shr_narrow_u32(a: u32, by: u32) -> u32 {
    return select(a >> (by & 31u), 0u, (by & 32u) != 0u);
}

fn shr_narrow_i32(a: i32, by: u32) -> i32 {
    return a >> select(by & 31u, 31u, (by & 32u) != 0u);
}
