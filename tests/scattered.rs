//! `out[at[i]] = ..` in a `prange`: distinct places run in parallel, others trap where they repeat.
//!
//! In: kernels that scatter, with indices that are distinct, repeat, or leave the array. Out: the
//! same results and the same first trap on every engine and any number of threads. Always true:
//! what is expected of a trap is worked out here from the indices alone. Deliberately absent: what
//! is refused (`tests/races/`).

use metate::explain::Placement;
use metate::prelude::*;
use metate::{On, TrapKind};
use ndarray::Array2;

/// Numbers of threads: fewer and more than there are cores.
const THREADS: &[usize] = &[1, 2, 3, 7];

fn parse(text: &str) -> Kernel {
    Kernel::parse(text).unwrap_or_else(|error| panic!("{error}"))
}

/// Every way to run a kernel.
fn ways(kernel: &Kernel) -> Vec<On<'_>> {
    #[cfg_attr(not(feature = "gpu"), allow(unused_mut))]
    let mut ways = processor_ways(kernel);
    #[cfg(feature = "gpu")]
    if !metate::gpu::adapters().is_empty() {
        ways.push(kernel.on(Target::Gpu));
    }
    ways
}

/// Those without a device.
fn processor_ways(kernel: &Kernel) -> Vec<On<'_>> {
    let mut ways = vec![kernel.on(Target::Interpreter), kernel.on(Target::Jit)];
    for &threads in THREADS {
        ways.push(kernel.on(Target::Threads).threads(threads));
        ways.push(kernel.on(Target::Threads).eager().threads(threads));
    }
    ways
}

/// The trap of a call, or nothing.
fn trap(result: Result<(), metate::Error>) -> Option<TrapKind> {
    let error = result.err()?;
    Some(error.trap().unwrap_or_else(|| panic!("{error}")).kind.clone())
}

fn repeated(index: u64, iteration: i128) -> Option<TrapKind> {
    let kind = TrapKind::NotDistinct { array: "out".into(), axis: Some(0), index, iteration };
    Some(kind)
}

/// A permutation of the integers below `count`, which is coprime to 7919.
fn shuffled(count: usize) -> Vec<usize> {
    (0..count).map(|i| (i * 7919 + 13) % count).collect()
}

const PERMUTED: &str = "fn k(at: &[usize], x: &[f64], out: &mut [f64]) {
    for i in prange(0..at.len()) {
        out[at[i]] = x[i];
    }
}";

#[test]
fn permutations_are_stored() {
    let kernel = parse(PERMUTED);
    for count in [0usize, 1, 2, 63, 64, 65, 1000, 20_000] {
        let at = shuffled(count);
        let x: Vec<f64> = (0..count).map(|i| i as f64).collect();
        for on in ways(&kernel) {
            let mut out = vec![-1.0; count];
            on.call::<()>(args![&at, &x, &mut out]).unwrap_or_else(|error| panic!("{error}"));
            assert!(at.iter().zip(&x).all(|(&at, &x)| out[at] == x), "{count} on {on:?}");
        }
    }
}

#[test]
fn the_first_iteration_that_repeats_is_told() {
    let kernel = parse(PERMUTED);
    let count = 20_000;
    let x: Vec<f64> = (0..count).map(|i| i as f64).collect();
    // What repeats, and where the index leaves the array, if it does.
    type Copies = &'static [(usize, usize)];
    let cases: &[(Copies, Option<usize>)] = &[
        (&[(19_999, 0)], None),
        (&[(1, 0)], None),
        (&[(15_000, 14_999), (17_000, 3)], None),
        (&[(9_000, 12_000)], None),
        (&[(9_000, 100)], Some(8_999)),
        (&[(9_000, 100)], Some(9_001)),
        (&[], Some(12_345)),
    ];
    for &(copies, outside) in cases {
        let mut at = shuffled(count);
        copies.iter().for_each(|&(to, from)| at[to] = at[from]);
        outside.iter().for_each(|&i| at[i] = count);
        let mut seen = vec![false; count];
        let wanted = at.iter().enumerate().find_map(|(i, &at)| match seen.get_mut(at) {
            None => {
                let (index, extent) = (at as u64, count as u64);
                Some(TrapKind::OutOfBounds { array: "out".into(), axis: 0, index, extent })
            }
            Some(seen) => match std::mem::replace(seen, true) {
                true => repeated(at as u64, i as i128),
                false => None,
            },
        });
        assert!(wanted.is_some());
        for on in ways(&kernel) {
            let mut out = vec![-1.0; count];
            let got = trap(on.call(args![&at, &x, &mut out]));
            assert_eq!(got, wanted, "{copies:?} on {on:?}");
            // Each element is the old one, or what an iteration stored.
            for (place, &value) in out.iter().enumerate() {
                let stored = value >= 0.0 && at[value as usize] == place;
                assert!(value == -1.0 || stored, "out[{place}] = {value}");
            }
        }
    }
}

#[test]
fn the_trap_reads_well() {
    let kernel = parse(PERMUTED);
    let (at, x, mut out) = (vec![2usize, 5, 2], vec![1.0; 3], vec![0.0; 6]);
    let error = kernel.on(Target::Jit).call::<()>(args![&at, &x, &mut out]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "trap at line 3, column 9: index 2 of axis 0 of `out` is used by iteration 2 of a `prange` \
         and by an earlier one: indices that are elements of an array must be distinct (in \
         `out[at[i]]`)"
    );
}

/// Kernels of every kind that scatters, each with `at: &[usize]`, `x: &[f64]`, `keep: &[bool]` and
/// two arrays that are written.
const KERNELS: &[&str] = &[
    // Claims under a condition, and a sum.
    "if keep[i] { out[at[i]] = x[i]; s += x[i]; }",
    "if keep[i] { out[at[i]] = x[i]; } else { out[at[i]] = -x[i]; }",
    "if !keep[i] { continue; } out[at[i]] /= 2.0; s += out[at[i]];",
    // Several claims of an iteration, the same ones twice.
    "let k = at[i]; out[k] = x[i]; out[at[i]] += 1.0; if keep[i] { out[k] *= 2.0; } s += out[k];",
    "for j in 0..3 { if 3 * i + j < at.len() { out[at[3 * i + j]] = x[i] + j as f64; } }",
    "for j in 0..3 { out[at[i]] = x[i] * 0.5 + out[at[i]] * j as f64; s += x[j]; }",
    "let mut j = i; while j < i + 2 && j < at.len() { out[at[j]] = x[i]; j += 2; }",
    // Rows, columns, places of two indices.
    "for j in 0..4 { m[[at[i], j]] = x[i] + j as f64; }",
    "for j in 0..m.ncols() { if keep[i] { m[[at[i], j]] += out[j] + m[[at[i], 0]]; } }",
    "m[[at[i], at[i] % 4]] = x[i]; s += 1.0;",
    "m[[at[i], at[(i + 1) % at.len()] % 4]] -= x[i];",
    // Indices through indices, and two arrays.
    "out[at[at[i]]] = x[i]; m[[at[i], 1]] = s.min(1.0);",
    "out[at[i]] = x[i]; m[[at[i], 3]] = x[i];",
    // Other traps in between.
    "out[at[i]] = x[i] + x[i + 1];",
    "out[at[i]] = x[i]; s += x[at[i] * 2];",
    "out[at[i] - 1] = x[100 / (at[i] % 7)];",
];

/// What a call leaves: its result or trap, and both arrays.
type Left = (Result<f64, metate::ErrorKind>, Vec<f64>, Vec<f64>);

fn run(on: &On<'_>, at: &[usize]) -> Left {
    let count = at.len();
    let x: Vec<f64> = (0..count).map(|i| ((i * 37) % 101) as f64 / 8.0 - 5.0).collect();
    let keep: Vec<bool> = (0..count).map(|i| i * i % 5 != 1).collect();
    let mut out: Vec<f64> = (0..count + 1).map(|i| i as f64 * 0.25).collect();
    let mut m = Array2::from_shape_fn((count, 4), |(i, j)| (i * 4 + j) as f64);
    let result = on.call::<f64>(args![at, &x, &keep, &mut out, &mut m]);
    (result.map_err(|error| error.kind().clone()), out, m.into_raw_vec_and_offset().0)
}

/// Index arrays: distinct, with a repetition early or late, all the same, and out of bounds.
fn indices(count: usize) -> Vec<Vec<usize>> {
    let mut all = vec![shuffled(count), (0..count).rev().collect(), vec![count / 2; count]];
    for (to, from) in [(count - 1, 0), (1, 0), (count / 2, count / 3), (count / 2, count - 1)] {
        let mut at = shuffled(count);
        at[to] = at[from];
        all.push(at.clone());
        at[(to + 1) % count] = count + 3;
        all.push(at);
    }
    all
}

#[test]
fn engines_agree_on_what_scatters() {
    let (mut fine, mut trapped) = (0, 0);
    for body in KERNELS {
        let text = |range: &str| {
            format!(
                "fn k(at: &[usize], x: &[f64], keep: &[bool], out: &mut [f64],
                      mut m: ArrayViewMut2<f64>) -> f64 {{
                    let mut s = 0.0f64;
                    for i in {range} {{ {body} }}
                    s
                }}"
            )
        };
        let kernel = parse(&text("prange(0..at.len())"));
        let plain = parse(&text("0..at.len()"));
        for at in [8, 60, 300].into_iter().flat_map(indices) {
            let wanted = run(&kernel.on(Target::Interpreter), &at);
            match &wanted.0 {
                Ok(_) => {
                    let plain = run(&plain.on(Target::Jit), &at);
                    assert_eq!((&plain.1, &plain.2), (&wanted.1, &wanted.2), "{body}");
                    fine += 1;
                }
                Err(_) => trapped += 1,
            }
            for on in ways(&kernel) {
                let got = run(&on, &at);
                match &wanted.0 {
                    Ok(_) => assert_eq!(got, wanted, "{body} on {on:?}"),
                    Err(_) => assert_eq!(got.0, wanted.0, "{body} on {on:?}"),
                }
            }
        }
    }
    assert!(fine > 100 && trapped > 100, "{fine} fine, {trapped} trapped");
}

/// What became of the outer loop on several threads.
#[test]
fn distinct_places_run_on_several_threads() {
    let (mut on_threads, mut on_one) = (0, Vec::new());
    for body in KERNELS {
        let text = format!(
            "fn k(at: &[usize], x: &[f64], keep: &[bool], out: &mut [f64],
                  mut m: ArrayViewMut2<f64>) -> f64 {{
                let mut s = 0.0f64;
                for i in prange(0..at.len()) {{ {body} }}
                s
            }}"
        );
        let kernel = parse(&text);
        let (at, x, keep) = (vec![0usize; 3], vec![0.0; 3], vec![true; 3]);
        let (mut out, mut m) = (vec![0.0; 3], Array2::<f64>::zeros((3, 4)));
        let report = kernel.on(Target::Threads).explain(args![&at, &x, &keep, &mut out, &mut m]);
        match report.unwrap().loops()[0].placement {
            Placement::Threads => on_threads += 1,
            _ => on_one.push(*body),
        }
    }
    println!("{on_threads} on threads, not {on_one:?}");
    // Those whose places take a loop without a known end to tell stay on one thread.
    assert!(on_one.iter().all(|body| body.contains("while")), "{on_one:?}");
}

#[test]
fn reports_tell_of_the_check() {
    let kernel = parse(PERMUTED);
    let (at, x, mut out) = (vec![0usize; 3], vec![0.0; 3], vec![0.0; 3]);
    for (target, how) in [
        (Target::Threads, "asked in front of the loop, which runs in order where the answer is no"),
        (Target::Jit, "asked at each access"),
    ] {
        let report = kernel.on(target).explain(args![&at, &x, &mut out]).unwrap();
        assert_eq!(report.loops()[0].distinct, ["out"]);
        let wanted = format!("places      of `out` must differ between iterations: {how}");
        assert!(report.to_string().contains(&wanted), "{report}");
    }
}

/// Memory that the system does not have ends the call, and no engine counts more places than there
/// are elements.
#[test]
fn rows_without_elements_take_no_memory() {
    let kernel = parse(
        "fn k(at: &[usize], mut m: ArrayViewMut2<f64>) {
            for i in prange(0..at.len()) {
                for j in 0..m.ncols() {
                    m[[at[i], j]] = 1.0;
                }
            }
        }",
    );
    let at = vec![0usize, 0, 7];
    // No device counts that far, and says so.
    for on in processor_ways(&kernel) {
        let mut m = Array2::<f64>::zeros((1 << 50, 0));
        on.call::<()>(args![&at, &mut m]).unwrap_or_else(|error| panic!("{error}"));
    }
}

/// Places are looked at in front of a loop by the axes that tell them apart alone; without elements
/// along another one there are none.
#[test]
fn axes_without_elements_have_no_places() {
    let kernel = parse(
        "fn k(at: &[usize], mut m: ArrayViewMut2<f64>) {
            for i in prange(0..at.len()) {
                let j = 5 % m.ncols();
                m[[at[i], j]] = 1.0;
            }
        }",
    );
    let at: Vec<usize> = (0..100_000).collect();
    for on in ways(&kernel) {
        let mut m = Array2::<f64>::zeros((100_000, 0));
        let trap = trap(on.call(args![&at, &mut m]));
        assert_eq!(trap, Some(TrapKind::RemainderByZero), "{on:?}");
    }
}

/// Loops within loops: each entry has its own places, and a loop inside of a parallel one too.
#[test]
fn loops_around_start_anew() {
    let kernel = parse(
        "fn k(at: &[usize], out: &mut [f64], mut m: ArrayViewMut2<f64>) {
            for t in 0..3 {
                for i in prange(0..at.len()) {
                    out[at[i]] = out[at[i]] + t as f64;
                }
            }
            for r in prange(0..m.nrows()) {
                for i in prange(0..at.len()) {
                    m[[r, at[i]]] = m[[r, at[i]]] * 2.0 + i as f64;
                }
            }
        }",
    );
    let call = |on: &On<'_>, at: &[usize]| {
        let mut out: Vec<f64> = (0..at.len()).map(|i| i as f64).collect();
        let mut m = Array2::from_shape_fn((5, at.len()), |(i, j)| (i * 7 + j) as f64);
        let result = on.call::<()>(args![at, &mut out, &mut m]);
        (trap(result), out, m.into_raw_vec_and_offset().0)
    };
    for count in [1, 7, 500] {
        let at = shuffled(count);
        let wanted = call(&kernel.on(Target::Interpreter), &at);
        assert_eq!(wanted.0, None);
        ways(&kernel).iter().for_each(|on| assert_eq!(call(on, &at), wanted, "{on:?}"));
        if count > 1 {
            let mut at = at;
            at[count - 1] = at[0];
            let wanted = call(&kernel.on(Target::Interpreter), &at);
            assert_eq!(wanted.0, repeated(at[0] as u64, count as i128 - 1));
            ways(&kernel).iter().for_each(|on| assert_eq!(call(on, &at).0, wanted.0, "{on:?}"));
        }
    }
}

#[test]
fn ranges_of_every_type_are_told_by_their_integers() {
    let kernel = parse(
        "fn k(at: &[usize], out: &mut [f64], lo: i8, hi: i8) {
            for i in prange(lo..=hi) {
                let k = (i as i64 - lo as i64) as usize;
                for j in 0..2 {
                    out[at[2 * k + j]] = i as f64;
                }
            }
        }",
    );
    let at: Vec<usize> = (0..512).rev().collect();
    for on in ways(&kernel) {
        let mut out = vec![0.0; 512];
        on.call::<()>(args![&at, &mut out, -128i8, 127i8]).unwrap();
        assert_eq!((out[511], out[0]), (-128.0, 127.0), "{on:?}");
        let mut repeated = at.clone();
        repeated[501] = repeated[500];
        on.call::<()>(args![&repeated, &mut out, -128i8, 127i8]).unwrap();
        repeated[502] = repeated[3];
        let trap = trap(on.call(args![&repeated, &mut out, -128i8, 127i8]));
        assert_eq!(trap, self::repeated(508, 123), "{on:?}");
    }
}
