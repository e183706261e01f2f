//! Kernels as one program, and what it says.
//!
//! In: kernels. Out: the digests of their rounds as rustc compiled them, or what it refuses.
//! Always true: a kernel is a module of its own, behind `use metate::prelude::*`; some become their
//! exact twins through the macro, as a user's do, the others by renaming the same calls here,
//! which takes a fraction of the time. Deliberately absent: what the digests should be.

use std::fmt::Write;
use std::path::PathBuf;
use std::process::Command;

use metate_lang::math::EXACT_METHODS;
use metate_lang::ty::Ty;

use super::cases::Case;
use super::rustc::{Rustc, by_module};
use super::tokens::{self, Kind, Token};

/// How many kernels of a batch go through the macro.
const THROUGH_MACRO: usize = 20;

/// A program and what it runs.
pub struct Batch {
    program: PathBuf,
    /// Those that rustc accepts.
    pub cases: Vec<Case>,
    /// The others, with its words.
    pub refused: Vec<String>,
}

impl Batch {
    /// Compiles kernels; what rustc refuses of them is left out and told.
    pub fn build(rustc: &Rustc, mut cases: Vec<Case>) -> Batch {
        let mut refused = Vec::new();
        loop {
            let (source, last_lines) = source(&cases);
            let refusals = match rustc.build(&source) {
                Ok(program) => return Batch { program, cases, refused },
                Err(refusals) => refusals,
            };
            for (case, message) in by_module(refusals, &last_lines).into_iter().rev() {
                let case = cases.remove(case);
                refused.push(format!("{}:\n{}\n{message}", case.name, case.text));
            }
        }
    }

    /// What every kernel did, as far as the program got.
    pub fn run(&self) -> Vec<String> {
        let text = self.output(&[]);
        let lines = text.lines().enumerate();
        lines
            .map_while(|(number, line)| line.strip_prefix(&format!("{number} ")))
            .map(str::to_owned)
            .collect()
    }

    /// Everything that a kernel did in a round.
    pub fn show(&self, number: usize, round: u64) -> Vec<String> {
        let text = self.output(&[number.to_string(), round.to_string()]);
        text.lines().map(str::to_owned).collect()
    }

    fn output(&self, arguments: &[String]) -> String {
        let output = Command::new(&self.program).args(arguments).output();
        let output = output.expect("what was just built runs");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

/// The program of a batch, and the last line of each kernel's module.
fn source(cases: &[Case]) -> (String, Vec<usize>) {
    let mut source = String::from("#![allow(arithmetic_overflow, unconditional_panic)]\n");
    let mut last_lines = Vec::new();
    let mut lines = 1;
    for (number, case) in cases.iter().enumerate() {
        let module = module(case, number) + &call(case, number);
        lines += module.lines().count();
        last_lines.push(lines);
        source += &module;
    }
    source += "static KERNELS: &[native::Native] = &[\n";
    for (number, case) in cases.iter().enumerate() {
        source += &row(case, number);
    }
    (source + "];\nfn main() { native::report(KERNELS) }\n", last_lines)
}

/// A module whose public function is the kernel.
fn module(case: &Case, number: usize) -> String {
    let entry = case.entry();
    let mut text = case.text.clone();
    let name = entry.span.lo as usize;
    if !entry.public {
        let start = text[..name].rfind("fn").expect("a function's name stands behind `fn`");
        text.insert_str(start, "pub ");
    }
    let head = match number < THROUGH_MACRO {
        true => "#[metate::kernels(native_exact)]\n",
        false => "",
    };
    let mut traits = "";
    if number >= THROUGH_MACRO {
        text = renamed(&text);
        traits = "use metate::__private::{Exact as _, ExactBits as _, ExactInt as _};\n";
    }
    format!("{head}mod k{number} {{\nuse metate::prelude::*;\n{traits}{text}\n}}\n")
}

/// The text with calls of mathematical functions renamed to metate's, as `native_exact` does it.
fn renamed(text: &str) -> String {
    let mut tokens = tokens::tokens(text);
    for at in 2..tokens.len() - 1 {
        if EXACT_METHODS.contains(&tokens[at].text.as_str()) && is_call(&tokens, at) {
            tokens[at].text.insert_str(0, "metate_");
        }
    }
    tokens::text(&tokens)
}

/// Whether the name at `at` is called as a method or as a function of a type.
fn is_call(tokens: &[Token], at: usize) -> bool {
    let of_type = tokens[at - 1].is("::") && tokens[at - 2].kind == Kind::Word;
    tokens[at + 1].is("(") && (tokens[at - 1].is(".") || of_type)
}

/// The function that calls it with arguments of any types.
fn call(case: &Case, number: usize) -> String {
    let kernel = &case.entry().name;
    let params: Vec<String> =
        (0..case.entry().params.len()).map(|number| format!("a{number}")).collect();
    let arguments: Vec<String> =
        params.iter().map(|param| format!("native::Take::take({param})")).collect();
    let (params, arguments) = (params.join(", "), arguments.join(", "));
    let types: Vec<&str> =
        case.module.generic.iter().flat_map(|generic| &generic.types).map(|ty| ty.name()).collect();
    let types = if types.is_empty() { String::new() } else { format!("::<{}>", types.join(", ")) };
    let exact = if number < THROUGH_MACRO { "::native_exact" } else { "" };
    format!(
        "fn c{number}(data: &mut [native::Data]) -> Vec<native::Value> {{ \
         let [{params}] = data else {{ return Vec::new() }}; \
         native::Scalars::scalars(k{number}::{kernel}{exact}{types}({arguments})) }}\n"
    )
}

/// Its line in the program's list.
fn row(case: &Case, number: usize) -> String {
    let types: Vec<String> = case.types().map(type_of).collect();
    let (seed, types) = (case.seed, types.join(", "));
    format!("native::Native {{ seed: {seed}, types: &[{types}], call: c{number} }},\n")
}

/// An expression for a parameter's type.
fn type_of(ty: Ty) -> String {
    let mut text = String::new();
    match ty {
        Ty::Scalar(scalar) => write!(text, "native::Ty::Scalar(native::Scalar::{scalar:?})"),
        Ty::Array(array) => write!(
            text,
            "native::array(native::Scalar::{:?}, {}, native::Container::{:?})",
            array.elem, array.rank, array.container
        ),
        other => panic!("a parameter of type {other}"),
    }
    .expect("a string takes any text");
    text
}
