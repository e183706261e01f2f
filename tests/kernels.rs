//! Texts of several kernels, and what a kernel says of itself.

use metate::prelude::*;
use metate::{Error, Exceeded, Kernels, Limits, args};

const TEXT: &str = "
    const BASE: f64 = 10.0;
    fn scaled<T: Number>(x: T, by: T) -> T { x * by }
    pub fn twice(x: f64) -> f64 { scaled(x, 2.0) + BASE }
    /// Generic, and calls another kernel.
    pub fn power<T: Int>(x: T, n: u32) -> (T, u32) { (scaled(x, x.pow(n)), half(n)) }
    pub fn half(n: u32) -> u32 { n / 2 }
    pub fn store(y: &mut [f64], mut z: ArrayViewMut3<i8>) { y[0] = twice(y[0]); z[[0, 0, 0]] = 1; }";

#[test]
fn every_public_function_is_a_kernel() -> Result<(), Error> {
    let kernels = Kernels::parse(TEXT)?;
    assert_eq!(kernels.names().collect::<Vec<_>>(), ["twice", "power", "half", "store"]);
    assert_eq!((kernels.len(), kernels.text()), (4, TEXT));
    let signatures: Vec<String> =
        kernels.iter().map(|kernel| kernel.signature().to_string()).collect();
    assert_eq!(
        signatures,
        [
            "fn twice(x: f64) -> f64",
            "fn power<T: Int>(x: T, n: u32) -> (T, u32)",
            "fn half(n: u32) -> u32",
            "fn store(y: &mut [f64], z: ArrayViewMut3<i8>)",
        ]
    );
    assert!(kernels.get("scaled").is_none() && kernels.get("").is_none());
    for &engine in Target::ALL {
        let get = |name| kernels.get(name).expect(name).on(engine);
        assert_eq!(get("twice").call::<f64>(args![4.0])?, 18.0);
        assert_eq!(get("power").call::<(i16, u32)>(args![3_i16, 2_u32])?, (27, 1));
        assert_eq!(get("power").call::<(u64, u32)>(args![3_u64, 5_u32])?, (729, 2));
        assert_eq!(get("half").call::<u32>(args![7_u32])?, 3);
        let (mut y, mut z) = ([1.0], ndarray::Array3::<i8>::zeros((1, 1, 1)));
        get("store").call::<()>(args![&mut y, &mut z])?;
        assert_eq!((y[0], z[[0, 0, 0]]), (12.0, 1));
    }
    Ok(())
}

#[test]
fn each_is_what_naming_it_gives() -> Result<(), Error> {
    for kernel in Kernels::parse(TEXT)? {
        let named = Kernel::parse_entry(TEXT, kernel.name())?;
        assert_eq!(named.signature(), kernel.signature());
        assert_eq!(kernel.text(), TEXT);
    }
    Ok(())
}

#[test]
fn kernels_outlive_the_others() -> Result<(), Error> {
    let half = Kernels::parse(TEXT)?.get("half").expect("it is there").clone();
    assert_eq!(half.on(Target::Jit).call::<u32>(args![9_u32])?, 4);
    // Another signature or option makes the tree anew, from the whole text.
    assert_eq!(half.on(Target::Jit).overflow_checks(true).call::<u32>(args![9_u32])?, 4);
    Ok(())
}

#[test]
fn one_function_need_not_be_public() -> Result<(), Error> {
    let kernels: Kernels = "fn only(x: f64) -> f64 { x }".parse()?;
    assert_eq!(kernels.names().collect::<Vec<_>>(), ["only"]);
    let generic = Kernels::parse("fn only<T: Float>(x: T) -> T { x }")?;
    assert_eq!(generic.get("only").expect("it").on(Target::Jit).call::<f32>(args![1_f32])?, 1.0);
    Ok(())
}

#[test]
fn problems_of_all_of_them_come_at_once() {
    let problems = |text: &str| {
        let error = Kernels::parse(text).expect_err("it has problems");
        let list = error.diagnostics().expect("of the text").list().to_vec();
        list.into_iter().map(|problem| problem.code.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(problems("fn a() {} fn b() {}"), ["M0202"]);
    assert_eq!(problems("const A: f64 = 1.0;"), ["M0201"]);
    assert_eq!(problems("pub fn a() -> f64 { x } pub fn b(t: (f64, f64)) {}"), ["M0301", "M0208"]);
    assert_eq!(problems("pub fn a(t: [f64; 2]) {} pub fn b<T: Int>(x: T) { y; }").len(), 2);
    assert_eq!(problems("pub fn a() {} pub fn a() {}"), ["M0305"]);
}

#[test]
fn limits_hold_for_each() {
    let limits = Limits::strict().statements(3);
    let text =
        "pub fn small(x: f64) -> f64 { x } pub fn large(x: f64) -> f64 { x * x * x * x * x }";
    let kernels = Kernels::parse_with(text, &limits).expect("short enough");
    let call = |name| kernels.get(name).expect(name).on(Target::Jit).call::<f64>(args![2.0]);
    assert_eq!(call("small").expect("no statement"), 2.0);
    let error = call("large").expect_err("four statements");
    assert_eq!(error.exceeded(), Some(&Exceeded::Statements { found: 4, limit: 3 }));
    assert!(Kernels::parse_with(text, &limits.bytes(20)).is_err());
}

#[test]
fn a_text_of_a_thousand_kernels_is_checked_once() {
    let one = |number: usize| format!("pub fn k{number}(x: f64) -> f64 {{ x + {number}.0 }}\n");
    let text: String = (0..1000).map(one).collect();
    let kernels = Kernels::parse(&text).expect("kernels");
    assert_eq!(kernels.len(), 1000);
    let last = kernels.get("k999").expect("the last one");
    assert_eq!(last.on(Target::Jit).call::<f64>(args![1.0]).expect("a sum"), 1000.0);
}

#[test]
fn a_signature_reads_as_the_text_does() -> Result<(), Error> {
    let heads = [
        "fn a()",
        "fn a(x: bool, y: usize) -> bool",
        "fn a(x: &[u8], y: &mut [i64]) -> (f64,)",
        "fn a(x: ArrayView6<f32>, y: &Array1<f32>, z: &mut Array2<f32>) -> (bool, u8)",
        "fn a<T: Float>(x: T, y: ArrayView2<T>, z: f64) -> T",
        "fn a<T: Number, I: Int>(x: &[T], i: I) -> (I, T, f64)",
    ];
    let bodies = [
        "{}",
        "{ x && y > 0 }",
        "{ y[0] = x[0] as i64; (0.0,) }",
        "{ z[[0, 0]] = x[[0, 0, 0, 0, 0, 0]] + y[0]; (true, 1) }",
        "{ x + y[[0, 0]] * T::from_f64(z) }",
        "{ (i, x[0], 1.0) }",
    ];
    for (head, body) in heads.into_iter().zip(bodies) {
        let kernel: Kernel = format!("{head} {body}").parse()?;
        let signature = kernel.signature();
        assert_eq!(signature.to_string(), head);
        assert_eq!(signature.name(), "a");
        assert_eq!(signature.parameters(), kernel.parameters());
        assert_eq!(signature.result(), kernel.result());
        assert_eq!(format!("{kernel:?}"), format!("Kernel({head})"));
    }
    Ok(())
}
