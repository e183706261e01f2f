//! Kernels by their text: the same text gives the same kernel, in this process and, with a folder,
//! without compiling in the next one.
//!
//! In: texts. Out: kernels. Always true: a text is parsed by whoever asks first, while others wait
//! for it; what the cache holds stays within its bound, the least recently asked for going first;
//! whoever holds a kernel that went can go on using it. Deliberately absent: texts that are
//! refused, which are parsed again when they come again.
//!
//! [`shelf`] keeps what is in memory, [`stored`] says what is in files.

mod shelf;
mod stored;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};

use metate_lang::front;
use metate_lang::ty::{Scalar, Signature};

use super::programs::Way;
use super::{Head, Inner, Kernel};
use crate::backend::Image;
use crate::error::Error;
use crate::limits::Limits;
use crate::store::{FolderStatistics, Store, content_hash};
use shelf::{Entry, Shelf};

/// Kernels that were made from texts before, and their machine code.
///
/// A program that is given formulas as text, many of them again and again and from many threads,
/// asks a cache for their kernels. Clones are cheap and share everything; the cache and its kernels
/// are `Send + Sync`.
///
/// ```
/// use metate::prelude::*;
/// use metate::Cache;
///
/// let cache = Cache::new();
/// for x in 0..100 {
///     // Parsed once, compiled once.
///     let square = cache.kernel("fn square(x: f64) -> f64 { x * x }")?;
///     let y: f64 = square.on(Target::Jit).call(args![x as f64])?;
///     assert_eq!(y, (x * x) as f64);
/// }
/// let statistics = cache.statistics();
/// assert_eq!((statistics.misses, statistics.hits), (1, 99));
/// # Ok::<(), metate::Error>(())
/// ```
///
/// # What is one kernel
/// Two texts are the same if all their bytes are; helper functions are part of the text, so nothing
/// that a kernel calls can change behind its back. Each kernel keeps its programs by types, ranks
/// and layout classes of the arguments and by the options that change code, as every
/// [`Kernel`] does.
///
/// # Memory
/// The cache holds at most [`max_bytes`](CacheBuilder::max_bytes): texts, machine code in whole
/// pages, and an estimate of what the interpreter and uncompiled texts need. Where it would
/// exceed that, kernels that were not asked for lately are let go until an eighth is free. A kernel
/// that somebody still holds goes on working; its code is freed with the last holder.
///
/// # On disk
/// With a [`folder`](CacheBuilder::folder) machine code outlives the process: a text whose files
/// are there is neither parsed nor compiled, until it is called with other types or
/// [inspected](crate::On::inspect). Several processes may share a folder.
/// A file names everything that its code depends on: the text, the types, the options, the sources
/// and versions of metate and of its code generator, the processor and its features. Where any of it
/// differs, or a bit of the file, the file is refused and the kernel is compiled as if there were
/// none; [`statistics`](Cache::statistics) count it. Files are written by a thread of the cache;
/// no call waits for it, [`flush`](Cache::flush) does. A folder that cannot be written to any more
/// fails no call; it is counted as well.
///
/// **Whoever can write to the folder can run code in the process.** The hash in a file finds
/// accidents, not forgeries. The folder is made for its owner alone (mode 700); on Unix one that
/// others may write to, or that belongs to another user than this one or root, is an error of
/// [`build`](CacheBuilder::build). Elsewhere choose a place in the user's own profile.
#[derive(Clone)]
pub struct Cache {
    shared: Arc<Shared>,
}

struct Shared {
    shelf: Arc<Shelf>,
    store: Option<Arc<Store>>,
    /// What texts and calls are held to.
    limits: Limits,
}

impl Drop for Shared {
    fn drop(&mut self) {
        // A program that ends with its first results leaves them to the next one.
        if let Some(store) = &self.store {
            store.flush();
        }
    }
}

/// What a [`Cache`] may hold and where; made by [`Cache::builder`].
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until `build`"]
pub struct CacheBuilder {
    max_bytes: u64,
    max_kernels: usize,
    folder: Option<PathBuf>,
    max_folder_bytes: u64,
    limits: Limits,
}

/// What happened in a [`Cache`] so far, and what it holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CacheStatistics {
    /// Texts whose kernel was there.
    pub hits: u64,
    /// Texts whose kernel was not there, refused ones included.
    pub misses: u64,
    /// Kernels that were let go to stay within the bound.
    pub evictions: u64,
    /// Kernels that are held.
    pub kernels: usize,
    /// Bytes that they take: see [`Cache`] for what is counted.
    pub bytes: u64,
    /// The folder's part, if there is one.
    pub folder: Option<FolderStatistics>,
}

impl Default for CacheBuilder {
    fn default() -> CacheBuilder {
        CacheBuilder {
            max_bytes: 256 << 20,
            max_kernels: usize::MAX,
            folder: None,
            max_folder_bytes: 1 << 30,
            limits: Limits::default(),
        }
    }
}

impl CacheBuilder {
    /// The most bytes that are held in memory; 256 MiB by default.
    pub fn max_bytes(mut self, bytes: u64) -> CacheBuilder {
        self.max_bytes = bytes;
        self
    }

    /// The most kernels that are held in memory; as many as fit by default.
    pub fn max_kernels(mut self, kernels: usize) -> CacheBuilder {
        self.max_kernels = kernels;
        self
    }

    /// A folder for machine code; none by default. It is made if it is not there.
    ///
    /// [`Cache`] says who may write to it, and why nobody else.
    pub fn folder(mut self, folder: impl Into<PathBuf>) -> CacheBuilder {
        self.folder = Some(folder.into());
        self
    }

    /// The most bytes of all files in the folder; 1 GiB by default. Those that were used least
    /// recently, by whatever process, are removed first. A sixteenth more may be there for a
    /// while for each process that writes.
    pub fn max_folder_bytes(mut self, bytes: u64) -> CacheBuilder {
        self.max_folder_bytes = bytes;
        self
    }

    /// What every text is held to, as by [`Kernel::parse_with`], and the calls of its kernel; those of
    /// [`Limits::default`] by default.
    pub fn limits(mut self, limits: Limits) -> CacheBuilder {
        self.limits = limits;
        self
    }

    /// The cache.
    ///
    /// ```
    /// use metate::prelude::*;
    /// use metate::{Cache, CacheStatistics};
    ///
    /// # let place = tempfile::tempdir().unwrap();
    /// # let place = place.path();
    /// let text = "fn half(x: f64) -> f64 { x / 2.0 }";
    /// let run = |cache: Cache| -> Result<CacheStatistics, metate::Error> {
    ///     let half: f64 = cache.kernel(text)?.on(Target::Jit).call(args![3.0])?;
    ///     assert_eq!(half, 1.5);
    ///     Ok(cache.statistics())
    /// };
    /// run(Cache::builder().folder(place.join("kernels")).build()?)?;
    /// // The next process finds the text's files, and compiles nothing.
    /// let next = run(Cache::builder().folder(place.join("kernels")).build()?)?;
    /// assert_eq!(next.folder.map(|folder| (folder.hits, folder.written)), Some((2, 0)));
    /// # Ok::<(), metate::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::CacheFolder`](crate::ErrorKind::CacheFolder), if the folder cannot be made or
    /// must not be trusted. A program that goes on without one says
    /// `.build().unwrap_or_default()`.
    pub fn build(self) -> Result<Cache, Error> {
        let CacheBuilder { max_bytes, max_kernels, folder, max_folder_bytes, limits } = self;
        let open = |folder: PathBuf| Store::open(&folder, max_folder_bytes).map(Arc::new);
        let store = folder.map(open).transpose()?;
        let shelf = Arc::new(Shelf::new(max_bytes, max_kernels));
        Ok(Cache { shared: Arc::new(Shared { shelf, store, limits }) })
    }
}

impl Default for Cache {
    fn default() -> Cache {
        Cache::new()
    }
}

impl Cache {
    /// An empty cache in memory, with the bounds that [`builder`](Cache::builder) has by default.
    pub fn new() -> Cache {
        let CacheBuilder { max_bytes, max_kernels, limits, .. } = CacheBuilder::default();
        let shelf = Arc::new(Shelf::new(max_bytes, max_kernels));
        Cache { shared: Arc::new(Shared { shelf, store: None, limits }) }
    }

    /// A cache with other bounds, or with a folder.
    pub fn builder() -> CacheBuilder {
        CacheBuilder::default()
    }

    /// The kernel of a text: the one that the text gave before, or else parsed and checked as by
    /// [`Kernel::parse`].
    ///
    /// # Errors
    /// [`ErrorKind::Text`](crate::ErrorKind::Text) with every problem of the text.
    pub fn kernel(&self, text: &str) -> Result<Kernel, Error> {
        self.find_or_load(text, None)
    }

    /// The same, naming the function of the text that is the kernel; see [`Kernel::parse_entry`].
    ///
    /// # Errors
    /// As [`kernel`](Cache::kernel).
    pub fn kernel_entry(&self, text: &str, entry: &str) -> Result<Kernel, Error> {
        self.find_or_load(text, Some(entry))
    }

    fn find_or_load(&self, text: &str, entry: Option<&str>) -> Result<Kernel, Error> {
        let named: &[u8] = if entry.is_some() { b"entry" } else { b"" };
        let key = content_hash(&[text.as_bytes(), named, entry.unwrap_or_default().as_bytes()]);
        let Shared { shelf, store, limits } = &*self.shared;
        shelf.find_or_make(key, |place| {
            let home = Home { shelf: Arc::downgrade(shelf), place, store: store.clone() };
            load(text, entry, limits, home)
        })
    }

    /// What happened so far, and what is held now.
    pub fn statistics(&self) -> CacheStatistics {
        let mut statistics = self.shared.shelf.statistics();
        statistics.folder = self.shared.store.as_ref().map(|store| store.statistics());
        statistics
    }

    /// Waits until everything that was compiled is stored in the folder: files are written behind
    /// the back of calls. Dropping the last clone of the cache waits as well.
    pub fn flush(&self) {
        if let Some(store) = &self.shared.store {
            store.flush();
        }
    }

    /// Lets go of every kernel in memory. Files stay where they are.
    pub fn clear(&self) {
        self.shared.shelf.clear();
    }

    /// Removes every file that this or another cache has stored in the folder.
    pub fn clear_folder(&self) {
        if let Some(store) = &self.shared.store {
            store.clear();
        }
    }

    /// The folder, if there is one.
    pub fn folder(&self) -> Option<&Path> {
        self.shared.store.as_ref().map(|store| store.folder())
    }
}

impl fmt::Debug for Cache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let statistics = self.statistics();
        f.debug_struct("Cache")
            .field("folder", &self.folder())
            .field("statistics", &statistics)
            .finish()
    }
}

/// A kernel that is not in memory.
fn load(text: &str, entry: Option<&str>, limits: &Limits, home: Home) -> Result<Kernel, Error> {
    if let Some(head) = home.stored_head(text, entry, &[], limits) {
        return Ok(Kernel::with(head, text.into(), None, None, limits.clone(), Some(home)));
    }
    let mut module = front::load_within(text, entry, &limits.of_text())?;
    let head = Head::of(&mut module);
    home.store_head(text, entry, &[], limits, &head);
    let text = module.text.clone();
    Ok(Kernel::with(head, text, Some(module), None, limits.clone(), Some(home)))
}

/// What a kernel knows of the cache that made it: where it says what it takes, and where its
/// machine code is stored.
#[derive(Clone)]
pub(super) struct Home {
    shelf: Weak<Shelf>,
    place: Weak<Entry>,
    store: Option<Arc<Store>>,
}

/// Bytes that a kernel takes besides its text and programs: measured, not exact.
const KERNEL_BYTES: i64 = 768;

/// Bytes of the typed tree for each byte of text: measured, not exact.
const TREE_BYTES: i64 = 56;

impl Inner {
    /// An estimate of what the typed tree takes.
    pub(super) fn tree_bytes(&self) -> i64 {
        TREE_BYTES * self.text.len() as i64
    }

    /// Tells the cache what a new kernel takes.
    pub(super) fn weigh_new(&self) {
        let has_tree = self.module.lock().is_ok_and(|module| module.is_some());
        let tree = if has_tree { self.tree_bytes() } else { 0 };
        self.weigh(KERNEL_BYTES + self.text.len() as i64 + tree);
    }

    /// Tells the cache, if the kernel is of one, that the kernel takes so many bytes more.
    pub(super) fn weigh(&self, bytes: i64) {
        let Some(Home { shelf, place, .. }) = &self.home else { return };
        if let Some((shelf, place)) = shelf.upgrade().zip(place.upgrade()) {
            shelf.weigh(&place, bytes);
        }
    }
}

impl Home {
    /// What the folder has of a kernel's head, for these types of a generic text.
    pub(super) fn stored_head(
        &self,
        text: &str,
        entry: Option<&str>,
        types: &[Scalar],
        limits: &Limits,
    ) -> Option<Head> {
        let store = self.store.as_deref()?;
        stored::read(store, &stored::head(text, entry, types, limits)?)
    }

    /// Stores a kernel's head.
    pub(super) fn store_head(
        &self,
        text: &str,
        entry: Option<&str>,
        types: &[Scalar],
        limits: &Limits,
        head: &Head,
    ) {
        let Some(store) = &self.store else { return };
        if let Some(key) = stored::head(text, entry, types, limits) {
            stored::write(store, key, head);
        }
    }

    /// The machine code that the folder has for a signature.
    pub(super) fn stored_image(
        &self,
        kernel: &Inner,
        way: Way,
        signature: &Signature,
    ) -> Option<Image> {
        let store = self.store.as_deref()?;
        stored::read_image(store, &stored::code(kernel, way, signature)?)
    }

    /// Stores machine code.
    pub(super) fn store_image(
        &self,
        kernel: &Inner,
        way: Way,
        signature: &Signature,
        image: &Image,
    ) {
        let Some(store) = &self.store else { return };
        if let Some(key) = stored::code(kernel, way, signature) {
            store.write(key, image.to_bytes());
        }
    }
}
