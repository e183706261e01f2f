//! Bytes as changes of the texts of the workspace's tests.
#![no_main]

#[path = "../../tests/oracle/xorshift.rs"]
mod xorshift;
#[allow(dead_code, unused_imports)]
#[path = "../../tests/oracle/generate/mod.rs"]
mod generate;
#[allow(dead_code)]
#[path = "../../lang/tests/mutants/corpus.rs"]
mod corpus;
#[path = "../../lang/tests/mutants/distort.rs"]
mod distort;
#[path = "../../lang/tests/mutants/mutate.rs"]
mod mutate;
#[path = "../../lang/tests/mutants/survive.rs"]
mod survive;
#[path = "../../lang/tests/mutants/tokens.rs"]
mod tokens;
mod choices;

use std::path::Path;
use std::sync::OnceLock;

use tokens::Token;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    static CORPUS: OnceLock<Vec<Vec<Token>>> = OnceLock::new();
    let corpus = CORPUS.get_or_init(|| {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
        corpus::texts(workspace).iter().map(|text| tokens::tokens(&text.text)).collect()
    });
    survive::survive(&distort::distorted(corpus, &mut choices::choices(bytes)));
});
