//! Loops whose iterations have nothing in common but what they reduce, each of which is accepted.
//!
//! Every function is a kernel of its own; rustc compiles them all.

use metate::prelude::*;

fn dot(x: &[f64], y: &[f64]) -> f64 {
    let mut s = 0.0;
    for i in prange(0..x.len()) {
        s += x[i] * y[i];
    }
    s
}

fn mean_and_variance(x: &[f64]) -> (f64, f64) {
    let (mut s, mut q) = (0.0, 0.0);
    for i in prange(0..x.len()) {
        s += x[i];
        q += x[i] * x[i];
    }
    (s / x.len() as f64, q)
}

fn nearest(x: &[f64], to: f64) -> usize {
    let (mut best, mut at) = (f64::INFINITY, 0);
    for i in prange(0..x.len()) {
        let d = (x[i] - to).abs();
        if d < best {
            best = d;
            at = i;
        }
    }
    at
}

fn range(x: &[f64]) -> f64 {
    let (mut lo, mut hi) = (f64::INFINITY, f64::NEG_INFINITY);
    for i in prange(0..x.len()) {
        lo = lo.min(x[i]);
        hi = hi.max(x[i]);
    }
    hi - lo
}

fn histogram(x: &[f64], hist: &mut [u32]) {
    let bins = hist.len();
    for i in prange(0..x.len()) {
        hist[(x[i] * bins as f64) as usize % bins] += 1;
    }
}
//~ reduced by `add`: `hist`

fn column_sums(a: ArrayView2<f64>, sums: &mut [f64]) {
    for i in prange(0..a.nrows()) {
        for j in 0..a.ncols() {
            sums[j] += a[[i, j]];
        }
    }
}
//~ reduced by `add`: `sums`

fn kmeans_update(x: ArrayView2<f64>, label: &[usize], mut sum: ArrayViewMut2<f64>, n: &mut [u32]) {
    for i in prange(0..x.nrows()) {
        let k = label[i];
        n[k] += 1;
        for d in 0..x.ncols() {
            sum[[k, d]] += x[[i, d]];
        }
    }
}
//~ reduced by `add`: `sum`
//~ reduced by `add`: `n`

fn kmeans_assign(x: ArrayView2<f64>, centers: ArrayView2<f64>, label: &mut [usize]) -> f64 {
    let mut total = 0.0;
    for i in prange(0..x.nrows()) {
        let mut best = f64::INFINITY;
        for c in 0..centers.nrows() {
            let mut d = 0.0;
            for k in 0..x.ncols() {
                d += (x[[i, k]] - centers[[c, k]]).powi(2);
            }
            if d < best {
                best = d;
                label[i] = c;
            }
        }
        total += best;
    }
    total
}

fn sparse_rows(start: &[usize], col: &[usize], val: &[f64], x: &[f64], y: &mut [f64]) {
    for r in prange(0..y.len()) {
        let mut s = 0.0;
        for k in start[r]..start[r + 1] {
            s += val[k] * x[col[k]];
        }
        y[r] = s;
    }
}

fn scatter_add(idx: &[usize], x: &[f64], y: &mut [f64]) {
    for i in prange(0..idx.len()) {
        y[idx[i]] += x[i];
    }
}
//~ reduced by `add`: `y`

fn own_row_and_shared_counts(label: &[usize], mut a: ArrayViewMut2<u32>) {
    let last = a.nrows() - 1;
    for i in prange(0..last) {
        a[[i, label[i]]] = 1;
    }
}

fn counts_per_row(x: ArrayView2<u8>, mut h: ArrayViewMut2<u32>) {
    for i in prange(0..x.nrows()) {
        for b in 0..256 {
            h[[i, b]] = 0;
        }
        for j in 0..x.ncols() {
            h[[i, x[[i, j]] as usize]] += 1;
        }
    }
}

fn parts_of_a_fixed_array(x: &[f64], y: &mut [f64]) {
    let mut part = [0.0; 8];
    for w in prange(0..8) {
        for j in (w..x.len()).step_by(8) {
            part[w] += x[j];
        }
    }
    y[0] = part[0] + part[1];
}

fn by_case(x: &mut [f64], n: usize) {
    for i in prange(0..n) {
        match i % 3 {
            0 => x[i] = x[i + 1],
            1 => {}
            _ => x[i] = x[i - 1],
        }
    }
}
