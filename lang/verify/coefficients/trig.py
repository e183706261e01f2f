"""Constants and polynomials of lang/src/math/trig.rs.

Sines, cosines and twice the tangents of half the angle on a quarter turn around 0, sines on half a
turn for `approx`; pi/2 in parts, the bits of 2/pi. See remez.py.
"""

import sys
from pathlib import Path

from mpmath import mp, mpf

from remez import check, f32, f64, literal, minimax, show

SOURCE = Path(__file__).parents[2] / "src/math/trig.rs"
QUARTER = mp.pi / 4
# A quotient that is rounded on its way to an integer puts the remainder a little further out.
WIDE, WIDE_F32 = QUARTER * (1 + mpf(2) ** -11), QUARTER + mpf(2) ** -7
HALF_WIDE, HALF_WIDE_F32 = QUARTER * 2 * (1 + mpf(2) ** -11), QUARTER * 2 + mpf(2) ** -7


def odd_rest(function):
    return lambda x: function(x) - x


def polynomial(function, weight, high, powers, to=f64, start=8):
    # Below it the error is smaller by itself, the first term being 1 or x. How far below `high` it
    # is changes how well the coefficients can be rounded one by one.
    low = high / start
    make = lambda: minimax(function, low, high, powers, weight, to)
    return make, function, low, high, powers, weight


def sine(high, last, to=f64):
    return polynomial(odd_rest(mp.sin), lambda x: 1 / mp.sin(x), high, range(3, last + 1, 2), to)


def cosine(high, last, to=f64):
    rest = lambda x: mp.cos(x) - 1 + x * x / 2
    return polynomial(rest, lambda x: 1 / mp.cos(x), high, range(4, last + 1, 2), to)


def tangent(high, last, to=f64):
    twice_half = lambda x: 2 * mp.tan(x / 2)
    weight = lambda x: 1 / twice_half(x)
    return polynomial(odd_rest(twice_half), weight, high, range(3, last + 1, 2), to, 12)


TABLES = {
    "TRIG_SIN": sine(WIDE, 13),
    "TRIG_COS": cosine(WIDE, 14),
    "TRIG_SIN_F32": sine(WIDE_F32, 7, f32),
    "TRIG_COS_F32": cosine(WIDE_F32, 8, f32),
    "TRIG_TAN": tangent(WIDE, 19),
    "TRIG_TAN_F32": tangent(WIDE_F32, 9, f32),
    "TRIG_HALF_TURN": sine(HALF_WIDE, 17),
    "TRIG_HALF_TURN_F32": sine(HALF_WIDE_F32, 9, f32),
}


def parts(x, count, to):
    found = []
    for _ in range(count):
        found.append(to(x))
        x -= found[-1]
    return found


def print_constants():
    for to, suffix in ((f64, ""), (f32, "_F32")):
        kind = "f64" if to is f64 else "f32"
        print(f"const TRIG_TWO_OVER_PI{suffix}: {kind} = {literal(to(2 / mp.pi), to)};")
        print(f"const TRIG_ONE_OVER_PI{suffix}: {kind} = {literal(to(1 / mp.pi), to)};")
        for name, part in zip("ABC", parts(mp.pi / 2, 3, to)):
            print(f"const TRIG_HALF_PI_{name}{suffix}: {kind} = {literal(part, to)};")
    mp.prec = 1600
    words = 19
    bits = int(mp.floor(2 / mp.pi * mpf(2) ** (64 * words)))
    print(f"const TRIG_BITS: [u64; {words + 1}] = [")
    for word in [0] + [bits >> 64 * (words - 1 - i) & (2**64 - 1) for i in range(words)]:
        print(f"    {word:#018x},")
    print("];")
    mp.prec = 160


if __name__ == "__main__":
    if "--check" in sys.argv:
        check(SOURCE, TABLES)
    only = sys.argv[1:]
    if not only:
        print_constants()
    for name, (make, _, _, _, _, _) in TABLES.items():
        if not only or name in only:
            show(name, make(), f32 if "F32" in name else f64)
