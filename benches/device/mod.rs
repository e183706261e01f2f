//! Kernels and data of sizes that suit a graphics processor.
//!
//! In: a kernel's name, the type of its floats, a size. Out: its text and its arguments, on the host
//! or resident on the device, and what a call of it has to move or to compute at least. Always true:
//! the texts are the suite's wherever those suit a device, with their floats and integers of 64 bits
//! made 32 bits wide, which is what a device is good at; equal sizes give equal data. The bench `gpu`
//! and the example `gpu_speed` include these files. Deliberately absent: clocks.

// Each program that includes this uses another part of it.
#![allow(dead_code)]

mod data;

use metate::Kernel;

pub(crate) use data::{Argument, Arguments, Float};

use crate::suite;

/// Which sizes are measured.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sizes {
    /// Of hardware: data beyond its caches.
    Hardware,
    /// Of programs that stand in for it.
    Software,
    /// To see that everything runs.
    Quick,
}

/// What a call has to do at least.
#[derive(Clone, Copy)]
pub(crate) enum Task {
    /// Numbers read and written, at this size.
    Moves(fn(u64) -> u64),
    /// Operations on floats, at this size.
    Computes(fn(u64) -> u64),
    /// Operations on floats for each that the kernel counts in its results.
    Counted(u64),
}

/// A kernel.
pub(crate) struct Work {
    /// Its name.
    pub(crate) name: &'static str,
    /// Its text with floats of 64 bits, if it is not the suite's.
    text: Option<&'static str>,
    /// Sizes for hardware, software, and a quick look.
    sizes: [usize; 3],
    /// What a call has to do at least.
    pub(crate) task: Task,
    /// The arguments for a size.
    arguments: fn(usize) -> Vec<Argument>,
}

/// Steps of Jacobi's method, each of two sweeps.
const STEPS: usize = 10;

/// Columns of softmax.
const COLUMNS: usize = 256;

/// The sizes of what goes over an array once.
const LONG: [usize; 3] = [1 << 26, 1 << 20, 1 << 12];

/// Every kernel, in the order of the tables.
pub(crate) const WORKS: &[Work] = &[
    Work {
        name: "copy",
        text: Some(COPY),
        sizes: LONG,
        task: Task::Moves(|n| 2 * n),
        arguments: |n| vec![read(&[n], 0.0, 1.0), written(&[n])],
    },
    Work {
        name: "saxpy",
        text: None,
        sizes: LONG,
        task: Task::Moves(|n| 3 * n),
        arguments: |n| {
            vec![Argument::Float(1e-6), read(&[n], 0.0, 1.0), read(&[n], 0.0, 1.0).changing()]
        },
    },
    Work {
        name: "triad",
        text: None,
        sizes: LONG,
        task: Task::Moves(|n| 3 * n),
        arguments: |n| {
            let (b, c) = (read(&[n], 0.0, 1.0), read(&[n], 0.0, 1.0));
            vec![Argument::Float(0.4), b, c, written(&[n])]
        },
    },
    Work {
        name: "sum",
        text: None,
        sizes: LONG,
        task: Task::Moves(|n| n),
        arguments: |n| vec![read(&[n], 0.0, 1.0)],
    },
    Work {
        name: "dot",
        text: None,
        sizes: LONG,
        task: Task::Moves(|n| 2 * n),
        arguments: |n| vec![read(&[n], 0.0, 1.0), read(&[n], 0.0, 1.0)],
    },
    Work {
        name: "prefix_sum",
        text: None,
        sizes: LONG,
        task: Task::Moves(|n| 2 * n),
        arguments: |n| vec![read(&[n], 0.0, 1.0), written(&[n])],
    },
    Work {
        name: "histogram",
        text: None,
        sizes: LONG,
        task: Task::Moves(|n| n),
        arguments: |n| vec![read(&[n], 0.0, 1.0), Argument::counts_u32(&[256])],
    },
    Work {
        name: "tanh_map",
        text: None,
        sizes: LONG,
        task: Task::Moves(|n| 2 * n),
        arguments: |n| vec![read(&[n], -5.0, 5.0), written(&[n])],
    },
    Work {
        name: "black_scholes",
        text: None,
        sizes: LONG,
        task: Task::Moves(|n| 5 * n),
        arguments: |n| {
            let spot = read(&[n], 5.0, 30.0);
            let (strike, years) = (read(&[n], 1.0, 100.0), read(&[n], 0.25, 10.0));
            vec![spot, strike, years, written(&[n]), written(&[n])]
        },
    },
    Work {
        name: "softmax",
        text: None,
        sizes: [1 << 18, 1 << 12, 1 << 5],
        task: Task::Moves(|n| 2 * n * COLUMNS as u64),
        arguments: |n| vec![read(&[n, COLUMNS], -4.0, 4.0), written(&[n, COLUMNS])],
    },
    Work {
        name: "jacobi_2d",
        text: None,
        sizes: [8192, 1024, 64],
        task: Task::Moves(|n| 2 * STEPS as u64 * 2 * (n - 2) * (n - 2)),
        arguments: |n| {
            let array = || read(&[n, n], 0.0, 1.0).changing();
            vec![Argument::Count(STEPS), array(), array()]
        },
    },
    Work {
        name: "nbody",
        text: None,
        sizes: [1 << 16, 1 << 11, 1 << 7],
        // Three differences, six for the distance, a root, a product and a quotient, six for the sums.
        task: Task::Computes(|n| 18 * n * n),
        arguments: |n| {
            let place = || read(&[n], -1.0, 1.0);
            let mass = read(&[n], 0.1, 1.0);
            let [x, y, z] = [place(), place(), place()];
            vec![x, y, z, mass, written(&[n]), written(&[n]), written(&[n])]
        },
    },
    Work {
        name: "mandelbrot",
        text: None,
        sizes: [4096, 512, 64],
        task: Task::Counted(8),
        arguments: |n| vec![Argument::Int(200), Argument::counts_i32(&[n, n])],
    },
    Work {
        name: "gemm",
        text: Some(GEMM),
        sizes: [4096, 256, 32],
        task: Task::Computes(|n| 2 * n * n * n),
        arguments: |n| {
            let square = || read(&[n, n], 0.0, 1.0);
            vec![square(), square(), written(&[n, n])]
        },
    },
];

const COPY: &str = "\
fn copy(x: &[f64], y: &mut [f64]) {
    for i in prange(0..x.len().min(y.len())) {
        y[i] = x[i];
    }
}
";

/// The suite's product goes along rows, as suits a CPU; here each element of `c` is one iteration.
const GEMM: &str = "\
fn gemm(a: ArrayView2<f64>, b: ArrayView2<f64>, mut c: ArrayViewMut2<f64>) {
    for i in prange(0..c.nrows()) {
        for j in 0..c.ncols() {
            let mut sum = 0.0;
            for k in 0..a.ncols() {
                sum += a[[i, k]] * b[[k, j]];
            }
            c[[i, j]] = sum;
        }
    }
}
";

fn read(shape: &[usize], low: f64, high: f64) -> Argument {
    Argument::floats(shape, low, high)
}

fn written(shape: &[usize]) -> Argument {
    Argument::floats(shape, 0.0, 0.0).changing()
}

/// The kernel of this name.
pub(crate) fn work(name: &str) -> &'static Work {
    WORKS.iter().find(|work| work.name == name).expect("the table has it")
}

impl Work {
    /// Its text with floats of this type.
    pub(crate) fn text(&self, float: Float) -> String {
        let text = self.text.or(suite::case(self.name).map(|case| case.text));
        let text = text.expect("of the table or the suite");
        let (wide, narrow) = match float {
            Float::F32 => ("f32", "f64"),
            Float::F64 => ("f64", "f32"),
        };
        text.replace(narrow, wide).replace("u64", "u32")
    }

    /// The kernel with floats of this type.
    pub(crate) fn kernel(&self, float: Float) -> Result<Kernel, metate::Error> {
        Kernel::parse(&self.text(float))
    }

    /// The size to measure, such that no array is larger than a device takes.
    pub(crate) fn size(&self, sizes: Sizes, float: Float, binding_bytes: u64) -> usize {
        let mut size = self.sizes[sizes as usize];
        let largest = |size| {
            let arguments = (self.arguments)(size);
            arguments.iter().map(|argument| argument.bytes(float)).max().unwrap_or(0)
        };
        while largest(size) > binding_bytes && size > 1 {
            size /= 2;
        }
        size
    }

    /// Its arguments in memory of the host.
    pub(crate) fn on_host(&self, size: usize, float: Float) -> Arguments {
        Arguments::on_host(&(self.arguments)(size), float)
    }

    /// The same with arrays on the device.
    pub(crate) fn on_device(&self, size: usize, float: Float) -> Result<Arguments, metate::Error> {
        Arguments::on_device(&(self.arguments)(size), float)
    }
}
