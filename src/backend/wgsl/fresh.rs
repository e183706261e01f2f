//! Whether an iteration has replaced what it was handed, followed through its control flow.
//!
//! In: a body, a value that it is handed, and what it hands on in its place. Out: the values in
//! between that may be either. Always true: where a value that is none of these flows into one that
//! is, the iteration replaces what it was handed. Of an extremum that an equal one replaces
//! (`if x[i] <= best`) nothing else tells. Deliberately absent: extrema that equal ones do not
//! replace, where a comparison tells.

use std::collections::{HashMap, HashSet};

use metate_lang::ir::walk::{walk, walk_blocks};
use metate_lang::ir::{Block, Carried, End, Label, StmtKind, Val};
use metate_lang::op::Op;
use metate_lang::util::index::Index;

use super::block::Emitter;

/// The values through which what is handed to a body as `handed` may go on to be number `number`
/// of what is handed on by `Next` of one of `labels`.
pub(super) fn line(body: &Block, handed: Val, number: usize, labels: &[Label]) -> HashSet<Val> {
    let flows = flows(body);
    let mut behind: HashSet<Val> = HashSet::from([handed]);
    until_same(&mut behind, |behind| {
        flows.iter().filter(|(from, _)| behind.contains(from)).map(|&(_, to)| to).collect()
    });
    let mut in_front: HashSet<Val> = HashSet::new();
    walk_blocks(body, &mut |block| {
        let End::Next(label, values) = &block.end else { return };
        if labels.contains(label) {
            in_front.extend(values.get(number));
        }
    });
    until_same(&mut in_front, |in_front| {
        flows.iter().filter(|(_, to)| in_front.contains(to)).map(|&(from, _)| from).collect()
    });
    behind.intersection(&in_front).copied().collect()
}

fn until_same(set: &mut HashSet<Val>, more: impl Fn(&HashSet<Val>) -> Vec<Val>) {
    loop {
        let before = set.len();
        let found = more(set);
        set.extend(found);
        if set.len() == before {
            return;
        }
    }
}

/// Pairs of a value and one that it becomes where control goes on.
fn flows(body: &Block) -> Vec<(Val, Val)> {
    let mut flows = Vec::new();
    walk(body, &mut |stmt| match &stmt.kind {
        StmtKind::Op { to, op: Op::Select, args } => {
            flows.extend(args[1..].iter().map(|&arg| (arg, *to)));
        }
        StmtKind::If { to, then, otherwise, .. } => {
            for arm in [then, otherwise] {
                if let End::Give(values) = &arm.end {
                    flows.extend(values.iter().copied().zip(to.iter().copied()));
                }
            }
        }
        StmtKind::For { to, label, carried, body, .. } => {
            carry(carried, *label, body, &mut flows);
            flows.extend(carried.iter().map(|carried| carried.inner).zip(to.iter().copied()));
            leave(to, *label, body, &mut flows);
        }
        StmtKind::Loop { to, label, carried, body } => {
            carry(carried, *label, body, &mut flows);
            leave(to, *label, body, &mut flows);
        }
        StmtKind::Scope { to, label, body } => leave(to, *label, body, &mut flows),
        _ => {}
    });
    flows
}

fn carry(carried: &[Carried], label: Label, body: &Block, flows: &mut Vec<(Val, Val)>) {
    flows.extend(carried.iter().map(|carried| (carried.init, carried.inner)));
    walk_blocks(body, &mut |block| match &block.end {
        End::Next(to, values) if *to == label => {
            let inner = carried.iter().map(|carried| carried.inner);
            flows.extend(values.iter().copied().zip(inner));
        }
        _ => {}
    });
}

fn leave(to: &[Val], label: Label, body: &Block, flows: &mut Vec<(Val, Val)>) {
    walk_blocks(body, &mut |block| match &block.end {
        End::Break(left, values) if *left == label => {
            flows.extend(values.iter().copied().zip(to.iter().copied()));
        }
        _ => {}
    });
}

/// A value that is followed through an iteration.
pub(super) struct Followed {
    /// The number of its reduction.
    number: usize,
    /// The values that may be it.
    line: HashSet<Val>,
    /// Whether each of them is another by now, by their names.
    replaced: HashMap<String, String>,
}

impl Followed {
    /// Whether a value is another than the followed one, as an expression.
    pub(super) fn replaced(&self, atom: &str) -> String {
        self.replaced.get(atom).cloned().unwrap_or_else(|| "true".to_owned())
    }
}

impl Emitter<'_> {
    /// Follows the value that the function is handed as `handed`.
    pub(super) fn follow(&mut self, number: usize, line: HashSet<Val>, handed: String) {
        let replaced = HashMap::from([(handed, "false".to_owned())]);
        self.followed.push(Followed { number, line, replaced });
    }

    /// Whether a value is another than the one that was handed for this reduction.
    pub(super) fn is_replaced(&self, number: usize, atom: &str) -> String {
        let followed = self.followed.iter().find(|followed| followed.number == number);
        followed.map_or_else(|| "true".to_owned(), |followed| followed.replaced(atom))
    }

    /// A variable becomes a value.
    pub(super) fn replace(&mut self, to: &str, value: &str) {
        for followed in &self.followed {
            if let Some(flag) = followed.replaced.get(to) {
                self.text.line(format!("{flag} = {};", followed.replaced(value)));
            }
        }
    }

    /// A new value, called `name`, says whether it is another than the followed one: if `init`
    /// does, or as it is assigned.
    pub(super) fn tell_replaced(
        &mut self,
        value: Val,
        name: &str,
        init: impl Fn(&Followed) -> Option<String>,
    ) {
        for followed in &mut self.followed {
            if !followed.line.contains(&value) {
                continue;
            }
            let flag = self.names.fresh(&format!("{name}_replaced"), value.number());
            match init(followed) {
                Some(init) => self.text.line(format!("var {flag} = {init};")),
                None => self.text.line(format!("var {flag}: bool;")),
            }
            followed.replaced.insert(name.to_owned(), flag);
        }
    }

    pub(super) fn is_followed(&self, value: Val) -> bool {
        self.followed.iter().any(|followed| followed.line.contains(&value))
    }
}
