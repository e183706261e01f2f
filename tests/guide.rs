//! The guide's answers are the checker's.
//!
//! In: `docs/mistakes.md`: pairs of a kernel text and what a terminal shows for it, and the
//! table of codes of `docs/language.md`; `docs/inside.md`: a kernel and its stages. Out: agreement. `BLESS=1 cargo test --test guide`
//! rewrites the answers; never under CI.

use std::env;
use std::fs;
use std::path::Path;

use metate::prelude::*;
use metate::{Arg, Code};
use ndarray::Array2;

const MISTAKES: &str = "docs/mistakes.md";
const INSIDE: &str = "docs/inside.md";

fn read(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The page with the checker's answers in place of those it has.
fn answered(page: &str) -> (String, usize) {
    let (mut out, mut rest, mut count) = (String::new(), page, 0);
    let (open, between) = ("```rust,ignore\n", "```\n\n```text\n");
    while let Some(at) = rest.find(open) {
        let (before, behind) = rest.split_at(at + open.len());
        let (text, behind) = behind.split_once(between).expect("an answer behind each text");
        let (_, behind) = behind.split_once("```\n").expect("the end of an answer");
        let error = Kernel::parse(text.trim_end()).err();
        let error = error.unwrap_or_else(|| panic!("this is no mistake:\n{text}"));
        out.push_str(before);
        out.push_str(text);
        out.push_str(between);
        out.push_str(&format!("{error}\n```\n"));
        (rest, count) = (behind, count + 1);
    }
    out.push_str(rest);
    (out, count)
}

#[test]
fn mistakes_are_answered_as_the_guide_says() {
    let page = read(MISTAKES);
    let (now, count) = answered(&page);
    assert_eq!(count, 20, "the guide shows twenty mistakes");
    if env::var_os("BLESS").is_some_and(|value| value == "1") {
        assert!(env::var_os("CI").is_none(), "the guide is not blessed under CI");
        fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join(MISTAKES), now).expect("written");
    } else {
        assert!(page == now, "BLESS=1 accepts what was found:\n{now}");
    }
}

/// What the loops of a kernel are on several threads.
fn on_threads<'a>(kernel: &Kernel, args: impl AsMut<[Arg<'a>]>) -> Result<String, metate::Error> {
    Ok(kernel.on(Target::Threads).explain(args)?.to_string())
}

/// What metate says of the kernels of the page, by the marks in it.
fn inside() -> Result<[(&'static str, String); 8], metate::Error> {
    let page = read(INSIDE);
    let kernels = page.split("```rust,ignore\n").skip(1).map(|text| text.split("\n```").next());
    let kernels: Vec<&str> = kernels.map(|text| text.expect("the end of a kernel")).collect();
    let parsed = kernels.into_iter().map(Kernel::parse).collect::<Result<Vec<_>, _>>()?;
    let [kernel, scaled, jacobi, histogram, spmv] = parsed.as_slice() else {
        panic!("five kernels");
    };
    let on = kernel.on(Target::Jit);
    let x = [1.0; 30];
    let a = Array2::<f64>::zeros((10, 10));
    let (mut grid, mut other) = (a.clone(), a.clone());
    let (mut counts, mut y) = ([0_u64; 16], [0.0; 30]);
    let (starts, columns) = ([0_u32; 31], [0_u32; 30]);
    Ok([
        ("inspect hir", on.inspect(Stage::Hir, args![&a])?),
        ("inspect ir", on.inspect(Stage::Ir, args![&a])?),
        ("inspect plan", on.inspect(Stage::Plan, args![&a])?),
        ("explain", on.explain(args![&a])?.to_string()),
        ("explain scaled", scaled.on(Target::Jit).explain(args![&x, 10_usize])?.to_string()),
        ("explain jacobi_2d", on_threads(jacobi, args![10_usize, &mut grid, &mut other])?),
        ("explain histogram", on_threads(histogram, args![&x[..], &mut counts[..]])?),
        (
            "explain spmv",
            on_threads(spmv, args![&starts[..], &columns[..], &x[..], &x[..], &mut y[..]])?,
        ),
    ])
}

#[test]
fn the_inside_is_as_the_guide_shows() -> Result<(), metate::Error> {
    let page = read(INSIDE);
    let mut now = page.clone();
    for (mark, found) in inside()? {
        let open = format!("<!-- {mark} -->\n```text\n");
        let from = now.find(&open).unwrap_or_else(|| panic!("no {mark}")) + open.len();
        let to = from + now[from..].find("```\n").expect("the end of a text");
        now.replace_range(from..to, &format!("{}\n", found.trim_end()));
    }
    if env::var_os("BLESS").is_some_and(|value| value == "1") {
        assert!(env::var_os("CI").is_none(), "the guide is not blessed under CI");
        fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join(INSIDE), now).expect("written");
    } else {
        assert!(page == now, "BLESS=1 accepts what was found:\n{now}");
    }
    Ok(())
}

#[test]
fn every_code_is_in_the_reference() {
    let page = read("docs/language.md");
    for code in Code::ALL {
        let row = format!("| {code} | {} |", code.title());
        assert!(page.contains(&row), "docs/language.md lacks the row\n{row}");
    }
}
