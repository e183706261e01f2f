//! Settles a function's types and makes the typed tree of its draft.
//!
//! In: the draft of one function and its inference variables. Out: a [`hir::Func`]. Always true:
//! what needs final types is checked here and only here: ranges of literals, casts, signs of
//! negated numbers, and operations that always trap. Values of variables are followed as rustc's
//! lints do: everywhere if the variable is assigned once, else up to the next branch or loop.
//! Deliberately absent: anything that could change a type.

mod arms;

use std::collections::{HashMap, HashSet};

use super::constant::{self, Failure};
use super::cover;
use super::draft::{Adapter, Block, Element, Expr, Kind, Local, Place, Range, Stmt};
use super::independent::{self, Around};
use super::infer::{Infer, Type, conversion};
use super::literal::{float_value, int_value, out_of_range};
use super::types::Head;
use super::{Body, Checker};
use crate::error::{Code, Diagnostic, Span};
use crate::hir::{self, LocalId, LoopId};
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
    let block = Finish::new(checker, &mut body).block(block).0;
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
    Finish::new(checker, body).expr(expr).0
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
    heads: &'f [Head<'a>],
    dependences: &'f mut Vec<Diagnostic>,
    /// The work that is left for comparing the arms of `match`es.
    cover: &'f mut cover::Budget,
    /// Values of variables, where they are known: one of a scalar, of a tuple one per part, of an
    /// array one per element.
    known: Vec<Parts>,
    /// Variables whose value is known up to the next branch only.
    passing: Vec<LocalId>,
    /// What variables hold that keep an integer computed of others that do.
    given: HashMap<LocalId, hir::Expr>,
    /// Loops and labelled blocks that a `break` leaves.
    broken: HashSet<LoopId>,
}

impl<'f, 'a> Finish<'f, 'a> {
    fn new(checker: &'f mut Checker<'a>, body: &'f mut Body<'a>) -> Finish<'f, 'a> {
        Finish {
            text: checker.text,
            problems: &mut checker.problems,
            infer: &mut body.infer,
            cover: &mut checker.cover,
            known: vec![Vec::new(); body.locals.len()],
            locals: &body.locals,
            heads: &checker.heads,
            dependences: &mut checker.dependences,
            passing: Vec::new(),
            given: HashMap::new(),
            broken: HashSet::new(),
        }
    }

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
                let (init, known) = self.values(init);
                self.learn(local, &known);
                if independent::is_given(self.locals, local, &init) {
                    self.given.insert(local, init.clone());
                }
                hir::Stmt::Let { local, init: Some(init) }
            }
            Stmt::Declare(local) => hir::Stmt::Let { local, init: None },
            Stmt::LetTuple(locals, init) => {
                let (init, known) = self.values(init);
                for (local, value) in locals.iter().zip(known.chunks(1)) {
                    local.iter().for_each(|&local| self.learn(local, value));
                }
                hir::Stmt::LetTuple { locals, init }
            }
            Stmt::Expr(expr) => hir::Stmt::Expr(self.expr(expr).0),
        }
    }

    /// Notes what a variable holds from here on.
    fn learn(&mut self, local: LocalId, values: &[Option<Value>]) {
        self.known[local.number()] = values.to_vec();
        if values.iter().any(Option::is_some) && self.locals[local.number()].assigned {
            self.passing.push(local);
        }
    }

    /// Notes what a part of a tuple holds from here on.
    fn learn_part(&mut self, local: LocalId, part: u8, value: Option<Value>) {
        let mut values = std::mem::take(&mut self.known[local.number()]);
        values.resize(values.len().max(usize::from(part) + 1), None);
        values[usize::from(part)] = value;
        self.learn(local, &values);
    }

    /// Forgets the values of variables that are assigned more than once.
    fn branch(&mut self) {
        for local in self.passing.drain(..) {
            self.known[local.number()].clear();
        }
    }

    fn block_apart(&mut self, block: Block<'a>) -> hir::Block {
        self.branch();
        let block = self.block(block).0;
        self.branch();
        block
    }

    /// An expression, with what is known of its parts if it is a tuple.
    fn values(&mut self, expr: Expr<'a>) -> (hir::Expr, Vec<Option<Value>>) {
        let span = expr.span;
        let ty = self.infer.settle(expr.ty);
        match expr.kind {
            Kind::Tuple(parts) => {
                let (parts, known) = self.parts(parts);
                (hir::Expr { kind: hir::ExprKind::Tuple(parts), ty, span }, known)
            }
            Kind::List(parts) => {
                let (parts, known) = self.parts(parts);
                (hir::Expr { kind: hir::ExprKind::List(parts), ty, span }, known)
            }
            Kind::Local(local) => {
                let kind = hir::ExprKind::Local(local);
                (hir::Expr { kind, ty, span }, self.known[local.number()].clone())
            }
            _ => {
                let (expr, known) = self.expr(expr);
                (expr, vec![known])
            }
        }
    }

    /// What is known of a variable, or of a part of it.
    fn known(&self, local: LocalId, part: u8) -> Option<Value> {
        self.known[local.number()].get(usize::from(part)).copied().flatten()
    }

    fn expr(&mut self, expr: Expr<'a>) -> Known<hir::Expr> {
        let span = expr.span;
        let ty = self.infer.settle(expr.ty);
        let (kind, known) = match expr.kind {
            Kind::Refused | Kind::Unit => (hir::ExprKind::Unit, None),
            Kind::Const(value) => (hir::ExprKind::Const(value), Some(value)),
            Kind::Int { magnitude, negative } => self.int(magnitude, negative, ty, span),
            Kind::Float { digits, negative } => self.float(digits, negative, ty, span),
            Kind::Local(local) => (hir::ExprKind::Local(local), self.known(local, 0)),
            Kind::Move(local) => (hir::ExprKind::Move(local), None),
            Kind::Tuple(parts) => (hir::ExprKind::Tuple(self.parts(parts).0), None),
            Kind::Part(tuple, number) => {
                let (tuple, known) = self.values(*tuple);
                let known = known.get(usize::from(number)).copied().flatten();
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
                self.known[array.number()].clear();
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
            Kind::Match(scrutinee, arms) => self.match_expr(*scrutinee, arms),
            kind => (self.control(kind, span), None),
        };
        (hir::Expr { kind, ty, span }, known)
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
            self.known[local.number()].clear();
        }
        arg
    }

    fn control(&mut self, kind: Kind<'a>, span: Span) -> hir::ExprKind {
        match kind {
            Kind::If(cond, then, otherwise) => {
                let cond = Box::new(self.expr(*cond).0);
                let then = self.block_apart(then);
                let otherwise = otherwise.map(|block| self.block_apart(block));
                hir::ExprKind::If { cond, then, otherwise }
            }
            Kind::For { id, var, range, body } => self.for_loop(id, var, *range, body, span),
            Kind::While(id, cond, body) => {
                self.branch();
                let cond = Box::new(self.expr(*cond).0);
                hir::ExprKind::While { id, cond, body: self.block_apart(body) }
            }
            Kind::Loop(id, body) => hir::ExprKind::Loop { id, body: self.block_apart(body) },
            Kind::Labelled(id, body) => {
                let body = self.block(body).0;
                if self.broken.contains(&id) {
                    self.branch();
                }
                hir::ExprKind::Labelled { id, body }
            }
            Kind::Break(id, value) => {
                self.broken.insert(id);
                hir::ExprKind::Break(id, value.map(|value| Box::new(self.expr(*value).0)))
            }
            Kind::Continue(id) => hir::ExprKind::Continue(id),
            Kind::Return(value) => {
                hir::ExprKind::Return(value.map(|value| Box::new(self.expr(*value).0)))
            }
            _ => hir::ExprKind::Unit,
        }
    }

    fn for_loop(
        &mut self,
        id: LoopId,
        var: LocalId,
        range: Range<'a>,
        body: Block<'a>,
        span: Span,
    ) -> hir::ExprKind {
        let ty = match self.infer.settle(range.lo.ty) {
            Ty::Scalar(scalar) => scalar,
            _ => Scalar::Usize,
        };
        self.reversible(&range, ty);
        let parallel = range.parallel;
        let range = hir::Range {
            lo: Box::new(self.expr(range.lo).0),
            hi: Box::new(self.expr(range.hi).0),
            inclusive: range.inclusive,
            ty,
            adapters: range.adapters.into_iter().map(|adapter| self.adapter(adapter)).collect(),
        };
        let body = self.block_apart(body);
        let parallel = parallel.then(|| {
            if !self.problems.is_empty() {
                return hir::Parallel::default();
            }
            let (text, locals, heads) = (self.text, self.locals, self.heads);
            let around = Around { text, locals, heads, given: &self.given };
            let (parallel, problems) = independent::check(&around, id, var, &range, &body, span);
            self.dependences.extend(problems);
            parallel
        });
        hir::ExprKind::For { id, var, range, parallel: parallel.map(Box::new), body }
    }

    fn adapter(&mut self, adapter: Adapter<'a>) -> hir::Adapter {
        match adapter {
            Adapter::Rev(_) => hir::Adapter::Rev,
            Adapter::StepBy(step) => hir::Adapter::StepBy(self.expr(*step).0),
        }
    }

    /// Refuses `.rev()` behind `.step_by(k)` where Rust does not know how many integers there are.
    fn reversible(&mut self, range: &Range<'a>, ty: Scalar) {
        let counted = match range.inclusive {
            true => ty.bits() <= 16,
            false => ty.bits() <= 32 || matches!(ty, Scalar::Usize | Scalar::Isize),
        };
        let steps = range.adapters.iter().position(|it| matches!(it, Adapter::StepBy(_)));
        let behind = range.adapters.iter().skip(steps.unwrap_or(usize::MAX));
        let reversed = behind.filter_map(|adapter| match adapter {
            Adapter::Rev(span) => Some(*span),
            Adapter::StepBy(_) => None,
        });
        let Some(span) = reversed.into_iter().next().filter(|_| !counted) else { return };
        let dots = if range.inclusive { "..=" } else { ".." };
        let message = format!("`a{dots}b` of `{ty}` in steps cannot be reversed in Rust");
        let problem = Diagnostic::new(Code::BadBound, span, message)
            .note("its number of integers may not fit `usize`: it is no `ExactSizeIterator`")
            .help("reverse first, `(a..b).rev().step_by(k)`, or count with `usize`: `0..n`");
        self.problems.push(problem);
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
                known = self.known[array.number()].get(number).copied().flatten();
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
        let (value, known) = self.values(value);
        let place = self.place(place);
        match &place {
            hir::Place::Local(local, _) => self.learn(*local, &known),
            hir::Place::Part(local, number, _) => {
                self.learn_part(*local, *number, known.first().copied().flatten());
            }
            hir::Place::Element(element) => self.known[element.array.number()].clear(),
        }
        hir::ExprKind::Assign { place, value: Box::new(value) }
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
                (self.infer.settle(declared), self.known(*local, 0))
            }
            hir::Place::Part(local, number, _) => {
                let tuple = self.infer.settle(self.locals[local.number()].ty);
                let part = tuple.scalars().get(usize::from(*number));
                let known = self.known(*local, *number);
                (part.map_or(Ty::Unit, |&part| Ty::Scalar(part)), known)
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
        if let hir::Place::Element(element) = &place {
            self.known[element.array.number()].clear();
        }
        let known = match ty {
            Ty::Scalar(scalar) => constant::binary(op, scalar, left, right)
                .unwrap_or_else(|failure| self.always_fails(failure, scalar, value.span, span)),
            _ => None,
        };
        match place {
            hir::Place::Local(local, _) => self.learn(local, &[known]),
            hir::Place::Part(local, number, _) => self.learn_part(local, number, known),
            hir::Place::Element(_) => {}
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
