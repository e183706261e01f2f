//! The mathematical functions: kernel text and Rust, and how far they are from the truth.
//!
//! In: the files of `metate_lang::math`, and inputs whose exact results MPFR computed. Always true:
//! each file means the same to metate as to rustc, to the bit. Deliberately absent: the search for
//! bad inputs, which `lang/verify` does.

#[path = "oracle/xorshift.rs"]
mod xorshift;

use std::fmt::Debug;

use metate::{Arg, Element, Kernels, Output, Target, math};
use metate_lang::math as files;
use xorshift::Random;

/// Numbers of every exponent, moderate ones, and those that are special.
fn inputs(seed: u64, count: usize) -> Vec<f64> {
    let mut random = Random::new(seed);
    let mut all = vec![
        0.0,
        -0.0,
        1.0,
        -1.0,
        0.5,
        2.0,
        -2.0,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NAN,
        f64::MAX,
        f64::MIN_POSITIVE,
        5e-324,
        -5e-324,
        1e22,
        745.2,
        -745.2,
        88.8,
        -103.9,
        3.0,
    ];
    while all.len() < count {
        all.push(f64::from_bits(random.next()));
        let unit = random.next() as f64 / u64::MAX as f64;
        all.push((unit - 0.5) * [1.0, 20.0, 1500.0, 1e6][random.below(4) as usize]);
    }
    all
}

/// Floats by their bits, a NaN as one.
trait Bits: Element + Output + Into<Arg<'static>> + PartialEq + Debug {
    fn of(value: f64) -> Self;
    fn same(self, other: Self) -> bool;
}

macro_rules! bits {
    ($($float:ident)*) => {$(
        impl Bits for $float {
            fn of(value: f64) -> $float { value as $float }
            fn same(self, other: $float) -> bool {
                self.to_bits() == other.to_bits() || self.is_nan() && other.is_nan()
            }
        }
    )*};
}

bits! { f32 f64 }

/// Functions of one and of two numbers, of one and of two slices, each with its name.
type One<T> = (&'static str, fn(T) -> T);
type Two<T> = (&'static str, fn(T, T) -> T);
type OneSlice = (&'static str, fn(&[f64]) -> f64);
type TwoSlices = (&'static str, fn(&[f64], &[f64]) -> f64);

/// The kernels of all files.
fn text() -> Kernels {
    Kernels::parse(&files::text()).unwrap_or_else(|error| panic!("{error}"))
}

/// Compares functions of one number with the kernels of the same name.
fn unary<T: Bits>(kernels: &Kernels, suffix: &str, functions: &[One<T>]) {
    for (name, function) in functions {
        let name = format!("{name}{suffix}");
        let kernel = kernels.get(&name).unwrap_or_else(|| panic!("no kernel {name}"));
        for x in inputs(7, 400) {
            let (x, expected) = (T::of(x), function(T::of(x)));
            for target in [Target::Interpreter, Target::Jit] {
                let found: T = kernel.on(target).call([x.into()]).expect("nothing traps");
                assert!(
                    found.same(expected),
                    "{name}({x:?}) on {target:?}: {found:?}, {expected:?}"
                );
            }
        }
    }
}

/// The same for functions of two numbers.
fn binary<T: Bits>(kernels: &Kernels, suffix: &str, functions: &[Two<T>]) {
    for (name, function) in functions {
        let name = format!("{name}{suffix}");
        let kernel = kernels.get(&name).unwrap_or_else(|| panic!("no kernel {name}"));
        for (x, y) in inputs(3, 400).into_iter().zip(inputs(4, 400).into_iter().rev()) {
            let (x, y) = (T::of(x), T::of(y));
            let expected = function(x, y);
            for target in [Target::Interpreter, Target::Jit] {
                let found: T = kernel.on(target).call([x.into(), y.into()]).expect("nothing traps");
                let what = format!("{name}({x:?}, {y:?}) on {target:?}");
                assert!(found.same(expected), "{what}: {found:?}, {expected:?}");
            }
        }
    }
}

/// All functions of a type, by their names.
macro_rules! all {
    ($list:ident! $float:ident: $($name:ident)*) => {
        &[$((stringify!($name), math::$float::$name as $list!($float))),*]
    };
}
macro_rules! one { ($float:ident) => { fn($float) -> $float }; }
macro_rules! two { ($float:ident) => { fn($float, $float) -> $float }; }
macro_rules! unaries {
    ($float:ident) => {
        all!(one! $float: exp exp2 exp_m1 ln ln_1p log2 log10 sin cos tan asin acos atan sinh cosh
            tanh asinh acosh atanh cbrt erf erfc)
    };
}
macro_rules! binaries {
    ($float:ident) => { all!(two! $float: log atan2 hypot powf) };
}

#[test]
fn the_files_are_kernel_text() {
    let kernels = text();
    unary::<f64>(&kernels, "", unaries!(f64));
    unary::<f32>(&kernels, "_f32", unaries!(f32));
    binary::<f64>(&kernels, "", binaries!(f64));
    binary::<f32>(&kernels, "_f32", binaries!(f32));
}

#[test]
fn integer_powers_and_sums_are_kernel_text() {
    let kernels = text();
    let (power, power_f32) = (kernels.get("powi"), kernels.get("powi_f32"));
    let (power, power_f32) = (power.expect("powi"), power_f32.expect("powi_f32"));
    for (x, n) in inputs(5, 400).into_iter().zip(inputs(6, 400)) {
        let n = n as i32;
        let found: f64 = power.on(Target::Jit).call(metate::args![x, n]).expect("nothing traps");
        assert!(found.same(math::f64::powi(x, n)), "powi({x:e}, {n})");
        let x = x as f32;
        let found: f32 =
            power_f32.on(Target::Jit).call(metate::args![x, n]).expect("nothing traps");
        assert!(found.same(math::f32::powi(x, n)), "powi_f32({x:e}, {n})");
    }
    let sums: [OneSlice; 2] = [
        ("sum_pairwise", math::f64::sum_pairwise),
        ("sum_compensated", math::f64::sum_compensated),
    ];
    let products: [TwoSlices; 2] = [
        ("dot_pairwise", math::f64::dot_pairwise),
        ("dot_compensated", math::f64::dot_compensated),
    ];
    for n in [0, 1, 7, 8, 9, 127, 128, 129, 1000, 5000] {
        let (x, y): (Vec<f64>, Vec<f64>) =
            (0..n).map(|i| ((i as f64).sin() * 1e3, 1.0 / (i as f64 + 0.7))).unzip();
        for (name, function) in sums {
            let kernel = kernels.get(name).expect("a sum");
            let found: f64 = kernel.on(Target::Jit).call(metate::args![&x]).expect("nothing traps");
            assert!(found.same(function(&x)), "{name} of {n}");
        }
        for (name, function) in products {
            let kernel = kernels.get(name).expect("a product");
            let found: f64 =
                kernel.on(Target::Jit).call(metate::args![&x, &y]).expect("nothing traps");
            assert!(found.same(function(&x, &y)), "{name} of {n}");
        }
    }
}

#[test]
fn sums_keep_their_bounds() {
    // Big numbers that cancel, whose sum is that of the small ones.
    let mut random = Random::new(1);
    let mut next = || random.next() as f64 / u64::MAX as f64;
    let mut terms = Vec::new();
    let mut expected = 0.0;
    for i in 0..10_000 {
        let big = next() * 1e15;
        // Multiples of 2^-20, whose sums are exact.
        let small = (next() * 1048576.0).floor() / 1048576.0;
        terms.extend([big, small, -big]);
        expected += small;
        assert_eq!(i + 1, terms.len() / 3);
    }
    assert_eq!(math::f64::sum_compensated(&terms), expected);
    let ones = vec![1.0; terms.len()];
    assert_eq!(math::f64::dot_compensated(&terms, &ones), expected);
    let magnitude: f64 = terms.iter().map(|x: &f64| x.abs()).sum();
    let roundoff = f64::EPSILON / 2.0;
    let bound = (18.0 + (terms.len() as f64 / 128.0).log2().ceil()) * roundoff * magnitude * 1.001;
    assert!((math::f64::sum_pairwise(&terms) - expected).abs() <= bound);
    assert!(
        (math::f64::dot_pairwise(&terms, &ones) - expected).abs() <= bound + roundoff * magnitude
    );
    for (x, sum) in [
        (vec![], 0.0),
        (vec![f64::INFINITY, 1.0], f64::INFINITY),
        (vec![f64::MAX, f64::MAX], f64::INFINITY),
    ] {
        assert_eq!(math::f64::sum_compensated(&x), sum);
        assert_eq!(math::f64::sum_pairwise(&x), sum);
    }
    assert!(math::f64::sum_compensated(&[f64::INFINITY, f64::NEG_INFINITY]).is_nan());
    assert!(math::f64::sum_pairwise(&[f64::NAN, 1.0]).is_nan());
}

/// Functions as this processor runs them, and as any does.
#[test]
fn a_fused_instruction_changes_no_bit() {
    macro_rules! same {
        ($float:ident: $($name:ident)*; $($two:ident)*) => {
            $(for x in inputs(11, 4000) {
                let x = x as $float;
                let (fast, plain) = (math::$float::$name(x), files::$float::$name(x));
                assert!(fast.same(plain), "{} of {x:?}: {fast:?}, {plain:?}", stringify!($name));
            })*
            $(for (x, y) in inputs(12, 4000).into_iter().zip(inputs(13, 4000).into_iter().rev()) {
                let (x, y) = (x as $float, y as $float);
                let (fast, plain) = (math::$float::$two(x, y), files::$float::$two(x, y));
                assert!(fast.same(plain), "{} of {x:?}, {y:?}: {fast:?}, {plain:?}", stringify!($two));
            })*
        };
    }
    same!(f64: exp exp2 exp_m1 ln ln_1p log2 log10 sin cos tan asin acos atan sinh cosh tanh asinh
        acosh atanh cbrt erf erfc; log atan2 hypot powf);
    same!(f32: exp exp2 exp_m1 ln ln_1p log2 log10 sin cos tan asin acos atan sinh cosh tanh asinh
        acosh atanh cbrt erf erfc; log atan2 hypot powf);
}
