//! Settles a function's types and makes the typed tree of its draft.
//!
//! In: the draft of one function and its inference variables. Out: a [`hir::Func`]. Always true:
//! what needs final types is checked here and only here: ranges of literals, casts, signs of
//! negated numbers, and operations that always trap. Values of variables are followed as rustc's
//! lints do: everywhere if the variable is assigned once, else up to the next branch or loop.
//! Deliberately absent: anything that could change a type.

use std::collections::HashMap;

use super::constant::{self, Failure};
use super::draft::{Block, Element, Expr, Kind, Local, Place, Stmt};
use super::infer::{Infer, Type, conversion};
use super::literal::{float_value, int_value, out_of_range};
use super::{Body, Checker};
use crate::error::{Code, Diagnostic, Span};
use crate::hir::{self, LocalId};
use crate::op::{Op, Syntax, cast_allowed};
use crate::syntax::ast;
use crate::ty::{Kind as NumberKind, Scalar, Ty};
use crate::util::index::{Index, Table};
use crate::value::Value;

/// The typed tree of a function; problems found on the way are reported.
pub(super) fn function<'a>(
    checker: &mut Checker<'a>,
    mut body: Body<'a>,
    source: &ast::Func,
    params: Vec<LocalId>,
    block: Block<'a>,
) -> hir::Func {
    let mut finish = Finish {
        text: checker.text,
        problems: &mut checker.problems,
        infer: &mut body.infer,
        known: vec![None; body.locals.len()],
        known_parts: HashMap::new(),
        locals: &body.locals,
        passing: Vec::new(),
    };
    let block = finish.block(block).0;
    let locals: Table<LocalId, hir::Local> = body
        .locals
        .iter()
        .map(|local| hir::Local {
            name: local.name.to_owned(),
            ty: body.infer.settle(local.ty),
            mutable: local.mutable,
            span: local.span,
            constant: local.constant.clone(),
        })
        .collect();
    hir::Func {
        name: source.name.text.clone(),
        span: source.name.span,
        public: source.public,
        params,
        ret: body.infer.settle(body.ret),
        locals,
        loops: body.loops,
        body: block,
    }
}

/// The typed tree of a constant's expression; problems found on the way are reported.
pub(super) fn constant<'a>(
    checker: &mut Checker<'a>,
    body: &mut Body<'a>,
    expr: Expr<'a>,
) -> hir::Expr {
    let mut finish = Finish {
        text: checker.text,
        problems: &mut checker.problems,
        infer: &mut body.infer,
        known: vec![None; body.locals.len()],
        known_parts: HashMap::new(),
        locals: &body.locals,
        passing: Vec::new(),
    };
    finish.expr(expr).0
}

/// A finished expression, and its value if that is known already.
type Known<T> = (T, Option<Value>);

/// The parts of a tuple or the elements of a list, as far as they are known.
type Parts = Vec<Option<Value>>;

struct Finish<'f, 'a> {
    text: &'a str,
    problems: &'f mut Vec<Diagnostic>,
    infer: &'f mut Infer,
    locals: &'f [Local<'a>],
    /// Values of variables, where they are known.
    known: Vec<Option<Value>>,
    /// Values of the parts of tuples and of the elements of arrays, where any is known.
    known_parts: HashMap<LocalId, Parts>,
    /// Variables whose value is known up to the next branch only.
    passing: Vec<LocalId>,
}

impl<'a> Finish<'_, 'a> {
    fn block(&mut self, block: Block<'a>) -> Known<hir::Block> {
        let stmts = block.stmts.into_iter().map(|stmt| self.stmt(stmt)).collect();
        let ty = self.infer.settle(block.ty);
        let (value, known) = match block.value {
            Some(value) => {
                let (value, known) = self.expr(*value);
                (Some(Box::new(value)), known)
            }
            None => (None, None),
        };
        (hir::Block { stmts, value, ty, span: block.span }, known)
    }

    fn stmt(&mut self, stmt: Stmt<'a>) -> hir::Stmt {
        match stmt {
            Stmt::Let(local, init) => {
                let (init, known, parts) = self.with_parts(init);
                self.learn(local, known);
                self.learn_parts(local, parts);
                hir::Stmt::Let { local, init: Some(init) }
            }
            Stmt::LetTuple(locals, init) => {
                let (init, _, parts) = self.with_parts(init);
                for (&local, value) in locals.iter().zip(parts) {
                    local.iter().for_each(|&local| self.learn(local, value));
                }
                hir::Stmt::LetTuple { locals, init }
            }
            Stmt::Expr(expr) => hir::Stmt::Expr(self.expr(expr).0),
        }
    }

    /// Notes what a variable holds from here on.
    fn learn(&mut self, local: LocalId, value: Option<Value>) {
        self.known[local.number()] = value;
        if value.is_some() && self.locals[local.number()].assigned {
            self.passing.push(local);
        }
    }

    /// Notes what the parts of a variable are from here on.
    fn learn_parts(&mut self, local: LocalId, parts: Parts) {
        if parts.iter().all(Option::is_none) {
            self.known_parts.remove(&local);
            return;
        }
        self.known_parts.insert(local, parts);
        if self.locals[local.number()].assigned {
            self.passing.push(local);
        }
    }

    /// Forgets the values of variables that are assigned more than once.
    fn branch(&mut self) {
        for local in self.passing.drain(..) {
            self.known[local.number()] = None;
            self.known_parts.remove(&local);
        }
    }

    fn block_apart(&mut self, block: Block<'a>) -> hir::Block {
        self.branch();
        let block = self.block(block).0;
        self.branch();
        block
    }

    fn expr(&mut self, expr: Expr<'a>) -> Known<hir::Expr> {
        let span = expr.span;
        let ty = self.infer.settle(expr.ty);
        let (kind, known) = match expr.kind {
            Kind::Refused | Kind::Unit => (hir::ExprKind::Unit, None),
            Kind::Const(value) => (hir::ExprKind::Const(value), Some(value)),
            Kind::Int { magnitude, negative } => self.int(magnitude, negative, ty, span),
            Kind::Float { digits, negative } => self.float(digits, negative, ty, span),
            Kind::Local(local) => (hir::ExprKind::Local(local), self.known[local.number()]),
            Kind::Tuple(parts) => (hir::ExprKind::Tuple(self.parts(parts).0), None),
            Kind::Part(tuple, number) => {
                let (tuple, _, parts) = self.with_parts(*tuple);
                let known = parts.get(usize::from(number)).copied().flatten();
                (hir::ExprKind::Part(Box::new(tuple), number), known)
            }
            Kind::List(parts) => (hir::ExprKind::List(self.parts(parts).0), None),
            Kind::Repeat(part) => (hir::ExprKind::Repeat(Box::new(self.expr(*part).0)), None),
            Kind::Op(op, operands) => self.op(op, operands, span),
            Kind::Cast(operand) => self.cast(*operand, ty, span),
            Kind::AndThen(left, right) => {
                let (left, right) = self.logic(*left, *right);
                (hir::ExprKind::AndThen(left, right), None)
            }
            Kind::OrElse(left, right) => {
                let (left, right) = self.logic(*left, *right);
                (hir::ExprKind::OrElse(left, right), None)
            }
            Kind::Index(element) => {
                let (element, known) = self.element(element);
                (hir::ExprKind::Index(element), known)
            }
            Kind::Extent(array, axis) => (hir::ExprKind::Extent { array, axis }, None),
            Kind::Len(array) => (hir::ExprKind::Len { array }, None),
            Kind::Assign(place, value) => (self.assign(place, *value), None),
            Kind::AssignOp(op, place, value) => (self.assign_op(op, place, *value, span), None),
            Kind::Fill(array, value) => {
                let value = Box::new(self.expr(*value).0);
                self.known_parts.remove(&array);
                (hir::ExprKind::Fill { array, value }, None)
            }
            Kind::Call(func, args) => {
                let args = args.into_iter().map(|arg| self.argument(arg)).collect();
                (hir::ExprKind::Call { func, args }, None)
            }
            Kind::Block(block) => {
                let (block, known) = self.block(block);
                (hir::ExprKind::Block(block), known)
            }
            kind => (self.control(kind), None),
        };
        (hir::Expr { kind, ty, span }, known)
    }

    /// An expression with what is known of its parts, if it is a tuple or an array.
    fn with_parts(&mut self, expr: Expr<'a>) -> (hir::Expr, Option<Value>, Parts) {
        let ty = self.infer.settle(expr.ty);
        let kind: fn(Vec<hir::Expr>) -> hir::ExprKind = match expr.kind {
            Kind::Tuple(_) => hir::ExprKind::Tuple,
            Kind::List(_) => hir::ExprKind::List,
            Kind::Local(local) => {
                let parts = self.known_parts.get(&local).cloned().unwrap_or_default();
                let (expr, known) = self.expr(expr);
                return (expr, known, parts);
            }
            _ => {
                let (expr, known) = self.expr(expr);
                return (expr, known, Vec::new());
            }
        };
        let (Kind::Tuple(parts) | Kind::List(parts)) = expr.kind else {
            unreachable!("only these two have parts")
        };
        let (parts, known) = self.parts(parts);
        (hir::Expr { kind: kind(parts), ty, span: expr.span }, None, known)
    }

    fn parts(&mut self, parts: Vec<Expr<'a>>) -> (Vec<hir::Expr>, Parts) {
        parts.into_iter().map(|part| self.expr(part)).unzip()
    }

    /// An argument; a fixed array that is lent may come back with other elements.
    fn argument(&mut self, arg: Expr<'a>) -> hir::Expr {
        let arg = self.expr(arg).0;
        if let hir::ExprKind::Local(local) = arg.kind
            && self.locals[local.number()].assigned
        {
            self.known_parts.remove(&local);
        }
        arg
    }

    fn control(&mut self, kind: Kind<'a>) -> hir::ExprKind {
        match kind {
            Kind::If(cond, then, otherwise) => {
                let cond = Box::new(self.expr(*cond).0);
                let then = self.block_apart(then);
                let otherwise = otherwise.map(|block| self.block_apart(block));
                hir::ExprKind::If { cond, then, otherwise }
            }
            Kind::For { id, var, limits, inclusive, body } => {
                let ty = match self.infer.settle(limits.0.ty) {
                    Ty::Scalar(scalar) => scalar,
                    _ => Scalar::Usize,
                };
                let (lo, hi) = (self.expr(limits.0).0, self.expr(limits.1).0);
                let (lo, hi) = (Box::new(lo), Box::new(hi));
                let range = hir::Range { lo, hi, inclusive, ty, adapters: Vec::new() };
                hir::ExprKind::For { id, var, range, parallel: None, body: self.block_apart(body) }
            }
            Kind::While(id, cond, body) => {
                self.branch();
                let cond = Box::new(self.expr(*cond).0);
                hir::ExprKind::While { id, cond, body: self.block_apart(body) }
            }
            Kind::Loop(id, body) => hir::ExprKind::Loop { id, body: self.block_apart(body) },
            Kind::Break(id) => hir::ExprKind::Break(id, None),
            Kind::Continue(id) => hir::ExprKind::Continue(id),
            Kind::Return(value) => {
                hir::ExprKind::Return(value.map(|value| Box::new(self.expr(*value).0)))
            }
            _ => hir::ExprKind::Unit,
        }
    }

    fn int(&mut self, magnitude: u128, negative: bool, ty: Ty, span: Span) -> Known<hir::ExprKind> {
        let Ty::Scalar(scalar) = ty else { return (hir::ExprKind::Unit, None) };
        if negative && scalar.kind() == NumberKind::Unsigned {
            let message = format!("the operator `-` is not defined for `{scalar}`");
            let problem = Diagnostic::new(Code::BadOperand, span, message)
                .note(format!("this literal is a `{scalar}`, which is never negative"));
            self.problems.push(problem);
            return (hir::ExprKind::Unit, None);
        }
        match int_value(magnitude, negative, scalar) {
            Some(value) => (hir::ExprKind::Const(value), Some(value)),
            None => {
                self.problems.push(out_of_range(scalar, span));
                (hir::ExprKind::Unit, None)
            }
        }
    }

    fn float(&mut self, digits: &str, negative: bool, ty: Ty, span: Span) -> Known<hir::ExprKind> {
        let Ty::Scalar(scalar) = ty else { return (hir::ExprKind::Unit, None) };
        match float_value(digits, negative, scalar) {
            Some(value) => (hir::ExprKind::Const(value), Some(value)),
            None => {
                self.problems.push(out_of_range(scalar, span));
                (hir::ExprKind::Unit, None)
            }
        }
    }

    fn op(&mut self, op: Op, operands: Vec<Expr<'a>>, span: Span) -> Known<hir::ExprKind> {
        let first = operands.first().map(|operand| self.infer.settle(operand.ty));
        let mut finished = Vec::with_capacity(operands.len());
        let mut values = [None; 3];
        for (number, operand) in operands.into_iter().enumerate() {
            let (operand, known) = self.expr(operand);
            finished.push(operand);
            values[number.min(2)] = known;
        }
        let known = match first {
            Some(Ty::Scalar(scalar)) => self.evaluate(op, scalar, &finished, values, span),
            _ => None,
        };
        (hir::ExprKind::Op(op, finished), known)
    }

    /// The value of an operator, if it is known; reports one that always fails.
    fn evaluate(
        &mut self,
        op: Op,
        scalar: Scalar,
        operands: &[hir::Expr],
        values: [Option<Value>; 3],
        span: Span,
    ) -> Option<Value> {
        let Syntax::Operator(symbol) = op.row().syntax else { return None };
        if !op.row().class.holds(scalar) {
            let message = format!("the operator `{symbol}` is not defined for `{scalar}`");
            let mut problem = Diagnostic::new(Code::BadOperand, span, message);
            problem.help = super::advice::bad_operand(
                op,
                Type::Scalar(scalar),
                operands.first().map_or("", |operand| operand.span.text(self.text)),
            );
            self.problems.push(problem);
            return None;
        }
        let result = match operands.len() {
            1 => constant::unary(op, values[0]),
            _ => constant::binary(op, scalar, values[0], values[1]),
        };
        let divisor = operands.last().map_or(span, |operand| operand.span);
        result.unwrap_or_else(|failure| self.always_fails(failure, scalar, divisor, span))
    }

    fn always_fails<T>(
        &mut self,
        failure: Failure,
        scalar: Scalar,
        operand: Span,
        span: Span,
    ) -> Option<T> {
        self.problems.push(always_fails(failure, scalar, operand, span));
        None
    }

    fn cast(&mut self, operand: Expr<'a>, ty: Ty, span: Span) -> Known<hir::ExprKind> {
        let from = self.infer.settle(operand.ty);
        let (operand, known) = self.expr(operand);
        let (Ty::Scalar(from), Ty::Scalar(to)) = (from, ty) else {
            return (hir::ExprKind::Unit, None);
        };
        if !cast_allowed(from, to) {
            let message = format!("casting `{from}` as `{to}` is not allowed");
            let mut problem = Diagnostic::new(Code::BadCast, span, message);
            problem.help = conversion(operand.span.text(self.text), Type::Scalar(from), to)
                .map(|text| format!("write `{text}`"));
            self.problems.push(problem);
        }
        let known = known.and_then(|value| constant::cast(value, to));
        (hir::ExprKind::Cast(Box::new(operand)), known)
    }

    fn logic(&mut self, left: Expr<'a>, right: Expr<'a>) -> (Box<hir::Expr>, Box<hir::Expr>) {
        let left = Box::new(self.expr(left).0);
        self.branch();
        let right = Box::new(self.expr(right).0);
        self.branch();
        (left, right)
    }

    /// An element, and its value if that is known; reports an index that is always too large.
    fn element(&mut self, element: Element<'a>) -> Known<hir::Element> {
        let Element { array, index, span } = element;
        let (index, values): (Vec<hir::Expr>, Parts) =
            index.into_iter().map(|index| self.expr(index)).unzip();
        let mut known = None;
        if let Ty::Fixed(ty) | Ty::Lent { array: ty, .. } =
            self.infer.settle(self.locals[array.number()].ty)
        {
            for ((index, value), extent) in index.iter().zip(&values).zip(ty.extents()) {
                if let Some(Value::Usize(number)) = *value
                    && number >= extent
                {
                    self.problems.push(out_of_bounds(number, extent, index.span, span));
                }
            }
            if let [Some(Value::Usize(number))] = values[..] {
                let parts = self.known_parts.get(&array);
                known = parts.and_then(|parts| parts.get(number).copied().flatten());
            }
        }
        (hir::Element { array, index, span }, known)
    }

    fn place(&mut self, place: Place<'a>) -> hir::Place {
        match place {
            Place::Local(local, span) => hir::Place::Local(local, span),
            Place::Part(local, number, span) => hir::Place::Part(local, number, span),
            Place::Element(element) => hir::Place::Element(self.element(element).0),
        }
    }

    fn assign(&mut self, place: Place<'a>, value: Expr<'a>) -> hir::ExprKind {
        let (value, known, parts) = self.with_parts(value);
        let place = self.place(place);
        self.forget_parts(&place);
        if let hir::Place::Local(local, _) = place {
            self.learn(local, known);
            self.learn_parts(local, parts);
        }
        hir::ExprKind::Assign { place, value: Box::new(value) }
    }

    /// Forgets the parts of what is assigned to.
    fn forget_parts(&mut self, place: &hir::Place) {
        let local = match place {
            hir::Place::Local(local, _) | hir::Place::Part(local, ..) => *local,
            hir::Place::Element(element) => element.array,
        };
        self.known_parts.remove(&local);
    }

    fn assign_op(
        &mut self,
        op: Op,
        place: Place<'a>,
        value: Expr<'a>,
        span: Span,
    ) -> hir::ExprKind {
        let (value, right) = self.expr(value);
        let place = self.place(place);
        let (ty, left) = match &place {
            hir::Place::Local(local, _) => {
                let declared = self.locals[local.number()].ty;
                (self.infer.settle(declared), self.known[local.number()])
            }
            hir::Place::Part(local, number, _) => {
                let tuple = self.infer.settle(self.locals[local.number()].ty);
                let part = tuple.scalars().get(usize::from(*number));
                (part.map_or(Ty::Unit, |&part| Ty::Scalar(part)), None)
            }
            hir::Place::Element(element) => {
                let array = self.locals[element.array.number()].ty;
                match self.infer.settle(array) {
                    Ty::Array(array) => (Ty::Scalar(array.elem), None),
                    Ty::Fixed(array) | Ty::Lent { array, .. } => (Ty::Scalar(array.elem), None),
                    Ty::Unit | Ty::Never | Ty::Scalar(_) | Ty::Tuple(_) => (Ty::Unit, None),
                }
            }
        };
        self.forget_parts(&place);
        let known = match ty {
            Ty::Scalar(scalar) => constant::binary(op, scalar, left, right)
                .unwrap_or_else(|failure| self.always_fails(failure, scalar, value.span, span)),
            _ => None,
        };
        if let hir::Place::Local(local, _) = place {
            self.learn(local, known);
        }
        hir::ExprKind::AssignOp { op, place, value: Box::new(value) }
    }
}

/// The problem of an operation that fails on values that are known.
pub(super) fn always_fails(
    failure: Failure,
    scalar: Scalar,
    operand: Span,
    span: Span,
) -> Diagnostic {
    let (message, label) = match failure {
        Failure::ZeroDivisor => ("this operation always divides by zero", "this is zero"),
        Failure::Overflow => ("this arithmetic always overflows", ""),
        Failure::Shift => ("this shift is always too wide", "too wide"),
    };
    let problem = Diagnostic::new(Code::ConstantTrap, span, message);
    match failure {
        Failure::ZeroDivisor => problem.context(operand, label),
        Failure::Overflow => {
            let (low, high) = constant::limits(scalar);
            problem.note(format!("`{scalar}` holds {low} to {high}"))
        }
        Failure::Shift => {
            problem.context(operand, label).note(format!("`{scalar}` has {} bits", scalar.bits()))
        }
    }
}

/// The problem of an index that is known to be too large.
pub(super) fn out_of_bounds(number: usize, extent: usize, index: Span, span: Span) -> Diagnostic {
    let message = format!("the index {number} is always out of bounds");
    let problem = Diagnostic::new(Code::ConstantTrap, span, message)
        .context(index, format!("this is {number}"))
        .note(format!("the length is {extent}"));
    match extent.checked_sub(1) {
        Some(last) => problem.help(format!("the last index is {last}")),
        None => problem,
    }
}
