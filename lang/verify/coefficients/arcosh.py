"""Polynomials of lang/src/math/arcosh.rs."""

import sys
from pathlib import Path

from remez import check, f32, f64, minimax, mp, mpf, show

SOURCE = Path(__file__).parents[2] / "src" / "math" / "arcosh.rs"

# The exponent of (1 + x) / (1 - x) is taken from a logarithm that is piecewise linear: what is left
# of its binary logarithm is up to a half and the error of that, 0.0861.
MOST = mp.tanh(mp.log(2) / 2 * mpf("0.5861")) ** 2


def series(z):
    """(artanh s - s) / s^3 of z = s^2."""
    if z < mpf("1e-12"):
        return mpf(1) / 3 + z / 5
    s = mp.sqrt(z)
    return (mp.atanh(s) - s) / (s * z)


def weight(z):
    """Relative to the result, which is about s; not 0, so that the constant term is fitted."""
    return max(z, mpf("1e-9"))


def entry(degree, to):
    powers = list(range(degree + 1))
    make = lambda: minimax(series, 0, MOST, powers, weight, to=to)
    return make, series, 0, MOST, powers, weight


TABLES = {"ATANH_SERIES": entry(7, f64), "ATANH_SERIES_F32": entry(3, f32)}

if __name__ == "__main__":
    if "--check" in sys.argv:
        check(SOURCE, TABLES)
    for name, (make, *_) in TABLES.items():
        show(name, make(), f32 if name.endswith("F32") else f64)
