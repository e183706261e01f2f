//! Bytes as a kernel's text: refused with problems that can be shown, or taken as far as loop IR.
#![no_main]

#[path = "../../lang/tests/mutants/survive.rs"]
mod survive;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    survive::survive(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = metate::Kernel::parse(text);
    }
});
