"""Speed of mathematical functions in other libraries, beside ours, on arrays in the L2 cache.

In: nothing. Out: a table of nanoseconds an element, the median of rounds in which all take turns.
Peers: NumPy (its own SIMD), Numba 0.61 with SVML, Dr.Jit, gcc -O3 -ffast-math with libmvec. Run

    python benches/peers/math_functions.py [--svml PYTHON] [NAME..]

with a Python that has numpy and drjit; `--svml` names one with numba 0.61, numpy < 2.3 and
intel-cmplr-lib-rt. What is not there is left out and said. Ours is the example `math_speed` of
metate-lang, built for this processor.
"""

import argparse
import ctypes
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 5
BYTES = 128 << 10
INPUTS = {
    "tanh": (-4, 4), "exp": (-10, 10), "ln": (1e-3, 100), "sin": (-100, 100),
    "cos": (-100, 100), "powf": (1e-3, 100), "erf": (-4, 4),
}


def data(name, ty):
    import numpy as np
    random = np.random.default_rng(1)
    count = BYTES // np.dtype(ty).itemsize
    return (random.uniform(*INPUTS[name], count).astype(ty), random.uniform(-3, 3, count).astype(ty))


def median(run, repeats=31):
    times = []
    for _ in range(repeats + 2):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return statistics.median(times[2:])


def numpy_peer(names):
    import numpy as np
    functions = {"tanh": np.tanh, "exp": np.exp, "ln": np.log, "sin": np.sin, "cos": np.cos}
    for name in names:
        for ty in ("float64", "float32"):
            x, y = data(name, ty)
            out = np.empty_like(x)
            if name == "powf":
                yield name, ty, median(lambda: np.power(x, y, out=out)) / x.size
            elif name in functions:
                yield name, ty, median(lambda: functions[name](x, out=out)) / x.size


def numba_peer(names):
    import math
    import numba
    import numpy as np
    functions = {"tanh": math.tanh, "exp": math.exp, "ln": math.log, "sin": math.sin,
                 "cos": math.cos, "erf": math.erf}
    for name in names:
        if name == "powf":
            @numba.njit(fastmath=True)
            def loop(x, y, out):
                for i in range(x.shape[0]):
                    out[i] = x[i] ** y[i]
        else:
            f = functions[name]

            @numba.njit(fastmath=True)
            def loop(x, y, out):
                for i in range(x.shape[0]):
                    out[i] = f(x[i])
        for ty in ("float64", "float32"):
            x, y = data(name, ty)
            out = np.empty_like(x)
            loop(x, y, out)
            yield name, ty, median(lambda: loop(x, y, out)) / x.size


def drjit_peer(names):
    import drjit as dr
    import drjit.llvm as llvm
    functions = {"tanh": dr.tanh, "exp": dr.exp, "ln": dr.log, "sin": dr.sin, "cos": dr.cos,
                 "erf": dr.erf}
    # Launching a kernel costs more than an array in L2 takes: a larger one, half of it subtracted.
    for name in names:
        for ty, array in (("float64", llvm.Float64), ("float32", llvm.Float32)):
            x, y = data(name, ty)
            xs = [array(x.repeat(n)) for n in (8, 16)]
            ys = [array(y.repeat(n)) for n in (8, 16)]
            dr.eval(xs, ys)
            dr.sync_thread()

            def run(index):
                result = dr.power(xs[index], ys[index]) if name == "powf" else functions[name](xs[index])
                dr.eval(result)
                dr.sync_thread()
            yield name, ty, (median(lambda: run(1)) - median(lambda: run(0))) / (8 * x.size)


C = """
#include <math.h>
#define F(name, type, f) void name(const type *restrict x, const type *restrict y, \\
    type *restrict out, long n) { for (long i = 0; i < n; i++) out[i] = f; }
F(tanh_float64, double, tanh(x[i])) F(tanh_float32, float, tanhf(x[i]))
F(exp_float64, double, exp(x[i])) F(exp_float32, float, expf(x[i]))
F(ln_float64, double, log(x[i])) F(ln_float32, float, logf(x[i]))
F(sin_float64, double, sin(x[i])) F(sin_float32, float, sinf(x[i]))
F(cos_float64, double, cos(x[i])) F(cos_float32, float, cosf(x[i]))
F(powf_float64, double, pow(x[i], y[i])) F(powf_float32, float, powf(x[i], y[i]))
F(erf_float64, double, erf(x[i])) F(erf_float32, float, erff(x[i]))
"""


def gcc_peer(names):
    import numpy as np
    with tempfile.TemporaryDirectory() as folder:
        source, library = Path(folder, "peers.c"), Path(folder, "peers.so")
        source.write_text(C)
        subprocess.run(["gcc", "-O3", "-ffast-math", "-march=native", "-mprefer-vector-width=512",
                        "-shared", "-fPIC", source, "-o", library, "-lm"], check=True)
        loaded = ctypes.CDLL(str(library))
    for name in names:
        for ty in ("float64", "float32"):
            x, y = data(name, ty)
            out = np.empty_like(x)
            function = getattr(loaded, f"{name}_{ty}")
            args = [ctypes.c_void_p(array.ctypes.data) for array in (x, y, out)] + [ctypes.c_long(x.size)]
            yield name, ty, median(lambda: function(*args)) / x.size


def ours(names):
    environment = dict(os.environ, CARGO_TARGET_DIR=str(ROOT / "target" / "native"))
    environment["RUSTFLAGS"] = "-C target-cpu=native -C target-feature=-prefer-256-bit"
    command = ["cargo", "run", "-q", "--release", "-p", "metate-lang", "--example", "math_speed", "--",
               "--json", *names]
    output = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    for line in output.stdout.splitlines():
        row = json.loads(line)
        for what in ("std", "call", "fast", "approx"):
            if what in row:
                yield what, row["name"], "float64" if row["type"] == "f64" else "float32", row[what] * 1e-9


PEERS = {"numpy": numpy_peer, "svml": numba_peer, "drjit": drjit_peer, "gcc_fast": gcc_peer}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--svml", help="a Python with numba 0.61 and SVML")
    parser.add_argument("--peer", help=argparse.SUPPRESS)
    parser.add_argument("names", nargs="*")
    args = parser.parse_args()
    names = args.names or list(INPUTS)
    if args.peer:
        for row in PEERS[args.peer](names):
            print(json.dumps(row))
        return
    times, absent = {}, set()
    for _ in range(ROUNDS):
        for what, name, ty, seconds in ours(names):
            times.setdefault((name, ty), {}).setdefault(what, []).append(seconds)
        for peer in PEERS:
            python = args.svml if peer == "svml" else sys.executable
            if python is None or peer in absent:
                absent.add(peer)
                continue
            command = [python, __file__, "--peer", peer, *names]
            # Numba finds SVML beside the Python that it is installed with.
            library = str(Path(python).absolute().parent.parent / "lib")
            environment = dict(os.environ, LD_LIBRARY_PATH=library)
            output = subprocess.run(command, capture_output=True, text=True, env=environment)
            if output.returncode != 0:
                absent.add(peer)
                print(f"{peer} does not run: {output.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
            for line in output.stdout.splitlines():
                name, ty, seconds = json.loads(line)
                times.setdefault((name, ty), {}).setdefault(peer, []).append(seconds)
    columns = ["std", "call", "fast", "approx", *PEERS]
    print("| function | " + " | ".join(columns) + " | (ns per element) |")
    print("|---" * (len(columns) + 2) + "|")
    for (name, ty), row in times.items():
        cells = [f"{statistics.median(row[c]) * 1e9:.2f}" if c in row else "-" for c in columns]
        print(f"| {name} {ty} | " + " | ".join(cells) + " | |")
    print("absent:", ", ".join(sorted(absent)) or "none")


main()
