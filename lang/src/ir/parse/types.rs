//! Reads the types of loop IR.
//!
//! In: text where a type is expected. Out: scalars, and rows for arrays that are parameters, arrays
//! of the function itself, or arrays that it allocates. Always true: what is not a type is refused
//! where it stands. Deliberately absent: names.

use syn::parse::{ParseStream, Result};
use syn::{Ident, LitInt, Token, bracketed, parenthesized};

use super::{end_of, refuse};
use crate::ir::ArrayData;
use crate::ty::{FixedTy, Layout, MAX_FIXED_LEN, MAX_FIXED_RANK, Scalar};

/// One scalar type, or several in parentheses.
pub(super) fn scalars(input: ParseStream<'_>) -> Result<Vec<Scalar>> {
    if !input.peek(syn::token::Paren) {
        return Ok(vec![scalar(input)?]);
    }
    let content;
    parenthesized!(content in input);
    let list = content.parse_terminated(scalar, Token![,])?;
    Ok(list.into_iter().collect())
}

pub(super) fn scalar(input: ParseStream<'_>) -> Result<Scalar> {
    let name: Ident = input.parse()?;
    match Scalar::from_name(&name.to_string()) {
        Some(scalar) => Ok(scalar),
        None => refuse(name.span(), format_args!("no scalar type is called `{name}`")),
    }
}

/// `ArrayView2<f64, contiguous>` or the like, if that is what comes next. The name is left open.
pub(super) fn array_type(input: ParseStream<'_>) -> Result<Option<ArrayData>> {
    if !input.peek2(Token![<]) {
        return Ok(None);
    }
    let container: Ident = input.parse()?;
    let text = container.to_string();
    let rank = text.strip_prefix("ArrayView").unwrap_or("");
    let (mutable, rank) = match rank.strip_prefix("Mut") {
        Some(rank) => (true, rank),
        None => (false, rank),
    };
    let Ok(rank) = rank.parse::<u8>() else {
        return refuse(container.span(), "expected `ArrayView` or `ArrayViewMut` with a rank");
    };
    input.parse::<Token![<]>()?;
    let elem = scalar(input)?;
    input.parse::<Token![,]>()?;
    let name: Ident = input.parse()?;
    let Some(&layout) = Layout::ALL.iter().find(|layout| name == layout.name()) else {
        return refuse(name.span(), format_args!("no layout is called `{name}`"));
    };
    input.parse::<Token![>]>()?;
    Ok(Some(ArrayData { name: String::new(), elem, rank, layout, mutable, local: None }))
}

/// Whether `let name: [` comes next.
pub(super) fn declares_array(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    ahead.parse::<Token![let]>().is_ok()
        && ahead.parse::<Ident>().is_ok()
        && ahead.parse::<Token![:]>().is_ok()
        && ahead.peek(syn::token::Bracket)
}

/// `[[f64; 3]; 2]` or the like.
pub(super) fn fixed_type(input: ParseStream<'_>) -> Result<FixedTy> {
    let place = input.span();
    let mut extents = Vec::new();
    let elem = nested_type(input, &mut extents)?;
    extents.reverse();
    match FixedTy::new(elem, &extents) {
        Some(ty) => Ok(ty),
        None => refuse(
            place,
            format_args!("an array has at most {MAX_FIXED_RANK} axes and {MAX_FIXED_LEN} elements"),
        ),
    }
}

/// The type of the elements; the extents come from inside out.
fn nested_type(input: ParseStream<'_>, extents: &mut Vec<usize>) -> Result<Scalar> {
    if !input.peek(syn::token::Bracket) {
        return scalar(input);
    }
    let content;
    bracketed!(content in input);
    let elem = nested_type(&content, extents)?;
    content.parse::<Token![;]>()?;
    extents.push(content.parse::<LitInt>()?.base10_parse()?);
    end_of(&content)?;
    Ok(elem)
}

/// Whether `let name: Array1<` or the like comes next.
pub(super) fn allocates(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    ahead.parse::<Token![let]>().is_ok()
        && ahead.parse::<Ident>().is_ok()
        && ahead.parse::<Token![:]>().is_ok()
        && ahead.peek2(Token![<])
}

/// `Array2<f64>` or the like. The name is left open.
pub(super) fn allocated_type(input: ParseStream<'_>) -> Result<ArrayData> {
    let container: Ident = input.parse()?;
    let text = container.to_string();
    let Some(rank) = text.strip_prefix("Array").and_then(|rank| rank.parse::<u8>().ok()) else {
        return refuse(container.span(), "expected `Array` with a rank");
    };
    input.parse::<Token![<]>()?;
    let elem = scalar(input)?;
    input.parse::<Token![>]>()?;
    let (layout, mutable) = (Layout::Contiguous, true);
    Ok(ArrayData { name: String::new(), elem, rank, layout, mutable, local: None })
}
