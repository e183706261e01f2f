//! What `explain` tells, as a value: facts that tests of a program can hold on to.
//!
//! In: kernels and arguments. Always true: nothing is compiled or run for it.

use metate::explain::{Change, Limit};
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
    assert!(report.to_string().contains("nobody asks for what it does"));
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

/// A loop that passes split, group or write out is told of as the text has it, once.
#[test]
fn checks_and_groups_are_those_of_the_loop_of_the_text() -> Result<(), metate::Error> {
    let text = "\
fn f(x: &[f64], y: &mut [f64], at: &[usize], n: usize) -> f64 {
    let mut s = 0.0;
    for i in 0..x.len() {
        s += x[i];
    }
    for i in 0..n {
        y[i] = x[i] + x[i];
        for k in 0..3 {
            s += y[at[k]];
        }
    }
    for i in 0..y.len() {
        for j in 0..n {
            s += x[j] * y[i];
        }
    }
    s
}";
    let kernel = Kernel::parse(text)?;
    let (x, mut y, at) = ([0.0; 9], [0.0; 9], [0_usize; 3]);
    let report = kernel.on(Target::Jit).explain(args![&x, &mut y, &at, 9_usize])?;
    let facts: Vec<_> = report
        .loops()
        .iter()
        .map(|l| {
            let left = l.checks.len();
            let needless = l.checks_before - left - l.checks_proved - l.checks_hoisted;
            (l.line, l.group, [l.checks_before, left, l.checks_proved, l.checks_hoisted, needless])
        })
        .collect();
    let expected = [
        (3, Some(4), [1, 0, 1, 0, 0]),
        // `x[i]` twice: one of the two says what the other does.
        (6, None, [3, 0, 0, 2, 1]),
        // Three iterations are written out; each of them asks for `y[at[k]]`.
        (8, None, [2, 1, 0, 1, 0]),
        (12, None, [0, 0, 0, 0, 0]),
        (13, Some(4), [2, 0, 1, 1, 0]),
    ];
    assert_eq!(facts, expected, "{report}");
    let loops = report.loops();
    let asked: Vec<_> = loops.iter().map(|l| l.asked_at.clone()).collect();
    assert_eq!(asked, [vec![], vec![6], vec![6], vec![], vec![12]], "{report}");
    let written_out: Vec<_> = loops.iter().map(|l| l.written_out).collect();
    assert_eq!(written_out, [false, false, true, false, false]);
    assert_eq!(loops[2].checks[0].source, "y[at[k]]");
    assert_eq!(loops[4].checks_of_copy, Some(1));
    // An iteration is one of the text's, not a group of them.
    let work = &loops[0].iteration.as_ref().expect("it is left").most;
    assert_eq!((work.loads, work.bytes_loaded, work.operations), (1, 8, 1));
    Ok(())
}

/// Two calls of a helper are two loops of one place, of which each has checks of its own.
#[test]
fn a_helper_that_is_called_twice_has_a_loop_for_each_call() -> Result<(), metate::Error> {
    let text = "\
fn sum(x: &[f64], n: usize) -> f64 {
    let mut s = 0.0;
    for i in 0..n {
        s += x[i];
    }
    s
}

pub fn f(x: &[f64], y: &[f64], n: usize) -> f64 {
    sum(x, x.len()) + sum(y, n)
}";
    let kernel = Kernel::parse(text)?;
    let report = kernel.on(Target::Jit).explain(args![&[1.0], &[1.0], 1_usize])?;
    let facts: Vec<_> = report
        .loops()
        .iter()
        .map(|l| (l.line, l.checks_proved, l.checks_hoisted, l.checks_of_copy))
        .collect();
    assert_eq!(facts, [(3, 1, 0, None), (3, 0, 1, Some(1))], "{report}");
    Ok(())
}

#[test]
fn types_of_parameters_stand_in_a_column() -> Result<(), metate::Error> {
    let text =
        "fn f(a_name_of_many_letters: f64, n: usize) -> f64 {\n    a_name_of_many_letters\n}";
    let report = Kernel::parse(text)?.on(Target::Interpreter).explain(args![1.0, 2_usize])?;
    let expected = "\
f on interpreter
  a_name_of_many_letters f64
  n                      usize
  loops                  0 in the text, 0 in the plan
";
    assert_eq!(report.to_string(), expected);
    Ok(())
}

/// Innermost loops of machine code are told what limits them, on every engine that has any.
#[test]
fn what_limits_a_loop_is_predicted() -> Result<(), metate::Error> {
    let text = "\
fn f(x: &[f64], y: &mut [f64], m: f64) -> f64 {
    for _step in 0..10 {
        for i in 0..x.len().min(y.len()) {
            y[i] = m * x[i];
        }
        for i in 0..x.len().min(y.len()) {
            y[i] = x[i].tanh();
        }
    }
    let mut s = 0.0;
    for i in 0..x.len() {
        s += x[i];
    }
    s
}";
    let kernel = Kernel::parse(text)?;
    for target in [Target::Jit, Target::Threads, Target::Auto] {
        let report = kernel.on(target).explain(args![&[0.0; 9], &mut [0.0; 9], 2.0])?;
        let bounds: Vec<_> = report.loops().iter().map(|found| found.bound.as_ref()).collect();
        let limits: Vec<_> = bounds.iter().map(|bound| bound.map(|bound| bound.limit())).collect();
        let expected = [None, Some(Limit::Memory), Some(Limit::Computation), Some(Limit::Chain)];
        assert_eq!(limits, expected, "{report}");
        let [_, Some(map), Some(tanh), Some(sum)] = bounds[..] else { panic!("{report}") };
        assert_eq!(
            map.bytes, 24,
            "8 that are loaded, 8 that are stored, which come before they go"
        );
        assert!(map.cycles() == map.memory && map.memory > map.computation);
        assert!(tanh.cycles() > 20.0, "{tanh}");
        assert_eq!((sum.chain, sum.carried.as_deref()), (3.0, Some("s")));
        assert!(report.to_string().contains("bound       the chain of `s`: 3.0 cycles;"));
    }
    let report = kernel.on(Target::Interpreter).explain(args![&[0.0; 9], &mut [0.0; 9], 2.0])?;
    assert!(report.loops().iter().all(|found| found.bound.is_none()), "{report}");
    Ok(())
}
