//! What becomes of kernels: the cases in `tests/offload.txt`.
//!
//! In: kernel texts behind `//~ case: TITLE`, each followed by `//~ offload` and what the planner
//! makes of it. `BLESS=1` rewrites the file; never under CI.

use std::env;
use std::fs;
use std::path::PathBuf;

use metate_lang::ty::Layout;
use metate_lang::{front, lower};

use super::*;

fn offloaded(text: &str) -> String {
    let module = front::load(text, None).unwrap_or_else(|problems| panic!("{problems}\n{text}"));
    let signature = module.signature(Layout::Contiguous);
    match offload(lower::lower(&module, &signature).expect("within all limits")) {
        Ok(offload) => offload.to_string(),
        Err(refusal) => format!("refused: {} (in `{}`)\n", refusal.reason, refusal.span.text(text)),
    }
}

#[test]
fn golden() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/offload.txt");
    let old = fs::read_to_string(&path).expect("the cases");
    let mut new = String::new();
    for case in old.split("//~ case: ").skip(1) {
        let (title, rest) = case.split_once('\n').expect("a title");
        let text = rest.split("//~ offload").next().expect("a text").trim();
        new += &format!("//~ case: {title}\n{text}\n//~ offload\n{}\n", offloaded(text));
    }
    if env::var_os("BLESS").is_some() && env::var_os("CI").is_none() {
        fs::write(&path, new).expect("a writable file");
    } else {
        assert!(old == new, "tests/offload.txt differs from:\n{new}");
    }
}

/// The rows that each array of each grid is touched in, or why they may be any.
fn reaches(text: &str) -> Vec<Result<(i64, i64), String>> {
    let module = front::load(text, None).unwrap_or_else(|problems| panic!("{problems}\n{text}"));
    let signature = module.signature(Layout::Contiguous);
    let lowered = lower::lower(&module, &signature).expect("within all limits");
    let offload = offload(lowered).unwrap_or_else(|refusal| panic!("{}", refusal.reason));
    let arrays = offload.func.params.iter().filter_map(|param| match param {
        metate_lang::ir::Param::Array(array) => Some(*array),
        metate_lang::ir::Param::Scalar(_) => None,
    });
    let of_all = |array: ArrayId| {
        let touching = offload
            .regions
            .values()
            .filter(|region| region.arrays.iter().any(|touched| touched.array == array));
        let found: Vec<_> =
            touching.map(|region| rows::reach(&offload.func, region, array)).collect();
        let first = found.first().expect("it is touched").clone();
        // Copies with and without checks touch the same.
        assert!(found.iter().all(|other| other.is_ok() == first.is_ok()), "{text}\n{found:?}");
        first
            .map(|reach| (reach.below, reach.above))
            .map_err(|refusal| refusal.span.text(text).to_owned())
    };
    arrays.map(of_all).collect()
}

#[test]
fn rows_that_an_iteration_touches() {
    let any = |text: &str| Err(text.to_owned());
    let saxpy = "fn f(a: f32, x: &[f32], y: &mut [f32]) {
        for i in 0..y.len() { y[i] += a * x[i]; }
    }";
    assert_eq!(reaches(saxpy), [Ok((0, 0)), Ok((0, 0))]);
    let stencil = "fn f(a: ArrayView2<f64>, mut b: ArrayViewMut2<f64>) {
        for i in 2..a.nrows() - 1 {
            for j in 1..a.ncols() - 1 {
                b[[i, j]] = a[[i - 2, j]] + a[[1 + i, j]] + a[[i, j - 1]] + a[[i, 0]];
            }
        }
    }";
    assert_eq!(reaches(stencil), [Ok((-2, 1)), Ok((0, 0))]);
    let away = "fn f(x: &[i64], y: &mut [i64]) {
        for i in prange(0..y.len()) { y[i] = x[i + 3] + x[i.saturating_sub(1) + 1]; }
    }";
    assert_eq!(reaches(away), [Ok((0, 3)), Ok((0, 0))]);
    let gather = "fn f(x: &[f32], at: &[usize], y: &mut [f32]) {
        for i in prange(0..y.len()) { y[i] = x[at[i]]; }
    }";
    assert_eq!(reaches(gather), [any("x[at[i]]"), Ok((0, 0)), Ok((0, 0))]);
    let transposed = "fn f(a: ArrayView2<f64>, v: &[f64], mut b: ArrayViewMut2<f64>) {
        for i in 0..b.nrows() {
            for j in 0..b.ncols() { b[[i, j]] = a[[j, i]] * v[j]; }
        }
    }";
    assert_eq!(reaches(transposed), [any("a[[j, i]]"), any("v[j]"), Ok((0, 0))]);
    // A smaller type wraps around within the array.
    let narrow = "fn f(x: &[u8], y: &mut [u8]) {
        for i in prange(0u32..200) { y[i as usize] = x[(i + 1) as usize] + x[i as usize]; }
    }";
    assert_eq!(reaches(narrow), [any("x[(i + 1) as usize]"), Ok((0, 0))]);
    let combined = "fn f(k: &[u32], x: &[f64], h: &mut [u32], s: &mut [f64]) {
        for i in prange(0..k.len()) { h[k[i] as usize] += 1; }
        let mut sum = 0.0;
        for i in 0..x.len() { sum += x[i]; s[i] = sum; }
    }";
    let found = reaches(combined);
    assert_eq!(found[0], Ok((0, 0)));
    assert!(found[1..].iter().all(Result::is_err), "{found:?}");
}
