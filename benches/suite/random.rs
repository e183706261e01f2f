//! Numbers that look random and are the same in every run.
//!
//! In: a name. Out: numbers and arrays of them. Always true: the sequence depends on the name
//! alone, on every machine. Deliberately absent: statistical quality beyond what test data need.

use std::ops::Range;

use ndarray::{Array, Array2, Dimension, ShapeBuilder};

/// Marsaglia's xorshift with 64 bits of state.
pub(super) struct Random(u64);

/// What can be drawn from a range.
pub(super) trait Drawn: Copy {
    /// The number at this place between two others, 0 being the first of them.
    fn between(range: Range<Self>, place: f64) -> Self;
}

macro_rules! drawn {
    ($($ty:ident)*) => {$(
        impl Drawn for $ty {
            fn between(range: Range<$ty>, place: f64) -> $ty {
                (range.start as f64 + place * (range.end as f64 - range.start as f64)) as $ty
            }
        }
    )*};
}

drawn! { u8 i32 u32 i64 u64 f32 f64 }

impl Random {
    /// The sequence of a name.
    pub(super) fn of(name: &str) -> Random {
        // FNV-1a spreads the name over all bits; a zero state would stay zero.
        let mix = |hash: u64, byte: u8| (hash ^ byte as u64).wrapping_mul(0x0100_0000_01b3);
        Random(name.bytes().fold(0xcbf2_9ce4_8422_2325, mix) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number of the range.
    pub(super) fn draw<T: Drawn>(&mut self, range: Range<T>) -> T {
        T::between(range, (self.next() >> 11) as f64 / (1u64 << 53) as f64)
    }

    /// That many numbers of the range.
    pub(super) fn vec<T: Drawn>(&mut self, count: usize, range: Range<T>) -> Vec<T> {
        (0..count).map(|_| self.draw(range.clone())).collect()
    }

    /// An array of numbers of the range.
    pub(super) fn array<T: Drawn, D: Dimension>(
        &mut self,
        shape: impl ShapeBuilder<Dim = D>,
        range: Range<T>,
    ) -> Array<T, D> {
        Array::from_shape_simple_fn(shape, || self.draw(range.clone()))
    }

    /// A symmetric matrix whose diagonal outweighs its rows, and which is positive definite so.
    pub(super) fn dominant(&mut self, n: usize) -> Array2<f64> {
        let mut matrix = self.array((n, n), 0.0..1.0);
        for i in 0..n {
            for j in 0..i {
                matrix[[i, j]] = matrix[[j, i]];
            }
            matrix[[i, i]] += n as f64;
        }
        matrix
    }
}
