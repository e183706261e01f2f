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
//~ iterations of this `prange` may meet at an element of `x`: `x[i]`; read here: `x[i - 1]`; iteration 1 updates `x[1]`, which iteration 2 reads

fn suffix_sum(x: &mut [f64]) {
    for i in prange(0..x.len() - 1) {
        x[i] += x[i + 1];
    }
}
//~ iterations of this `prange` may meet at an element of `x`: `x[i]`; read here: `x[i + 1]`; iteration 1 updates `x[1]`, which iteration 0 reads

fn jacobi_in_place(x: &mut [f64]) {
    for i in prange(1..x.len() - 1) {
        x[i] = 0.5 * (x[i - 1] + x[i + 1]);
    }
}
//~ iterations of this `prange` may meet at an element of `x`: `x[i]`; read here: `x[i - 1]`; iteration 1 stores `x[1]`, which iteration 2 reads

fn heat_in_place(mut u: ArrayViewMut2<f64>) {
    for i in prange(1..u.nrows() - 1) {
        for j in 1..u.ncols() - 1 {
            u[[i, j]] = 0.25 * (u[[i - 1, j]] + u[[i + 1, j]] + u[[i, j - 1]] + u[[i, j + 1]]);
        }
    }
}
//~ iterations of this `prange` may meet at an element of `u`: `u[[i, j]]`; read here: `u[[i - 1, j]]`; iteration 1 stores `u[[1, 1]]`, which iteration 2 reads

fn reverse_all_of_it(x: &mut [f64]) {
    let n = x.len();
    for i in prange(0..n) {
        x[i] = x[n - 1 - i];
    }
}
//~ iterations of this `prange` may meet at an element of `x`: `x[i]`; read here: `x[n - 1 - i]`; iteration 0 stores `x[0]`, which iteration 1 reads

fn reverse_one_too_far(x: &mut [f64]) {
    let n = x.len();
    for i in prange(0..n / 2 + 1) {
        let t = x[i];
        x[i] = x[n - 1 - i];
        x[n - 1 - i] = t;
    }
}
//~ iterations of this `prange` may meet at an element of `x`: `x[i]`; read here: `x[n - 1 - i]`; iteration 0 stores `x[0]`, which iteration 1 reads

fn swap_overlapping(x: &mut [f64], d: usize) {
    for i in prange(0..x.len() - d) {
        let t = x[i];
        x[i] = x[i + d];
        x[i + d] = t;
    }
}
//~ iterations of this `prange` may meet at an element of `x`: `x[i]`; read here: `x[i + d]`; with `d` = 1 iteration 1 stores `x[1]`, which iteration 0 reads

fn shift_by_any(x: &mut [f64], k: usize) {
    for i in prange(0..x.len()) {
        x[i] = x[i + k];
    }
}
//~ iterations of this `prange` may meet at an element of `x`: `x[i]`; read here: `x[i + k]`; with `k` = 1 iteration 1 stores `x[1]`, which iteration 0 reads

fn one_place(x: &[f64], y: &mut [f64]) {
    for i in prange(0..x.len()) {
        y[0] = x[i];
    }
}
//~ iterations of this `prange` may meet at an element of `y`: `y[0]`; by several iterations: `for i in prange(0..x.len())`; iterations 0 and 1 both store `y[0]`

fn half_of_the_index(x: &[f64], y: &mut [f64]) {
    for i in prange(0..x.len()) {
        y[i / 2] = x[i];
    }
}
//~ iterations of this `prange` may meet at an element of `y`: `y[i / 2]`; by several iterations: `for i in prange(0..x.len())`; iterations 0 and 1 both store `y[0]`

fn index_in_a_ring(x: &[f64], y: &mut [f64]) {
    for i in prange(0..x.len()) {
        y[i % 8] = x[i];
    }
}
//~ iterations of this `prange` may meet at an element of `y`: `y[i % 8]`; by several iterations: `for i in prange(0..x.len())`; iterations 0 and 8 both store `y[0]`

fn ring_of_any_size(x: &[f64], y: &mut [f64]) {
    for i in prange(0..x.len()) {
        y[i % y.len()] = x[i];
    }
}
//~ iterations of this `prange` may meet at an element of `y`: `y[i % y.len()]`; by several iterations: `for i in prange(0..x.len())`; iterations 0 and 2 both store `y[0]`

fn masked_index(x: &[f64], y: &mut [f64]) {
    for i in prange(0..x.len()) {
        y[i & 15] = x[i];
    }
}
//~ iterations of this `prange` may meet at an element of `y`: `y[i & 15]`; by several iterations: `for i in prange(0..x.len())`; iterations 0 and 16 both store `y[0]`

fn narrowed_index(x: &[f64], y: &mut [f64]) {
    for i in prange(0..x.len()) {
        y[i as u8 as usize] = x[i];
    }
}
//~ iterations of this `prange` may meet at an element of `y`: `y[i as u8 as usize]`; by several iterations: `for i in prange(0..x.len())`; they meet only where an index or a limit of a loop wraps around

fn overlapping_pairs(x: &[f64], y: &mut [f64]) {
    for i in prange(0..x.len()) {
        y[i] = x[i];
        y[i + 1] = x[i];
    }
}
//~ iterations of this `prange` may meet at an element of `y`: `y[i]`; stored here: `y[i + 1]`; iteration 1 stores `y[1]`, which iteration 0 stores too

fn overlapping_triples(x: &[f64], y: &mut [f64]) {
    for i in prange(0..x.len()) {
        for k in 0..3 {
            y[2 * i + k] = x[i];
        }
    }
}
//~ iterations of this `prange` may meet at an element of `y`: `y[2 * i + k]`; by several iterations: `for i in prange(0..x.len())`; iterations 0 and 1 both store `y[2]`

fn red_reads_red(x: &mut [f64], n: usize) {
    for i in prange(1..n) {
        x[2 * i] = 0.5 * (x[2 * i - 2] + x[2 * i + 2]);
    }
}
//~ iterations of this `prange` may meet at an element of `x`: `x[2 * i]`; read here: `x[2 * i - 2]`; with `n` = 3 iteration 1 stores `x[2]`, which iteration 2 reads

fn even_reads_even(x: &mut [f64]) {
    for i in prange(2..x.len()) {
        if i % 2 == 0 {
            x[i] += x[i - 2];
        }
    }
}
//~ iterations of this `prange` may meet at an element of `x`: `x[i]`; read here: `x[i - 2]`; iteration 2 updates `x[2]`, which iteration 4 reads

fn transpose_twice(mut a: ArrayViewMut2<f64>) {
    for i in prange(0..a.nrows()) {
        for j in 0..a.ncols() {
            let t = a[[i, j]];
            a[[i, j]] = a[[j, i]];
            a[[j, i]] = t;
        }
    }
}
//~ iterations of this `prange` may meet at an element of `a`: `a[[i, j]]`; read here: `a[[j, i]]`; iteration 0 stores `a[[0, 1]]`, which iteration 1 reads

fn symmetric_without_a_triangle(mut c: ArrayViewMut2<f64>) {
    for i in prange(0..c.nrows()) {
        for j in 0..c.ncols() {
            c[[i, j]] = i as f64;
            c[[j, i]] = j as f64;
        }
    }
}
//~ iterations of this `prange` may meet at an element of `c`: `c[[i, j]]`; stored here: `c[[j, i]]`; iteration 0 stores `c[[0, 1]]`, which iteration 1 stores too

fn triangle_reads_mirror(mut a: ArrayViewMut2<f64>) {
    for i in prange(0..a.nrows()) {
        for j in i..a.ncols() {
            a[[i, j]] = a[[j, i + 1]];
        }
    }
}
//~ iterations of this `prange` may meet at an element of `a`: `a[[i, j]]`; read here: `a[[j, i + 1]]`; iteration 1 stores `a[[1, 1]]`, which iteration 0 reads

fn both_triangles_meet(mut a: ArrayViewMut2<f64>) {
    for i in prange(0..a.nrows()) {
        for j in i..a.ncols() {
            a[[i, j]] = 1.0;
            a[[j - i, i]] = 2.0;
        }
    }
}
//~ iterations of this `prange` may meet at an element of `a`: `a[[i, j]]`; stored here: `a[[j - i, i]]`; iteration 0 stores `a[[0, 1]]`, which iteration 1 stores too

fn pivot_row_changes(mut a: ArrayViewMut2<f64>, k: usize) {
    for i in prange(0..a.nrows()) {
        for j in 0..a.ncols() {
            a[[i, j]] -= a[[k, j]];
        }
    }
}
//~ iterations of this `prange` may meet at an element of `a`: `a[[i, j]]`; read here: `a[[k, j]]`; with `k` = 0 iteration 0 updates `a[[0, 0]]`, which iteration 1 reads

fn floyd_warshall_all_rows(mut d: ArrayViewMut2<f64>, k: usize) {
    for i in prange(0..d.nrows()) {
        for j in 0..d.ncols() {
            d[[i, j]] = d[[i, j]].min(d[[i, k]] + d[[k, j]]);
        }
    }
}
//~ iterations of this `prange` may meet at an element of `d`: `d[[i, j]]`; read here: `d[[k, j]]`; with `k` = 0 iteration 0 stores `d[[0, 0]]`, which iteration 1 reads

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
//~ iterations of this `prange` may meet at an element of `d`: `d[[i, j]]`; read here: `d[[i, j]]`; iteration 0 stores `d[[0, 0]]`, which iteration 1 reads

fn eliminate_one_row_early(mut a: ArrayViewMut2<f64>, k: usize) {
    for i in prange(k..a.nrows()) {
        for j in k..a.ncols() {
            a[[i, j]] -= a[[k, j]];
        }
    }
}
//~ iterations of this `prange` may meet at an element of `a`: `a[[i, j]]`; read here: `a[[k, j]]`; with `k` = 0 iteration 0 updates `a[[0, 0]]`, which iteration 1 reads

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
//~ iterations of this `prange` may meet at an element of `a`: `a[[i, j]]`; read here: `a[[i, k]]`; iteration 0 updates `a[[2, 1]]`, which iteration 1 reads

fn forward_substitution(l: ArrayView2<f64>, x: &mut [f64]) {
    for i in prange(0..x.len()) {
        for j in 0..i {
            x[i] -= l[[i, j]] * x[j];
        }
    }
}
//~ iterations of this `prange` may meet at an element of `x`: `x[i]`; read here: `x[j]`; iteration 1 updates `x[1]`, which iteration 2 reads

fn backward_substitution(u: ArrayView2<f64>, x: &mut [f64]) {
    let n = x.len();
    for i in prange(0..n) {
        for j in i + 1..n {
            x[i] -= u[[i, j]] * x[j];
        }
    }
}
//~ iterations of this `prange` may meet at an element of `x`: `x[i]`; read here: `x[j]`; iteration 1 updates `x[1]`, which iteration 0 reads

fn columns_depend(mut a: ArrayViewMut2<f64>) {
    for j in prange(1..a.ncols()) {
        for i in 0..a.nrows() {
            a[[i, j]] += a[[i, j - 1]];
        }
    }
}
//~ iterations of this `prange` may meet at an element of `a`: `a[[i, j]]`; read here: `a[[i, j - 1]]`; iteration 1 updates `a[[0, 1]]`, which iteration 2 reads

fn dynamic_programming(mut t: ArrayViewMut2<u32>) {
    for i in prange(1..t.nrows()) {
        for j in 1..t.ncols() {
            t[[i, j]] = t[[i - 1, j]].max(t[[i, j - 1]]);
        }
    }
}
//~ iterations of this `prange` may meet at an element of `t`: `t[[i, j]]`; read here: `t[[i - 1, j]]`; iteration 1 stores `t[[1, 1]]`, which iteration 2 reads

fn antidiagonal_depends(mut a: ArrayViewMut2<f64>, d: usize) {
    for i in prange(1..d) {
        a[[i, d - i]] = a[[i - 1, d - i + 1]];
    }
}
//~ iterations of this `prange` may meet at an element of `a`: `a[[i, d - i]]`; read here: `a[[i - 1, d - i + 1]]`; with `d` = 3 iteration 1 stores `a[[1, 2]]`, which iteration 2 reads

fn flat_rows_too_long(y: &mut [f64], n: usize, m: usize) {
    for i in prange(0..n) {
        for j in 0..=m {
            y[i * m + j] = 1.0;
        }
    }
}
//~ iterations of this `prange` may meet at an element of `y`: `y[i * m + j]`; by several iterations: `for i in prange(0..n)`; with `n` = 2 and `m` = 2 iterations 0 and 1 both store `y[2]`

fn flat_rows_of_another_width(y: &mut [f64], n: usize, m: usize, w: usize) {
    for i in prange(0..n) {
        for j in 0..m {
            y[i * w + j] = 1.0;
        }
    }
}
//~ iterations of this `prange` may meet at an element of `y`: `y[i * w + j]`; by several iterations: `for i in prange(0..n)`; with `n` = 2 and `m` = 3 and `w` = 2 iterations 0 and 1 both store `y[2]`

fn flat_row_starts(y: &mut [f64], n: usize, m: usize) {
    for i in prange(0..n) {
        y[i * m] = 1.0;
    }
}
//~ iterations of this `prange` may meet at an element of `y`: `y[i * m]`; by several iterations: `for i in prange(0..n)`; with `n` = 2 and `m` = 0 iterations 0 and 1 both store `y[0]`

fn flat_box_with_wrong_strides(u: &mut [f64], nx: usize, ny: usize, nz: usize) {
    for x in prange(0..nx) {
        for y in 0..ny {
            for z in 0..nz {
                u[x * ny + y * nz + z] = 1.0;
            }
        }
    }
}
//~ iterations of this `prange` may meet at an element of `u`: `u[x * ny + y * nz + z]`; by several iterations: `for x in prange(0..nx)`; with `nx` = 2 and `ny` = 2 and `nz` = 2 iterations 0 and 1 both store `u[2]`

fn flat_neighbours(u: &mut [f64], n: usize, m: usize) {
    for i in prange(1..n) {
        for j in 0..m {
            u[i * m + j] += u[(i - 1) * m + j];
        }
    }
}
//~ iterations of this `prange` may meet at an element of `u`: `u[i * m + j]`; read here: `u[(i - 1) * m + j]`; with `n` = 3 and `m` = 2 iteration 1 updates `u[2]`, which iteration 2 reads

fn columns_of_a_counter(mut a: ArrayViewMut2<f64>, w: usize, h: usize) {
    for k in prange(0..w * h) {
        a[[0, k % w]] = k as f64;
    }
}
//~ iterations of this `prange` may meet at an element of `a`: `a[[0, k % w]]`; by several iterations: `for k in prange(0..w * h)`; with `w` = 2 iterations 0 and 2 both store `a[[0, 0]]`

fn blocks_that_overlap(x: &mut [f64], blocks: usize) {
    for b in prange(0..blocks) {
        for j in b * 64..b * 64 + 65 {
            x[j] += 1.0;
        }
        x[b] = 0.0;
    }
}
//~ iterations of this `prange` may meet at an element of `x`: `x[j]`; by several iterations: `for b in prange(0..blocks)`; with `blocks` = 2 iterations 0 and 1 both update `x[64]`

fn blocks_with_a_halo(x: &mut [f64], blocks: usize) {
    for b in prange(0..blocks) {
        for j in b * 64 + 1..(b + 1) * 64 + 1 {
            x[j] -= x[j - 1];
        }
    }
}
//~ iterations of this `prange` may meet at an element of `x`: `x[j]`; read here: `x[j - 1]`; with `blocks` = 2 iteration 0 updates `x[64]`, which iteration 1 reads

fn inclusive_blocks(x: &mut [f64], y: &[f64], block: usize, blocks: usize) {
    for b in prange(0..blocks) {
        for j in b * block..=(b + 1) * block {
            x[j] = y[j];
        }
    }
}
//~ iterations of this `prange` may meet at an element of `x`: `x[j]`; by several iterations: `for b in prange(0..blocks)`; with `blocks` = 2 and `block` = 2 iterations 0 and 1 both store `x[2]`

fn cyclic_by_another_step(x: &mut [f64], workers: usize) {
    for w in prange(0..workers) {
        for j in (w..x.len()).step_by(3) {
            x[j] = w as f64;
        }
    }
}
//~ iterations of this `prange` may meet at an element of `x`: `x[j]`; by several iterations: `for w in prange(0..workers)`; with `workers` = 4 iterations 0 and 3 both store `x[3]`

fn odd_even_sort_at_once(x: &mut [f64]) {
    for k in prange(0..x.len() - 1) {
        if x[k] > x[k + 1] {
            let t = x[k];
            x[k] = x[k + 1];
            x[k + 1] = t;
        }
    }
}
//~ iterations of this `prange` may meet at an element of `x`: `x[k]`; read here: `x[k + 1]`; iteration 1 stores `x[1]`, which iteration 0 reads

fn histogram_in_two_ways(x: &[usize], hist: &mut [u32]) {
    for i in prange(0..x.len()) {
        hist[x[i]] += 1;
        hist[0] *= 2;
    }
}
//~ iterations of this `prange` may meet at an element of `hist`: `hist[x[i]]`; by several iterations: `for i in prange(0..x.len())`; `x[i]` may be the same in several iterations

fn linked_list(next: &mut [usize], n: usize) {
    for i in prange(0..n) {
        next[i] = next[next[i]];
    }
}
//~ iterations of this `prange` may meet at an element of `next`: `next[i]`; read here: `next[next[i]]`; `next[i]` may be the same in several iterations

fn sieve(composite: &mut [bool]) {
    let n = composite.len();
    for p in prange(2..n) {
        for k in (2 * p..n).step_by(p) {
            composite[k] = true;
        }
    }
}
//~ iterations of this `prange` may meet at an element of `composite`: `composite[k]`; by several iterations: `for p in prange(2..n)`; iterations 2 and 3 both store `composite[6]`

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
//~ iterations of this `prange` may meet at an element of `y`: `y[n]`; by several iterations: `for i in prange(0..x.len())`; `n` may be the same in several iterations
//~ `n` is used in the `prange` that reduces it: `n`; changed here by every iteration: `n += 1`

fn scratch_outside(x: ArrayView2<f64>, y: &mut [f64], row: &mut [f64]) {
    for i in prange(0..x.nrows()) {
        for j in 0..x.ncols() {
            row[j] = x[[i, j]].abs();
        }
        y[i] = row[0];
    }
}
//~ iterations of this `prange` may meet at an element of `row`: `row[j]`; by several iterations: `for i in prange(0..x.nrows())`; iterations 0 and 1 both store `row[0]`

fn last_value(x: &[f64]) -> f64 {
    let mut last = 0.0;
    for i in prange(0..x.len()) {
        last = x[i];
    }
    last
}
//~ every iteration of this `prange` may change `last`: `last = x[i]`; declared outside of the loop: `last`

fn ema(x: &[f64], y: &mut [f64], a: f64) {
    let mut s = 0.0;
    for i in prange(0..x.len()) {
        s = a * x[i] + (1.0 - a) * s;
        y[i] = s;
    }
}
//~ every iteration of this `prange` may change `s`: `s = a * x[i] + (1.0 - a) * s`; declared outside of the loop: `s`; also used here: `s`

fn horner(c: &[f64], x: f64) -> f64 {
    let mut p = 0.0;
    for i in prange(0..c.len()) {
        p = p * x + c[i];
    }
    p
}
//~ every iteration of this `prange` may change `p`: `p = p * x + c[i]`; declared outside of the loop: `p`; also used here: `p`

fn random_numbers(x: &mut [u64]) {
    let mut state = 1_u64;
    for i in prange(0..x.len()) {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        x[i] = state;
    }
}
//~ every iteration of this `prange` may change `state`: `state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407)`; declared outside of the loop: `state`; also used here: `state`

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
//~ every iteration of this `prange` may change `second`: `second = least`; declared outside of the loop: `second`
//~ every iteration of this `prange` may change `least`: `least = x[i]`; declared outside of the loop: `least`; also used here: `least`

fn divided_reduction(n: u32) -> u32 {
    let mut acc = 10000;
    for _i in prange(0..n) {
        acc /= 2;
    }
    acc
}
//~ every iteration of this `prange` may change `acc`: `acc /= 2`; declared outside of the loop: `acc`

fn found_flag(x: &[i64], wanted: i64, at: &mut [usize]) {
    for i in prange(0..x.len()) {
        if x[i] == wanted {
            at[0] = i;
        }
    }
}
//~ iterations of this `prange` may meet at an element of `at`: `at[0]`; by several iterations: `for i in prange(0..x.len())`; iterations 0 and 1 both store `at[0]`

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
//~ every iteration of this `prange` may change `all`: `all = false`; declared outside of the loop: `all`
//~ `break` leaves a `prange`: `break`; all iterations of a `prange` run, in any order

fn wrapped_blocks(x: &mut [f64], block: usize, blocks: usize) {
    let n = x.len();
    for b in prange(0..blocks) {
        for j in b * block..((b + 1) * block).min(n) {
            x[j] += 1.0;
            x[j] *= 2.0;
        }
    }
}
//~ iterations of this `prange` may meet at an element of `x`: `x[j]`; by several iterations: `for b in prange(0..blocks)`; they meet only where an index or a limit of a loop wraps around

// From reports of wrong results in other tools: numba#9829, #3522, #4922.

fn numbered_components(index: &[usize], values: &[u32], array: &mut [u32]) {
    for i in prange(0..index.len()) {
        array[index[i]] = values[i];
    }
    let mut next = values.len() as u32;
    for i in prange(0..array.len()) {
        if array[i] == 4294967295 {
            next += 1;
            array[i] = next;
        }
    }
}
//~ `next` is used in the `prange` that reduces it: `next`; changed here by every iteration: `next += 1`

fn fields_of_a_time_step(mut e: ArrayViewMut1<f64>, mut h: ArrayViewMut1<f64>) {
    for i in prange(1..e.len()) {
        e[i] += 0.5 * (h[i] - h[i - 1]);
        h[i] += 0.5 * (e[i] - e[i - 1]);
    }
}
//~ iterations of this `prange` may meet at an element of `e`: `e[i]`; read here: `e[i - 1]`; iteration 1 updates `e[1]`, which iteration 2 reads
//~ iterations of this `prange` may meet at an element of `h`: `h[i]`; read here: `h[i - 1]`; iteration 1 updates `h[1]`, which iteration 2 reads

fn stacked_into_a_row_that_is_read(
    traces: ArrayView2<f64>,
    mut out: ArrayViewMut2<f64>,
    at: usize,
) {
    for i in prange(0..out.nrows()) {
        out[[at, 0]] += traces[[i, 0]] * out[[i, 0]];
    }
}
//~ iterations of this `prange` may meet at an element of `out`: `out[[at, 0]]`; read here: `out[[i, 0]]`; with `at` = 1 iteration 0 updates `out[[1, 0]]`, which iteration 1 reads

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
//~ every iteration of this `prange` may change `c`: `c = 0`; declared outside of the loop: `c`; also used here: `c += 1`

fn scatter_by_two(at: &[usize], to: &[usize], y: &mut [f64]) {
    for i in prange(0..at.len()) {
        y[at[i]] = 1.0;
        y[to[i]] = 2.0;
    }
}
//~ iterations of this `prange` may meet at an element of `y`: `y[at[i]]`; stored here: `y[to[i]]`; places that are elements of one array are checked to differ, not those of two

fn scatter_and_read_elsewhere(at: &[usize], y: &mut [f64]) {
    for i in prange(0..at.len()) {
        y[at[i]] = y[i];
    }
}
//~ iterations of this `prange` may meet at an element of `y`: `y[at[i]]`; read here: `y[i]`; `at[i]` may be the same in several iterations

fn scatter_and_read_the_next(at: &[usize], y: &mut [f64]) {
    for i in prange(0..at.len()) {
        y[at[i]] = y[at[i] + 1];
    }
}
//~ iterations of this `prange` may meet at an element of `y`: `y[at[i]]`; read here: `y[at[i] + 1]`; `at[i]` may lead several iterations to one place, even where the elements of the array are distinct

fn scatter_by_halves(at: &[usize], y: &mut [f64]) {
    for i in prange(0..at.len()) {
        y[at[i] / 2] = 1.0;
    }
}
//~ iterations of this `prange` may meet at an element of `y`: `y[at[i] / 2]`; by several iterations: `for i in prange(0..at.len())`; iterations 0 and 1 both store `y[0]`

fn scatter_with_all(at: &[usize], y: &mut [f64], n: usize) {
    for i in prange(0..n) {
        for j in 0..at.len() {
            y[at[j]] = i as f64;
        }
    }
}
//~ iterations of this `prange` may meet at an element of `y`: `y[at[j]]`; by several iterations: `for i in prange(0..n)`; `at[j]` may lead several iterations to one place, even where the elements of the array are distinct

fn scatter_by_pairs(at: &[usize], y: &mut [f64]) {
    for i in prange(0..at.len()) {
        y[at[i / 2]] = i as f64;
    }
}
//~ iterations of this `prange` may meet at an element of `y`: `y[at[i / 2]]`; by several iterations: `for i in prange(0..at.len())`; `at[i / 2]` may lead several iterations to one place, even where the elements of the array are distinct

fn scatter_the_neighbour(at: &[usize], y: &mut [f64]) {
    for i in prange(0..at.len() - 1) {
        y[at[i]] = y[at[i + 1]];
    }
}
//~ iterations of this `prange` may meet at an element of `y`: `y[at[i]]`; read here: `y[at[i + 1]]`; `at[i]` may lead several iterations to one place, even where the elements of the array are distinct

fn scatter_narrowed(at: &[usize], y: &mut [f64]) {
    for i in prange(0..at.len()) {
        y[at[i] as u8 as usize] = 1.0;
    }
}
//~ iterations of this `prange` may meet at an element of `y`: `y[at[i] as u8 as usize]`; by several iterations: `for i in prange(0..at.len())`; iterations 0 and 1 both store `y[0]`

fn scatter_by_what_is_written(at: &mut [usize], y: &mut [f64]) {
    for i in prange(0..at.len()) {
        y[at[i]] = 1.0;
        at[i] = 0;
    }
}
//~ iterations of this `prange` may meet at an element of `y`: `y[at[i]]`; by several iterations: `for i in prange(0..at.len())`; `at[i]` may be the same in several iterations
