//! What was found.
//!
//! In: results, one by one. Out: the worst of them and what is wrong. Always true: a result that
//! is no number where the reference is one, or the other way round, is wrong whatever its
//! distance. Deliberately absent: where inputs come from.

use rug::Float;

use crate::ulp::{Format, distance};

/// The worst results that are kept, beside the very worst.
const KEPT: usize = 8;

/// What is known of a function of a type.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Inputs tried.
    pub inputs: u64,
    /// The worst distance, in ULP.
    pub worst: f64,
    /// The worst inputs with their distances, the worst first.
    pub kept: Vec<(Vec<f64>, f64)>,
    /// What is wrong beside distances.
    pub wrong: Vec<String>,
    /// Neighbours in the wrong order.
    pub falls: u64,
    /// Bits of precision of the reference.
    pub precision: u32,
}

impl Report {
    /// Compares a result with its reference; `kind` is what a NaN or zero has to look like.
    pub fn compare(&mut self, input: &[f64], found: f64, expected: &Float, format: Format) {
        self.inputs += 1;
        self.precision = expected.prec();
        if expected.is_nan() || found.is_nan() {
            if expected.is_nan() != found.is_nan() {
                self.wrong(format!("{input:?}: {found:e}, not {:e}", expected.to_f64()));
            }
            return;
        }
        if expected.is_infinite() || expected.is_zero() {
            if found != expected.to_f64() {
                self.wrong(format!("{input:?}: {found:e}, not {:e}", expected.to_f64()));
            }
            return;
        }
        self.note(input, distance(found, expected, format));
    }

    /// Remembers a distance.
    pub fn note(&mut self, input: &[f64], distance: f64) {
        self.worst = self.worst.max(distance);
        let full = self.kept.len() == KEPT;
        if full && distance <= self.kept[KEPT - 1].1 || self.kept.iter().any(|(of, _)| of == input)
        {
            return;
        }
        let at = self.kept.partition_point(|(_, kept)| *kept >= distance);
        self.kept.insert(at, (input.to_vec(), distance));
        self.kept.truncate(KEPT);
    }

    /// Remembers what is wrong, the first few of it.
    pub fn wrong(&mut self, what: String) {
        if self.wrong.len() < 12 {
            self.wrong.push(what);
        }
    }

    /// Takes what another part of the inputs gave.
    pub fn add(&mut self, other: Report) {
        self.inputs += other.inputs;
        self.falls += other.falls;
        self.precision = self.precision.max(other.precision);
        other.kept.iter().for_each(|(input, distance)| self.note(input, *distance));
        other.wrong.into_iter().for_each(|what| self.wrong(what));
    }
}

/// Whether two results count as the same special value: zeros by sign, NaN whatever its bits.
pub fn same_special(found: f64, expected: f64) -> bool {
    found.to_bits() == expected.to_bits() || found.is_nan() && expected.is_nan()
}
