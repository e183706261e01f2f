//! Whether the tests of a device have one.
//!
//! In: the adapters of this machine, and `METATE_REQUIRE`, names of engines with commas between
//! them. Out: whether there is one. Always true: where it is required and absent the test fails;
//! where it is absent alone, the test says so. Deliberately absent: which one.

/// Whether there is a device; says so if not.
pub fn has_device() -> bool {
    let found = !metate::gpu::adapters().is_empty();
    let names = std::env::var("METATE_REQUIRE").unwrap_or_default();
    let required = names.split(',').any(|name| name == "gpu");
    assert!(found || !required, "METATE_REQUIRE asks for `gpu`, and there is no adapter");
    if !found {
        eprintln!("skipped: there is no graphics adapter");
    }
    found
}
