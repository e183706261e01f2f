//! What passes made of the loops of a text, and of the checks in them.
//!
//! In: the loops of a function as it was lowered, and the function behind the passes. Out: for each
//! of those loops what is left of it, and for each of its checks whether it is made. Always true: a
//! check of the text counts once, for the loop that it stands in, however often passes have written
//! it: a loop that runs in groups, or that has a copy, is one loop, and what was written out of a
//! loop is looked for in the one around it. Checks of one place are one check. Deliberately absent:
//! loops that passes add of their own.

use std::collections::{HashMap, HashSet};

use super::loops::{self, CheckFact, Checks, Loop};
use crate::error::Span;
use crate::ir::{Func, Label};

/// What became of a loop.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Fate<'m> {
    /// The loop that is left of it, whose iteration is one of the text's.
    pub left: Option<&'m Loop>,
    /// Whether there is no loop because its iterations were written out.
    pub written_out: bool,
    /// How many iterations it runs between two tests of its end, if several: a loop over groups of
    /// them, in front of the loop that is left.
    pub group: Option<u32>,
    /// What became of its checks, in their order.
    pub checks: Vec<CheckFate>,
    /// How many of its checks the copy makes that makes most, if it has a copy.
    pub checks_of_copy: Option<usize>,
}

/// What became of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CheckFate {
    /// Every iteration makes it.
    Made,
    /// It always holds, and is not made.
    Proved,
    /// It holds if a question in front of a loop is answered with yes; of the loop there are two
    /// copies then, and the one that makes the check runs where the answer is no.
    Hoisted {
        /// The head of that loop: its own, or one around it.
        before: Span,
    },
    /// It is not there: another check says the same, or what it asks was decided beforehand.
    Needless,
}

/// What became of the loops of a text, of which `made` are those that a function has now.
pub fn of<'m>(text: &[Loop], func: &Func, made: &'m [Loop]) -> Vec<Fate<'m>> {
    let outside = loops::checks_outside(func);
    let plan = Plan::new(func, made, &outside);
    text.iter().map(|found| plan.fate(text, found)).collect()
}

/// The loops of a function behind the passes, to be looked up.
struct Plan<'m, 'p> {
    func: &'p Func,
    made: &'m [Loop],
    by_label: HashMap<Label, usize>,
    /// The copies of a loop of the text, and copies of those.
    copies: HashMap<Label, Vec<usize>>,
    /// How many iterations make a group.
    groups: HashMap<Label, u32>,
    /// The checks of each loop.
    checks: Vec<Places<'m>>,
    outside: Places<'p>,
}

/// Checks, to be looked up.
struct Places<'c> {
    made: HashSet<&'c CheckFact>,
    proved: HashSet<&'c CheckFact>,
}

impl<'c> Places<'c> {
    fn of(checks: &'c Checks) -> Places<'c> {
        Places { made: checks.made.iter().collect(), proved: checks.proved.iter().collect() }
    }
}

impl<'m, 'p> Plan<'m, 'p> {
    fn new(func: &'p Func, made: &'m [Loop], outside: &'p Checks) -> Plan<'m, 'p> {
        let mut plan = Plan {
            func,
            made,
            by_label: HashMap::new(),
            copies: HashMap::new(),
            groups: HashMap::new(),
            checks: made.iter().map(|found| Places::of(&found.checks)).collect(),
            outside: Places::of(outside),
        };
        for (number, found) in made.iter().enumerate() {
            plan.by_label.insert(found.label, number);
            match (found.of, found.group) {
                (None, _) => {}
                (Some(of), Some(group)) => drop(plan.groups.insert(of, group)),
                (Some(of), None) => plan.copies.entry(plan.root(of)).or_default().push(number),
            }
        }
        plan
    }

    fn fate(&self, text: &[Loop], found: &Loop) -> Fate<'m> {
        let home = self.home(text, found);
        let copies = home.and_then(|home| self.copies.get(&self.made[home].label));
        let copies = copies.map_or(&[][..], Vec::as_slice);
        let checks = &found.checks.made;
        let of_copy = |&copy: &usize| {
            checks.iter().filter(|check| self.checks[copy].made.contains(check)).count()
        };
        Fate {
            left: self.by_label.get(&found.label).map(|&number| &self.made[number]),
            written_out: self.func.labels[found.label].written_out,
            group: self.groups.get(&found.label).copied(),
            checks: checks.iter().map(|check| self.check(check, home, copies)).collect(),
            checks_of_copy: copies.iter().map(of_copy).max(),
        }
    }

    /// What became of a check that now stands in this loop, if in any.
    fn check(&self, check: &CheckFact, home: Option<usize>, copies: &[usize]) -> CheckFate {
        let at_home = home.map_or(&self.outside, |home| &self.checks[home]);
        if at_home.made.contains(check) {
            return CheckFate::Made;
        }
        if !at_home.proved.contains(check) {
            return CheckFate::Needless;
        }
        let makes = |copy: &&usize| self.checks[**copy].made.contains(check);
        let questions = copies.iter().filter(makes).map(|&copy| self.question(copy));
        match questions.max_by_key(|around| around.depth) {
            Some(around) => CheckFate::Hoisted { before: around.span },
            None => CheckFate::Proved,
        }
    }

    /// The loop that something is a copy of, or a copy of a copy.
    fn root(&self, mut label: Label) -> Label {
        while let Some(of) = self.func.labels[label].of {
            label = of;
        }
        label
    }

    /// What is left of a loop or, where there is nothing, of the first one around it.
    fn home<'t>(&self, text: &'t [Loop], mut found: &'t Loop) -> Option<usize> {
        loop {
            match self.by_label.get(&found.label) {
                Some(&number) => return Some(number),
                None => found = &text[found.parent?],
            }
        }
    }

    /// The loop that was copied when this copy was made: it, or one around it.
    fn question(&self, copy: usize) -> &'m Loop {
        let mut outermost = &self.made[copy];
        let is_copy = |around: &&Loop| around.of.is_some() && around.group.is_none();
        while let Some(around) = outermost.parent.map(|around| &self.made[around]).filter(is_copy) {
            outermost = around;
        }
        outermost
    }
}
