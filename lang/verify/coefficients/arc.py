"""Constants and polynomials of lang/src/math/arc.rs. See remez.py."""

import sys
from pathlib import Path

from mpmath import mp, mpf

from remez import check, f32, f64, literal, minimax, pair, show

SOURCE = Path(__file__).parents[2] / "src/math/arc.rs"
# Where atan's pieces meet.
JOINT = mpf(7) / 16


def polynomial(function, high, last, to=f64, start=8):
    # Below it the error is smaller by itself, the first term being x. How far below `high` it is
    # changes how well the coefficients can be rounded one by one.
    low = high / start
    powers = range(3, last + 1, 2)
    rest, weight = lambda x: function(x) - x, lambda x: 1 / function(x)
    return lambda: minimax(rest, low, high, powers, weight, to), rest, low, high, powers, weight


TABLES = {
    "ARC_ATAN": polynomial(mp.atan, JOINT, 23, start=16),
    "ARC_ATAN_F32": polynomial(mp.atan, JOINT, 11, f32),
    "ARC_ASIN": polynomial(mp.asin, mpf(1) / 2, 27),
    "ARC_ASIN_F32": polynomial(mp.asin, mpf(1) / 2, 11, f32),
}


def print_constants():
    numbers = {"HALF_PI": mp.pi / 2, "PI": mp.pi, "JOINT": mp.atan(mpf(15) / 16), "HALF": mp.atan(mpf(1) / 2)}
    for to, suffix, kind in ((f64, "", "f64"), (f32, "_F32", "f32")):
        for name, number in numbers.items():
            for part, value in zip(("HI", "LO"), pair(number, to)):
                print(f"const ARC_{name}_{part}{suffix}: {kind} = {literal(value, to)};")


if __name__ == "__main__":
    if "--check" in sys.argv:
        check(SOURCE, TABLES)
    only = sys.argv[1:]
    if not only:
        print_constants()
    for name, (make, _, _, _, _, _) in TABLES.items():
        if not only or name in only:
            show(name, make(), f32 if "F32" in name else f64)
