//! Numbers that look random and are the same in every run.
//!
//! In: a seed. Out: numbers. Always true: the sequence depends on the seed alone, on every
//! machine. Deliberately absent: statistical quality beyond what test data need.

/// Marsaglia's xorshift with 64 bits of state.
pub(super) struct Random(u64);

impl Random {
    /// A sequence.
    pub(super) fn new(seed: u64) -> Random {
        // A zero state would stay zero; a few turns spread a small seed over all bits.
        let mut random = Random(seed ^ 0x9e37_79b9_7f4a_7c15);
        for _ in 0..8 {
            random.next();
        }
        random
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number in [0, 1).
    pub(super) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }
}
