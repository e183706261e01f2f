//! `#[kernel]` and `#[kernels]` wherever Rust allows a function: what is emitted works, and the
//! function itself, its exact twin, machine code and interpreter agree.

use metate::prelude::*;
use metate::{Error, TrapKind};
use ndarray::{array, s};

/// The trace of `tanh`.
#[kernel(native_exact)]
fn go_fast(a: ArrayView2<f64>) -> f64 {
    let mut trace = 0.0;
    for i in 0..a.nrows() {
        trace += a[[i, i]].tanh();
    }
    trace
}

#[test]
fn a_kernel_is_a_function_and_more() -> Result<(), Error> {
    let a = array![[0.0, 1.0], [2.0, 3.0]];
    let exact = go_fast::native_exact(a.view());
    assert!((go_fast(a.view()) - exact).abs() < 1e-15);
    assert_eq!(go_fast::jit(a.view())?.to_bits(), exact.to_bits());
    assert_eq!(go_fast::interpret(a.view())?.to_bits(), exact.to_bits());
    assert_eq!(go_fast::kernel().name(), "go_fast");
    assert!(std::ptr::eq(go_fast::kernel(), go_fast::kernel()));
    assert!(go_fast::SOURCE.starts_with("fn go_fast(a: ArrayView2<f64>) -> f64 {\n    let mut"));
    assert_eq!(Kernel::parse(go_fast::SOURCE)?.text(), go_fast::SOURCE);
    Ok(())
}

mod shapes {
    use metate::prelude::*;

    /// Named lifetimes, slices of several kinds, and a parameter that the body changes.
    #[kernel]
    #[allow(clippy::needless_lifetimes)]
    pub(crate) fn blend<'a, 'b>(x: &'a [f64], y: &'b mut [f64], mut weight: f64) {
        weight *= 0.5;
        for i in 0..x.len() {
            y[i] = y[i] * (1.0 - weight) + x[i] * weight;
        }
    }

    /// Owned arrays and mutable views; the lifetime of a view elided in both ways.
    #[kernel]
    pub(super) fn add_diagonal(
        from: &Array2<f64>,
        to: &mut Array2<f64>,
        mut column: ArrayViewMut1<f64>,
        row: ArrayView1<'_, f64>,
    ) {
        for i in 0..from.nrows() {
            to[[i, i]] += from[[i, i]];
            column[i] = row[i];
        }
    }

    /// Private to this module, and so are the ways to run it.
    #[kernel]
    fn seven() -> i64 {
        7
    }

    pub(super) fn seven_everywhere() -> [i64; 3] {
        [seven(), seven::jit().unwrap(), seven::interpret().unwrap()]
    }
}

#[test]
fn slices_are_passed_on() -> Result<(), Error> {
    let x = [1.0, 2.0, 3.0];
    let mut results = [[9.0, 8.0, 7.0]; 3];
    let [native, jit, interpreted] = &mut results;
    shapes::blend(&x, native, 0.25);
    shapes::blend::jit(&x, jit, 0.25)?;
    shapes::blend::interpret(&x, interpreted, 0.25)?;
    assert_eq!(results[0], [8.0, 7.25, 6.5]);
    assert_eq!(results[1], results[0]);
    assert_eq!(results[2], results[0]);
    Ok(())
}

#[test]
fn arrays_and_views_are_passed_on() -> Result<(), Error> {
    let from = array![[1.0, 2.0], [3.0, 4.0]];
    let row = array![5.0, 6.0];
    let run = |call: &dyn Fn(&mut Array2<f64>, ArrayViewMut1<f64>)| {
        let mut to = Array2::zeros((2, 2));
        let mut column = Array2::zeros((2, 3));
        call(&mut to, column.slice_mut(s![.., 1]));
        (to, column)
    };
    let native = run(&|to, column| shapes::add_diagonal(&from, to, column, row.view()));
    let jit = run(&|to, column| {
        shapes::add_diagonal::jit(&from, to, column, row.view()).unwrap();
    });
    let interpreted = run(&|to, column| {
        shapes::add_diagonal::interpret(&from, to, column, row.view()).unwrap();
    });
    assert_eq!(native.0, array![[1.0, 0.0], [0.0, 4.0]]);
    assert_eq!(native.1, array![[0.0, 5.0, 0.0], [0.0, 6.0, 0.0]]);
    assert_eq!(jit, native);
    assert_eq!(interpreted, native);
    Ok(())
}

#[test]
fn visibility_is_the_functions() {
    assert_eq!(shapes::seven_everywhere(), [7, 7, 7]);
}

#[test]
fn a_kernel_may_stand_in_a_body_with_helpers_of_its_own() -> Result<(), Error> {
    #[kernel(native_exact)]
    fn bell(x: f64) -> f64 {
        /// Not part of the text.
        fn square(x: f64) -> f64 {
            x * x
        }
        fn half_square(x: f64) -> f64 {
            0.5 * square(x)
        }
        f64::exp(-half_square(x)) /* neither is this */ + 0.0
    }
    for x in [-3.0, -0.1, 0.0, 1.5] {
        let exact = bell::native_exact(x);
        assert!((bell(x) - exact).abs() < 1e-15);
        assert_eq!(bell::jit(x)?.to_bits(), exact.to_bits());
        assert_eq!(bell::interpret(x)?.to_bits(), exact.to_bits());
    }
    assert!(!bell::SOURCE.contains("part"));
    Ok(())
}

macro_rules! scaled {
    ($visibility:vis $name:ident, $ty:ty, $factor:expr) => {
        #[kernel(native_exact)]
        $visibility fn $name(x: $ty) -> f64 {
            x[0].max(x[1]) * $factor
        }
    };
}

scaled!(pub(crate) by_a_sum, &[f64], 1.0 + 2.0);
scaled!(by_a_view, ArrayView1<f64>, 3.0);

#[test]
fn macros_may_write_kernels() -> Result<(), Error> {
    let x = [2.0, 5.0];
    assert_eq!(by_a_sum(&x), 15.0);
    assert_eq!(by_a_sum::native_exact(&x), 15.0);
    assert_eq!(by_a_sum::jit(&x)?, 15.0);
    let x = array![2.0, 5.0];
    assert_eq!(by_a_view::interpret(x.view())?, by_a_view(x.view()));
    assert_eq!(by_a_view::jit(x.view())?, by_a_view(x.view()));
    Ok(())
}

#[test]
fn a_trap_points_into_this_file() {
    let above = line!();
    #[kernel]
    fn beyond(x: &[f64], n: usize) -> f64 {
        // The blank line below is part of the test.

        1.0 + /* so is this ü: */ x[n]
    }
    for result in [beyond::jit(&[1.0], 3), beyond::interpret(&[1.0], 3)] {
        let error = result.unwrap_err();
        let trap = error.trap().expect("the index is out of bounds");
        assert!(matches!(trap.kind, TrapKind::OutOfBounds { index: 3, extent: 1, .. }));
        assert_eq!(trap.location.file, Some(file!()));
        assert_eq!((trap.location.line, trap.location.column), (above as usize + 5, 35));
    }
}

/// Helpers shared by several kernels.
#[kernels(native_exact)]
mod group {
    use metate::prelude::*;

    fn sigmoid(x: f64) -> f64 {
        1.0 / (1.0 + (-x).exp())
    }

    /// The mean.
    pub(super) fn mean(x: ArrayView1<f64>) -> f64 {
        let mut sum = 0.0;
        for i in 0..x.len() {
            sum += sigmoid(x[i]);
        }
        sum / x.len() as f64
    }

    pub fn element(x: &[f64], i: usize) -> f64 {
        sigmoid(x[i])
    }
}

#[test]
fn a_module_shares_its_helpers() -> Result<(), Error> {
    let x = array![0.5, -1.0, 4.0];
    let exact = group::mean::native_exact(x.view());
    assert!((group::mean(x.view()) - exact).abs() < 1e-15);
    assert_eq!(group::mean::jit(x.view())?.to_bits(), exact.to_bits());
    assert_eq!(group::mean::interpret(x.view())?.to_bits(), exact.to_bits());
    assert_eq!(group::element::jit(&[0.0], 0)?, group::element(&[0.0], 0));
    assert_eq!(group::element::kernel().name(), "element");
    assert_eq!(group::element::SOURCE, group::mean::SOURCE);
    Ok(())
}

/// Constants of a module are those of its kernels.
#[kernels(native_exact)]
mod filter {
    const TAPS: usize = 3;
    /// Read by other code too.
    pub(super) const SCALE: f64 = 0.25;
    const WEIGHTS: [f64; TAPS] = [SCALE, 2.0 * SCALE, SCALE];

    fn at(x: &[f64], i: usize) -> f64 {
        let mut sum = 0.0;
        for k in 0..TAPS {
            sum += WEIGHTS[k] * x[i + k].sin_cos().0;
        }
        sum
    }

    pub fn smooth(x: &[f64], y: &mut [f64]) {
        for i in 0..y.len().min(x.len() + 1 - TAPS) {
            y[i] = at(x, i);
        }
    }
}

#[test]
fn a_module_shares_its_constants() -> Result<(), Error> {
    let x = [0.5, -1.0, 4.0, 0.25];
    let (mut exact, mut jit, mut interpreted) = ([0.0; 2], [0.0; 2], [0.0; 2]);
    filter::smooth::native_exact(&x, &mut exact);
    filter::smooth::jit(&x, &mut jit)?;
    filter::smooth::interpret(&x, &mut interpreted)?;
    assert_eq!((exact, exact), (jit, interpreted));
    assert!(
        (exact[0] - filter::SCALE * (0.5_f64.sin() - 2.0 * 1.0_f64.sin() + 4.0_f64.sin())).abs()
            < 1e-15
    );
    Ok(())
}

#[test]
fn a_kernel_can_be_called_from_many_threads_at_once() {
    #[kernel]
    fn triple(x: f64) -> f64 {
        3.0 * x
    }
    std::thread::scope(|scope| {
        let calls: Vec<_> =
            (0..8).map(|x| scope.spawn(move || triple::jit(f64::from(x)).unwrap())).collect();
        for (x, call) in calls.into_iter().enumerate() {
            assert_eq!(call.join().unwrap(), 3.0 * x as f64);
        }
    });
}
