//! What is wrong with a name where it is used: unknown, of another function, immutable, untyped.
//!
//! In: a name and what it was used for. Out: a problem that says what to write, and a refused
//! expression in its place. Always true: a name that was assigned to without a declaration is
//! taken as declared from there, and an immutable variable as mutable, so that one mistake is one
//! problem. Deliberately absent: names of functions and methods (`call`).

use super::Checker;
use super::advice;
use super::draft::{Expr, First, Kind, Origin};
use super::infer::{Type, VarKind};
use super::names::{Meaning, nearest};
use crate::error::{Code, Diagnostic};
use crate::hir::LocalId;
use crate::op::{Class, Op};
use crate::syntax::ast;
use crate::ty::Scalar;
use crate::util::index::Index;

impl<'a> Checker<'a> {
    /// Reports a nested function's use of a variable around it.
    pub(super) fn refuse_capture(&mut self, name: &ast::Name) -> Expr<'a> {
        if self.body.is_constant {
            return self.refuse_variable(name);
        }
        let message = format!("a function cannot use the variable `{}` around it", name.text);
        let problem = Diagnostic::new(Code::UnknownName, name.span, message)
            .label("this variable belongs to the enclosing function")
            .help(format!("pass it as an argument: give the function a parameter `{}`", name.text));
        self.report(problem);
        Expr::refused(name.span)
    }

    /// Reports a variable in a constant expression.
    pub(super) fn refuse_variable(&mut self, name: &ast::Name) -> Expr<'a> {
        let message = format!("the variable `{}` has no value before the kernel runs", name.text);
        let problem = Diagnostic::new(Code::BadConstant, name.span, message)
            .label("only constants can be used here")
            .help(format!("make it a constant: `const {}: usize = ..;`", name.text));
        self.report(problem);
        Expr::refused(name.span)
    }

    /// Reports an assignment to a name without a `let`, and takes the name as declared from here.
    pub(super) fn undeclared(&mut self, name: &'a ast::Name) {
        self.unknown_name(name);
        if let Some(problem) = self.problems.last_mut()
            && problem.help.is_none()
            && problem.span == name.span
        {
            problem.help = Some(format!("declare it: `let mut {} = ..;`", name.text));
        }
        self.declare_local(name, true, Type::Error, Origin::Let);
    }

    /// Reports a name that no variable or constant has.
    pub(super) fn unknown_name(&mut self, name: &ast::Name) -> Expr<'a> {
        let message = format!("there is no variable `{}`", name.text);
        let mut problem = Diagnostic::new(Code::UnknownName, name.span, message);
        if self.body.is_constant {
            problem = problem.note("constants are made of literals, operators and other constants");
        }
        if let Some(help) = advice::unknown_name(&name.text) {
            problem.help = Some(help);
        } else if self.may_suggest() {
            // To a single letter every other one would be near.
            let single = name.text.chars().count() == 1;
            let depth = self.body.depth;
            let known = self.names.all(|meaning| match meaning {
                Meaning::Local(_, d) => d == depth,
                Meaning::Const(_) => true,
                Meaning::Func(_) => false,
            });
            let known = known.filter(|known| !single || known.eq_ignore_ascii_case(&name.text));
            problem.help =
                nearest(&name.text, known).map(|meant| format!("did you mean `{meant}`?"));
        }
        if let Some(letter) = name.text.chars().find(|letter| !letter.is_ascii()) {
            let code = u32::from(letter);
            problem = problem.note(format!("`{letter}` is U+{code:04X}, no letter of ASCII"));
        }
        self.report(problem);
        Expr::refused(name.span)
    }

    /// Reports a name that no variable or constant has.
    pub(super) fn refuse_immutable(&mut self, name: &ast::Name, id: LocalId) {
        let local = &self.body.locals[id.number()];
        let what = match local.origin {
            Origin::Param => "parameter",
            Origin::Let | Origin::Annotated | Origin::For | Origin::Pattern => "variable",
        };
        let help = match local.origin {
            Origin::Let | Origin::Annotated => format!("declare it as `let mut {}`", name.text),
            Origin::Param | Origin::For | Origin::Pattern => {
                format!("declare it as `mut {}`", name.text)
            }
        };
        let message = format!("cannot assign twice to the immutable {what} `{}`", name.text);
        let problem = Diagnostic::new(Code::Immutable, name.span, message)
            .context(local.span, "declared here without `mut`")
            .help(help);
        self.report(problem);
        // Once is enough: the help is about the declaration.
        self.body.locals[id.number()].mutable = true;
    }

    /// Reports a method called on a number whose type is not known yet (rustc's E0689).
    pub(super) fn refuse_ambiguous(&mut self, name: &ast::Name, receiver: &Expr<'a>) -> Expr<'a> {
        let ty = self.body.infer.resolve(receiver.ty);
        let of_floats =
            Op::from_method(&name.text).is_some_and(|op| op.row().class == Class::Float);
        let integer = ty.open() == Some(VarKind::Int);
        let scalar = if integer && !of_floats { Scalar::I32 } else { Scalar::F64 };
        let message = format!("cannot call method `{}` on ambiguous numeric type {ty}", name.text);
        let mut problem = Diagnostic::new(Code::AmbiguousFloat, receiver.span, message)
            .label("its type must be known here");
        let text = self.quote(receiver.span);
        problem.help = Some(match receiver.kind {
            Kind::Local(id) => {
                let local = &self.body.locals[id.number()];
                problem.context.push((local.span, "declared here without a type".to_owned()));
                let keyword = if local.mutable { "let mut" } else { "let" };
                let value = if local.first == First::Declared { " = .." } else { "" };
                format!("give it a type: `{keyword} {}: {scalar}{value};`", local.name)
            }
            Kind::Int { .. } | Kind::Float { .. } if text.starts_with('-') => {
                format!("give the literal a type: `({text}_{scalar}).{}(..)`", name.text)
            }
            Kind::Int { .. } if of_floats && text.parse::<u128>().is_ok() => {
                format!("write a float: `{text}.0_{scalar}`")
            }
            Kind::Int { .. } | Kind::Float { .. } => {
                format!("give the literal a type: `{text}_{scalar}`")
            }
            _ => format!("give it a type: `let value: {scalar} = {text};`"),
        });
        self.report(problem);
        Expr::refused(receiver.span)
    }
}
