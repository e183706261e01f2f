//! The map for `perf`: written where it is asked for, and only there.
//!
//! In: this very test, started again as a process of its own with and without
//! `METATE_PERF_MAP=1`. Always true: the processes compile from several threads; every line of the
//! map is whole.

#![cfg(target_os = "linux")]

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::{env, fs, thread};

use metate::prelude::*;

/// The variable that makes this test the process that compiles.
const COMPILES: &str = "METATE_TEST_COMPILES";
const KERNELS: usize = 40;

#[test]
fn compiled_kernels_are_in_the_map() {
    if env::var_os(COMPILES).is_some() {
        return compile();
    }
    let (path, status) = started("1");
    assert!(status, "the process failed");
    let map = fs::read_to_string(&path).expect("the map of the process");
    fs::remove_file(&path).expect("our own file");
    let mut names: Vec<&str> = map.lines().map(name_of).collect();
    names.sort_unstable();
    let mut wanted: Vec<String> = (0..KERNELS).map(expected).collect();
    wanted.sort_unstable();
    assert_eq!(names, wanted);

    let (path, status) = started("0");
    assert!(status && !path.exists(), "a map that nobody asked for");
}

/// The name of a line whose start and size are those of code.
fn name_of(line: &str) -> &str {
    let mut parts = line.splitn(3, ' ');
    let mut number = || u64::from_str_radix(parts.next().expect("a number"), 16).expect("hex");
    let (start, size) = (number(), number());
    assert!(start > 4096 && (16..10_000).contains(&size), "{line}");
    parts.next().expect("a name")
}

fn expected(number: usize) -> String {
    format!("metate::sum_{number}(ArrayView1<f64, contiguous>)")
}

/// Runs the other process; where its map would be, and whether it ended well.
fn started(wanted: &str) -> (PathBuf, bool) {
    let mut command = Command::new(env::current_exe().expect("this test"));
    command.args(["--exact", "compiled_kernels_are_in_the_map"]).stdout(Stdio::null());
    command.env(COMPILES, "1").env("METATE_PERF_MAP", wanted);
    let mut process = command.spawn().expect("this test once more");
    let path = PathBuf::from(format!("/tmp/perf-{}.map", process.id()));
    (path, process.wait().expect("it ends").success())
}

fn compile() {
    thread::scope(|scope| {
        for number in 0..KERNELS {
            scope.spawn(move || {
                let text = format!(
                    "fn sum_{number}(x: ArrayView1<f64>) -> f64 {{ \
                     let mut s = {number}.0; for i in 0..x.len() {{ s += x[i]; }} s }}"
                );
                let kernel = Kernel::parse(&text).expect("a kernel");
                let x = [1.0, 2.0];
                let sum: f64 = kernel.on(Target::Jit).call(args![&x]).expect("no traps");
                assert_eq!(sum, number as f64 + 3.0);
            });
        }
    });
}
