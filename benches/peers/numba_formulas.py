#!/usr/bin/env python3
"""The formulas of `examples/formulas.rs` in Numba: time and memory of each.

In: a count. Out: a table, or with --json one object a line. The formulas, their columns and the
numbers in them are those of benches/suite/formulas.rs, so that results can be compared; each text
is distinct. Numba never frees compiled code, so there is no run in which formulas are dropped.

    python3 benches/peers/numba_formulas.py --count 200
    cargo run --release --example formulas -- --numba python3
"""

import argparse
import json
import sys
import time

try:
    import numba
    import numpy as np
except ImportError as error:
    sys.exit(f"{error}: this needs a Python with numba")

ROWS = 8

# Name, columns with types and ranges, type of the value, expression.
FORMULAS = [
    ("charge", [("price", "f8", 1, 1000), ("discount", "f8", 0, 0.1), ("tax", "f8", 0, 0.08)],
     "f8", "price * (1.0 - discount) * (1.0 + tax)"),
    ("margin", [("revenue", "f8", -10, 100), ("cost", "f8", 0, 80)],
     "f8", "100.0 * (revenue - cost) / revenue if revenue > 0.0 else 0.0"),
    ("hour", [("seconds", "i8", -1_000_000, 2_000_000_000)],
     "i8", "seconds - seconds % 3600"),
    ("mix", [("key", "u8", 0, 9_000_000_000_000_000_000)],
     "u8", "(key ^ (key >> np.uint64(33))) * np.uint64(0xff51afd7ed558ccd)"),
    ("selected", [("x", "f8", 0, 1), ("y", "f8", 0, 1)],
     "u1", "1 if (x > 0.2 and x < 0.8) or y > 0.9 else 0"),
    ("score", [("x", "f8", -10, 20)],
     "f8", "min(max((x - 3.2) / 1.7, -3.0), 3.0)"),
    ("distance", [("x1", "f8", 0, 1), ("y1", "f8", 0, 1), ("x2", "f8", 0, 1), ("y2", "f8", 0, 1)],
     "f8", "math.sqrt((x2 - x1) * (x2 - x1) + (y2 - y1) * (y2 - y1))"),
    ("compound", [("principal", "f8", 1, 1000), ("rate", "f8", 0.001, 0.1),
                  ("years", "f8", 0.5, 30)],
     "f8", "principal * (1.0 + rate / 12.0) ** (12.0 * years)"),
    ("payoff", [("spot", "f8", 50, 150), ("strike", "f8", 80, 120), ("years", "f8", 0.1, 5)],
     "f8", "max(spot * math.exp(0.02 * years) - strike, 0.0)"),
    ("moneyness", [("spot", "f8", 50, 150), ("strike", "f8", 80, 120), ("vol", "f8", 0.1, 0.5),
                   ("years", "f8", 0.1, 5)],
     "f8", "(math.log(spot / strike) + (0.01 + 0.5 * vol * vol) * years)"
           " / (vol * math.sqrt(years))"),
    ("curve", [("t", "f8", 0.1, 30)],
     "f8", "0.03 - 0.02 * (1.0 - math.exp(-t / 1.5)) / (t / 1.5)"),
    ("logistic", [("x", "f8", -10, 10)],
     "f8", "1.0 / (1.0 + math.exp(-x))"),
    ("decibel", [("x", "f8", -1, 1)],
     "f8", "20.0 * math.log10(abs(x) + 1e-12)"),
    ("hann", [("x", "f8", -1, 1), ("phase", "f8", 0, 1)],
     "f8", "x * (0.5 - 0.5 * math.cos(2.0 * math.pi * phase))"),
    ("shrink", [("x", "f8", -1, 1)],
     "f8", "math.copysign(1.0, x) * max(abs(x) - 0.1, 0.0)"),
    ("gamma", [("x", "f4", 0, 1)],
     "f4", "x ** np.float32(1.0 / 2.2)"),
    ("luma", [("r", "f4", 0, 1), ("g", "f4", 0, 1), ("b", "f4", 0, 1)],
     "f4", "np.float32(0.2126) * r + np.float32(0.7152) * g + np.float32(0.0722) * b"),
    ("pcm", [("x", "f4", -1.2, 1.2)],
     "i2", "np.int16(min(max(np.rint(x * np.float32(32767.0)), -32768.0), 32767.0))"),
    ("lennard_jones", [("r", "f8", 0.8, 3)],
     "f8", "4.0 * ((1.0 / r) ** 12 - (1.0 / r) ** 6)"),
    ("planck", [("x", "f8", 0.1, 20)],
     "f8", "x * x * x / math.expm1(x)"),
    ("oscillation", [("amplitude", "f8", 0.1, 2), ("t", "f8", 0, 10)],
     "f8", "amplitude * math.exp(-0.3 * t) * math.cos(6.5 * t)"),
]

MASK = (1 << 64) - 1


class Random:
    """The suite's sequence of numbers for a name (benches/suite/random.rs)."""

    def __init__(self, name):
        state = 0xCBF29CE484222325
        for byte in name.encode():
            state = ((state ^ byte) * 0x100000001B3) & MASK
        self.state = state | 1

    def between(self, low, high):
        state = self.state
        state ^= (state << 13) & MASK
        state ^= state >> 7
        state ^= (state << 17) & MASK
        self.state = state
        return float(low) + (state >> 11) / (1 << 53) * (float(high) - float(low))


def columns_of(formula):
    name, columns, result, _ = formula
    random = Random(name)
    arrays = []
    for _, kind, low, high in columns:
        if kind == "f4":
            low, high = np.float32(low), np.float32(high)
        convert = float if kind.startswith("f") else int
        numbers = [convert(random.between(low, high)) for _ in range(ROWS)]
        arrays.append(np.array(numbers, dtype=kind))
    return arrays + [np.zeros(ROWS, dtype=result)]


def text(formula, number):
    name, columns, result, expression = formula
    names = ", ".join(column for column, *_ in columns)
    elements = "".join(f"        {column}_i = {column}[i]\n" for column, *_ in columns)
    # Types that hold few numbers are added to as they are.
    constant = {"f4": f"np.float32({number % 100})", "u8": f"np.uint64({number % 100})"}
    return (
        f"def {name}_{number}({names}, out):\n"
        f"    for i in range(out.size):\n"
        f"{elements}"
        f"        out[i] = ({renamed(expression, columns)})"
        f" + {constant.get(result, number % 100)}\n"
    )


def renamed(expression, columns):
    """The expression over the elements: Python has one scope where Rust shadows."""
    import re

    for column, *_ in columns:
        expression = re.sub(rf"(?<![\w.]){column}\b", f"{column}_i", expression)
    return expression


def compile_and_run(number, arrays):
    import math

    formula = FORMULAS[number % len(FORMULAS)]
    scope = {"math": math, "np": np}
    source = text(formula, number)
    start = time.perf_counter()
    exec(compile(source, f"formula {number}", "exec"), scope)
    function = numba.njit(scope[f"{formula[0]}_{number}"])
    function(*arrays)
    return function, (time.perf_counter() - start) * 1e6


def resident():
    try:
        with open("/proc/self/status") as status:
            for line in status:
                if line.startswith("VmRSS:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    return None


def progress(done, count):
    if sys.stderr.isatty():
        end = "\n" if done == count else ""
        print(f"\r{done}/{count} formulas", end=end, file=sys.stderr, flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=200, help="formulas to compile")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    options = parser.parse_args()

    columns = [columns_of(formula) for formula in FORMULAS]
    # The first of each kind start the compiler, and show what is computed.
    kept = []
    for number, formula in enumerate(FORMULAS):
        kept.append(compile_and_run(number, columns[number])[0])
        if options.json:
            values = [float(value) for value in columns[number][-1]]
            print(json.dumps({"values_of": formula[0], "values": values}))
    times = []
    before = resident()
    for number in range(len(FORMULAS), len(FORMULAS) + options.count):
        function, took = compile_and_run(number, columns[number % len(FORMULAS)])
        kept.append(function)
        times.append(took)
        progress(len(times), options.count)
    after = resident()
    times.sort()
    each = None if before is None else (after - before) / options.count
    result = {
        "what": "kept",
        "version": numba.__version__,
        "count": options.count,
        "median_us": times[len(times) // 2],
        "p99_us": times[(len(times) - 1) * 99 // 100],
        "resident_before": before,
        "resident_after": after,
        "bytes_each": each,
    }
    if options.json:
        print(json.dumps(result))
        return
    print(f"numba {numba.__version__}, {options.count} distinct formulas")
    print(f"time each: median {result['median_us'] / 1e3:.1f} ms, p99 {result['p99_us'] / 1e3:.1f} ms")
    if each is not None:
        print(f"resident memory each: {each / 1024:.0f} KiB")


main()
