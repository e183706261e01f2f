"""Polynomials and constants of lang/src/math/hyper.rs.

`tanh` needs `e^(2h) = 1 + 2 (h + h^2 q(h))` on a quarter of a step of ln 2 to either side of 0,
`q` with the least error relative to `e^(2h) - 1`. `sinh` and `cosh` need
`sinh r = r + r^3 p(r^2)` and `cosh r = 1 + r^2 q(r^2)` on half a step. Weights are held off 0,
where they vanish.

`python3 hyper.py` prints the constants, `--check` compares them with the source.
"""

import sys

from mpmath import cosh, exp, expm1, factorial, fsum, ln, mp, mpf, sinh, sqrt

from remez import check, chopped, f32, f64, literal, minimax, show

mp.prec = 130
SOURCE = "../../src/math/hyper.rs"
LN2 = ln(mpf(2))
# A little beyond half a step, for what the reduction rounds.
HALF = LN2 / 2 * mpf("1.0001")
QUARTER = HALF / 2
FLOOR = mpf(1) / 64


def tail(h):
    """`((e^(2h) - 1) / 2 - h) / h^2`."""
    if abs(h) < mpf(2) ** -20:
        return fsum(2 * (2 * h) ** k / factorial(k + 2) for k in range(8))
    return (expm1(2 * h) / 2 - h) / h**2


def weight(h):
    h = h if abs(h) > FLOOR / 2 else FLOOR / 2
    return h**2 / abs(expm1(2 * h) / 2)


def odd(u):
    """`(sinh r - r) / r^3` for `u = r^2`."""
    if u < mpf(2) ** -24:
        return fsum(u**k / factorial(2 * k + 3) for k in range(6))
    r = sqrt(u)
    return (sinh(r) - r) / (r * u)


def even(u):
    """`(cosh r - 1) / r^2` for `u = r^2`."""
    if u < mpf(2) ** -24:
        return fsum(u**k / factorial(2 * k + 2) for k in range(6))
    return (cosh(sqrt(u)) - 1) / u


def weight_odd(u):
    return max(u, FLOOR**2)


def weight_even(u):
    return max(u, FLOOR**2)


def table(function, low, high, degree, weight, to):
    powers = list(range(degree + 1))
    make = lambda: minimax(function, low, high, powers, weight, to)
    return make, function, low, high, powers, weight


TABLES = {
    "TANH_POLY": table(tail, -QUARTER, QUARTER, 10, weight, f64),
    "TANH_F32_POLY": table(tail, -QUARTER, QUARTER, 5, weight, f32),
    "SINH_POLY": table(odd, mpf(0), HALF**2, 4, weight_odd, f64),
    "SINH_F32_POLY": table(odd, mpf(0), HALF**2, 1, weight_odd, f32),
    "COSH_POLY": table(even, mpf(0), HALF**2, 4, weight_even, f64),
    "COSH_F32_POLY": table(even, mpf(0), HALF**2, 2, weight_even, f32),
}

if __name__ == "__main__":
    if "--check" in sys.argv:
        check(SOURCE, TABLES)
    for name, (make, *_) in TABLES.items():
        show(name, make(), f32 if "F32" in name else f64)
    # A product of the first part with a whole number of 6 (f32: 5) bits is exact, and a multiple
    # of 2^-52 (2^-23).
    half = LN2 / 2
    for name, bits, to in [("", 46, f64), ("_F32", 19, f32)]:
        high = chopped(half, bits)
        print(f"TANH{name}_STEP_HI {literal(high, to)}  TANH{name}_STEP_LO {literal(to(half - high), to)}"
              f"  TANH{name}_STEPS {literal(to(1 / half), to)}")
    print("nearest f32 of ln2/2", literal(f32(half), f32))
