//! The test against trying every point of a box.
//!
//! In: random systems, and some that are known to be hard. Always true: what is decided is right.

use super::{Answer, Linear, System, Var};
use crate::util::index::Index;

/// A simple generator of numbers (xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % end
    }

    fn between(&mut self, lo: i128, hi: i128) -> i128 {
        lo + i128::from(self.below((hi - lo + 1) as u64))
    }
}

fn linear(terms: &[i128], constant: i128) -> Linear {
    let mut linear = Linear::constant(constant);
    for (number, &by) in terms.iter().enumerate() {
        linear = linear.plus(&Linear::var(Var::new(number)), by).expect("small numbers");
    }
    linear
}

/// A random system whose variables lie in `-reach..=reach`.
fn random(numbers: &mut Numbers, vars: usize, reach: i128) -> System {
    let mut system = System::default();
    for var in 0..vars {
        let mut terms = vec![0; vars];
        for sign in [1, -1] {
            terms[var] = sign;
            system.at_least_zero(linear(&terms, reach));
        }
    }
    let most = 1 + numbers.below(9) as i128;
    let row = |numbers: &mut Numbers| {
        let terms: Vec<i128> = (0..vars)
            .map(|_| if numbers.below(3) == 0 { 0 } else { numbers.between(-most, most) })
            .collect();
        linear(&terms, numbers.between(-3 * most, 3 * most))
    };
    for _ in 0..numbers.below(3) {
        let row = row(numbers);
        system.equal(row);
    }
    for _ in 0..numbers.below(6) {
        let row = row(numbers);
        system.at_least_zero(row);
    }
    system
}

/// Whether some point of the box is a solution.
fn tried(system: &System, vars: usize, reach: i128) -> bool {
    let side = 2 * reach + 1;
    (0..side.pow(vars as u32)).any(|number| {
        let point: Vec<i128> =
            (0..vars).map(|var| number / side.pow(var as u32) % side - reach).collect();
        system.holds_at(&point)
    })
}

#[test]
fn random_systems_are_decided_as_by_trying() {
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let (mut empty, mut unknown) = (0, 0);
    let total = 6000;
    for round in 0..total {
        let vars = 1 + numbers.below(4) as usize;
        let reach = numbers.between(1, 4);
        let system = random(&mut numbers, vars, reach);
        let expected = tried(&system, vars, reach);
        match system.solve() {
            Answer::Empty => {
                empty += 1;
                assert!(!expected, "round {round}: {system:?} has a solution");
            }
            Answer::Point(point) => {
                assert!(expected && system.holds_at(&point), "round {round}: {system:?} {point:?}");
            }
            Answer::Unknown => unknown += 1,
        }
    }
    assert!(empty > total / 10 && empty < total * 9 / 10, "{empty} of {total} are empty");
    assert!(unknown * 1000 <= total, "{unknown} of {total} are not decided");
}

#[test]
fn what_only_integers_exclude_is_empty() {
    // 2x = 2y + 1
    let mut parity = System::default();
    parity.equal(linear(&[2, -2], -1));
    assert_eq!(parity.solve(), Answer::Empty);
    // 27 <= 11x + 13y <= 45 and -10 <= 7x - 9y <= 4, Pugh's example.
    let mut pugh = System::default();
    for (terms, constant) in [([11, 13], -27), ([-11, -13], 45), ([7, -9], 10), ([-7, 9], 4)] {
        pugh.at_least_zero(linear(&terms, constant));
    }
    assert_eq!(pugh.solve(), Answer::Empty);
    // 7x + 12y + 31z = 17, 3x + 5y + 14z = 7, 1 <= x <= 40: the other example.
    let mut equations = System::default();
    equations.equal(linear(&[7, 12, 31], -17));
    equations.equal(linear(&[3, 5, 14], -7));
    equations.at_least_zero(linear(&[1], -1));
    equations.at_least_zero(linear(&[-1], 40));
    assert!(matches!(equations.solve(), Answer::Point(_)));
}

#[test]
fn machine_words_fit() {
    // 3x - 2^64 q = 3y with 0 <= x, y < 2^64: x = y, so x > y has no solution.
    let word = 1i128 << 64;
    let mut system = System::default();
    system.equal(linear(&[3, -3, -word], 0));
    for var in 0..2 {
        let mut terms = [0; 2];
        terms[var] = 1;
        system.at_least_zero(linear(&terms, 0));
        terms[var] = -1;
        system.at_least_zero(linear(&terms, word - 1));
    }
    let mut greater = system.clone();
    greater.at_least_zero(linear(&[1, -1], -1));
    assert_eq!(greater.solve(), Answer::Empty);
    // With 2 instead of 3 they are half of all words apart.
    system.equations[0] = linear(&[2, -2, -word], 0);
    system.at_least_zero(linear(&[1, -1], -1));
    let Answer::Point(point) = system.solve() else { panic!("it has a solution") };
    assert_eq!(point[0] - point[1], word / 2);
}

#[test]
fn what_is_too_large_is_not_decided() {
    let large = (1 << 126) - 1;
    let mut system = System::default();
    for (terms, constant) in [([large, 3], -1), ([-(large - 4), 5], 7), ([9, -(large - 8)], 1)] {
        system.at_least_zero(linear(&terms, constant));
    }
    assert_eq!(system.solve(), Answer::Unknown);
}
