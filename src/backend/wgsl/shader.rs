//! A region as a module of WGSL.
//!
//! In: an offload and one of its regions. Out: a [`Shader`]: the function that is an iteration,
//! the entry points that call it, and the table of what the host binds and passes. Always true:
//! a module declares what it uses and no more; barriers stand where all invocations of a workgroup
//! come. Deliberately absent: control flow inside of iterations ([`block`](super::block)).

use std::collections::HashSet;

use metate_lang::ir::walk::{walk, walk_blocks};
use metate_lang::ir::{ArrayId, Block, Func, Label, StmtKind, Val};
use metate_lang::op::Op;
use metate_lang::source::SourceLines;
use metate_lang::ty::Scalar;
use metate_lang::util::index::Index;

use super::block::{Around, Emitter, Exit};
use super::entries::{MOST_PARTS, THREADS};
use super::memory::{Array, LONG, Memory, form, from_words, to_words};
use super::names::Names;
use super::ops::Needs;
use super::params::Fields;
use super::reduce::{Iterated, Part};
use super::scan::Slice;
use super::text::{Text, comment};
use super::types::register;
use super::update::{BINS, How, Updates, copying, form_of, updating};
use super::{
    Binding, COPY_THREADS, Caps, FEW_PARTS, Groups, MANY_EACH, MOST_COPY_GROUPS, Param, Pass,
    Refusal, ScratchSize, Shader, Site, Words, fresh, math,
};
use crate::plan::offload::{Axis, Offload, Reduced, Region, RegionId, RegionKind};

/// The shader of a region.
///
/// `source` is the kernel's text, whose lines stand as comments in the module's. Of the arrays in
/// `windows` a launch sees parts: then the host slices a grid along its outermost axis.
///
/// # Errors
/// If the device lacks what the region needs, or has no form for it.
pub fn shader(
    offload: &Offload,
    region: RegionId,
    source: &str,
    caps: &Caps,
    words: Words,
    windows: &[ArrayId],
) -> Result<Shader, Refusal> {
    let region = &offload.regions[region];
    let lines = SourceLines::new(source, 1);
    supports(&offload.func, region, caps, words)?;
    let mut module = Module::new(offload, region, &lines, caps, words, windows)?;
    match &region.kind {
        RegionKind::Serial => module.serial()?,
        RegionKind::Grid { axes, reductions, .. } => module.grid(axes, reductions)?,
        RegionKind::Scan { axis, reductions } => module.scan(*axis, reductions)?,
    }
    module.finish(caps)
}

/// Whether the device has the types that a region works on.
fn supports(func: &Func, region: &Region, caps: &Caps, words: Words) -> Result<(), Refusal> {
    let mut types: Vec<Scalar> = region.arrays.iter().map(|t| func.arrays[t.array].elem).collect();
    types.extend(region.private.iter().map(|&array| func.arrays[array].elem));
    types.extend(region.scalars.iter().chain(&region.resident).map(|&value| func.ty(value)));
    walk(&region.body, &mut |stmt| stmt.kind.definitions(|value| types.push(func.ty(value))));
    let refuse = |what: &str| {
        Err(Refusal { span: region.span, reason: format!("the device has no {what}") })
    };
    for ty in types {
        match register(ty, words) {
            "f64" if !caps.f64 => return refuse("`f64`"),
            "f64" if !caps.i64 => return refuse("integers of 64 bits, which `f64` needs"),
            "i64" | "u64" if !caps.i64 => return refuse("integers of 64 bits"),
            _ => {}
        }
    }
    Ok(())
}

/// A module while it is made.
pub(super) struct Module<'m> {
    pub(super) offload: &'m Offload,
    pub(super) region: &'m Region,
    pub(super) lines: &'m SourceLines<'m>,
    pub(super) words: Words,
    pub(super) needs: Needs,
    pub(super) fields: Fields,
    pub(super) memory: Memory,
    pub(super) updates: Updates,
    /// Names of arrays, which functions must not give to anything else.
    pub(super) names: Names,
    pub(super) sites: Vec<Site>,
    /// Declarations of variables of the module.
    pub(super) variables: String,
    /// Functions and entry points.
    pub(super) functions: Vec<String>,
    pub(super) passes: Vec<Pass>,
    pub(super) scratch: Option<ScratchSize>,
    /// Bytes of workgroup memory that the device has.
    pub(super) workgroup_limit: u32,
    /// Whether a launch of the call may stop it.
    pub(super) watches: bool,
    /// Whether a check of this region may.
    pub(super) traps: bool,
    /// Whether a launch sees windows of arrays, and does a part of axis 0.
    pub(super) sliced: bool,
}

/// The function that tells how many workgroups share iterations.
fn counting_groups() -> String {
    include_str!("../../../shaders/groups.wgsl")
        .replace("MANY_EACH", &format!("{MANY_EACH}u"))
        .replace("FEW_GROUPS", &format!("{FEW_PARTS}u"))
}

impl<'m> Module<'m> {
    fn new(
        offload: &'m Offload,
        region: &'m Region,
        lines: &'m SourceLines<'m>,
        caps: &Caps,
        words: Words,
        windows: &[ArrayId],
    ) -> Result<Module<'m>, Refusal> {
        let func = &offload.func;
        let updated = match &region.kind {
            RegionKind::Grid { arrays, .. } => &arrays[..],
            RegionKind::Serial | RegionKind::Scan { .. } => &[],
        };
        let updates = Updates::of(func, &region.body, updated)?;
        let mut array_names = Names::for_arrays();
        let (mut memory, mut names) = (Memory::default(), Names::default());
        for id in named(region) {
            let row = &func.arrays[id];
            let name = array_names.fresh(&row.name, id.number());
            names.take(&name);
            let touched = region.arrays.iter().find(|touched| touched.array == id);
            let form = match updates.arrays.get(&id) {
                Some(&(_, how)) => form_of(how, row.elem, words),
                None => form(row.elem, touched.is_some_and(|touched| touched.writes), words),
            };
            let extents = extents(func, id);
            memory.arrays.insert(id, Array { name, elem: row.elem, form, extents, window: None });
        }
        let fields = Fields::of(func, region, &mut memory, words, windows);
        let stops = |region: &Region| region.unbounded || has_checks(&region.body);
        Ok(Module {
            offload,
            region,
            lines,
            words,
            needs: Needs::new(*caps, words),
            fields,
            memory,
            updates,
            names,
            sites: Vec::new(),
            variables: String::new(),
            functions: Vec::new(),
            passes: Vec::new(),
            scratch: None,
            workgroup_limit: caps.workgroup_bytes,
            watches: offload.regions.values().any(stops),
            traps: has_checks(&region.body),
            sliced: !windows.is_empty(),
        })
    }

    pub(super) fn func(&self) -> &'m Func {
        &self.offload.func
    }

    /// Whether anything may end an invocation of this region early.
    pub(super) fn halts(&self) -> bool {
        self.traps || self.region.unbounded
    }

    /// The text of a scalar in front of the region, wherever it is.
    fn outside(&self, value: Val) -> String {
        if let Some(field) = self.fields.scalar(Param::Scalar(value)) {
            return field;
        }
        for stmt in &self.region.body.stmts {
            match stmt.kind {
                StmtKind::Const { to, value: constant } if to == value => {
                    return super::types::constant(constant, self.words);
                }
                StmtKind::Extent { to, array, axis } if to == value => {
                    let extent = &self.memory.arrays[&array].extents[usize::from(axis)];
                    return in_register(extent, self.words);
                }
                _ => {}
            }
        }
        let slot = self.offload.slot(value);
        let slot = slot.unwrap_or_else(|| panic!("metate bug: {value:?} is nowhere"));
        from_words(self.func().ty(value), &format!("resident[{slot}u]"), self.words)
    }

    /// Writes a function of the body: `head` behind the parameters for the axes.
    fn body(
        &mut self,
        head: Head<'_>,
        exit: &dyn Exit,
        slice: Option<&Slice>,
    ) -> Result<(), Refusal> {
        let region = self.region;
        let mut names = self.names.clone();
        let mut memory = self.memory.clone();
        let private = memory.add_private(self.func(), &region.private, &mut names, self.words);
        let around = Around {
            func: self.func(),
            memory: &memory,
            updates: &self.updates,
            lines: Some(self.lines),
            exit,
            paid: region.unbounded,
            slice,
        };
        let outside: Vec<(Val, String)> =
            used_outside(region).into_iter().map(|value| (value, self.outside(value))).collect();
        let mut emitter = Emitter::new(&around, &mut self.needs, &mut self.sites, names);
        let mut params: Vec<String> = head.first.iter().map(|&param| param.to_owned()).collect();
        for axis in head.axes {
            let name = emitter.name(axis.var);
            params.push(format!("{name}: {}", register(emitter.ty(axis.var), self.words)));
            emitter.bind(axis.var, name);
        }
        params.extend(head.last.iter().map(|&param| param.to_owned()));
        let result = if head.part.is_some() { " -> Part" } else { "" };
        emitter.text.open(format!("fn {}({}){result}", head.name, params.join(", ")));
        private.iter().for_each(|line| emitter.text.line(line));
        for (value, text) in outside {
            match is_atom(&text) {
                true => emitter.bind(value, text),
                false => emitter.define(value, &text),
            }
        }
        let labels: Vec<Label> = head.axes.iter().map(|axis| axis.label).collect();
        for (number, reduced) in head.reductions.iter().enumerate() {
            let Some(part) = head.part else { continue };
            let handed = reduced.carried.inner;
            emitter.bind(handed, part.field(number));
            if part.is_followed(number) {
                let line = fresh::line(&region.body, handed, number, &labels);
                emitter.follow(number, line, part.field(number));
            }
        }
        emitter.body(&region.body)?;
        emitter.text.close();
        let text = emitter.text.finish();
        // Where a function ends it returns.
        let text = match text.strip_suffix("    return;\n}\n") {
            Some(rest) => format!("{rest}}}\n"),
            None => text,
        };
        self.functions.push(text);
        Ok(())
    }

    fn serial(&mut self) -> Result<(), Refusal> {
        let exit = Gives { module: &self.slots(), words: self.words };
        let first = if self.traps { &["trip: u32"][..] } else { &[] };
        let head =
            Head { name: "serial", first, axes: &[], last: &[], part: None, reductions: &[] };
        self.body(head, &exit, None)?;
        let mut text = Text::default();
        text.line("@compute @workgroup_size(1)");
        text.open("fn run()");
        if self.watches {
            text.line("if (stopped()) { return; }");
        }
        self.pay(&mut text);
        text.line(if self.traps { "serial(0u);" } else { "serial();" });
        if self.traps {
            text.line("report(0u, 0u);");
        }
        text.close();
        self.functions.push(text.finish());
        self.pass("run", Groups::One);
        Ok(())
    }

    /// The slots of what the region makes.
    fn slots(&self) -> Vec<Option<u32>> {
        self.region.results.iter().map(|&value| self.offload.slot(value)).collect()
    }

    pub(super) fn pass(&mut self, entry: &'static str, groups: Groups) {
        self.passes.push(Pass { entry, groups });
    }

    pub(super) fn pay(&self, text: &mut Text) {
        if self.region.unbounded {
            text.line("budget = p.budget;");
        }
    }

    fn grid(&mut self, axes: &[Axis], reductions: &[Reduced]) -> Result<(), Refusal> {
        let part = Part::of(self.func(), reductions, self.region.span)?;
        let counts = self.traps || part.as_ref().is_some_and(Part::has_marks);
        let first = if counts { &["trip: u32"][..] } else { &[] };
        let last = if part.is_some() { &["part: Part"][..] } else { &[] };
        let head = Head { name: "iteration", first, axes, last, part: part.as_ref(), reductions };
        self.body(head, &Iterated { part: part.as_ref() }, None)?;
        if part.is_none() && !self.traps && self.updates.arrays.is_empty() {
            self.map(axes);
            return Ok(());
        }
        let copies = self.updates.any_copies();
        let threads = if copies { COPY_THREADS } else { self.threads(part.as_ref()) };
        self.constants(threads);
        self.updating(threads)?;
        if let Some(part) = &part {
            self.parts(part)?;
            self.functions.push(include_str!("../../../shaders/gather.wgsl").to_owned());
            if !self.sliced {
                self.functions.push(counting_groups());
            }
        }
        if copies {
            self.filling("fill", true, threads);
        }
        self.strided(axes, part.as_ref(), counts, threads);
        if let Some(part) = &part {
            self.finishing(axes, part, threads);
        }
        if copies {
            self.filling("merge", false, threads);
        }
        Ok(())
    }

    /// Invocations of a workgroup, as far as its memory goes.
    fn threads(&self, part: Option<&Part>) -> u32 {
        let bytes = part.map_or(0, Part::bytes);
        let mut threads = THREADS;
        while threads > 32 && threads * bytes + 64 > self.workgroup_limit {
            threads /= 2;
        }
        threads
    }

    fn constants(&mut self, threads: u32) {
        let most = if self.updates.any_copies() { MOST_COPY_GROUPS } else { MOST_PARTS };
        self.variables += &format!("const THREADS: u32 = {threads}u;\n");
        self.variables += &format!("const GROUPS: u32 = {most}u;\n");
    }

    /// The type of partial results and what combines them.
    fn parts(&mut self, part: &Part) -> Result<(), Refusal> {
        let mut needs = self.needs.clone();
        let functions = part.functions(&|value| self.outside(value), &mut needs);
        self.needs = needs;
        let span = self.region.span;
        self.functions.insert(0, functions.map_err(|refusal| Refusal { span, ..refusal })?);
        self.variables += "\nvar<workgroup> tree: array<Part, THREADS>;\n";
        let scratch = self.scratch.get_or_insert_default();
        scratch.fixed = 8 * part.slots() * u64::from(MOST_PARTS);
        Ok(())
    }

    /// The functions that update arrays together.
    fn updating(&mut self, threads: u32) -> Result<(), Refusal> {
        let arrays = self.updated();
        let count = arrays.len() as u32;
        let staged = 4 * BINS * count + threads * 64 + 64 <= self.workgroup_limit;
        let parts = match &self.region.kind {
            RegionKind::Grid { reductions, .. } => {
                Part::of(self.func(), reductions, self.region.span)?
            }
            _ => None,
        };
        let mut first = format!("{}u", parts.map_or(0, |p| p.slots() * u64::from(MOST_PARTS)));
        let (mut has_bins, mut has_sums) = (false, false);
        for (id, op, how) in arrays {
            let array = self.memory.arrays[&id].clone();
            if how == How::Copies {
                let copying = copying(&array, op, &first, &mut self.needs);
                let span = self.region.span;
                self.functions.push(copying.map_err(|refusal| Refusal { span, ..refusal })?);
                first = format!("{first} + p.copies * ({})", array.elements());
                self.scratch.get_or_insert_default().copied.push((id, 8));
                continue;
            }
            let text = updating(&array, op, how, staged, self.words);
            has_bins |= text.staged;
            has_sums |= how == How::Pair && op == Op::Add;
            self.variables += &text.variables;
            self.functions.push(text.functions);
        }
        if has_bins {
            self.variables = format!("const BINS: u32 = {BINS}u;\n{}", self.variables);
        }
        if has_sums {
            self.functions.push(include_str!("../../../shaders/negated.wgsl").to_owned());
        }
        if self.updates.any_copies() {
            self.variables += "\nvar<private> copy: u32;\n";
        }
        Ok(())
    }

    /// The arrays that iterations update together, in the order of their bindings.
    pub(super) fn updated(&self) -> Vec<(ArrayId, Op, How)> {
        let touched = self.region.arrays.iter().map(|touched| touched.array);
        let row = |array| self.updates.arrays.get(&array).map(|&(op, how)| (array, op, how));
        touched.filter_map(row).collect()
    }

    /// Whether an array is updated in memory of the workgroup.
    pub(super) fn is_staged(&self, array: ArrayId) -> bool {
        let name = format!("var<workgroup> {}_bins:", self.memory.arrays[&array].name);
        self.variables.contains(&name)
    }

    fn scan(&mut self, axis: Axis, reductions: &[Reduced]) -> Result<(), Refusal> {
        let Some(part) = Part::of(self.func(), reductions, self.region.span)? else {
            let reason = "a scan carries nothing".to_owned();
            return Err(Refusal { span: self.region.span, reason });
        };
        let axes = &[axis][..];
        let exit = Iterated { part: Some(&part) };
        let carried: Vec<_> = reductions.iter().map(|reduced| reduced.carried).collect();
        let slice = Slice::of(&self.region.body, &carried, axis.label, &self.region.private);
        let head = |name| Head {
            name,
            first: &[],
            axes,
            last: &["part: Part"],
            part: Some(&part),
            reductions,
        };
        self.body(head("contribution"), &exit, Some(&slice))?;
        let first = if self.traps { &["trip: u32"][..] } else { &[] };
        self.body(Head { first, ..head("iteration") }, &exit, None)?;
        let threads = self.threads(Some(&part));
        self.constants(threads);
        self.parts(&part)?;
        self.functions.push(include_str!("../../../shaders/gather.wgsl").to_owned());
        self.functions.push(counting_groups());
        self.functions.push(self.scanning(axis, &part, threads));
        self.pass("run", Groups::Strided { threads, most: MOST_PARTS, parts: true });
        self.pass("chain", Groups::One);
        self.pass("spread", Groups::Strided { threads, most: MOST_PARTS, parts: true });
        Ok(())
    }

    /// The module, and the table of what it needs.
    fn finish(mut self, caps: &Caps) -> Result<Shader, Refusal> {
        let mut parts = std::mem::take(&mut self.functions);
        if self.watches {
            parts.push(include_str!("../../../shaders/stopped.wgsl").to_owned());
        }
        if self.traps {
            parts.push(include_str!("../../../shaders/stop.wgsl").to_owned());
            self.variables +=
                "\nvar<private> trap: Record;\n\nvar<workgroup> lowest: atomic<u32>;\n";
        }
        if self.region.unbounded {
            parts.push(include_str!("../../../shaders/spend.wgsl").to_owned());
            self.variables += "\nvar<private> budget: u32;\n";
        }
        if self.halts() {
            self.variables += "\nvar<private> halted: bool;\n";
        }
        parts.push(math::functions(&mut self.needs)?);
        let functions = parts.join("\n");
        let is_long = functions.contains("words_of(") || functions.contains("long_of(");
        let functions = if is_long { format!("{functions}\n{LONG}") } else { functions };

        let mut text = Text::default();
        let func = self.func();
        let place = self.lines.number(self.region.span).map(|line| comment(self.lines, line));
        let place = place.map(|comment| comment.replacen("//", ",", 1)).unwrap_or_default();
        text.line(format!("// {}{place}", func.name));
        let (params, uniform) = self.params(&functions, caps, &mut text);
        let bindings = self.bindings(&functions, &mut text);
        if uniform && !params.is_empty() {
            text.line(format!("@group(0) @binding({}) var<uniform> p: Params;", bindings.len()));
        }
        let count = bindings.len() as u32;
        if count > caps.max_bindings {
            let reason = format!(
                "the loop needs {count} buffers, and the device has {} for one launch",
                caps.max_bindings
            );
            return Err(Refusal { span: self.region.span, reason });
        }
        text.part(&self.variables);
        text.part(&functions);
        let Module { passes, sites, .. } = self;
        let uniform = uniform && !params.is_empty();
        Ok(Shader { text: tidy(&text.finish()), bindings, params, uniform, passes, sites })
    }

    /// Declares the parameters that are used; says whether they are a uniform.
    fn params(&self, functions: &str, caps: &Caps, text: &mut Text) -> (Vec<Param>, bool) {
        let params = self.fields.used(functions);
        let bytes: u32 = params.iter().map(|&param| 4 * self.fields.count(param)).sum();
        let uniform = bytes > caps.immediate_bytes;
        if !params.is_empty() {
            text.blank();
            text.open("struct Params");
            for &param in &params {
                self.fields.declarations(param).iter().for_each(|field| text.line(field));
            }
            text.close();
            if !uniform {
                text.line("var<immediate> p: Params;");
            }
        }
        text.blank();
        (params, uniform)
    }

    /// Declares what is bound.
    fn bindings(&self, functions: &str, text: &mut Text) -> Vec<Binding> {
        let mut bindings = Vec::new();
        let mut declare = |binding: Binding, access: &str, name: &str, ty: &str| {
            let number = bindings.len();
            text.line(format!("@group(0) @binding({number}) var<storage, {access}> {name}: {ty};"));
            bindings.push(binding);
        };
        for touched in &self.region.arrays {
            let array = &self.memory.arrays[&touched.array];
            // Atomic operations want it writable.
            let writable = touched.writes || self.updates.holds(touched.array);
            let access = if writable { "read_write" } else { "read" };
            let binding = Binding::Array { array: touched.array, writable };
            declare(binding, access, &array.name, &array.memory_type(self.words));
        }
        if functions.contains("resident[") {
            declare(Binding::Resident, "read_write", "resident", "array<vec2<u32>>");
        }
        if self.watches {
            declare(Binding::Traps, "read_write", "traps", "Traps");
        }
        if let Some(bytes) = &self.scratch {
            let bytes = bytes.clone();
            declare(Binding::Scratch { bytes }, "read_write", "scratch", "array<vec2<u32>>");
        }
        if self.traps {
            text.part(include_str!("../../../shaders/traps.wgsl"));
        } else if self.watches {
            text.part(include_str!("../../../shaders/traps_header.wgsl"));
        }
        bindings
    }
}

/// Names and types of a function of the body.
#[derive(Clone, Copy)]
struct Head<'h> {
    name: &'h str,
    /// Parameters in front of the induction variables.
    first: &'h [&'h str],
    axes: &'h [Axis],
    /// Parameters behind them.
    last: &'h [&'h str],
    part: Option<&'h Part>,
    reductions: &'h [Reduced],
}

/// The exit of a serial region.
struct Gives<'g> {
    /// Where its results lie.
    module: &'g [Option<u32>],
    words: Words,
}

impl Exit for Gives<'_> {
    fn leave(&self, emitter: &mut Emitter<'_>, values: &[Val]) -> Result<(), Refusal> {
        for (&value, slot) in values.iter().zip(self.module) {
            let Some(slot) = slot else { continue };
            let pair = to_words(emitter.ty(value), &emitter.atom(value), self.words);
            emitter.text.line(format!("resident[{slot}u] = {pair};"));
        }
        emitter.text.line("return;");
        Ok(())
    }

    fn abandon(&self) -> String {
        "return;".to_owned()
    }
}

/// The arrays of the device that a region names: those that it touches first.
pub(super) fn named(region: &Region) -> Vec<ArrayId> {
    let mut named: Vec<ArrayId> = region.arrays.iter().map(|touched| touched.array).collect();
    walk(&region.body, &mut |stmt| {
        stmt.kind.arrays(|array| {
            if !named.contains(&array) && !region.private.contains(&array) {
                named.push(array);
            }
        });
    });
    named
}

/// The extents of an array of the device: of one whose size the text does not say, parameters come
/// in their place.
fn extents(func: &Func, array: ArrayId) -> Vec<String> {
    let row = &func.arrays[array];
    match row.local {
        Some(ty) => ty.extents().map(|extent| format!("{extent}u")).collect(),
        None => vec![String::new(); usize::from(row.rank)],
    }
}

/// An extent, a `u32`, as a `usize`.
pub(super) fn in_register(extent: &str, words: Words) -> String {
    match words {
        Words::Narrow => extent.to_owned(),
        Words::Wide => format!("u64({extent})"),
    }
}

fn has_checks(body: &Block) -> bool {
    let mut found = false;
    walk(body, &mut |stmt| found |= matches!(stmt.kind, StmtKind::Check { .. }));
    found
}

/// The scalars and resident values that a body uses.
fn used_outside(region: &Region) -> Vec<Val> {
    let mut used = HashSet::new();
    walk_blocks(&region.body, &mut |block| used.extend(block.end.operands().iter().copied()));
    walk(&region.body, &mut |stmt| stmt.kind.operands(|operand| used.extend([operand])));
    let all = region.scalars.iter().chain(&region.resident).copied();
    all.filter(|value| used.contains(value)).collect()
}

/// Whether a text may stand wherever a name may.
fn is_atom(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.')
}

/// Without empty lines in a row, or at the end.
fn tidy(text: &str) -> String {
    let mut out = String::new();
    let mut was_empty = false;
    for line in text.lines() {
        let is_empty = line.trim().is_empty();
        if !(is_empty && was_empty) {
            out.push_str(line.trim_end());
            out.push('\n');
        }
        was_empty = is_empty;
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}
