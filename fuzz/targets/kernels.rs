//! Bytes as the choices of a random kernel, on which every engine agrees.
#![no_main]

#[allow(dead_code, unused_imports)]
#[path = "../../tests/oracle/main.rs"]
mod oracle;
use oracle::generate;
// The suite's macros name it from the root.
#[allow(unused_imports)]
use oracle::suite;
mod choices;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    oracle::random::assert_agreement(&mut choices::choices(bytes));
});
