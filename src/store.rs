//! A folder of files that are believed only if they are exactly what was written: the cache's disk.
//!
//! In: keys and payloads in bytes. Out: a payload that was stored under just this key, as a
//! [`Verified`]. Always true: a file is written aside and renamed, so nobody reads half of one,
//! however many processes share the folder; its hash covers key and payload, and the key in it must
//! be the one that is asked for. Whatever differs (a flipped bit, a lost end, another format, a
//! file under another's name) is refused, removed and counted; nothing here is ever an error of
//! whoever asks. The folder may be written to by its owner alone: what comes out of it is run.
//! Deliberately absent: what keys and payloads mean; promises to keep anything.
//!
//! A file is the format's mark, a BLAKE3 hash of everything behind it, the key's length in four
//! bytes, the key, the payload. Its name is the hash of the key.

mod folder;

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use crate::background::Background;
use crate::error::Error;
use folder::Weight;

/// How a file begins; the last byte is the version of the format.
const MARK: [u8; 8] = *b"metate\0\x01";

/// Bytes of a hash.
const HASH: usize = 32;

/// A hash of which nobody can make two of a kind.
pub type Hash = [u8; HASH];

/// Bytes in front of the key.
const HEAD: usize = MARK.len() + HASH + size_of::<u32>();

/// How a file's name ends.
const ENDING: &str = "metate";

/// The most bytes of a file: far more than the largest kernel's code.
const MOST_BYTES: u64 = 256 << 20;

/// The most files that wait to be written.
const MOST_WRITES: usize = 256;

/// How old a file gets before using it makes it young again: less often than it is used.
const YOUNG: Duration = Duration::from_secs(60);

/// What happened in the folder of a [`Cache`](crate::Cache) so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct FolderStatistics {
    /// Files that were found and used.
    pub hits: u64,
    /// Files that were looked for and not there.
    pub misses: u64,
    /// Files that were there but not exactly what was asked for: damaged, of another version of
    /// the compiler, or for another processor. Each was removed and made anew.
    pub refused: u64,
    /// Files written.
    pub written: u64,
    /// Files that could not be read or written, because the system said no.
    pub failed: u64,
    /// Files removed to stay within the bound.
    pub evictions: u64,
    /// What the system said when that happened last.
    pub last_failure: Option<String>,
}

/// What a folder gave back unchanged: only [`Store::read`] makes one.
pub struct Verified {
    bytes: Vec<u8>,
    payload: usize,
}

impl Verified {
    /// What was stored.
    pub fn payload(&self) -> &[u8] {
        &self.bytes[self.payload..]
    }
}

/// A folder of files.
pub struct Store {
    folder: PathBuf,
    weight: Weight,
    /// Who writes: nobody should wait for the disk.
    writer: Arc<Background>,
    hits: AtomicU64,
    misses: AtomicU64,
    refused: AtomicU64,
    written: AtomicU64,
    failed: AtomicU64,
    last_failure: Mutex<Option<String>>,
}

/// The content hash of a sequence of parts.
pub fn content_hash(parts: &[&[u8]]) -> Hash {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        // The length first, so that no two sequences are the same bytes.
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    *hasher.finalize().as_bytes()
}

fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}

impl Store {
    /// The folder at this path, made if there is none, in which files may take `most_bytes`.
    ///
    /// # Errors
    /// If it cannot be made or looked at, or if others may write to it.
    pub fn open(path: &Path, most_bytes: u64) -> Result<Store, Error> {
        folder::open(path)?;
        Ok(Store {
            folder: path.to_owned(),
            weight: Weight::new(path, most_bytes),
            writer: Arc::new(Background::new("metate folder", 1, MOST_WRITES)),
            hits: AtomicU64::new(0),
            misses: AtomicU64::new(0),
            refused: AtomicU64::new(0),
            written: AtomicU64::new(0),
            failed: AtomicU64::new(0),
            last_failure: Mutex::default(),
        })
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What was stored under this key, if all of it is there.
    pub fn read(&self, key: &[u8]) -> Option<Verified> {
        let path = self.path(key);
        let found = match self.read_file(&path) {
            Ok(found) => found,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                count(&self.misses);
                return None;
            }
            Err(error) => {
                self.fail(&error);
                return None;
            }
        };
        match found.and_then(|bytes| verified(bytes, key)) {
            Some(verified) => {
                count(&self.hits);
                Some(verified)
            }
            None => {
                self.refuse(key);
                None
            }
        }
    }

    /// The file's bytes, if nobody else can have written them. What is older than others is evicted
    /// first, so its age begins anew.
    fn read_file(&self, path: &Path) -> io::Result<Option<Vec<u8>>> {
        let file = File::open(path)?;
        let metadata = file.metadata()?;
        if folder::unsafe_because(&metadata).is_some() || metadata.len() > MOST_BYTES {
            return Ok(None);
        }
        let mut bytes = Vec::with_capacity(metadata.len() as usize + 1);
        (&file).take(MOST_BYTES).read_to_end(&mut bytes)?;
        if metadata.modified()?.elapsed().is_ok_and(|age| age > YOUNG) {
            // In a folder that may only be read nothing is evicted, either.
            let _ = file.set_modified(SystemTime::now());
        }
        Ok(Some(bytes))
    }

    /// Removes what is stored under this key, which is not what should be there.
    pub fn refuse(&self, key: &[u8]) {
        count(&self.refused);
        // Where it stays, it is refused again.
        let _ = fs::remove_file(self.path(key));
    }

    /// Stores a payload under a key, in place of what is there, soon; a failure is counted only.
    pub fn write(self: &Arc<Store>, key: Vec<u8>, payload: Vec<u8>) {
        let store = self.clone();
        let job = move || store.write_now(&key, &payload);
        if let Err((_, job)) = self.writer.order(Box::new(job)) {
            // The disk is slower than the compiler.
            job();
        }
    }

    /// Waits until everything is stored.
    pub fn flush(&self) {
        self.writer.wait();
    }

    fn write_now(&self, key: &[u8], payload: &[u8]) {
        match self.try_write(key, payload) {
            Ok(bytes) => {
                count(&self.written);
                self.weight.add(bytes);
            }
            Err(error) => self.fail(&error),
        }
    }

    fn try_write(&self, key: &[u8], payload: &[u8]) -> io::Result<u64> {
        let bytes = file_bytes(key, payload)?;
        // Readable and writable by its owner only, as tempfile makes them.
        let mut file = folder::temporary(&self.folder)?;
        file.write_all(&bytes)?;
        // Not flushed to the disk: a file that a crash leaves torn is refused.
        file.persist(self.path(key)).map_err(|error| error.error)?;
        Ok(bytes.len() as u64)
    }

    /// Removes every file that was stored.
    pub fn clear(&self) {
        self.flush();
        if let Err(error) = folder::clear(&self.folder) {
            self.fail(&error);
        }
    }

    /// What happened so far.
    pub fn statistics(&self) -> FolderStatistics {
        let get = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        FolderStatistics {
            hits: get(&self.hits),
            misses: get(&self.misses),
            refused: get(&self.refused),
            written: get(&self.written),
            failed: get(&self.failed),
            evictions: self.weight.removed(),
            last_failure: self.lock_failure().clone(),
        }
    }

    fn fail(&self, error: &io::Error) {
        count(&self.failed);
        *self.lock_failure() = Some(error.to_string());
    }

    fn lock_failure(&self) -> std::sync::MutexGuard<'_, Option<String>> {
        self.last_failure.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn path(&self, key: &[u8]) -> PathBuf {
        self.folder.join(format!("{}.{ENDING}", blake3::hash(key).to_hex()))
    }
}

/// The bytes of a file.
fn file_bytes(key: &[u8], payload: &[u8]) -> io::Result<Vec<u8>> {
    let key_len = u32::try_from(key.len()).map_err(io::Error::other)?;
    let mut bytes = Vec::with_capacity(HEAD + key.len() + payload.len());
    bytes.extend_from_slice(&MARK);
    bytes.extend_from_slice(&[0; HASH]);
    bytes.extend_from_slice(&key_len.to_le_bytes());
    bytes.extend_from_slice(key);
    bytes.extend_from_slice(payload);
    let (head, rest) = bytes.split_at_mut(MARK.len() + HASH);
    head[MARK.len()..].copy_from_slice(blake3::hash(rest).as_bytes());
    Ok(bytes)
}

/// The bytes of a file, if they are what [`file_bytes`] made for this key.
fn verified(bytes: Vec<u8>, key: &[u8]) -> Option<Verified> {
    let (mark, behind) = bytes.split_at_checked(MARK.len())?;
    let (hash, rest) = behind.split_at_checked(HASH)?;
    let (key_len, rest_behind) = rest.split_at_checked(size_of::<u32>())?;
    let whole = mark == MARK && *blake3::hash(rest).as_bytes() == *hash;
    let same_key = key_len == (key.len() as u32).to_le_bytes() && rest_behind.starts_with(key);
    (whole && same_key).then_some(Verified { payload: HEAD + key.len(), bytes })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store(folder: &tempfile::TempDir, most_bytes: u64) -> Arc<Store> {
        Arc::new(Store::open(folder.path(), most_bytes).expect("a folder of our own"))
    }

    fn write(store: &Arc<Store>, key: &[u8], payload: &[u8]) {
        store.write(key.to_vec(), payload.to_vec());
        store.flush();
    }

    fn temporary() -> tempfile::TempDir {
        tempfile::tempdir().expect("a folder for temporary files")
    }

    fn payload(store: &Arc<Store>, key: &[u8]) -> Option<Vec<u8>> {
        store.read(key).map(|verified| verified.payload().to_vec())
    }

    #[test]
    fn what_is_written_is_read() {
        let folder = temporary();
        let store = store(&folder, 1 << 20);
        assert_eq!(payload(&store, b"key"), None);
        write(&store, b"key", b"payload");
        assert_eq!(payload(&store, b"key").as_deref(), Some(&b"payload"[..]));
        write(&store, b"key", b"");
        assert_eq!(payload(&store, b"key").as_deref(), Some(&b""[..]));
        let found = store.statistics();
        assert_eq!((found.misses, found.written, found.hits, found.refused), (1, 2, 2, 0));
        store.clear();
        assert_eq!(payload(&store, b"key"), None);
    }

    /// Every byte flipped, every length, and bytes at the end.
    #[test]
    fn whatever_differs_is_refused() {
        let folder = temporary();
        let store = store(&folder, 1 << 20);
        let whole = file_bytes(b"a key", b"a payload of some bytes").expect("short");
        let path = store.path(b"a key");
        let refused = |bytes: &[u8]| {
            fs::write(&path, bytes).expect("it is our folder");
            payload(&store, b"a key").is_none() && !path.exists()
        };
        for at in 0..whole.len() {
            for bit in 0..8 {
                let mut damaged = whole.clone();
                damaged[at] ^= 1 << bit;
                assert!(refused(&damaged), "bit {bit} of byte {at} was flipped");
            }
            assert!(refused(&whole[..at]), "cut after {at} bytes");
        }
        assert!(refused(&[&whole[..], b"more"].concat()));
        // A file of another key, whole but under this one's name.
        assert!(refused(&file_bytes(b"b key", b"a payload of some bytes").expect("short")));
        assert!(refused(&file_bytes(b"a ke", b"ya payload of some bytes").expect("short")));
        assert_eq!(store.statistics().hits, 0);
        fs::write(&path, &whole).expect("it is our folder");
        assert_eq!(payload(&store, b"a key").as_deref(), Some(&b"a payload of some bytes"[..]));
    }

    #[test]
    fn the_folder_stays_within_its_bound() {
        let folder = temporary();
        let store = store(&folder, 20_000);
        for number in 0..100u32 {
            store.write(number.to_le_bytes().to_vec(), vec![7; 1000]);
        }
        store.flush();
        let bytes: u64 =
            folder::files(folder.path()).expect("readable").map(|file| file.bytes).sum();
        assert!(bytes <= 20_000 / 16 * 17, "{bytes} bytes");
        assert!(bytes > 10_000, "only {bytes} bytes are left");
        let statistics = store.statistics();
        assert_eq!((statistics.written, statistics.failed), (100, 0));
        assert!(statistics.evictions >= 80, "{statistics:?}");
    }

    #[test]
    fn what_was_used_last_stays() {
        let folder = temporary();
        let store = store(&folder, 6_000);
        let old = SystemTime::now() - std::time::Duration::from_secs(1000);
        for number in 0..5u32 {
            let key = number.to_le_bytes();
            write(&store, &key, &[7; 1000]);
            let file = File::options().write(true).open(store.path(&key)).expect("just written");
            file.set_modified(old).expect("it is ours");
        }
        assert!(store.read(&2u32.to_le_bytes()).is_some());
        write(&store, b"one more", &[7; 1000]);
        assert!(store.read(&2u32.to_le_bytes()).is_some(), "used a moment ago");
        assert!(store.read(b"one more").is_some());
        assert!(store.statistics().evictions > 0);
    }

    #[test]
    fn a_folder_that_is_gone_fails_nobody() {
        let folder = temporary();
        let store = store(&folder, 1 << 20);
        let path = folder.path().to_owned();
        drop(folder);
        fs::write(&path, b"a file in its place").expect("the place is free");
        write(&store, b"key", b"payload");
        assert_eq!(payload(&store, b"key"), None);
        let statistics = store.statistics();
        assert_eq!((statistics.written, statistics.failed), (0, 2));
        assert!(statistics.last_failure.is_some());
        fs::remove_file(&path).expect("it is ours");
    }
}
