//! How deep the tree of a text can be, from its bytes alone.
//!
//! In: a text. Out: an upper bound on the depth of its syntax tree. Always true: it is found in
//! one pass over the bytes and costs next to nothing beside checking, so that short texts, which
//! are most, need no stack of their own. Deliberately absent: exactness; comments count too.

/// The depth up to which any thread's stack serves, debug builds included.
pub(super) const SHALLOW: usize = 200;

/// What an arm adds: about as much as an `else if` that is written out.
const ARM: usize = 3;

/// No tree of the text is deeper than this.
///
/// A level of the tree takes an operator, a dot, a bracket or a word of its own. Those of one
/// statement are counted, and within brackets they add to those around the brackets.
pub(super) fn bound(text: &str) -> usize {
    // What stands before each bracket that is open here.
    let mut outer: Vec<usize> = Vec::new();
    let (mut here, mut deepest) = (0usize, 0usize);
    let (mut spaced, mut before) = (false, b' ');
    for byte in text.bytes() {
        // White space divides words, however much of it there is.
        if byte.is_ascii_whitespace() && std::mem::replace(&mut spaced, true) {
            continue;
        }
        spaced = byte.is_ascii_whitespace();
        match byte {
            b'(' | b'[' | b'{' => {
                outer.push(here);
                here += 1;
            }
            b')' | b']' | b'}' => here = outer.pop().unwrap_or(0) + 1,
            b';' | b',' => here = outer.last().map_or(0, |around| around + 1),
            b'_' => {}
            // An arm of a `match` is deeper than the arms before it.
            b'>' if before == b'=' => {
                outer.last_mut().into_iter().for_each(|around| *around += ARM);
                here += ARM;
            }
            _ if byte.is_ascii_alphanumeric() => {}
            _ => here += 1,
        }
        deepest = deepest.max(here);
        before = byte;
    }
    deepest
}
