//! What a cache's files are called and what is in them.
//!
//! In: heads and machine code of kernels. Out: the same from a file. Always true: a key holds
//! everything that the payload depends on, so that no file is ever believed elsewhere: the text
//! (callees are part of it), the entry, the types, the options (all of a `Way`), the sources of
//! metate, the versions and settings of the code generator, the machine and its features.
//! Deliberately absent: integrity, which is `store`'s.

use std::sync::{Arc, OnceLock};

use metate_lang::syntax;
use metate_lang::ty::{Scalar, Signature};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Inner, Way};
use crate::backend::{Image, clif};
use crate::limits::Limits;
use crate::store::Store;

/// Under what something is stored.
#[derive(Serialize)]
struct Key<'a> {
    environment: &'a str,
    text: &'a str,
    entry: Option<&'a str>,
    /// What the type parameters of a generic text stand for.
    types: &'a [Scalar],
    what: What<'a>,
}

#[derive(Serialize)]
enum What<'a> {
    /// What a kernel shows of itself; its text was held to these limits.
    Head { limits: syntax::Limits },
    /// Machine code.
    Code { way: Way, signature: &'a Signature },
}

/// Everything outside of a text that decides what is made of it; nothing where no code is made.
fn environment() -> Option<&'static str> {
    static ENVIRONMENT: OnceLock<Option<String>> = OnceLock::new();
    let make = || {
        let code = clif::environment().ok()?;
        let version = env!("CARGO_PKG_VERSION");
        let sources = [metate_lang::SOURCES, env!("METATE_SOURCES")].join(" ");
        Some(format!("metate {version}\nsources {sources}\n{code}"))
    };
    ENVIRONMENT.get_or_init(make).as_deref()
}

fn key(text: &str, entry: Option<&str>, types: &[Scalar], what: What<'_>) -> Option<Vec<u8>> {
    let environment = environment()?;
    let key = Key { environment, text, entry, types, what };
    Some(postcard::to_stdvec(&key).expect("plain data has a plain form"))
}

/// The key of a kernel's head.
pub(super) fn head(
    text: &str,
    entry: Option<&str>,
    types: &[Scalar],
    limits: &Limits,
) -> Option<Vec<u8>> {
    key(text, entry, types, What::Head { limits: limits.of_text() })
}

/// The key of a kernel's machine code.
pub(super) fn code(kernel: &Inner, way: Way, signature: &Signature) -> Option<Vec<u8>> {
    let types = kernel.family.as_ref().map_or(&[][..], |family| &family.generic.types);
    key(&kernel.text, Some(&kernel.name), types, What::Code { way, signature })
}

/// What is stored under a key.
pub(super) fn read<T: DeserializeOwned>(store: &Store, key: &[u8]) -> Option<T> {
    let verified = store.read(key)?;
    let value = postcard::from_bytes(verified.payload()).ok();
    if value.is_none() {
        store.refuse(key);
    }
    value
}

/// Stores a value under a key.
pub(super) fn write<T: Serialize>(store: &Arc<Store>, key: Vec<u8>, value: &T) {
    store.write(key, postcard::to_stdvec(value).expect("plain data has a plain form"));
}

/// The machine code that is stored under a key.
pub(super) fn read_image(store: &Store, key: &[u8]) -> Option<Image> {
    let image = Image::from_stored(&store.read(key)?);
    if image.is_none() {
        store.refuse(key);
    }
    image
}
