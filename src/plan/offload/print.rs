//! An offload as text: what the host does, with what it launches inside.
//!
//! In: an [`Offload`]. Out: text in the words of the loop IR, for people. Always true: everything of
//! it but spans is in the text. Deliberately absent: reading it back.

use std::fmt;

use metate_lang::ir::print::Parts;
use metate_lang::ir::{Block, Carried, Reduction, Val};

use super::{Axis, Offload, Reduced, Region, RegionId, RegionKind, Step, Steps};

impl fmt::Display for Offload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut printer = Printer { offload: self, parts: Parts::new(&self.func) };
        printer.steps(" {", &self.steps);
        writeln!(f, "{}", printer.parts.finish())
    }
}

struct Printer<'o> {
    offload: &'o Offload,
    parts: Parts<'o>,
}

impl Printer<'_> {
    fn steps(&mut self, open: &str, steps: &Steps) {
        self.parts.text(open);
        self.parts.indent();
        steps.steps.iter().for_each(|step| self.step(step));
        self.parts.end(&steps.end);
        self.parts.dedent();
        self.parts.line("}");
    }

    /// `name(values)`, or nothing if there are none.
    fn list(&mut self, name: &str, values: &[Val]) {
        if values.is_empty() {
            return;
        }
        self.parts.text(&format!(" {name}("));
        self.parts.values(values);
        self.parts.text(")");
    }

    fn results(&mut self, to: &[Val]) {
        self.parts.line("");
        if !to.is_empty() {
            self.parts.text("let (");
            self.parts.values(to);
            self.parts.text(") = ");
        }
    }

    fn carried(&mut self, carried: &[Carried]) {
        self.parts.text(" carry(");
        for (number, carried) in carried.iter().enumerate() {
            self.parts.text(if number == 0 { "" } else { ", " });
            self.parts.values(&[carried.inner]);
            self.parts.text(" from ");
            self.parts.values(&[carried.init]);
        }
        self.parts.text(")");
    }

    fn step(&mut self, step: &Step) {
        match step {
            Step::Host(stmt) => self.parts.statement(stmt),
            Step::Allocate { array, extents } => {
                self.parts.line("allocate ");
                self.parts.array(*array);
                self.list("of", extents);
            }
            Step::Launch(region) => self.region(*region),
            Step::Fetch(values) => {
                self.parts.line("fetch");
                self.list("", values);
            }
            Step::If { to, cond, then, otherwise } => {
                self.results(to);
                self.parts.text("if ");
                self.parts.values(&[*cond]);
                self.steps(" {", then);
                self.steps(" else {", otherwise);
            }
            Step::For { to, label, var, range, carried, body, .. } => {
                self.results(to);
                self.parts.label(*label);
                self.parts.text(": for ");
                self.parts.values(&[*var]);
                self.range(range);
                self.carried(carried);
                self.steps(" {", body);
            }
            Step::Loop { to, label, carried, body, .. } => {
                self.results(to);
                self.parts.label(*label);
                self.parts.text(": loop");
                self.carried(carried);
                self.steps(" {", body);
            }
            Step::Scope { to, label, body } => {
                self.results(to);
                self.parts.label(*label);
                self.steps(": {", body);
            }
        }
    }

    fn range(&mut self, range: &metate_lang::ir::Range) {
        self.parts.text(" in ");
        self.parts.values(&[range.lo]);
        self.parts.text(if range.inclusive { "..=" } else { ".." });
        self.parts.values(&[range.hi]);
    }

    fn axis(&mut self, axis: &Axis) {
        self.parts.values(&[axis.var]);
        self.range(&axis.range);
    }

    fn reductions(&mut self, reductions: &[Reduced]) {
        for Reduced { carried, how, to } in reductions {
            self.parts.text(", ");
            self.parts.values(&[*to]);
            self.parts.text(" = ");
            self.parts.text(&match how {
                Reduction::Op(op) => op.row().name.to_owned(),
                Reduction::Best(op) => format!("best_{}", op.row().name),
                Reduction::With(best) => format!("with {best} "),
                Reduction::InOrder => "in_order".to_owned(),
            });
            self.parts.text("(");
            self.parts.values(&[carried.inner]);
            self.parts.text(" from ");
            self.parts.values(&[carried.init]);
            self.parts.text(")");
        }
    }

    fn region(&mut self, id: RegionId) {
        let Region {
            kind,
            body,
            scalars,
            resident,
            results,
            arrays,
            private,
            may_trap,
            unbounded,
            ..
        } = &self.offload.regions[id];
        match kind {
            RegionKind::Serial => self.parts.line("serial"),
            RegionKind::Grid { axes, reductions, arrays } => {
                self.parts.line("grid (");
                for (number, axis) in axes.iter().enumerate() {
                    self.parts.text(if number == 0 { "" } else { ", " });
                    self.axis(axis);
                }
                self.parts.text(")");
                self.reductions(reductions);
                for (array, op) in arrays {
                    self.parts.text(&format!(", {} into ", op.row().name));
                    self.parts.array(*array);
                }
            }
            RegionKind::Scan { axis, reductions } => {
                self.parts.line("scan (");
                self.axis(axis);
                self.parts.text(")");
                self.reductions(reductions);
            }
        }
        self.list("takes", scalars);
        self.list("resident", resident);
        self.list("makes", results);
        for touched in arrays {
            self.parts.text(match (touched.reads, touched.writes) {
                (true, true) => " updates(",
                (true, false) => " reads(",
                _ if touched.whole.is_some() => " fills(",
                _ => " writes(",
            });
            self.parts.array(touched.array);
            self.parts.text(")");
        }
        for &array in private {
            self.parts.text(" private(");
            self.parts.array(array);
            self.parts.text(")");
        }
        self.parts.text(if *may_trap { " may_trap" } else { "" });
        self.parts.text(if *unbounded { " unbounded" } else { "" });
        self.block(body);
    }

    fn block(&mut self, body: &Block) {
        self.parts.text(" {");
        self.parts.indent();
        body.stmts.iter().for_each(|stmt| self.parts.statement(stmt));
        self.parts.end(&body.end);
        self.parts.dedent();
        self.parts.line("}");
    }
}
