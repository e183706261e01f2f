//! Expressions: operators, variables, casts, assignments, and where each must have which type.
//!
//! In: [`ast::Expr`]. Out: [`draft::Expr`](super::draft::Expr). Always true: operands are checked
//! in rustc's order (the place of an assignment before its value), and both operands of an
//! operator have one type unless it shifts. Deliberately absent: control flow (`control`), arrays
//! (`array`) and calls (`call`).

use super::Checker;
use super::advice;
use super::array::Access;
use super::draft::{Expr, First, Kind, Place};
use super::fixed::differing_sizes;
use super::infer::{Part, TupleType, Type, conversion};
use super::names::Meaning;
use crate::error::{Code, Diagnostic, Span};
use crate::op::{Class, Op, Shape, Syntax};
use crate::syntax::ast::{self, ExprKind};
use crate::ty::{MAX_PARTS, Scalar};
use crate::util::index::Index;

/// Why an expression must have a certain type.
#[derive(Clone, Copy, Debug)]
pub(super) enum Because {
    /// The text around it leaves no choice.
    Place,
    /// The type written behind a variable's name.
    Annotation(Span),
    /// The variable was declared with this type.
    Declared(Span),
    /// The function's result.
    Result(Span),
    /// The other branch of an `if`.
    Branch(Span),
    /// Another arm of a `match`.
    Arm(Span),
    /// The other operand.
    Operand(Span),
    /// The function's parameter.
    Parameter(Span),
    /// The first limit of a range.
    Limit(Span),
    /// The first value that a loop or block is left with.
    Break(Span),
    /// The first element of a list.
    First(Span),
    /// The length of an array.
    Length,
}

impl Because {
    /// The place to point at, and what to say there.
    pub(super) fn context(self) -> Option<(Span, String)> {
        let (span, words) = match self {
            Because::Place | Because::Length => return None,
            Because::Annotation(span) => (span, "expected because of this"),
            Because::Declared(span) => (span, "expected because of this declaration"),
            Because::Result(span) => (span, "expected because of the function's result"),
            Because::Branch(span) => (span, "expected because of this branch"),
            Because::Arm(span) => (span, "expected because of this arm"),
            Because::Operand(span) => (span, "expected because of this operand"),
            Because::Parameter(span) => (span, "expected because of this parameter"),
            Because::Limit(span) => (span, "expected because of the range's start"),
            Because::Break(span) => (span, "expected because of this `break`"),
            Because::First(span) => (span, "expected because of the first element"),
        };
        Some((span, words.to_owned()))
    }
}

/// The expression without the brackets around it.
pub(super) fn bare(mut expr: &ast::Expr) -> &ast::Expr {
    while let ExprKind::Paren(inner) = &expr.kind {
        expr = inner;
    }
    expr
}

impl<'a> Checker<'a> {
    /// An expression of any type. `hint` is the type that a cast around a literal asks of it.
    pub(super) fn expr(&mut self, source: &'a ast::Expr, hint: Option<Scalar>) -> Expr<'a> {
        let span = source.span;
        match &source.kind {
            ExprKind::Paren(inner) => self.expr(inner, hint),
            ExprKind::Int(magnitude, suffix) => {
                self.int(*magnitude, false, suffix.as_ref(), hint, span)
            }
            ExprKind::Float(digits, suffix) => {
                self.float(digits, false, suffix.as_ref(), hint, span)
            }
            ExprKind::Bool(value) => self.bool_literal(*value, span),
            ExprKind::Path(segments) => self.path(segments, span),
            ExprKind::Unary(op, operand) => self.unary(*op, operand, hint, span),
            ExprKind::Binary(op, left, right) => self.binary(*op, left, right, span),
            ExprKind::AndThen(left, right) => self.logic(Kind::AndThen, left, right, span),
            ExprKind::OrElse(left, right) => self.logic(Kind::OrElse, left, right, span),
            ExprKind::Assign(place, value) => self.assign(place, value, span),
            ExprKind::AssignOp(op, place, value) => self.assign_op(*op, place, value, span),
            ExprKind::Cast(operand, ty) => self.cast(operand, ty, span),
            ExprKind::Index(base, index) => self.index(base, index, span),
            ExprKind::Method(receiver, name, args) => self.method(receiver, name, args, span),
            ExprKind::Call(path, args) => self.call(path, args, span),
            ExprKind::Block(block) => {
                let block = self.block(block, hint);
                Expr { ty: block.ty, kind: Kind::Block(block), span }
            }
            ExprKind::Labelled(label, block) => self.labelled(label, block, hint, span),
            ExprKind::Tuple(parts) if parts.is_empty() => {
                Expr { kind: Kind::Unit, ty: Type::Unit, span }
            }
            ExprKind::Tuple(parts) => self.tuple(parts, span),
            ExprKind::Field(base, number, at) => self.field(base, *number, *at, span),
            ExprKind::Array(parts) => self.list(parts, span),
            ExprKind::Repeat(value, count) => self.repeat(value, count, span),
            ExprKind::Refused => Expr::refused(span),
            _ => self.control_or_refuse(source),
        }
    }

    /// Control flow, and forms that mean something only elsewhere.
    fn control_or_refuse(&mut self, source: &'a ast::Expr) -> Expr<'a> {
        match &source.kind {
            ExprKind::Ref(_, to)
                if matches!(bare(to).kind, ExprKind::Index(_, ref at)
                if matches!(bare(at).kind, ExprKind::Range(..))) =>
            {
                let message = "slices of arrays are not supported in a kernel";
                self.refuse(source.span, message, advice::SLICES)
            }
            ExprKind::Ref(_, to)
                if self.array_named(to).is_some() || self.fixed_named(to).is_some() =>
            {
                let message =
                    "a reference can only be taken of an array that is passed to a function";
                self.refuse(
                    source.span,
                    message,
                    "compute with its elements, one by one, in a loop",
                )
            }
            ExprKind::Ref(..) => self.refuse(
                source.span,
                "a reference can only be taken of an array that is passed to a function",
                "use the value itself",
            ),
            ExprKind::Range(..) => self.refuse(
                source.span,
                "a range can only stand in a `for`",
                "write `for i in a..b { .. }`",
            ),
            _ => self.control(source),
        }
    }

    /// Reports an unsupported expression.
    pub(super) fn refuse(&mut self, span: Span, message: &str, help: &str) -> Expr<'a> {
        self.report(Diagnostic::new(Code::UnsupportedExpression, span, message).help(help));
        Expr::refused(span)
    }

    /// `(a, b)`
    fn tuple(&mut self, parts: &'a [ast::Expr], span: Span) -> Expr<'a> {
        let drafted: Vec<Expr<'a>> = parts.iter().map(|part| self.scalar(part, None)).collect();
        let types: Option<Vec<Part>> = drafted.iter().map(|part| Part::of(part.ty)).collect();
        match types.and_then(|types| TupleType::new(&types)) {
            Some(tuple) => Expr { kind: Kind::Tuple(drafted), ty: Type::Tuple(tuple), span },
            None => {
                let message = format!("a tuple has at most {MAX_PARTS} parts in a kernel");
                self.refuse(span, &message, "use several tuples, or a fixed array: `[a, b]`")
            }
        }
    }

    /// `base.number`
    fn field(&mut self, base: &'a ast::Expr, number: u32, at: Span, span: Span) -> Expr<'a> {
        let base = self.value(base, None);
        match self.part_type(base.ty, number, at) {
            Some((number, ty)) => Expr { kind: Kind::Part(Box::new(base), number), ty, span },
            None => Expr::refused(span),
        }
    }

    /// The type of a part of a tuple; reported if there is none.
    fn part_type(&mut self, tuple: Type, number: u32, at: Span) -> Option<(u8, Type)> {
        let tuple = self.body.infer.resolve(tuple);
        let part = match tuple {
            Type::Error => return None,
            Type::Tuple(parts) => parts.parts().get(number as usize).map(|part| part.ty()),
            _ => None,
        };
        if part.is_none() {
            let message = format!("{tuple} has no part `{number}`");
            let mut problem = Diagnostic::new(Code::NoPart, at, message);
            problem.help = match tuple {
                Type::Tuple(parts) => {
                    Some(format!("its parts are 0 to {}", parts.parts().len() - 1))
                }
                _ => None,
            };
            self.report(problem);
        }
        Some((number as u8, part?))
    }

    /// An expression that must have a value, of any type that a variable can hold.
    pub(super) fn value(&mut self, source: &'a ast::Expr, hint: Option<Scalar>) -> Expr<'a> {
        let drafted = self.expr(source, hint);
        self.as_value(source, drafted)
    }

    /// Refuses an expression whose value no variable can hold.
    pub(super) fn as_value(&mut self, source: &'a ast::Expr, drafted: Expr<'a>) -> Expr<'a> {
        if drafted.ty.is_value() || drafted.ty == Type::Error {
            return drafted;
        }
        self.refuse_value(source, drafted)
    }

    /// An expression that must have a value, of a scalar type.
    pub(super) fn scalar(&mut self, source: &'a ast::Expr, hint: Option<Scalar>) -> Expr<'a> {
        let drafted = self.expr(source, hint);
        match drafted.ty {
            Type::Scalar(_) | Type::Var(_) | Type::Error => drafted,
            _ => self.refuse_value(source, drafted),
        }
    }

    /// Reports an expression whose value cannot be used where it stands.
    fn refuse_value(&mut self, source: &'a ast::Expr, drafted: Expr<'a>) -> Expr<'a> {
        let (message, help) = match drafted.ty {
            Type::Scalar(_) | Type::Var(_) | Type::Error => return drafted,
            Type::Tuple(_) => ("expected a scalar, found a tuple", "use one of its parts: `t.0`"),
            Type::Fixed(_) => ("expected a scalar, found an array", "index it: `a[i]`"),
            Type::Unit => (
                "expected a value, found `()`",
                match &bare(source).kind {
                    ExprKind::Assign(..) | ExprKind::AssignOp(..) => {
                        "an assignment has no value; write `==` to compare"
                    }
                    ExprKind::If(..) => "give both branches a value, without a semicolon",
                    ExprKind::Match(..) => "give every arm a value, without a semicolon",
                    ExprKind::Loop { .. } => "leave the loop with a value: `break value;`",
                    _ => "end the block with a value, without a semicolon",
                },
            ),
            Type::Never => (
                "expected a value, but control never gets past this",
                "write it as a statement of its own",
            ),
            Type::Array(_) | Type::Lent(..) => {
                ("expected a scalar, found an array", "index it: `a[i]`, `a[[i, j]]`")
            }
        };
        self.report(Diagnostic::new(Code::NotAValue, drafted.span, message).help(help));
        Expr::refused(drafted.span)
    }

    /// A scalar expression of the type `wanted`.
    pub(super) fn scalar_of(
        &mut self,
        source: &'a ast::Expr,
        wanted: Type,
        because: Because,
    ) -> Expr<'a> {
        let drafted = self.scalar(source, None);
        self.expect(&drafted, wanted, because);
        drafted
    }

    /// An expression of the type `wanted`, which a variable can hold.
    pub(super) fn value_of(
        &mut self,
        source: &'a ast::Expr,
        wanted: Type,
        because: Because,
    ) -> Expr<'a> {
        let list = match &bare(source).kind {
            ExprKind::Array(parts) => self.list_of(parts, wanted, because, source.span),
            _ => None,
        };
        if let Some(list) = list {
            return list;
        }
        let drafted = self.value(source, None);
        self.expect(&drafted, wanted, because);
        drafted
    }

    /// Makes the type of an expression equal to `wanted`; the type they have then.
    pub(super) fn expect(&mut self, expr: &Expr<'a>, wanted: Type, because: Because) -> Type {
        match self.body.infer.unify(wanted, expr.ty) {
            Some(ty) => ty,
            None => self.mismatch(expr.span, expr.ty, wanted, because, Some(&expr.kind)),
        }
    }

    /// Reports two types that should be one.
    pub(super) fn mismatch(
        &mut self,
        span: Span,
        found: Type,
        wanted: Type,
        because: Because,
        kind: Option<&Kind<'a>>,
    ) -> Type {
        let (found, wanted) = (self.body.infer.resolve(found), self.body.infer.resolve(wanted));
        let message = format!("mismatched types: expected {wanted}, found {found}");
        let mut problem = Diagnostic::new(Code::Mismatch, span, message)
            .label(format!("expected {wanted}, found {found}"));
        problem.context.extend(because.context());
        if let Some(sizes) = differing_sizes(found, wanted) {
            problem = problem.note(sizes);
        }
        let text = self.quote(span);
        problem.help = match (kind, wanted) {
            (Some(Kind::Int { .. }), _) if wanted.is_float() && text.parse::<i128>().is_ok() => {
                Some(format!("write a float: `{text}.0`"))
            }
            (Some(Kind::Int { .. }), _) if wanted == Type::BOOL && matches!(text, "0" | "1") => {
                Some(format!("write `{}`", text == "1"))
            }
            (Some(Kind::Float { .. }), _) if wanted.is_int() => {
                Some("write an integer, or make the other side a float".to_owned())
            }
            (_, Type::Unit) => Some(match because {
                Because::Result(_) => format!(
                    "end it with `;` to drop the value, or declare the result: `-> {}`",
                    self.body.infer.settle(found)
                ),
                _ => "end it with `;` to drop the value".to_owned(),
            }),
            (_, wanted) => target(wanted)
                .and_then(|to| conversion(text, found, to))
                .map(|converted| format!("convert it: `{converted}`")),
        };
        self.report(problem)
    }

    /// A variable, or a constant such as `f64::MAX`.
    fn path(&mut self, segments: &'a [ast::Name], span: Span) -> Expr<'a> {
        let [name] = segments else { return self.constant(segments, span) };
        match self.names.get(&name.text) {
            Some(Meaning::Local(id, depth)) if depth == self.body.depth => {
                let ty = self.body.locals[id.number()].ty;
                if self.awaits_type(id) {
                    self.refuse_untyped(id, span);
                }
                if ty == Type::Error {
                    return Expr::refused(span);
                }
                match ty {
                    Type::Array(array) => return self.refuse_array_value(name, array, span),
                    Type::Lent(..) => return self.refuse_lent_value(name, ty, span),
                    Type::Fixed(_) => self.touch(id, Access::Shared, span),
                    _ => {}
                }
                Expr { kind: Kind::Local(id), ty, span }
            }
            Some(Meaning::Local(..)) => self.refuse_capture(name),
            Some(Meaning::Const(id)) => self.const_use(id, span),
            Some(Meaning::Func(_)) => {
                let message = format!("`{}` is a function, not a value", name.text);
                let problem = Diagnostic::new(Code::NotAValue, span, message);
                self.report(problem.help(format!("call it: `{}(..)`", name.text)));
                Expr::refused(span)
            }
            None => self.unknown_name(name),
        }
    }

    fn unary(
        &mut self,
        op: Op,
        operand: &'a ast::Expr,
        hint: Option<Scalar>,
        span: Span,
    ) -> Expr<'a> {
        if op == Op::Neg {
            match &bare(operand).kind {
                ExprKind::Int(magnitude, suffix) => {
                    return self.int(*magnitude, true, suffix.as_ref(), hint, span);
                }
                ExprKind::Float(digits, suffix) => {
                    return self.float(digits, true, suffix.as_ref(), hint, span);
                }
                _ => {}
            }
        }
        let operand = self.scalar(operand, hint);
        let ty = self.body.infer.resolve(operand.ty);
        if !ty.may_be(op.row().class) {
            self.bad_operand(op, ty, operand.span, span);
            return Expr::refused(span);
        }
        Expr { kind: Kind::Op(op, vec![operand]), ty, span }
    }

    fn binary(
        &mut self,
        op: Op,
        left: &'a ast::Expr,
        right: &'a ast::Expr,
        span: Span,
    ) -> Expr<'a> {
        if op.row().shape == Shape::Compare {
            return self.comparison(op, left, right, span);
        }
        let left = self.scalar(left, None);
        let right = self.scalar(right, None);
        self.operation(op, left, right, span)
    }

    /// `a < b` and the like; tuples and arrays are not compared.
    fn comparison(
        &mut self,
        op: Op,
        left: &'a ast::Expr,
        right: &'a ast::Expr,
        span: Span,
    ) -> Expr<'a> {
        let sides = [left, right].map(|side| {
            let drafted = self.expr(side, None);
            match drafted.ty {
                Type::Tuple(_) | Type::Fixed(_) => drafted,
                Type::Scalar(_) | Type::Var(_) | Type::Error => drafted,
                _ => self.refuse_value(side, drafted),
            }
        });
        let help = match (sides[0].ty, sides[1].ty) {
            (Type::Error, _) | (_, Type::Error) => None,
            (Type::Tuple(_), _) | (_, Type::Tuple(_)) => {
                Some("compare them part by part: `a.0 == b.0 && a.1 == b.1`")
            }
            (Type::Fixed(_), _) | (_, Type::Fixed(_)) => Some("compare their elements in a loop"),
            _ => None,
        };
        let [left, right] = sides;
        if let Some(help) = help {
            let ty = self.body.infer.resolve(left.ty);
            let message = format!("values of type {ty} are not compared as a whole in a kernel");
            self.report(Diagnostic::new(Code::BadOperand, span, message).help(help));
            return Expr { kind: Kind::Refused, ty: Type::BOOL, span };
        }
        self.operation(op, left, right, span)
    }

    fn operation(&mut self, op: Op, left: Expr<'a>, right: Expr<'a>, span: Span) -> Expr<'a> {
        let ty = self.operator(op, &left, &right, span);
        if ty == Type::Error {
            return Expr::refused(span);
        }
        Expr { kind: Kind::Op(op, vec![left, right]), ty, span }
    }

    /// The type of `left op right`, which makes the operands' types equal where they must be.
    fn operator(&mut self, op: Op, left: &Expr<'a>, right: &Expr<'a>, span: Span) -> Type {
        let class = op.row().class;
        let (lt, rt) = (self.body.infer.resolve(left.ty), self.body.infer.resolve(right.ty));
        if lt == Type::Error || rt == Type::Error {
            // A comparison is a `bool` whatever was wrong with its operands.
            return if op.row().shape == Shape::Compare { Type::BOOL } else { Type::Error };
        }
        for (ty, operand) in [(lt, left), (rt, right)] {
            if !ty.may_be(class) {
                return self.bad_operand(op, ty, operand.span, span);
            }
        }
        if matches!(op, Op::Shl | Op::Shr) {
            return lt;
        }
        let Some(ty) = self.body.infer.unify(lt, rt) else {
            return self.operands_differ(left, right, lt, rt);
        };
        if op.row().shape == Shape::Compare { Type::BOOL } else { ty }
    }

    /// Reports operands of two types; the literal among them is the one to change.
    fn operands_differ(&mut self, left: &Expr<'a>, right: &Expr<'a>, lt: Type, rt: Type) -> Type {
        let left_is_wrong = matches!(left.kind, Kind::Int { .. }) && rt.is_float()
            || lt.open().is_some() && rt.open().is_none();
        if left_is_wrong {
            self.mismatch(left.span, lt, rt, Because::Operand(right.span), Some(&left.kind))
        } else {
            self.mismatch(right.span, rt, lt, Because::Operand(left.span), Some(&right.kind))
        }
    }

    /// Reports an operator that the operand's type does not have.
    pub(super) fn bad_operand(&mut self, op: Op, ty: Type, operand: Span, span: Span) -> Type {
        let symbol = match op.row().syntax {
            Syntax::Operator(symbol) => symbol,
            Syntax::Method | Syntax::Associated | Syntax::Function | Syntax::Internal => {
                op.row().name
            }
        };
        let message = format!("the operator `{symbol}` is not defined for {ty}");
        let mut problem = Diagnostic::new(Code::BadOperand, span, message)
            .note(format!("`{symbol}` works on {}", op.row().class.words()));
        if operand != span {
            problem = problem.context(operand, format!("this is {ty}"));
        }
        problem.help = advice::bad_operand(op, ty, self.quote(operand));
        self.report(problem)
    }

    fn logic(
        &mut self,
        kind: fn(Box<Expr<'a>>, Box<Expr<'a>>) -> Kind<'a>,
        left: &'a ast::Expr,
        right: &'a ast::Expr,
        span: Span,
    ) -> Expr<'a> {
        let left = self.scalar_of(left, Type::BOOL, Because::Place);
        let reached = self.body.diverges;
        let right = self.scalar_of(right, Type::BOOL, Because::Place);
        self.body.diverges = reached;
        Expr { kind: kind(Box::new(left), Box::new(right)), ty: Type::BOOL, span }
    }

    fn cast(&mut self, operand: &'a ast::Expr, ty: &'a ast::Type, span: Span) -> Expr<'a> {
        let to = self.scalar_type(ty);
        let hint = target(to);
        let operand = self.scalar(operand, hint);
        match to {
            Type::Error => Expr::refused(span),
            _ => Expr { kind: Kind::Cast(Box::new(operand)), ty: to, span },
        }
    }

    fn assign(&mut self, place: &'a ast::Expr, value: &'a ast::Expr, span: Span) -> Expr<'a> {
        let Some((place, ty, because)) = self.place(place) else {
            self.value(value, None);
            return Expr { kind: Kind::Refused, ty: Type::Unit, span };
        };
        let value = match place {
            Place::Local(local, _) if self.awaits_type(local) => {
                let value = self.value(value, None);
                self.first_value(local, &value);
                value
            }
            _ => self.value_of(value, ty, because),
        };
        Expr { kind: Kind::Assign(place, Box::new(value)), ty: Type::Unit, span }
    }

    fn assign_op(
        &mut self,
        op: Op,
        source: &'a ast::Expr,
        value: &'a ast::Expr,
        span: Span,
    ) -> Expr<'a> {
        let place = self.place(source);
        self.expect_type(place.as_ref());
        let value = self.scalar(value, None);
        let Some((place, ty, because)) = place else {
            return Expr { kind: Kind::Refused, ty: Type::Unit, span };
        };
        let class = op.row().class;
        let ty = self.body.infer.resolve(ty);
        let given = self.body.infer.resolve(value.ty);
        if !ty.may_be(class) {
            self.bad_operand(op, ty, source.span, span);
        } else if !given.may_be(class) {
            self.bad_operand(op, given, value.span, span);
        } else if !matches!(op, Op::Shl | Op::Shr) {
            self.expect(&value, ty, because);
        }
        Expr { kind: Kind::AssignOp(op, place, Box::new(value)), ty: Type::Unit, span }
    }

    /// What is assigned to, its type, and what gave it that type.
    fn place(&mut self, source: &'a ast::Expr) -> Option<(Place<'a>, Type, Because)> {
        let source = bare(source);
        match &source.kind {
            ExprKind::Path(segments) if segments.len() == 1 => self.variable(&segments[0]),
            ExprKind::Index(base, index) => {
                let (element, elem) = self.element(base, index, source.span, true)?;
                let declared = self.body.locals[element.array.number()].span;
                let because = Because::Declared(declared);
                Some((Place::Element(element), elem, because))
            }
            ExprKind::Field(base, number, at) => self.part_place(base, *number, *at, source.span),
            ExprKind::Refused => None,
            ExprKind::Tuple(_) => {
                let message = "a tuple of places cannot be assigned to in a kernel";
                let help = "assign one after the other; to swap, `let old = a; a = b; b = old;`";
                self.refuse(source.span, message, help);
                None
            }
            _ => {
                let drafted = self.expr(source, None);
                if drafted.ty != Type::Error {
                    let problem = Diagnostic::new(
                        Code::UnsupportedExpression,
                        source.span,
                        "this cannot be assigned to",
                    );
                    self.report(problem.help("assign to a variable or to an element of an array"));
                }
                None
            }
        }
    }

    /// A part of a tuple that is assigned to.
    fn part_place(
        &mut self,
        base: &'a ast::Expr,
        number: u32,
        at: Span,
        span: Span,
    ) -> Option<(Place<'a>, Type, Because)> {
        let place = self.place(base);
        self.expect_type(place.as_ref());
        let (place, tuple, because) = place?;
        let (number, ty) = self.part_type(tuple, number, at)?;
        match place {
            Place::Local(local, _) => Some((Place::Part(local, number, span), ty, because)),
            Place::Part(..) | Place::Element(_) => None,
        }
    }

    /// Reports a variable that is read where it is assigned to, if its type is not known yet.
    fn expect_type(&mut self, place: Option<&(Place<'a>, Type, Because)>) {
        if let Some(&(Place::Local(local, span), ..)) = place
            && self.awaits_type(local)
        {
            self.refuse_untyped(local, span);
        }
    }

    /// A variable that is assigned to.
    fn variable(&mut self, name: &'a ast::Name) -> Option<(Place<'a>, Type, Because)> {
        if let Some(Meaning::Const(id)) = self.names.get(&name.text) {
            self.refuse_const(id, name.span);
            return None;
        }
        if self.names.get(&name.text).is_none() {
            self.undeclared(name);
            return None;
        }
        let Some(Meaning::Local(id, depth)) = self.names.get(&name.text) else {
            self.path(std::slice::from_ref(name), name.span);
            return None;
        };
        if depth != self.body.depth {
            self.refuse_capture(name);
            return None;
        }
        let local = &mut self.body.locals[id.number()];
        // Of a variable without a first value the first assignment stands for it; whether there
        // may be another one is a question of flow.
        match local.first {
            First::Awaited { untyped: false } => local.first = First::Found,
            First::Awaited { untyped: true } => {}
            First::Declared | First::Found => local.assigned = true,
        }
        let mutable = local.mutable || local.first != First::Declared;
        let (ty, declared) = (local.ty, local.span);
        if let Type::Array(_) | Type::Lent(..) = ty {
            let message = format!("the array `{}` cannot be assigned to as a whole", name.text);
            let problem = Diagnostic::new(Code::UnsupportedExpression, name.span, message);
            self.report(problem.help(format!("assign to its elements: `{}[i] = ..`", name.text)));
            return None;
        }
        if !mutable {
            self.refuse_immutable(name, id);
        } else if self.body.frozen.contains(&id) {
            self.refuse_in_guard(name);
        }
        if let Type::Fixed(_) = ty {
            self.touch(id, Access::Exclusive, name.span);
        }
        Some((Place::Local(id, name.span), ty, Because::Declared(declared)))
    }

    /// Reports an assignment to something that the patterns around a guard look at.
    fn refuse_in_guard(&mut self, name: &ast::Name) {
        let message = format!("cannot assign to `{}` in a guard of this `match`", name.text);
        let problem = Diagnostic::new(Code::Borrowed, name.span, message)
            .label("the patterns look at it")
            .help("assign to it in the arm, or match a copy: `let value = ..; match value { .. }`");
        self.report(problem);
    }

    /// Whether the type is in `class`, as far as it is known.
    pub(super) fn is_in(&mut self, class: Class, ty: Type) -> bool {
        self.body.infer.resolve(ty).may_be(class)
    }
}

/// The scalar type to convert to.
fn target(wanted: Type) -> Option<Scalar> {
    match wanted {
        Type::Scalar(scalar) => Some(scalar),
        Type::Error
        | Type::Never
        | Type::Unit
        | Type::Var(_)
        | Type::Tuple(_)
        | Type::Array(_)
        | Type::Fixed(_)
        | Type::Lent(..) => None,
    }
}
