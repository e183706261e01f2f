"""Minimax polynomials whose coefficients are floats.

In: a function, an interval, the powers of the polynomial and a weight. Out: coefficients as the
nearest f64 or f32, and the largest weighted error, measured again for the rounded coefficients.
Method: Remez's exchange (Muller, Elementary Functions, chapter 3), one coefficient rounded at a
time from the lowest power up, the others fitted anew (the idea of Brisebarre and Chevillard,
"Efficient polynomial L-infinity approximations", 2007, without its lattice).

Needs mpmath. A file beside this one for each family of functions lists its polynomials; run it to
print them, or with `--check` to compare them with the constants in the Rust source.
"""

import re
import struct
import sys
from pathlib import Path

from mpmath import mp, mpf

mp.prec = 160


def f64(x):
    """The nearest f64."""
    return mpf(float(x))


def f32(x):
    """The nearest f32 (through more digits than twice its own, so in one rounding but for ties)."""
    return mpf(struct.unpack("f", struct.pack("f", float(x)))[0])


def pair(x, to=f64):
    """A number as the sum of two floats."""
    high = to(x)
    return high, to(x - high)


def chopped(x, bits):
    """`x` cut to so many significant bits: its products with small integers are exact."""
    mantissa, exponent = mp.frexp(x)
    scale = mpf(2) ** bits
    return mp.ldexp(mp.floor(mantissa * scale) / scale, int(exponent))


def solve(function, weight, powers, points):
    """The polynomial whose weighted error alternates on the points, and that error."""
    count = len(points)
    matrix, right = mp.matrix(count, count), mp.matrix(count, 1)
    for row, x in enumerate(points):
        for column, power in enumerate(powers):
            matrix[row, column] = x**power
        matrix[row, count - 1] = (-1) ** row / weight(x)
        right[row] = function(x)
    solution = mp.lu_solve(matrix, right)
    return [solution[i] for i in range(len(powers))], abs(solution[count - 1])


def value(coefficients, powers, x):
    return mp.fsum(c * x**p for c, p in zip(coefficients, powers))


def extrema(error, low, high, count, grid=40):
    """`count` points where the error alternates, the largest of each sign."""
    steps = grid * count
    # Chebyshev points: dense at the ends.
    xs = [(low + high) / 2 - (high - low) / 2 * mp.cos(mp.pi * i / steps) for i in range(steps + 1)]
    es = [error(x) for x in xs]
    found = []
    for x, e in zip(xs, es):
        if found and (found[-1][1] > 0) == (e > 0):
            if abs(e) > abs(found[-1][1]):
                found[-1] = (x, e)
        else:
            found.append((x, e))
    while len(found) > count:
        found.pop(0 if abs(found[0][1]) < abs(found[-1][1]) else -1)
    return [x for x, _ in found]


def remez(function, low, high, powers, weight, rounds=12):
    """Unrounded minimax coefficients. `weight(x)` multiplies the error: 1/f(x) for a relative one."""
    low, high = mpf(low), mpf(high)
    count = len(powers) + 1
    points = [(low + high) / 2 - (high - low) / 2 * mp.cos(mp.pi * (i + mpf(1) / 2) / count)
              for i in range(count)]
    coefficients, last = None, None
    for _ in range(rounds):
        coefficients, level = solve(function, weight, powers, points)
        error = lambda x: (value(coefficients, powers, x) - function(x)) * weight(x)
        new = extrema(error, low, high, count)
        if len(new) < count:
            break
        points = new
        if last is not None and abs(level - last) < level * mpf("1e-6"):
            break
        last = level
    return coefficients


def largest(function, low, high, coefficients, powers, weight, points=2000):
    """The largest weighted error."""
    low, high = mpf(low), mpf(high)
    xs = ((low + high) / 2 - (high - low) / 2 * mp.cos(mp.pi * i / points) for i in range(points + 1))
    return max(abs((value(coefficients, powers, x) - function(x)) * weight(x)) for x in xs if x != 0)


def minimax(function, low, high, powers, weight=None, to=f64, fixed=None):
    """Rounded coefficients, by power, and their error as a power of 2.

    `fixed` gives coefficients that are known, by power; they need not be among `powers`.
    """
    weight = weight or (lambda x: 1 / function(x))
    known = dict(fixed or {})
    left = [power for power in powers if power not in known]
    while left:
        rest = lambda x: function(x) - mp.fsum(c * x**p for p, c in known.items())
        coefficients = remez(rest, low, high, left, weight)
        known[left[0]] = to(coefficients[0])
        left = left[1:]
    order = sorted(known)
    error = largest(function, low, high, [known[p] for p in order], order, weight)
    return [known[p] for p in order], mp.log(error, 2)


def literal(x, to=f64):
    """As Rust writes it: the shortest decimal that reads back."""
    if to is f64:
        return repr(float(x))
    import numpy
    return str(numpy.float32(float(x)))


def show(name, result, to=f64):
    coefficients, error = result
    print(f"// {name}: error below 2^{float(error):.2f}")
    kind = "f64" if to is f64 else "f32"
    print(f"const {name}: [{kind}; {len(coefficients)}] = [")
    for c in coefficients:
        print(f"    {literal(c, to)},")
    print("];")


def constants(source):
    """The `const NAME: T = ..` and `const NAME: [T; n] = [..]` of a Rust file."""
    text = Path(source).read_text()
    found = {}
    for name, body in re.findall(r"const (\w+): [^=]*= ([^;]*);", text):
        numbers = re.findall(r"-?\d[\d_]*\.?[\d_]*(?:e-?\d+)?", re.sub(r"//.*", "", body))
        found[name] = [float(n.replace("_", "")) for n in numbers]
    return found


def check(source, tables):
    """Prints the error of every polynomial as it stands in the Rust file; fails where it is more
    than a tenth of a bit above that of the polynomial made here."""
    there, wrong = constants(source), 0
    for name, (make, function, low, high, powers, weight) in tables.items():
        coefficients, error = make()
        found = [f32(c) if name.endswith("_F32") else mpf(c) for c in there[name]]
        measured = mp.log(largest(function, low, high, found, powers, weight), 2)
        bad = measured > error + mpf("0.1")
        wrong += bad
        print(f"{name:<24} degree {max(powers):>2} on [{float(low):.6g}, {float(high):.6g}] "
              f"error 2^{float(measured):.2f}{'  WORSE than 2^%.2f' % float(error) if bad else ''}")
    sys.exit(1 if wrong else 0)
