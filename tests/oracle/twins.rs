//! Golden kernels as rustc compiles them: the baseline, and the exact twin.
//!
//! In: `tests/golden/*.rs`, included as text. Out: [`TWINS`], each callable with [`Data`]. Always
//! true: rustc sees the very text that the engines get.

use std::panic::{AssertUnwindSafe, catch_unwind};

use metate_lang::value::{Element, Value};

use super::data::{Data, Take};

/// A call of a native twin: its result, or that it panicked.
pub type Call = fn(&mut [Data]) -> Result<Option<Value>, ()>;

/// A golden kernel and what rustc made of it.
pub struct Twin {
    /// The golden file, without its ending.
    pub name: &'static str,
    /// The file's content.
    pub golden: &'static str,
    /// With metate's own mathematical functions.
    pub exact: Call,
    /// As it is written, with std's.
    pub native: Call,
}

/// A result as a value.
trait Outcome {
    fn value(self) -> Option<Value>;
}

impl Outcome for () {
    fn value(self) -> Option<Value> {
        None
    }
}

macro_rules! outcomes {
    ($($rust:ident)*) => {$(
        impl Outcome for $rust {
            fn value(self) -> Option<Value> {
                Some(self.to_value())
            }
        }
    )*};
}

outcomes! { bool i8 i16 i32 i64 isize u8 u16 u32 u64 usize f32 f64 }

macro_rules! twins {
    ($($file:ident $kernel:ident($($param:ident),*);)*) => {
        /// Every accepted golden kernel.
        pub const TWINS: &[Twin] = &[$(Twin {
            name: stringify!($file),
            golden: include_str!(concat!("../golden/", stringify!($file), ".rs")),
            exact: $file::call_exact,
            native: $file::call_native,
        }),*];

        $(#[allow(clippy::manual_clamp, clippy::manual_is_multiple_of, clippy::manual_swap)]
        mod $file {
            use metate::prelude::*;
            use super::{AssertUnwindSafe, Data, Outcome, Take, Value, catch_unwind};

            include!(concat!("../golden/", stringify!($file), ".rs"));

            pub fn call_exact(data: &mut [Data]) -> Result<Option<Value>, ()> {
                let [$($param),*] = &mut *data else { panic!("wrong number of arguments") };
                let call = || Outcome::value($kernel::native_exact($(Take::take($param)),*));
                let result = catch_unwind(AssertUnwindSafe(call));
                data.iter_mut().for_each(Data::settle);
                result.map_err(drop)
            }

            pub fn call_native(data: &mut [Data]) -> Result<Option<Value>, ()> {
                let [$($param),*] = &mut *data else { panic!("wrong number of arguments") };
                let call = || Outcome::value($kernel($(Take::take($param)),*));
                let result = catch_unwind(AssertUnwindSafe(call));
                data.iter_mut().for_each(Data::settle);
                result.map_err(drop)
            }
        })*
    };
}

twins! {
    array_order array_order(a, b);
    booleans booleans(a, b);
    casts casts(a, b);
    constants constants(a);
    constants_items constants_items(a, b, c);
    dot dot(a, b);
    early_return find(a, b);
    fixed_arrays fixed_arrays(a, b, c);
    float_methods float_methods(a, b, c);
    gather gather(a, b, c);
    go_fast go_fast(a);
    helpers helpers(a, b, c, d);
    if_values if_values(a, b);
    inclusive inclusive(a, b);
    integers integers(a, b, c);
    jacobi_2d jacobi_2d(a, b, c);
    labels labels(a, b);
    mandelbrot mandelbrot(a, b, c, d);
    math_f32 math_f32(a, b, c);
    math_f64 math_f64(a, b, c);
    matmul matmul(a, b, c);
    matrices3 matrices3(a, b, c);
    prefix_sum prefix_sum(a, b);
    ranks ranks(a, b, c, d);
    saxpy saxpy(a, b, c);
    shadowing shadowing(a, b);
    sin_cos sin_cos(a, b, c);
    single_precision single_precision(a, b, c);
    while_loops while_loops(a);
    widths widths(a, b, c, d);
}
