//! Whatever an array is in Rust, every engine sees its elements, and nothing else.
//!
//! In: arrays of rank 0 to 6, cut out of guarded memory in every way; the containers that Rust and
//! ndarray have. Out: results that ndarray computes too, bit by bit, and guards as they were.
//! Always true: public types are as free between threads as they can be.

use std::sync::Arc;
use std::thread;

use metate::prelude::*;
use metate::{
    Arg, ArrayArg, Bound, CancelToken, Diagnostic, Diagnostics, Element, Error, ErrorKind,
    Exceeded, Interrupt, Kernels, Limits, On, Parameter, Progress, Signature, Trap, Value, args,
};
use ndarray::{
    Array, ArrayD, ArrayViewD, ArrayViewMutD, Axis, CowArray, IxDyn, ShapeBuilder, Slice, arr0,
    array, s,
};

/// How a view is cut out of memory.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Cut {
    Whole,
    Inside,
    Every(usize),
    Reversed,
    FirstAxisReversed,
    Transposed,
    /// Of memory in column-major order.
    Fortran,
}

const CUTS: [Cut; 7] = [
    Cut::Whole,
    Cut::Inside,
    Cut::Every(2),
    Cut::Reversed,
    Cut::FirstAxisReversed,
    Cut::Transposed,
    Cut::Fortran,
];

impl Cut {
    /// Memory from which this cuts an array with these extents.
    fn memory<T: Element>(self, extents: &[usize], value: impl Fn(usize) -> T) -> ArrayD<T> {
        let grow = |&extent: &usize| match self {
            Cut::Inside => extent + 2,
            Cut::Every(step) => extent * step + 1,
            _ => extent,
        };
        let mut outer: Vec<usize> = extents.iter().map(grow).collect();
        if self == Cut::Transposed {
            outer.reverse();
        }
        let values = (0..outer.iter().product()).map(value).collect();
        let shape = IxDyn(&outer).set_f(self == Cut::Fortran);
        Array::from_shape_vec(shape, values).expect("as many values")
    }

    fn cut<T>(self, memory: &mut ArrayD<T>) -> ArrayViewMutD<'_, T> {
        let mut view = memory.view_mut();
        for axis in (0..view.ndim()).map(Axis) {
            match self {
                Cut::Inside => view.slice_axis_inplace(axis, Slice::new(1, Some(-1), 1)),
                Cut::Every(step) => {
                    view.slice_axis_inplace(axis, Slice::new(1, None, step as isize))
                }
                Cut::Reversed => view.invert_axis(axis),
                Cut::FirstAxisReversed if axis.0 == 0 => view.invert_axis(axis),
                _ => {}
            }
        }
        if self == Cut::Transposed { view.reversed_axes() } else { view }
    }
}

/// `y = 3 * a - y`, element by element, and how many there are.
fn text(ty: &str, rank: usize) -> String {
    let names = ["i", "j", "k", "l", "m", "n"];
    let heads: String =
        (0..rank).map(|axis| format!("for {} in 0..a.shape()[{axis}] {{\n", names[axis])).collect();
    let index = if rank == 0 { "()".to_owned() } else { format!("[{}]", names[..rank].join(", ")) };
    format!(
        "fn k(a: ArrayView{rank}<{ty}>, mut y: ArrayViewMut{rank}<{ty}>) -> usize {{\n\
         let mut count = 0;\n{heads}\
         y[{index}] = (3 as {ty}) * a[{index}] - y[{index}]; count += 1;\n\
         {} if count != a.len() {{ 1_000_000 }} else {{ y.len() }}\n}}",
        "}".repeat(rank)
    )
}

trait Number: Element {
    fn of(number: usize) -> Self;
    fn expected(a: Self, y: Self) -> Self;
}

macro_rules! numbers {
    ($($ty:ident)*) => {$(impl Number for $ty {
        fn of(number: usize) -> $ty {
            (number as $ty) * (3 as $ty) / (2 as $ty)
        }
        fn expected(a: $ty, y: $ty) -> $ty {
            (3 as $ty) * a - y
        }
    })*};
}

numbers! { f64 f32 i16 }

/// Calls every engine with `a` and a cut of memory, and looks at all of the memory afterwards.
fn check<T: Number>(kernel: &Kernel, a: ArrayViewD<'_, T>, cut: Cut, extents: &[usize], say: &str)
where
    for<'x> Arg<'x>: From<ArrayViewMutD<'x, T>> + From<ArrayViewD<'x, T>>,
{
    let before = cut.memory(extents, |number| T::of(number % 37 + 5));
    let mut expected = before.clone();
    ndarray::Zip::from(cut.cut(&mut expected)).and(&a).for_each(|y, &a| *y = T::expected(a, *y));
    for &engine in Target::ALL {
        let mut memory = before.clone();
        let view = cut.cut(&mut memory);
        let call = kernel.on(engine).call::<usize>(args![a.view(), view]);
        assert_eq!(call.expect(say), extents.iter().product::<usize>(), "{say} on {engine}");
        let same = memory.iter().zip(&expected).all(|(a, b)| a.to_value().same(b.to_value()));
        assert!(same, "{say} on {engine}:\n{memory:?}\n{expected:?}");
    }
}

fn every_cut<T: Number>()
where
    for<'x> Arg<'x>: From<ArrayViewMutD<'x, T>> + From<ArrayViewD<'x, T>>,
{
    for rank in 0..=6 {
        let kernel = Kernel::parse(&text(T::SCALAR.name(), rank)).expect("a kernel");
        let full: Vec<usize> = [3, 2, 4, 1, 2, 3][..rank].to_vec();
        let mut shapes = vec![full.clone()];
        for axis in 0..rank {
            for extent in [0, 1] {
                let mut extents = full.clone();
                extents[axis] = extent;
                shapes.push(extents);
            }
        }
        for (shape, extents) in shapes.iter().enumerate() {
            for (number, cut) in CUTS.into_iter().enumerate() {
                // All pairs for the first shape, some for the others.
                let others = if shape == 0 { &CUTS[..] } else { &CUTS[number..=number] };
                for &other in others {
                    let mut memory = other.memory(extents, T::of);
                    let a = other.cut(&mut memory);
                    let say = format!("{extents:?}: {other:?} into {cut:?}");
                    check(&kernel, a.view().into_dyn(), cut, extents, &say);
                }
            }
            // Strides of 0: one number for all elements, and one row for all rows.
            let one = arr0(T::of(7)).into_dyn();
            let all = one.broadcast(IxDyn(extents)).expect("one element fits any shape");
            check(&kernel, all, Cut::Every(2), extents, &format!("{extents:?}: one for all"));
            if let [_, inner @ ..] = &extents[..] {
                let row = Cut::Whole.memory(inner, T::of);
                let rows = row.broadcast(IxDyn(extents)).expect("a row fits all rows");
                let say = format!("{extents:?}: one row for all");
                check(&kernel, rows, Cut::Reversed, extents, &say);
            }
        }
    }
}

#[test]
fn every_cut_of_doubles_of_every_rank() {
    every_cut::<f64>();
}

#[test]
fn every_cut_of_singles_of_every_rank() {
    every_cut::<f32>();
}

#[test]
fn every_cut_of_short_integers_of_every_rank() {
    every_cut::<i16>();
}

#[test]
fn every_container_is_an_argument() -> Result<(), Error> {
    let kernel = Kernel::parse(
        "fn k(x: ArrayView1<f64>, y: &mut Array1<f64>, by: f64) -> f64 {
            y[0] = x[0] * by; y[0] + y[y.len() - 1] }",
    )?;
    let owned = array![1.5, 2.0];
    let (shared, cow) = (owned.to_shared(), CowArray::from(&owned));
    let (vec, boxed): (_, Box<[f64]>) = (vec![1.5, 2.0], Box::new([1.5, 2.0]));
    let counted: Arc<[f64]> = Arc::new([1.5, 2.0]);
    let (dynamic, view) = (owned.clone().into_dyn(), owned.view());
    for &engine in Target::ALL {
        let on = kernel.on(engine);
        let mut y = array![0.0, 1.0];
        let (by, value) = (2.0, Value::F64(2.0));
        let readers: [Arg<'_>; 12] = [
            (&owned).into(),
            (&shared).into(),
            (&cow).into(),
            (&vec).into(),
            (&boxed).into(),
            (&counted).into(),
            (&dynamic).into(),
            (&[1.5, 2.0]).into(),
            vec.as_slice().into(),
            owned.view().into(),
            (&view).into(),
            dynamic.view().into(),
        ];
        for reader in readers {
            let mut args = [reader, (&mut y).into(), (&by).into()];
            assert_eq!(on.call::<f64>(&mut args)?, 4.0);
        }
        assert_eq!(on.call::<f64>(args![&owned, &mut y, value])?, 4.0);
        let mut shared = shared.clone();
        assert_eq!(on.call::<f64>(args![&owned, &mut shared, 2.0])?, 5.0);
        let mut cow = CowArray::from(&owned);
        assert_eq!(on.call::<f64>(args![&owned, &mut cow, 2.0])?, 5.0);
        let (mut vec, mut boxed) = (vec.clone(), boxed.clone());
        assert_eq!(on.call::<f64>(args![&owned, &mut vec, 2.0])?, 5.0);
        assert_eq!(on.call::<f64>(args![&owned, &mut boxed, 2.0])?, 5.0);
        assert_eq!((cow[0], vec[0], boxed[0], shared[0]), (3.0, 3.0, 3.0, 3.0));
    }
    // What was shared is not written to.
    assert_eq!((owned[0], shared[0], cow[0]), (1.5, 1.5, 1.5));
    Ok(())
}

#[test]
fn arrays_without_axes_are_bound_too() -> Result<(), Error> {
    let kernel = Kernel::parse(
        "fn k(a: ArrayView0<f64>, mut b: ArrayViewMut0<f64>, c: &Array0<i8>, d: &mut Array0<i8>) {
            b[()] += a[()]; d[()] = c[()]; }",
    )?;
    type F = fn(
        ArrayView0<'static, f64>,
        ArrayViewMut0<'static, f64>,
        &'static Array0<i8>,
        &'static mut Array0<i8>,
    );
    for &engine in Target::ALL {
        let bound = kernel.on(engine).bind::<F>()?;
        let (mut b, mut d) = (arr0(1.0), arr0(0_i8));
        for _ in 0..2 {
            bound.call((arr0(2.5).view(), b.view_mut(), &arr0(-3), &mut d))?;
        }
        assert_eq!((b[()], d[()]), (6.0, -3));
        let row = array![1.0, 2.0];
        let one = row.index_axis(Axis(0), 1);
        kernel.on(engine).call::<()>(args![one, &mut b, &arr0(-3_i8), &mut d])?;
        assert_eq!(b[()], 8.0);
    }
    let error = kernel.on(Target::Jit).bind::<fn(f64, f64, i8, i8)>().expect_err("no scalars");
    assert!(matches!(error.kind(), ErrorKind::Argument { number: 0, .. }), "{error}");
    assert_eq!(
        kernel.signature().to_string(),
        "fn k(a: ArrayView0<f64>, b: ArrayViewMut0<f64>, c: &Array0<i8>, d: &mut Array0<i8>)"
    );
    Ok(())
}

#[test]
fn arguments_that_do_not_fit_are_errors() {
    let kernel = Kernel::parse("fn k(a: ArrayView2<f64>) -> f64 { a[[0, 0]] }").expect("a kernel");
    let on = kernel.on(Target::Jit);
    let deep = ArrayD::<f64>::zeros(vec![1; 9]);
    let (none, singles, doubles) = (arr0(1.0), array![[1.0_f32]], array![[1.0]]);
    let wrong: [Vec<Arg<'_>>; 6] = [
        vec![(&deep).into()],
        vec![(&none).into()],
        vec![1.0.into()],
        vec![(&singles).into()],
        vec![],
        vec![(&doubles).into(), 1_i8.into()],
    ];
    for mut args in wrong {
        let error = on.call::<f64>(&mut args).expect_err("it does not fit");
        let fits =
            matches!(error.kind(), ErrorKind::Argument { .. } | ErrorKind::ArgumentCount { .. });
        assert!(fits, "{error}");
    }
}

/// Whatever can be sent and shared between threads is.
#[test]
fn public_types_are_free_between_threads() {
    fn shared<T: Send + Sync>() {}
    fn kept<T: Send + Sync + Clone + std::fmt::Debug + 'static>() {}
    kept::<Kernel>();
    kept::<Kernels>();
    kept::<Signature>();
    kept::<Parameter>();
    kept::<Limits>();
    kept::<Exceeded>();
    kept::<CancelToken>();
    kept::<Progress>();
    kept::<Target>();
    kept::<Stage>();
    kept::<Value>();
    kept::<Error>();
    kept::<ErrorKind>();
    kept::<Trap>();
    kept::<Interrupt>();
    kept::<Diagnostic>();
    kept::<Diagnostics>();
    shared::<On<'static>>();
    shared::<Bound<fn(ArrayView2<'static, f64>, &'static mut [f64]) -> f64>>();
    shared::<Arg<'static>>();
    shared::<ArrayArg<'static>>();
}

#[test]
fn calls_run_at_the_same_time() -> Result<(), Error> {
    let kernel = Kernel::parse(
        "fn sum(x: ArrayView1<f64>, scale: f64) -> f64 {
            let mut sum = 0.0; for i in 0..x.len() { sum += scale * x[i]; } sum }",
    )?;
    let x = Array1::from_iter((0..1000).map(f64::from));
    for &engine in Target::ALL {
        let bound = kernel.on(engine).bind::<fn(ArrayView1<'static, f64>, f64) -> f64>()?;
        thread::scope(|scope| {
            for number in 0..8 {
                let (bound, kernel, x) = (&bound, kernel.clone(), &x);
                scope.spawn(move || {
                    for round in 0..20 {
                        let scale = f64::from(number * 20 + round);
                        let expected = scale * 499_500.0;
                        assert_eq!(bound.call((x.view(), scale)).expect("a sum"), expected);
                        let reversed = x.slice(s![..;-1]);
                        assert_eq!(bound.call((reversed, scale)).expect("a sum"), expected);
                        let on = kernel.on(engine);
                        assert_eq!(
                            on.call::<f64>(args![reversed, scale]).expect("a sum"),
                            expected
                        );
                    }
                });
            }
        });
    }
    Ok(())
}
