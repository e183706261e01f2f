"""Polynomials and constants of lang/src/math/log.rs."""

import sys
from pathlib import Path

from remez import check, chopped, f32, f64, literal, minimax, mp, mpf, pair, show

SOURCE = Path(__file__).parents[2] / "src" / "math" / "log.rs"

# The square of s = (m - 1) / (m + 1) for m up to the square root of 2, a little more for its
# rounding.
MOST = ((mp.sqrt(2) - 1) / (mp.sqrt(2) + 1)) ** 2 * (1 + mpf(2) ** -22)


def series(z):
    """(ln((1 + s) / (1 - s)) - 2 s) / s^3 of z = s^2."""
    if z < mpf("1e-12"):
        return mpf(2) / 3 + mpf(2) / 5 * z
    s = mp.sqrt(z)
    return (mp.log((1 + s) / (1 - s)) - 2 * s) / (s * z)


def weight(z):
    """Relative to the logarithm, which is about 2 s; not 0, so that the constant term is fitted."""
    return max(z, mpf("1e-9")) / 2


def entry(degree, to):
    powers = list(range(degree + 1))
    make = lambda: minimax(series, 0, MOST, powers, weight, to=to)
    return make, series, 0, MOST, powers, weight


TABLES = {
    "LOG_SERIES": entry(6, f64),
    "LOG_APPROX": entry(5, f64),
    "LOG_SERIES_F32": entry(2, f32),
}


def split(name, x, bits, to):
    """`x` as a number of so many bits and a rest."""
    high = chopped(x, bits)
    suffix, kind = ("", "f64") if to is f64 else ("_F32", "f32")
    print(f"const {name}_HI{suffix}: {kind} = {literal(high, to)};")
    print(f"const {name}_LO{suffix}: {kind} = {literal(to(x - high), to)};")


if __name__ == "__main__":
    if "--check" in sys.argv:
        check(SOURCE, TABLES)
    for name, (make, *_) in TABLES.items():
        show(name, make(), f32 if name.endswith("F32") else f64)
    for to, bits in (f64, 42), (f32, 16):
        split("LOG_LN2", mp.log(2), bits, to)
        split("LOG_LG2", mp.log10(2), bits, to)
        suffix, kind = ("", "f64") if to is f64 else ("_F32", "f32")
        for name, x in ("LOG_LOG2E_LO", 1 / mp.log(2)), ("LOG_LOG10E_LO", 1 / mp.log(10)):
            print(f"const {name}{suffix}: {kind} = {literal(pair(x, to)[1], to)};")
