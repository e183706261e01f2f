//! Sequences of choices: what a random kernel is made from, and made smaller by.
//!
//! In: a seed, or choices of an earlier run. Out: numbers below limits, and the list of those
//! taken. Always true: the same choices make the same kernel, and 0 is the simplest one of each,
//! so that dropping and lowering choices makes kernels smaller and leaves them well typed
//! (MacIver and Donaldson, Test-Case Reduction via Test-Case Generation, 2020).

use super::super::xorshift::Random;

/// A source of choices, which remembers those taken.
pub struct Choices {
    given: Vec<u32>,
    random: Option<Random>,
    taken: Vec<u32>,
}

impl Choices {
    /// Random choices.
    pub fn random(seed: u64) -> Choices {
        Choices { given: Vec::new(), random: Some(Random::new(seed)), taken: Vec::new() }
    }

    /// These choices, then the simplest ones.
    pub fn replay(given: &[u32]) -> Choices {
        Choices { given: given.to_vec(), random: None, taken: Vec::new() }
    }

    /// A number below `limit`, 0 being the simplest.
    pub fn below(&mut self, limit: usize) -> usize {
        let limit = limit.max(1) as u32;
        let choice = match &mut self.random {
            Some(random) => random.below(u64::from(limit)) as u32,
            None => self.given.get(self.taken.len()).map_or(0, |given| given % limit),
        };
        self.taken.push(choice);
        choice as usize
    }

    /// Whether something happens that does so `times` in `of` cases.
    pub fn chance(&mut self, times: usize, of: usize) -> bool {
        self.below(of) >= of - times
    }

    /// One of several.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// The choices taken so far.
    pub fn taken(self) -> Vec<u32> {
        self.taken
    }
}

/// The smallest choices found that still satisfy `fails`, within `tries` attempts.
pub fn shrink(choices: Vec<u32>, tries: usize, mut fails: impl FnMut(&[u32]) -> bool) -> Vec<u32> {
    let mut best = choices;
    let mut left = tries;
    let mut attempt = |candidate: Vec<u32>, best: &mut Vec<u32>, left: &mut usize| {
        if *left == 0 || candidate >= *best && candidate.len() >= best.len() {
            return false;
        }
        *left -= 1;
        let better = fails(&candidate);
        if better {
            *best = candidate;
        }
        better
    };
    loop {
        let before = (best.len(), left);
        // Whole runs first: a statement, a block.
        let mut size = best.len() / 2;
        while size > 0 {
            let mut at = best.len().saturating_sub(size);
            loop {
                let mut shorter = best.clone();
                shorter.drain(at..(at + size).min(best.len()));
                if !attempt(shorter, &mut best, &mut left) && at == 0 {
                    break;
                }
                at = at.saturating_sub(size).min(best.len().saturating_sub(size));
                if best.len() < size {
                    break;
                }
            }
            size /= 2;
        }
        for at in (0..best.len()).rev() {
            for lower in [0, 1, best.get(at).map_or(0, |choice| choice / 2)] {
                if best.get(at).is_some_and(|&choice| lower < choice) {
                    let mut lowered = best.clone();
                    lowered[at] = lower;
                    if attempt(lowered, &mut best, &mut left) {
                        break;
                    }
                }
            }
        }
        if left == 0 || before == (best.len(), left) || best.len() == before.0 {
            return best;
        }
    }
}
