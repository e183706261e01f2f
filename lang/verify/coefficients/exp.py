"""Polynomials and constants of lang/src/math/exp.rs.

With `e^r = 1 + r + r^2 q(r)` on half a step of ln 2 to either side of 0, `q` is what is fitted:
for `exp` so that the error relative to `e^r` is least, for `exp_m1` relative to `e^r - 1`. The
same for powers of 2: `2^f = 1 + f (ln 2 + f q(f))`. Weights are held off 0, where they vanish.

`python3 exp.py` prints the constants, `--check` compares them with the source.
"""

import sys

from mpmath import exp, expm1, factorial, fsum, ln, mp, mpf

from remez import check, chopped, f32, f64, literal, minimax, pair, show

mp.prec = 130
SOURCE = "../../src/math/exp.rs"
LN2 = ln(mpf(2))
# A little beyond half a step, for what the reduction rounds.
HALF = LN2 / 2 * mpf("1.0001")
FLOOR = mpf(1) / 64


def tail(r):
    """`(e^r - 1 - r) / r^2`."""
    if abs(r) < mpf(2) ** -20:
        return fsum(r**k / factorial(k + 2) for k in range(8))
    return (expm1(r) - r) / r**2


def tail2(f):
    """`(2^f - 1 - f ln 2) / f^2`."""
    return LN2**2 * tail(f * LN2)


def weight(r):
    return max(abs(r), FLOOR) ** 2 / exp(r)


def weight_m1(r):
    r = r if abs(r) > FLOOR else FLOOR
    return r**2 / abs(expm1(r))


def weight2(f):
    return max(abs(f), FLOOR) ** 2 / exp(f * LN2)


HALF2 = mpf("0.5") * mpf("1.0001")


def table(function, half, degree, weight, to):
    powers = list(range(degree + 1))
    make = lambda: minimax(function, -half, half, powers, weight, to)
    return make, function, -half, half, powers, weight


TABLES = {
    "EXP_POLY": table(tail, HALF, 9, weight, f64),
    "EXP_F32_POLY": table(tail, HALF, 4, weight, f32),
    "EXP_M1_POLY": table(tail, HALF, 10, weight_m1, f64),
    "EXP_M1_F32_POLY": table(tail, HALF, 5, weight_m1, f32),
    "EXP2_POLY": table(tail2, HALF2, 9, weight2, f64),
    "EXP2_F32_POLY": table(tail2, HALF2, 4, weight2, f32),
}

if __name__ == "__main__":
    if "--check" in sys.argv:
        check(SOURCE, TABLES)
    for name, (make, *_) in TABLES.items():
        show(name, make(), f32 if "F32" in name else f64)
    # A product of the first part with a whole number of 11 (f32: 8) bits is exact.
    for name, bits, to in [("", 42, f64), ("_F32", 16, f32)]:
        high = chopped(LN2, bits)
        print(f"EXP{name}_LN2_HI {literal(high, to)}  EXP{name}_LN2_LO {literal(to(LN2 - high), to)}"
              f"  EXP{name}_LOG2_E {literal(to(1 / LN2), to)}")
        high, low = pair(LN2, to)
        print(f"EXP2{name}_LN2_HI {literal(high, to)}  EXP2{name}_LN2_LO {literal(low, to)}")
