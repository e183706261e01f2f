//! Places of a kernel's source on their way through Cranelift, and the notes that show them.
//!
//! In: spans of statements and numbers of checks. Out: Cranelift's source locations, and back from
//! those that instructions and machine code have: a note where the place changes. Always true: a
//! text is shorter than 2^31 bytes, so a place fits the 32 bits that a location has, and no place is
//! Cranelift's own "nowhere". Deliberately absent: the texts that notes stand in.

use cranelift_codegen::ir::SourceLoc;
use metate_lang::error::Span;
use metate_lang::ir::{self, Check};
use metate_lang::source::{Margin, SourceLines};

use super::{Site, SiteKind};

/// What an instruction was made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The entry and the ways out, which all of the kernel shares.
    Nowhere,
    /// A statement that begins at this byte of the text.
    Text(u32),
    /// The way out of the check of this number.
    Site(usize),
}

/// Marks the number of a check.
const SITE: u32 = 1 << 31;

impl Place {
    /// The place of a statement.
    pub(super) fn of(span: Span) -> Place {
        if span == Span::default() { Place::Nowhere } else { Place::Text(span.lo) }
    }

    pub(super) fn encoded(self) -> SourceLoc {
        match self {
            Place::Nowhere => SourceLoc::default(),
            Place::Text(lo) => SourceLoc::new(lo & !SITE),
            Place::Site(number) => SourceLoc::new(number as u32 | SITE),
        }
    }

    pub(super) fn decoded(location: SourceLoc) -> Place {
        match location.bits() {
            _ if location.is_default() => Place::Nowhere,
            bits if bits & SITE != 0 => Place::Site((bits & !SITE) as usize),
            lo => Place::Text(lo),
        }
    }
}

/// Notes places where they change.
pub(super) struct Notes<'a> {
    func: &'a ir::Func,
    sites: &'a [Site],
    lines: &'a SourceLines<'a>,
    margin: Margin<'a>,
    site: Option<usize>,
}

impl<'a> Notes<'a> {
    pub(super) fn new(
        func: &'a ir::Func,
        sites: &'a [Site],
        lines: &'a SourceLines<'a>,
    ) -> Notes<'a> {
        Notes { func, sites, lines, margin: Margin::new(lines), site: None }
    }

    /// What to note in front of an instruction of this place.
    pub(super) fn note(&mut self, place: Place) -> Option<String> {
        match place {
            Place::Nowhere => None,
            Place::Text(lo) => self.margin.note(Span { lo, hi: lo + 1 }),
            Place::Site(number) if self.site == Some(number) => None,
            Place::Site(number) => {
                self.site = Some(number);
                self.margin.forget();
                self.sites.get(number).map(|site| self.failed(number, site))
            }
        }
    }

    /// `status 1: check_bounds(a, 0) failed, line 4: a[[i, i]]`, or `status 1: poll stops, line 3: ..`
    fn failed(&self, number: usize, site: &Site) -> String {
        let name = site.kind.name();
        let what = match site.kind {
            SiteKind::Check { check: Check::Bounds { array, axis }, .. } => {
                format!("({}, {axis}) failed", self.func.arrays[array].name)
            }
            SiteKind::Check { check: Check::Distinct { array, .. }, .. } => {
                format!("({}) failed", self.func.arrays[array].name)
            }
            SiteKind::Check { .. } => " failed".to_owned(),
            SiteKind::Poll => " stops".to_owned(),
            SiteKind::Memory => " is not there".to_owned(),
        };
        let line = self.lines.number(site.span).unwrap_or_default();
        let source = self.lines.quote(site.span);
        format!("status {}: {name}{what}, line {line}: {source}", number + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_survive_the_way_through_cranelift() {
        for place in [Place::Nowhere, Place::Text(0), Place::Text(77), Place::Site(0)] {
            assert_eq!(Place::decoded(place.encoded()), place);
        }
        assert_eq!(Place::of(Span::default()), Place::Nowhere);
        assert_eq!(Place::of(Span::new(0, 2)), Place::Text(0));
    }
}
