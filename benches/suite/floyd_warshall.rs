//! Shortest paths between all pairs, as in PolyBench and NPBench.
//!
//! In: lengths of the ways from place to place. Out: lengths of the shortest ones. Always true:
//! integers, so their order is no matter. Deliberately absent: the paths themselves, and tiles.

use metate::prelude::*;

use super::Case;

#[kernel(native_exact)]
pub(crate) fn floyd_warshall(mut path: ArrayViewMut2<i32>) {
    let n = path.nrows();
    for k in 0..n {
        for i in 0..n {
            let first = path[[i, k]];
            for j in 0..n {
                path[[i, j]] = path[[i, j]].min(first + path[[k, j]]);
            }
        }
    }
}

pub(super) const CASE: Case = case! {
    floyd_warshall, "shortest paths between n places (i32)";
    sizes: &[200], smoke: 8, least: 0;
    elements: |n| (n * n * n) as u64;
    data: |n, random| {
        view_mut path = random.array((n, n), 1..1000);
    }
};
