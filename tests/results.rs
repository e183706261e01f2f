//! Results of every kind: nothing, a scalar of each type, tuples of 1 to 8 scalars.
//!
//! In: kernels, called dynamically, bound and through the attribute. Out: the same values, and
//! errors that name both types where they differ.

use metate::prelude::*;

const ENGINES: &[Target] = Target::ALL;

fn parse(text: &str) -> Kernel {
    Kernel::parse(text).unwrap_or_else(|error| panic!("{error}"))
}

macro_rules! tuple_of {
    ($($part:expr),+ => $ty:ty) => {{
        let text = format!("fn k(x: f64) -> {} {{ {} }}", stringify!($ty), stringify!(($($part,)+)));
        let kernel = parse(&text);
        assert_eq!(kernel.result().to_string(), stringify!($ty));
        for &engine in ENGINES {
            let on = kernel.on(engine);
            let wanted: $ty = ($($part,)+);
            assert_eq!(on.call::<$ty>(args![1.0]).unwrap(), wanted);
            let bound = on.bind::<fn(f64) -> $ty>().unwrap();
            for _ in 0..2 {
                assert_eq!(bound.call((1.0,)).unwrap(), wanted);
            }
        }
    }};
}

#[test]
fn tuples_of_every_length() {
    tuple_of!(1.5 => (f64,));
    tuple_of!(1.5, 2 => (f64, usize));
    tuple_of!(-1, true, 2.5 => (i8, bool, f32));
    tuple_of!(-1, 2, -3, 4 => (i8, u8, i16, u16));
    tuple_of!(-1, 2, -3, 4, -5 => (i32, u32, i64, u64, isize));
    tuple_of!(1, 2, 3, 4, 5, 6 => (u8, u8, u8, u8, u8, u8));
    tuple_of!(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0 => (f64, f32, f64, f32, f64, f32, f64));
    tuple_of!(1.0, -2, false, 4, -5, 6, 7.0, -8 => (f32, i8, bool, u64, i64, u16, f64, isize));
}

#[test]
fn errors_name_both_types() {
    let kernel = parse("fn k(x: f64) -> (f64, usize) { (x, 1) }");
    let scalar = parse("fn k(x: f64) -> f64 { x }");
    for &engine in ENGINES {
        let on = kernel.on(engine);
        let says = |error: metate::Error, text: &str| {
            assert!(error.to_string().contains(text), "`{text}` is not in: {error}");
        };
        says(on.call::<f64>(args![1.0]).unwrap_err(), "returns (f64, usize), not f64");
        says(on.call::<(f64,)>(args![1.0]).unwrap_err(), "returns (f64, usize), not (f64,)");
        says(on.call::<(f64, u64)>(args![1.0]).unwrap_err(), "(f64, usize), not (f64, u64)");
        says(on.call::<()>(args![1.0]).unwrap_err(), "returns (f64, usize), not ()");
        let error = on.bind::<fn(f64) -> (usize, f64)>().unwrap_err();
        says(error, "returns (f64, usize), not (usize, f64)");
        let error = scalar.on(engine).call::<(f64,)>(args![1.0]).unwrap_err();
        says(error, "returns f64, not (f64,)");
    }
}

#[kernel(native_exact)]
fn min_max(x: &[f64]) -> (f64, f64) {
    let mut low = f64::INFINITY;
    let mut high = f64::NEG_INFINITY;
    for i in 0..x.len() {
        low = low.min(x[i]);
        high = high.max(x[i]);
    }
    (low, high)
}

#[test]
fn the_attribute_takes_tuples() {
    let x = [3.0, -1.0, 2.0];
    assert_eq!(min_max(&x), (-1.0, 3.0));
    assert_eq!(min_max::native_exact(&x), (-1.0, 3.0));
    assert_eq!(min_max::interpret(&x).unwrap(), (-1.0, 3.0));
    for _ in 0..2 {
        assert_eq!(min_max::jit(&x).unwrap(), (-1.0, 3.0));
    }
}
