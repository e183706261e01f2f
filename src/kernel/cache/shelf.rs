//! Kernels in memory by the hash of their text, within a bound.
//!
//! In: hashes, and how to make the kernel of one. Out: kernels. Always true: two threads that ask
//! for one text get one kernel, and the second waits for the first; a kernel that is found is
//! found under a lock that readers share, and made under none. What is evicted is dropped under
//! no lock, either, since that frees pages. Deliberately absent: files.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard, Weak};

use super::CacheStatistics;
use crate::error::Error;
use crate::kernel::Kernel;
use crate::store::Hash;

/// A text's place.
#[derive(Default)]
pub(in crate::kernel) struct Entry {
    hash: Hash,
    /// Nothing while it is made; no kernel if its text was refused.
    kernel: OnceLock<Option<Kernel>>,
    /// What it takes.
    bytes: AtomicI64,
    /// When it was asked for last, on the shelf's clock.
    used: AtomicU64,
}

type Entries = HashMap<Hash, Arc<Entry>>;

/// All places.
pub(in crate::kernel) struct Shelf {
    entries: RwLock<Entries>,
    /// What all entries take together.
    bytes: AtomicI64,
    most_bytes: i64,
    most_kernels: usize,
    /// How often something was asked for.
    clock: AtomicU64,
    hits: AtomicU64,
    misses: AtomicU64,
    evictions: AtomicU64,
}

impl Shelf {
    /// An empty shelf with these bounds.
    pub(super) fn new(most_bytes: u64, most_kernels: usize) -> Shelf {
        Shelf {
            entries: RwLock::default(),
            bytes: AtomicI64::new(0),
            most_bytes: i64::try_from(most_bytes).unwrap_or(i64::MAX),
            most_kernels,
            clock: AtomicU64::new(0),
            hits: AtomicU64::new(0),
            misses: AtomicU64::new(0),
            evictions: AtomicU64::new(0),
        }
    }

    /// The kernel of a hash, made (told its place) if it is not there.
    pub(super) fn find_or_make(
        &self,
        hash: Hash,
        make: impl Fn(Weak<Entry>) -> Result<Kernel, Error>,
    ) -> Result<Kernel, Error> {
        let found = self.read().get(&hash).cloned();
        let entry = found.unwrap_or_else(|| self.place(hash));
        entry.used.store(self.clock.fetch_add(1, Ordering::Relaxed), Ordering::Relaxed);
        let mut made_here = None;
        let kernel = entry.kernel.get_or_init(|| {
            let made = make(Arc::downgrade(&entry));
            let kernel = made.as_ref().ok().cloned();
            made_here = Some(made);
            kernel
        });
        match (made_here, kernel) {
            (None, Some(kernel)) => {
                self.hits.fetch_add(1, Ordering::Relaxed);
                Ok(kernel.clone())
            }
            (made_here, _) => {
                self.misses.fetch_add(1, Ordering::Relaxed);
                // Whoever waited for a text that was refused gets diagnostics of its own.
                let made = made_here.unwrap_or_else(|| make(Weak::new()));
                if made.is_err() {
                    self.remove(&entry);
                }
                self.evict();
                made
            }
        }
    }

    /// A place for a hash, or the one that another thread has made meanwhile.
    fn place(&self, hash: Hash) -> Arc<Entry> {
        let new = || Arc::new(Entry { hash, ..Entry::default() });
        self.write().entry(hash).or_insert_with(new).clone()
    }

    /// An entry takes so many bytes more.
    pub(super) fn weigh(&self, entry: &Arc<Entry>, bytes: i64) {
        // While somebody reads nothing is removed, so both counts are of what is here.
        let entries = self.read();
        if !is_here(&entries, entry) {
            return;
        }
        entry.bytes.fetch_add(bytes, Ordering::Relaxed);
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
        drop(entries);
        if bytes > 0 {
            self.evict();
        }
    }

    fn is_too_full(&self, kernels: usize) -> bool {
        self.bytes.load(Ordering::Relaxed) > self.most_bytes || kernels > self.most_kernels
    }

    /// Lets go of kernels if there are too many: until an eighth of the bounds is free, so that it
    /// is not the next text's turn to do this again.
    fn evict(&self) {
        if !self.is_too_full(self.read().len()) {
            return;
        }
        let mut entries = self.write();
        if !self.is_too_full(entries.len()) {
            return;
        }
        let (bytes, kernels) = (self.most_bytes / 8 * 7, self.most_kernels - self.most_kernels / 8);
        let is_made = |entry: &&Arc<Entry>| entry.kernel.get().is_some();
        let mut oldest: Vec<Arc<Entry>> = entries.values().filter(is_made).cloned().collect();
        oldest.sort_by_key(|entry| entry.used.load(Ordering::Relaxed));
        oldest.retain(|entry| {
            let goes = self.bytes.load(Ordering::Relaxed) > bytes || entries.len() > kernels;
            if goes {
                self.take(&mut entries, entry);
                self.evictions.fetch_add(1, Ordering::Relaxed);
            }
            goes
        });
        // Dropping kernels frees pages: not under the lock, and before `oldest` is.
        drop(entries);
    }

    fn take(&self, entries: &mut Entries, entry: &Arc<Entry>) {
        if is_here(entries, entry) {
            entries.remove(&entry.hash);
            self.bytes.fetch_sub(entry.bytes.load(Ordering::Relaxed), Ordering::Relaxed);
        }
    }

    fn remove(&self, entry: &Arc<Entry>) {
        self.take(&mut self.write(), entry);
    }

    /// Lets go of everything.
    pub(super) fn clear(&self) {
        let mut entries = self.write();
        self.bytes.store(0, Ordering::Relaxed);
        let gone = std::mem::take(&mut *entries);
        drop(entries);
        drop(gone);
    }

    /// What happened, and what is here.
    pub(super) fn statistics(&self) -> CacheStatistics {
        let get = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let kernels = self.read().len();
        CacheStatistics {
            hits: get(&self.hits),
            misses: get(&self.misses),
            evictions: get(&self.evictions),
            kernels,
            bytes: u64::try_from(self.bytes.load(Ordering::Relaxed)).unwrap_or(0),
            folder: None,
        }
    }

    fn read(&self) -> RwLockReadGuard<'_, Entries> {
        self.entries.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Entries> {
        self.entries.write().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_here(entries: &Entries, entry: &Arc<Entry>) -> bool {
    entries.get(&entry.hash).is_some_and(|here| Arc::ptr_eq(here, entry))
}
