//! Calls: methods of numbers, the same as paths (`f64::max(a, b)`), and helper functions.
//!
//! In: [`ast::ExprKind::Method`] and [`ast::ExprKind::Call`]. Out: operations and calls. Always
//! true: a method is an operation of the table ([`crate::op`]) on a type that has it in Rust, and
//! the type it is called on is known by then, as rustc asks. Deliberately absent: methods that
//! the table lacks, traits, and how arrays are passed on (`argument`).

use super::Checker;
use super::advice;
use super::draft::{Block, Expr, Kind, Stmt};
use super::expr::{Because, bare};
use super::infer::{Part, TupleType, Type, VarKind};
use super::names::{Meaning, nearest};
use crate::error::{Code, Diagnostic, Span};
use crate::hir::FuncId;
use crate::op::Op;
use crate::syntax::ast::{self, ExprKind};
use crate::ty::Scalar;
use crate::util::index::Index;

impl<'a> Checker<'a> {
    /// `receiver.name(args)`
    pub(super) fn method(
        &mut self,
        receiver: &'a ast::Expr,
        name: &'a ast::Name,
        args: &'a [ast::Expr],
        span: Span,
    ) -> Expr<'a> {
        if let Some(array) = self.array_named(receiver) {
            return self.array_method(array, name, args, span);
        }
        if let Some(array) = self.fixed_named(receiver) {
            return self.fixed_method(array, name, args, span);
        }
        if let Some(module) = self.foreign_module(receiver) {
            return self.refuse_module(module, name, args, span);
        }
        let receiver = self.scalar(receiver, None);
        let ty = self.body.infer.resolve(receiver.ty);
        if let Type::Scalar(scalar) = ty
            && name.text.starts_with("to_")
            && args.is_empty()
            && let Some(to) = conversion_target(scalar, &name.text)
        {
            let kind = Kind::Op(Op::Cast, vec![receiver]);
            return Expr { kind, ty: Type::Scalar(to), span };
        }
        let op = Op::from_method(&name.text);
        match (op, ty) {
            (None, Type::Scalar(scalar)) if name.text == "sin_cos" && scalar.is_float() => {
                self.sin_cos(receiver, name, args, span)
            }
            (_, Type::Error) => self.only_problems(args, span),
            // These are methods of a trait for integers, which rustc finds without the type.
            (Some(op @ (Op::Min | Op::Max | Op::Clamp)), _) if ty.open() == Some(VarKind::Int) => {
                self.apply(op, ty, Some(receiver), name, args, span)
            }
            (_, Type::Var(_)) => {
                self.only_problems(args, span);
                self.refuse_ambiguous(name, &receiver)
            }
            (Some(op), Type::Scalar(scalar)) if op.row().class.holds(scalar) => {
                self.apply(op, ty, Some(receiver), name, args, span)
            }
            _ => {
                let text = self.quote(receiver.span);
                self.refuse_method(name, ty, text);
                self.only_problems(args, span)
            }
        }
    }

    /// Checks arguments of something that was refused.
    pub(super) fn only_problems(&mut self, args: &'a [ast::Expr], span: Span) -> Expr<'a> {
        for arg in args {
            if self.array_named(arg).is_none() {
                self.expr(arg, None);
            }
        }
        Expr::refused(span)
    }

    /// An operation on `ty`, written as a method or path, its operands checked from left to right.
    fn apply(
        &mut self,
        op: Op,
        ty: Type,
        receiver: Option<Expr<'a>>,
        name: &ast::Name,
        args: &'a [ast::Expr],
        span: Span,
    ) -> Expr<'a> {
        let given = receiver.is_some() as usize;
        if args.len() + given != op.arity() {
            self.only_problems(args, span);
            self.report_count(name, op.arity() - given, args.len(), None, span);
            return Expr::refused(span);
        }
        let mut operands = Vec::with_capacity(op.arity());
        operands.extend(receiver);
        for arg in args {
            // An open type is that of all operands and the result, as `min` has them.
            let wanted = match ty {
                Type::Scalar(scalar) => Type::Scalar(op.operand(scalar, operands.len())),
                _ => ty,
            };
            operands.push(self.scalar_of(arg, wanted, Because::Place));
        }
        let result = match ty {
            Type::Scalar(scalar) => Type::Scalar(op.result(scalar)),
            _ => ty,
        };
        Expr { kind: Kind::Op(op, operands), ty: result, span }
    }

    /// A function of the prelude, which takes one scalar of any type and gives one.
    fn prelude_function(
        &mut self,
        op: Op,
        name: &ast::Name,
        args: &'a [ast::Expr],
        span: Span,
    ) -> Expr<'a> {
        let [arg] = args else {
            self.only_problems(args, span);
            self.report_count(name, op.arity(), args.len(), None, span);
            return Expr::refused(span);
        };
        let operand = self.scalar(arg, None);
        Expr { ty: operand.ty, kind: Kind::Op(op, vec![operand]), span }
    }

    /// `angle.sin_cos()`: the pair of both, of an angle that is evaluated once.
    fn sin_cos(
        &mut self,
        angle: Expr<'a>,
        name: &ast::Name,
        args: &'a [ast::Expr],
        span: Span,
    ) -> Expr<'a> {
        if !args.is_empty() {
            self.report_count(name, 0, args.len(), None, span);
            return self.only_problems(args, span);
        }
        let ty = self.body.infer.resolve(angle.ty);
        let Some(part) = Part::of(ty) else { return Expr::refused(span) };
        let tuple = TupleType::new(&[part, part]).map_or(Type::Error, Type::Tuple);
        let pair = |angle: [Kind<'a>; 2]| {
            let [sin, cos] = angle.map(|kind| Expr { kind, ty, span });
            let sin = Expr { kind: Kind::Op(Op::Sin, vec![sin]), ty, span };
            let cos = Expr { kind: Kind::Op(Op::Cos, vec![cos]), ty, span };
            Expr { kind: Kind::Tuple(vec![sin, cos]), ty: tuple, span }
        };
        match angle.kind {
            Kind::Local(local) => pair([Kind::Local(local), Kind::Local(local)]),
            Kind::Const(value) => pair([Kind::Const(value), Kind::Const(value)]),
            _ => {
                let local = self.temporary("angle", ty, span);
                let value = pair([Kind::Local(local), Kind::Local(local)]);
                let mut block = Block::empty(span);
                block.stmts.push(Stmt::Let(local, angle));
                block.ty = tuple;
                block.value = Some(Box::new(value));
                Expr { kind: Kind::Block(block), ty: tuple, span }
            }
        }
    }

    /// Reports a method that the type does not have.
    fn refuse_method(&mut self, name: &ast::Name, ty: Type, receiver: &str) {
        let message = format!("there is no method `{}` on {ty}", name.text);
        let mut problem = Diagnostic::new(Code::UnknownMethod, name.span, message);
        problem.help = advice::scalar_method(&name.text, ty, receiver);
        if problem.help.is_none() && self.may_suggest() {
            let known = Op::ALL
                .iter()
                .filter(|op| Op::from_method(op.row().name).is_some() && ty.may_be(op.row().class));
            problem.help = nearest(&name.text, known.map(|op| op.row().name))
                .map(|meant| format!("did you mean `{meant}`?"));
        }
        self.report(problem);
    }

    /// `np`, `math` and the like, if that is what the receiver is.
    fn foreign_module(&self, receiver: &'a ast::Expr) -> Option<&'a str> {
        let ExprKind::Path(segments) = &bare(receiver).kind else { return None };
        let [name] = segments.as_slice() else { return None };
        let unknown = self.names.get(&name.text).is_none() && advice::is_module(&name.text);
        unknown.then_some(&name.text)
    }

    fn refuse_module(
        &mut self,
        module: &str,
        name: &ast::Name,
        args: &'a [ast::Expr],
        span: Span,
    ) -> Expr<'a> {
        let message = format!("`{module}.{}` is not Rust", name.text);
        let mut problem = Diagnostic::new(Code::UnknownFunction, span, message);
        let texts: Vec<&str> = args.iter().map(|arg| self.quote(arg.span)).collect();
        problem.help = advice::function(&name.text, &texts);
        self.report(problem);
        self.only_problems(args, span)
    }

    /// `function(args)`
    pub(super) fn call(
        &mut self,
        path: &'a [ast::Name],
        args: &'a [ast::Expr],
        span: Span,
    ) -> Expr<'a> {
        if self.is_prange(path) {
            let help = "write `for i in prange(a..b) { .. }`";
            return self.refuse(span, "a `prange` can only stand in a `for`", help);
        }
        match path {
            [name] => match self.names.get(&name.text) {
                Some(Meaning::Func(id)) => self.call_func(id, name, args, span),
                Some(Meaning::Local(id, depth)) if depth == self.body.depth => {
                    let message = format!("`{}` is a variable, not a function", name.text);
                    let mut problem = Diagnostic::new(Code::UnknownFunction, name.span, message);
                    problem.help = match self.body.locals[id.number()].ty {
                        // What was wrong with its value has been said.
                        Type::Error => return self.only_problems(args, span),
                        Type::Array(_) | Type::Fixed(_) | Type::Lent(..) => {
                            Some(format!("index it with square brackets: `{}[i]`", name.text))
                        }
                        _ => Some("to multiply, write `*` between them".to_owned()),
                    };
                    self.report(problem);
                    self.only_problems(args, span)
                }
                Some(Meaning::Local(..)) => self.refuse_capture(name),
                Some(Meaning::Const(_)) => {
                    let message = format!("`{}` is a constant, not a function", name.text);
                    self.report(Diagnostic::new(Code::UnknownFunction, name.span, message));
                    self.only_problems(args, span)
                }
                None if let Some(op) = Op::from_function(&name.text) => {
                    self.prelude_function(op, name, args, span)
                }
                None => match self.templates.find(&name.text) {
                    Some(template) => self.call_template(template, name, args, span),
                    None => self.unknown_func(name, args, span),
                },
            },
            [ty, name] => self.call_method_path(ty, name, args, span),
            _ => self.refuse_path(path, args, span),
        }
    }

    /// `f64::max(a, b)`
    fn call_method_path(
        &mut self,
        ty: &'a ast::Name,
        name: &'a ast::Name,
        args: &'a [ast::Expr],
        span: Span,
    ) -> Expr<'a> {
        let Some(scalar) = Scalar::from_name(&ty.text) else {
            let message = format!("there is no function `{}::{}`", ty.text, name.text);
            let mut problem = Diagnostic::new(Code::UnknownFunction, span, message);
            let texts: Vec<&str> = args.iter().map(|arg| self.quote(arg.span)).collect();
            problem.help = advice::function(&name.text, &texts);
            self.report(problem);
            return self.only_problems(args, span);
        };
        if let Some(to) = conversion_target(scalar, &name.text)
            && let [operand] = args
        {
            return self.convert(scalar, &name.text, to, operand, span);
        }
        match Op::from_associated(&name.text) {
            None if name.text == "sin_cos" && scalar.is_float() => match args {
                [angle, rest @ ..] => {
                    let angle = self.scalar_of(angle, Type::Scalar(scalar), Because::Place);
                    self.sin_cos(angle, name, rest, span)
                }
                [] => {
                    self.report_count(name, 1, 0, None, span);
                    Expr::refused(span)
                }
            },
            Some(op) if op.row().class.holds(scalar) => {
                self.apply(op, Type::Scalar(scalar), None, name, args, span)
            }
            _ => {
                let receiver = args.first().map_or("x", |arg| self.quote(arg.span));
                let ty = Type::Scalar(scalar);
                if name.text == "from" {
                    let message = "conversions are written with `as` in a kernel";
                    let help = format!("write `{receiver} as {scalar}`");
                    let problem = Diagnostic::new(Code::UnknownFunction, span, message);
                    self.report(problem.help(help));
                } else {
                    self.refuse_method(name, ty, receiver);
                }
                self.only_problems(args, span)
            }
        }
    }

    /// `T::from_f64(x)`, `T::to_f64(x)`: what `as` does, for a type parameter.
    fn convert(
        &mut self,
        scalar: Scalar,
        name: &str,
        to: Scalar,
        operand: &'a ast::Expr,
        span: Span,
    ) -> Expr<'a> {
        let from = match name.strip_prefix("from_") {
            Some(from) => Scalar::from_name(from).unwrap_or(scalar),
            None => scalar,
        };
        let operand = self.scalar_of(operand, Type::Scalar(from), Because::Place);
        Expr { kind: Kind::Op(Op::Cast, vec![operand]), ty: Type::Scalar(to), span }
    }

    fn refuse_path(&mut self, path: &[ast::Name], args: &'a [ast::Expr], span: Span) -> Expr<'a> {
        let words: Vec<&str> = path.iter().map(|name| name.text.as_str()).collect();
        let message = format!("there is no function `{}`", words.join("::"));
        let mut problem = Diagnostic::new(Code::UnknownFunction, span, message);
        let texts: Vec<&str> = args.iter().map(|arg| self.quote(arg.span)).collect();
        problem.help = words.last().and_then(|last| advice::function(last, &texts));
        self.report(problem);
        self.only_problems(args, span)
    }

    fn unknown_func(&mut self, name: &ast::Name, args: &'a [ast::Expr], span: Span) -> Expr<'a> {
        let message = format!("there is no function `{}`", name.text);
        let mut problem = Diagnostic::new(Code::UnknownFunction, name.span, message);
        let texts: Vec<&str> = args.iter().map(|arg| self.quote(arg.span)).collect();
        problem.help = advice::function(&name.text, &texts);
        if problem.help.is_none() && self.may_suggest() {
            let known = self.names.all(|meaning| matches!(meaning, Meaning::Func(_)));
            problem.help =
                nearest(&name.text, known).map(|meant| format!("did you mean `{meant}`?"));
        }
        self.report(problem);
        self.only_problems(args, span)
    }

    /// A call of a helper.
    fn call_func(
        &mut self,
        id: FuncId,
        name: &ast::Name,
        args: &'a [ast::Expr],
        span: Span,
    ) -> Expr<'a> {
        self.calls.push((self.body.id, id, name.span));
        let head = &self.heads[id.number()];
        let (ret, count, source) = (head.ret, head.params.len(), head.source);
        if args.len() != count {
            self.only_problems(args, span);
            self.report_count(name, count, args.len(), Some(source.name.span), span);
            return Expr::refused(span);
        }
        let mark = self.loans();
        let mut drafted = Vec::with_capacity(count);
        for (number, arg) in args.iter().enumerate() {
            let declared = source.params[number].ty.span;
            drafted.push(match self.heads[id.number()].params[number] {
                Type::Array(wanted) => self.array_argument(arg, wanted, declared),
                Type::Lent(wanted, mutable) => self.lent_argument(arg, wanted, mutable, declared),
                Type::Error => self.only_problems(std::slice::from_ref(arg), arg.span),
                wanted => self.value_of(arg, wanted, Because::Parameter(declared)),
            });
        }
        self.end_loans(mark);
        Expr { kind: Kind::Call(id, drafted), ty: ret, span }
    }

    /// Reports a wrong number of arguments for a function `defined` there, or for a method.
    pub(super) fn report_count(
        &mut self,
        name: &ast::Name,
        wanted: usize,
        given: usize,
        defined: Option<Span>,
        span: Span,
    ) {
        let plural = if wanted == 1 { "" } else { "s" };
        let message = format!("`{}` takes {wanted} argument{plural}, {given} given", name.text);
        let mut problem = Diagnostic::new(Code::ArgumentCount, span, message);
        problem.help = advice::count(&name.text, wanted);
        if let Some(defined) = defined {
            problem = problem.context(defined, "defined here");
        }
        self.report(problem);
    }
}

/// The type that a conversion of the trait `Number` gives, called on a `scalar`.
fn conversion_target(scalar: Scalar, name: &str) -> Option<Scalar> {
    if scalar == Scalar::Bool {
        return None;
    }
    match name {
        "from_f64" | "from_i64" | "from_usize" => Some(scalar),
        "to_f64" => Some(Scalar::F64),
        "to_i64" => Some(Scalar::I64),
        "to_usize" => Some(Scalar::Usize),
        _ => None,
    }
}
