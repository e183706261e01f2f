//! Tells the crate which sources it is made of: part of what compiled kernels are kept under.
//!
//! In: the files of `src`. Out: `METATE_LANG_SOURCES`, a hash of their names and contents. Always
//! true: a change of any source changes it. Deliberately absent: anything that is compiled.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::{fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=src");
    let mut files = BTreeMap::new();
    collect(Path::new("src"), &mut files)?;
    let mut hasher = DefaultHasher::new();
    files.hash(&mut hasher);
    println!("cargo::rustc-env=METATE_LANG_SOURCES={:016x}", hasher.finish());
    Ok(())
}

/// Every file below a folder.
fn collect(folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            // The same name on every system.
            let name = path.to_string_lossy().replace('\\', "/");
            files.insert(name, fs::read(&path)?);
        }
    }
    Ok(())
}
