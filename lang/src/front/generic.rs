//! Generic functions: checked for every type at once, and made for the types of a call.
//!
//! In: a text with functions such as `fn f<T: Float>(..)`. Out: a module for given types, if the
//! text is right for all types that the bounds allow. Always true: what is accepted compiles with
//! the traits of [`crate::generic`], whose methods are all that a type parameter has.
//!
//! Each generic function is checked twice, with two *witnesses* that have as little in common as
//! the bound allows ([`Bound::witnesses`]). What is wrong with either is wrong; and whatever has
//! another type in the one than in the other is of the parameter's type, so it can be held to the
//! bound: a literal is no `T`, `as` does not convert one, and a method must be the trait's.
//! Deliberately absent: generic functions inside of functions, and bounds of one's own.

use std::collections::HashMap;

use super::instantiate::{instantiate, instantiate_type};
use super::{Checker, Outcome, run};
use crate::error::{Code, Diagnostic, Span};
use crate::generic::Bound;
use crate::hir::{self, Expr, ExprKind, FuncId, Pattern};
use crate::op::{Op, Syntax};
use crate::syntax::ast::{self, TypeKind};
use crate::ty::{Scalar, Ty};
use crate::util::index::Index;

/// The most type parameters of a function.
const MAX_PARAMS: usize = 2;

/// The most instances of generic functions in a text.
const MAX_INSTANCES: usize = 64;

/// The generic functions of a text.
#[derive(Debug, Default)]
pub(super) struct Templates<'a> {
    funcs: Vec<&'a ast::Func>,
    bounds: Vec<Vec<Bound>>,
}

/// A generic function, by its number, with a type for each of its parameters.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Instance {
    template: usize,
    types: Vec<Scalar>,
}

impl<'a> Templates<'a> {
    /// The generic functions of the text, or what is wrong with their heads.
    fn of(file: &'a ast::File) -> Result<Templates<'a>, Vec<Diagnostic>> {
        let mut templates = Templates::default();
        let mut problems = Vec::new();
        for func in file.funcs.iter().filter(|func| !func.generics.is_empty()) {
            templates.funcs.push(func);
            templates.bounds.push(bounds(func, &mut problems));
            let same = file.funcs.iter().find(|other| {
                other.name.text == func.name.text && other.name.span.lo < func.name.span.lo
            });
            if let Some(first) = same {
                let message = format!("two functions are called `{}`", func.name.text);
                let problem = Diagnostic::new(Code::DuplicateName, func.name.span, message);
                problems.push(problem.context(first.name.span, "the first one"));
            }
        }
        if problems.is_empty() { Ok(templates) } else { Err(problems) }
    }

    /// The number of the generic function of this name.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        self.funcs.iter().position(|func| func.name.text == name)
    }

    /// The types of witness `number` for a template; no two parameters have the same.
    fn witness(&self, template: usize, number: usize) -> Vec<Scalar> {
        let bounds = &self.bounds[template];
        let one = |(at, &bound): (usize, &Bound)| match bound {
            _ if at > 0 && bounds[0] == bound => bound.witnesses()[1 - number],
            // The `Float` beside it is `f64` then.
            Bound::Number if number == 1 && bounds.contains(&Bound::Float) => Scalar::F32,
            _ => bound.witnesses()[number],
        };
        bounds.iter().enumerate().map(one).collect()
    }
}

/// The bounds of a function's type parameters.
fn bounds(func: &ast::Func, problems: &mut Vec<Diagnostic>) -> Vec<Bound> {
    if func.generics.len() > MAX_PARAMS {
        let message = format!("a function has at most {MAX_PARAMS} type parameters in a kernel");
        problems.push(Diagnostic::new(
            Code::UnsupportedSignature,
            func.generics[MAX_PARAMS].name.span,
            message,
        ));
    }
    let mut found = Vec::new();
    for param in &func.generics {
        let name = &param.name;
        if Scalar::from_name(&name.text).is_some() {
            let message = format!("the type parameter `{}` hides a type", name.text);
            let problem = Diagnostic::new(Code::DuplicateName, name.span, message);
            problems.push(problem.help("choose another name, such as `T`"));
        }
        if func.generics.iter().any(|other| other.name.text == name.text && other.name != *name) {
            let message = format!("two type parameters are called `{}`", name.text);
            problems.push(Diagnostic::new(Code::DuplicateName, name.span, message));
        }
        if !func.params.iter().any(|of| mentioned(func, &of.ty) == position(func, &name.text)) {
            let message = format!("no parameter shows what `{}` stands for", name.text);
            let problem = Diagnostic::new(Code::UnknownType, name.span, message);
            let help = format!("use it in the type of a parameter: `x: &[{}]`", name.text);
            problems.push(problem.help(help));
        }
        found.extend(bound(param, problems));
    }
    found
}

/// The bound of a type parameter.
fn bound(param: &ast::TypeParam, problems: &mut Vec<Diagnostic>) -> Option<Bound> {
    let mut ours = None;
    for name in &param.bounds {
        match (Bound::from_name(&name.text), name.text.as_str()) {
            (Some(bound), _) if ours.is_none() => ours = Some(bound),
            // What every number is.
            (None, "Copy" | "Clone" | "PartialEq" | "PartialOrd") => {}
            _ => {
                let message = format!("the bound `{}` is not supported in a kernel", name.text);
                let problem = Diagnostic::new(Code::UnsupportedSignature, name.span, message);
                problems.push(problem.help("write one of `Float`, `Int` and `Number`"));
                return None;
            }
        }
    }
    if ours.is_none() {
        let name = &param.name.text;
        let message = format!("the type parameter `{name}` has no bound");
        let problem = Diagnostic::new(Code::UnsupportedSignature, param.name.span, message);
        problems.push(problem.help(format!("say what it stands for: `{name}: Float`")));
    }
    ours
}

/// The number of a type parameter.
fn position(func: &ast::Func, name: &str) -> Option<usize> {
    func.generics.iter().position(|param| param.name.text == name)
}

/// The type parameter that a parameter's type shows.
fn mentioned(func: &ast::Func, ty: &ast::Type) -> Option<usize> {
    match &ty.kind {
        TypeKind::Path { name, args } => match args.as_slice() {
            [] => position(func, name),
            args => args.iter().find_map(|arg| mentioned(func, arg)),
        },
        TypeKind::Ref { to, .. } | TypeKind::Slice(to) => mentioned(func, to),
        TypeKind::Unit | TypeKind::Infer | TypeKind::Fixed(..) | TypeKind::Tuple(_) => None,
    }
}

/// A kernel of a text with generic functions.
#[derive(Clone, Debug)]
enum Entry {
    /// A function without type parameters, by its number among those.
    Plain(usize),
    /// A generic function made for these types.
    Made(Instance),
}

impl Entry {
    /// The function with this number, made for the types that `types` gives a template.
    fn of(
        file: &ast::File,
        templates: &Templates<'_>,
        number: usize,
        types: impl Fn(usize) -> Vec<Scalar>,
    ) -> Entry {
        let Some(func) = file.funcs.get(number) else { return Entry::Plain(0) };
        match templates.funcs.iter().position(|&template| std::ptr::eq(template, func)) {
            Some(template) => Entry::Made(Instance { template, types: types(template) }),
            None => {
                let before = file.funcs[..number].iter();
                Entry::Plain(before.filter(|func| func.generics.is_empty()).count())
            }
        }
    }
}

/// Checks a text with generic functions; its kernels are those of its functions that have the
/// numbers `entries`, made for `types` if they are generic.
pub(super) fn check(
    text: &str,
    file: &ast::File,
    entries: &[FuncId],
    types: Option<&[Scalar]>,
) -> Result<Vec<hir::Module>, Vec<Diagnostic>> {
    let templates = Templates::of(file)?;
    let entries_for = |types: &dyn Fn(usize) -> Vec<Scalar>| -> Vec<Entry> {
        let numbers = entries.iter().map(|entry| entry.number());
        numbers.map(|number| Entry::of(file, &templates, number, types)).collect()
    };
    let all = |number: usize| -> Vec<Instance> {
        let one = |template| Instance { template, types: templates.witness(template, number) };
        (0..templates.funcs.len()).map(one).collect()
    };
    let roots = [all(0), all(1)];
    let [first, second] = [0, 1].map(|number| {
        let entries = entries_for(&|template| templates.witness(template, number));
        made(text, file, &templates, roots[number].clone(), &entries)
    });
    match (first, second) {
        (Ok((first, _)), Ok((second, _))) => {
            hold_to_bounds(text, file, &templates, [&first, &second])?;
        }
        (first, second) => {
            let problems = [first.err().unwrap_or_default(), second.err().unwrap_or_default()];
            return Err(joined(text, &templates, problems));
        }
    }
    let usual = |template: usize| templates.bounds[template].iter().map(|bound| bound.usual());
    let entries =
        entries_for(&|template| types.map_or_else(|| usual(template).collect(), <[_]>::to_vec));
    let generic = |entry: &Entry| match entry {
        Entry::Plain(_) => None,
        Entry::Made(instance) => Some(instance.clone()),
    };
    let instances = entries.iter().filter_map(generic).collect();
    let (module, ids) = made(text, file, &templates, instances, &entries)?;
    let kernel = |(&entry, of): (&FuncId, &Entry)| hir::Module {
        entry,
        generic: generic(of).map(|instance| generic_of(&templates, &instance)),
        ..module.clone()
    };
    Ok(ids.iter().zip(&entries).map(kernel).collect())
}

/// What callers need to know of a generic kernel.
fn generic_of(templates: &Templates<'_>, instance: &Instance) -> hir::Generic {
    let func = templates.funcs[instance.template];
    let bounds = &templates.bounds[instance.template];
    let params = func.generics.iter().zip(bounds);
    hir::Generic {
        params: params.map(|(param, &bound)| (param.name.text.clone(), bound)).collect(),
        types: instance.types.clone(),
        used_by: func.params.iter().map(|param| mentioned(func, &param.ty)).collect(),
        returned: match func.ret.as_ref().map(|ret| (&ret.kind, ret)) {
            None => Vec::new(),
            Some((TypeKind::Tuple(parts), _)) => {
                parts.iter().map(|part| mentioned(func, part)).collect()
            }
            Some((_, ret)) => vec![mentioned(func, ret)],
        },
    }
}

/// A module of all plain functions, these instances and those that they need; and the kernels in
/// it, the generic ones among the instances.
fn made(
    text: &str,
    file: &ast::File,
    templates: &Templates<'_>,
    mut instances: Vec<Instance>,
    entries: &[Entry],
) -> Result<(hir::Module, Vec<FuncId>), Vec<Diagnostic>> {
    let plain: Vec<&ast::Func> =
        file.funcs.iter().filter(|func| func.generics.is_empty()).collect();
    let number = |entry: &Entry| match entry {
        Entry::Plain(number) => *number,
        Entry::Made(wanted) => {
            let at = instances.iter().position(|instance| instance == wanted);
            at.map_or(0, |at| plain.len() + at)
        }
    };
    let ids: Vec<FuncId> = entries.iter().map(|entry| FuncId::new(number(entry))).collect();
    loop {
        let made = instances.iter().map(|of| instantiate(templates.funcs[of.template], &of.types));
        let funcs = plain.iter().map(|&func| func.clone()).chain(made).collect();
        let whole = ast::File { funcs, consts: file.consts.clone() };
        let Outcome { module, problems, wanted } = run(text, &whole, &ids, templates, &instances);
        if !problems.is_empty() {
            return Err(problems);
        }
        match module {
            Some(module) if wanted.is_empty() => return Ok((module, ids)),
            _ => instances.extend(wanted),
        }
        if instances.len() > MAX_INSTANCES {
            let message =
                format!("the text needs more than {MAX_INSTANCES} instances of generic functions");
            return Err(vec![Diagnostic::new(Code::TooLong, Span::default(), message)]);
        }
    }
}

/// Problems of both witnesses, in the words of the text: the parameter's name for its types.
fn joined(
    text: &str,
    templates: &Templates<'_>,
    problems: [Vec<Diagnostic>; 2],
) -> Vec<Diagnostic> {
    let mut list: Vec<Diagnostic> = Vec::new();
    for (number, problems) in problems.into_iter().enumerate() {
        for problem in problems {
            let template = (0..templates.funcs.len()).find(|&template| {
                let body = templates.funcs[template].body.span;
                body.lo <= problem.span.lo && problem.span.hi <= body.hi
            });
            let problem = match template {
                Some(template) => renamed(text, templates, template, number, problem),
                None => problem,
            };
            if !list.iter().any(|known| known.span == problem.span && known.code == problem.code) {
                list.push(problem);
            }
        }
    }
    list
}

fn renamed(
    text: &str,
    templates: &Templates<'_>,
    template: usize,
    number: usize,
    mut problem: Diagnostic,
) -> Diagnostic {
    let func = templates.funcs[template];
    let types = templates.witness(template, number);
    for (param, scalar) in func.generics.iter().zip(types) {
        // A type that the text names may be meant itself.
        if text.contains(scalar.name()) {
            continue;
        }
        let (from, to) = (format!("`{scalar}`"), format!("`{}`", param.name.text));
        let rename = |words: &mut String| *words = words.replace(&from, &to);
        rename(&mut problem.message);
        rename(&mut problem.label);
        problem.context.iter_mut().for_each(|(_, words)| rename(words));
        problem.notes.iter_mut().for_each(rename);
        // Advice for the witness need not hold for the parameter.
        let concrete = |help: &String| help.contains(scalar.name()) || help.contains(" as ");
        if problem.message.contains(&to) && problem.help.as_ref().is_some_and(concrete) {
            problem.help = None;
        }
    }
    problem
}

/// Refuses what two types allow but the bound does not.
fn hold_to_bounds(
    text: &str,
    file: &ast::File,
    templates: &Templates<'_>,
    modules: [&hir::Module; 2],
) -> Result<(), Vec<Diagnostic>> {
    let plain = file.funcs.iter().filter(|func| func.generics.is_empty()).count();
    let mut problems = Vec::new();
    for (template, &func) in templates.funcs.iter().enumerate() {
        let params = func.generics.iter().zip(&templates.bounds[template]).enumerate().map(
            |(at, (param, &bound))| {
                let types = [0, 1].map(|number| templates.witness(template, number)[at]);
                (types, (param.name.text.as_str(), bound))
            },
        );
        let params: HashMap<[Scalar; 2], (&str, Bound)> = params.collect();
        let mut sides = modules.map(|module| {
            let mut exprs = Vec::new();
            let func = &module.funcs[FuncId::new(plain + template)];
            hir::children::all_of_block(&func.body, &mut |expr| exprs.push(expr));
            exprs
        });
        let [first, second] = &mut sides;
        let held = Held { text, params };
        for (first, second) in first.iter().zip(second.iter()) {
            problems.extend(held.expr(first, second));
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// One generic function being held to its bounds.
struct Held<'t> {
    text: &'t str,
    /// The parameter that stands for these types of the two witnesses.
    params: HashMap<[Scalar; 2], (&'t str, Bound)>,
}

impl Held<'_> {
    /// The type parameter that an expression's type is.
    fn param(&self, first: &Expr, second: &Expr) -> Option<(&str, Bound)> {
        match (first.ty, second.ty) {
            (Ty::Scalar(first), Ty::Scalar(second)) => self.params.get(&[first, second]).copied(),
            _ => None,
        }
    }

    fn expr(&self, first: &Expr, second: &Expr) -> Option<Diagnostic> {
        let own = self.param(first, second);
        match (&first.kind, &second.kind) {
            (ExprKind::Const(_), ExprKind::Const(_)) => self.constant(own?.0, first),
            (ExprKind::Cast(a), ExprKind::Cast(b)) => self.cast(own, self.param(a, b), first, a),
            (ExprKind::Op(op, a), ExprKind::Op(_, b)) => {
                let (name, bound) = self.param(a.first()?, b.first()?)?;
                self.op(*op, a, name, bound, first)
            }
            (ExprKind::AssignOp { op, value: a, .. }, ExprKind::AssignOp { value: b, .. }) => {
                let shifts = matches!(op, Op::Shl | Op::Shr);
                (shifts && self.param(a, b).is_none()).then(|| self.shift(a))?
            }
            (ExprKind::For { range, .. }, ExprKind::For { range: other, .. })
                if range.ty != other.ty =>
            {
                let message = "a `for` cannot run over a type parameter";
                let problem = Diagnostic::new(Code::BadBound, range.lo.span, message);
                Some(problem.help("count in `usize` and convert: `T::from_usize(i)`"))
            }
            (ExprKind::Match { scrutinee: a, arms }, ExprKind::Match { scrutinee: b, .. }) => {
                let (name, _) = self.param(a, b)?;
                let tests = arms
                    .iter()
                    .any(|arm| !matches!(arm.pattern, Pattern::Any | Pattern::Bind(_, None)));
                tests.then(|| {
                    let message = format!("a `{name}` cannot be matched with constants");
                    let problem = Diagnostic::new(Code::BadBound, a.span, message);
                    problem.help("write `if` and `else if`")
                })
            }
            _ => None,
        }
    }

    /// A constant of the parameter's type must be one of the trait's, not a literal.
    fn constant(&self, name: &str, literal: &Expr) -> Option<Diagnostic> {
        let written = literal.span.text(self.text).trim_start_matches(['-', ' ']);
        if !written.starts_with(|letter: char| letter.is_ascii_digit()) {
            return None;
        }
        let what = if written.contains(['.', 'e', 'E']) { "{float}" } else { "{integer}" };
        let message = format!("mismatched types: expected `{name}`, found `{what}`");
        let problem = Diagnostic::new(Code::Mismatch, literal.span, message);
        let text = literal.span.text(self.text);
        let from = if what == "{float}" { "from_f64" } else { "from_i64" };
        Some(problem.help(format!("convert it: `{name}::{from}({text})`")))
    }

    fn cast(
        &self,
        to: Option<(&str, Bound)>,
        from: Option<(&str, Bound)>,
        cast: &Expr,
        operand: &Expr,
    ) -> Option<Diagnostic> {
        let text = operand.span.text(self.text);
        let (message, help) = match (from, to) {
            (None, None) => return None,
            (Some((name, _)), _) => {
                (format!("`as` does not convert a `{name}`"), format!("write `{text}.to_f64()`"))
            }
            (None, Some((name, _))) => {
                let message = format!("`as` does not convert to a `{name}`");
                let from = match operand.ty {
                    Ty::Scalar(Scalar::Usize) => format!("from_usize({text})"),
                    Ty::Scalar(Scalar::I64) => format!("from_i64({text})"),
                    Ty::Scalar(Scalar::F64) => format!("from_f64({text})"),
                    Ty::Scalar(scalar) if scalar.is_int() => format!("from_i64({text} as i64)"),
                    _ => format!("from_f64({text} as f64)"),
                };
                (message, format!("write `{name}::{from}`"))
            }
        };
        Some(Diagnostic::new(Code::BadCast, cast.span, message).help(help))
    }

    fn op(
        &self,
        op: Op,
        operands: &[Expr],
        name: &str,
        bound: Bound,
        whole: &Expr,
    ) -> Option<Diagnostic> {
        match op.row().syntax {
            Syntax::Operator(_) if matches!(op, Op::Shl | Op::Shr) => self.shift(operands.get(1)?),
            Syntax::Method | Syntax::Associated if !bound.has_method(op.row().name) => {
                let method = op.row().name;
                let message = format!("there is no method `{method}` on `{name}`");
                let problem = Diagnostic::new(Code::UnknownMethod, whole.span, message);
                Some(problem.note(format!("`{name}` has the methods of `{}`", bound.name())))
            }
            Syntax::Operator(_)
            | Syntax::Method
            | Syntax::Associated
            | Syntax::Function
            | Syntax::Internal => None,
        }
    }

    /// The amount of a shift of a type parameter must be a `u32`.
    fn shift(&self, amount: &Expr) -> Option<Diagnostic> {
        let is_literal = matches!(amount.kind, ExprKind::Const(_))
            && amount.span.text(self.text).bytes().all(|byte| byte.is_ascii_digit());
        if is_literal || amount.ty == Ty::Scalar(Scalar::U32) {
            return None;
        }
        let message = "the amount of this shift must be a `u32`";
        let text = amount.span.text(self.text);
        let problem = Diagnostic::new(Code::BadBound, amount.span, message);
        Some(problem.help(format!("convert it: `{text} as u32`")))
    }
}

impl<'a> Checker<'a> {
    /// A call of a generic function, whose types its arguments show.
    pub(super) fn call_template(
        &mut self,
        template: usize,
        name: &ast::Name,
        args: &'a [ast::Expr],
        span: Span,
    ) -> super::draft::Expr<'a> {
        use super::draft::{Expr, Kind};
        let func = self.templates.funcs[template];
        if args.len() != func.params.len() {
            self.only_problems(args, span);
            self.report_count(name, func.params.len(), args.len(), Some(func.name.span), span);
            return Expr::refused(span);
        }
        let mut types: Vec<Option<Scalar>> = vec![None; func.generics.len()];
        let mark = self.loans();
        let mut drafted = Vec::with_capacity(args.len());
        for (arg, param) in args.iter().zip(&func.params) {
            drafted.push(self.template_argument(func, arg, param, &mut types));
        }
        self.end_loans(mark);
        let types: Option<Vec<Scalar>> = types.into_iter().collect();
        let Some(types) = types else { return Expr::refused(span) };
        for ((param, &bound), &ty) in
            func.generics.iter().zip(&self.templates.bounds[template]).zip(&types)
        {
            if !bound.holds(ty) {
                let message = format!("`{ty}` is no `{}`", bound.name());
                let problem = Diagnostic::new(Code::BadBound, span, message);
                let label = format!("`{}` must be one", param.name.text);
                self.problems.push(problem.context(param.name.span, label));
                return Expr::refused(span);
            }
        }
        match self.instance(Instance { template, types }) {
            Some(id) => {
                self.calls.push((self.body.id, id, name.span));
                let ty = self.heads[id.number()].ret;
                Expr { kind: Kind::Call(id, drafted), ty, span }
            }
            None => Expr::refused(span),
        }
    }

    /// The function that an instance is, or the note that it is wanted.
    fn instance(&mut self, instance: Instance) -> Option<FuncId> {
        if let Some(at) = self.instances.iter().position(|known| *known == instance) {
            return Some(FuncId::new(self.plain + at));
        }
        if !self.wanted.contains(&instance) {
            self.wanted.push(instance);
        }
        None
    }

    fn template_argument(
        &mut self,
        func: &'a ast::Func,
        arg: &'a ast::Expr,
        param: &'a ast::Param,
        types: &mut [Option<Scalar>],
    ) -> super::draft::Expr<'a> {
        use super::draft::Expr;
        use super::expr::Because;
        use super::infer::Type;
        let shown = mentioned(func, &param.ty);
        let plain = matches!(&param.ty.kind, TypeKind::Path { args, .. } if args.is_empty());
        if let (Some(at), false) = (shown, plain)
            && types[at].is_none()
        {
            types[at] = self.element_type(arg);
        }
        if let (Some(at), true) = (shown, plain)
            && types[at].is_none()
        {
            let drafted = self.scalar(arg, None);
            match self.body.infer.resolve(drafted.ty) {
                Type::Scalar(scalar) => types[at] = Some(scalar),
                Type::Error => {}
                other => {
                    let message = format!(
                        "what `{}` stands for is not known here: {other}",
                        func.generics[at].name.text
                    );
                    let problem = Diagnostic::new(Code::UnknownType, arg.span, message);
                    self.problems.push(problem.help("give the literal a type: `1.0_f64`"));
                }
            }
            return drafted;
        }
        let known: Vec<Scalar> = types.iter().map(|ty| ty.unwrap_or(Scalar::F64)).collect();
        let wanted = match shown {
            Some(_) => self.plain_param_type(&instantiate_type(func, &known, &param.ty)),
            None => self.param_type(&param.ty),
        };
        match wanted {
            Type::Array(wanted) => self.array_argument(arg, wanted, param.ty.span),
            Type::Error => Expr::refused(arg.span),
            wanted => self.value_of(arg, wanted, Because::Parameter(param.ty.span)),
        }
    }

    /// The type of the elements of an array that is passed on.
    fn element_type(&self, arg: &ast::Expr) -> Option<Scalar> {
        let named = match &super::expr::bare(arg).kind {
            ast::ExprKind::Ref(_, inner) => inner,
            ast::ExprKind::Method(receiver, ..) => receiver,
            _ => arg,
        };
        self.array_named(named).map(|(_, array)| array.elem)
    }
}
