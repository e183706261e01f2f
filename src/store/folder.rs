//! The folder itself: whom it belongs to, which files are in it, and how many bytes they take.
//!
//! In: a path. Out: a folder that only its owner may write to; files removed, the least recently
//! used first, when they take more than they may. Always true: only files that a store made are
//! ever touched. Deliberately absent: what is in a file.

use std::fs::{self, DirBuilder, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use tempfile::NamedTempFile;

use super::ENDING;
use crate::error::{Error, ErrorKind};

/// How the name of a file that is being written begins.
const UNFINISHED: &str = ".unfinished-";

/// Whoever wrote a file for longer than this is gone.
const ABANDONED: Duration = Duration::from_secs(3600);

/// Makes the folder if there is none, for its owner alone, and sees to it that it is safe.
pub(super) fn open(path: &Path) -> Result<(), Error> {
    let refused = |reason: String| -> Error {
        ErrorKind::CacheFolder { folder: path.to_owned(), reason }.into()
    };
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|error| refused(error.to_string()))?;
    let metadata = fs::metadata(path).map_err(|error| refused(error.to_string()))?;
    if !metadata.is_dir() {
        return Err(refused("it is not a folder".to_owned()));
    }
    unsafe_because(&metadata).map_or(Ok(()), |reason| Err(refused(reason)))
}

/// Why code from this folder or file must not be run.
#[cfg(unix)]
pub(super) fn unsafe_because(metadata: &Metadata) -> Option<String> {
    use std::os::unix::fs::MetadataExt;
    const OTHERS_WRITE: u32 = 0o022;
    let (mode, owner) = (metadata.mode() & 0o7777, metadata.uid());
    if mode & OTHERS_WRITE != 0 {
        return Some(format!(
            "others than its owner may write to it (mode {mode:o}), and whoever does runs code in \
             this process; `chmod 700` it, or choose another folder"
        ));
    }
    let own = rustix::process::geteuid().as_raw();
    (owner != own && owner != 0).then(|| {
        format!(
            "it belongs to user {owner}, not to {own}, and whoever may write to it runs code in \
             this process; choose another folder"
        )
    })
}

/// Elsewhere a new folder is as safe as the one it is made in.
#[cfg(not(unix))]
pub(super) fn unsafe_because(_: &Metadata) -> Option<String> {
    None
}

/// A new file that nobody looks for yet.
pub(super) fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(folder)
}

/// A file that was stored.
pub(super) struct Stored {
    path: PathBuf,
    /// Its size.
    pub(super) bytes: u64,
    used: SystemTime,
}

/// The files that were stored; those that somebody began and left are removed on the way.
pub(super) fn files(folder: &Path) -> io::Result<impl Iterator<Item = Stored>> {
    Ok(fs::read_dir(folder)?.filter_map(|entry| stored(&entry.ok()?)))
}

fn stored(entry: &fs::DirEntry) -> Option<Stored> {
    let path = entry.path();
    // A file that is gone meanwhile was removed by another process.
    let metadata = entry.metadata().ok().filter(Metadata::is_file)?;
    let used = metadata.modified().ok()?;
    if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
        if used.elapsed().is_ok_and(|age| age > ABANDONED) {
            let _ = fs::remove_file(path);
        }
        return None;
    }
    let is_ours = path.extension().is_some_and(|extension| extension == ENDING);
    is_ours.then_some(Stored { path, bytes: metadata.len(), used })
}

/// Removes every file that was stored.
pub(super) fn clear(folder: &Path) -> io::Result<()> {
    for file in files(folder)? {
        match fs::remove_file(&file.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// How many bytes the files of a folder take, and may take.
///
/// Others write to the folder as well, so it is looked through again whenever this process has
/// written a sixteenth of what it may hold: by so much it may be exceeded for a while.
pub(super) struct Weight {
    folder: PathBuf,
    most: u64,
    removed: AtomicU64,
    /// What the files took when they were last counted, and what was written since.
    counted: Mutex<Option<(u64, u64)>>,
}

impl Weight {
    pub(super) fn new(folder: &Path, most: u64) -> Weight {
        let (removed, counted) = (AtomicU64::new(0), Mutex::default());
        Weight { folder: folder.to_owned(), most, removed, counted }
    }

    /// How many files were removed to make room.
    pub(super) fn removed(&self) -> u64 {
        self.removed.load(Ordering::Relaxed)
    }

    /// A file of so many bytes was written: others go if there is no room for it.
    pub(super) fn add(&self, bytes: u64) {
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((before, since)) = &mut *counted {
            *since += bytes;
            if *since <= self.most / 16 && *before + *since <= self.most {
                return;
            }
        }
        let (left, removed) = make_room(&self.folder, self.most).unwrap_or((0, 0));
        *counted = Some((left, 0));
        self.removed.fetch_add(removed, Ordering::Relaxed);
    }
}

/// Removes files, the least recently used first, if they take more than `most` bytes: then until
/// they take three quarters of it. Returns what is left, and how many are gone.
fn make_room(folder: &Path, most: u64) -> io::Result<(u64, u64)> {
    let mut files: Vec<Stored> = files(folder)?.collect();
    let mut bytes: u64 = files.iter().map(|file| file.bytes).sum();
    let mut removed = 0;
    if bytes > most {
        files.sort_by_key(|file| file.used);
        for file in &files {
            if bytes <= most / 4 * 3 {
                break;
            }
            // Whoever was first to remove it: it is gone.
            let _ = fs::remove_file(&file.path);
            bytes -= file.bytes;
            removed += 1;
        }
    }
    Ok((bytes, removed))
}
