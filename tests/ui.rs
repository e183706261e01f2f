//! What the macros refuse, and where the compiler then points: each file in `tests/ui` with the
//! compiler's words beside it. `TRYBUILD=overwrite` writes them anew.

#[test]
fn refusals_point_at_the_source() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
