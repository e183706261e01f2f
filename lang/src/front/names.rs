//! Which name means what: variables, functions and constants in their nested scopes.
//!
//! In: declarations and the ends of scopes, in source order. Out: the innermost meaning of a
//! name. Always true: looking a name up costs the same however many are declared; what a scope
//! hid is visible again after it. Deliberately absent: types, methods and labels, which
//! live in namespaces of their own.

use std::collections::HashMap;

use crate::hir::{FuncId, LocalId};
use crate::index_type;

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A variable of the function at this depth of nesting.
    Local(LocalId, u32),
    /// A function.
    Func(FuncId),
    /// A constant.
    Const(ConstId),
}

index_type! {
    /// A constant of a text.
    ConstId;
}

/// Where a scope began.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark(usize);

#[derive(Debug)]
struct Binding<'a> {
    name: &'a str,
    meaning: Meaning,
    hides: Option<u32>,
}

/// Every name in scope.
#[derive(Debug, Default)]
pub(super) struct Names<'a> {
    bindings: Vec<Binding<'a>>,
    latest: HashMap<&'a str, u32>,
}

impl<'a> Names<'a> {
    /// Opens a scope.
    pub(super) fn open(&self) -> Mark {
        Mark(self.bindings.len())
    }

    /// Closes the scope opened at `mark` and all within it.
    pub(super) fn close(&mut self, mark: Mark) {
        for binding in self.bindings.drain(mark.0..).rev() {
            match binding.hides {
                Some(hidden) => self.latest.insert(binding.name, hidden),
                None => self.latest.remove(binding.name),
            };
        }
    }

    /// Declares a name in the innermost scope.
    pub(super) fn declare(&mut self, name: &'a str, meaning: Meaning) {
        let hides = self.latest.insert(name, self.bindings.len() as u32);
        self.bindings.push(Binding { name, meaning, hides });
    }

    /// What the name means here.
    pub(super) fn get(&self, name: &str) -> Option<Meaning> {
        self.latest.get(name).map(|&number| self.bindings[number as usize].meaning)
    }

    /// What the name means if it was declared since `mark`.
    pub(super) fn get_since(&self, mark: Mark, name: &str) -> Option<Meaning> {
        let number = *self.latest.get(name)? as usize;
        (number >= mark.0).then(|| self.bindings[number].meaning)
    }

    /// Names in scope whose meaning is wanted.
    pub(super) fn all(&self, wanted: impl Fn(Meaning) -> bool) -> impl Iterator<Item = &'a str> {
        self.bindings
            .iter()
            .filter(move |binding| wanted(binding.meaning))
            .map(|binding| binding.name)
    }
}

/// The name most like `name`, if one is near enough to be what was meant.
pub(super) fn nearest<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let limit = (name.chars().count().max(3)) / 3;
    known
        .into_iter()
        .filter(|candidate| candidate.len().abs_diff(name.len()) <= limit)
        .map(|candidate| (strsim::osa_distance(name, candidate), candidate))
        .filter(|&(distance, _)| distance <= limit)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}
