//! Which launches make do with 32 bits for `usize`.
//!
//! In: kernels, and a length that all their arrays have. Out: whether every launch is narrow. Always
//! true: the host does its part as in a call; nothing is launched. Deliberately absent: whether
//! narrow shaders compute the same, which the oracle shows.

use metate_lang::ir::{ArrayId, Param, Val};
use metate_lang::ty::Layout;
use metate_lang::value::Value;
use metate_lang::{front, lower};

use super::host::{self, Device, Numbers};
use super::narrow::weigh;
use crate::backend::Halt;
use crate::interrupt::Meter;
use crate::plan::offload::{Axis, Offload, RegionId, offload};

/// The work of a kernel whose arrays are all as long.
fn offloaded(text: &str) -> Offload {
    let module = front::load(text, None).unwrap_or_else(|problems| panic!("{problems}\n{text}"));
    let signature = module.signature(Layout::Contiguous);
    let func = lower::lower(&module, &signature).expect("within all limits");
    offload(func).unwrap_or_else(|refusal| panic!("{}\n{text}", refusal.reason))
}

/// Notes what is launched.
struct Launches<'o> {
    offload: &'o Offload,
    narrow: Vec<bool>,
}

impl Device for Launches<'_> {
    fn allocate(&mut self, _: ArrayId, _: &Numbers<'_>) -> Result<(), Halt> {
        Ok(())
    }

    fn launch(
        &mut self,
        id: RegionId,
        numbers: &Numbers<'_>,
        _: &mut Meter<'_>,
    ) -> Result<(), Halt> {
        let region = &self.offload.regions[id];
        let axis = |axis: &Axis| {
            let (first, trips) = numbers.limits(&axis.range);
            (axis.var, first, trips)
        };
        let axes: Vec<_> = region.axes().iter().map(axis).collect();
        let weighed = weigh(&self.offload.func, region, &axes, numbers);
        self.narrow.push(weighed.narrow.is_none());
        Ok(())
    }

    fn fetch(&mut self, values: &[Val], _: &Numbers<'_>) -> Result<Vec<Value>, Halt> {
        assert!(values.is_empty(), "nothing is fetched in these tests");
        Ok(Vec::new())
    }
}

/// Whether all launches of a kernel are narrow on arrays of this length.
fn is_narrow(text: &str, length: u64) -> bool {
    let offload = offloaded(text);
    let mut numbers = Numbers::new(&offload.func);
    for param in &offload.func.params {
        match *param {
            Param::Scalar(value) => {
                let number = Value::from_int(offload.func.ty(value), 7).expect("an integer");
                numbers.set(value, number);
            }
            Param::Array(array) => {
                let rank = usize::from(offload.func.arrays[array].rank);
                numbers.set_extents(array, vec![length; rank]);
            }
        }
    }
    let mut launches = Launches { offload: &offload, narrow: Vec::new() };
    let ran = host::run(&offload, &mut numbers, &mut launches, &mut Meter::start(None));
    ran.unwrap_or_else(|halt| panic!("{halt:?}\n{text}"));
    assert!(!launches.narrow.is_empty(), "{text}");
    launches.narrow.iter().all(|&narrow| narrow)
}

#[test]
fn narrow_where_it_shows_nowhere() {
    let narrow = [
        "fn before(y: &mut [f64], x: &[f64]) { for i in 0..y.len() { y[i] = x[i - 1]; } }",
        "fn number(y: &mut [u64]) { for i in 0..y.len() { y[i] = i as u64; } }",
        "fn gather(y: &mut [f64], x: &[f64], at: &[u32]) {
            for i in prange(0..y.len()) { y[i] = x[at[i] as usize]; }
        }",
        "fn bins(counts: &mut [u32], x: &[f64]) {
            let bins = counts.len();
            for i in prange(0..x.len()) {
                let bin = (x[i] * bins as f64) as usize;
                counts[bin.min(bins - 1)] += 1;
            }
        }",
        "fn inner(y: &mut [f64], x: ArrayView2<f64>) {
            for i in prange(0..y.len()) {
                let mut sum = 0.0;
                for k in 0..i { sum += x[[i, k]] * (i + k) as f64; }
                y[i] = sum;
            }
        }",
        "fn turn(y: &mut [f64], x: &[f64], n: usize) {
            for i in prange(0..y.len()) { y[i] = x[(i * n + 3) % x.len()]; }
        }",
    ];
    for text in narrow {
        assert!(is_narrow(text, 1000), "{text}");
    }
}

#[test]
fn wide_where_it_may_show() {
    let wide = [
        "fn gather(y: &mut [f64], x: &[f64], at: &[usize]) {
            for i in prange(0..y.len()) { y[i] = x[at[i]]; }
        }",
        "fn next(y: &mut [f64], x: &[f64]) {
            for i in prange(0..y.len()) { y[i] = (x[i] as usize + 1) as f64; }
        }",
        "fn low(y: &mut [u64], x: &[f64]) {
            for i in prange(0..y.len()) { y[i] = ((x[i] as usize) & 7) as u64; }
        }",
        "fn product(y: &mut [u64]) {
            for i in 0..y.len() { y[i] = (i * i * i * i) as u64; }
        }",
        "fn below(y: &mut [bool]) { for i in 0..y.len() { y[i] = i - 1 < 5; } }",
        "fn turned(y: &mut [u64]) { for i in 0..y.len() { y[i] = i.rotate_left(3) as u64; } }",
    ];
    for text in wide {
        assert!(!is_narrow(text, 1000), "{text}");
    }
    let number = "fn number(y: &mut [u64]) { for i in 0..y.len() { y[i] = 2 * i as u64; } }";
    assert!(is_narrow(number, 1 << 32) && !is_narrow(number, (1 << 32) + 1));
}

/// Of loops within one another each is looked at a few times, not as often as the power of the depth.
#[test]
fn deep_nests_are_weighed_in_no_time() {
    let depth = 40;
    let open: String =
        (0..depth).map(|k| format!("for i{k} in 0..2 {{ s = s * 3 + i{k};")).collect();
    let text = format!(
        "fn deep(y: &mut [usize]) {{
            for i in prange(0..y.len()) {{
                let mut s = i;
                {open} {}
                y[i] = s;
            }}
        }}",
        "}".repeat(depth)
    );
    let start = std::time::Instant::now();
    assert!(!is_narrow(&text, 1000));
    assert!(start.elapsed() < std::time::Duration::from_secs(20), "{:?}", start.elapsed());
}
