//! Prints loop IR as Rust syntax.
//!
//! In: a function, verified or not. Out: text that people read and [`super::parse`] reads back;
//! for [`super::verify`], the same names and the head of a statement on one line.
//!
//! Always true: values and labels are numbered in the order in which they appear in the text, so
//! functions that differ only in their tables print alike, and printing, reading and printing
//! again gives the same text. A value's name ends in its number and an array's does not, so they
//! never meet. Lines of the source, where they are asked for, are comments. Deliberately absent:
//! spans, and rows of the tables that nothing refers to.
//!
//! Arrays of the function itself are declared on top of its body, `let hist: [[u32; 3]; 2];`, and
//! those that it allocates where they have their memory, `let copy: Array1<f64> = zeros(v2);`. A
//! parallel loop says of each carried value how it is reduced, and then which arrays its
//! iterations update together:
//!
//! ```text
//! 'l0: for (i_0, sum_1, best_2, at_3) in prange(v4..v5, add(v6), best_lt(v7), with(1, v8), arrays(add(hist)))
//! ```
//!
//! `sum` is a sum that starts from `v6`, `best` is replaced by what is less, and `at` goes with
//! the carried value of number 1, `best`. A loop whose iterations run in order, and that only
//! regroups sums, says `regroup` for `prange`, and of what it does not regroup, `in_order(v9)`.

use std::collections::HashSet;
use std::fmt::Write;

use super::{
    ArrayData, ArrayId, Block, Carried, Check, End, Fork, Func, Label, Parallel, Param, Range,
    Reduction, Stmt, StmtKind, Val,
};
use crate::source::{Margin, SourceLines};
use crate::ty::ParamTy;
use crate::util::index::Index;

/// The function as text that [`super::parse::parse`] reads back.
pub fn print(func: &Func) -> String {
    let mut printer = Printer::new(func);
    printer.function();
    printer.out
}

/// The same with the lines of the source that statements were made for, as comments.
pub fn print_beside<'a>(func: &'a Func, lines: &'a SourceLines<'a>) -> String {
    let mut printer = Printer::new(func);
    printer.margin = Some(Margin::new(lines));
    printer.function();
    printer.out
}

/// Writes parts of a function one after the other: values and labels keep their names from part to
/// part.
pub struct Parts<'f> {
    printer: Printer<'f>,
}

impl<'f> Parts<'f> {
    /// The parts of this function; what it is called with comes first.
    pub fn new(func: &'f Func) -> Parts<'f> {
        let mut parts = Parts { printer: Printer::new(func) };
        parts.printer.signature();
        parts
    }

    /// The lines that follow are one level deeper.
    pub fn indent(&mut self) {
        self.printer.depth += 1;
    }

    /// The lines that follow are one level less deep.
    pub fn dedent(&mut self) {
        self.printer.depth -= 1;
    }

    /// A line begins with this text.
    pub fn line(&mut self, text: &str) {
        self.printer.new_line();
        self.printer.out.push_str(text);
    }

    /// Text on the same line.
    pub fn text(&mut self, text: &str) {
        self.printer.out.push_str(text);
    }

    /// The names of values, with commas.
    pub fn values(&mut self, values: &[Val]) {
        for (number, &value) in values.iter().enumerate() {
            self.printer.comma(number);
            self.printer.value(value);
        }
    }

    /// The name of a label.
    pub fn label(&mut self, label: Label) {
        self.printer.label(label);
    }

    /// The name of an array.
    pub fn array(&mut self, array: ArrayId) {
        self.printer.array(array);
    }

    /// A statement, on lines of its own.
    pub fn statement(&mut self, stmt: &Stmt) {
        self.printer.statement(stmt);
    }

    /// How control leaves, on a line of its own.
    pub fn end(&mut self, end: &End) {
        self.printer.new_line();
        self.printer.end(end);
    }

    /// What was written.
    pub fn finish(self) -> String {
        self.printer.out
    }
}

/// About how much text a value makes, its statement included.
const BYTES_PER_VALUE: usize = 40;

/// The longest part of a text that a fault quotes, in bytes.
const LONGEST_QUOTE: usize = 120;

/// Numbers given out in order of first appearance.
struct Numbering {
    given: Vec<Option<u32>>,
    next: u32,
}

impl Numbering {
    fn new(rows: usize) -> Numbering {
        Numbering { given: vec![None; rows], next: 0 }
    }

    /// The number of this row, or nothing if the table has no such row.
    fn of(&mut self, row: usize) -> Option<u32> {
        let slot = self.given.get_mut(row)?;
        Some(*slot.get_or_insert_with(|| {
            self.next += 1;
            self.next - 1
        }))
    }
}

/// Writes a function and remembers what it called everything.
pub(super) struct Printer<'a> {
    func: &'a Func,
    out: String,
    depth: usize,
    values: Numbering,
    labels: Numbering,
    arrays: Vec<String>,
    margin: Option<Margin<'a>>,
}

impl<'a> Printer<'a> {
    fn new(func: &'a Func) -> Printer<'a> {
        Printer {
            func,
            out: String::with_capacity(BYTES_PER_VALUE * func.values.len()),
            depth: 0,
            values: Numbering::new(func.values.len()),
            labels: Numbering::new(func.labels.len()),
            arrays: array_names(func),
            margin: None,
        }
    }

    /// A printer that has printed `func` and so knows every name.
    pub(super) fn with_names(func: &'a Func) -> Printer<'a> {
        let mut printer = Printer::new(func);
        printer.function();
        printer
    }

    /// What `write` writes, in backticks and cut off where it gets long.
    pub(super) fn quote(&mut self, write: impl FnOnce(&mut Printer<'a>)) -> String {
        let before = std::mem::replace(&mut self.out, String::from("`"));
        write(self);
        let mut quoted = std::mem::replace(&mut self.out, before);
        if quoted.len() > LONGEST_QUOTE {
            quoted.truncate(quoted.floor_char_boundary(LONGEST_QUOTE));
            quoted.push_str("..");
        } else if quoted.ends_with(';') {
            quoted.pop();
        }
        quoted.push('`');
        quoted
    }

    fn function(&mut self) {
        self.signature();
        self.out.push(' ');
        self.block_declaring(&self.func.body, &self.func.local_arrays());
        self.out.push('\n');
    }

    /// What stands in front of the body.
    fn signature(&mut self) {
        self.heading();
        self.out.push('(');
        for (number, param) in self.func.params.iter().enumerate() {
            self.comma(number);
            self.param(*param);
        }
        self.out.push(')');
        if !self.func.results.is_empty() {
            self.out.push_str(" -> ");
            let names = self.func.results.iter().map(|scalar| scalar.name());
            self.one_or_tuple(names, |printer, name| printer.out.push_str(name));
        }
    }

    /// The keyword and the name of the function.
    pub(super) fn heading(&mut self) {
        self.out.push_str("fn ");
        push_identifier(&mut self.out, &self.func.name);
    }

    /// A parameter with its type.
    pub(super) fn param(&mut self, param: Param) {
        match param {
            Param::Scalar(value) => {
                self.value(value);
                self.out.push_str(": ");
                self.type_of(value);
            }
            Param::Array(array) => {
                self.array(array);
                self.out.push_str(": ");
                let Some(row) = self.func.arrays.get(array) else {
                    self.out.push_str("unknown");
                    return;
                };
                let ArrayData { elem, rank, layout, mutable, .. } = *row;
                let ty = ParamTy::Array { elem, rank, layout, mutable };
                write!(self.out, "{ty}").expect("a string takes all");
            }
        }
    }

    /// A block from brace to brace.
    fn block(&mut self, block: &Block) {
        if block.stmts.is_empty() && block.end == End::Give(Vec::new()) {
            self.out.push_str("{}");
            return;
        }
        self.block_declaring(block, &[]);
    }

    /// A block from brace to brace, these arrays on top.
    fn block_declaring(&mut self, block: &Block, arrays: &[ArrayId]) {
        self.out.push('{');
        self.depth += 1;
        for &array in arrays {
            self.new_line();
            self.declaration(array);
        }
        for stmt in &block.stmts {
            self.statement(stmt);
        }
        if block.end != End::Give(Vec::new()) {
            self.new_line();
            self.end(&block.end);
        }
        self.depth -= 1;
        self.new_line();
        self.out.push('}');
    }

    /// An array of the function itself.
    pub(super) fn declaration(&mut self, array: ArrayId) {
        self.out.push_str("let ");
        self.array(array);
        match self.func.arrays.get(array).and_then(|row| row.local) {
            Some(ty) => write!(self.out, ": {ty};").expect("a string takes all"),
            None => self.out.push_str(": unknown;"),
        }
    }

    fn statement(&mut self, stmt: &Stmt) {
        if let Some(note) = self.margin.as_mut().and_then(|margin| margin.note(stmt.span)) {
            self.new_line();
            write!(self.out, "// {note}").expect("a string takes all");
        }
        self.new_line();
        self.head(&stmt.kind);
        match &stmt.kind {
            StmtKind::If { then, otherwise, .. } => {
                self.out.push(' ');
                self.block(then);
                if !otherwise.stmts.is_empty() || otherwise.end != End::Give(Vec::new()) {
                    self.out.push_str(" else ");
                    self.block(otherwise);
                }
            }
            StmtKind::For { body, .. }
            | StmtKind::Loop { body, .. }
            | StmtKind::Scope { body, .. } => {
                self.out.push(' ');
                self.block(body);
            }
            StmtKind::Const { .. }
            | StmtKind::Op { .. }
            | StmtKind::Extent { .. }
            | StmtKind::Load { .. }
            | StmtKind::Clock { .. } => {}
            StmtKind::Store { .. }
            | StmtKind::Allocate { .. }
            | StmtKind::Check { .. }
            | StmtKind::Proved { .. } => {
                self.out.push(';');
            }
        }
        if !stmt.kind.results().is_empty() {
            self.out.push(';');
        }
    }

    fn check(&mut self, name: &str, check: Check, args: &[Val]) {
        match check {
            Check::Bounds { array, axis } => self.call(name, Some(array), Some(axis), args),
            Check::Distinct { array, axis } => self.call(name, Some(array), axis, args),
            _ => self.call(name, None, None, args),
        }
    }

    /// A statement without its blocks and the semicolon.
    pub(super) fn head(&mut self, kind: &StmtKind) {
        self.pattern(kind.results());
        match kind {
            StmtKind::Const { value, .. } => {
                write!(self.out, "{value}").expect("a string takes all");
            }
            StmtKind::Op { op, args, .. } => self.call(op.row().name, None, None, args),
            StmtKind::Extent { array, axis, .. } => {
                self.call("extent", Some(*array), Some(*axis), &[]);
            }
            StmtKind::Clock { .. } => self.call("clock", None, None, &[]),
            StmtKind::Load { array, index, .. } => self.call("load", Some(*array), None, index),
            StmtKind::Store { array, index, value } => {
                self.call("store", Some(*array), None, index);
                self.out.pop();
                self.out.push_str(", ");
                self.value(*value);
                self.out.push(')');
            }
            StmtKind::Allocate { array, extents } => {
                self.out.push_str("let ");
                self.array(*array);
                let elem = self.func.arrays.get(*array).map_or("unknown", |row| row.elem.name());
                write!(self.out, ": Array{}<{elem}> = ", extents.len())
                    .expect("a string takes all");
                self.call("zeros", None, None, extents);
            }
            StmtKind::Check { check, args } => self.check(check.name(), *check, args),
            StmtKind::Proved { check, args } => self.check(&check.proved_name(), *check, args),
            StmtKind::If { cond, .. } => {
                self.out.push_str("if ");
                self.value(*cond);
            }
            StmtKind::For { label, var, range, carried, parallel, .. } => {
                let inner = std::iter::once(*var).chain(carried.iter().map(|c| c.inner));
                self.loop_head(*label, inner);
                match parallel {
                    Some(parallel) => self.reductions(*range, carried, parallel),
                    None => self.carry(Some(*range), carried),
                }
            }
            StmtKind::Loop { label, carried, .. } => {
                self.loop_head(*label, carried.iter().map(|c| c.inner));
                self.carry(None, carried);
            }
            StmtKind::Scope { label, .. } => {
                self.label(*label);
                self.out.push(':');
            }
        }
    }

    /// `let x: T = `, or nothing if nothing is defined.
    fn pattern(&mut self, results: &[Val]) {
        if results.is_empty() {
            return;
        }
        self.out.push_str("let ");
        self.one_or_tuple(results.iter().copied(), Printer::value);
        self.out.push_str(": ");
        self.one_or_tuple(results.iter().copied(), Printer::type_of);
        self.out.push_str(" = ");
    }

    /// A loop up to the word that says what it carries.
    fn loop_head(&mut self, label: Label, inner: impl Iterator<Item = Val>) {
        self.label(label);
        self.out.push_str(": for (");
        let mut count = 0;
        for value in inner {
            self.comma(count);
            self.value(value);
            count += 1;
        }
        self.out.push_str(if count == 1 { ",) in " } else { ") in " });
    }

    fn carry(&mut self, range: Option<Range>, carried: &[Carried]) {
        self.out.push_str("carry(");
        if let Some(range) = range {
            self.range(range);
        }
        for (number, carried) in carried.iter().enumerate() {
            self.comma(number + usize::from(range.is_some()));
            self.value(carried.init);
        }
        self.out.push(')');
    }

    /// The range of a parallel loop, and how it combines what it carries.
    fn reductions(&mut self, range: Range, carried: &[Carried], parallel: &Parallel) {
        self.out.push_str(match parallel {
            Parallel { fork: Some(_), .. } => "fork(",
            Parallel { in_order: true, .. } => "regroup(",
            Parallel { in_order: false, .. } => "prange(",
        });
        self.range(range);
        for (number, carried) in carried.iter().enumerate() {
            self.out.push_str(", ");
            match parallel.reductions.get(number) {
                Some(Reduction::Op(op)) => write!(self.out, "{}(", op.row().name),
                Some(Reduction::Best(op)) => write!(self.out, "best_{}(", op.row().name),
                Some(Reduction::With(best)) => write!(self.out, "with({best}, "),
                Some(Reduction::InOrder) => write!(self.out, "in_order("),
                None => write!(self.out, "unknown("),
            }
            .expect("a string takes all");
            self.value(carried.init);
            self.out.push(')');
        }
        if !parallel.arrays.is_empty() {
            self.out.push_str(", arrays(");
            for (number, (array, op)) in parallel.arrays.iter().enumerate() {
                self.comma(number);
                write!(self.out, "{}(", op.row().name).expect("a string takes all");
                self.array(*array);
                self.out.push(')');
            }
            self.out.push(')');
        }
        self.listed("claims", &parallel.claims);
        if let Some(Fork { work, private }) = &parallel.fork {
            self.out.push_str(", ");
            self.value(*work);
            self.listed("private", private);
        }
        self.out.push(')');
    }

    /// `, name(a, b)`, if there are any.
    fn listed(&mut self, name: &str, arrays: &[ArrayId]) {
        if arrays.is_empty() {
            return;
        }
        write!(self.out, ", {name}(").expect("a string takes all");
        for (number, &array) in arrays.iter().enumerate() {
            self.comma(number);
            self.array(array);
        }
        self.out.push(')');
    }

    fn range(&mut self, range: Range) {
        self.value(range.lo);
        self.out.push_str(if range.inclusive { "..=" } else { ".." });
        self.value(range.hi);
    }

    /// How control leaves a block, with the semicolon if it takes one.
    pub(super) fn end(&mut self, end: &End) {
        match end {
            End::Give(values) => self.tail(values),
            End::Next(label, values) => {
                self.out.push_str("next!(");
                self.label(*label);
                for value in values {
                    self.out.push_str(", ");
                    self.value(*value);
                }
                self.out.push(')');
            }
            End::Break(label, values) => {
                self.out.push_str("break ");
                self.label(*label);
                self.leaving(values);
            }
            End::Return(values) => {
                self.out.push_str("return");
                self.leaving(values);
            }
            End::Unreachable => self.out.push_str("unreachable!()"),
        }
    }

    /// The values behind `break` or `return`, and the semicolon.
    fn leaving(&mut self, values: &[Val]) {
        if !values.is_empty() {
            self.out.push(' ');
            self.tail(values);
        }
        self.out.push(';');
    }

    fn tail(&mut self, values: &[Val]) {
        if !values.is_empty() {
            self.one_or_tuple(values.iter().copied(), Printer::value);
        }
    }

    fn call(&mut self, name: &str, array: Option<ArrayId>, axis: Option<u8>, args: &[Val]) {
        self.out.push_str(name);
        self.out.push('(');
        let mut count = 0;
        if let Some(array) = array {
            self.array(array);
            count += 1;
        }
        if let Some(axis) = axis {
            self.comma(count);
            write!(self.out, "{axis}").expect("a string takes all");
        }
        for arg in args {
            self.comma(count);
            self.value(*arg);
            count += 1;
        }
        self.out.push(')');
    }

    /// The item itself if there is one, a tuple if there are more.
    fn one_or_tuple<T>(
        &mut self,
        items: impl ExactSizeIterator<Item = T>,
        mut write: impl FnMut(&mut Self, T),
    ) {
        let tuple = items.len() != 1;
        if tuple {
            self.out.push('(');
        }
        for (number, item) in items.enumerate() {
            self.comma(number);
            write(self, item);
        }
        if tuple {
            self.out.push(')');
        }
    }

    /// The name of a value: its hint and its number.
    pub(super) fn value(&mut self, value: Val) {
        let Some(number) = self.values.of(value.number()) else {
            self.out.push_str("unknown");
            return;
        };
        match self.func.values[value].hint.as_deref() {
            None | Some("") => self.out.push('v'),
            Some(hint) => {
                push_plain(&mut self.out, hint);
                self.out.push('_');
            }
        }
        write!(self.out, "{number}").expect("a string takes all");
    }

    fn type_of(&mut self, value: Val) {
        let row = self.func.values.get(value);
        self.out.push_str(row.map_or("unknown", |row| row.ty.name()));
    }

    /// The name of an array.
    pub(super) fn array(&mut self, array: ArrayId) {
        let name = self.arrays.get(array.number());
        self.out.push_str(name.map_or("unknown", String::as_str));
    }

    /// The name of a label, quote included.
    pub(super) fn label(&mut self, label: Label) {
        match self.labels.of(label.number()) {
            Some(number) => write!(self.out, "'l{number}").expect("a string takes all"),
            None => self.out.push_str("'unknown"),
        }
    }

    fn comma(&mut self, items_before: usize) {
        if items_before > 0 {
            self.out.push_str(", ");
        }
    }

    fn new_line(&mut self) {
        self.out.push('\n');
        for _ in 0..self.depth {
            self.out.push_str("    ");
        }
    }
}

/// Names for the arrays: their own, changed as little as it takes to make them differ from each
/// other, from keywords and from the names of values.
fn array_names(func: &Func) -> Vec<String> {
    let mut taken = HashSet::new();
    let free_name = |array: &ArrayData| {
        let mut name = String::new();
        push_identifier(&mut name, &array.name);
        if is_value_name(&name) {
            name.push('_');
        }
        while !taken.insert(name.clone()) {
            name.push('_');
        }
        name
    };
    func.arrays.values().map(free_name).collect()
}

/// Whether a value may be called this.
fn is_value_name(name: &str) -> bool {
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
    stem.len() < name.len() && (stem == "v" || stem.ends_with('_'))
}

/// Adds a name that is an identifier even on its own.
fn push_identifier(out: &mut String, name: &str) {
    let from = out.len();
    push_plain(out, name);
    if &out[from..] == "_" {
        out.push('x');
    }
    if KEYWORDS.contains(&&out[from..]) {
        out.push('_');
    }
}

/// Adds a name without what may not stand in an identifier.
fn push_plain(out: &mut String, name: &str) {
    let name = name.strip_prefix("r#").unwrap_or(name);
    if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
        out.push('_');
    }
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_' || !c.is_ascii();
    for (number, part) in name.split(|c| !allowed(c)).enumerate() {
        if number > 0 {
            out.push('_');
        }
        out.push_str(part);
    }
}

/// Rust's keywords, reserved ones included.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "Self", "static", "struct", "super", "trait", "true", "try", "type",
    "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];
