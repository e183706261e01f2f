//! What `explain` tells, as a value: facts that tests of a program can hold on to.
//!
//! In: kernels and arguments. Always true: nothing is compiled or run for it.

use metate::explain::Change;
use metate::prelude::*;
use ndarray::Array2;

const TRIANGLE: &str = "
fn triangle(a: &mut Array2<f32>, x: &[f32]) -> f32 {
    let mut total = 0.0;
    for i in 0..a.nrows() {
        for j in i..a.ncols() {
            a[[i, j]] = x[j].exp();
        }
        total += a[[i, i]];
    }
    for k in prange(1..x.len()) {
        total += x[k];
    }
    let mut n = x.len();
    while n > 1 {
        n /= 2;
    }
    total
}";

fn kernel() -> Kernel {
    Kernel::parse(TRIANGLE).expect("a kernel")
}

#[test]
fn loops_are_told_in_the_order_of_the_text() -> Result<(), metate::Error> {
    let (kernel, x) = (kernel(), vec![1.0_f32; 7]);
    let mut a = Array2::<f32>::zeros((3, 5));
    let report = kernel.on(Target::Interpreter).explain(args![&mut a, &x])?;
    let loops = report.loops();
    let lines: Vec<_> = loops.iter().map(|found| (found.line, found.depth)).collect();
    assert_eq!(lines, [(4, 0), (5, 1), (10, 0), (14, 0)]);
    assert_eq!(loops[1].parent, Some(0));
    assert_eq!(loops[1].source, "for j in i..a.ncols() {");
    let trips: Vec<_> = loops.iter().map(|found| found.trip_count.as_deref()).collect();
    assert_eq!(trips, [Some("a.nrows()"), Some("a.ncols() - i"), Some("x.len() - 1"), None]);
    let values: Vec<_> = loops.iter().map(|found| found.trips).collect();
    assert_eq!(values, [Some(3), None, Some(6), None]);
    assert_eq!((loops[2].parallel, loops[3].counted), (true, false));
    assert!(matches!(loops[2].carried[0].change, Change::Chunked(metate::explain::Op::Add, _)));
    let inner = loops[1].iteration.as_ref().expect("nothing removes a loop here");
    assert_eq!(inner.most.calls.keys().collect::<Vec<_>>(), ["exp_f32"]);
    assert_eq!((inner.most.bytes_loaded, inner.most.bytes_stored), (4, 4));
    assert_eq!((loops[1].checks.len(), loops[1].checks_before), (3, 3));
    assert_eq!(loops[1].checks[0].source, "x[j]");
    Ok(())
}

#[test]
fn machine_code_is_told_of_once_there_is_some() -> Result<(), metate::Error> {
    let (kernel, x) = (kernel(), vec![1.0_f32; 7]);
    let mut a = Array2::<f32>::zeros((3, 5));
    let on = kernel.on(Target::Jit);
    let before = on.explain(args![&mut a, &x])?;
    assert!(before.code().is_none());
    assert!(before.loops_made() > before.loops().len(), "the reduction takes loops of its own");
    on.call::<f32>(args![&mut a, &x])?;
    let report = on.explain(args![&mut a, &x])?;
    let code = report.code().expect("it has been compiled");
    assert!(code.bytes > 100 && code.compile_time.is_some_and(|time| !time.is_zero()));
    assert!(report.to_string().contains(&format!("{} bytes, compiled in", code.bytes)));
    let other = on.explain(args![&mut a.slice_mut(ndarray::s![.., ..;2]).to_owned(), &x])?;
    assert!(other.code().is_some(), "an owned copy is of the same layout class");
    Ok(())
}

#[test]
fn a_loop_that_the_passes_remove_says_so() -> Result<(), metate::Error> {
    let text = "fn f(n: usize) -> usize {\n    let mut s = 0;\n    for i in 0..n {\n        \
                s += i;\n    }\n    n\n}";
    let kernel = Kernel::parse(text)?;
    let report = kernel.on(Target::Jit).explain(args![4usize])?;
    assert!(report.loops()[0].iteration.is_none(), "{report}");
    assert!(report.to_string().contains("the passes removed it"));
    let report = kernel.on(Target::Interpreter).explain(args![4usize])?;
    assert!(report.loops()[0].iteration.is_some(), "the interpreter runs the text as it stands");
    Ok(())
}

#[test]
fn arguments_that_do_not_fit_are_told() {
    let x = [1.0_f32];
    let error = kernel().on(Target::Jit).explain(args![&x]).expect_err("an argument is missing");
    assert!(matches!(error.kind(), metate::ErrorKind::ArgumentCount { .. }));
}
