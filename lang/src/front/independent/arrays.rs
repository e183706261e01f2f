//! Arrays of the surroundings that a `prange` writes: whose iterations touch the same element?
//!
//! In: all accesses to each of them. Out: the arrays that several iterations may update, or
//! problems. Always true: accesses are apart if one of their indices is the same function of the
//! induction variable in all of them, one that gives different integers for different iterations;
//! what is not so simple is decided by [`super::meet`]. Deliberately absent: variables.

use std::collections::{BTreeMap, HashMap};

use super::super::infer::Type;
use super::form::Forms;
use super::meet::{Collision, Elements, Meeting, meet};
use super::same::same;
use super::scattered;
use super::sites::{self, Site};
use super::{Access, Class, How, Walk};
use crate::error::{Code, Diagnostic, Span};
use crate::hir::{Block, Expr, ExprKind, LocalId, Range, Scattered};
use crate::op::Op;
use crate::ty::Ty;
use crate::util::index::Index;

/// Systems that are solved for one loop.
const MOST_SYSTEMS: u32 = 4000;
/// Different accesses to one array that are compared with each other.
const MOST_SITES: usize = 200;

impl<'e> Walk<'_, '_, '_, 'e> {
    /// The arrays that several iterations may update, and those of which it is checked that they do
    /// not meet; reports accesses that may meet.
    pub(super) fn shared_arrays(
        &mut self,
        range: &'e Range,
        body: &'e Block,
        loop_span: Span,
    ) -> (Vec<(LocalId, Op)>, Vec<Scattered>) {
        let classes = self.classes();
        let not_plain = |(array, accesses): (&LocalId, &Vec<Access<'_>>)| {
            let write = accesses.iter().find(|access| access.how != How::Read)?;
            let own = self.own_axes(&classes, write);
            let apart = own.iter().any(|&axis| accesses.iter().all(|it| agree(axis, write, it)));
            (!apart).then_some((*array, !own.is_empty()))
        };
        let suspects: BTreeMap<LocalId, bool> = self.arrays.iter().filter_map(not_plain).collect();
        if suspects.is_empty() {
            return Default::default();
        }
        let arrays = suspects.keys().copied().collect();
        let (forms, sites) = sites::collect(self.around, self.var, range, body, &arrays);
        let (mut updated, mut scattered, mut systems) = (Vec::new(), Vec::new(), MOST_SYSTEMS);
        for (array, has_own) in suspects {
            let first = first_meeting(&forms, &sites, array, Elements::Any, &mut systems);
            let Some((pair, meeting)) = first else { continue };
            let mut accesses = sites.iter().filter(|site| site.array == array);
            match pair[0].how {
                How::Update(op) if accesses.all(|site| site.how == pair[0].how) => {
                    updated.push((array, op));
                }
                _ => match scattered::check(&forms, &sites, array, &mut systems) {
                    Ok(found) => scattered.push(found),
                    Err(nearer) => {
                        let (pair, meeting) = nearer.unwrap_or((pair, meeting));
                        let problem = self.meeting(pair, &meeting, has_own, loop_span);
                        self.problems.push(problem);
                    }
                },
            }
        }
        (updated, scattered)
    }

    /// How the variables of the body differ between iterations.
    fn classes(&self) -> HashMap<LocalId, Class> {
        let mut classes = HashMap::with_capacity(self.lets.len());
        for &(local, init) in &self.lets {
            let class = self.class(&classes, init);
            classes.insert(local, class);
        }
        classes
    }

    fn class(&self, classes: &HashMap<LocalId, Class>, expr: &Expr) -> Class {
        match &expr.kind {
            ExprKind::Const(_) | ExprKind::Extent { .. } | ExprKind::Len { .. } => Class::Same,
            ExprKind::Local(local) if *local == self.var => {
                if self.steady {
                    Class::Own
                } else {
                    Class::Other
                }
            }
            ExprKind::Local(local) if self.is_outside(*local) => {
                let uses = self.scalars.get(local);
                let changed = uses.is_some_and(|uses| !uses.changes.is_empty());
                if changed || self.is_array(*local) { Class::Other } else { Class::Same }
            }
            ExprKind::Local(local) => classes.get(local).copied().unwrap_or(Class::Other),
            ExprKind::Cast(inner) => match (self.class(classes, inner), inner.ty, expr.ty) {
                (Class::Own, Ty::Scalar(from), Ty::Scalar(to))
                    if !(from.is_int() && to.is_int() && to.bits() >= from.bits()) =>
                {
                    Class::Other
                }
                (class, _, _) => class,
            },
            ExprKind::Op(op, operands) => {
                let of = |operand| self.class(classes, operand);
                match (op, operands.as_slice()) {
                    // Both wrap, so that different integers stay different.
                    (Op::Add | Op::Sub, [left, right]) => match (of(left), of(right)) {
                        (Class::Same, class) | (class, Class::Same) => class,
                        _ => Class::Other,
                    },
                    _ if operands.iter().all(|operand| of(operand) == Class::Same) => Class::Same,
                    _ => Class::Other,
                }
            }
            _ => Class::Other,
        }
    }

    /// The axes along which each iteration has an index of its own.
    fn own_axes(&self, classes: &HashMap<LocalId, Class>, access: &Access<'_>) -> Vec<usize> {
        let index = access.index.unwrap_or_default();
        (0..index.len()).filter(|&axis| self.class(classes, &index[axis]) == Class::Own).collect()
    }

    /// Says which accesses of an array meet, and how.
    fn meeting(
        &self,
        [write, other]: [&Site; 2],
        meeting: &Meeting,
        has_own: bool,
        loop_span: Span,
    ) -> Diagnostic {
        let array = write.array;
        let (name, var) = (self.name(array), self.name(self.var));
        let message = format!("iterations of this `prange` may meet at an element of `{name}`");
        let verb = |site: &Site| match site.how {
            How::Read => "read",
            How::Store => "stored",
            How::Update(_) => "updated",
        };
        let mut problem = Diagnostic::new(Code::NotIndependent, write.span, message)
            .label(format!("{} here", verb(write)));
        problem = match write.span == other.span {
            false => problem.context(other.span, format!("{} here", verb(other))),
            true => problem.context(head(loop_span, self.around.text), "by several iterations"),
        };
        if let Some(note) = self.note([write, other], meeting) {
            problem = problem.note(note);
        }
        if let Meeting::TwoArrays(spans) = meeting {
            let [one, other] = spans.map(|span| span.text(self.around.text));
            return problem.help(format!(
                "take every index of `{name}` from one array, write a second loop for `{other}` \
                 behind the one for `{one}`, or write a plain `for` loop"
            ));
        }
        if let Meeting::EvenDistinct(_) = meeting {
            return problem.help(format!(
                "let each iteration load elements of its own, and use them as indices of `{name}` as \
                 they are, or write a plain `for` loop"
            ));
        }
        let scratch = matches!(self.around.locals[array.number()].ty, Type::Fixed(_));
        let help = match (has_own, write.index.as_deref()) {
            (false, Some([])) => format!(
                "its only element is that of every iteration: add to it with `{name}[()] += ..`, \
                 write it behind the loop, or write a plain `for` loop"
            ),
            (false, Some(_)) if scratch => format!(
                "declare `{name}` inside of the loop, so that each iteration has its own, make \
                 `{var}` an index of every access, or write a plain `for` loop"
            ),
            (false, Some(_)) => format!(
                "make `{var}` an index of every access of `{name}`, or write a plain `for` loop"
            ),
            (false, None) => "do this before the loop, or write a plain `for` loop".to_owned(),
            (true, _) => format!(
                "use one index that depends on `{var}` in every access of `{name}`, store into \
                 another array, or write a plain `for` loop"
            ),
        };
        problem.help(help)
    }

    /// How two accesses meet, in numbers, or what is not known.
    fn note(&self, [write, other]: [&Site; 2], meeting: &Meeting) -> Option<String> {
        let collision = match meeting {
            Meeting::Never => return None,
            Meeting::At(collision) => collision,
            Meeting::Wrapped => {
                let note = "they meet only where an index or a limit of a loop wraps around";
                return Some(note.to_owned());
            }
            Meeting::Unknown(Some(span)) => {
                let text = span.text(self.around.text);
                return Some(format!("`{text}` may be the same in several iterations"));
            }
            Meeting::TwoArrays(_) => {
                let note = "places that are elements of one array are checked to differ, not \
                            those of two";
                return Some(note.to_owned());
            }
            Meeting::EvenDistinct(span) => {
                let text = span.text(self.around.text);
                return Some(format!(
                    "`{text}` may lead several iterations to one place, even where the elements of \
                     the array are distinct"
                ));
            }
            Meeting::Unknown(None) => {
                return Some("that they are apart could not be proved".to_owned());
            }
        };
        let Collision { iterations: [first, second], element, given } = &**collision;
        let numbers: Vec<String> = element.iter().map(i128::to_string).collect();
        let name = self.name(write.array);
        let element = match numbers.as_slice() {
            [] => format!("{name}[()]"),
            [one] => format!("{name}[{one}]"),
            several => format!("{name}[[{}]]", several.join(", ")),
        };
        let given: Vec<String> = given
            .iter()
            .map(|&(local, value)| format!("`{}` = {value}", self.name(local)))
            .collect();
        let given = match given.as_slice() {
            [] => String::new(),
            some => format!("with {} ", some.join(" and ")),
        };
        let verb = |site: &Site| match site.how {
            How::Read => "reads",
            How::Store => "stores",
            How::Update(_) => "updates",
        };
        Some(match write.span == other.span {
            true => {
                let verb = verb(write).trim_end_matches('s');
                format!("{given}iterations {first} and {second} both {verb} `{element}`")
            }
            false => {
                let too = if write.how == other.how { " too" } else { "" };
                let (first_verb, second_verb) = (verb(write), verb(other));
                format!(
                    "{given}iteration {first} {first_verb} `{element}`, \
                     which iteration {second} {second_verb}{too}"
                )
            }
        })
    }
}

/// Two accesses that may meet, and how.
pub(super) type Met<'s> = ([&'s Site; 2], Meeting);

/// The first two accesses of an array that may meet, the first of which writes.
pub(super) fn first_meeting<'s>(
    forms: &Forms<'_, '_, '_>,
    sites: &'s [Site],
    array: LocalId,
    elements: Elements,
    systems: &mut u32,
) -> Option<Met<'s>> {
    let mut distinct: Vec<&Site> = Vec::new();
    for site in sites.iter().filter(|site| site.array == array) {
        if distinct.len() < MOST_SITES && !distinct.iter().any(|known| known.is_like(site)) {
            distinct.push(site);
        }
    }
    let all = distinct.len() < MOST_SITES;
    for (number, &write) in distinct.iter().enumerate() {
        if write.how == How::Read {
            continue;
        }
        for (other_number, &other) in distinct.iter().enumerate() {
            // Two that write are compared once.
            if other.how != How::Read && other_number < number {
                continue;
            }
            match meet(&forms.space, forms.iteration, [write, other], elements, systems) {
                Meeting::Never => {}
                meeting => return Some(([write, other], meeting)),
            }
        }
    }
    let write = distinct.iter().find(|site| site.how != How::Read);
    write.filter(|_| !all).map(|&write| ([write, write], Meeting::Unknown(None)))
}

/// Whether two accesses have the same index along an axis.
fn agree(axis: usize, left: &Access<'_>, right: &Access<'_>) -> bool {
    match (left.index, right.index) {
        (Some(left), Some(right)) => same(&left[axis], &right[axis]),
        _ => false,
    }
}

/// The first line of a loop.
fn head(span: Span, text: &str) -> Span {
    let line = span.text(text).lines().next().unwrap_or_default();
    let end = line.find('{').map_or(line.len(), |brace| line[..brace].trim_end().len());
    Span { lo: span.lo, hi: span.lo + end as u32 }
}
