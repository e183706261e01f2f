//! What the passes are worth: statements of the suite's kernels, as lowered and behind the passes.
//!
//! In: the suite in `benches/`. Out: a table, printed with `--nocapture`. Always true: a kernel
//! has no more statements behind the passes than it had before, and none more in its loops.
//! Deliberately absent: clocks; `compare` has them.

#[path = "../benches/suite/mod.rs"]
mod suite;

use metate::{Kernel, Stage, Target};
use metate_lang::ir::parse::parse;
use metate_lang::ir::walk::walk;
use metate_lang::ir::{Block, StmtKind};

/// Statements of a function, and those of its innermost loops.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
struct Counts {
    all: usize,
    innermost: usize,
}

fn count(text: &str) -> Counts {
    let func = parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    Counts { all: func.statement_count(), innermost: innermost(&func.body) }
}

fn innermost(block: &Block) -> usize {
    let mut found = 0;
    walk(block, &mut |stmt| {
        if let StmtKind::For { body, .. } | StmtKind::Loop { body, .. } = &stmt.kind
            && !has_loops(body)
        {
            walk(body, &mut |_| found += 1);
        }
    });
    found
}

fn has_loops(block: &Block) -> bool {
    let mut found = false;
    walk(block, &mut |stmt| {
        found |= matches!(stmt.kind, StmtKind::For { .. } | StmtKind::Loop { .. });
    });
    found
}

#[test]
fn the_suite_gets_no_longer() {
    println!("{:12} {:>16} {:>16}", "statements", "all", "innermost loops");
    for case in suite::cases() {
        let kernel = Kernel::parse(case.text).expect("a kernel of the suite");
        let mut workload = (case.prepare)(suite::TINY);
        let mut counts = |stage| {
            count(
                &workload.inspect(&kernel.on(Target::Jit), stage).expect("arguments of the kernel"),
            )
        };
        let (before, after) = (counts(Stage::Ir), counts(Stage::Plan));
        println!(
            "{:12} {:6} to {:6} {:6} to {:6}",
            case.name, before.all, after.all, before.innermost, after.innermost
        );
        assert!(after.all <= before.all && after.innermost <= before.innermost, "{}", case.name);
    }
}
