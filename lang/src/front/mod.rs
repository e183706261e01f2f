//! Names and types: own tree to typed tree.
//!
//! In: an [`ast::File`]. Out: a [`hir::Module`] in which every name is resolved and every type is
//! known, or every problem of the text. Always true: what is accepted here is accepted by rustc,
//! with the same types; inference goes through the text in rustc's order. What was wrong once is
//! silent afterwards. Deliberately absent: what arguments are beyond [`difference`] (sizes
//! and layouts are never types), and every analysis of what a kernel computes.
//!
//! A function is checked in three steps: the modules `block`, `control`, `pattern`, `expr`, `array`
//! and `call` build a draft with open literal types, `finish` and `cover` settle them and check
//! what needs final types, and `independent` what a `prange` promises; `flow` follows control to
//! see that variables have values where they are read.

mod names;
mod unknown;
mod infer;
mod draft;
mod types;
mod block;
mod control;
mod pattern;
mod jump;
mod range;
mod expr;
mod literal;
mod array;
mod call;
mod argument;
mod advice;
mod constant;
mod const_item;
mod evaluate;
mod fixed;
mod finish;
mod cover;
mod independent;
mod flow;
mod recursion;
mod signature;
mod depth;
mod generic;
mod instantiate;

use std::collections::HashMap;

use crate::error::{Code, Diagnostic, Diagnostics, Span};
use crate::hir::{self, FuncId, LocalId};
use crate::syntax::{self, Limits, ast};
use crate::ty::Scalar;
use crate::util::index::{Index, Table};
use crate::util::stack::with_large_stack;
use const_item::Constant;
use draft::{First, Local, Origin};
use generic::{Instance, Templates};
use infer::{Infer, Type};
use names::{ConstId, Meaning, Names, nearest};
use types::Head;

pub use signature::{Difference, difference};

/// Parses and checks a text: the way from text to typed tree, in one go.
///
/// The kernel is the function `entry`, or else the only function, or the only `pub` one.
///
/// # Errors
/// Every problem found, in source order.
pub fn load(text: &str, entry: Option<&str>) -> Result<hir::Module, Diagnostics> {
    load_within(text, entry, &Limits::default())
}

/// The same under other limits than the usual ones.
///
/// # Errors
/// Every problem found, in source order.
pub fn load_within(
    text: &str,
    entry: Option<&str>,
    limits: &Limits,
) -> Result<hir::Module, Diagnostics> {
    let entry = entry.map(str::to_owned);
    syntax::parse_then(text, limits, move |text, file| match entry {
        Some(name) => check_entry(text, &file, &name),
        None => check(text, &file),
    })
}

/// Parses and checks a text of several kernels: a module for each `pub` function, or for the only
/// function, in source order. The modules share their functions.
///
/// # Errors
/// Every problem found, in source order.
pub fn load_all(text: &str, limits: &Limits) -> Result<Vec<hir::Module>, Diagnostics> {
    syntax::parse_then(text, limits, |text, file| check_with(text, &file, Kernels::Public, None))
}

/// Whether walks over this text's tree may recurse on any thread's stack, debug builds included.
///
/// A deeper text is worth [`crate::util::stack::with_large_stack`].
pub fn is_shallow(text: &str) -> bool {
    is_shallow_inlined(text, 0)
}

/// The same for its loop IR, in which helpers stand within one another as deeply as calls do.
pub fn is_shallow_inlined(text: &str, calls: usize) -> bool {
    depth::bound(text).saturating_mul(calls + 1) <= depth::SHALLOW
}

/// Parses and checks a generic text, and makes its kernel for these types, one for each of its
/// type parameters.
///
/// # Errors
/// Every problem found, in source order.
pub fn specialize(
    text: &str,
    entry: &str,
    types: &[Scalar],
    limits: &Limits,
) -> Result<hir::Module, Diagnostics> {
    let (entry, types) = (entry.to_owned(), types.to_vec());
    syntax::parse_then(text, limits, move |text, file| {
        check_with(text, &file, Kernels::Named(&entry), Some(&types)).map(only)
    })
}

/// Checks a parsed text whose kernel is its only function, or its only `pub` one.
///
/// A generic kernel is made for the usual types, `f64` or `i64`; [`specialize`] takes others.
///
/// # Errors
/// Every problem found, in source order.
pub fn check(text: &str, file: &ast::File) -> Result<hir::Module, Diagnostics> {
    check_with(text, file, Kernels::Sole, None).map(only)
}

/// Checks a parsed text whose kernel is the function `name`.
///
/// # Errors
/// Every problem found, in source order.
pub fn check_entry(text: &str, file: &ast::File, name: &str) -> Result<hir::Module, Diagnostics> {
    check_with(text, file, Kernels::Named(name), None).map(only)
}

/// Which functions of a text are its kernels.
#[derive(Clone, Copy, Debug)]
enum Kernels<'n> {
    /// The only function, or the only `pub` one.
    Sole,
    /// The one of this name.
    Named(&'n str),
    /// Every `pub` one, or the only function.
    Public,
}

/// The module of a text that has one kernel.
fn only(mut modules: Vec<hir::Module>) -> hir::Module {
    modules.pop().expect("a text without problems has a kernel")
}

fn check_with(
    text: &str,
    file: &ast::File,
    kernels: Kernels<'_>,
    types: Option<&[Scalar]>,
) -> Result<Vec<hir::Module>, Diagnostics> {
    if is_shallow(text) {
        return check_here(text, file, kernels, types);
    }
    with_large_stack(|| check_here(text, file, kernels, types)).unwrap_or_else(|error| {
        let message = format!("the system has no thread to check the text on: {error}");
        let problem = Diagnostic::new(Code::TooDeep, Span::default(), message);
        Err(Diagnostics::new(text, vec![problem]))
    })
}

fn check_here(
    text: &str,
    file: &ast::File,
    kernels: Kernels<'_>,
    types: Option<&[Scalar]>,
) -> Result<Vec<hir::Module>, Diagnostics> {
    let none = Templates::default();
    let mut chooser = Checker::new(text, &none, &[]);
    let mut entries: Vec<FuncId> = match kernels {
        Kernels::Named(name) => chooser.named_entry(file, name).into_iter().collect(),
        Kernels::Sole => chooser.sole_entry(file).into_iter().collect(),
        Kernels::Public => chooser.public_entries(file),
    };
    let mut problems = chooser.problems;
    if entries.is_empty() {
        // What else is wrong with the text is found all the same.
        entries.push(FuncId::new(0));
    }
    let generic = file.funcs.iter().any(|func| !func.generics.is_empty());
    let checked = match generic {
        true => generic::check(text, file, &entries, types),
        false => {
            let outcome = run(text, file, &entries, &none, &[]);
            let module = outcome.module.ok_or(outcome.problems);
            let with = |module: &hir::Module, &entry| hir::Module { entry, ..module.clone() };
            module.map(|module| entries.iter().map(|entry| with(&module, entry)).collect())
        }
    };
    match checked {
        Ok(modules) if problems.is_empty() => Ok(modules),
        checked => {
            problems.extend(checked.err().unwrap_or_default());
            Err(Diagnostics::new(text, problems))
        }
    }
}

/// What came of checking functions.
struct Outcome {
    /// The module, if there are no problems and no instance is missing.
    module: Option<hir::Module>,
    problems: Vec<Diagnostic>,
    /// Instances of generic functions that are called but not there.
    wanted: Vec<Instance>,
}

/// Checks functions without type parameters, the last of which are `instances`; some are kernels,
/// the first of which is the module's entry.
fn run(
    text: &str,
    file: &ast::File,
    entries: &[FuncId],
    templates: &Templates<'_>,
    instances: &[Instance],
) -> Outcome {
    let mut checker = Checker::new(text, templates, instances);
    checker.plain = file.funcs.len() - instances.len();
    let (plain, made) = file.funcs.split_at(checker.plain);
    let consts = checker.declare_consts(file.consts.iter());
    let mut ids = checker.declare_funcs(plain.iter());
    ids.extend(made.iter().map(|func| checker.declare_instance(func)));
    checker.evaluate_consts(consts);
    for &entry in entries.iter().filter(|entry| entry.number() < file.funcs.len()) {
        checker.entry_parameters(entry);
    }
    for id in ids {
        checker.function(id);
    }
    recursion::refuse(&mut checker);
    let Checker { mut problems, dependences, wanted, done, .. } = checker;
    if problems.is_empty() && wanted.is_empty() {
        problems = dependences;
    }
    let module = (problems.is_empty() && wanted.is_empty()).then(|| {
        let funcs: Table<FuncId, hir::Func> = done.into_iter().flatten().collect();
        hir::Module { text: text.into(), funcs: funcs.into(), entry: entries[0], generic: None }
    });
    Outcome { module, problems, wanted }
}

/// How many problems are worth searching the known names for a similar one.
const SUGGESTIONS: usize = 50;

/// One text being checked.
struct Checker<'a> {
    text: &'a str,
    problems: Vec<Diagnostic>,
    /// What iterations of a `prange` share and may not; it counts only if nothing else is wrong.
    dependences: Vec<Diagnostic>,
    names: Names<'a>,
    consts: Vec<Constant<'a>>,
    /// How many elements the constant arrays have together.
    const_elements: usize,
    /// Signatures, by function.
    heads: Vec<Head<'a>>,
    /// Checked functions, in the order of `heads`.
    done: Vec<Option<hir::Func>>,
    /// Who calls whom, and where.
    calls: Vec<(FuncId, FuncId, Span)>,
    /// The work that is left for comparing the arms of `match`es.
    cover: cover::Budget,
    /// The function being checked.
    body: Body<'a>,
    /// The generic functions of the text.
    templates: &'a Templates<'a>,
    /// Those of their instances that are functions here, behind `plain` others.
    instances: &'a [Instance],
    plain: usize,
    /// Those that are called but not there.
    wanted: Vec<Instance>,
}

/// A function being checked.
struct Body<'a> {
    id: FuncId,
    /// How many functions it is nested in.
    depth: u32,
    ret: Type,
    ret_span: Span,
    infer: Infer,
    locals: Vec<Local<'a>>,
    loops: Table<hir::LoopId, hir::Loop>,
    frames: Vec<jump::Frame<'a>>,
    /// Borrows of arrays that are alive, innermost last.
    loans: Vec<(LocalId, array::Access)>,
    /// What a guard around this place cannot assign to.
    frozen: Vec<LocalId>,
    /// Variables declared without a type and value.
    untyped: Vec<LocalId>,
    /// Whether control cannot get here.
    diverges: bool,
    /// Constant arrays that it uses, each as a variable of its own.
    constants: HashMap<ConstId, LocalId>,
    /// Whether it is no function but the expression of a constant.
    is_constant: bool,
}

impl Body<'_> {
    fn new(id: FuncId, depth: u32, ret: Type, ret_span: Span) -> Self {
        Body {
            id,
            depth,
            ret,
            ret_span,
            infer: Infer::default(),
            locals: Vec::new(),
            loops: Table::new(),
            frames: Vec::new(),
            loans: Vec::new(),
            frozen: Vec::new(),
            untyped: Vec::new(),
            diverges: false,
            constants: HashMap::new(),
            is_constant: false,
        }
    }
}

impl<'a> Checker<'a> {
    fn new(text: &'a str, templates: &'a Templates<'a>, instances: &'a [Instance]) -> Checker<'a> {
        Checker {
            templates,
            instances,
            plain: 0,
            wanted: Vec::new(),
            text,
            problems: Vec::new(),
            dependences: Vec::new(),
            names: Names::default(),
            consts: Vec::new(),
            const_elements: 0,
            heads: Vec::new(),
            done: Vec::new(),
            calls: Vec::new(),
            cover: cover::Budget::default(),
            body: Body::new(FuncId::new(0), 0, Type::Unit, Span::default()),
        }
    }

    /// Records a problem; its value keeps what follows from it silent.
    fn report(&mut self, problem: Diagnostic) -> Type {
        self.problems.push(problem);
        Type::Error
    }

    /// Whether a similar name is still worth searching for.
    fn may_suggest(&self) -> bool {
        self.problems.len() < SUGGESTIONS
    }

    /// The only function, or the only `pub` one.
    fn sole_entry(&mut self, file: &ast::File) -> Option<FuncId> {
        let public: Vec<usize> = numbers(file, |func| func.public);
        match (file.funcs.as_slice(), public.as_slice()) {
            ([], _) => {
                let problem =
                    Diagnostic::new(Code::NoKernel, Span::default(), "the text has no function");
                self.report(problem.help("write `fn kernel(x: &[f64]) -> f64 { .. }`"));
                None
            }
            ([_], _) => Some(FuncId::new(0)),
            (_, [number]) => Some(FuncId::new(*number)),
            _ => {
                self.report(entry_unclear(file, &public));
                None
            }
        }
    }

    /// Every `pub` function, or the only function.
    fn public_entries(&mut self, file: &ast::File) -> Vec<FuncId> {
        let public = numbers(file, |func| func.public);
        if file.funcs.len() > 1 && public.is_empty() {
            let first = &file.funcs[0].name;
            let message = "none of the functions is `pub`, so there is no kernel";
            let problem = Diagnostic::new(Code::EntryUnclear, first.span, message);
            self.report(problem.help("make those functions `pub` that are kernels, not helpers"));
            return Vec::new();
        }
        match public.is_empty() {
            true => self.sole_entry(file).into_iter().collect(),
            false => public.into_iter().map(FuncId::new).collect(),
        }
    }

    /// The function of this name.
    fn named_entry(&mut self, file: &ast::File, name: &str) -> Option<FuncId> {
        let number = file.funcs.iter().position(|func| func.name.text == name);
        if number.is_none() {
            let message = format!("the text has no function `{name}`");
            let known = file.funcs.iter().map(|func| func.name.text.as_str());
            let mut problem = Diagnostic::new(Code::UnknownFunction, Span::default(), message);
            problem.help = match nearest(name, known.clone()) {
                Some(meant) => Some(format!("did you mean `{meant}`?")),
                None => known.clone().next().map(|_| {
                    let all: Vec<_> = known.map(|name| format!("`{name}`")).collect();
                    format!("it has {}", all.join(", "))
                }),
            };
            self.report(problem);
        }
        number.map(FuncId::new)
    }

    /// Refuses parameters that only a helper can have.
    fn entry_parameters(&mut self, entry: FuncId) {
        let Some(head) = self.heads.get(entry.number()) else { return };
        let (source, params) = (head.source, head.params.clone());
        for (param, ty) in source.params.iter().zip(params) {
            let help = match ty {
                Type::Tuple(_) => "give the kernel one parameter per part",
                Type::Fixed(_) | Type::Lent(..) => "take a slice: `&[f64]` or `&mut [f64]`",
                _ => continue,
            };
            let message = "only a helper can have a parameter of this type";
            let problem = Diagnostic::new(Code::UnsupportedSignature, param.ty.span, message);
            self.report(problem.help(help));
        }
        if let Type::Fixed(_) = self.heads[entry.number()].ret {
            let span = self.heads[entry.number()].ret_span;
            let message = "only a helper can return an array";
            let problem = Diagnostic::new(Code::UnsupportedSignature, span, message);
            self.report(problem.help("write to a `&mut [T]` or `ArrayViewMut` parameter"));
        }
    }

    /// Declares an instance of a generic function, which is not called by its name alone.
    fn declare_instance(&mut self, source: &'a ast::Func) -> FuncId {
        let id = FuncId::new(self.heads.len());
        let head = self.head(source);
        self.heads.push(head);
        self.done.push(None);
        self.reserved(&source.name);
        id
    }

    /// Declares a function in the innermost scope.
    fn declare_func(&mut self, source: &'a ast::Func) -> FuncId {
        let id = FuncId::new(self.heads.len());
        let head = self.head(source);
        self.heads.push(head);
        self.done.push(None);
        self.reserved(&source.name);
        if let Some(Meaning::Const(_)) = self.names.get(&source.name.text) {
            let message = format!("`{}` is the name of a constant here", source.name.text);
            let problem = Diagnostic::new(Code::DuplicateName, source.name.span, message);
            self.report(problem.help("choose another name for the function"));
        } else if types::is_type(&source.name.text) {
            // `#[kernel]` adds a type of the function's name.
            let message = format!("the name `{}` is that of a type", source.name.text);
            let problem = Diagnostic::new(Code::DuplicateName, source.name.span, message);
            self.report(problem.help("choose another name"));
        }
        self.names.declare(&source.name.text, Meaning::Func(id));
        id
    }

    /// Refuses names that the prelude gives to something a pattern or a call would mean instead.
    fn reserved(&mut self, name: &ast::Name) {
        if matches!(&*name.text, "Axis" | "NewAxis" | "Some" | "None" | "Ok" | "Err") {
            let message =
                format!("the name `{}` is taken by Rust's or ndarray's prelude", name.text);
            let problem = Diagnostic::new(Code::DuplicateName, name.span, message);
            self.report(problem.help("choose another name"));
        }
    }

    /// Checks a declared function and keeps the result.
    fn function(&mut self, id: FuncId) {
        let head = &self.heads[id.number()];
        let (source, ret, ret_span) = (head.source, head.ret, head.ret_span);
        let depth = self.body.depth + 1;
        let outer = std::mem::replace(&mut self.body, Body::new(id, depth, ret, ret_span));
        let known = self.problems.len();
        let mark = self.names.open();
        let params = self.params(id, source, mark);
        let block = self.body_block(&source.body);
        self.names.close(mark);
        let body = std::mem::replace(&mut self.body, outer);
        let tracked = flow::tracked(&body.locals);
        let func = finish::function(self, body, source, params, block);
        if self.problems.len() == known {
            // What was refused is not in the tree, so its assignments would be missed.
            flow::check(&func, &tracked, &mut self.problems);
        }
        self.done[id.number()] = Some(func);
    }

    fn params(&mut self, id: FuncId, source: &'a ast::Func, mark: names::Mark) -> Vec<LocalId> {
        let mut locals = Vec::with_capacity(source.params.len());
        for (number, param) in source.params.iter().enumerate() {
            let name = &param.name;
            if let Some(Meaning::Local(first, _)) = self.names.get_since(mark, &name.text) {
                let message = format!("two parameters are called `{}`", name.text);
                let first = self.body.locals[first.number()].span;
                let problem = Diagnostic::new(Code::DuplicateName, name.span, message);
                self.report(problem.context(first, "the first one"));
            }
            let ty = self.heads[id.number()].params[number];
            locals.push(self.declare_local(name, param.mutable, ty, Origin::Param));
        }
        locals
    }

    /// Declares a variable from here on; one called `_` cannot be named.
    fn declare_local(
        &mut self,
        name: &'a ast::Name,
        mutable: bool,
        ty: Type,
        origin: Origin,
    ) -> LocalId {
        self.reserved(name);
        self.refuse_const_name(name);
        let id = LocalId::new(self.body.locals.len());
        self.body.locals.push(Local {
            name: &name.text,
            ty,
            mutable,
            origin,
            span: name.span,
            assigned: false,
            first: First::Declared,
            moved: false,
            loans: [0, 0],
            lent_at: Span::default(),
            constant: None,
        });
        if name.text != "_" {
            self.names.declare(&name.text, Meaning::Local(id, self.body.depth));
        }
        id
    }

    /// A variable that the text does not name.
    fn temporary(&mut self, name: &'a str, ty: Type, span: Span) -> LocalId {
        let id = LocalId::new(self.body.locals.len());
        self.body.locals.push(Local {
            name,
            ty,
            mutable: false,
            origin: Origin::Let,
            span,
            assigned: false,
            first: First::Declared,
            moved: false,
            loans: [0, 0],
            lent_at: Span::default(),
            constant: None,
        });
        id
    }

    /// The text of a span.
    fn quote(&self, span: Span) -> &'a str {
        span.text(self.text)
    }
}

/// Numbers of the functions that satisfy a condition.
fn numbers(file: &ast::File, wanted: impl Fn(&ast::Func) -> bool) -> Vec<usize> {
    file.funcs.iter().enumerate().filter(|(_, func)| wanted(func)).map(|(at, _)| at).collect()
}

fn entry_unclear(file: &ast::File, public: &[usize]) -> Diagnostic {
    let candidates: Vec<&ast::Func> = match public {
        [] => file.funcs.iter().collect(),
        _ => public.iter().map(|&number| &file.funcs[number]).collect(),
    };
    let names: Vec<String> =
        candidates.iter().take(8).map(|func| format!("`{}`", func.name.text)).collect();
    let more = if candidates.len() > names.len() { ", .." } else { "" };
    let message = format!("several functions could be the kernel: {}{more}", names.join(", "));
    let first = candidates[0];
    let mut problem = Diagnostic::new(Code::EntryUnclear, first.name.span, message);
    for other in candidates.iter().skip(1).take(names.len() - 1) {
        problem = problem.context(other.name.span, "or this");
    }
    problem.label("is it this one?").help("make exactly one of them `pub`, or choose it by name")
}
