//! The same bits whatever instructions rustc may use.
//!
//! In: for each function and type a million inputs of random bits and a million of moderate size.
//! Out: a hash of the results. Always true: a NaN counts as a NaN whatever its bits, which IEEE 754
//! leaves open. Deliberately absent: the comparison, which is one of the outputs of several builds
//! (`bits.sh`).

use crate::functions::{BINARY, UNARY};
use crate::samples::Random;

/// Random bits and moderate numbers take turns.
const INPUTS: usize = 2_000_000;

/// Fowler, Noll and Vo's hash (FNV-1a, 64 bits).
struct Hash(u64);

impl Hash {
    fn add(&mut self, bits: u64) {
        for byte in bits.to_le_bytes() {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}

fn hash(mut result: impl FnMut(&mut Random, usize) -> f64) -> u64 {
    let (mut random, mut hash) = (Random::new(7), Hash(0xcbf2_9ce4_8422_2325));
    for index in 0..INPUTS {
        let result = result(&mut random, index);
        hash.add(if result.is_nan() { f64::NAN.to_bits() } else { result.to_bits() });
    }
    hash.0
}

fn input(random: &mut Random, index: usize) -> f64 {
    if index % 2 == 0 { f64::from_bits(random.bits()) } else { random.moderate() }
}

fn input32(random: &mut Random, index: usize) -> f32 {
    if index % 2 == 0 { f32::from_bits(random.bits() as u32) } else { random.moderate() as f32 }
}

/// Prints a line for each function and type.
pub fn print() {
    for function in UNARY {
        let wide = hash(|random, index| (function.f64)(input(random, index)));
        let narrow = hash(|random, index| (function.f32)(input32(random, index)).into());
        println!("{:<8} f64 {wide:016x} f32 {narrow:016x}", function.name);
    }
    for function in BINARY {
        let wide =
            hash(|random, index| (function.f64)(input(random, index), input(random, index / 2)));
        let narrow = hash(|random, index| {
            (function.f32)(input32(random, index), input32(random, index / 2)).into()
        });
        println!("{:<8} f64 {wide:016x} f32 {narrow:016x}", function.name);
    }
}
