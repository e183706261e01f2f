//! A fuzzer's bytes as choices.
//!
//! In: bytes. Out: [`Choices`]. Always true: two bytes make a choice, so that changing a few
//! bytes changes one choice and leaves the others.

use super::generate::Choices;

/// The choices that the bytes stand for.
pub fn choices(bytes: &[u8]) -> Choices {
    let given: Vec<u32> = bytes
        .chunks(2)
        .map(|pair| pair.iter().fold(0, |choice, &byte| choice << 8 | u32::from(byte)))
        .collect();
    Choices::replay(&given)
}
