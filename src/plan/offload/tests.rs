//! What becomes of kernels: the cases in `tests/offload.txt`.
//!
//! In: kernel texts behind `//~ case: TITLE`, each followed by `//~ offload` and what the planner
//! makes of it. `BLESS=1` rewrites the file; never under CI.

use std::env;
use std::fs;
use std::path::PathBuf;

use metate_lang::ty::{Layout, ParamTy, Signature, Ty};
use metate_lang::{front, lower};

use super::*;

fn offloaded(text: &str) -> String {
    let module = front::load(text, None).unwrap_or_else(|problems| panic!("{problems}\n{text}"));
    let func = &module.funcs[module.entry];
    let param = |local: &metate_lang::hir::LocalId| match func.locals[*local].ty {
        Ty::Scalar(scalar) => ParamTy::Scalar(scalar),
        Ty::Array(array) => ParamTy::Array {
            elem: array.elem,
            rank: array.rank,
            layout: Layout::Contiguous,
            mutable: array.is_mutable(),
        },
        other => panic!("a parameter of type {other}"),
    };
    let signature = Signature { params: func.params.iter().map(param).collect() };
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
