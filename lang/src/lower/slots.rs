//! Which scalars the variables of a function consist of, numbered.
//!
//! In: a function of the typed tree. Out: [`Slots`]: one slot for a scalar or an array, one per
//! part for a tuple. Always true: branches and loops carry slots, so a tuple costs what its parts
//! cost. Deliberately absent: what a slot stands for at some point of the function.

use crate::hir::{Func, LocalId};
use crate::index_type;
use crate::ty::{Scalar, Ty};
use crate::util::index::{Index, Table};

index_type! {
    /// A scalar of a variable, or an array.
    Slot;
}

/// The slots of a function.
pub(super) struct Slots {
    /// The first slot of each variable.
    first: Table<LocalId, Slot>,
    /// The variable of each slot, and its type unless it is an array.
    slots: Table<Slot, (LocalId, Option<Scalar>)>,
}

impl Slots {
    pub(super) fn of(func: &Func) -> Slots {
        let mut slots = Slots { first: Table::new(), slots: Table::new() };
        for (id, local) in func.locals.iter() {
            slots.first.push(Slot::new(slots.slots.len()));
            match local.ty {
                Ty::Array(_) | Ty::Fixed(_) | Ty::Lent { .. } => {
                    slots.slots.push((id, None));
                }
                Ty::Unit | Ty::Never | Ty::Scalar(_) | Ty::Tuple(_) => {
                    for &scalar in local.ty.scalars() {
                        slots.slots.push((id, Some(scalar)));
                    }
                }
            }
        }
        slots
    }

    pub(super) fn len(&self) -> usize {
        self.slots.len()
    }

    /// The only slot of a variable, or its first.
    pub(super) fn first(&self, local: LocalId) -> Slot {
        self.first[local]
    }

    /// All slots of a variable.
    pub(super) fn all(&self, local: LocalId) -> impl Iterator<Item = Slot> + use<> {
        let from = self.first[local].number();
        let next = LocalId::new(local.number() + 1);
        let to = self.first.get(next).map_or(self.slots.len(), |next| next.number());
        (from..to).map(Slot::new)
    }

    /// The variable of a slot.
    pub(super) fn local(&self, slot: Slot) -> LocalId {
        self.slots[slot].0
    }

    /// Whether it is an array.
    pub(super) fn is_array(&self, slot: Slot) -> bool {
        self.slots[slot].1.is_none()
    }

    /// The type of a slot that is no array.
    pub(super) fn ty(&self, slot: Slot) -> Scalar {
        self.slots[slot].1.expect("only scalars are carried")
    }
}
