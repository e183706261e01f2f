//! The cache of compiled kernels: one kernel per text, bounds, and files that are believed only if
//! they are exactly what this compiler wrote on this machine.
//!
//! `METATE_CACHE_CHILD` names the folder for a process that this test starts from itself.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::sync::Barrier;
use std::thread;

use metate::prelude::*;
use metate::{Cache, CacheStatistics, ErrorKind, Exceeded, FolderStatistics, Limits};
use tempfile::TempDir;

/// A formula of its own for each number.
fn formula(number: usize) -> String {
    format!(
        "fn f(x: f64, y: &[f64]) -> f64 {{ \
            let mut sum = {number}.5; \
            for i in 0..y.len() {{ sum += (x * y[i]).tanh() / {number}.25 + x.powf(y[i]); }} \
            sum \
        }}"
    )
}

const Y: [f64; 3] = [0.5, 1.25, 2.0];

fn call(kernel: &Kernel, target: Target) -> u64 {
    let result: f64 = kernel.on(target).call(args![1.5, &Y[..]]).expect("no traps");
    result.to_bits()
}

fn expected(text: &str) -> u64 {
    call(&Kernel::parse(text).expect("a kernel"), Target::Interpreter)
}

/// The kernel of a text is right.
fn check(cache: &Cache, text: &str) {
    let kernel = cache.kernel(text).expect("a kernel");
    assert_eq!(call(&kernel, Target::Jit), expected(text));
}

fn temporary() -> TempDir {
    tempfile::tempdir().expect("a folder for temporary files")
}

fn with_folder(folder: &Path) -> Cache {
    Cache::builder().folder(folder).build().expect("a folder of our own")
}

fn folder(statistics: &CacheStatistics) -> &FolderStatistics {
    statistics.folder.as_ref().expect("it has a folder")
}

/// `[hits, misses, refused, written, failed]` of the folder.
fn counts(cache: &Cache) -> [u64; 5] {
    cache.flush();
    let statistics = cache.statistics();
    let FolderStatistics { hits, misses, refused, written, failed, .. } = folder(&statistics);
    [*hits, *misses, *refused, *written, *failed]
}

fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = fs::read_dir(folder).expect("it is ours");
    // One that is gone meanwhile was removed to make room.
    let read = |path: PathBuf| Some((path.clone(), fs::read(path).ok()?));
    entries.filter_map(|entry| read(entry.expect("it is ours").path())).collect()
}

#[test]
fn one_text_is_one_kernel() {
    let cache = Cache::new();
    let text = "fn twice(x: f64) -> f64 { 2.0 * x }";
    let kernel = cache.kernel(text).expect("a kernel");
    let again = cache.clone().kernel(&String::from(text)).expect("a kernel");
    assert!(std::ptr::eq(kernel.text(), again.text()), "it was parsed again");
    let two = "pub fn f(x: f64) -> f64 { g(x) } fn g(x: f64) -> f64 { x + 1.0 }";
    assert_eq!(cache.kernel(two).expect("a kernel").name(), "f");
    assert_eq!(cache.kernel_entry(two, "g").expect("a kernel").name(), "g");
    assert_eq!(cache.kernel_entry(two, "f").expect("a kernel").name(), "f");
    let statistics = cache.statistics();
    assert_eq!((statistics.hits, statistics.misses, statistics.kernels), (1, 4, 4));
    cache.clear();
    assert_eq!((cache.statistics().kernels, cache.statistics().bytes), (0, 0));
    assert_eq!(kernel.on(Target::Jit).call::<f64>(args![3.0]).expect("no traps"), 6.0);
}

#[test]
fn a_refused_text_is_not_kept() {
    let cache = Cache::new();
    for _ in 0..2 {
        let error = cache.kernel("fn f(x: f64) -> f64 { y }").expect_err("there is no y");
        let diagnostics = error.diagnostics().expect("a problem of the text");
        assert_eq!(diagnostics.list()[0].code.as_str(), "M0301");
    }
    assert_eq!((cache.statistics().misses, cache.statistics().kernels), (2, 0));
}

#[test]
fn the_bound_holds_and_what_was_used_stays() {
    let bytes = 400_000;
    let cache = Cache::builder().max_bytes(bytes).build().expect("no folder");
    let first = cache.kernel(&formula(0)).expect("a kernel");
    check(&cache, &formula(0));
    for number in 1..200 {
        check(&cache, &formula(number));
        // Asked for again and again, it never goes.
        check(&cache, &formula(0));
        let statistics = cache.statistics();
        assert!(statistics.bytes <= bytes, "{statistics:?}");
        assert_eq!(
            statistics.kernels as u64 + statistics.evictions,
            statistics.misses,
            "a kernel is held or was evicted"
        );
    }
    let again = cache.kernel(&formula(0)).expect("a kernel");
    assert!(std::ptr::eq(first.text(), again.text()));
    let statistics = cache.statistics();
    assert!(statistics.evictions > 50 && statistics.kernels > 20, "{statistics:?}");

    let cache = Cache::builder().max_kernels(10).build().expect("no folder");
    (0..35).for_each(|number| drop(cache.kernel(&formula(number)).expect("a kernel")));
    let statistics = cache.statistics();
    assert!((9..=10).contains(&statistics.kernels), "{statistics:?}");
}

#[test]
fn evicted_kernels_go_on() {
    let cache = Cache::builder().max_kernels(1).build().expect("no folder");
    let held: Vec<Kernel> =
        (0..20).map(|number| cache.kernel(&formula(number)).expect("a kernel")).collect();
    assert_eq!(cache.statistics().kernels, 1);
    for (number, kernel) in held.iter().enumerate() {
        assert_eq!(call(kernel, Target::Jit), expected(&formula(number)));
    }
    assert!(cache.statistics().bytes < 20_000, "{:?}", cache.statistics());
}

#[test]
fn many_threads_share_a_cache() {
    const TEXTS: usize = 40;
    let cache = Cache::builder().max_kernels(30).build().expect("no folder");
    let expected: Vec<u64> = (0..TEXTS).map(|number| expected(&formula(number))).collect();
    let start = Barrier::new(8);
    thread::scope(|scope| {
        for thread in 0..8 {
            let (cache, start, expected) = (cache.clone(), &start, &expected);
            scope.spawn(move || {
                start.wait();
                for round in 0..100 {
                    let number = (round * (thread + 1)) % TEXTS;
                    let kernel = cache.kernel(&formula(number)).expect("a kernel");
                    assert_eq!(call(&kernel, Target::Jit), expected[number]);
                    assert!(cache.kernel("fn f() { x }").is_err());
                    if round == 50 && thread == 3 {
                        cache.clear();
                    }
                }
            });
        }
    });
    let statistics = cache.statistics();
    assert_eq!(statistics.hits + statistics.misses, 2 * 8 * 100);
    assert!(statistics.kernels <= 30, "{statistics:?}");
}

#[test]
fn threads_that_ask_for_one_text_get_one_kernel() {
    let cache = Cache::new();
    let text = formula(1);
    let start = Barrier::new(8);
    let kernels: Vec<Kernel> = thread::scope(|scope| {
        let ask = || {
            start.wait();
            cache.kernel(&text).expect("a kernel")
        };
        let asking: Vec<_> = (0..8).map(|_| scope.spawn(ask)).collect();
        asking.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    });
    assert!(kernels.iter().all(|kernel| std::ptr::eq(kernel.text(), kernels[0].text())));
    assert_eq!((cache.statistics().misses, cache.statistics().hits), (1, 7));
}

/// A second cache, as of another process, finds head and code: nothing is parsed or compiled.
#[test]
fn machine_code_is_reloaded() {
    let place = temporary();
    let text = formula(3);
    let first = with_folder(place.path());
    check(&first, &text);
    assert_eq!(counts(&first), [0, 2, 0, 2, 0]);

    let second = with_folder(place.path());
    check(&second, &text);
    assert_eq!(counts(&second), [2, 0, 0, 0, 0]);
    // Whatever needs the tree parses the text after all.
    let kernel = second.kernel(&text).expect("a kernel");
    let plan = kernel.on(Target::Jit).inspect(Stage::Plan, args![1.5, &Y[..]]).expect("it fits");
    assert!(plan.contains("tanh"), "{plan}");
    assert_eq!(call(&kernel, Target::Interpreter), expected(&text));
    assert_eq!(kernel.parameters(), first.kernel(&text).expect("a kernel").parameters());

    second.clear_folder();
    assert!(files(place.path()).is_empty());
}

/// Traps name the place in the text, the array and the operands, as if it was just compiled.
#[test]
fn a_reloaded_kernel_traps_at_the_same_place() {
    let place = temporary();
    let text = "fn pick(x: &[f64], y: ArrayView2<f64>, k: usize, n: i32) -> i32 {\n    \
        let _ = x[k] + y[[0, k]];\n    100 / n\n}";
    let trap = |cache: Cache, k: usize, n: i32, checks: bool| {
        let (x, y) = (vec![1.0; 5], ndarray::Array2::<f64>::zeros((2, 3)));
        let on = cache.kernel(text).expect("a kernel");
        let result = on.on(Target::Jit).overflow_checks(checks).call::<i32>(args![&x, &y, k, n]);
        result.map_err(|error| error.to_string())
    };
    let calls = [(0, 5, false), (4, 1, false), (9, 1, false), (0, 0, false), (0, 0, true)];
    for (k, n, checks) in calls {
        let expected = trap(Cache::new(), k, n, checks);
        let cold = trap(with_folder(place.path()), k, n, checks);
        let warm = with_folder(place.path());
        assert_eq!(trap(warm.clone(), k, n, checks), expected);
        assert_eq!(counts(&warm)[3], 0, "it was compiled again");
        assert_eq!(cold, expected);
    }
}

/// Options, types and layouts are part of the key; so is every byte of the text.
#[test]
fn what_decides_the_code_decides_the_file() {
    let place = temporary();
    let text = "fn next<T: Int>(x: &[T]) -> T { x[0] + x[1] }";
    let run = |cache: &Cache| {
        let kernel = cache.kernel(text).expect("a kernel");
        let bytes = [200u8, 100];
        assert_eq!(kernel.on(Target::Jit).call::<u8>(args![&bytes[..]]).expect("it wraps"), 44);
        let checked = kernel.on(Target::Jit).overflow_checks(true);
        assert!(checked.call::<u8>(args![&bytes[..]]).is_err());
        assert_eq!(kernel.on(Target::Jit).call::<i64>(args![&[200i64, 100][..]]).unwrap(), 300);
        let strided = "fn first(x: ArrayView1<f64>) -> f64 { x[1] }";
        let x = ndarray::array![1.0, 2.0, 3.0];
        let kernel = cache.kernel(strided).expect("a kernel");
        assert_eq!(kernel.on(Target::Jit).call::<f64>(args![&x]).unwrap(), 2.0);
        let reversed = x.slice(ndarray::s![..;-2]);
        assert_eq!(kernel.on(Target::Jit).call::<f64>(args![reversed]).unwrap(), 1.0);
    };
    let cold = with_folder(place.path());
    run(&cold);
    let [hits, misses, _, written, _] = counts(&cold);
    // Heads: the generic text, its kernel for u8, the other text. Code: five times.
    assert_eq!((hits, misses, written), (0, 8, 8));
    let warm = with_folder(place.path());
    run(&warm);
    assert_eq!(counts(&warm), [8, 0, 0, 0, 0]);
}

/// The files of one kernel: with each byte changed, or cut anywhere, it is made anew.
#[test]
fn damaged_files_are_refused_and_made_again() {
    let place = temporary();
    let text = formula(4);
    check(&with_folder(place.path()), &text);
    let whole = files(place.path());
    assert_eq!(whole.len(), 2);
    let mut refused = 0;
    let mut damage = |path: &Path, bytes: &[u8]| {
        fs::write(path, bytes).expect("it is ours");
        let cache = with_folder(place.path());
        check(&cache, &text);
        assert_eq!(counts(&cache), [1, 0, 1, 1, 0], "{path:?}");
        assert_eq!(&files(place.path()), &whole, "it was made as it was");
        refused += 1;
    };
    for (path, bytes) in &whole {
        // Every byte costs a compilation: a few hundred of them, the first and last among them.
        let step = bytes.len() / 150;
        for at in (0..bytes.len()).step_by(step.max(1)).chain([bytes.len() - 1]) {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1 << (at % 8);
            damage(path, &damaged);
        }
        for length in (0..bytes.len()).step_by((4 * step).max(1)) {
            damage(path, &bytes[..length]);
        }
        damage(path, &[&bytes[..], &[0]].concat());
    }
    println!("{refused} damaged files were refused");
}

/// A whole file, hash and all, that another compiler or another machine wrote.
#[test]
fn files_of_another_compiler_or_machine_are_refused() {
    let place = temporary();
    let text = formula(5);
    check(&with_folder(place.path()), &text);
    let whole = files(place.path());
    let replaced = |what: &[u8], by: &[u8]| {
        assert_eq!(what.len(), by.len());
        for (path, bytes) in &whole {
            let at = bytes.windows(what.len()).position(|window| window == what);
            let at = at.unwrap_or_else(|| panic!("no {} in it", String::from_utf8_lossy(what)));
            let mut other = bytes.clone();
            other[at..at + what.len()].copy_from_slice(by);
            // As its writer would have done.
            let hash = *blake3::hash(&other[40..]).as_bytes();
            other[8..40].copy_from_slice(&hash);
            fs::write(path, other).expect("it is ours");
        }
        let cache = with_folder(place.path());
        check(&cache, &text);
        assert_eq!(counts(&cache), [0, 0, 2, 2, 0], "{}", String::from_utf8_lossy(what));
        assert_eq!(files(place.path()), whole);
    };
    let version = format!("metate {}", env!("CARGO_PKG_VERSION"));
    replaced(version.as_bytes(), version.replace('0', "9").as_bytes());
    replaced(b"\nsources ", b"\nsourced ");
    replaced(b"cranelift-codegen 0.", b"cranelift-codegen 9.");
    let [arch, other] = match std::env::consts::ARCH {
        "x86_64" => ["x86_64-", "x86_65-"],
        "aarch64" => ["aarch64-", "aarch65-"],
        _ => return,
    };
    replaced(arch.as_bytes(), other.as_bytes());
    if arch == "x86_64-" {
        // A machine with one feature less, or more.
        replaced(b"has_avx2", b"has_avx3");
    }
    replaced(b"opt_level", b"opt_lever");
    // And the format of files itself.
    for (path, bytes) in &whole {
        let mut other = bytes.clone();
        other[7] += 1;
        fs::write(path, other).expect("it is ours");
    }
    let cache = with_folder(place.path());
    check(&cache, &text);
    assert_eq!(counts(&cache), [0, 0, 2, 2, 0]);
}

/// One kernel's file under another one's name.
#[test]
fn renamed_files_are_refused() {
    let place = temporary();
    let [one, other] = [6, 7].map(formula);
    check(&with_folder(place.path()), &one);
    let of_one = files(place.path());
    with_folder(place.path()).clear_folder();
    check(&with_folder(place.path()), &other);
    let of_other = files(place.path());
    for path in of_other.keys() {
        for bytes in of_one.values() {
            fs::write(path, bytes).expect("it is ours");
            let cache = with_folder(place.path());
            check(&cache, &other);
            assert_eq!(counts(&cache)[2..], [1, 1, 0]);
        }
    }
}

#[test]
fn a_folder_that_cannot_be_written_fails_no_call() {
    let place = temporary();
    let path = place.path().join("kernels");
    let cache = with_folder(&path);
    fs::remove_dir(&path).expect("it is empty");
    fs::write(&path, "a file in its place").expect("it is ours");
    check(&cache, &formula(8));
    cache.flush();
    let statistics = cache.statistics();
    let folder = folder(&statistics);
    assert_eq!((folder.written, folder.failed), (0, 4), "{folder:?}");
    assert!(folder.last_failure.is_some());

    let error = Cache::builder().folder(&path).build().expect_err("it is a file");
    assert!(matches!(error.kind(), ErrorKind::CacheFolder { .. }), "{error}");
}

#[cfg(unix)]
#[test]
fn a_folder_that_others_may_write_to_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let place = temporary();
    let path = place.path().join("kernels");
    let mode = |path: &Path| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
    check(&with_folder(&path), &formula(9));
    assert_eq!(mode(&path), 0o700);
    assert!(files(&path).keys().all(|file| mode(file) == 0o600));
    for unsafe_mode in [0o777, 0o1777, 0o702, 0o770] {
        fs::set_permissions(&path, fs::Permissions::from_mode(unsafe_mode)).expect("it is ours");
        let error = Cache::builder().folder(&path).build().expect_err("it is not safe");
        let message = error.to_string();
        assert!(message.contains("others than its owner may write to it"), "{message}");
    }
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("it is ours");
    // A file that was left open to others in the meantime is not believed.
    let of_code = files(&path).into_keys().max_by_key(|path| fs::metadata(path).unwrap().len());
    let of_code = of_code.expect("two files");
    fs::set_permissions(&of_code, fs::Permissions::from_mode(0o666)).expect("it is ours");
    let cache = with_folder(&path);
    check(&cache, &formula(9));
    assert_eq!(counts(&cache), [1, 0, 1, 1, 0]);
    assert_eq!(mode(&of_code), 0o600);
}

/// Limits hold for what others have stored under laxer ones.
#[test]
fn limits_hold_for_what_is_stored() {
    let place = temporary();
    let text = formula(20);
    check(&with_folder(place.path()), &text);
    let strict = |limits: Limits| {
        Cache::builder().folder(place.path()).limits(limits).build().expect("a folder of our own")
    };
    let error = strict(Limits::default().bytes(20)).kernel(&text).expect_err("it is longer");
    assert_eq!(error.diagnostics().expect("of the text").list()[0].code.as_str(), "M0001");
    let cache = strict(Limits::default().code_bytes(16));
    let kernel = cache.kernel(&text).expect("a kernel");
    let error = kernel.on(Target::Jit).call::<f64>(args![1.5, &Y[..]]).expect_err("more code");
    assert!(matches!(error.exceeded(), Some(Exceeded::CodeBytes { limit: 16, .. })), "{error}");
    assert_eq!(counts(&cache), [2, 0, 0, 0, 0]);
    let lax = kernel.on(Target::Jit).limits(Limits::default());
    assert!(lax.call::<f64>(args![1.5, &Y[..]]).is_ok());
}

#[test]
fn the_folder_has_a_bound() {
    let place = temporary();
    let most = 60_000;
    let cache = Cache::builder().folder(place.path()).max_folder_bytes(most).build().expect("ours");
    (0..40).for_each(|number| check(&cache, &formula(number)));
    cache.flush();
    let bytes: usize = files(place.path()).values().map(Vec::len).sum();
    assert!(bytes as u64 <= most / 16 * 17, "{bytes} bytes");
    assert!(folder(&cache.statistics()).evictions > 10, "{:?}", cache.statistics());
}

const FORMULAS: usize = 30;

/// What a process of [`processes_share_a_folder`] does: it does nothing in a run of all tests.
#[test]
fn child_process() {
    let Some(folder) = std::env::var_os("METATE_CACHE_CHILD") else { return };
    for _ in 0..4 {
        let cache = with_folder(Path::new(&folder));
        thread::scope(|scope| {
            for thread in 0..2 {
                let cache = &cache;
                scope.spawn(move || {
                    (0..FORMULAS).for_each(|step| {
                        check(
                            cache,
                            &formula(if thread == 0 { step } else { FORMULAS - 1 - step }),
                        );
                    });
                });
            }
        });
        let [_, _, refused, _, failed] = counts(&cache);
        assert_eq!((refused, failed), (0, 0), "{:?}", cache.statistics());
        // Others go on, and find files gone at any moment.
        cache.clear_folder();
    }
}

#[test]
fn processes_share_a_folder() {
    let place = temporary();
    let start = || -> Child {
        Command::new(std::env::current_exe().expect("this test"))
            .args(["--exact", "child_process", "--nocapture"])
            .env("METATE_CACHE_CHILD", place.path())
            .spawn()
            .expect("a process")
    };
    let children = [start(), start(), start()];
    for mut child in children {
        assert!(child.wait().expect("it ends").success());
    }
    let cache = with_folder(place.path());
    (0..FORMULAS).for_each(|number| check(&cache, &formula(number)));
    assert_eq!(counts(&cache)[2], 0);
    let unfinished = |path: &PathBuf| path.extension().is_none_or(|ending| ending != "metate");
    assert!(!files(place.path()).keys().any(unfinished), "something was left half done");
}
