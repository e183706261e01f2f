//! Many threads that call, compile, stop and drop kernels at random, all at the same time.
//!
//! In: kernels whose results the host computes too, in the same order. Out: nothing: every result
//! is compared, bit by bit, and in the end the process holds as much memory as before. Always true:
//! what is done follows from `METATE_SEED` and the thread's number; when it is done does not.
//!
//! `METATE_STRESS=60 cargo test --release --test stress` goes on for a minute;
//! `METATE_STRESS_THREADS` says how many threads there are, `METATE_STRESS_ENGINE=interpreter` that
//! no machine code is made (for valgrind, which would translate it).

use std::collections::BTreeMap;
use std::fs;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use metate::prelude::*;
use metate::{
    Arg, CancelToken, Error, ErrorKind, InterruptKind, Kernels, Limits, On, TrapKind, args,
};
use ndarray::{Array2, s};

#[path = "oracle/xorshift.rs"]
mod xorshift;
use xorshift::Random;

/// Seconds if nothing else is said: of each of two rounds, of which the first warms up.
const SECONDS: f64 = 1.5;
const THREADS: usize = 64;

/// Kernels that all threads share and replace.
const SHARED: usize = 48;

/// Growth of resident memory that is no leak: what allocators keep for 64 threads varies.
const MOST_GROWN: usize = 16 << 20;

/// Engines whose calls can be interrupted.
const INTERRUPTIBLE: &[Target] = Target::ALL;

/// A kernel and what the host knows of it.
#[derive(Clone)]
struct Case {
    kernel: Kernel,
    family: Family,
    /// A constant of the text, by which texts differ.
    constant: u32,
}

/// What a kernel computes.
#[derive(Clone, Copy, Debug)]
enum Family {
    /// A sum over a view.
    Sum,
    /// Elements of a slice, changed in place.
    Scale,
    /// Integers that depend on everything before them.
    Mix,
    /// Over a type parameter.
    Generic,
    /// One of several kernels of a text, over a matrix.
    Several,
    /// A parallel sum of integers.
    Parallel,
}

const FAMILIES: [Family; 6] =
    [Family::Sum, Family::Scale, Family::Mix, Family::Generic, Family::Several, Family::Parallel];

impl Family {
    fn text(self, constant: u32) -> String {
        match self {
            Family::Sum => format!(
                "fn sum(x: ArrayView1<f64>, by: f64) -> f64 {{
                    let mut sum = {constant}.5;
                    for i in 0..x.len() {{ sum += by * x[i]; }}
                    sum
                }}"
            ),
            Family::Scale => format!(
                "fn scale(x: &mut [f32], by: f32) {{
                    for i in 0..x.len() {{ x[i] = x[i] * by - {constant}.0; }}
                }}"
            ),
            Family::Mix => format!(
                "fn mix(n: u64, seed: u64) -> u64 {{
                    let mut x = seed ^ {constant};
                    for i in 0..n {{ x = (x ^ (x >> 7)).wrapping_mul(6364136223846793005) + i; }}
                    x
                }}"
            ),
            Family::Generic => format!(
                "fn axpy<T: Number>(a: T, x: &[T], y: &mut [T]) -> T {{
                    for i in 0..x.len() {{ y[i] += a * x[i]; }}
                    y[0] + T::from_i64({constant} % 100)
                }}"
            ),
            Family::Several => format!(
                "const C: f64 = {constant}.0;
                fn at(a: ArrayView2<f64>, i: usize) -> f64 {{ a[[i, i]] + C }}
                pub fn trace(a: ArrayView2<f64>) -> f64 {{
                    let mut t = 0.0;
                    for i in 0..a.nrows() {{ t += at(a, i); }}
                    t
                }}
                pub fn other(x: f64) -> f64 {{ x + C }}"
            ),
            Family::Parallel => format!(
                "fn count(x: &[u32]) -> u32 {{
                    let mut n = {constant};
                    for i in prange(0..x.len()) {{ n += x[i] % 7; }}
                    n
                }}"
            ),
        }
    }

    fn make(self, constant: u32) -> Result<Case, Error> {
        let text = self.text(constant);
        let kernel = match self {
            Family::Several => {
                let kernels = Kernels::parse(&text)?;
                kernels.get("trace").expect("a kernel of the text").clone()
            }
            _ => Kernel::parse_with(&text, &Limits::strict())?,
        };
        Ok(Case { kernel, family: self, constant })
    }
}

impl Case {
    /// On several threads loops fork half of the time however little there is to do.
    fn on(&self, engine: Target, random: &mut Random) -> On<'_> {
        let on = self.kernel.on(engine);
        match engine {
            Target::Threads if random.below(2) == 0 => {
                on.eager().threads(1 + random.below(4) as usize)
            }
            _ => on,
        }
    }

    /// Calls the kernel on an engine, dynamically or bound, and compares with the host.
    fn check(&self, engine: Target, random: &mut Random) -> Result<(), Error> {
        let on = self.on(engine, random);
        let (n, bound) = (random.below(40) as usize + 1, random.below(2) == 1);
        let constant = self.constant;
        match self.family {
            Family::Sum => {
                let x = Array1::from_iter((0..2 * n).map(|i| i as f64 * 0.37));
                let x = match random.below(3) {
                    0 => x.view(),
                    1 => x.slice(s![..;-1]),
                    _ => x.slice(s![..;2]),
                };
                let by = random.below(100) as f64 / 7.0;
                let wanted = x.iter().fold(f64::from(constant) + 0.5, |sum, x| sum + by * x);
                let got = match bound {
                    true => on.bind::<fn(ArrayView1<'static, f64>, f64) -> f64>()?.call((x, by))?,
                    false => on.call::<f64>(args![x, by])?,
                };
                assert_eq!(got.to_bits(), wanted.to_bits(), "{constant} on {engine}");
            }
            Family::Scale => {
                let mut x: Vec<f32> = (0..n).map(|i| i as f32 * 0.3).collect();
                let by = random.below(100) as f32 / 3.0;
                let wanted: Vec<f32> = x.iter().map(|x| x * by - constant as f32).collect();
                match bound {
                    true => on.bind::<fn(&'static mut [f32], f32)>()?.call((&mut x, by))?,
                    false => on.call::<()>(args![&mut x, by])?,
                }
                assert_eq!(x, wanted, "{constant} on {engine}");
            }
            Family::Mix => {
                let seed = random.next();
                let mut wanted = seed ^ u64::from(constant);
                for i in 0..n as u64 {
                    wanted = (wanted ^ (wanted >> 7)).wrapping_mul(6364136223846793005);
                    wanted = wanted.wrapping_add(i);
                }
                let got = match bound {
                    true => on.bind::<fn(u64, u64) -> u64>()?.call((n as u64, seed))?,
                    false => on.call::<u64>(args![n as u64, seed])?,
                };
                assert_eq!(got, wanted, "{constant} on {engine}");
            }
            Family::Generic => match random.below(3) {
                0 => self.axpy(&on, n, |x| x as f64, |a, x, y: f64| y + a * x)?,
                1 => self.axpy(&on, n, |x| x as f32, |a, x, y: f32| y + a * x)?,
                _ => self.axpy(&on, n, |x| x as i16, |a, x, y: i16| y.wrapping_add(a * x))?,
            },
            Family::Several => {
                let a = Array2::from_shape_fn((n, n + 1), |(i, j)| (i * 3 + j) as f64 * 0.11);
                let a = match random.below(2) {
                    0 => a.slice(s![.., ..n]),
                    _ => a.slice(s![.., 1..]).reversed_axes(),
                };
                let c = f64::from(constant);
                let wanted = (0..n).fold(0.0, |sum, i| sum + (a[[i, i]] + c));
                let got = match bound {
                    true => on.bind::<fn(ArrayView2<'static, f64>) -> f64>()?.call((a,))?,
                    false => on.call::<f64>(args![a])?,
                };
                assert_eq!(got.to_bits(), f64::to_bits(wanted), "{constant} on {engine}");
            }
            Family::Parallel => {
                let x: Vec<u32> = (0..n as u32 * 10).map(|i| i * i).collect();
                let wanted = x.iter().fold(constant, |sum, x| sum.wrapping_add(x % 7));
                let got = match bound {
                    true => on.bind::<fn(&'static [u32]) -> u32>()?.call((&x,))?,
                    false => on.call::<u32>(args![&x])?,
                };
                assert_eq!(got, wanted, "{constant} on {engine}");
            }
        }
        Ok(())
    }

    fn axpy<T>(
        &self,
        on: &On<'_>,
        n: usize,
        of: fn(i64) -> T,
        step: fn(T, T, T) -> T,
    ) -> Result<(), Error>
    where
        T: Number + metate::Output,
    {
        let a = of(3);
        let x: Vec<T> = (0..n as i64).map(of).collect();
        let mut y: Vec<T> = (0..n as i64).map(|i| of(i % 5)).collect();
        let wanted: Vec<T> = x.iter().zip(&y).map(|(&x, &y)| step(a, x, y)).collect();
        let sum = wanted[0] + of(i64::from(self.constant % 100));
        let call = on.call::<T>(args![Arg::scalar(a), &x, &mut y]);
        assert_eq!(call?, sum, "{on:?}");
        assert_eq!(y, wanted, "{on:?}");
        Ok(())
    }
}

/// What all threads share.
struct Scene {
    kernels: Vec<Mutex<Case>>,
    endless: Kernel,
    trapping: Kernel,
    engines: Vec<Target>,
    /// How often each kind of thing was done.
    done: [AtomicU64; 8],
    names: AtomicU64,
    end: Instant,
}

const KINDS: [&str; 8] =
    ["calls", "replaced", "new texts", "cancelled", "deadlines", "out of fuel", "traps", "refused"];

impl Scene {
    fn new(engines: &[Target], time: Duration) -> Scene {
        let case = |number: usize| Mutex::new(make(FAMILIES[number % 6], number as u32));
        Scene {
            kernels: (0..SHARED).map(case).collect(),
            endless: Kernel::parse("fn spin(x: &mut [u64]) { loop { x[0] += 1; } }").expect("ends"),
            trapping: Kernel::parse("fn at(x: &[f64], i: usize) -> f64 { x[i] }").expect("fine"),
            engines: engines.to_vec(),
            done: Default::default(),
            names: AtomicU64::new(1000),
            end: Instant::now() + time,
        }
    }

    fn engine(&self, random: &mut Random) -> Target {
        self.engines[random.below(self.engines.len() as u64) as usize]
    }

    fn fresh(&self) -> u32 {
        (self.names.fetch_add(1, Ordering::Relaxed) % 1_000_000) as u32
    }

    fn shared(&self, random: &mut Random) -> &Mutex<Case> {
        &self.kernels[random.below(SHARED as u64) as usize]
    }

    fn thread(&self, number: usize) {
        let seed = std::env::var("METATE_SEED").ok().and_then(|seed| seed.parse().ok());
        let mut random = Random::new(seed.unwrap_or(1_u64) * 1000 + number as u64);
        while Instant::now() < self.end {
            let kind = self.act(&mut random);
            self.done[kind].fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Does one thing; tells its kind.
    fn act(&self, random: &mut Random) -> usize {
        let engine = self.engine(random);
        match random.below(100) {
            0..60 => {
                let case = lock(self.shared(random)).clone();
                case.check(engine, random).expect("it fits");
                0
            }
            60..70 => {
                let case = make(FAMILIES[random.below(6) as usize], self.fresh());
                let old = std::mem::replace(&mut *lock(self.shared(random)), case);
                // Perhaps the last one to hold it, perhaps while others call it.
                old.check(engine, random).expect("it fits");
                1
            }
            70..80 => {
                let case = make(FAMILIES[random.below(6) as usize], self.fresh());
                for _ in 0..3 {
                    case.check(engine, random).expect("it fits");
                }
                2
            }
            80..83 => self.cancel(random),
            83..86 => self.stop(InterruptKind::Deadline, random),
            86..89 => self.stop(InterruptKind::Fuel, random),
            89..95 => self.trap(engine, random),
            _ => self.refuse(engine),
        }
    }

    fn interruptible(&self, random: &mut Random) -> Target {
        let mut engines = INTERRUPTIBLE.iter().filter(|engine| self.engines.contains(engine));
        let count = engines.clone().count() as u64;
        *engines.nth(random.below(count) as usize).expect("one of them")
    }

    /// A call that another thread cancels.
    fn cancel(&self, random: &mut Random) -> usize {
        let (engine, token) = (self.interruptible(random), CancelToken::new());
        let wait = Duration::from_micros(random.below(2000));
        let result = thread::scope(|scope| {
            scope.spawn(|| {
                thread::sleep(wait);
                token.cancel();
            });
            let on = self.endless.on(engine).cancel(&token);
            on.call::<()>(args![&mut [0_u64]])
        });
        interrupted(result, InterruptKind::Cancelled);
        3
    }

    fn stop(&self, kind: InterruptKind, random: &mut Random) -> usize {
        let on = self.endless.on(self.interruptible(random));
        let (on, number) = match kind {
            InterruptKind::Fuel => (on.fuel(random.below(5000)), 5),
            _ => (on.deadline(Duration::from_micros(random.below(2000))), 4),
        };
        let mut x = [0_u64];
        let result = match random.below(2) {
            0 => on.call::<()>(args![&mut x]),
            _ => on.bind::<fn(&'static mut [u64])>().expect("it fits").call((&mut x,)),
        };
        interrupted(result, kind);
        number
    }

    fn trap(&self, engine: Target, random: &mut Random) -> usize {
        let x = [1.0, 2.0, 3.0];
        let i = random.below(6) as usize;
        let result = self.trapping.on(engine).call::<f64>(args![&x, i]);
        match (result, x.get(i)) {
            (Ok(got), Some(wanted)) => assert_eq!(got, *wanted),
            (Err(error), None) => {
                let kind = error.trap().map(|trap| &trap.kind);
                let Some(&TrapKind::OutOfBounds { index, extent: 3, .. }) = kind else {
                    panic!("{error}")
                };
                assert_eq!(index, i as u64);
            }
            (result, wanted) => panic!("{result:?}, not {wanted:?}"),
        }
        6
    }

    /// Texts that are wrong, and too large for their limits.
    fn refuse(&self, engine: Target) -> usize {
        let name = self.fresh();
        let wrong = format!("fn f{name}(x: f64) -> f64 {{ x + y }}");
        let error = Kernel::parse(&wrong).expect_err("no variable `y`");
        assert!(error.diagnostics().is_some(), "{error}");
        let text = format!("fn f(x: f64) -> f64 {{ x * x * x + {name}.0 }}");
        let kernel = Kernel::parse_with(&text, &Limits::strict().statements(2)).expect("fine");
        let error = kernel.on(engine).call::<f64>(args![2.0]).expect_err("four statements");
        assert!(matches!(error.kind(), ErrorKind::TooLarge { .. }), "{error}");
        let lax = kernel.on(engine).limits(Limits::strict());
        assert_eq!(lax.call::<f64>(args![2.0]).expect("fine"), 8.0 + f64::from(name));
        7
    }
}

fn lock(case: &Mutex<Case>) -> std::sync::MutexGuard<'_, Case> {
    case.lock().unwrap_or_else(PoisonError::into_inner)
}

fn make(family: Family, constant: u32) -> Case {
    family.make(constant).unwrap_or_else(|error| panic!("{error}"))
}

fn interrupted(result: Result<(), Error>, kind: InterruptKind) {
    let error = result.expect_err("it never ends");
    assert_eq!(error.interrupt().map(|interrupt| interrupt.kind), Some(kind), "{error}");
}

/// Bytes of memory that this process holds; 0 where that cannot be told.
fn resident() -> usize {
    let statm = fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = statm.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok());
    4096 * pages.unwrap_or(0)
}

fn setting<T: std::str::FromStr>(name: &str, usual: T) -> T {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// All threads at work until the time is over.
fn round(engines: &[Target], threads: usize, time: Duration) -> BTreeMap<&'static str, u64> {
    let stage = Arc::new(Scene::new(engines, time));
    let started: Vec<_> = (0..threads)
        .map(|number| {
            let stage = stage.clone();
            let thread = thread::Builder::new().name(format!("stress {number}"));
            thread.spawn(move || stage.thread(number)).expect("a thread")
        })
        .collect();
    for thread in started {
        thread.join().expect("no thread panics");
    }
    let counts = stage.done.iter().map(|count| count.load(Ordering::Relaxed));
    KINDS.into_iter().zip(counts).collect()
}

#[test]
fn threads_call_compile_stop_and_drop_kernels() {
    let seconds: f64 = setting("METATE_STRESS", SECONDS);
    let threads = setting("METATE_STRESS_THREADS", THREADS);
    let engines: Vec<Target> = match std::env::var("METATE_STRESS_ENGINE") {
        Ok(name) => Target::ALL.iter().copied().filter(|engine| engine.name() == name).collect(),
        Err(_) => Target::ALL.to_vec(),
    };
    assert!(!engines.is_empty(), "METATE_STRESS_ENGINE names no engine");
    round(&engines, threads, Duration::from_secs_f64(SECONDS.min(seconds)));
    let before = resident();
    let counts = round(&engines, threads, Duration::from_secs_f64(seconds));
    let after = resident();
    println!("{counts:?}");
    println!("resident: {} KiB before, {} KiB after", before >> 10, after >> 10);
    // Without enough time (under valgrind) not every kind comes up.
    assert!(seconds < 1.0 || counts.values().all(|&count| count > 0), "{counts:?}");
    // Under valgrind it is mostly valgrind's memory that grows; its own summary tells of leaks.
    let preloaded = std::env::var("LD_PRELOAD").unwrap_or_default();
    if preloaded.contains("vgpreload") {
        return;
    }
    let grown = after.saturating_sub(before);
    assert!(grown < MOST_GROWN, "{} KiB more after {counts:?}", grown >> 10);
}
