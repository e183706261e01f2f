//! Generic kernels: one text, a kernel for each choice of types that is called for.

use metate::generic::Bound;
use metate::prelude::*;
use metate::{Error, ErrorKind, Value};
use ndarray::array;

const AXPY: &str = "
    fn scaled<T: Number>(a: T, x: T) -> T { a * x }
    pub fn axpy<T: Number>(a: T, x: ArrayView1<T>, y: &mut [T]) -> T {
        let mut sum = T::ZERO;
        for i in 0..x.len() {
            y[i] += scaled(a, x[i]);
            sum += y[i];
        }
        sum
    }";

const ENGINES: [Target; 2] = [Target::Interpreter, Target::Jit];

#[test]
fn a_call_decides_what_the_types_are() -> Result<(), Error> {
    let kernel = Kernel::parse(AXPY)?;
    assert_eq!(kernel.type_parameters(), [("T".to_owned(), Bound::Number)]);
    for engine in ENGINES {
        let (x, mut y) = (array![1.0_f32, 2.0], [1.0_f32, 1.0]);
        assert_eq!(kernel.on(engine).call::<f32>(args![2.0_f32, &x, &mut y])?, 8.0);
        let (x, mut y) = (array![1.0, 2.0], [1.0, 1.0]);
        assert_eq!(kernel.on(engine).call::<f64>(args![2.0, &x, &mut y])?, 8.0);
        let (x, mut y) = (array![100_u8, 200], [100_u8, 100]);
        let sum = kernel.on(engine).call_values(args![2_u8, &x, &mut y])?;
        assert_eq!((sum, y), (vec![Value::U8(32)], [44, 244]));
        let (x, mut y) = (array![1_i64, -2], [0_i64; 2]);
        assert_eq!(kernel.on(engine).call::<i64>(args![3_i64, &x, &mut y])?, -3);
    }
    Ok(())
}

#[test]
fn bindings_choose_their_types() -> Result<(), Error> {
    let kernel = Kernel::parse("fn hypot<T: Float>(x: T, y: T) -> T { (x * x + y * y).sqrt() }")?;
    let double = kernel.on(Target::Jit).bind::<fn(f64, f64) -> f64>()?;
    let single = kernel.on(Target::Jit).bind::<fn(f32, f32) -> f32>()?;
    assert_eq!((double.call((3.0, 4.0))?, single.call((3.0, 4.0))?), (5.0, 5.0));
    assert!(kernel.on(Target::Jit).bind::<fn(f32, f64) -> f32>().is_err());
    assert!(kernel.on(Target::Jit).bind::<fn(i32, i32) -> i32>().is_err());
    let shown = kernel.on(Target::Jit).inspect(Stage::Hir, args![1.0_f32, 2.0_f32])?;
    assert!(shown.contains("fn hypot(x: f32, y: f32) -> f32"), "{shown}");
    Ok(())
}

#[test]
fn wrong_types_are_named() -> Result<(), Error> {
    let kernel = Kernel::parse(AXPY)?;
    for engine in ENGINES {
        let (x, mut y) = (array![1.0, 2.0], [1.0_f32, 1.0]);
        let error = kernel.on(engine).call::<f64>(args![2.0, &x, &mut y]).expect_err("f32 in f64");
        let text = error.to_string();
        assert!(matches!(error.kind(), ErrorKind::Argument { number: 2, .. }), "{text}");
        let error = kernel.on(engine).call::<bool>(args![true, &x, &mut y]).expect_err("a bool");
        assert!(error.to_string().contains("a type `T` that is a `Number`"), "{error}");
        let error = kernel.on(engine).call::<f64>(args![2.0]).expect_err("two are missing");
        assert!(matches!(error.kind(), ErrorKind::ArgumentCount { expected: 3, found: 1, .. }));
    }
    Ok(())
}

#[test]
fn traps_point_into_the_text() -> Result<(), Error> {
    let kernel = Kernel::parse("fn at<T: Number>(x: &[T], i: usize) -> T { x[i] }")?;
    let x = [1_i16, 2];
    let error = kernel.on(Target::Jit).call::<i16>(args![&x, 2_usize]).expect_err("out of bounds");
    assert_eq!(error.trap().map(|trap| trap.source.as_str()), Some("x[i]"));
    Ok(())
}
