//! Kernels on several threads, by metate and by rayon, on data that another program has written.
//!
//! In: a folder of arrays as raw little-endian numbers, a number of threads, and on the standard
//! input requests, a line each. Out: an answer each, a line of JSON. Always true: `benches/peers/threads.py`
//! is who asks, measures Numba in between, and compares all results with NumPy's; both sides here
//! work on arrays of the same contents. What rayon runs is written as one who minds speed writes it:
//! chunks, and sums in lanes. Deliberately absent: tables.
//!
//! ```text
//! run KERNEL ENGINE CALLS     {"ns": of a call}
//! result KERNEL ENGINE        {"files": [..]}, what one call on fresh data leaves, in the folder
//! ```

use std::error::Error;
use std::io::{self, BufRead, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use metate::prelude::*;
use metate::{Bound, On};
use rayon::ThreadPool;
use serde_json::json;

#[path = "../benches/suite/mod.rs"]
mod suite;

#[path = "beside/kernels.rs"]
mod kernels;
#[path = "beside/rayons.rs"]
mod rayons;

use kernels::Peer;

type Failure = Box<dyn Error>;

/// The arrays of a kernel in a folder.
struct Data<'d> {
    folder: &'d Path,
    kernel: &'static str,
}

/// A number as it stands in a file.
trait Raw: Copy {
    const BYTES: usize;
    fn read(bytes: &[u8]) -> Self;
    fn write(self, to: &mut Vec<u8>);
}

macro_rules! raw {
    ($($ty:ty)*) => {$(
        impl Raw for $ty {
            const BYTES: usize = size_of::<$ty>();
            fn read(bytes: &[u8]) -> $ty {
                <$ty>::from_le_bytes(bytes.try_into().expect("as many as it has"))
            }
            fn write(self, to: &mut Vec<u8>) {
                to.extend(self.to_le_bytes());
            }
        }
    )*};
}
raw!(f32 f64 u32 u64);

impl Data<'_> {
    fn path(&self, array: &str) -> PathBuf {
        self.folder.join(format!("{}.{array}.bin", self.kernel))
    }

    fn read<T: Raw>(&self, array: &str) -> Result<Vec<T>, Failure> {
        let path = self.path(array);
        let bytes = std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(bytes.chunks_exact(T::BYTES).map(T::read).collect())
    }

    fn write<T: Raw>(&self, array: &str, values: &[T]) -> Result<String, Failure> {
        let mut bytes = Vec::with_capacity(size_of_val(values));
        values.iter().for_each(|value| value.write(&mut bytes));
        let path = self.path(&format!("{array}.out"));
        std::fs::write(&path, bytes)?;
        Ok(path.display().to_string())
    }
}

/// Answers a request.
fn answer(peers: &mut [Box<dyn Peer>], line: &str) -> Result<String, Failure> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let [request, kernel, engine, rest @ ..] = words.as_slice() else {
        return Err("a request has three words at least".into());
    };
    let peer = peers.iter_mut().find(|peer| peer.data().kernel == *kernel);
    let peer = peer.ok_or_else(|| format!("no kernel {kernel}"))?;
    match (*request, rest) {
        ("run", [calls]) => {
            let calls: u32 = calls.parse()?;
            let start = Instant::now();
            for _ in 0..calls {
                peer.call(engine)?;
            }
            let ns = start.elapsed().as_secs_f64() * 1e9 / f64::from(calls.max(1));
            Ok(json!({ "ns": ns }).to_string())
        }
        ("result", []) => {
            peer.reset()?;
            peer.call(engine)?;
            let files = peer.results()?;
            Ok(json!({ "files": files }).to_string())
        }
        _ => Err(format!("no request: {line}").into()),
    }
}

fn main() -> Result<(), Failure> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [folder, threads, names @ ..] = args.as_slice() else {
        return Err("usage: beside FOLDER THREADS KERNEL..".into());
    };
    let threads: usize = threads.parse()?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
    // Both live as long as the process.
    let pool: &'static ThreadPool = Box::leak(Box::new(pool));
    let folder: &'static Path = Box::leak(PathBuf::from(folder).into_boxed_path());
    let mut peers = kernels::all(folder, threads, pool, names)?;
    let mut out = io::stdout();
    for line in io::stdin().lock().lines() {
        let told = answer(&mut peers, &line?);
        let told = told.unwrap_or_else(|error| json!({ "error": error.to_string() }).to_string());
        writeln!(out, "{told}")?;
        out.flush()?;
    }
    Ok(())
}
