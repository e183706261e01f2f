//! What `inspect` shows of this back end: Cranelift's IR, and machine code.
//!
//! In: a plan and the lines of its source. Out: texts, the lines that things were made for as
//! comments. Always true: the code shown is the code that runs, but for the addresses of functions
//! outside, which stand by name: places of the source do not change what Cranelift makes.
//! Deliberately absent: linking.

use std::fmt::{self, Write};

use cranelift_codegen::control::ControlPlane;
use cranelift_codegen::entity::SecondaryMap;
use cranelift_codegen::ir::{Block, Function, Inst, Value};
use cranelift_codegen::write::{FuncWriter, PlainWriter, decorate_function};
use metate_lang::source::SourceLines;

use super::calls::Calls;
use super::place::{Notes, Place};
use super::{CompileError, Site, emitted, isa, with_workspace};
use crate::interrupt::Metering;
use crate::plan::Plan;

/// The plan in Cranelift's IR, before Cranelift optimises it.
///
/// # Errors
/// If Cranelift does not know the machine.
pub fn clif_text(
    plan: &Plan,
    metering: Metering,
    lines: &SourceLines<'_>,
) -> Result<String, CompileError> {
    let isa = isa()?;
    with_workspace(|workspace| {
        let mut text = String::new();
        emitted(isa, plan, metering, true, workspace, |workspace, calls, sites| {
            let notes = Notes::new(plan.func(), sites, lines);
            text.push_str(&calls.name_in_clif(&noted(&mut workspace.context.func, notes)));
            Ok(())
        })?;
        Ok(text)
    })
}

/// The function as Cranelift prints it, places as comments in front.
fn noted(func: &mut Function, notes: Notes<'_>) -> String {
    let count = func.dfg.num_insts() as u32;
    let place = |number| Place::decoded(func.srcloc(Inst::from_u32(number)));
    let places = (0..count).map(place).collect();
    // Cranelift would print them as numbers.
    func.srclocs.clear();
    let mut out = String::new();
    let printed = decorate_function(&mut NotedWriter { notes, places }, &mut out, func);
    printed.expect("a string takes any text");
    out
}

/// Writes as Cranelift does, and notes where places change.
struct NotedWriter<'a> {
    notes: Notes<'a>,
    /// By the number of the instruction.
    places: Vec<Place>,
}

impl FuncWriter for NotedWriter<'_> {
    fn write_block_header(
        &mut self,
        out: &mut dyn Write,
        func: &Function,
        block: Block,
        indent: usize,
    ) -> fmt::Result {
        PlainWriter.write_block_header(out, func, block, indent)
    }

    fn write_instruction(
        &mut self,
        out: &mut dyn Write,
        func: &Function,
        aliases: &SecondaryMap<Value, Vec<Value>>,
        inst: Inst,
        indent: usize,
    ) -> fmt::Result {
        let place = self.places.get(inst.as_u32() as usize);
        if let Some(note) = self.notes.note(place.copied().unwrap_or(Place::Nowhere)) {
            writeln!(out, "{:indent$}; {note}", "")?;
        }
        PlainWriter.write_instruction(out, func, aliases, inst, indent)
    }
}

/// The plan in the machine's assembly language.
///
/// # Errors
/// If the machine is unknown or the kernel too large.
pub fn asm_text(
    plan: &Plan,
    metering: Metering,
    lines: &SourceLines<'_>,
) -> Result<String, CompileError> {
    let isa = isa()?;
    with_workspace(|workspace| {
        let (mut text, mut number) = (String::new(), 0);
        emitted(isa, plan, metering, true, workspace, |workspace, calls, sites| {
            workspace.context.set_disasm(cfg!(not(target_arch = "x86_64")));
            let compiled = workspace
                .context
                .compile(&**isa, &mut ControlPlane::default())
                .map_err(|error| CompileError::from(error.inner))?;
            let name = match number {
                0 => plan.func().name.clone(),
                region => format!("{}, region_{}", plan.func().name, region - 1),
            };
            number += 1;
            text.push_str(&listed(
                &name,
                compiled,
                calls,
                sites,
                Notes::new(plan.func(), sites, lines),
            ));
            Ok(())
        })?;
        Ok(text)
    })
}

#[cfg(target_arch = "x86_64")]
fn listed(
    name: &str,
    code: &cranelift_codegen::CompiledCode,
    calls: &Calls,
    _: &[Site],
    notes: Notes<'_>,
) -> String {
    super::listing::list(name, code, calls, notes)
}

/// Cranelift's own text, behind a comment line per check: what its status stands for.
#[cfg(not(target_arch = "x86_64"))]
fn listed(
    _: &str,
    code: &cranelift_codegen::CompiledCode,
    calls: &Calls,
    sites: &[Site],
    mut notes: Notes<'_>,
) -> String {
    let sites = (0..sites.len()).map(Place::Site);
    let line = |place| notes.note(place).map(|note| format!("; {note}\n"));
    let heading: String = sites.filter_map(line).collect();
    heading + &calls.name_in_asm(code.vcode.as_deref().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use metate_lang::ty::Layout;
    use metate_lang::{front, lower};

    use super::*;
    use crate::plan;

    /// Every golden kernel: its file's name, its text, and its plan for strided arguments.
    fn goldens() -> Vec<(String, String, Plan)> {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
        let mut found = Vec::new();
        for entry in std::fs::read_dir(folder).expect("the golden files") {
            let path = entry.expect("an entry").path();
            if path.is_file() {
                let text = std::fs::read_to_string(&path).expect("a readable golden file");
                let text = text.split("\n//~ ").next().unwrap_or_default().to_owned();
                let module = front::load(&text, None).expect("an accepted kernel");
                let func = lower::lower(&module, &module.signature(Layout::Strided))
                    .expect("a small kernel");
                found.push((path.display().to_string(), text, plan::optimized(func)));
            }
        }
        assert!(found.len() > 20, "the golden files moved");
        found
    }

    fn offset(line: &str) -> Option<u64> {
        line.starts_with(' ')
            .then(|| u64::from_str_radix(line.split_whitespace().next()?, 16).ok())?
    }

    /// Cranelift's IR and the listing, where the plan compiles.
    fn compiled(plan: &Plan, text: &str) -> Option<[String; 2]> {
        let (lines, metering) = (SourceLines::new(text, 1), Metering::default());
        Some([clif_text(plan, metering, &lines).ok()?, asm_text(plan, metering, &lines).ok()?])
    }

    #[test]
    fn golden_kernels_are_listed_with_their_lines() {
        let mut listed = 0;
        for (name, text, plan) in goldens() {
            let Some(forms) = compiled(&plan, &text) else { continue };
            listed += 1;
            for form in forms {
                let notes = form.lines().filter_map(|line| line.trim().strip_prefix("; "));
                for (number, source) in notes.filter_map(|note| note.split_once(" | ")) {
                    let number: usize = number.parse().expect("a number in front of a line");
                    let line = text.lines().nth(number - 1).expect("a line of the text");
                    assert_eq!(line.trim(), source, "{name}");
                }
            }
        }
        assert!(listed > 20, "only {listed} kernels are listed");
    }

    #[cfg(target_arch = "x86_64")]
    #[test]
    fn listings_are_whole() {
        for (name, text, plan) in goldens() {
            let Some([_, asm]) = compiled(&plan, &text) else { continue };
            let offsets: Vec<u64> = asm.lines().filter_map(offset).collect();
            assert!(offsets.first() == Some(&0) && offsets.is_sorted(), "{name}\n{asm}");
            assert!(!asm.contains("not an instruction"), "{name}\n{asm}");
            // What stands between the last instruction and the constants is zeros, not code.
            assert!(!asm.contains("add       [rax], al"), "{name}\n{asm}");
            // Whatever is branched to is labelled, and every function outside has its name.
            for line in asm.lines().filter(|line| offset(line).is_some()) {
                let operand = line.split_whitespace().nth(2).unwrap_or_default();
                if line.split_whitespace().nth(1).is_some_and(|name| name.starts_with('j')) {
                    assert!(asm.contains(&format!("\n{operand}:\n")), "{name}: {operand}\n{asm}");
                }
            }
        }
    }
}
