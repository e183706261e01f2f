//! Prints the typed tree as the DSL itself, fully annotated.
//!
//! In: a [`Module`]. Out: kernel text in which every variable has its type, every literal its
//! suffix and every name one meaning: what is shadowed becomes `x_2`. Always true: the text
//! parses and checks again, and the tree made of it prints as the same text. Brackets stand only
//! where they change the meaning, so a long chain of operators stays flat. Lines of the source,
//! where they are asked for, are comments. Deliberately absent:
//! the author's comments, the order of nested functions (all are printed side by side) and unused labels.

mod pattern;

use std::collections::{HashMap, HashSet};
use std::fmt::Write;

use super::{
    Adapter, Block, Element, Expr, ExprKind, Func, FuncId, LocalId, LoopId, Module, Place, Range,
    Stmt,
};
use crate::error::Span;
use crate::op::{Op, Syntax};
use crate::source::{Margin, SourceLines};
use crate::ty::{Container, Kind, Ty};
use crate::util::index::Index;
use crate::value::Value;

/// The module as kernel text, every type written out.
pub fn print(module: &Module) -> String {
    print_with(module, None)
}

/// The same with the lines of the source that statements stand on, as comments.
pub fn print_beside(module: &Module, lines: &SourceLines<'_>) -> String {
    print_with(module, Some(lines))
}

fn print_with(module: &Module, lines: Option<&SourceLines<'_>>) -> String {
    // Functions stand side by side here: one called like the prelude's would hide it from others.
    let prelude = HashSet::from(["keep", "prange", "erf", "erfc"]);
    let names = unique(module.funcs.values().map(|func| func.name.as_str()), &prelude);
    let taken: HashSet<&str> = names.iter().map(String::as_str).collect();
    let mut out = String::new();
    for (id, func) in module.funcs.iter() {
        if id.number() > 0 {
            out.push('\n');
        }
        let locals = unique(func.locals.values().map(|local| local.name.as_str()), &taken);
        let (loops, margin) = (Vec::new(), lines.map(Margin::new));
        let mut printer =
            Printer { module, func, funcs: &names, locals, loops, indent: 0, out, margin };
        printer.func(id);
        out = printer.out;
    }
    out
}

/// Names of which no two are alike and none is `taken` already; `_` stays as it is.
fn unique<'a>(names: impl Iterator<Item = &'a str>, taken: &HashSet<&str>) -> Vec<String> {
    let mut last: HashMap<&str, u32> = HashMap::new();
    let mut used: HashSet<String> = HashSet::new();
    let mut is_new = |name: &str| !taken.contains(name) && used.insert(name.to_owned());
    names
        .map(|name| {
            if name == "_" || is_new(name) {
                return name.to_owned();
            }
            let number = last.entry(name).or_insert(1);
            loop {
                *number += 1;
                let candidate = format!("{name}_{number}");
                if is_new(&candidate) {
                    return candidate;
                }
            }
        })
        .collect()
}

/// How tightly an expression holds together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    /// Blocks, assignments and jumps.
    Statement,
    Or,
    And,
    Compare,
    BitOr,
    BitXor,
    BitAnd,
    Shift,
    Sum,
    Product,
    Cast,
    Prefix,
    Postfix,
}

impl Level {
    /// The level of operands that may not be of this level themselves.
    fn tighter(self) -> Level {
        match self {
            Level::Statement => Level::Or,
            Level::Or => Level::And,
            Level::And => Level::Compare,
            Level::Compare => Level::BitOr,
            Level::BitOr => Level::BitXor,
            Level::BitXor => Level::BitAnd,
            Level::BitAnd => Level::Shift,
            Level::Shift => Level::Sum,
            Level::Sum => Level::Product,
            Level::Product => Level::Cast,
            Level::Cast => Level::Prefix,
            Level::Prefix | Level::Postfix => Level::Postfix,
        }
    }

    /// The level of an infix operator.
    fn infix(op: Op) -> Level {
        match op {
            Op::Mul | Op::Div | Op::Rem => Level::Product,
            Op::Add | Op::Sub => Level::Sum,
            Op::Shl | Op::Shr => Level::Shift,
            Op::And => Level::BitAnd,
            Op::Xor => Level::BitXor,
            Op::Or => Level::BitOr,
            Op::Eq | Op::Ne | Op::Lt | Op::Le | Op::Gt | Op::Ge => Level::Compare,
            _ => Level::Postfix,
        }
    }
}

fn level(expr: &Expr) -> Level {
    match &expr.kind {
        ExprKind::Const(value) if is_negative(*value) => Level::Prefix,
        ExprKind::Const(_)
        | ExprKind::Unit
        | ExprKind::Local(_)
        | ExprKind::Move(_)
        | ExprKind::Index(_)
        | ExprKind::Tuple(_)
        | ExprKind::Part(..)
        | ExprKind::List(_)
        | ExprKind::Repeat(_)
        | ExprKind::Extent { .. }
        | ExprKind::Len { .. }
        | ExprKind::Fill { .. }
        | ExprKind::Call { .. } => Level::Postfix,
        ExprKind::Op(Op::Cast, _) => Level::Cast,
        ExprKind::Op(op, operands) => match op.row().syntax {
            Syntax::Operator(_) if operands.len() == 1 => Level::Prefix,
            Syntax::Operator(_) => Level::infix(*op),
            Syntax::Method | Syntax::Associated | Syntax::Function | Syntax::Internal => {
                Level::Postfix
            }
        },
        ExprKind::Cast(_) => Level::Cast,
        ExprKind::AndThen(..) => Level::And,
        ExprKind::OrElse(..) => Level::Or,
        ExprKind::Assign { .. }
        | ExprKind::AssignOp { .. }
        | ExprKind::Block(_)
        | ExprKind::If { .. }
        | ExprKind::For { .. }
        | ExprKind::While { .. }
        | ExprKind::Loop { .. }
        | ExprKind::Labelled { .. }
        | ExprKind::Match { .. }
        | ExprKind::Break(..)
        | ExprKind::Continue(_)
        | ExprKind::Return(_) => Level::Statement,
    }
}

/// Whether the value prints with a minus sign in front.
fn is_negative(value: Value) -> bool {
    match value {
        Value::F32(v) => v.is_sign_negative() && v.is_finite(),
        Value::F64(v) => v.is_sign_negative() && v.is_finite(),
        _ => value.as_int().is_some_and(|number| number < 0),
    }
}

/// Whether the printed text ends in a type, behind which `<` would open its arguments.
fn ends_in_type(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Cast(_) | ExprKind::Op(Op::Cast, _) => true,
        ExprKind::Op(op, operands) if matches!(op.row().syntax, Syntax::Operator(_)) => {
            operands.last().is_some_and(|last| level(last) > level(expr) && ends_in_type(last))
        }
        _ => false,
    }
}

/// Whether it ends in a brace and may stand as a statement without a semicolon.
fn is_block_like(expr: &Expr) -> bool {
    matches!(
        expr.kind,
        ExprKind::Block(_)
            | ExprKind::If { .. }
            | ExprKind::For { .. }
            | ExprKind::While { .. }
            | ExprKind::Loop { .. }
            | ExprKind::Labelled { .. }
            | ExprKind::Match { .. }
    )
}

/// Whether it is the integer 0, or that with any number of minus signs.
fn is_zero(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Const(value) => value.as_int() == Some(0),
        ExprKind::Op(Op::Neg, operands) => operands.iter().all(is_zero),
        _ => false,
    }
}

/// Whether an expression of the type has a value that a semicolon must drop.
fn has_value(ty: Ty) -> bool {
    matches!(ty, Ty::Scalar(_) | Ty::Tuple(_) | Ty::Fixed(_))
}

fn is_constant((_, local): &(LocalId, &super::Local)) -> bool {
    local.constant.is_some()
}

struct Printer<'a> {
    module: &'a Module,
    func: &'a Func,
    funcs: &'a [String],
    /// Printed names, by variable.
    locals: Vec<String>,
    /// Loops around this place; `None` is a condition or a labelled block, in which a jump needs a
    /// label.
    loops: Vec<Option<LoopId>>,
    indent: usize,
    out: String,
    margin: Option<Margin<'a>>,
}

impl Printer<'_> {
    fn func(&mut self, id: FuncId) {
        let (module, func) = (self.module, self.func);
        if id == module.entry && (func.public || module.funcs.len() > 1) {
            self.out.push_str("pub ");
        }
        self.put(format_args!("fn {}(", self.funcs[id.number()].clone()));
        for (number, &param) in func.params.iter().enumerate() {
            if number > 0 {
                self.out.push_str(", ");
            }
            self.declaration(param);
        }
        self.out.push(')');
        if func.ret != Ty::Unit {
            self.put(format_args!(" -> {}", func.ret));
        }
        self.out.push(' ');
        let constants: Vec<LocalId> =
            func.locals.iter().filter(is_constant).map(|(id, _)| id).collect();
        match constants.as_slice() {
            [] => self.block(&func.body),
            constants => self.body_with_constants(constants, &func.body),
        }
        self.out.push('\n');
    }

    /// A function's body behind the constant arrays that it uses.
    fn body_with_constants(&mut self, constants: &[LocalId], body: &Block) {
        self.out.push('{');
        self.indent += 1;
        for &id in constants {
            let local = &self.func.locals[id];
            self.line();
            self.out.push_str("const ");
            self.declaration(id);
            self.out.push_str(" = ");
            if let (Ty::Fixed(array), Some(values)) = (local.ty, &local.constant) {
                let extents: Vec<usize> = array.extents().collect();
                self.rows(&extents, values);
            }
            self.out.push(';');
        }
        self.lines(body);
        self.indent -= 1;
        self.line();
        self.out.push('}');
    }

    /// The elements of a constant array with these extents.
    fn rows(&mut self, extents: &[usize], values: &[Value]) {
        let [extent, inner @ ..] = extents else {
            return values.iter().for_each(|&value| self.value(value));
        };
        self.out.push('[');
        let size = values.len().checked_div(*extent).unwrap_or(0);
        for number in 0..*extent {
            if number > 0 {
                self.out.push_str(", ");
            }
            self.rows(inner, &values[number * size..(number + 1) * size]);
        }
        self.out.push(']');
    }

    fn put(&mut self, text: std::fmt::Arguments<'_>) {
        self.out.write_fmt(text).expect("a string takes any text");
    }

    fn name(&mut self, local: LocalId) {
        self.out.push_str(&self.locals[local.number()]);
    }

    /// `mut name: ty`
    fn declaration(&mut self, id: LocalId) {
        let local = &self.func.locals[id];
        if local.mutable {
            self.out.push_str("mut ");
        }
        self.name(id);
        self.put(format_args!(": {}", local.ty));
    }

    fn line(&mut self) {
        self.out.push('\n');
        for _ in 0..self.indent {
            self.out.push_str("    ");
        }
    }

    /// Notes the line of the source that what comes next stands on.
    fn note(&mut self, span: Span) {
        if let Some(note) = self.margin.as_mut().and_then(|margin| margin.note(span)) {
            self.line();
            self.put(format_args!("// {note}"));
        }
    }

    fn block(&mut self, block: &Block) {
        match (block.stmts.as_slice(), &block.value) {
            ([], None) => return self.out.push_str("{}"),
            ([], Some(value)) if !is_block_like(value) && self.indent > 0 => {
                self.out.push_str("{ ");
                self.expr(value, Level::Statement);
                return self.out.push_str(" }");
            }
            _ => {}
        }
        self.out.push('{');
        self.indent += 1;
        self.lines(block);
        self.indent -= 1;
        self.line();
        self.out.push('}');
    }

    /// What stands between the braces of a block.
    fn lines(&mut self, block: &Block) {
        for stmt in &block.stmts {
            self.note(self.span_of(stmt));
            self.line();
            self.stmt(stmt);
        }
        if let Some(value) = &block.value {
            self.note(value.span);
            self.line();
            self.expr(value, Level::Statement);
        }
        // `{ return x; {} }` is of type `()` and would not do for a block of any type.
        let last = match (block.stmts.last(), &block.value) {
            (_, Some(value)) => Some(&**value),
            (Some(Stmt::Expr(expr)), None) => Some(expr),
            _ => None,
        };
        let idle = |expr: &Expr| is_block_like(expr) && expr.ty == Ty::Unit;
        if block.ty == Ty::Never && last.is_some_and(idle) {
            self.out.push(';');
        }
    }

    fn span_of(&self, stmt: &Stmt) -> Span {
        match stmt {
            Stmt::Let { local, .. } => self.func.locals[*local].span,
            Stmt::LetTuple { init, .. } => init.span,
            Stmt::Expr(expr) => expr.span,
        }
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match stmt {
            Stmt::Let { local, init } => {
                self.out.push_str("let ");
                self.declaration(*local);
                if let Some(init) = init {
                    self.out.push_str(" = ");
                    self.expr(init, Level::Statement);
                }
                self.out.push(';');
            }
            Stmt::LetTuple { locals, init } => self.let_tuple(locals, init),
            Stmt::Expr(expr) => {
                self.expr(expr, Level::Statement);
                if !is_block_like(expr) || has_value(expr.ty) {
                    self.out.push(';');
                }
            }
        }
    }

    /// `let (mut a, _): (f64, f64) = init;`
    fn let_tuple(&mut self, locals: &[Option<LocalId>], init: &Expr) {
        self.out.push_str("let (");
        for (number, local) in locals.iter().enumerate() {
            if number > 0 {
                self.out.push_str(", ");
            }
            match local {
                Some(local) => self.binding(*local),
                None => self.out.push('_'),
            }
        }
        self.out.push_str(if locals.len() == 1 { ",)" } else { ")" });
        self.put(format_args!(": {} = ", init.ty));
        self.expr(init, Level::Statement);
        self.out.push(';');
    }

    /// `mut name`
    fn binding(&mut self, local: LocalId) {
        if self.func.locals[local].mutable {
            self.out.push_str("mut ");
        }
        self.name(local);
    }

    /// An expression, in brackets if it holds together less than `least`.
    fn expr(&mut self, expr: &Expr, least: Level) {
        let brackets = level(expr) < least;
        if brackets {
            self.out.push('(');
        }
        match &expr.kind {
            ExprKind::Unit => self.out.push_str("()"),
            ExprKind::Const(value) => self.value(*value),
            ExprKind::Local(local) | ExprKind::Move(local) => self.name(*local),
            ExprKind::Op(Op::Cast, operands) => {
                self.expr(&operands[0], Level::Cast);
                self.put(format_args!(" as {}", expr.ty));
            }
            ExprKind::Op(op, operands) => self.op(*op, operands),
            ExprKind::Cast(operand) => {
                self.expr(operand, Level::Cast);
                self.put(format_args!(" as {}", expr.ty));
            }
            ExprKind::AndThen(left, right) => self.infix("&&", Level::And, left, right),
            ExprKind::OrElse(left, right) => self.infix("||", Level::Or, left, right),
            ExprKind::Index(element) => self.element(element),
            ExprKind::Extent { array, axis } => {
                self.name(*array);
                self.put(format_args!(".shape()[{axis}]"));
            }
            ExprKind::Len { array } => {
                self.name(*array);
                self.out.push_str(".len()");
            }
            ExprKind::Assign { place, value } => {
                self.place(place);
                self.out.push_str(" = ");
                self.expr(value, Level::Statement);
            }
            ExprKind::AssignOp { op, place, value } => {
                self.place(place);
                if let Syntax::Operator(symbol) = op.row().syntax {
                    self.put(format_args!(" {symbol}= "));
                }
                self.expr(value, Level::Statement);
            }
            ExprKind::Tuple(parts) => {
                self.out.push('(');
                self.list(parts);
                self.out.push_str(if parts.len() == 1 { ",)" } else { ")" });
            }
            ExprKind::Part(tuple, number) => {
                self.expr(tuple, Level::Postfix);
                self.put(format_args!(".{number}"));
            }
            ExprKind::List(parts) => {
                self.out.push('[');
                self.list(parts);
                self.out.push(']');
            }
            ExprKind::Repeat(part) => {
                self.out.push('[');
                self.expr(part, Level::Statement);
                let count = match expr.ty {
                    Ty::Fixed(array) => array.extents().next().unwrap_or(0),
                    _ => 0,
                };
                self.put(format_args!("; {count}]"));
            }
            ExprKind::Fill { array, value } => {
                self.name(*array);
                self.out.push_str(".fill(");
                self.expr(value, Level::Statement);
                self.out.push(')');
            }
            ExprKind::Call { func, args } => self.call(*func, args),
            _ => self.control(expr),
        }
        if brackets {
            self.out.push(')');
        }
    }

    fn control(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Block(block) => self.block(block),
            ExprKind::If { cond, then, otherwise } => self.if_expr(cond, then, otherwise.as_ref()),
            ExprKind::Match { scrutinee, arms } => self.match_expr(scrutinee, arms),
            ExprKind::For { id, var, range, parallel, body } => {
                self.label(*id);
                self.out.push_str("for ");
                self.binding(*var);
                self.out.push_str(" in ");
                self.range(range, parallel.is_some());
                self.body(*id, body);
            }
            ExprKind::While { id, cond, body } => {
                self.label(*id);
                self.out.push_str("while ");
                self.loops.push(None);
                self.expr(cond, Level::Or);
                self.loops.pop();
                self.body(*id, body);
            }
            ExprKind::Loop { id, body } => {
                self.label(*id);
                self.out.push_str("loop");
                self.body(*id, body);
            }
            ExprKind::Labelled { id, body } => {
                self.label(*id);
                self.block_body(body);
            }
            ExprKind::Break(id, value) => {
                self.jump("break", *id);
                if let Some(value) = value {
                    self.out.push(' ');
                    // A label there would be taken for that of the `break`.
                    let least = if self.has_label(value) { Level::Or } else { Level::Statement };
                    self.expr(value, least);
                }
            }
            ExprKind::Continue(id) => self.jump("continue", *id),
            ExprKind::Return(value) => {
                self.out.push_str("return");
                if let Some(value) = value {
                    self.out.push(' ');
                    self.expr(value, Level::Statement);
                }
            }
            _ => {}
        }
    }

    /// Whether the printed text begins with a label.
    fn has_label(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::For { id, .. }
            | ExprKind::While { id, .. }
            | ExprKind::Loop { id, .. }
            | ExprKind::Labelled { id, .. } => self.func.loops[*id].label.is_some(),
            _ => false,
        }
    }

    /// What a `for` runs over.
    fn range(&mut self, range: &Range, parallel: bool) {
        let brackets = !range.adapters.is_empty() && !parallel;
        self.out.push_str(match (parallel, brackets) {
            (true, _) => "prange(",
            (false, true) => "(",
            (false, false) => "",
        });
        self.expr(&range.lo, Level::Or);
        self.out.push_str(if range.inclusive { "..=" } else { ".." });
        self.expr(&range.hi, Level::Or);
        if brackets || parallel {
            self.out.push(')');
        }
        for adapter in &range.adapters {
            match adapter {
                Adapter::Rev => self.out.push_str(".rev()"),
                Adapter::StepBy(step) => {
                    self.out.push_str(".step_by(");
                    self.expr(step, Level::Statement);
                    self.out.push(')');
                }
            }
        }
    }

    /// An `if`; one that is all of an `else` stands directly behind it.
    fn if_expr(&mut self, cond: &Expr, then: &Block, otherwise: Option<&Block>) {
        self.out.push_str("if ");
        self.expr(cond, Level::Or);
        self.out.push(' ');
        self.block(then);
        let Some(otherwise) = otherwise else { return };
        self.out.push_str(" else ");
        let sole = match (otherwise.stmts.as_slice(), &otherwise.value) {
            ([], Some(value)) => Some(&**value),
            ([Stmt::Expr(expr)], None) => Some(expr),
            _ => None,
        };
        match sole.map(|expr| &expr.kind) {
            Some(ExprKind::If { cond, then, otherwise: rest })
                if sole.is_some_and(|expr| expr.ty == otherwise.ty) =>
            {
                self.if_expr(cond, then, rest.as_ref());
            }
            _ => self.block(otherwise),
        }
    }

    fn body(&mut self, id: LoopId, body: &Block) {
        self.loops.push(Some(id));
        self.out.push(' ');
        self.block(body);
        self.loops.pop();
    }

    /// The block behind a label: a jump directly inside needs a label, wherever it leads.
    fn block_body(&mut self, block: &Block) {
        self.loops.push(None);
        self.block(block);
        self.loops.pop();
    }

    fn label(&mut self, id: LoopId) {
        if let Some(label) = &self.func.loops[id].label {
            self.put(format_args!("'{label}: "));
        }
    }

    fn jump(&mut self, keyword: &str, id: LoopId) {
        self.out.push_str(keyword);
        if self.loops.last() != Some(&Some(id))
            && let Some(label) = &self.func.loops[id].label
        {
            self.put(format_args!(" '{label}"));
        }
    }

    fn op(&mut self, op: Op, operands: &[Expr]) {
        match (op.row().syntax, operands) {
            (Syntax::Operator(symbol), [operand]) => {
                // `-0_i32` would be read as the literal that prints as `0_i32`.
                let sign = if op == Op::Neg && is_zero(operand) { "" } else { symbol };
                self.out.push_str(sign);
                self.expr(operand, Level::Prefix);
            }
            (Syntax::Operator(symbol), [left, right]) => {
                self.infix(symbol, Level::infix(op), left, right);
            }
            (Syntax::Associated | Syntax::Function, operands) => {
                if let (Syntax::Associated, [Expr { ty: Ty::Scalar(first), .. }, ..]) =
                    (op.row().syntax, operands)
                {
                    self.put(format_args!("{}::", op.scalar(*first)));
                }
                self.put(format_args!("{}(", op.row().name));
                self.list(operands);
                self.out.push(')');
            }
            (_, [receiver, rest @ ..]) => {
                self.expr(receiver, Level::Postfix);
                self.put(format_args!(".{}(", op.row().name));
                self.list(rest);
                self.out.push(')');
            }
            (_, []) => {}
        }
    }

    fn infix(&mut self, symbol: &str, level: Level, left: &Expr, right: &Expr) {
        let least = match symbol {
            "<" | "<<" if ends_in_type(left) => Level::Postfix,
            _ if level == Level::Compare => level.tighter(),
            _ => level,
        };
        self.expr(left, least);
        self.put(format_args!(" {symbol} "));
        self.expr(right, level.tighter());
    }

    fn list(&mut self, exprs: &[Expr]) {
        for (number, expr) in exprs.iter().enumerate() {
            if number > 0 {
                self.out.push_str(", ");
            }
            self.expr(expr, Level::Statement);
        }
    }

    fn call(&mut self, func: FuncId, args: &[Expr]) {
        let callee: &Func = &self.module.funcs[func];
        self.put(format_args!("{}(", self.funcs[func.number()].clone()));
        for (number, arg) in args.iter().enumerate() {
            if number > 0 {
                self.out.push_str(", ");
            }
            let param = callee.params.get(number).map(|&param| callee.locals[param].ty);
            if let Ty::Fixed(_) = arg.ty {
                self.out.push_str(match param {
                    Some(Ty::Lent { mutable: true, .. }) => "&mut ",
                    Some(Ty::Lent { mutable: false, .. }) => "&",
                    Some(Ty::Array(array)) if array.is_mutable() => "&mut ",
                    Some(Ty::Array(_)) => "&",
                    _ => "",
                });
            }
            self.expr(arg, Level::Statement);
            if !matches!(arg.kind, ExprKind::Move(_)) {
                self.lend(arg.ty, param);
            }
        }
        self.out.push(')');
    }

    /// What stands behind an array that is passed on.
    fn lend(&mut self, have: Ty, wanted: Option<Ty>) {
        if let (Ty::Array(have), Some(Ty::Array(wanted))) = (have, wanted) {
            self.out.push_str(match wanted.container {
                Container::View if have.container != Container::View => ".view()",
                Container::ViewMut => ".view_mut()",
                _ => "",
            });
        }
    }

    fn element(&mut self, element: &Element) {
        self.name(element.array);
        if let Ty::Fixed(_) | Ty::Lent { .. } = self.func.locals[element.array].ty {
            for index in &element.index {
                self.out.push('[');
                self.expr(index, Level::Statement);
                self.out.push(']');
            }
            return;
        }
        let (open, close) = match element.index.len() {
            0 => ("[(", ")]"),
            1 => ("[", "]"),
            _ => ("[[", "]]"),
        };
        self.out.push_str(open);
        self.list(&element.index);
        self.out.push_str(close);
    }

    fn place(&mut self, place: &Place) {
        match place {
            Place::Local(local, _) => self.name(*local),
            Place::Part(local, number, _) => {
                self.name(*local);
                self.put(format_args!(".{number}"));
            }
            Place::Element(element) => self.element(element),
        }
    }

    fn value(&mut self, value: Value) {
        let scalar = value.scalar();
        let named = match value {
            Value::F32(v) => !v.is_finite(),
            Value::F64(v) => !v.is_finite(),
            _ => scalar.kind() == Kind::Bool,
        };
        match named {
            true => self.put(format_args!("{value}")),
            false => self.put(format_args!("{value}_{scalar}")),
        }
    }
}
