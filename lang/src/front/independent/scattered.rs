//! Arrays that a `prange` writes at places that are elements of another array: `out[at[i]] = ..`.
//!
//! In: the accesses of a loop to an array, of which two may meet. Out: the axes whose indices tell
//! one iteration's places from another's, to be checked while the loop runs, or the accesses that
//! meet even where the elements of an index array are distinct. Always true: every access of the
//! array has indices along these axes, so that what the loop checks leaves no two iterations at
//! one place, whatever was taken for granted here. Deliberately absent: places that depend on
//! nothing loaded, which are proved or refused.

use super::arrays::{Met, first_meeting};
use super::form::Forms;
use super::meet::Elements;
use super::sites::Site;
use super::space::Origin;
use crate::hir::{LocalId, Scattered};
use crate::util::omega::{Linear, Var};

/// Variables that are looked at to tell whether an index depends on the iteration.
const MOST_LOOKS: usize = 64;

/// How an array is scattered into, or which accesses are in the way, if that is another answer
/// than without elements.
pub(super) fn check<'s>(
    forms: &Forms<'_, '_, '_>,
    sites: &'s [Site],
    array: LocalId,
    systems: &mut u32,
) -> Result<Scattered, Option<Met<'s>>> {
    let own: Vec<&Site> = sites.iter().filter(|site| site.array == array).collect();
    let is_loaded = |form: &Linear| form.terms().iter().any(|term| has_load(forms, term.0));
    let all = own.iter().all(|site| site.plain.iter().flatten().any(is_loaded));
    if !all {
        return Err(None);
    }
    if let Some(met) = first_meeting(forms, sites, array, Elements::Distinct, systems) {
        return Err(Some(met));
    }
    let rank = own.first().and_then(|site| site.plain.as_ref()).map_or(0, Vec::len);
    let differs = |axis: &usize| {
        let mut along = own.iter().filter_map(|site| site.plain.as_ref()?.get(*axis));
        along.any(|form| depends(forms, form))
    };
    let axes = (0..rank).filter(differs).map(|axis| axis as u8).collect();
    Ok(Scattered { array, axes })
}

/// Whether a variable is an element, or made of one.
fn has_load(forms: &Forms<'_, '_, '_>, var: Var) -> bool {
    reached(forms, var).into_iter().any(|var| {
        let row = forms.space.row(var);
        !row.shared && row.load.is_some()
    })
}

/// Whether an index differs between iterations for more than that loops inside go around.
fn depends(forms: &Forms<'_, '_, '_>, form: &Linear) -> bool {
    form.terms().iter().flat_map(|term| reached(forms, term.0)).any(|var| {
        let row = forms.space.row(var);
        let loaded = matches!(row.origin, Origin::Load(_) | Origin::Unknown(_));
        var == forms.iteration || !row.shared && loaded
    })
}

/// A variable, and those that what it is made of depends on; of a loop's variable only itself.
fn reached(forms: &Forms<'_, '_, '_>, var: Var) -> Vec<Var> {
    let mut all = vec![var];
    let mut next = 0;
    while next < all.len() && all.len() < MOST_LOOKS {
        let row = forms.space.row(all[next]);
        next += 1;
        if matches!(row.origin, Origin::Local(_)) {
            continue;
        }
        let facts = row.facts.iter().chain(row.clauses.iter().flatten().flatten());
        let products = row.products.iter().flat_map(|(factor, core)| [factor, core]);
        for form in facts.map(|fact| fact.linear()).chain(products) {
            for term in form.terms() {
                if !all.contains(&term.0) {
                    all.push(term.0);
                }
            }
        }
    }
    all
}
