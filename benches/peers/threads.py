#!/usr/bin/env python3
"""Kernels on several threads: metate, rayon and Numba beside one another, on the same data.

In: nothing, or names of kernels. Out: a table with each one's median and how many times as long as
metate it takes, or with --json one object a line. Sizes and types are those of metate's suite
(`compare --suite`), and so are the kernels, except that sums of floats say `prange`. All results are
compared with NumPy's. metate and rayon run in the example `beside`, Numba here; rounds alternate, so
that a machine which slows down for a while slows down all. Ratios are medians over rounds.

    python3 -m venv /tmp/peers && /tmp/peers/bin/pip install numba
    /tmp/peers/bin/python benches/peers/threads.py [--threads 2] [--json] [NAME..]

Takes about three minutes, without building. It builds `beside` for this processor, unless --beside
names one that is there.
"""

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

try:
    import numba
    import numpy as np
    from numba import njit, prange
except ImportError as error:
    sys.exit(f"{error}: this needs a Python with numba")

ROOT = Path(__file__).resolve().parents[2]
BINS, FEATURES, CENTROIDS = 256, 8, 10


def inputs(name, quick):
    """The arrays of a kernel by name, in order."""
    random = np.random.default_rng(sum(name.encode()))
    n = {"saxpy": 1_000_000, "dot": 1_000_000, "sum": 1_000_000, "jacobi_2d": 1000, "nbody": 1000,
         "kmeans": 20_000, "histogram": 1_000_000, "black_scholes": 100_000}[name]
    n = n // 10 if quick else n
    if name == "saxpy":
        return n, {"x": random.random(n, dtype=np.float32), "y": random.random(n, dtype=np.float32)}
    if name in ("dot", "sum"):
        arrays = {"x": random.random(n), "y": random.random(n)}
        return n, {**({"x": arrays["x"]} if name == "sum" else arrays), "sum": np.zeros(1)}
    if name == "jacobi_2d":
        return n, {"a": random.random((n, n)), "b": random.random((n, n))}
    if name == "nbody":
        places = {axis: random.uniform(-1, 1, n) for axis in "xyz"}
        pulls = {axis: np.zeros(n) for axis in ("ax", "ay", "az")}
        return n, {**places, "mass": random.uniform(0.1, 1, n), **pulls}
    if name == "kmeans":
        points = random.random((n, FEATURES))
        return n, {"points": points, "centroids": points[:CENTROIDS].copy(),
                   "labels": np.zeros(n, np.uint32), "counts": np.zeros(CENTROIDS, np.uint32)}
    if name == "histogram":
        return n, {"x": random.random(n), "counts": np.zeros(BINS, np.uint64)}
    return n, {"spot": random.uniform(5, 30, n), "strike": random.uniform(1, 100, n),
               "years": random.uniform(0.25, 10, n), "call": np.zeros(n), "put": np.zeros(n)}


def reference(name, arrays):
    """What one call leaves in the arrays that are compared."""
    a = {array: value.copy() for array, value in arrays.items()}
    if name == "saxpy":
        return {"y": (a["y"] + np.float32(1e-6) * a["x"])}
    if name == "dot":
        return {"sum": np.array([math.fsum(a["x"] * a["y"])])}
    if name == "sum":
        return {"sum": np.array([math.fsum(a["x"])])}
    if name == "jacobi_2d":
        for x, y in ((a["a"], a["b"]), (a["b"], a["a"])):
            y[1:-1, 1:-1] = 0.2 * (x[1:-1, 1:-1] + x[1:-1, :-2] + x[1:-1, 2:] + x[2:, 1:-1]
                                   + x[:-2, 1:-1])
        return {"a": a["a"], "b": a["b"]}
    if name == "nbody":
        offs = [a[axis][None] - a[axis][:, None] for axis in "xyz"]
        squared = sum(off * off for off in offs) + 0.01
        pull = a["mass"][None] / (squared * np.sqrt(squared))
        return {f"a{axis}": (pull * off).sum(1) for axis, off in zip("xyz", offs)}
    if name == "kmeans":
        distances = ((a["points"][:, None] - a["centroids"][None]) ** 2).sum(-1)
        labels = distances.argmin(1)
        centroids = np.stack([a["points"][labels == k].mean(0) if (labels == k).any()
                              else np.zeros(FEATURES) for k in range(CENTROIDS)])
        return {"centroids": centroids, "labels": labels.astype(np.uint32)}
    if name == "histogram":
        bins = np.minimum((a["x"] * BINS).astype(np.int64), BINS - 1)
        return {"counts": np.bincount(bins, minlength=BINS).astype(np.uint64)}

    def normal_distribution(x):
        k = 1 / (1 + 0.2316419 * np.abs(x))
        polynomial = 0.31938153 + k * (-0.356563782 + k * (1.781477937 + k * (
            -1.821255978 + k * 1.330274429)))
        tail = 0.3989422804014327 * np.exp(-0.5 * x * x) * k * polynomial
        return np.where(x > 0, 1 - tail, tail)
    deviation = 0.3 * np.sqrt(a["years"])
    d1 = (np.log(a["spot"] / a["strike"]) + 0.065 * a["years"]) / deviation
    n1, n2 = normal_distribution(d1), normal_distribution(d1 - deviation)
    discounted = a["strike"] * np.exp(-0.02 * a["years"])
    return {"call": a["spot"] * n1 - discounted * n2,
            "put": discounted * (1 - n2) - a["spot"] * (1 - n1)}


def in_numba(fast, threads):
    """Every kernel, compiled for several threads: of all arrays of `inputs`."""
    parallel = njit(parallel=True, fastmath=fast, error_model="numpy", nogil=True)
    plain = njit(fastmath=fast, error_model="numpy", nogil=True)

    @parallel
    def saxpy(x, y):
        for i in prange(x.size):
            y[i] += np.float32(1e-6) * x[i]

    @parallel
    def dot(x, y, total):
        s = 0.0
        for i in prange(x.size):
            s += x[i] * y[i]
        total[0] = s

    @parallel
    def sum_(x, total):
        s = 0.0
        for i in prange(x.size):
            s += x[i]
        total[0] = s

    @parallel
    def jacobi_2d(a, b):
        n = a.shape[0]
        for i in prange(1, n - 1):
            for j in range(1, n - 1):
                b[i, j] = 0.2 * (a[i, j] + a[i, j - 1] + a[i, j + 1] + a[i + 1, j] + a[i - 1, j])
        for i in prange(1, n - 1):
            for j in range(1, n - 1):
                a[i, j] = 0.2 * (b[i, j] + b[i, j - 1] + b[i, j + 1] + b[i + 1, j] + b[i - 1, j])

    @parallel
    def nbody(x, y, z, mass, ax, ay, az):
        for i in prange(x.size):
            sx = sy = sz = 0.0
            for j in range(x.size):
                dx, dy, dz = x[j] - x[i], y[j] - y[i], z[j] - z[i]
                squared = dx * dx + dy * dy + dz * dz + 0.01
                pull = mass[j] / (squared * math.sqrt(squared))
                sx += pull * dx
                sy += pull * dy
                sz += pull * dz
            ax[i], ay[i], az[i] = sx, sy, sz

    @parallel
    def kmeans(points, centroids, labels, counts):
        n, (clusters, features) = points.shape[0], centroids.shape
        sums = np.zeros((threads, clusters, features))
        members = np.zeros((threads, clusters), np.int64)
        for t in prange(threads):
            own, few = np.zeros((clusters, features)), np.zeros(clusters, np.int64)
            for i in range(t * n // threads, (t + 1) * n // threads):
                nearest, label = np.inf, 0
                for k in range(clusters):
                    distance = 0.0
                    for d in range(features):
                        off = points[i, d] - centroids[k, d]
                        distance += off * off
                    if distance < nearest:
                        nearest, label = distance, k
                labels[i] = label
                few[label] += 1
                for d in range(features):
                    own[label, d] += points[i, d]
            sums[t] = own
            members[t] = few
        for k in range(clusters):
            count = members[:, k].sum()
            counts[k] = count
            for d in range(features):
                centroids[k, d] = sums[:, k, d].sum() / max(count, 1)

    @parallel
    def histogram(x, counts):
        bins = counts.size
        found = np.zeros((threads, bins), np.uint64)
        for t in prange(threads):
            own = np.zeros(bins, np.uint64)
            for i in range(t * x.size // threads, (t + 1) * x.size // threads):
                own[min(int(x[i] * bins), bins - 1)] += np.uint64(1)
            found[t] = own
        for t in range(threads):
            for k in range(bins):
                counts[k] += found[t, k]

    @plain
    def normal_distribution(x):
        k = 1.0 / (1.0 + 0.2316419 * abs(x))
        polynomial = 0.31938153 + k * (-0.356563782 + k * (1.781477937 + k * (
            -1.821255978 + k * 1.330274429)))
        tail = 0.3989422804014327 * math.exp(-0.5 * x * x) * k * polynomial
        return 1.0 - tail if x > 0.0 else tail

    @parallel
    def black_scholes(spot, strike, years, call, put):
        for i in prange(spot.size):
            deviation = 0.3 * math.sqrt(years[i])
            d1 = (math.log(spot[i] / strike[i]) + 0.065 * years[i]) / deviation
            n1, n2 = normal_distribution(d1), normal_distribution(d1 - deviation)
            discounted = strike[i] * math.exp(-0.02 * years[i])
            call[i] = spot[i] * n1 - discounted * n2
            put[i] = discounted * (1.0 - n2) - spot[i] * (1.0 - n1)

    return {"saxpy": saxpy, "dot": dot, "sum": sum_, "jacobi_2d": jacobi_2d, "nbody": nbody,
            "kmeans": kmeans, "histogram": histogram, "black_scholes": black_scholes}


KERNELS = ["saxpy", "dot", "sum", "jacobi_2d", "nbody", "kmeans", "histogram", "black_scholes"]


class Beside:
    """The example `beside`, which runs metate and rayon."""

    def __init__(self, binary, folder, threads, kernels):
        self.process = subprocess.Popen([binary, folder, str(threads), *kernels], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, request):
        self.process.stdin.write(request + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"beside ended at `{request}`")
        told = json.loads(line)
        if "error" in told:
            sys.exit(f"beside, `{request}`: {told['error']}")
        return told


def differs(name, array, found, wanted):
    """How a result differs from the reference, if it does."""
    found = found.reshape(wanted.shape)
    if wanted.dtype.kind in "ui":
        # Points as far from one centroid as from another, but for the last bit, are few.
        wrong = np.count_nonzero(found != wanted)
        allowed = 2 if array == "labels" else 0
        return f"{name}.{array}: {wrong} elements" if wrong > allowed else None
    tolerance = 1e-6 if wanted.dtype == np.float32 else 1e-3 if name == "kmeans" else 1e-10
    error = np.abs(found.astype(float) - wanted).max() / np.abs(wanted).max()
    return f"{name}.{array}: by {error:.1e}" if not error <= tolerance else None


def build():
    environment = {**os.environ, "RUSTFLAGS": "-C target-cpu=native"}
    subprocess.run(["cargo", "build", "--release", "--quiet", "--example", "beside",
                    "--target-dir", "target/peers"], cwd=ROOT, env=environment, check=True)
    return ROOT / "target/peers/release/examples/beside"


ENGINES = ["jit", "metate", "rayon", "numba", "numba_fast"]


def measure(name, beside, compiled, folder, arguments):
    """All engines on a kernel: medians, ratios, and what is wrong with results."""
    size, arrays = inputs(name, arguments.quick)
    wanted, wrong = reference(name, arrays), []
    types = {array: (value.dtype, value.shape) for array, value in arrays.items()}
    for engine in ENGINES:
        if engine in compiled:
            own = {array: value.copy() for array, value in arrays.items()}
            compiled[engine][name](*own.values())
            found = own
        else:
            beside.ask(f"result {name} {engine}")
            found = {array: np.fromfile(f"{folder}/{name}.{array}.out.bin", types[array][0])
                     for array in wanted}
        for array, value in wanted.items():
            wrong += [f"{engine}: {said}" for said in [differs(name, array, found[array], value)]
                      if said]
    own = {array: value.copy() for array, value in arrays.items()}

    def run(engine, calls):
        if engine not in compiled:
            return beside.ask(f"run {name} {engine} {calls}")["ns"]
        call, given = compiled[engine][name], list(own.values())
        start = time.perf_counter_ns()
        for _ in range(calls):
            call(*given)
        return (time.perf_counter_ns() - start) / calls
    batch = 2e6 if arguments.quick else 10e6
    calls = {engine: max(1, round(batch / max(run(engine, 3), 1))) for engine in ENGINES}
    rounds = {engine: [] for engine in ENGINES}
    for _ in range(5 if arguments.quick else 41):
        for engine in ENGINES:
            rounds[engine].append(run(engine, calls[engine]))
    row = {"kernel": name, "size": size, "threads": arguments.threads}
    for engine in ENGINES:
        row[f"{engine}_ns"] = round(statistics.median(rounds[engine]))
        ratios = [other / own for other, own in zip(rounds[engine], rounds["metate"])]
        row[f"{engine}_vs_metate"] = round(statistics.median(ratios), 3)
    return {**row, "wrong": wrong}


def shown(ns):
    return f"{ns / 1e3:.1f} us" if ns < 1e6 else f"{ns / 1e6:.2f} ms"


def table(rows, threads):
    heads = ["kernel", "size", "metate, 1", f"metate, {threads}", "rayon", "numba", "numba fast",
             "gain", "rayon/", "numba/", "fast/"]
    cells = [heads]
    for row in rows:
        times = [shown(row[f"{engine}_ns"]) for engine in ENGINES]
        ratios = [f"{row[f'{engine}_vs_metate']:.2f}" for engine in ENGINES if engine != "metate"]
        cells.append([row["kernel"], str(row["size"]), *times, *ratios])
    means = []
    for engine in ENGINES:
        logarithms = [math.log(row[f"{engine}_vs_metate"]) for row in rows]
        means.append(f"{math.exp(statistics.mean(logarithms)):.2f}")
    del means[1]
    cells.append(["geometric mean", "", "", "", "", "", "", *means])
    widths = [max(len(line[column]) for line in cells) for column in range(len(heads))]
    for line in cells:
        first, *others = [cell.rjust(width) for cell, width in zip(line, widths)]
        print("  ".join([line[0].ljust(widths[0]), *others]))
    print(f"""
medians of a call; metate on 1 thread and on {threads}, the others on {threads}. Ratios are medians over
rounds, relative to metate on {threads}: above 1, metate is faster; gain is that over one thread.""")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("kernels", nargs="*", metavar="NAME", help=", ".join(KERNELS))
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--json", action="store_true", help="one object a line")
    parser.add_argument("--quick", action="store_true", help="small data, few rounds")
    parser.add_argument("--beside", help="the example, built")
    arguments = parser.parse_args()
    unknown = set(arguments.kernels) - set(KERNELS)
    if unknown:
        parser.error(f"no kernel {', '.join(sorted(unknown))}")
    kernels = arguments.kernels or KERNELS
    binary = arguments.beside or build()
    numba.set_num_threads(arguments.threads)
    compiled = {"numba": in_numba(False, arguments.threads),
                "numba_fast": in_numba(True, arguments.threads)}
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name in kernels:
            for array, value in inputs(name, arguments.quick)[1].items():
                value.tofile(f"{folder}/{name}.{array}.bin")
        beside = Beside(binary, folder, arguments.threads, kernels)
        for name in kernels:
            row = measure(name, beside, compiled, folder, arguments)
            rows.append(row)
            if arguments.json:
                print(json.dumps(row), flush=True)
            for said in row["wrong"]:
                print(f"not what NumPy computes: {said}", file=sys.stderr)
        beside.process.stdin.close()
        beside.process.wait()
    if not arguments.json:
        print(f"numba {numba.__version__}, numpy {np.__version__}, {os.cpu_count()} cores\n")
        table(rows, arguments.threads)
    if any(row["wrong"] for row in rows):
        sys.exit(1)


if __name__ == "__main__":
    main()
