//! Loops whose iterations are not independent, each of which is refused.
//!
//! Every function is a kernel of its own; rustc compiles them all. Below each stands what is said
//! of it: the accesses, and what is noted.

use metate::prelude::*;

fn prefix_sum(x: &mut [f64]) {
    for i in prange(1..x.len()) {
        x[i] += x[i - 1];
    }
}

fn suffix_sum(x: &mut [f64]) {
    for i in prange(0..x.len() - 1) {
        x[i] += x[i + 1];
    }
}

fn jacobi_in_place(x: &mut [f64]) {
    for i in prange(1..x.len() - 1) {
        x[i] = 0.5 * (x[i - 1] + x[i + 1]);
    }
}

fn heat_in_place(mut u: ArrayViewMut2<f64>) {
    for i in prange(1..u.nrows() - 1) {
        for j in 1..u.ncols() - 1 {
            u[[i, j]] = 0.25 * (u[[i - 1, j]] + u[[i + 1, j]] + u[[i, j - 1]] + u[[i, j + 1]]);
        }
    }
}

fn reverse_all_of_it(x: &mut [f64]) {
    let n = x.len();
    for i in prange(0..n) {
        x[i] = x[n - 1 - i];
    }
}

fn reverse_one_too_far(x: &mut [f64]) {
    let n = x.len();
    for i in prange(0..n / 2 + 1) {
        let t = x[i];
        x[i] = x[n - 1 - i];
        x[n - 1 - i] = t;
    }
}

fn swap_overlapping(x: &mut [f64], d: usize) {
    for i in prange(0..x.len() - d) {
        let t = x[i];
        x[i] = x[i + d];
        x[i + d] = t;
    }
}

fn shift_by_any(x: &mut [f64], k: usize) {
    for i in prange(0..x.len()) {
        x[i] = x[i + k];
    }
}

fn one_place(x: &[f64], y: &mut [f64]) {
    for i in prange(0..x.len()) {
        y[0] = x[i];
    }
}

fn half_of_the_index(x: &[f64], y: &mut [f64]) {
    for i in prange(0..x.len()) {
        y[i / 2] = x[i];
    }
}

fn index_in_a_ring(x: &[f64], y: &mut [f64]) {
    for i in prange(0..x.len()) {
        y[i % 8] = x[i];
    }
}

fn ring_of_any_size(x: &[f64], y: &mut [f64]) {
    for i in prange(0..x.len()) {
        y[i % y.len()] = x[i];
    }
}

fn masked_index(x: &[f64], y: &mut [f64]) {
    for i in prange(0..x.len()) {
        y[i & 15] = x[i];
    }
}

fn narrowed_index(x: &[f64], y: &mut [f64]) {
    for i in prange(0..x.len()) {
        y[i as u8 as usize] = x[i];
    }
}

fn overlapping_pairs(x: &[f64], y: &mut [f64]) {
    for i in prange(0..x.len()) {
        y[i] = x[i];
        y[i + 1] = x[i];
    }
}

fn overlapping_triples(x: &[f64], y: &mut [f64]) {
    for i in prange(0..x.len()) {
        for k in 0..3 {
            y[2 * i + k] = x[i];
        }
    }
}

fn red_reads_red(x: &mut [f64], n: usize) {
    for i in prange(1..n) {
        x[2 * i] = 0.5 * (x[2 * i - 2] + x[2 * i + 2]);
    }
}

fn even_reads_even(x: &mut [f64]) {
    for i in prange(2..x.len()) {
        if i % 2 == 0 {
            x[i] += x[i - 2];
        }
    }
}

fn transpose_twice(mut a: ArrayViewMut2<f64>) {
    for i in prange(0..a.nrows()) {
        for j in 0..a.ncols() {
            let t = a[[i, j]];
            a[[i, j]] = a[[j, i]];
            a[[j, i]] = t;
        }
    }
}

fn symmetric_without_a_triangle(mut c: ArrayViewMut2<f64>) {
    for i in prange(0..c.nrows()) {
        for j in 0..c.ncols() {
            c[[i, j]] = i as f64;
            c[[j, i]] = j as f64;
        }
    }
}

fn triangle_reads_mirror(mut a: ArrayViewMut2<f64>) {
    for i in prange(0..a.nrows()) {
        for j in i..a.ncols() {
            a[[i, j]] = a[[j, i + 1]];
        }
    }
}

fn both_triangles_meet(mut a: ArrayViewMut2<f64>) {
    for i in prange(0..a.nrows()) {
        for j in i..a.ncols() {
            a[[i, j]] = 1.0;
            a[[j - i, i]] = 2.0;
        }
    }
}

fn pivot_row_changes(mut a: ArrayViewMut2<f64>, k: usize) {
    for i in prange(0..a.nrows()) {
        for j in 0..a.ncols() {
            a[[i, j]] -= a[[k, j]];
        }
    }
}

fn floyd_warshall_all_rows(mut d: ArrayViewMut2<f64>, k: usize) {
    for i in prange(0..d.nrows()) {
        for j in 0..d.ncols() {
            d[[i, j]] = d[[i, j]].min(d[[i, k]] + d[[k, j]]);
        }
    }
}

fn floyd_warshall_outermost(mut d: ArrayViewMut2<f64>) {
    let n = d.nrows();
    for k in prange(0..n) {
        for i in 0..n {
            for j in 0..n {
                d[[i, j]] = d[[i, j]].min(d[[i, k]] + d[[k, j]]);
            }
        }
    }
}

fn eliminate_one_row_early(mut a: ArrayViewMut2<f64>, k: usize) {
    for i in prange(k..a.nrows()) {
        for j in k..a.ncols() {
            a[[i, j]] -= a[[k, j]];
        }
    }
}

fn lu_outermost(mut a: ArrayViewMut2<f64>) {
    let n = a.nrows();
    for k in prange(0..n) {
        for i in k + 1..n {
            a[[i, k]] /= a[[k, k]];
        }
    }
    for k in prange(0..n) {
        for i in k + 1..n {
            for j in k + 1..n {
                a[[i, j]] -= a[[i, k]] * a[[k, j]];
            }
        }
    }
}

fn forward_substitution(l: ArrayView2<f64>, x: &mut [f64]) {
    for i in prange(0..x.len()) {
        for j in 0..i {
            x[i] -= l[[i, j]] * x[j];
        }
    }
}

fn backward_substitution(u: ArrayView2<f64>, x: &mut [f64]) {
    let n = x.len();
    for i in prange(0..n) {
        for j in i + 1..n {
            x[i] -= u[[i, j]] * x[j];
        }
    }
}

fn columns_depend(mut a: ArrayViewMut2<f64>) {
    for j in prange(1..a.ncols()) {
        for i in 0..a.nrows() {
            a[[i, j]] += a[[i, j - 1]];
        }
    }
}

fn dynamic_programming(mut t: ArrayViewMut2<u32>) {
    for i in prange(1..t.nrows()) {
        for j in 1..t.ncols() {
            t[[i, j]] = t[[i - 1, j]].max(t[[i, j - 1]]);
        }
    }
}

fn antidiagonal_depends(mut a: ArrayViewMut2<f64>, d: usize) {
    for i in prange(1..d) {
        a[[i, d - i]] = a[[i - 1, d - i + 1]];
    }
}

fn flat_rows_too_long(y: &mut [f64], n: usize, m: usize) {
    for i in prange(0..n) {
        for j in 0..=m {
            y[i * m + j] = 1.0;
        }
    }
}

fn flat_rows_of_another_width(y: &mut [f64], n: usize, m: usize, w: usize) {
    for i in prange(0..n) {
        for j in 0..m {
            y[i * w + j] = 1.0;
        }
    }
}

fn flat_row_starts(y: &mut [f64], n: usize, m: usize) {
    for i in prange(0..n) {
        y[i * m] = 1.0;
    }
}

fn flat_box_with_wrong_strides(u: &mut [f64], nx: usize, ny: usize, nz: usize) {
    for x in prange(0..nx) {
        for y in 0..ny {
            for z in 0..nz {
                u[x * ny + y * nz + z] = 1.0;
            }
        }
    }
}

fn flat_neighbours(u: &mut [f64], n: usize, m: usize) {
    for i in prange(1..n) {
        for j in 0..m {
            u[i * m + j] += u[(i - 1) * m + j];
        }
    }
}

fn columns_of_a_counter(mut a: ArrayViewMut2<f64>, w: usize, h: usize) {
    for k in prange(0..w * h) {
        a[[0, k % w]] = k as f64;
    }
}

fn blocks_that_overlap(x: &mut [f64], blocks: usize) {
    for b in prange(0..blocks) {
        for j in b * 64..b * 64 + 65 {
            x[j] += 1.0;
        }
        x[b] = 0.0;
    }
}

fn blocks_with_a_halo(x: &mut [f64], blocks: usize) {
    for b in prange(0..blocks) {
        for j in b * 64 + 1..(b + 1) * 64 + 1 {
            x[j] -= x[j - 1];
        }
    }
}

fn inclusive_blocks(x: &mut [f64], y: &[f64], block: usize, blocks: usize) {
    for b in prange(0..blocks) {
        for j in b * block..=(b + 1) * block {
            x[j] = y[j];
        }
    }
}

fn cyclic_by_another_step(x: &mut [f64], workers: usize) {
    for w in prange(0..workers) {
        for j in (w..x.len()).step_by(3) {
            x[j] = w as f64;
        }
    }
}

fn odd_even_sort_at_once(x: &mut [f64]) {
    for k in prange(0..x.len() - 1) {
        if x[k] > x[k + 1] {
            let t = x[k];
            x[k] = x[k + 1];
            x[k + 1] = t;
        }
    }
}

fn scatter_maximum(idx: &[usize], x: &[f64], y: &mut [f64]) {
    for i in prange(0..idx.len()) {
        if x[i] > y[idx[i] + 1] {
            y[idx[i] + 1] = x[i];
        }
    }
}

fn histogram_read_inside(x: &[usize], hist: &mut [u32], first: &mut [u32]) {
    for i in prange(0..x.len()) {
        hist[x[i]] += 1;
        first[i] = hist[x[i]];
    }
}

fn histogram_in_two_ways(x: &[usize], hist: &mut [u32]) {
    for i in prange(0..x.len()) {
        hist[x[i]] += 1;
        hist[0] *= 2;
    }
}

fn linked_list(next: &mut [usize], n: usize) {
    for i in prange(0..n) {
        next[i] = next[next[i]];
    }
}

fn sieve(composite: &mut [bool]) {
    let n = composite.len();
    for p in prange(2..n) {
        for k in (2 * p..n).step_by(p) {
            composite[k] = true;
        }
    }
}

fn compact(x: &[f64], y: &mut [f64]) -> usize {
    let mut n = 0;
    for i in prange(0..x.len()) {
        if x[i] > 0.0 {
            y[n] = x[i];
            n += 1;
        }
    }
    n
}

fn scratch_outside(x: ArrayView2<f64>, y: &mut [f64], row: &mut [f64]) {
    for i in prange(0..x.nrows()) {
        for j in 0..x.ncols() {
            row[j] = x[[i, j]].abs();
        }
        y[i] = row[0];
    }
}

fn last_value(x: &[f64]) -> f64 {
    let mut last = 0.0;
    for i in prange(0..x.len()) {
        last = x[i];
    }
    last
}

fn ema(x: &[f64], y: &mut [f64], a: f64) {
    let mut s = 0.0;
    for i in prange(0..x.len()) {
        s = a * x[i] + (1.0 - a) * s;
        y[i] = s;
    }
}

fn horner(c: &[f64], x: f64) -> f64 {
    let mut p = 0.0;
    for i in prange(0..c.len()) {
        p = p * x + c[i];
    }
    p
}

fn random_numbers(x: &mut [u64]) {
    let mut state = 1_u64;
    for i in prange(0..x.len()) {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        x[i] = state;
    }
}

fn two_smallest(x: &[f64]) -> (f64, f64) {
    let (mut least, mut second) = (f64::INFINITY, f64::INFINITY);
    for i in prange(0..x.len()) {
        if x[i] < least {
            second = least;
            least = x[i];
        }
    }
    (least, second)
}

fn divided_reduction(n: u32) -> u32 {
    let mut acc = 10000;
    for _i in prange(0..n) {
        acc /= 2;
    }
    acc
}

fn found_flag(x: &[i64], wanted: i64, at: &mut [usize]) {
    for i in prange(0..x.len()) {
        if x[i] == wanted {
            at[0] = i;
        }
    }
}

fn early_exit(x: &[f64]) -> bool {
    let mut all = true;
    for i in prange(0..x.len()) {
        if x[i] < 0.0 {
            all = false;
            break;
        }
    }
    all
}

fn wrapped_blocks(x: &mut [f64], block: usize, blocks: usize) {
    let n = x.len();
    for b in prange(0..blocks) {
        for j in b * block..((b + 1) * block).min(n) {
            x[j] += 1.0;
            x[j] *= 2.0;
        }
    }
}

// From reports of wrong results in other tools: numba#3681, #3522, #4922.

fn fields_of_a_time_step(mut e: ArrayViewMut1<f64>, mut h: ArrayViewMut1<f64>) {
    for i in prange(1..e.len()) {
        e[i] += 0.5 * (h[i] - h[i - 1]);
        h[i] += 0.5 * (e[i] - e[i - 1]);
    }
}

fn stacked_into_a_row_that_is_read(traces: ArrayView2<f64>, mut out: ArrayViewMut2<f64>, at: usize) {
    for i in prange(0..out.nrows()) {
        out[[at, 0]] += traces[[i, 0]] * out[[i, 0]];
    }
}

fn reset_and_counted(n: u64) -> u64 {
    let mut c = 0;
    for i in prange(0..n) {
        c += 1;
        if i > 10 {
            c = 0;
        }
    }
    c
}
