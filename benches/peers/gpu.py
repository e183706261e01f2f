#!/usr/bin/env python3
"""The kernels of `examples/gpu_speed.rs` by CuPy, CUDA and Triton: time of each on an NVIDIA device.

In: what `gpu_speed --json` printed (`--ours`), whose kernels, types and sizes are then measured; else
all of them at sizes for hardware. Out: one JSON object a line, of the same fields as ours and `peer`;
with `--ours` a table of both and their ratios. Peers: `cupy` is CuPy's own function (cuBLAS and CUB
behind it), `cuda` the text's loops in CUDA C++ by CuPy's RawKernel, `triton` a kernel of Triton on
PyTorch's tensors. Those that are missing are skipped, and the error stream says so. What CUDA kernels
compute is compared with CuPy's functions at a small size first. Data are resident before the clock
runs; they are random numbers between the same limits as ours. Device time is between two CUDA events
around a call, the median of many.

    cargo run --release --example gpu_speed -- --json > ours.json
    python3 benches/peers/gpu.py --ours ours.json
    python3 benches/peers/gpu.py > peers.json
    python3 benches/peers/gpu.py --ours ours.json --peers peers.json
"""

import argparse
import json
import sys
import time

WARM, FEWEST, MOST, ENOUGH = 0.2, 5, 101, 1.0
STEPS, COLUMNS, BINS, LIMIT = 10, 256, 256, 200

# Kernels and sizes for hardware, as in benches/device/mod.rs.
SIZES = {
    "copy": 1 << 26, "saxpy": 1 << 26, "triad": 1 << 26, "sum": 1 << 26, "dot": 1 << 26,
    "prefix_sum": 1 << 26, "histogram": 1 << 26, "tanh_map": 1 << 26, "black_scholes": 1 << 26,
    "softmax": 1 << 18, "jacobi_2d": 8192, "nbody": 1 << 16, "mandelbrot": 4096, "gemm": 4096,
}

# Numbers that a call moves at least, or operations on floats.
MOVES = {
    "copy": lambda n: 2 * n, "saxpy": lambda n: 3 * n, "triad": lambda n: 3 * n,
    "sum": lambda n: n, "dot": lambda n: 2 * n, "prefix_sum": lambda n: 2 * n,
    "histogram": lambda n: n, "tanh_map": lambda n: 2 * n, "black_scholes": lambda n: 5 * n,
    "softmax": lambda n: 2 * n * COLUMNS,
    "jacobi_2d": lambda n: 2 * STEPS * 2 * (n - 2) * (n - 2),
}
COMPUTES = {"nbody": lambda n: 18 * n * n, "gemm": lambda n: 2 * n * n * n}

CUDA = r"""
extern "C" {

__global__ void rate(T* y, int turns) {
    long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x;
    T a = y[i], m = a + T(0.999), b = a + T(0.001);
    T c[32];
    #pragma unroll
    for (int k = 0; k < 32; k++) c[k] = a + T(k);
    for (int turn = 0; turn < turns; turn++) {
        #pragma unroll
        for (int link = 0; link < 8; link++) {
            #pragma unroll
            for (int k = 0; k < 32; k++) c[k] = fma(c[k], m, b);
        }
    }
    T s = 0;
    #pragma unroll
    for (int k = 0; k < 32; k++) s += c[k];
    y[i] = s;
}

__global__ void histogram(const T* x, unsigned* counts, long long n) {
    __shared__ unsigned own[256];
    own[threadIdx.x] = 0;
    __syncthreads();
    long long step = gridDim.x * (long long)blockDim.x;
    for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < n; i += step) {
        unsigned bin = (unsigned)(x[i] * T(256));
        atomicAdd(&own[bin < 255u ? bin : 255u], 1u);
    }
    __syncthreads();
    atomicAdd(&counts[threadIdx.x], own[threadIdx.x]);
}

__device__ T normal_distribution(T x) {
    T k = T(1) / (T(1) + T(0.2316419) * fabs(x));
    T polynomial = T(0.31938153) + k * (T(-0.356563782) + k * (T(1.781477937)
        + k * (T(-1.821255978) + k * T(1.330274429))));
    T tail = T(0.3989422804014327) * exp(T(-0.5) * x * x) * k * polynomial;
    return x > T(0) ? T(1) - tail : tail;
}

__global__ void black_scholes(const T* spot, const T* strike, const T* years, T* call, T* put,
                              long long n) {
    long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x;
    if (i >= n) return;
    const T rate = T(0.02), volatility = T(0.3);
    T deviation = volatility * sqrt(years[i]);
    T drift = (rate + T(0.5) * volatility * volatility) * years[i];
    T d1 = (log(spot[i] / strike[i]) + drift) / deviation;
    T n1 = normal_distribution(d1), n2 = normal_distribution(d1 - deviation);
    T discounted = strike[i] * exp(-rate * years[i]);
    call[i] = spot[i] * n1 - discounted * n2;
    put[i] = discounted * (T(1) - n2) - spot[i] * (T(1) - n1);
}

// A block of 256 threads for a row of 256 numbers.
__global__ void softmax(const T* x, T* y) {
    __shared__ T all[256];
    long long at = blockIdx.x * 256LL + threadIdx.x;
    T own = x[at];
    all[threadIdx.x] = own;
    __syncthreads();
    for (int half = 128; half > 0; half /= 2) {
        if (threadIdx.x < half) {
            T other = all[threadIdx.x + half];
            all[threadIdx.x] = all[threadIdx.x] > other ? all[threadIdx.x] : other;
        }
        __syncthreads();
    }
    T power = exp(own - all[0]);
    __syncthreads();
    all[threadIdx.x] = power;
    __syncthreads();
    for (int half = 128; half > 0; half /= 2) {
        if (threadIdx.x < half) all[threadIdx.x] += all[threadIdx.x + half];
        __syncthreads();
    }
    y[at] = power / all[0];
}

__global__ void jacobi_sweep(const T* a, T* b, int n) {
    int j = blockIdx.x * blockDim.x + threadIdx.x + 1, i = blockIdx.y * blockDim.y + threadIdx.y + 1;
    if (i >= n - 1 || j >= n - 1) return;
    long long at = i * (long long)n + j;
    b[at] = T(0.2) * (a[at] + a[at - 1] + a[at + 1] + a[at + n] + a[at - n]);
}

__global__ void nbody(const T* x, const T* y, const T* z, const T* mass, T* ax, T* ay, T* az, int n) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= n) return;
    T xi = x[i], yi = y[i], zi = z[i], sx = 0, sy = 0, sz = 0;
    for (int j = 0; j < n; j++) {
        T dx = x[j] - xi, dy = y[j] - yi, dz = z[j] - zi;
        T squared = dx * dx + dy * dy + dz * dz + T(0.01);
        T pull = mass[j] / (squared * sqrt(squared));
        sx += pull * dx;
        sy += pull * dy;
        sz += pull * dz;
    }
    ax[i] = sx;
    ay[i] = sy;
    az[i] = sz;
}

__global__ void mandelbrot(int limit, int* counts, int n) {
    int column = blockIdx.x * blockDim.x + threadIdx.x, row = blockIdx.y * blockDim.y + threadIdx.y;
    if (row >= n || column >= n) return;
    T step = T(2.5) / T(n), c_im = T(row) * step - T(1.25), c_re = T(column) * step - T(2);
    T re = 0, im = 0, re_squared = 0, im_squared = 0;
    int count = 0;
    while (count < limit && re_squared + im_squared <= T(4)) {
        im = T(2) * re * im + c_im;
        re = re_squared - im_squared + c_re;
        re_squared = re * re;
        im_squared = im * im;
        count++;
    }
    counts[row * (long long)n + column] = count;
}

__global__ void gemm(const T* a, const T* b, T* c, int n) {
    int j = blockIdx.x * blockDim.x + threadIdx.x, i = blockIdx.y * blockDim.y + threadIdx.y;
    if (i >= n || j >= n) return;
    T sum = 0;
    for (int k = 0; k < n; k++) sum += a[i * (long long)n + k] * b[k * (long long)n + j];
    c[i * (long long)n + j] = sum;
}

}
"""


def absent(what, error):
    print(f"{what}: skipped: {error}", file=sys.stderr)


def load_cupy():
    """CuPy with a device, or nothing."""
    try:
        import cupy

        if cupy.cuda.runtime.getDeviceCount() < 1:
            raise RuntimeError("there is no CUDA device")
        return cupy
    except Exception as error:  # Whatever it is that a broken installation raises.
        absent("cupy and cuda", error)
        return None


def load_triton():
    """Triton, its language and PyTorch, or nothing."""
    try:
        import torch
        import triton
        import triton.language

        if not torch.cuda.is_available():
            raise RuntimeError("PyTorch finds no CUDA device")
        return triton, triton.language, torch
    except Exception as error:
        absent("triton", error)
        return None


class Peers:
    """Makes, for a kernel of a type and a size, what is to be timed under each peer's name."""

    def __init__(self, cp, triton):
        self.cp = cp
        self.triton = TritonKernels(cp, *triton) if triton else None
        self.modules = {}

    def cuda(self, dtype, name):
        if dtype not in self.modules:
            kind = {"f32": "float", "f64": "double"}[dtype]
            self.modules[dtype] = self.cp.RawModule(
                code=f"typedef {kind} T;\n{CUDA}", options=("--std=c++14",))
        return self.modules[dtype].get_function(name)

    def random(self, dtype, shape, low, high):
        kind = {"f32": self.cp.float32, "f64": self.cp.float64}[dtype]
        values = self.cp.random.random(shape, dtype=kind)
        values *= kind(high - low)
        values += kind(low)
        return values

    def of(self, kernel, dtype, n):
        """Functions by peer, what they write, and by peer of `cuda` what they have to write."""
        return getattr(self, kernel)(dtype, n)

    def copy(self, dtype, n):
        x = self.random(dtype, n, 0, 1)
        y = self.cp.zeros_like(x)
        return {"cupy": lambda: self.cp.copyto(y, x)}, [y], None

    def saxpy(self, dtype, n):
        cp = self.cp
        x, y = self.random(dtype, n, 0, 1), self.random(dtype, n, 0, 1)
        kernel = cp.ElementwiseKernel("T a, T x, T before", "T y", "y = before + a * x", "saxpy")
        a = x.dtype.type(1e-6)
        ways = {"cupy": lambda: kernel(a, x, y, y)}
        if self.triton:
            ways["triton"] = self.triton.saxpy(1e-6, x, y)
        return ways, [y], None

    def triad(self, dtype, n):
        b, c = self.random(dtype, n, 0, 1), self.random(dtype, n, 0, 1)
        a = self.cp.zeros_like(b)
        kernel = self.cp.ElementwiseKernel("T s, T b, T c", "T a", "a = b + s * c", "triad")
        scale = b.dtype.type(0.4)
        return {"cupy": lambda: kernel(scale, b, c, a)}, [a], None

    def sum(self, dtype, n):
        x = self.random(dtype, n, 0, 1)
        return {"cupy": lambda: x.sum()}, [], None

    def dot(self, dtype, n):
        x, y = self.random(dtype, n, 0, 1), self.random(dtype, n, 0, 1)
        return {"cupy": lambda: self.cp.dot(x, y)}, [], None

    def prefix_sum(self, dtype, n):
        x = self.random(dtype, n, 0, 1)
        y = self.cp.zeros_like(x)
        return {"cupy": lambda: self.cp.cumsum(x, out=y)}, [y], None

    def histogram(self, dtype, n):
        cp = self.cp
        x = self.random(dtype, n, 0, 1)
        counts = cp.zeros(BINS, dtype=cp.uint32)
        kernel = self.cuda(dtype, "histogram")
        blocks = max(1, min(2048, -(-n // 256)))

        def expected():
            bins = cp.minimum((x * x.dtype.type(BINS)).astype(cp.int64), BINS - 1)
            return [cp.bincount(bins, minlength=BINS)]

        return {"cuda": lambda: kernel((blocks,), (256,), (x, counts, cp.int64(n)))}, [counts], expected

    def tanh_map(self, dtype, n):
        x = self.random(dtype, n, -5, 5)
        y = self.cp.zeros_like(x)
        return {"cupy": lambda: self.cp.tanh(x, out=y)}, [y], None

    def black_scholes(self, dtype, n):
        cp = self.cp
        spot, strike = self.random(dtype, n, 5, 30), self.random(dtype, n, 1, 100)
        years = self.random(dtype, n, 0.25, 10)
        call, put = cp.zeros_like(spot), cp.zeros_like(spot)
        kernel = self.cuda(dtype, "black_scholes")
        args = (spot, strike, years, call, put, cp.int64(n))

        def expected():
            def normal(x):
                k = 1 / (1 + 0.2316419 * cp.abs(x))
                polynomial = 0.31938153 + k * (-0.356563782 + k * (
                    1.781477937 + k * (-1.821255978 + k * 1.330274429)))
                tail = 0.3989422804014327 * cp.exp(-0.5 * x * x) * k * polynomial
                return cp.where(x > 0, 1 - tail, tail)

            deviation = 0.3 * cp.sqrt(years)
            d1 = (cp.log(spot / strike) + (0.02 + 0.5 * 0.3 * 0.3) * years) / deviation
            n1, n2 = normal(d1), normal(d1 - deviation)
            discounted = strike * cp.exp(-0.02 * years)
            return [spot * n1 - discounted * n2, discounted * (1 - n2) - spot * (1 - n1)]

        return {"cuda": lambda: kernel((-(-n // 256),), (256,), args)}, [call, put], expected

    def softmax(self, dtype, n):
        cp = self.cp
        x = self.random(dtype, (n, COLUMNS), -4, 4)
        y = cp.zeros_like(x)
        kernel = self.cuda(dtype, "softmax")
        ways = {"cuda": lambda: kernel((n,), (COLUMNS,), (x, y))}
        if self.triton:
            ways["triton"] = self.triton.softmax(x, y)

        def expected():
            power = cp.exp(x - x.max(axis=1, keepdims=True))
            return [power / power.sum(axis=1, keepdims=True)]

        return ways, [y], expected

    def jacobi_2d(self, dtype, n):
        cp = self.cp
        a, b = self.random(dtype, (n, n), 0, 1), self.random(dtype, (n, n), 0, 1)
        start = [a.copy(), b.copy()] if n <= 64 else None
        kernel = self.cuda(dtype, "jacobi_sweep")
        grid = (-(-(n - 2) // 64), -(-(n - 2) // 4))

        def steps():
            for _ in range(STEPS):
                kernel(grid, (64, 4), (a, b, cp.int32(n)))
                kernel(grid, (64, 4), (b, a, cp.int32(n)))

        def expected():
            before, after = start
            for _ in range(STEPS):
                for x, y in ((before, after), (after, before)):
                    y[1:-1, 1:-1] = 0.2 * (x[1:-1, 1:-1] + x[1:-1, :-2] + x[1:-1, 2:]
                                           + x[2:, 1:-1] + x[:-2, 1:-1])
            return [before, after]

        return {"cuda": steps}, [a, b], expected

    def nbody(self, dtype, n):
        cp = self.cp
        x, y, z = (self.random(dtype, n, -1, 1) for _ in range(3))
        mass = self.random(dtype, n, 0.1, 1)
        out = [cp.zeros_like(x) for _ in range(3)]
        kernel = self.cuda(dtype, "nbody")

        def expected():
            d = [c[None, :] - c[:, None] for c in (x, y, z)]
            squared = d[0] * d[0] + d[1] * d[1] + d[2] * d[2] + 0.01
            pull = mass[None, :] / (squared * cp.sqrt(squared))
            return [(pull * c).sum(axis=1) for c in d]

        args = (x, y, z, mass, *out, cp.int32(n))
        return {"cuda": lambda: kernel((-(-n // 256),), (256,), args)}, out, expected

    def mandelbrot(self, dtype, n):
        cp = self.cp
        counts = cp.zeros((n, n), dtype=cp.int32)
        kernel = self.cuda(dtype, "mandelbrot")
        grid = (-(-n // 64), -(-n // 4))
        args = (cp.int32(LIMIT), counts, cp.int32(n))
        return {"cuda": lambda: kernel(grid, (64, 4), args)}, [counts], None

    def gemm(self, dtype, n):
        cp = self.cp
        a, b = self.random(dtype, (n, n), 0, 1), self.random(dtype, (n, n), 0, 1)
        c = cp.zeros_like(a)
        kernel = self.cuda(dtype, "gemm")
        grid = (-(-n // 64), -(-n // 4))
        ways = {
            "cupy": lambda: cp.matmul(a, b, out=c),
            "cuda": lambda: kernel(grid, (64, 4), (a, b, c, cp.int32(n))),
        }
        if self.triton and dtype == "f32":
            ways["triton"] = self.triton.gemm(a, b, c)
        return ways, [c], lambda: [a @ b]


class TritonKernels:
    """Kernels of Triton on CuPy's memory, which PyTorch sees as its own."""

    def __init__(self, cp, triton, tl, torch):
        self.cp, self.triton, self.torch = cp, triton, torch
        # A kernel's names are looked up in the globals of its module.
        globals()["tl"] = tl
        self.saxpy_kernel = triton.jit(triton_saxpy)
        self.softmax_kernel = triton.jit(triton_softmax)
        self.gemm_kernel = triton.jit(triton_gemm)

    def tensors(self, *arrays):
        return [self.torch.from_dlpack(array) for array in arrays]

    def saxpy(self, a, x, y):
        n, (x, y) = x.size, self.tensors(x, y)
        grid = (self.triton.cdiv(n, 1024),)
        return lambda: self.saxpy_kernel[grid](a, x, y, n, BLOCK=1024)

    def softmax(self, x, y):
        rows, (x, y) = x.shape[0], self.tensors(x, y)
        return lambda: self.softmax_kernel[(rows,)](x, y, COLUMNS=COLUMNS)

    def gemm(self, a, b, c):
        n, (a, b, c) = a.shape[0], self.tensors(a, b, c)
        grid = (self.triton.cdiv(n, 64), self.triton.cdiv(n, 64))
        return lambda: self.gemm_kernel[grid](a, b, c, n, BLOCK=64, DEPTH=32)


def triton_saxpy(a, x, y, n, BLOCK: "tl.constexpr"):
    at = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    inside = at < n
    value = tl.load(y + at, mask=inside) + a * tl.load(x + at, mask=inside)
    tl.store(y + at, value, mask=inside)


def triton_softmax(x, y, COLUMNS: "tl.constexpr"):
    at = tl.program_id(0) * COLUMNS + tl.arange(0, COLUMNS)
    value = tl.load(x + at)
    power = tl.exp(value - tl.max(value, axis=0))
    tl.store(y + at, power / tl.sum(power, axis=0))


def triton_gemm(a, b, c, n, BLOCK: "tl.constexpr", DEPTH: "tl.constexpr"):
    i = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    j = tl.program_id(1) * BLOCK + tl.arange(0, BLOCK)
    sums = tl.zeros((BLOCK, BLOCK), dtype=tl.float32)
    for start in range(0, n, DEPTH):
        k = start + tl.arange(0, DEPTH)
        left = tl.load(a + i[:, None] * n + k[None, :],
                       mask=(i[:, None] < n) & (k[None, :] < n), other=0.0)
        right = tl.load(b + k[:, None] * n + j[None, :],
                        mask=(k[:, None] < n) & (j[None, :] < n), other=0.0)
        sums += tl.dot(left, right, input_precision="ieee")
    tl.store(c + i[:, None] * n + j[None, :], sums, mask=(i[:, None] < n) & (j[None, :] < n))


def median(values):
    return sorted(values)[len(values) // 2]


def timed(cp, call):
    """Nanoseconds of a call between two events, and until the caller has it: medians."""
    start, end = cp.cuda.Event(), cp.cuda.Event()
    wait = cp.cuda.Device().synchronize
    begun = time.perf_counter()
    while True:
        call()
        wait()
        if time.perf_counter() - begun >= WARM:
            break
    device, wall = [], []
    begun = time.perf_counter()
    while len(wall) < FEWEST or len(wall) < MOST and time.perf_counter() - begun < ENOUGH:
        start.record()
        call()
        end.record()
        end.synchronize()
        device.append(cp.cuda.get_elapsed_time(start, end) * 1e6)
        before = time.perf_counter()
        call()
        wait()
        wall.append((time.perf_counter() - before) * 1e9)
    return median(device), median(wall)


def limits(peers, dtype):
    """The bandwidth of a copy, and the rate of multiply-adds."""
    cp, width = peers.cp, {"f32": 4, "f64": 8}[dtype]
    x = peers.random("f32", 1 << 26, 0, 1)
    y = cp.zeros_like(x)
    copied, _ = timed(cp, lambda: cp.copyto(y, x))
    threads, turns = 1 << 20, 64
    z = cp.zeros(threads, dtype={4: cp.float32, 8: cp.float64}[width])
    kernel = peers.cuda(dtype, "rate")
    took, _ = timed(cp, lambda: kernel((threads // 256,), (256,), (z, cp.int32(turns))))
    return {"limits": dtype, "copy_gb_s": 2 * x.nbytes / copied,
            "fma_gflop_s": 2 * 32 * 8 * turns * threads / took, "peer": "cuda"}


def check(peers, kernel, dtype):
    """At a small size each way of a kernel computes what CuPy's functions do."""
    n = 32 if kernel in ("gemm", "softmax", "jacobi_2d") else 256
    tolerance = {"f32": 1e-3, "f64": 1e-9}[dtype]
    for peer in peers.of(kernel, dtype, n)[0]:
        # Anew, as some ways change what they are given.
        ways, written, expected = peers.of(kernel, dtype, n)
        if expected is None:
            continue
        ways[peer]()
        for found, wanted in zip(written, expected()):
            scale = float(abs(wanted).max())
            off = float(abs(found.astype("f8") - wanted.astype("f8")).max())
            if not off <= tolerance * scale:
                sys.exit(f"{peer}'s {kernel} {dtype} is wrong by {off} of {scale}")


def measure(peers, kernel, dtype, n, limit):
    check(peers, kernel, dtype)
    ways, written, _ = peers.of(kernel, dtype, n)
    for peer, call in ways.items():
        device, wall = timed(peers.cp, call)
        row = {"kernel": kernel, "type": dtype, "size": n, "peer": peer,
               "device_ns": device, "wall_ns": wall}
        if kernel in MOVES:
            row["bytes"] = MOVES[kernel](n) * {"f32": 4, "f64": 8}[dtype]
            row["gb_s"] = row["bytes"] / device
            row["share"] = row["gb_s"] / limit["copy_gb_s"]
        else:
            operations = COMPUTES.get(kernel, lambda _: 8 * int(written[0].sum(dtype="i8")))
            row["operations"] = operations(n)
            row["gflop_s"] = row["operations"] / device
            row["share"] = row["gflop_s"] / limit["fma_gflop_s"]
        yield row


def read(path):
    """The rows of kernels in a file of JSON lines."""
    with open(path, encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines if line.strip()]
    return [row for row in rows if "kernel" in row]


def figure(value):
    digits = 3 if value < 1 else 2 if value < 10 else 1 if value < 100 else 0
    return f"{value:.{digits}f}"


def clock(ns):
    for unit, factor in (("ns", 1.0), ("us", 1e3), ("ms", 1e6)):
        if ns < 1000 * factor:
            return f"{figure(ns / factor)} {unit}"
    return f"{figure(ns / 1e9)} s"


def table(ours, theirs):
    """Both, and how many times as long the peer takes."""
    lines = [["kernel", "type", "size", "metate", "of limit", "peer", "its time", "of limit",
              "peer / metate"]]
    for row in ours:
        key = [row["kernel"], row["type"], str(row["size"])]
        if "refused" in row:
            lines.append(key + ["refused"] + ["-"] * 5)
            continue
        own = row["device_ns"] or row["wall_ns"]
        same = [peer for peer in theirs if all(peer[f] == row[f] for f in ("kernel", "type", "size"))]
        start = key + [clock(own), f"{100 * row['share']:.1f}%"]
        for peer in same:
            lines.append(start + [peer["peer"], clock(peer["device_ns"]),
                                  f"{100 * peer['share']:.1f}%", figure(peer["device_ns"] / own)])
        if not same:
            lines.append(start + ["-"] * 4)
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    words = (0, 1, 5)
    for line in lines:
        cells = [cell.ljust(width) if column in words else cell.rjust(width)
                 for column, (cell, width) in enumerate(zip(line, widths))]
        print("  ".join(cells).rstrip())
    print("\nabove 1 metate is faster; times are the device's, data resident; each side's share is of "
          "the limits\nthat it measured itself: the bandwidth of a copy, the rate of multiply-adds")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ours", metavar="FILE", help="what `gpu_speed --json` printed")
    parser.add_argument("--peers", metavar="FILE", help="what this program printed: measure nothing")
    arguments = parser.parse_args()
    ours = read(arguments.ours) if arguments.ours else None
    if arguments.peers:
        rows = read(arguments.peers)
    else:
        rows = list(measured(ours))
    if ours is not None:
        table(ours, rows)


def measured(ours):
    """The rows, each printed at once unless a table follows."""
    cp = load_cupy()
    if cp is None:
        return
    peers = Peers(cp, load_triton())
    wanted = [(kernel, dtype, n) for dtype in ("f32", "f64") for kernel, n in SIZES.items()]
    if ours is not None:
        wanted = [(row["kernel"], row["type"], row["size"]) for row in ours]
    limit = {}
    for kernel, dtype, n in wanted:
        if dtype not in limit:
            limit[dtype] = limits(peers, dtype)
            if ours is None:
                print(json.dumps(limit[dtype]), flush=True)
        try:
            for row in measure(peers, kernel, dtype, n, limit[dtype]):
                if ours is None:
                    print(json.dumps(row), flush=True)
                yield row
        except cp.cuda.memory.OutOfMemoryError as error:
            absent(f"{kernel} {dtype} {n}", error)
        # The arrays of one kernel make room for those of the next.
        cp.get_default_memory_pool().free_all_blocks()


if __name__ == "__main__":
    main()
