"""The polynomials of roots: `lang/src/math/root.rs`.

In: `--check` or nothing. Out: what `remez.py` says. Always true: the constants of the Rust file are
those printed here. Deliberately absent: the method, which the Rust file tells.
"""

import sys
from pathlib import Path

from mpmath import mp, mpf
from remez import check, f32, f64, minimax, show

SOURCE = Path(__file__).parents[2] / "src" / "math" / "root.rs"

# 1 - x z^3 for the first guess z of x^(-1/3).
MOST = mpf("0.1022")


def correction(h):
    """What `x z^2` lacks to be the cube root of `x`."""
    return (1 - h) ** (-mpf(2) / 3)


def table(name, powers, to):
    weight = lambda h: 1 / correction(h)
    make = lambda: minimax(correction, -MOST, MOST, powers, weight, to)
    return name, (make, correction, -MOST, MOST, powers, weight)


TABLES = dict([
    table("CBRT_CORRECTION", range(5), f64),
    table("CBRT_CORRECTION_F32", range(3), f32),
])


def guess(digits, bits, dropped):
    """The exponents' and the mantissa's bits of x^(-1/3), `dropped` of them left out, are about
    this less a third of those of x; 0.068 makes the largest errors of both signs equal."""
    bias = mpf(2) ** (bits - digits - 2) - 1
    ones = (4 * bias / 3 - mpf("0.068")) * mpf(2) ** (digits - dropped)
    return mp.nint(ones + mpf(2) ** digits * 4 / 3)


if __name__ == "__main__":
    mp.prec = 120
    if "--check" in sys.argv:
        check(SOURCE, TABLES)
    for name, (make, *_) in TABLES.items():
        show(name, make(), f32 if name.endswith("F32") else f64)
    print(f"const CBRT_GUESS: f64 = {int(guess(52, 64, 12))}.0;")
    print(f"const CBRT_GUESS_F32: f32 = {int(guess(23, 32, 8))}.0;")
