"""The polynomials of the error function: `lang/src/math/erf.rs`.

In: `--check` or nothing. Out: what `remez.py` says. Always true: the constants of the Rust file are
those printed here. Deliberately absent: the method, which the Rust file tells.
"""

import sys
from pathlib import Path

from mpmath import mp, mpf
from remez import check, f32, f64, largest, minimax, remez, show

# Where the polynomials meet.
SPLIT = mpf("0.875")
# Where those of erfc do, of f64.
ERFC_SPLIT = mpf("0.625")

SOURCE = Path(__file__).parents[2] / "src" / "math" / "erf.rs"


def near(u):
    """erf(x) = x + x near(x^2)."""
    total, term, k = mpf(-1), 2 / mp.sqrt(mp.pi), 0
    while abs(term) > mpf(2) ** -110:
        total += term / (2 * k + 1)
        k += 1
        term *= -u / k
    return total


def near_weight(u):
    return 1 / (1 + near(u))


def far(b):
    """erf(SPLIT + b) = 1 - exp(far(b)) / 4."""
    return mp.log(4 * mp.erfc(SPLIT + b))


def far_weight(b):
    return mp.erfc(SPLIT + b)


def tail(centre):
    """erfc(a) (1.5625 a + 0.9765625) = exp(-a^2) (1 + tail((a - centre) / (a + centre)))."""
    def function(t):
        a = centre * (1 + t) / (1 - t)
        return mp.exp(a * a) * mp.erfc(a) * (a + mpf(5) / 8) * 25 / 16 - 1
    return function


def unit(t):
    return mpf(1)


def mapped(a, centre):
    return (mpf(a) - centre) / (mpf(a) + centre)


def rounded(function, low, high, powers, weight, to, alone=0):
    """So many coefficients rounded one at a time, then the others at once: where the last ones
    are far below the error that is left, their exchange would not converge."""
    known, powers = {}, list(powers)
    for count in range(alone + 1):
        rest = lambda x: function(x) - mp.fsum(c * x**p for p, c in known.items())
        left = [p for p in powers if p not in known]
        fitted = remez(rest, low, high, left, weight, rounds=20)
        known.update(zip(left[: 1 if count < alone else None], map(to, fitted)))
    coefficients = [known[p] for p in powers]
    return coefficients, mp.log(largest(function, low, high, coefficients, powers, weight), 2)


def table(name, function, low, high, powers, weight, to, fit):
    make = lambda: fit(function, low, high, powers, weight, to)
    return name, (make, function, low, high, powers, weight)


TABLES = dict([
    table("ERF_NEAR", near, 0, SPLIT**2, range(12), near_weight, f64, lambda *all: rounded(*all, alone=2)),
    table("ERF_FAR", far, 0, mpf("5.93") - SPLIT, range(19), far_weight, f64, rounded),
    table("ERF_NEAR_F32", near, 0, SPLIT**2, range(7), near_weight, f32, minimax),
    table("ERF_FAR_F32", far, 0, mpf(4) - SPLIT, range(7), far_weight, f32, rounded),
    table("ERFC_NEAR", near, 0, ERFC_SPLIT**2, range(10), near_weight, f64,
          lambda *all: rounded(*all, alone=2)),
    table("ERFC_TAIL", tail(mpf(4)), mapped(ERFC_SPLIT, 4), mapped(27.3, 4), range(22), unit, f64,
          lambda *all: rounded(*all, alone=2)),
    table("ERFC_NEAR_F32", near, 0, mpf(1) / 4, range(5), near_weight, f32, rounded),
    table("ERFC_TAIL_F32", tail(mpf(5) / 2), mapped(0.5, 2.5), mapped(10.1, 2.5), range(10), unit,
          f32, lambda *all: rounded(*all, alone=3)),
])

if __name__ == "__main__":
    mp.prec = 110
    if "--check" in sys.argv:
        check(SOURCE, TABLES)
    for name, (make, *_) in TABLES.items():
        show(name, make(), f32 if name.endswith("F32") else f64)
