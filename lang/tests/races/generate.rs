//! What random kernels are made from, as those of the oracle are.

#[path = "../../../tests/oracle/generate/choices.rs"]
#[allow(dead_code)]
pub mod choices;
