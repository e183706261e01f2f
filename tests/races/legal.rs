//! Loops whose iterations touch places of their own, each of which is accepted.
//!
//! Every function is a kernel of its own; rustc compiles them all.

use metate::prelude::*;

// Elements: one of each iteration.

fn scale(a: f64, x: &mut [f64]) {
    for i in prange(0..x.len()) {
        x[i] *= a;
    }
}

fn reverse_into(x: &[f64], y: &mut [f64]) {
    let n = x.len();
    for i in prange(0..n) {
        y[n - 1 - i] = x[i];
    }
}

fn reverse_in_place(x: &mut [f64]) {
    let n = x.len();
    for i in prange(0..n / 2) {
        let t = x[i];
        x[i] = x[n - 1 - i];
        x[n - 1 - i] = t;
    }
}

fn swap_halves(x: &mut [f64]) {
    let half = x.len() / 2;
    for i in prange(0..half) {
        let t = x[i];
        x[i] = x[i + half];
        x[i + half] = t;
    }
}

fn add_second_half(x: &mut [f64], n: usize) {
    for i in prange(0..n) {
        x[i] += x[n + i];
    }
}

fn interleave(x: &[f64], y: &[f64], z: &mut [f64]) {
    for i in prange(0..x.len()) {
        z[2 * i] = x[i];
        z[2 * i + 1] = y[i];
    }
}

fn interleave_by_shifts(x: &[u32], z: &mut [u32]) {
    for i in prange(0..x.len()) {
        z[i << 1] = x[i];
        z[(i << 1) | 1] = 0;
        z[2 * i + 1] += x[i];
    }
}

fn pairs(x: &mut [f64]) {
    for i in prange(0..x.len() / 2) {
        let (a, b) = (x[2 * i], x[2 * i + 1]);
        x[2 * i] = a + b;
        x[2 * i + 1] = a - b;
    }
}

fn red_from_black(x: &mut [f64], n: usize) {
    for i in prange(1..n) {
        x[2 * i] = 0.5 * (x[2 * i - 1] + x[2 * i + 1]);
    }
}

fn even_places(x: &mut [f64]) {
    for i in prange(0..x.len()) {
        if i % 2 == 0 && i + 1 < x.len() {
            x[i] += x[i + 1];
        }
    }
}

fn rgb_to_gray(rgb: &[u8], gray: &mut [u8]) {
    for p in prange(0..gray.len()) {
        let sum = rgb[3 * p] as u32 + rgb[3 * p + 1] as u32 + rgb[3 * p + 2] as u32;
        gray[p] = (sum / 3) as u8;
    }
}

fn brighten_in_place(rgb: &mut [u8], pixels: usize) {
    for p in prange(0..pixels) {
        for c in 0..3 {
            rgb[3 * p + c] = rgb[3 * p + c].saturating_add(10);
        }
    }
}

fn signed_indices(x: &mut [f64], n: i32) {
    for i in prange(-n..n) {
        x[(i + n) as usize] = i as f64;
    }
}

fn shifted_copy(x: &mut [f64], n: usize) {
    for i in prange(0..n) {
        x[i] = x[i + n] * 2.0;
    }
}

fn middle_is_read(x: &mut [f64]) {
    let middle = x.len() / 2;
    for i in prange(0..x.len()) {
        if i != middle {
            x[i] -= x[middle];
        }
    }
}

fn last_is_read(x: &mut [f64]) {
    let n = x.len();
    for i in prange(0..n - 1) {
        x[i] /= x[n - 1];
    }
}

fn first_is_read(x: &mut [f64]) {
    for i in prange(1..x.len()) {
        x[i] -= x[0];
    }
}

fn butterflies(re: &mut [f64], half: usize, blocks: usize) {
    for b in prange(0..blocks) {
        let start = b * 64;
        for k in 0..half.min(32) {
            let (u, v) = (re[start + k], re[start + k + 32]);
            re[start + k] = u + v;
            re[start + k + 32] = u - v;
        }
    }
}

// Rows, columns, triangles.

fn row_sums(a: ArrayView2<f64>, y: &mut [f64]) {
    for i in prange(0..a.nrows()) {
        for j in 0..a.ncols() {
            y[i] += a[[i, j]];
        }
    }
}

fn transpose(a: ArrayView2<f64>, mut t: ArrayViewMut2<f64>) {
    for i in prange(0..a.nrows()) {
        for j in 0..a.ncols() {
            t[[j, i]] = a[[i, j]];
        }
    }
}

fn transpose_in_place(mut a: ArrayViewMut2<f64>) {
    for i in prange(0..a.nrows()) {
        for j in 0..i {
            let t = a[[i, j]];
            a[[i, j]] = a[[j, i]];
            a[[j, i]] = t;
        }
    }
}

fn covariance(x: ArrayView2<f64>, mut cov: ArrayViewMut2<f64>) {
    let n = x.ncols();
    for i in prange(0..n) {
        for j in i..n {
            let mut s = 0.0;
            for k in 0..x.nrows() {
                s += x[[k, i]] * x[[k, j]];
            }
            cov[[i, j]] = s;
            cov[[j, i]] = s;
        }
    }
}

fn correlation(x: ArrayView2<f64>, std: &[f64], mut corr: ArrayViewMut2<f64>) {
    for i in prange(0..x.ncols()) {
        corr[[i, i]] = 1.0;
        for j in i + 1..x.ncols() {
            let mut s = 0.0;
            for k in 0..x.nrows() {
                s += x[[k, i]] * x[[k, j]];
            }
            corr[[i, j]] = s / (std[i] * std[j]);
            corr[[j, i]] = corr[[i, j]];
        }
    }
}

fn symmetrize(mut a: ArrayViewMut2<f64>) {
    for i in prange(0..a.nrows()) {
        for j in 0..a.ncols() {
            if i < j {
                a[[j, i]] = a[[i, j]];
            }
        }
    }
}

fn mirror_upper(mut a: ArrayViewMut2<f64>) {
    for i in prange(0..a.nrows()) {
        for j in 0..a.ncols() {
            if j <= i {
                continue;
            }
            a[[j, i]] = a[[i, j]];
        }
    }
}

fn eliminate(mut a: ArrayViewMut2<f64>, k: usize) {
    for i in prange(k + 1..a.nrows()) {
        let factor = a[[i, k]] / a[[k, k]];
        a[[i, k]] = factor;
        for j in k + 1..a.ncols() {
            a[[i, j]] -= factor * a[[k, j]];
        }
    }
}

fn gauss_jordan(mut a: ArrayViewMut2<f64>, k: usize) {
    for i in prange(0..a.nrows()) {
        if i != k {
            let factor = a[[i, k]] / a[[k, k]];
            for j in k..a.ncols() {
                a[[i, j]] -= factor * a[[k, j]];
            }
        }
    }
}

fn floyd_warshall_step(mut d: ArrayViewMut2<f64>, k: usize) {
    for i in prange(0..d.nrows()) {
        if i == k {
            continue;
        }
        for j in 0..d.ncols() {
            d[[i, j]] = d[[i, j]].min(d[[i, k]] + d[[k, j]]);
        }
    }
}

fn whole_lu(mut a: ArrayViewMut2<f64>) {
    let n = a.nrows();
    for k in 0..n {
        for i in prange(k + 1..n) {
            a[[i, k]] /= a[[k, k]];
            for j in k + 1..n {
                a[[i, j]] -= a[[i, k]] * a[[k, j]];
            }
        }
    }
}

fn triangular_solves(l: ArrayView2<f64>, mut b: ArrayViewMut2<f64>) {
    for c in prange(0..b.ncols()) {
        for i in 0..l.nrows() {
            let mut s = b[[i, c]];
            for j in 0..i {
                s -= l[[i, j]] * b[[j, c]];
            }
            b[[i, c]] = s / l[[i, i]];
        }
    }
}

fn forward_step(l: ArrayView2<f64>, x: &mut [f64], k: usize) {
    for i in prange(k + 1..x.len()) {
        x[i] -= l[[i, k]] * x[k];
    }
}

fn running_sums_of_rows(mut a: ArrayViewMut2<f64>) {
    for i in prange(0..a.nrows()) {
        for j in 1..a.ncols() {
            a[[i, j]] += a[[i, j - 1]];
        }
    }
}

fn packed_triangle(x: ArrayView2<f64>, mut a: ArrayViewMut2<f64>) {
    for i in prange(0..a.nrows()) {
        for j in (0..i).rev() {
            a[[i, j]] = x[[i, j]];
            a[[j, i]] = x[[j, i]];
        }
    }
}

fn antidiagonal(mut a: ArrayViewMut2<f64>, d: usize) {
    for i in prange(1..d) {
        a[[i, d - i]] = 0.5 * (a[[i - 1, d - i]] + a[[i, d - i - 1]]);
    }
}

fn top_row_from_others(mut a: ArrayViewMut2<f64>) {
    for j in prange(0..a.ncols()) {
        for i in 1..a.nrows() {
            a[[0, j]] += a[[i, j]];
        }
    }
}

fn borders(mut a: ArrayViewMut2<f64>) {
    let last = a.nrows() - 1;
    for j in prange(0..a.ncols()) {
        a[[0, j]] = a[[1, j]];
        a[[last, j]] = a[[last - 1, j]];
    }
}

fn first_row_and_column(mut a: ArrayViewMut2<f64>) {
    for i in prange(0..a.nrows()) {
        a[[i, 0]] = 1.0;
        a[[0, i]] = 2.0;
    }
}

fn chunks_of_workers(x: &mut [f64], workers: usize) {
    let n = x.len();
    let per = (n + workers - 1) / workers;
    for w in prange(0..workers) {
        for j in w * per..((w + 1) * per).min(n) {
            x[j] += 1.0;
        }
    }
}

fn equal_chunks(x: &mut [f64], workers: usize) {
    let n = x.len();
    for w in prange(0..workers) {
        let (first, last) = (w * n / workers, (w + 1) * n / workers);
        for j in first..last {
            x[j] += 1.0;
        }
    }
}
//~ reduced by `add`: `x`

fn rows_in_strides(x: &mut [f64], n: usize, m: usize) {
    for i in prange(0..n) {
        for j in 0..m {
            x[i * (m + 2) + j + 1] = 1.0;
        }
    }
}

// Several axes in one.

fn flat_rows(x: &[f64], y: &mut [f64], n: usize, m: usize) {
    for i in prange(0..n) {
        for j in 0..m {
            y[i * m + j] = 2.0 * x[i * m + j];
        }
    }
}

fn flat_columns(y: &mut [f64], n: usize, m: usize) {
    for j in prange(0..m) {
        for i in 0..n {
            y[i * m + j] = i as f64;
        }
    }
}

fn flat_rows_of_an_array(a: ArrayView2<f64>, y: &mut [f64]) {
    for i in prange(0..a.nrows()) {
        for j in 0..a.ncols() {
            y[i * a.ncols() + j] = a[[i, j]];
        }
    }
}

fn flat_masked_rows(mask: &[bool], y: &mut [f64], m: usize) {
    for i in prange(0..mask.len()) {
        if mask[i] {
            let row = i * m;
            for j in 0..m {
                y[row + j] = 0.0;
            }
        }
    }
}

fn flat_identity(a: &mut [f64], n: usize) {
    for i in prange(0..n) {
        a[i * n + i] = 1.0;
    }
}

fn flat_symmetric(c: &mut [f64], n: usize) {
    for i in prange(0..n) {
        for j in i..n {
            c[i * n + j] = (i + j) as f64;
            c[j * n + i] = (i + j) as f64;
        }
    }
}

fn flat_box(u: &mut [f64], nx: usize, ny: usize, nz: usize) {
    for x in prange(0..nx) {
        for y in 0..ny {
            for z in 0..nz {
                u[(x * ny + y) * nz + z] = 1.0;
            }
        }
    }
}

fn flat_box_by_strides(u: &mut [f64], nx: usize, ny: usize, nz: usize) {
    for x in prange(0..nx) {
        for y in 0..ny {
            for z in 0..nz {
                u[x * ny * nz + y * nz + z] = 1.0;
            }
        }
    }
}

fn rows_and_columns_of_a_counter(mut a: ArrayViewMut2<f64>, w: usize, h: usize) {
    for k in prange(0..w * h) {
        a[[k / w, k % w]] = k as f64;
    }
}

fn counter_of_a_constant_width(mut a: ArrayViewMut2<f64>, n: usize) {
    for k in prange(0..n) {
        let (r, c) = (k / 16, k % 16);
        a[[r, c]] += 1.0;
    }
}

fn digits(mut a: ArrayViewMut3<u8>, n: usize) {
    for k in prange(0..n) {
        a[[k / 100, k / 10 % 10, k % 10]] = 1;
    }
}

// Blocks.

fn blocks_of_a_constant(x: &mut [f64]) {
    const B: usize = 64;
    let n = x.len();
    for b in prange(0..(n + B - 1) / B) {
        let j0 = b * B;
        let j1 = (j0 + B).min(n);
        for j in j0..j1 {
            x[j] = x[j].sqrt();
        }
    }
}

fn blocks_of_any_size(x: &mut [f64], block: usize) {
    let n = x.len();
    for b in prange(0..(n + block - 1) / block) {
        for j in b * block..((b + 1) * block).min(n) {
            x[j] += 1.0;
        }
    }
}

fn whole_blocks(x: &mut [f64], block: usize) {
    for b in prange(0..x.len() / block) {
        for j in b * block..(b + 1) * block {
            x[j] += 1.0;
        }
    }
}

fn sums_within_blocks(x: &mut [f64], blocks: usize) {
    for b in prange(0..blocks) {
        for j in b * 256 + 1..(b + 1) * 256 {
            x[j] += x[j - 1];
        }
    }
}

fn tiles(a: ArrayView2<f64>, mut t: ArrayViewMut2<f64>) {
    let (n, m) = (a.nrows(), a.ncols());
    for b in prange(0..(n + 31) / 32) {
        for c in 0..(m + 31) / 32 {
            for i in b * 32..(b * 32 + 32).min(n) {
                for j in c * 32..(c * 32 + 32).min(m) {
                    t[[j, i]] = a[[i, j]];
                }
            }
        }
    }
}

fn cyclic(x: &mut [f64], workers: usize) {
    for w in prange(0..workers) {
        for j in (w..x.len()).step_by(workers) {
            x[j] *= 2.0;
        }
    }
}

fn every_fourth(x: &mut [f64]) {
    for w in prange(0..4) {
        for j in (w..x.len()).step_by(4).rev() {
            x[j] *= 2.0;
        }
    }
}

fn odd_even_sort(x: &mut [f64], phase: usize) {
    let first = phase % 2;
    for i in prange(0..(x.len() - first) / 2) {
        let k = 2 * i + first;
        if x[k] > x[k + 1] {
            let t = x[k];
            x[k] = x[k + 1];
            x[k + 1] = t;
        }
    }
}

fn multigrid_restrict(fine: &[f64], coarse: &mut [f64]) {
    for i in prange(1..coarse.len() - 1) {
        coarse[i] = 0.25 * (fine[2 * i - 1] + 2.0 * fine[2 * i] + fine[2 * i + 1]);
    }
}

fn prolong(coarse: &[f64], fine: &mut [f64]) {
    for i in prange(0..coarse.len() - 1) {
        fine[2 * i] = coarse[i];
        fine[2 * i + 1] = 0.5 * (coarse[i] + coarse[i + 1]);
    }
}

// Stencils into another array.

fn heat(u: ArrayView2<f64>, mut v: ArrayViewMut2<f64>) {
    for i in prange(1..u.nrows() - 1) {
        for j in 1..u.ncols() - 1 {
            v[[i, j]] = 0.25 * (u[[i - 1, j]] + u[[i + 1, j]] + u[[i, j - 1]] + u[[i, j + 1]]);
        }
    }
}

fn convolve_rows(image: ArrayView2<f32>, k: &[f32], mut out: ArrayViewMut2<f32>) {
    for i in prange(0..out.nrows()) {
        for j in 0..out.ncols() {
            let mut s = 0.0;
            for t in 0..k.len() {
                s += image[[i, j + t]] * k[t];
            }
            out[[i, j]] = s;
        }
    }
}

fn red_black(mut u: ArrayViewMut2<f64>, color: usize) {
    for k in prange(1..u.nrows() / 2) {
        let i = 2 * k - color % 2;
        for j in 1..u.ncols() - 1 {
            u[[i, j]] = 0.5 * (u[[i - 1, j]] + u[[i + 1, j]]);
        }
    }
}

fn two_planes(mut u: ArrayViewMut3<f64>, now: usize) {
    let next = 1 - now % 2;
    let now = now % 2;
    for i in prange(1..u.len_of(Axis(1)) - 1) {
        for j in 0..u.len_of(Axis(2)) {
            if now != next {
                u[[next, i, j]] = u[[now, i - 1, j]] + u[[now, i + 1, j]];
            }
        }
    }
}

fn clamped_neighbours(x: &[f64], y: &mut [f64]) {
    let n = x.len();
    for i in prange(0..n) {
        let (l, r) = (i.saturating_sub(1), (i + 1).min(n - 1));
        y[i] = x[l] + x[i] + x[r];
    }
}
