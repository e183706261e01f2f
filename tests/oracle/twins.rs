//! Golden kernels as rustc compiles them: the baseline, and the exact twin.
//!
//! In: `tests/golden/*.rs`, included as text. Out: [`TWINS`], each callable with [`Data`]. Always
//! true: rustc sees the very text that the engines get.

use std::panic::{AssertUnwindSafe, catch_unwind};

use metate_lang::value::{Element, Value};

use super::data::{Data, Take};

/// Kernels in which a `prange` sums floats. rustc runs the loop in order, so that its sums have the
/// same bits only where they are exact.
pub const REGROUPED: &[&str] = &["prange_sum", "prange_scatter", "prange_scattered_rows"];

/// A call of a native twin: its result, or that it panicked.
pub type Call = fn(&mut [Data]) -> Result<Vec<Value>, ()>;

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

/// A result as the list of its scalars.
pub trait Outcome {
    fn values(self) -> Vec<Value>;
}

impl Outcome for () {
    fn values(self) -> Vec<Value> {
        Vec::new()
    }
}

macro_rules! outcomes {
    ($($rust:ident)*) => {$(
        impl Outcome for $rust {
            fn values(self) -> Vec<Value> {
                vec![self.to_value()]
            }
        }
    )*};
}

outcomes! { bool i8 i16 i32 i64 isize u8 u16 u32 u64 usize f32 f64 }

macro_rules! tuples {
    ($($($part:ident $number:tt),*;)*) => {$(
        impl<$($part: Element),*> Outcome for ($($part,)*) {
            fn values(self) -> Vec<Value> {
                vec![$(self.$number.to_value()),*]
            }
        }
    )*};
}

tuples! {
    A 0;
    A 0, B 1;
    A 0, B 1, C 2;
    A 0, B 1, C 2, D 3;
    A 0, B 1, C 2, D 3, E 4;
    A 0, B 1, C 2, D 3, E 4, F 5;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7;
}

macro_rules! twins {
    ($($file:ident $kernel:ident $(<$ty:ty>)? ($($param:ident),*);)*) => {
        /// Every accepted golden kernel.
        pub const TWINS: &[Twin] = &[$(Twin {
            name: stringify!($file),
            golden: include_str!(concat!("../golden/", stringify!($file), ".rs")),
            exact: $file::call_exact,
            native: $file::call_native,
        }),*];

        $(// Golden kernels show what the language has, not how it is written best.
        #[allow(clippy::all, unused_imports)]
        mod $file {
            use metate::prelude::*;
            use super::{AssertUnwindSafe, Data, Outcome, Take, Value, catch_unwind};

            include!(concat!("../golden/", stringify!($file), ".rs"));

            pub fn call_exact(data: &mut [Data]) -> Result<Vec<Value>, ()> {
                let [$($param),*] = &mut *data else { panic!("wrong number of arguments") };
                let call = || Outcome::values($kernel::native_exact$(::<$ty>)?($(Take::take($param)),*));
                let result = catch_unwind(AssertUnwindSafe(call));
                data.iter_mut().for_each(Data::settle);
                result.map_err(drop)
            }

            pub fn call_native(data: &mut [Data]) -> Result<Vec<Value>, ()> {
                let [$($param),*] = &mut *data else { panic!("wrong number of arguments") };
                let call = || Outcome::values($kernel$(::<$ty>)?($(Take::take($param)),*));
                let result = catch_unwind(AssertUnwindSafe(call));
                data.iter_mut().for_each(Data::settle);
                result.map_err(drop)
            }
        })*
    };
}

twins! {
    array_order array_order(a, b);
    bit_methods bit_methods(a, b, c, d, e);
    booleans booleans(a, b);
    casts casts(a, b);
    clamp clamp(a, b, c, d);
    constants constants(a);
    constants_items constants_items(a, b, c);
    deferred deferred(a, b, c);
    dot dot(a, b);
    early_return find(a, b);
    erf_map erf_map(a, b, c);
    euclid euclid(a, b, c, d, e);
    fill fill(a, b, c, d, e);
    fixed_arrays fixed_arrays(a, b, c);
    float_bits float_bits(a, b, c, d);
    float_methods float_methods(a, b, c);
    gather gather(a, b, c);
    generics generics<f64>(a, b, c);
    go_fast go_fast(a);
    helpers helpers(a, b, c, d);
    histogram histogram(a, b, c, d);
    prange_scatter prange_scatter(a, b, c, d);
    if_values if_values(a, b);
    inclusive inclusive(a, b);
    int_methods int_methods(a, b, c, d, e);
    integers integers(a, b, c);
    jacobi_2d jacobi_2d(a, b, c);
    keep compensated_sum(a, b);
    labelled_blocks labelled_blocks(a, b);
    labels labels(a, b);
    literals literals(a, b);
    loop_values loop_values(a, b);
    mandelbrot mandelbrot(a, b, c, d);
    match_guards match_guards(a, b, c);
    match_tuples match_tuples(a, b, c);
    match_values match_values(a, b, c);
    math_f32 math_f32(a, b, c);
    math_f64 math_f64(a, b, c);
    matmul matmul(a, b, c);
    matrices3 matrices3(a, b, c);
    moves moves(a, b, c);
    prange_argmin prange_argmin(a, b, c);
    prange_map prange_map(a, b, c, d);
    prange_permuted prange_permuted(a, b, c);
    prange_scattered_rows prange_scattered_rows(a, b, c, d);
    prange_sum prange_sum(a, b, c, d);
    prefix_sum prefix_sum(a, b);
    queries queries(a, b, c, d);
    rank_zero rank_zero(a, b, c, d, e);
    range_adapters range_adapters(a, b, c);
    ranks ranks(a, b, c, d);
    saturating saturating(a, b, c, d, e);
    saxpy saxpy(a, b, c);
    shadowing shadowing(a, b);
    sin_cos sin_cos(a, b, c);
    single_precision single_precision(a, b, c);
    tuple_results tuple_results(a, b);
    tuples tuples(a, b, c);
    while_loops while_loops(a);
    widths widths(a, b, c, d);
}
