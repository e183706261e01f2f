//! Loops that other tools were reported to compute wrongly, each of which is accepted.
//!
//! Every function is a kernel of its own; rustc compiles them all.

use metate::prelude::*;

// From reports of wrong results in other tools: numba#3681, #3522, #4922, #7344, #7630, #8184.

fn one_element_of_all(x: ArrayView2<f64>, mut y: ArrayViewMut2<f64>) {
    for i in prange(0..x.nrows()) {
        for j in 0..x.nrows() {
            if i == j {
                continue;
            }
            y[[0, 1]] += x[[i, j]];
        }
    }
}
//~ reduced by `add`: `y`

fn stacked_traces(traces: ArrayView2<f64>, mut stacked: ArrayViewMut2<f64>, at: usize) {
    for i in prange(0..traces.nrows()) {
        for j in 0..traces.ncols() {
            stacked[[at, j]] += traces[[i, j]];
        }
    }
}
//~ reduced by `add`: `stacked`

fn counted_under_a_condition(n: u64) -> u64 {
    let mut c = 0;
    for i in prange(0..n) {
        c += 1;
        if i > 10 {
            c += 1;
        }
    }
    c
}

fn counted_from_one(cond: &[bool]) -> u32 {
    let mut s = 1;
    for i in prange(0..cond.len()) {
        if cond[i] {
            s += 1;
        }
    }
    s
}

fn one_loop_or_the_other(flag: bool) -> i64 {
    let mut result = 0;
    if flag {
        for _i in prange(0..1000) {
            result += 1;
        }
    } else {
        for _i in prange(0..1000) {
            result -= 3;
        }
    }
    result
}

fn grid_of_directions(tmp: &[f64], mut results: ArrayViewMut2<f64>) {
    let sz = tmp.len();
    for i1 in prange(0..sz) {
        for i2 in 0..sz {
            for i3 in 0..sz {
                let v = [tmp[i1], tmp[i2], tmp[i3]];
                let idx = i1 * sz * sz + i2 * sz + i3;
                for k in 0..3 {
                    results[[idx, k]] = v[k];
                }
            }
        }
    }
}

fn consecutive_loops(results: &mut [i64], counters: &mut [i64]) {
    for i in prange(0..counters.len()) {
        for _j in 0..i {
            counters[i] += 1;
        }
    }
    for i in prange(0..counters.len()) {
        if i == 0 {
            continue;
        }
        results[i] = counters[i] - counters[i - 1];
    }
}

fn subtracted_sum(x: ArrayView2<f64>) -> (f64, f64) {
    let (mut plus, mut minus) = (0.0, 0.0);
    for k in prange(0..x.nrows()) {
        plus = plus + x[[k, 0]];
        minus = minus - x[[k, 0]];
    }
    (plus, minus)
}
