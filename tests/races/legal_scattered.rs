//! Loops that write at places which are elements of other arrays, each of which is accepted: that
//! the places differ is checked while they run. Below each stand the arrays and axes.
//!
//! Every function is a kernel of its own; rustc compiles them all.

use metate::prelude::*;

fn permute(at: &[usize], x: &[f64], out: &mut [f64]) {
    for i in prange(0..at.len()) {
        out[at[i]] = x[i];
    }
}
//~ checked to be distinct: axis 0 of `out`

fn permute_in_part(at: &[usize], keep: &[bool], x: &[f64], out: &mut [f64]) {
    for i in prange(0..at.len()) {
        if keep[i] {
            out[at[i]] = x[i];
        }
    }
}
//~ checked to be distinct: axis 0 of `out`

fn skip_negative(at: &[i64], x: &[f64], out: &mut [f64]) {
    for i in prange(0..at.len()) {
        let k = at[i];
        if k < 0 {
            continue;
        }
        out[k as usize] = x[i];
    }
}
//~ checked to be distinct: axis 0 of `out`

fn behind_a_header(at: &[u8], x: &[f64], out: &mut [f64]) {
    for i in prange(0..at.len()) {
        out[at[i] as usize + 1] = x[i];
    }
}
//~ checked to be distinct: axis 0 of `out`

fn relax(at: &[usize], x: &[f64], out: &mut [f64]) {
    for i in prange(0..at.len()) {
        out[at[i]] = 0.9 * out[at[i]] + 0.1 * x[i];
    }
}
//~ checked to be distinct: axis 0 of `out`

fn normalize(at: &[usize], x: &[f64], out: &mut [f64]) {
    for i in prange(0..at.len()) {
        let k = at[i];
        out[k] += x[i];
        out[k] /= 2.0;
    }
}
//~ checked to be distinct: axis 0 of `out`

fn two_arrays(at: &[usize], x: &[f64], y: &mut [f64], z: &mut [f64]) {
    for i in prange(0..at.len()) {
        y[at[i]] = x[i];
        z[at[i]] = -x[i];
    }
}
//~ checked to be distinct: axis 0 of `y`
//~ checked to be distinct: axis 0 of `z`

fn rows(at: &[usize], x: ArrayView2<f64>, mut out: ArrayViewMut2<f64>) {
    for i in prange(0..at.len()) {
        for j in 0..x.ncols() {
            out[[at[i], j]] = x[[i, j]];
        }
    }
}
//~ checked to be distinct: axis 0 of `out`

fn columns(at: &[usize], x: ArrayView2<f64>, mut out: ArrayViewMut2<f64>) {
    for i in prange(0..at.len()) {
        for j in 0..x.ncols() {
            out[[j, at[i]]] = x[[i, j]] + out[[0, at[i]]];
        }
    }
}
//~ checked to be distinct: axis 1 of `out`

fn flat_rows(at: &[usize], x: &[f64], out: &mut [f64], n: usize) {
    for i in prange(0..at.len()) {
        for j in 0..n {
            out[at[i] * n + j] = x[i];
        }
    }
}
//~ checked to be distinct: axis 0 of `out`

fn sparse(row: &[usize], column: &[usize], x: &[f64], mut out: ArrayViewMut2<f64>) {
    for i in prange(0..x.len()) {
        out[[row[i], column[i]]] = x[i];
    }
}
//~ checked to be distinct: axis 0 and 1 of `out`

fn sparse_in_one(at: ArrayView2<i32>, x: &[f64], mut out: ArrayViewMut2<f64>) {
    for i in prange(0..x.len()) {
        out[[at[[i, 0]] as usize, at[[i, 1]] as usize]] = x[i];
    }
}
//~ checked to be distinct: axis 0 and 1 of `out`

fn picked_columns(at: &[usize], column: &[usize], mut out: ArrayViewMut2<f64>) {
    for i in prange(0..at.len()) {
        for j in 0..column.len() {
            out[[at[i], column[j]]] = 1.0;
        }
    }
}
//~ checked to be distinct: axis 0 and 1 of `out`

fn runs_of_three(at: &[usize], x: &[f64], out: &mut [f64]) {
    for i in prange(0..at.len() / 3) {
        for j in 0..3 {
            out[at[3 * i + j]] = x[i];
        }
    }
}
//~ checked to be distinct: axis 0 of `out`

fn runs_of_k(at: &[usize], x: &[f64], out: &mut [f64], k: usize) {
    for i in prange(0..x.len()) {
        for j in 0..k {
            out[at[i * k + j]] = x[i];
        }
    }
}
//~ checked to be distinct: axis 0 of `out`

fn compressed_rows(start: &[usize], at: &[usize], x: &[f64], out: &mut [f64]) {
    for i in prange(0..x.len()) {
        for k in start[i]..start[i + 1] {
            out[at[k]] = x[i];
        }
    }
}
//~ checked to be distinct: axis 0 of `out`

fn through_two(first: &[usize], second: &[usize], x: &[f64], out: &mut [f64]) {
    for i in prange(0..first.len()) {
        out[second[first[i]]] = x[i];
    }
}
//~ checked to be distinct: axis 0 of `out`

fn evens_and_odds(at: &[usize], x: &[f64], out: &mut [f64]) {
    for i in prange(0..at.len()) {
        out[2 * at[i]] = x[i];
        out[2 * at[i] + 1] = -x[i];
    }
}
//~ checked to be distinct: axis 0 of `out`

fn chains(first: &[usize], next: &[usize], out: &mut [f64]) {
    for i in prange(0..first.len()) {
        let mut k = first[i];
        while k < next.len() {
            out[next[k]] = i as f64;
            k = next[k];
        }
    }
}
//~ checked to be distinct: axis 0 of `out`

fn scatter_maximum(idx: &[usize], x: &[f64], y: &mut [f64]) {
    for i in prange(0..idx.len()) {
        if x[i] > y[idx[i] + 1] {
            y[idx[i] + 1] = x[i];
        }
    }
}
//~ checked to be distinct: axis 0 of `y`

fn histogram_read_inside(x: &[usize], hist: &mut [u32], first: &mut [u32]) {
    for i in prange(0..x.len()) {
        hist[x[i]] += 1;
        first[i] = hist[x[i]];
    }
}
//~ checked to be distinct: axis 0 of `hist`

fn wrapped_around(mut out: ArrayViewMut5<f64>) {
    let shape = out.shape()[0];
    let rows = out.shape()[1];
    let (columns, planes, blocks) = (out.shape()[2], out.shape()[3], out.shape()[4]);
    let places: [usize; 6] = [1, 0, 3, 2, 5, 4];
    for i in prange(0..6_usize) {
        for _j in 0..3_u8 {
            let row = if false { shape } else { 1 };
            out[[places[i], row % rows, 1 % columns, 1 % planes, 1 % blocks]] = 1.0;
        }
    }
}
//~ checked to be distinct: axis 0 of `out`
