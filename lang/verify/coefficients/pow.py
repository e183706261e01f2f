"""The polynomials of powers: `lang/src/math/pow.rs`.

In: `--check` or nothing. Out: what `remez.py` says. Always true: the constants of the Rust file are
those printed here. Deliberately absent: the method, which the Rust file tells.
"""

import sys
from pathlib import Path

from mpmath import mp, mpf
from remez import check, chopped, f32, f64, largest, literal, minimax, remez, show

SOURCE = Path(__file__).parents[2] / "src" / "math" / "pow.rs"

# The part of the coefficient of s^3 in atanh(s) that has few bits.
CUBIC = mpf(87) / 256

# (sqrt(2) - 1) / (sqrt(2) + 1), squared, and half of ln 2, both a little more.
LOG_MOST = (3 - 2 * mp.sqrt(2)) ** 2 * (1 + mpf(2) ** -20)
EXP_MOST = mp.log(2) / 2 * (1 + mpf(2) ** -10)
# The same where the first part of a logarithm below 87.2 tells how many times ln 2 is taken: it
# lacks up to 5.4e-5 of it for what the cube is short of, and 2^-11 for the bits of `s`, which is
# 0.0473. There is a little to spare.
FAST_MOST_F32 = mpf("0.395")


def log_rest(u):
    """atanh(s) = s + CUBIC s^3 + s^3 log_rest(s^2)."""
    total, power, k = mpf(1) / 3 - CUBIC, mpf(1), 1
    while True:
        power *= u
        term = power / (2 * k + 3)
        total += term
        if abs(term) < mpf(2) ** -120:
            return total
        k += 1


def exp_rest(p):
    """exp(p) = 1 + p + p^2 exp_rest(p)."""
    total, term, k = mpf(0), mpf(1) / 2, 2
    while abs(term) > mpf(2) ** -120:
        total += term
        k += 1
        term *= p / k
    return total


def log_weight(u):
    return u


def exp_weight(p):
    # A weight of 0 would let an extremum of the error stand at 0, where it is none.
    return (p * p + mpf(2) ** -12) / mp.exp(p)


def rounded(function, low, high, powers, weight, to):
    """All coefficients rounded at once: what is left of exp_rest without its first coefficient
    vanishes at 0, where its error cannot alternate."""
    coefficients = [to(c) for c in remez(function, low, high, powers, weight)]
    return coefficients, mp.log(largest(function, low, high, coefficients, powers, weight), 2)


def table(name, function, low, high, powers, weight, to, fit=minimax):
    make = lambda: fit(function, low, high, powers, weight, to)
    return name, (make, function, low, high, powers, weight)


TABLES = dict([
    table("POW_LOG", log_rest, 0, LOG_MOST, range(8), log_weight, f64),
    table("POW_EXP", exp_rest, -EXP_MOST, EXP_MOST, range(11), exp_weight, f64, rounded),
    table("POW_LOG_F32", log_rest, 0, LOG_MOST, range(4), log_weight, f32),
    table("POW_EXP_F32", exp_rest, -EXP_MOST, EXP_MOST, range(6), exp_weight, f32, rounded),
    table("POW_EXP_FAST_F32", exp_rest, -FAST_MOST_F32, FAST_MOST_F32, range(6), exp_weight, f32,
          rounded),
])


def parts(name, suffix, value, bits, to):
    high = chopped(value, bits)
    print(f"const {name}_HI{suffix}: {literal(high, to)}")
    print(f"const {name}_LO{suffix}: {literal(value - high, to)}")


if __name__ == "__main__":
    mp.prec = 140
    if "--check" in sys.argv:
        check(SOURCE, TABLES)
    for name, (make, *_) in TABLES.items():
        show(name, make(), f32 if name.endswith("F32") else f64)
    # ln 2 and its half: their products with exponents are exact in the first part.
    for name, value in ("LN2", mp.log(2)), ("HALF_LN2", mp.log(2) / 2):
        parts(f"POW_{name}", "", value, 41, f64)
        parts(f"POW_{name}", "_F32", value, 15, f32)
