//! Reproducible random numbers.
//!
//! In: a seed. Out: the same numbers on every machine (Marsaglia, Xorshift RNGs, 2003).
//! Deliberately absent: what the numbers are for, so that every test can share them.

/// A generator.
pub struct Random(u64);

impl Random {
    /// Numbers of their own for every seed.
    pub fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// Any number.
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number below `limit`.
    pub fn below(&mut self, limit: u64) -> u64 {
        (self.next() >> 11) % limit
    }
}
