//! Bounds checks that the passes take out of loops, with sizes at which machine integers are not
//! the numbers that stand for them.
//!
//! In: loops whose limits and indices wrap, start below zero, end above the extent or run backwards.
//! Out: nothing. Always true: the interpreter behind the passes makes every check that was thought to
//! hold and panics if one does not; it and machine code give the interpreter's result, memory and
//! trap. Deliberately absent: kernels as users write them, which are the oracle's.

use metate::prelude::*;
use metate::{Arg, Value};

/// Kernels of `(a: &[i64], b: &mut [i64], n: usize, m: usize, d: i64) -> i64`, by their bodies: each
/// traps soon or ends soon whatever `n`, `m` and `d` are.
const BODIES: &[&str] = &[
    "for i in 0..n { s += a[i]; }",
    "for i in 0..n - m { s += a[i]; }",
    "for i in m..n { s += a[i]; b[i] = s; }",
    "for i in 0..=n { s += a[i]; }",
    "for i in m..=n { b[i] = a[i]; }",
    "for i in 1..n { b[i - 1] = a[i]; }",
    "for i in 1..n.wrapping_sub(1) { b[i] = a[i - 1] + a[i + 1]; }",
    "for i in 0..n.min(a.len()) { b[i] = a[i]; }",
    "for i in 0..n.min(a.len()).min(b.len()) { b[i] = a[i]; }",
    "for i in 0..n.min(9) { for j in 0..m.min(9) { b[i * 3 + j] = a[i + j]; } }",
    "for i in 0..n.min(9) { for j in 0..i { b[j] += a[i - j - 1]; } }",
    "for i in 0..n.min(9) { for j in i..m { b[j] = a[j - i]; if j > 20 { break; } } }",
    "for i in (0..n.min(50)).rev() { s = s * 3 + a[i]; }",
    "for i in (m..n).rev() { s = s * 3 + a[i]; if s > 1000 { break; } }",
    "for i in (0..n.min(50)).step_by(3) { s += a[i]; b[i / 3] = s; }",
    "for i in 0..n { s += a[i + m]; if i > 20 { break; } }",
    "for i in 0..n { s += a[i.wrapping_add(m)]; if i > 20 { break; } }",
    "for i in 0..n { s += a[m.wrapping_sub(i)]; if i > 20 { break; } }",
    "for i in 0..n { s += a[i << 3]; if i > 20 { break; } }",
    "for i in 0..n { s += a[i.wrapping_mul(m)]; if i > 20 { break; } }",
    "for i in d..d.wrapping_add(5) { s += a[i as usize]; }",
    "for i in -2..d { s += a[(i + 2) as usize]; if i > 20 { break; } }",
    "for i in 0..d as i32 { s += a[i as usize]; if i > 20 { break; } }",
    "for i in 0..d as u8 { s += a[i as usize]; }",
    "for i in 0..a.len() { let k = (a[i] & 7) as usize; b[k] += 1; }",
    "for i in 0..a.len() { let k = (a[i] % 4) as usize; b[k] += 1; }",
    "for i in 0..a.len() { let k = a[i] as usize % 5; b[k] += 1; }",
    "for i in 0..a.len() { b[(a[i] as usize).min(m)] += 1; }",
    "for i in 0..a.len() { b[(a[i] as usize).min(m - 1)] += 1; }",
    "for i in 0..a.len() { b[(a[i] as usize).min(b.len() - 1)] += 1; }",
    "for i in 0..a.len() { b[m - (a[i] as usize).min(m)] += 1; }",
    "for i in 0..a.len() { b[(a[i] as usize).min(n - m)] += 1; if i > 20 { break; } }",
    "for i in 0..a.len() { b[(a[i] as usize).min(n + m)] += 1; if i > 20 { break; } }",
    "for i in 0..a.len() { b[(a[i] as usize).min(n.wrapping_mul(3)) + 1] += 1; }",
    "for i in 0..n { if i > 20 { break; } if i < a.len() { s += a[i]; } else { b[i - a.len()] = 1; } }",
    "let mut k = m; for i in 0..n { if i > 20 { break; } s += a[k]; k = k.wrapping_add(2); }",
    "let t = [3i64, 1, 4, 1, 5]; for i in 0..n { s += t[i]; b[i] = t[4 - i]; }",
    "for i in 0..n { if i > 20 { break; } for j in 0..m { if j > 20 { break; } s += a[i] + a[j]; } }",
];

fn numbers() -> Vec<usize> {
    let mut numbers: Vec<usize> = (0..=10).collect();
    for bits in [31, 32, 39, 40, 41, 61, 62, 63] {
        let power = 1usize << bits;
        numbers.extend([power - 2, power - 1, power, power + 1]);
    }
    numbers.extend([usize::MAX - 2, usize::MAX - 1, usize::MAX]);
    numbers
}

type Outcome = (Result<Vec<Value>, String>, Vec<i64>);

fn run(kernel: &Kernel, target: Target, len: usize, n: usize, m: usize, d: i64) -> Outcome {
    let a: Vec<i64> = (0..len as i64).map(|i| i * 7 % 11).collect();
    let mut b = vec![0i64; 8];
    let args: [Arg<'_>; 5] = args![&a, &mut b, n, m, d];
    let outcome = kernel.on(target).call_values(args).map_err(|error| error.to_string());
    (outcome, b)
}

#[test]
fn checks_that_go_could_not_fail() {
    let numbers = numbers();
    let mut traps = 0;
    for body in BODIES {
        let text = format!(
            "fn k(a: &[i64], b: &mut [i64], n: usize, m: usize, d: i64) -> i64 {{
                let mut s = 0i64; let _ = (b.len(), n, m, d); {body} s
            }}"
        );
        let kernel = Kernel::parse(&text).unwrap_or_else(|error| panic!("{error}"));
        for (number, &n) in numbers.iter().enumerate() {
            for &m in numbers.iter().skip(number % 3).step_by(3) {
                for len in [0, 1, 8, 30] {
                    let d = (n as i64).wrapping_sub(3);
                    let wanted = run(&kernel, Target::Interpreter, len, n, m, d);
                    traps += usize::from(wanted.0.is_err());
                    for target in [Target::InterpreterAfterPasses, Target::Jit] {
                        let found = run(&kernel, target, len, n, m, d);
                        assert_eq!(found, wanted, "{body} on {target}, {len} {n} {m} {d}");
                    }
                }
            }
        }
    }
    assert!(traps > 1000, "hardly a trap: {traps}");
}
