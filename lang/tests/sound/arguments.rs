//! Arguments for the kernels of `kernel.rs`.
//!
//! In: a seed. Out: arguments for several runs. Always true: the same seed gives the same
//! arguments; floats are small integers, so that their sums are exact.

use metate_lang::value::Value;

use super::judge::Runs;
use super::machine::Arg;
use super::xorshift::Random;

/// Runs of a kernel of each kind.
const WILD: u64 = 4;
const TAME: u64 = 4;

/// Runs of the kernel of a seed: on tame arguments it seldom traps; wild ones are of all sizes,
/// enormous parameters among them.
pub fn runs(seed: u64) -> Runs {
    let mut random = Random::new(seed.wrapping_mul(1013).wrapping_add(7));
    random.next();
    Runs {
        wild: (0..WILD).map(|run| arguments(&mut random, run, false)).collect(),
        tame: (0..TAME).map(|run| arguments(&mut random, run, true)).collect(),
    }
}

fn arguments(random: &mut Random, run: u64, tame: bool) -> Vec<Arg> {
    let mut size = |most: u64| random.below(most) as usize;
    let (mut n, mut k, mut s) = (2 + size(7), 1 + size(5), size(3) as i32);
    let mut lengths = [160, 160, 160, 200];
    let mut sides = [20, 20];
    if !tame {
        (n, k, s) = (size(10), size(6), size(7) as i32 - 3);
        let enormous = [1 << 63, usize::MAX, (1 << 62) + 1, 1 << 32, usize::MAX - 1, (1 << 63) + 1];
        match size(6) {
            0 => n = enormous[size(6)],
            1 => k = enormous[size(6)],
            _ => {}
        }
        lengths = [64, 30, 20, n.min(80)];
        lengths.rotate_left((run % 4) as usize);
        sides = [[12, 12], [3, 40], [5, 5], [30, 4]][(run % 4) as usize];
    }
    let mut array = |extents: Vec<usize>, element: &dyn Fn(usize) -> Value| {
        let len: usize = extents.iter().product();
        let elements = (0..len).map(|_| element(size(1 << 20))).collect();
        Arg::Array { elements, extents }
    };
    let integer = |at: usize| Value::I64(at as i64 % 9 - 2);
    let most = if tame { 9 } else { [40, 6, 9, 3][(run % 4) as usize] };
    vec![
        array(vec![lengths[0]], &integer),
        array(vec![lengths[1]], &integer),
        array(sides.to_vec(), &integer),
        array(vec![lengths[2]], &|at| Value::F64((at % 7) as f64 - 2.0)),
        array(vec![lengths[3]], &|at| Value::U8(at as u8)),
        array(vec![if tame { 9 } else { 12 }], &|at| Value::Usize(at % most)),
        array(vec![if tame { 40 } else { 12 }], &integer),
        Arg::Scalar(Value::Usize(n)),
        Arg::Scalar(Value::Usize(k)),
        Arg::Scalar(Value::I32(s)),
    ]
}
