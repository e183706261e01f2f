//! A kernel with data of one size, and the macro that describes both.
//!
//! In: a kernel's name, its arguments in order, how each is passed and what it holds. Out: a
//! [`Workload`], which calls the kernel on any engine. Always true: data are opaque to rustc, so
//! no call is optimised for what it is called with; what the kernel may write to can be put back.
//! Deliberately absent: the kernels.

use metate::explain::Report;
use metate::held::{Accuracy, Held};
use metate::{Element, Error, Kernel, On, Stage, Value};
use ndarray::{Array, Dimension};

use super::{Engine, Output};

/// What a workload can be asked to do.
pub(crate) enum Request<'r> {
    /// Put the data back to what they were before the first call.
    Reset,
    /// Call the kernel some times over, each time on what the call before left.
    Run(Engine, u64),
    /// Call a kernel of the same signature dynamically, some times over.
    Call(&'r On<'r>, u64),
    /// Show one of the forms that a kernel of the same signature takes.
    Inspect(&'r On<'r>, Stage, &'r mut String),
    /// Tell what the loops of a kernel of the same signature are.
    Explain(&'r On<'r>, &'r mut Option<Report>),
    /// Tell what other engines' results are held to.
    Bounded(&'r On<'r>, &'r Accuracy, &'r mut Vec<Held>),
    /// Tell the last call's result and what the arrays that it may write to hold.
    Tell(&'r mut Vec<Value>),
}

/// What does as it is asked.
type Serve = dyn FnMut(Request<'_>) -> Result<(), Error>;

/// A kernel with data of one size.
pub(crate) struct Workload(Box<Serve>);

impl Workload {
    /// What `case!` makes.
    pub(crate) fn new(serve: impl FnMut(Request<'_>) -> Result<(), Error> + 'static) -> Workload {
        Workload(Box::new(serve))
    }

    /// Puts the data back to what they were before the first call.
    pub(crate) fn reset(&mut self) {
        (self.0)(Request::Reset).expect("it calls nothing");
    }

    /// Calls the kernel some times over, each time on what the call before left.
    pub(crate) fn run(&mut self, engine: Engine, calls: u64) -> Result<(), Error> {
        (self.0)(Request::Run(engine, calls))
    }

    /// Calls a kernel of the same signature dynamically, some times over.
    pub(crate) fn call(&mut self, on: &On<'_>, calls: u64) -> Result<(), Error> {
        (self.0)(Request::Call(on, calls))
    }

    /// One of the forms that a kernel of the same signature takes.
    pub(crate) fn inspect(&mut self, on: &On<'_>, stage: Stage) -> Result<String, Error> {
        let mut text = String::new();
        (self.0)(Request::Inspect(on, stage, &mut text))?;
        Ok(text)
    }

    /// What the loops of a kernel of the same signature are.
    pub(crate) fn explain(&mut self, on: &On<'_>) -> Result<String, Error> {
        Ok(self.report(on)?.to_string())
    }

    /// The same as a value.
    pub(crate) fn report(&mut self, on: &On<'_>) -> Result<Report, Error> {
        let mut report = None;
        (self.0)(Request::Explain(on, &mut report))?;
        Ok(report.expect("whoever is asked tells"))
    }

    /// What results of engines of this accuracy are held to, in the order of an [`Output`].
    pub(crate) fn bounded(&mut self, on: &On<'_>, accuracy: &Accuracy) -> Result<Vec<Held>, Error> {
        let mut held = Vec::new();
        (self.0)(Request::Bounded(on, accuracy, &mut held))?;
        Ok(held)
    }

    /// What the last call computed: its result, and all arrays it may have written to.
    pub(crate) fn output(&mut self) -> Output {
        let mut values = Vec::new();
        (self.0)(Request::Tell(&mut values)).expect("it calls nothing");
        Output(values)
    }
}

/// An argument that the kernel reads.
pub(crate) struct Fixed<T> {
    pub(super) now: T,
}

impl<T> Fixed<T> {
    pub(super) fn new(now: T) -> Self {
        Fixed { now }
    }

    pub(super) fn reset(&mut self) {}

    pub(super) fn tell(&self, _: &mut Vec<Value>) {}
}

/// An argument that the kernel may write to.
pub(crate) struct Changing<T> {
    pub(super) now: T,
    before: T,
}

impl<T: Clone + Cells> Changing<T> {
    pub(super) fn new(now: T) -> Self {
        Changing { before: now.clone(), now }
    }

    /// In place: the array stays where it is in memory.
    pub(super) fn reset(&mut self) {
        self.now.clone_from(&self.before);
    }

    pub(super) fn tell(&self, values: &mut Vec<Value>) {
        self.now.tell(values);
    }
}

/// What consists of scalars.
pub(crate) trait Cells {
    /// Appends them in order.
    fn tell(&self, values: &mut Vec<Value>);
}

impl<T: Element> Cells for Vec<T> {
    fn tell(&self, values: &mut Vec<Value>) {
        values.extend(self.iter().map(|cell| cell.to_value()));
    }
}

impl<T: Element, D: Dimension> Cells for Array<T, D> {
    fn tell(&self, values: &mut Vec<Value>) {
        values.extend(self.iter().map(|cell| cell.to_value()));
    }
}

impl Cells for () {
    fn tell(&self, _: &mut Vec<Value>) {}
}

impl Cells for f64 {
    fn tell(&self, values: &mut Vec<Value>) {
        values.push(self.to_value());
    }
}

impl Cells for u16 {
    fn tell(&self, values: &mut Vec<Value>) {
        values.push(self.to_value());
    }
}

/// Keeps an argument by how it is passed.
macro_rules! keep_argument {
    (slice_mut $value:expr) => {
        $crate::suite::workload::Changing::new($value)
    };
    (view_mut $value:expr) => {
        $crate::suite::workload::Changing::new($value)
    };
    ($kind:ident $value:expr) => {
        $crate::suite::workload::Fixed::new($value)
    };
}

/// Passes an argument as the kernel's text has it.
macro_rules! pass_argument {
    (scalar $name:ident) => {
        $name.now
    };
    (slice $name:ident) => {
        &$name.now[..]
    };
    (slice_mut $name:ident) => {
        &mut $name.now[..]
    };
    (view $name:ident) => {
        $name.now.view()
    };
    (view_mut $name:ident) => {
        $name.now.view_mut()
    };
}

/// A [`Case`](super::Case): what a kernel counts, its sizes and its data.
///
/// The data are the kernel's arguments in order, for a size and a sequence of random numbers, each
/// behind how it is passed: `scalar`, `slice`, `slice_mut`, `view`, `view_mut`. `least` is the
/// smallest size that does not trap.
macro_rules! case {
    (
        $kernel:ident, $about:expr;
        sizes: $sizes:expr, smoke: $smoke:expr, least: $least:expr;
        elements: $elements:expr;
        data: |$n:ident, $random:ident| { $($kind:ident $name:ident = $value:expr;)* }
    ) => {
        $crate::suite::Case {
            name: stringify!($kernel),
            about: $about,
            text: $kernel::SOURCE,
            sizes: $sizes,
            smoke: $smoke,
            least: $least,
            elements: $elements,
            prepare: |$n| {
                use std::hint::black_box;
                use metate::args;
                use $crate::suite::Engine;
                use $crate::suite::workload::{Cells, Request, Workload};
                #[allow(unused_mut, unused_variables)]
                let mut $random = &mut $crate::suite::random::Random::of(stringify!($kernel));
                $(let mut $name = keep_argument!($kind $value);)*
                let mut result = None;
                #[allow(clippy::unit_arg)]
                Workload::new(move |request| {
                    match request {
                        Request::Reset => {
                            result = None;
                            $($name.reset();)*
                        }
                        Request::Run(engine, calls) => for _ in 0..calls {
                            let ($($name,)*) = black_box(($(&mut $name,)*));
                            result = Some(black_box(match engine {
                                Engine::Interpreter => {
                                    $kernel::interpret($(pass_argument!($kind $name)),*)?
                                }
                                Engine::Jit => $kernel::jit($(pass_argument!($kind $name)),*)?,
                                Engine::Gpu => $kernel::gpu($(pass_argument!($kind $name)),*)?,
                                Engine::Native => $kernel($(pass_argument!($kind $name)),*),
                                Engine::NativeExact => {
                                    $kernel::native_exact($(pass_argument!($kind $name)),*)
                                }
                            }));
                        },
                        Request::Call(on, calls) => for _ in 0..calls {
                            let ($($name,)*) = black_box(($(&mut $name,)*));
                            result = Some(on.call(args![$(pass_argument!($kind $name)),*])?);
                        },
                        Request::Inspect(on, stage, text) => {
                            let args = args![$(pass_argument!($kind $name)),*];
                            *text = on.inspect(stage, args)?;
                        }
                        Request::Explain(on, report) => {
                            let args = args![$(pass_argument!($kind $name)),*];
                            *report = Some(on.explain(args)?);
                        }
                        Request::Bounded(on, accuracy, held) => {
                            let args = args![$(pass_argument!($kind $name)),*];
                            let changing = args.each_ref().map(|arg| match arg {
                                metate::Arg::Array(array) => array.is_mutable(),
                                _ => false,
                            });
                            let bounded = on.bounded(args, accuracy)?;
                            held.extend(bounded.outcome?);
                            let arrays = bounded.arrays.into_iter().zip(changing);
                            let arrays = arrays.filter(|(_, changing)| *changing);
                            arrays.for_each(|(array, _)| held.extend(array));
                        }
                        Request::Tell(values) => {
                            result.iter().for_each(|result| Cells::tell(result, values));
                            $($name.tell(values);)*
                        }
                    }
                    Ok(())
                })
            },
        }
    };
}
