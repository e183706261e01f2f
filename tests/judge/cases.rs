//! Which kernels are run.
//!
//! In: a seed. Out: kernels without end: random ones, near misses of the tests' texts, and each of
//! those texts once. Always true: the same seed gives the same kernels. Deliberately absent: near
//! misses and texts that may run for long, or that take arrays which the oracle cannot write back.

use metate_lang::front;
use metate_lang::hir::{self, Generic};
use metate_lang::ir::StmtKind;
use metate_lang::ir::order::Order;
use metate_lang::ir::walk::walk;
use metate_lang::lower::lower;
use metate_lang::syntax::Limits;
use metate_lang::ty::{Layout, Scalar, Ty};

use super::generate::{self, Choices};
use super::texts;
use super::tokens::{self, Kind, tokens};
use super::types::{bases, near_miss};
use super::xorshift::Random;

/// Where a kernel is from.
#[derive(Clone, Copy, PartialEq)]
pub enum Source {
    /// Made at random.
    Random,
    /// A text with a few tokens changed.
    NearMiss,
    /// A text of the tests.
    Text,
}

/// A kernel to be run.
pub struct Case {
    pub name: String,
    pub source: Source,
    /// What its arguments are made from.
    pub seed: u64,
    pub text: String,
    pub module: hir::Module,
    /// Whether it is a kernel for other types of a generic text that came before.
    pub again: bool,
    /// What metate's engines did in each round, once they have run.
    pub digests: Vec<String>,
}

/// The kernel of a text, or two of different types if it is generic; none if it is refused.
fn kernels(name: &str, source: Source, seed: u64, text: String) -> Vec<Case> {
    let Ok(module) = front::load(&text, None) else { return Vec::new() };
    let case = |name: String, module, again| Case {
        name,
        source,
        seed,
        text: text.clone(),
        module,
        again,
        digests: Vec::new(),
    };
    let Some(generic) = &module.generic else { return vec![case(name.to_owned(), module, false)] };
    let entry = &module.funcs[module.entry].name;
    // For some types a text may be refused all the same: `T::MIN * T::MIN` always overflows for `i64`.
    let of_types = |types: Vec<Scalar>| {
        let module = front::specialize(&text, entry, &types, &Limits::default()).ok()?;
        Some((format!("{name} of {types:?}"), module))
    };
    let made = types(generic, seed).into_iter().filter_map(of_types).enumerate();
    made.map(|(number, (name, module))| case(name, module, number > 0)).collect()
}

/// Two choices of types for a generic kernel; no parameter has the same in both.
fn types(generic: &Generic, seed: u64) -> [Vec<Scalar>; 2] {
    let mut random = Random::new(seed);
    let mut choices = [Vec::new(), Vec::new()];
    for (_, bound) in &generic.params {
        let all: Vec<Scalar> = Scalar::ALL.iter().copied().filter(|&ty| bound.holds(ty)).collect();
        let first = random.below(all.len() as u64) as usize;
        let second = first + 1 + random.below(all.len() as u64 - 1) as usize;
        choices[0].push(all[first]);
        choices[1].push(all[second % all.len()]);
    }
    choices
}

impl Case {
    pub fn entry(&self) -> &hir::Func {
        &self.module.funcs[self.module.entry]
    }

    /// The types of its arguments.
    pub fn types(&self) -> impl Iterator<Item = Ty> + '_ {
        let entry = self.entry();
        entry.params.iter().map(|&param| entry.locals[param].ty)
    }

    /// The text whose loops all run in order, if the order of a `prange` makes a difference: then
    /// that is what native code does.
    pub fn in_order(&self) -> Option<String> {
        let regroups = self.text.contains("prange") && regroups(&self.module);
        regroups.then(|| {
            let mut tokens = tokens(&self.text);
            tokens.retain(|token| !token.is("prange"));
            tokens::text(&tokens)
        })
    }
}

/// Whether some loop combines floats in the order of parallel loops.
fn regroups(module: &hir::Module) -> bool {
    let signature = module.signature(Layout::Strided);
    let func = lower(module, &signature).expect("the engines have made it as well");
    let mut found = false;
    walk(&func.body, &mut |stmt| {
        if let StmtKind::For { carried, parallel: Some(parallel), body, .. } = &stmt.kind {
            let inner = carried.iter().map(|carried| carried.inner);
            found |= Order::of(&func, inner, parallel, body).is_some();
        }
    });
    found
}

/// Whether a text ends soon, as far as one can tell, on arguments that the oracle can make.
fn is_modest(text: &str) -> bool {
    let endless = |word: &str| ["while", "loop", "MAX", "MIN"].contains(&word);
    let large = |number: &str| number.len() > 3 && number.chars().all(|c| c.is_ascii_digit());
    let tokens = tokens(text);
    let plain = tokens.iter().all(|token| match token.kind {
        Kind::Word => !endless(&token.text),
        Kind::Number => !large(token.text.split(['_', '.']).next().expect("a first piece")),
        Kind::Label | Kind::Quoted | Kind::Sign | Kind::End => true,
    });
    // Owned arrays are lent to native code as copies, which the oracle writes back for one type.
    plain && !text.contains("&mut Array")
}

/// Endlessly many kernels: of sixteen, fourteen random ones, a near miss, and as long as there are any
/// a text of the tests.
pub fn cases(first: u64) -> impl Iterator<Item = Case> {
    let bases = bases();
    let accepted = texts().into_iter().filter(|text| is_modest(&text.text));
    let mut accepted = accepted.flat_map(|text| kernels(&text.name, Source::Text, 1, text.text));
    let mut random = (first..).flat_map(|seed| {
        let text = generate::kernel(&mut Choices::random(seed)).text;
        kernels(&format!("random kernel {seed}"), Source::Random, seed, text)
    });
    let near = (first..).map(move |seed| (seed, near_miss(&bases, seed)));
    let near = near.filter(|(_, (_, text))| is_modest(text));
    let mut near =
        near.flat_map(|(seed, (name, text))| kernels(&name, Source::NearMiss, seed, text));
    let turns = (0..).map(move |turn| match turn % 16 {
        7 => near.next(),
        15 => accepted.next(),
        _ => random.next(),
    });
    turns.flatten()
}
