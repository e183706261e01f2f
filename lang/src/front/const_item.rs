//! Constants: `const NAME: T = expr;` at the top of a text and in blocks.
//!
//! In: [`ast::Const`], and lengths of arrays. Out: values, known before any function of the scope
//! is checked. Always true: an expression is typed as in a function and evaluated as rustc does
//! it, where what wraps at run time is an error; a scalar constant is folded into each of its
//! uses, a constant array becomes a variable of each function that uses it. Constants may stand
//! in any order, so one is evaluated when it is first asked for, in the scope that declares it. Deliberately absent: calls,
//! methods and statements in constant expressions, and `static`.

use std::sync::Arc;

use super::draft::{Expr, Kind, Local};
use super::evaluate::evaluate;
use super::expr::Because;
use super::infer::Type;
use super::names::{ConstId, Meaning};
use super::{Body, Checker, finish};
use crate::error::{Code, Diagnostic, Span};
use crate::hir::LocalId;
use crate::syntax::ast::{self, ExprKind};
use crate::ty::{FixedTy, Ty};
use crate::util::index::Index;
use crate::value::Value;

/// The most elements that the constant arrays of one text have together: short texts can name
/// many.
const MAX_ELEMENTS: usize = 1 << 16;

/// A constant that has been declared.
#[derive(Debug)]
pub(super) struct Constant<'a> {
    source: &'a ast::Const,
    state: State,
}

/// How far the evaluation of a constant is.
#[derive(Clone, Debug)]
enum State {
    New,
    Open,
    /// `None` if a problem was reported.
    Done(Option<ConstValue>),
}

/// The value of a constant.
#[derive(Clone, Debug)]
pub(super) enum ConstValue {
    /// A scalar.
    Scalar(Value),
    /// An array and its elements, row by row.
    Array(FixedTy, Arc<[Value]>),
}

impl<'a> Checker<'a> {
    /// Declares constants that all of the innermost scope can use.
    pub(super) fn declare_consts(
        &mut self,
        consts: impl Iterator<Item = &'a ast::Const>,
    ) -> Vec<ConstId> {
        let mark = self.names.open();
        let mut ids = Vec::new();
        for source in consts {
            let (name, id) = (&source.name, ConstId::new(self.consts.len()));
            if let Some(Meaning::Const(first)) = self.names.get_since(mark, &name.text) {
                let message = format!("two constants are called `{}`", name.text);
                let first = self.consts[first.number()].source.name.span;
                let problem = Diagnostic::new(Code::DuplicateName, name.span, message);
                self.report(problem.context(first, "the first one"));
            }
            self.reserved(name);
            self.consts.push(Constant { source, state: State::New });
            if name.text != "_" {
                self.names.declare(&name.text, Meaning::Const(id));
            }
            ids.push(id);
        }
        ids
    }

    /// Evaluates declared constants, those that nobody uses too.
    pub(super) fn evaluate_consts(&mut self, ids: Vec<ConstId>) {
        for id in ids {
            self.const_of(id);
        }
    }

    /// The scalar constant of this name, for whoever lets a name stand for a value.
    pub(super) fn const_value(&mut self, name: &ast::Name) -> Option<Value> {
        let Some(Meaning::Const(id)) = self.names.get(&name.text) else { return None };
        match self.const_of(id) {
            Some(ConstValue::Scalar(value)) => Some(value),
            Some(ConstValue::Array(..)) | None => None,
        }
    }

    /// The value of a constant; `None` if a problem was reported instead.
    fn const_of(&mut self, id: ConstId) -> Option<ConstValue> {
        if let State::New = self.consts[id.number()].state {
            self.settle_const(id);
        }
        match &self.consts[id.number()].state {
            State::Done(value) => value.clone(),
            State::New | State::Open => None,
        }
    }

    /// Evaluates a constant and those that its value is made of, these first. Chains of them may
    /// be long, so the walk keeps its own stack.
    fn settle_const(&mut self, first: ConstId) {
        self.consts[first.number()].state = State::Open;
        let mut path = vec![(first, self.consts_in(first))];
        while let Some((id, uses)) = path.last_mut() {
            let id = *id;
            let Some((used, span)) = uses.pop() else {
                let value = self.const_item(self.consts[id.number()].source);
                self.consts[id.number()].state = State::Done(value);
                path.pop();
                continue;
            };
            let Constant { source, state } = &mut self.consts[used.number()];
            match state {
                State::New => {
                    *state = State::Open;
                    path.push((used, self.consts_in(used)));
                }
                State::Open => {
                    let name = &source.name;
                    let message = format!("the value of `{}` depends on itself", name.text);
                    let problem = Diagnostic::new(Code::BadConstant, name.span, message);
                    self.report(problem.context(span, "used here for its own value"));
                    self.consts[id.number()].state = State::Done(None);
                    path.pop();
                }
                State::Done(_) => {}
            }
        }
    }

    /// The constants that a constant's value and type name, the last one first.
    fn consts_in(&self, id: ConstId) -> Vec<(ConstId, Span)> {
        let source = self.consts[id.number()].source;
        let mut names = Vec::new();
        names_in(&source.value, &mut names);
        let mut ty = &source.ty;
        while let ast::TypeKind::Fixed(elem, length) = &ty.kind {
            names_in(length, &mut names);
            ty = elem;
        }
        let used = names.into_iter().rev().filter_map(|name| match self.names.get(&name.text)? {
            Meaning::Const(id) => Some((id, name.span)),
            Meaning::Local(..) | Meaning::Func(_) => None,
        });
        used.collect()
    }

    fn const_item(&mut self, source: &'a ast::Const) -> Option<ConstValue> {
        let ty = self.const_type(&source.ty);
        let values = self.const_expr(&source.value, ty, Because::Annotation(source.ty.span))?;
        match self.body.infer.settle(ty) {
            Ty::Scalar(_) => values.first().copied().map(ConstValue::Scalar),
            Ty::Fixed(array) => {
                let before = self.const_elements;
                self.const_elements += values.len();
                if self.const_elements > MAX_ELEMENTS {
                    if before <= MAX_ELEMENTS {
                        self.refuse_size(source);
                    }
                    return None;
                }
                Some(ConstValue::Array(array, values.into()))
            }
            Ty::Unit | Ty::Never | Ty::Tuple(_) | Ty::Array(_) | Ty::Lent { .. } => None,
        }
    }

    fn refuse_size(&mut self, source: &ast::Const) {
        let message = format!("the constant arrays of a text have at most {MAX_ELEMENTS} elements");
        let problem = Diagnostic::new(Code::UnsupportedType, source.name.span, message);
        self.report(problem.label("too many with this one").help("pass arrays in as parameters"));
    }

    /// The type of a constant.
    fn const_type(&mut self, ty: &'a ast::Type) -> Type {
        let help = match &ty.kind {
            ast::TypeKind::Path { .. } | ast::TypeKind::Fixed(..) => return self.value_type(ty),
            ast::TypeKind::Ref { .. } | ast::TypeKind::Slice(_) => {
                "write the elements into the constant: `const K: [f64; 2] = [1.0, 2.0];`"
            }
            ast::TypeKind::Tuple(_) | ast::TypeKind::Unit => "write one constant per part",
            ast::TypeKind::Infer => "write the type of the value",
        };
        let message = "a constant is a scalar or a fixed array of scalars";
        self.report(Diagnostic::new(Code::UnsupportedType, ty.span, message).help(help))
    }

    /// The length of an array type, or how often an element is repeated.
    pub(super) fn length(&mut self, source: &'a ast::Expr) -> Option<usize> {
        match self.const_expr(source, Type::USIZE, Because::Length)?.as_slice() {
            [Value::Usize(length)] => Some(*length),
            _ => None,
        }
    }

    /// The scalars that a constant expression of the type `wanted` consists of.
    fn const_expr(
        &mut self,
        source: &'a ast::Expr,
        wanted: Type,
        because: Because,
    ) -> Option<Vec<Value>> {
        if !self.is_const_form(source) {
            return None;
        }
        let known = self.problems.len();
        let (id, depth) = (self.body.id, self.body.depth + 1);
        let mut body = Body::new(id, depth, wanted, source.span);
        body.is_constant = true;
        let outer = std::mem::replace(&mut self.body, body);
        let drafted = self.value_of(source, wanted, because);
        let mut body = std::mem::replace(&mut self.body, outer);
        let finished = finish::constant(self, &mut body, drafted);
        if self.problems.len() > known || wanted == Type::Error {
            return None;
        }
        let arrays = |local: LocalId| {
            let Local { ty: Type::Fixed(array), constant, .. } = &body.locals[local.number()]
            else {
                return None;
            };
            constant.as_deref().map(|elements| (array.shape, elements))
        };
        match evaluate(&finished, &arrays) {
            Ok(values) => Some(values),
            Err(problem) => {
                if let Some(problem) = problem {
                    self.report(*problem);
                }
                None
            }
        }
    }

    /// Whether an expression has a form that constants have; reports what has not.
    fn is_const_form(&mut self, source: &'a ast::Expr) -> bool {
        let (what, help) = match &source.kind {
            ExprKind::Int(..) | ExprKind::Float(..) | ExprKind::Bool(_) | ExprKind::Path(_) => {
                return true;
            }
            ExprKind::Unary(_, operand)
            | ExprKind::Cast(operand, _)
            | ExprKind::Paren(operand)
            // How often it is repeated is a constant expression of its own.
            | ExprKind::Repeat(operand, _) => return self.is_const_form(operand),
            ExprKind::Binary(_, left, right)
            | ExprKind::AndThen(left, right)
            | ExprKind::OrElse(left, right)
            | ExprKind::Index(left, right) => {
                return self.is_const_form(left) & self.is_const_form(right);
            }
            ExprKind::Array(parts) => {
                return parts.iter().fold(true, |good, part| good & self.is_const_form(part));
            }
            ExprKind::If(cond, then, Some(otherwise)) => {
                return self.is_const_form(cond)
                    & self.is_const_block(then)
                    & self.is_const_form(otherwise);
            }
            ExprKind::Block(block) => return self.is_const_block(block),
            ExprKind::Refused => return false,
            ExprKind::Call(..) => ("a call", "write the value that it has"),
            ExprKind::Method(..) => ("a method", "write the value that it has"),
            ExprKind::Tuple(_) | ExprKind::Field(..) => {
                ("a tuple", "write one constant per part")
            }
            _ => ("this expression", "compute the value with operators"),
        };
        let message = format!("{what} is not supported in a constant");
        self.report(Diagnostic::new(Code::BadConstant, source.span, message).help(help));
        false
    }

    fn is_const_block(&mut self, block: &'a ast::Block) -> bool {
        if let [ast::Stmt::Expr { expr, semicolon: false }] = block.stmts.as_slice() {
            return self.is_const_form(expr);
        }
        let message = "statements are not supported in a constant";
        let problem = Diagnostic::new(Code::BadConstant, block.span, message);
        self.report(problem.help("compute the value with operators"));
        false
    }

    /// A constant as a value.
    pub(super) fn const_use(&mut self, id: ConstId, span: Span) -> Expr<'a> {
        match self.const_of(id) {
            None => Expr::refused(span),
            Some(ConstValue::Scalar(value)) => {
                Expr { kind: Kind::Const(value), ty: Type::Scalar(value.scalar()), span }
            }
            Some(ConstValue::Array(array, elements)) => {
                let local = self.const_local(id, array, elements);
                Expr { kind: Kind::Local(local), ty: Ty::Fixed(array).into(), span }
            }
        }
    }

    /// The constant array that a name means, as a variable of this function.
    pub(super) fn const_array(&mut self, id: ConstId) -> Option<(LocalId, FixedTy)> {
        match self.const_of(id)? {
            ConstValue::Scalar(_) => None,
            ConstValue::Array(array, elements) => {
                Some((self.const_local(id, array, elements), array))
            }
        }
    }

    /// The variable that stands for a constant array in this function.
    fn const_local(&mut self, id: ConstId, ty: FixedTy, elements: Arc<[Value]>) -> LocalId {
        if let Some(&known) = self.body.constants.get(&id) {
            return known;
        }
        let name = &self.consts[id.number()].source.name;
        let local = self.temporary(&name.text, Ty::Fixed(ty).into(), name.span);
        self.body.locals[local.number()].constant = Some(elements);
        self.body.constants.insert(id, local);
        local
    }

    /// Refuses a variable that has the name of a constant, whose value the name then stands for.
    pub(super) fn refuse_const_name(&mut self, name: &ast::Name) {
        let Some(Meaning::Const(id)) = self.names.get(&name.text) else { return };
        let declared = self.consts[id.number()].source.name.span;
        let message = format!("`{}` is a constant here, so it cannot name a variable", name.text);
        let problem = Diagnostic::new(Code::DuplicateName, name.span, message);
        self.report(problem.context(declared, "the constant").help("choose another name"));
    }

    /// Reports that a constant, or an element of it, would be written to.
    pub(super) fn refuse_const(&mut self, id: ConstId, span: Span) {
        let name = &self.consts[id.number()].source.name;
        let message = format!("the constant `{}` cannot be written to", name.text);
        let problem = Diagnostic::new(Code::Immutable, span, message)
            .context(name.span, "declared here")
            .help(format!("write to a variable: `let mut value = {};`", name.text));
        self.report(problem);
    }
}

/// The names in an expression of a form that constants have.
fn names_in<'a>(expr: &'a ast::Expr, names: &mut Vec<&'a ast::Name>) {
    match &expr.kind {
        ExprKind::Path(segments) => {
            if let [name] = segments.as_slice() {
                names.push(name);
            }
        }
        ExprKind::Unary(_, operand) | ExprKind::Cast(operand, _) | ExprKind::Paren(operand) => {
            names_in(operand, names);
        }
        ExprKind::Binary(_, left, right)
        | ExprKind::AndThen(left, right)
        | ExprKind::OrElse(left, right)
        | ExprKind::Index(left, right)
        | ExprKind::Repeat(left, right) => {
            names_in(left, names);
            names_in(right, names);
        }
        ExprKind::Array(parts) => parts.iter().for_each(|part| names_in(part, names)),
        ExprKind::If(cond, then, otherwise) => {
            names_in(cond, names);
            names_in_block(then, names);
            otherwise.iter().for_each(|otherwise| names_in(otherwise, names));
        }
        ExprKind::Block(block) => names_in_block(block, names),
        // Refused in a constant.
        _ => {}
    }
}

fn names_in_block<'a>(block: &'a ast::Block, names: &mut Vec<&'a ast::Name>) {
    if let [ast::Stmt::Expr { expr, .. }] = block.stmts.as_slice() {
        names_in(expr, names);
    }
}
