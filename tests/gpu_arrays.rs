//! Arrays on the graphics processor, as their users see them; and what goes wrong.
//!
//! Without an adapter the tests say so and pass, unless `METATE_REQUIRE` has `gpu` in it.
#![cfg(feature = "gpu")]

mod device;

use std::process::Command;

use device::has_device;
use metate::__gpu::begin_with;
use metate::gpu::{GpuError, adapters, last_call, memory_use};
use metate::prelude::*;
use metate::{Arg, ArrayArg, Element, ErrorKind};
use ndarray::{Array, ArrayD, IxDyn, ShapeBuilder, array, s};

/// There and back, by whatever way.
fn round_trip<T: Element>(make: impl Fn(usize) -> T) {
    let a = Array::from_shape_fn((5, 7, 3), |(i, j, k)| make(i * 21 + j * 3 + k));
    let f = Array::from_shape_fn((5, 7, 3).f(), |(i, j, k)| make(i + 5 * j + 35 * k));
    for view in [
        a.view(),
        f.view(),
        a.slice(s![..;-2, 1.., ..;2]),
        a.view().reversed_axes(),
        a.slice(s![2..2, .., ..]),
        a.broadcast((4, 5, 7, 3)).expect("of that shape").slice_move(s![.., 2, .., ..]),
    ] {
        let gpu = view.to_gpu().expect("memory");
        assert_eq!((gpu.shape(), gpu.len(), gpu.rank()), (view.shape(), view.len(), 3));
        assert_eq!(gpu.is_empty(), view.is_empty());
        let host = gpu.to_host().expect("bytes");
        assert_eq!(host.view(), view.into_dyn());
        assert!(host.is_standard_layout());
        // Into every second element of a larger array, whose others stay.
        let mut larger =
            ArrayD::from_elem(view.shape().iter().map(|n| 2 * n).collect::<Vec<_>>(), make(77));
        let every_second = || s![..;2, ..;2, ..;2];
        let mut larger = larger.view_mut().into_dimensionality::<ndarray::Ix3>().expect("3 axes");
        gpu.copy_to(larger.slice_mut(every_second())).expect("bytes");
        assert_eq!(larger.slice(every_second()), view);
        larger.slice_mut(every_second()).fill(make(77));
        assert!(larger.iter().all(|&v| v == make(77)), "only the view's elements are written");
    }
}

#[test]
fn arrays_go_there_and_come_back() {
    if !has_device() {
        return;
    }
    round_trip(|i| i as f64);
    round_trip(|i| i as f32);
    round_trip(|i| i);
    round_trip(|i| -(i as isize));
    round_trip(|i| -(i as i64));
    round_trip(|i| i as u64);
    round_trip(|i| i as i32);
    round_trip(|i| i as u32);
    round_trip(|i| -(i as i16));
    round_trip(|i| i as u16);
    round_trip(|i| i as i8);
    round_trip(|i| i as u8);
    round_trip(|i| i % 3 == 0);
}

#[test]
fn whatever_holds_elements_has_a_copy_there() {
    if !has_device() {
        return;
    }
    let mut x = vec![1_u16, 2, 3].to_gpu().expect("memory");
    assert_eq!(x.to_host().expect("bytes"), array![1, 2, 3].into_dyn());
    assert_eq!([1_u16, 2, 3][1..].to_gpu().expect("memory").shape(), [2]);
    assert!([true, false].to_gpu().expect("memory").to_host().expect("bytes")[0]);
    assert_eq!(ndarray::arr0(2.5).to_gpu().expect("memory").to_host().expect("bytes")[[]], 2.5);
    let many = ArrayD::from_shape_fn(IxDyn(&[2; 8]), |at| at[7] as f32 + 2.0 * at[0] as f32);
    let reversed = many.view().reversed_axes();
    let there = reversed.to_gpu().expect("memory");
    assert_eq!(there.strides()[..2], [128, 64]);
    assert_eq!(there.to_host().expect("bytes"), reversed);
    let mut back = ArrayD::zeros(IxDyn(&[2; 8]));
    there.copy_to(&mut back).expect("bytes");
    assert_eq!(back, reversed);

    x.copy_from(&[7, 8, 9]).expect("the same shape");
    let mut host = [0; 3];
    x.copy_to(&mut host).expect("the same shape");
    assert_eq!(host, [7, 8, 9]);
    let error = x.copy_to(&mut [0; 4]).expect_err("one too many");
    let says = "an array of shape [3] cannot be copied to one of shape [4]";
    assert_eq!(error.to_string(), says);
    let says = "an array of shape [2] cannot be copied to one of shape [3]";
    assert_eq!(x.copy_from(&[1, 2]).expect_err("too few").to_string(), says);

    let zeros = GpuArray::<i8>::zeros((2, 3)).expect("memory");
    assert_eq!(zeros.to_host().expect("bytes"), Array2::<i8>::zeros((2, 3)).into_dyn());
    assert_eq!(format!("{zeros:?} {x:?}"), "GpuArray<i8>[2, 3] GpuArray<u16>[3]");
}

#[test]
fn it_is_an_argument_that_cpu_engines_refuse() {
    if !has_device() {
        return;
    }
    let mut x = array![[1.0, 2.0], [3.0, 4.0]].to_gpu().expect("memory");
    let arg = |arg: Arg<'_>| {
        let Arg::Array(array) = &arg else { panic!("a scalar") };
        let facts = (array.is_on_device(), array.is_mutable(), array.layout());
        assert_eq!((array.extents(), array.strides(), array.len()), (&[2, 2][..], &[2, 1][..], 4));
        (facts, format!("{arg:?}"))
    };
    let contiguous = metate::Layout::Contiguous;
    let (facts, text) = arg(Arg::from(&x));
    assert_eq!(facts, (true, false, contiguous));
    assert_eq!(text, "Array(&[f64; [2, 2] by [2, 1]] on a device)");
    assert_eq!(arg(Arg::from(&mut x)).0, (true, true, contiguous));

    let kernel = Kernel::parse("fn corner(a: ArrayView2<f64>) -> f64 { a[[0, 0]] }").expect("fine");
    let host = x.to_host().expect("bytes").into_dimensionality::<ndarray::Ix2>().expect("2 axes");
    for &target in Target::ALL {
        let on = kernel.on(target);
        // Before and after there is a program for the signature.
        for _ in 0..2 {
            let error = on.call::<f64>(args![&x]).expect_err("on the device").to_string();
            assert!(error.contains("to_host()") && error.contains(target.name()), "{error}");
            assert_eq!(on.call::<f64>(args![&host]).expect("a call"), 1.0);
        }
        assert!(on.explain(args![&x]).is_err() && on.inspect(Stage::Ir, args![&x]).is_err());
        assert!(on.tiered(true).call::<f64>(args![&x]).is_err());
    }
    // What is not about elements comes first.
    let error = kernel.on(Target::Jit).call::<f64>(args![&[1.0, 2.0].to_gpu().expect("memory")]);
    let error = error.expect_err("an axis too few").to_string();
    assert!(error.contains("an array of f64 with one axis"), "{error}");
}

#[test]
fn arguments_are_what_threads_may_share() {
    fn shared<T: Send + Sync>() {}
    shared::<GpuArray<f32>>();
    shared::<ArrayArg<'static>>();
    shared::<GpuError>();
}

#[test]
fn memory_is_accounted() {
    if !has_device() {
        return;
    }
    let x = GpuArray::<f32>::zeros(1 << 24).expect("memory");
    assert!(memory_use().in_use >= 64 << 20);
    drop(x);
    assert!(memory_use().pooled >= 64 << 20);
    metate::gpu::trim();
    assert!(memory_use().pooled < 64 << 20);
    let error = GpuArray::<f64>::zeros((1 << 30, 1 << 30)).expect_err("no such memory");
    assert!(
        matches!(error.gpu(), Some(GpuError::BufferTooLarge { bytes: 0x8000_0000_0000_0000, .. })),
        "{error}"
    );
    assert!(error.to_string().contains("work on parts of it"), "{error}");
}

/// This test, by its name, in a process of its own, with a variable set.
fn alone(test: &str, variable: &str, value: &str) -> String {
    let exe = std::env::current_exe().expect("a path");
    let mut child = Command::new(exe);
    child.args(["--exact", test, "--nocapture"]).env(variable, value).env("METATE_CHILD", test);
    let output = child.output().expect("a process");
    let text = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(output.status.success(), "{text}");
    text
}

fn is_child(test: &str) -> bool {
    std::env::var("METATE_CHILD").is_ok_and(|child| child == test)
}

#[test]
fn without_an_adapter_there_is_an_error() {
    const NAME: &str = "without_an_adapter_there_is_an_error";
    if !is_child(NAME) {
        alone(NAME, "VK_DRIVER_FILES", "");
        alone(NAME, "VK_DRIVER_FILES", "/nonexistent.json");
        return;
    }
    assert_eq!(adapters(), []);
    for _ in 0..2 {
        let error = [1.0].to_gpu().expect_err("no adapter");
        assert_eq!(error.kind(), &ErrorKind::Gpu(GpuError::NoAdapter));
        assert!(error.to_string().contains("install a driver"), "{error}");
    }
    assert!(GpuArray::<f32>::zeros(3).is_err());
    assert_eq!(memory_use(), metate::gpu::MemoryUse::default());
    // The CPU's engines do not mind.
    let kernel = Kernel::parse("fn twice(x: f64) -> f64 { 2.0 * x }").expect("fine");
    assert_eq!(kernel.on(Target::Jit).call::<f64>(args![1.5]).expect("a call"), 3.0);
}

#[test]
fn the_adapter_is_chosen_by_a_variable() {
    const NAME: &str = "the_adapter_is_chosen_by_a_variable";
    if !has_device() {
        return;
    }
    let all = adapters();
    if !is_child(NAME) {
        alone(NAME, "METATE_ADAPTER", "0");
        alone(NAME, "METATE_ADAPTER", &all[0].name.to_uppercase()[..4]);
        alone(NAME, "METATE_ADAPTER", "no such adapter");
        return;
    }
    let wanted = std::env::var("METATE_ADAPTER").expect("set");
    match [1.0].to_gpu() {
        Ok(_) => assert_ne!(wanted, "no such adapter"),
        Err(error) => {
            assert_eq!(wanted, "no such adapter");
            assert!(error.to_string().contains(&all[0].name), "{error}");
        }
    }
}

#[test]
fn an_adapter_shows_what_it_can() {
    for (number, adapter) in adapters().iter().enumerate() {
        let table = adapter.to_string();
        println!("{table}");
        assert_eq!(adapter.number, number);
        assert!(
            table.lines().all(|line| line.len() > 16 && line.as_bytes()[15] == b' '),
            "{table}"
        );
        assert!(table.contains(&adapter.name) && table.contains(adapter.device_type));
    }
}

/// Function types have arrays on the device as others; only the device takes them.
#[test]
fn kernels_are_bound_to_arrays_on_the_device() {
    if !has_device() {
        return;
    }
    type Axpy = fn(f32, &'static GpuArray<f32>, &'static mut GpuArray<f32>) -> f32;
    let text = "fn axpy<T: Float>(a: T, x: ArrayView2<T>, mut y: ArrayViewMut2<T>) -> T {
        let mut most = a;
        for i in 0..x.nrows() {
            for j in 0..x.ncols() {
                y[[i, j]] += a * x[[i, j]];
                most = most.max(y[[i, j]]);
            }
        }
        most
    }";
    let kernel = Kernel::parse(text).expect("a kernel");
    let bound = kernel.on(Target::Gpu).bind::<Axpy>().expect("a function of the device");
    let x = Array2::from_shape_fn((7, 9), |(i, j)| (i * 9 + j) as f32).to_gpu().expect("memory");
    let mut y = GpuArray::<f32>::zeros((7, 9)).expect("memory");
    for step in 1..4 {
        assert_eq!(bound.call((2.0, &x, &mut y)), Ok(step as f32 * 124.0));
    }
    assert_eq!(y.to_host().expect("a copy")[[6, 8]], 372.0);
    // Another rank is told by the call, with the argument.
    let flat = GpuArray::<f32>::zeros(63).expect("memory");
    let error = bound.call((2.0, &flat, &mut y)).expect_err("one axis");
    assert!(error.to_string().contains("`x`: expected ArrayView2<f32>"), "{error}");
    for target in [Target::Jit, Target::Threads, Target::Interpreter, Target::Auto] {
        let error = kernel.on(target).bind::<Axpy>().expect_err("out of reach");
        assert!(error.to_string().contains("`GpuArray`"), "{error}");
    }
    // What is read only is not written to.
    type Fixed = fn(f32, &'static GpuArray<f32>, &'static GpuArray<f32>) -> f32;
    let error = kernel.on(Target::Gpu).bind::<Fixed>().expect_err("not mutable");
    assert!(error.to_string().contains("pass it mutably"), "{error}");
}

/// A call whose loops use up the iterations that it began with begins anew, on arrays as they were.
#[test]
fn calls_begin_anew_on_what_they_were_given() {
    if !has_device() {
        return;
    }
    // Steps of Collatz's sequence are added, what was there is halved, and both are told elsewhere.
    let kernel = Kernel::parse(
        "fn steps(x: &[u32], y: &mut [u32], z: &mut [u8], w: &mut [u32]) -> u32 {
            for i in prange(0..y.len()) { y[i] += 1; }
            let mut all = 0;
            for i in prange(0..x.len()) {
                let mut v = x[i];
                while v > 1 {
                    v = if v % 2 == 0 { v / 2 } else { 3 * v + 1 };
                    y[i] += 1;
                }
                z[i] = z[i] / 2 + 1;
                w[i] = y[i];
                all += y[i];
            }
            all
        }",
    )
    .expect("a kernel");
    let x: Vec<u32> = (0..301).collect();
    let fresh = || (vec![7_u32; 301], vec![9_u8; 301], vec![0_u32; 301]);
    let (mut y, mut z, mut w) = fresh();
    let wanted =
        kernel.on(Target::Jit).call::<u32>(args![&x, &mut y, &mut z, &mut w]).expect("a sum");
    let on = kernel.on(Target::Gpu);
    for begin in [1, 10, 1 << 20] {
        begin_with(begin);
        let (mut y2, mut z2, mut w2) = fresh();
        assert_eq!(on.call(args![&x, &mut y2, &mut z2, &mut w2]), Ok(wanted));
        assert_eq!((&y2, &z2, &w2), (&y, &z, &w));
        let (y2, z2, w2) = fresh();
        let [mut y2, mut w2] = [y2, w2].map(|host| host.to_gpu().expect("memory"));
        let mut z2 = z2.to_gpu().expect("memory");
        assert_eq!(on.call(args![&x, &mut y2, &mut z2, &mut w2]), Ok(wanted));
        let dispatches = last_call().dispatches;
        assert_eq!(begin < 200, dispatches > 3, "{dispatches} launches");
        assert_eq!(y2.to_host().expect("a copy").into_raw_vec_and_offset().0, y);
        assert_eq!(z2.to_host().expect("a copy").into_raw_vec_and_offset().0, z);
        assert_eq!(w2.to_host().expect("a copy").into_raw_vec_and_offset().0, w);
    }
}
