//! rustc as the judge: what metate accepts rustc accepts, with the same types and the same
//! meaning, in the interpreter and in machine code.
//!
//! In: the texts of the checker's tests, golden kernels, near misses of both, random kernels. Out:
//! agreement, or every text on which the two differ, with the compiler's words. Always true: a
//! text stands alone in a module behind `use metate::prelude::*`, as a user would write it.
//! Deliberately absent: what metate refuses and rustc accepts; a subset may be small.
//!
//! `METATE_JUDGE` says how many near misses and how many random kernels are judged, `METATE_SEED`
//! where they start. A hundred thousand kernels that run take about an hour of one core:
//!
//! ```text
//! METATE_JUDGE=100000 cargo test --release --test judge random_kernels -- --nocapture
//! ```

#[path = "../oracle/xorshift.rs"]
mod xorshift;
#[allow(dead_code)]
#[path = "../oracle/data.rs"]
mod data;
#[path = "../oracle/run.rs"]
mod run;
#[path = "../oracle/stores.rs"]
mod stores;
#[allow(dead_code, unused_imports)]
#[path = "../oracle/generate/mod.rs"]
mod generate;
#[path = "../../lang/tests/mutants/corpus.rs"]
mod corpus;
#[path = "../../lang/tests/mutants/mutate.rs"]
mod mutate;
#[path = "../../lang/tests/mutants/tokens.rs"]
mod tokens;
mod assertions;
mod rustc;
mod types;
mod cases;
mod digest;
mod engines;
mod batch;
mod meaning;

use std::env;
use std::path::Path;

use corpus::Text;

/// The texts of all tests. Without attributes: `#[kernel]` would judge in the judge's place.
fn texts() -> Vec<Text> {
    let mut texts = corpus::texts(Path::new(env!("CARGO_MANIFEST_DIR")));
    for text in &mut texts {
        text.text = without_attributes(&text.text);
    }
    texts
}

fn without_attributes(text: &str) -> String {
    let mut tokens = tokens::tokens(text);
    while let Some(start) = tokens.windows(2).position(|pair| pair[0].is("#") && pair[1].is("[")) {
        let end = tokens[start..].iter().position(|token| token.is("]"));
        tokens.drain(start..start + end.map_or(1, |end| end + 1));
    }
    tokens::text(&tokens)
}

/// A number that the environment may give.
fn number(name: &str) -> Option<usize> {
    env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name}={text}")))
}
