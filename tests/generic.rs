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

/// A generic function is a kernel of all its types through its own methods.
#[kernel(native_exact)]
fn blend<T: Float, I: Int>(x: &[T], mut y: ArrayViewMut2<T>, by: T, at: I) -> (T, I, usize) {
    let k = at.to_usize();
    y[[k, 0]] = y[[k, 0]] * by + x[k].tanh();
    (y[[k, 0]], at + I::ONE, x.len())
}

/// Functions of a type parameter are metate's in the exact twin, as methods are.
#[kernel(native_exact)]
fn ratio<T: Float>(x: T) -> T {
    T::sinh(x) / T::cosh(T::max(x, T::ONE))
}

#[test]
fn functions_of_a_type_parameter_are_exact() -> Result<(), Error> {
    for number in 0..2000 {
        let x = f64::from(number) * 0.0137;
        let (double, single) = (ratio::native_exact(x), ratio::native_exact(x as f32));
        assert_eq!(ratio::jit(x)?.to_bits(), double.to_bits(), "{x}");
        assert_eq!(ratio::jit(x as f32)?.to_bits(), single.to_bits(), "{x}");
    }
    Ok(())
}

macro_rules! generic {
    ($name:ident $t:ident $ty:ty) => {
        #[kernel]
        #[allow(dead_code)]
        fn $name<$t: Number>(x: $ty, y: $t) -> $t {
            x[0] * y
        }
    };
}

generic! { scaled_first U &[U] }

#[kernel]
fn first_of<T: Number>(x: &mut Array1<T>) {
    x[0] += T::ONE;
}

#[test]
fn generic_functions_have_the_methods_of_kernels() -> Result<(), Error> {
    let x = [0.25_f32, 0.5];
    let mut results = [(); 3].map(|()| ndarray::Array2::<f32>::ones((2, 1)));
    let [native, jit, slow] = &mut results;
    let native = blend::native_exact(&x, native.view_mut(), 0.5, 1_i8);
    assert_eq!(blend::jit(&x, jit.view_mut(), 0.5, 1_i8)?, native);
    assert_eq!(blend::interpret(&x, slow.view_mut(), 0.5, 1_i8)?, native);
    assert_eq!(native.1, 2_i8);
    let [native, jit, slow] = results;
    assert!(native == jit && native == slow);

    let mut y = array![[1.0]];
    assert_eq!(blend::jit(&[0.0_f64], y.view_mut(), 3.0, 0_u64)?, (3.0, 1_u64, 1));
    let error = blend::jit(&[0.0_f64], y.view_mut(), 3.0, 7_u64).expect_err("out of bounds");
    assert!(error.trap().is_some_and(|trap| trap.location.file.is_some()), "{error}");

    assert_eq!(scaled_first::jit(&[7_u8], 2)?, 14);
    assert_eq!(scaled_first::interpret(&[7_i64], -2)?, -14);
    let mut z = array![1_u16];
    first_of::jit(&mut z)?;
    first_of::interpret(&mut z)?;
    assert_eq!(z, array![3]);
    Ok(())
}
