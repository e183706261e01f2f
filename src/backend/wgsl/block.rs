//! Blocks of the IR as WGSL in structured control flow.
//!
//! In: a block, and names for what it uses of the function around it. Out: statements, one
//! operation a line. Always true: every name is given once in a function, so that nothing shadows
//! anything; a value that a loop carries is a variable, which changes where an iteration ends and
//! nowhere else, all others never change. Deliberately absent: entry points, and what becomes of
//! the values with which a body ends: [`Exit`] says that.
//!
//! WGSL leaves and continues the innermost loop alone. A jump further out sets a variable of the
//! loop that it means, leaves the innermost one, and is handed on behind each loop in between.

use std::collections::{BTreeSet, HashMap};

use metate_lang::error::Span;
use metate_lang::eval::eval;
use metate_lang::ir::{
    ArrayId, Block, Carried, End, Func, Label, Param, Range, Stmt, StmtKind, Val,
};
use metate_lang::op::Op;
use metate_lang::source::SourceLines;
use metate_lang::ty::Scalar;
use metate_lang::util::index::Index;
use metate_lang::value::Value;

use super::fresh::Followed;
use super::jumps::{Jump, Jumps};
use super::memory::Memory;
use super::names::Names;
use super::ops::{Needs, operation};
use super::scan::Slice;
use super::shader::in_register;
use super::text::Text;
use super::types::{constant, register};
use super::update::Updates;
use super::{Refusal, Site, Words};

/// The most blocks within one another: naga reads no more than 127.
const MOST_DEPTH: usize = 100;

/// How control leaves the function, and with what.
pub(super) trait Exit {
    /// Control leaves with the values of `end`, whose names are `values`.
    fn leave(&self, emitter: &mut Emitter<'_>, values: &[Val]) -> Result<(), Refusal>;
    /// Control leaves early, and whatever is returned counts for nothing.
    fn abandon(&self) -> String;
}

/// What does not change while a function is written.
pub(super) struct Around<'e> {
    pub(super) func: &'e Func,
    pub(super) memory: &'e Memory,
    pub(super) updates: &'e Updates,
    pub(super) lines: Option<&'e SourceLines<'e>>,
    pub(super) exit: &'e dyn Exit,
    /// Whether iterations of inner loops are paid for.
    pub(super) paid: bool,
    /// What is left of the body, if it is a part alone.
    pub(super) slice: Option<&'e Slice>,
}

/// A WGSL loop that control is in.
struct Frame {
    label: Label,
    /// Variables that a break sets.
    to: Vec<String>,
    /// Variables that the next iteration begins with.
    carried: Vec<String>,
    /// The variable that tells of a jump out of an inner loop to this one.
    leave: Option<String>,
    /// Jumps out of it to loops further out.
    jumps: BTreeSet<(Label, Jump)>,
}

/// Where the values go that a block gives.
#[derive(Clone, Copy)]
enum Give<'e> {
    /// Into these variables.
    To(&'e [String]),
    /// Out of the function.
    Exit,
}

/// Writes a function.
pub(super) struct Emitter<'e> {
    pub(super) around: &'e Around<'e>,
    pub(super) needs: &'e mut Needs,
    pub(super) sites: &'e mut Vec<Site>,
    pub(super) names: Names,
    pub(super) text: Text,
    atoms: HashMap<Val, String>,
    constants: HashMap<Val, Value>,
    frames: Vec<Frame>,
    jumps: Jumps,
    pub(super) followed: Vec<Followed>,
}

impl<'e> Emitter<'e> {
    pub(super) fn new(
        around: &'e Around<'e>,
        needs: &'e mut Needs,
        sites: &'e mut Vec<Site>,
        names: Names,
    ) -> Emitter<'e> {
        Emitter {
            around,
            needs,
            sites,
            names,
            text: Text::default(),
            atoms: HashMap::new(),
            constants: HashMap::new(),
            frames: Vec::new(),
            jumps: Jumps::default(),
            followed: Vec::new(),
        }
    }

    /// Writes all that a body does.
    pub(super) fn body(&mut self, body: &Block) -> Result<(), Refusal> {
        self.jumps = Jumps::of(body);
        self.block(body, Give::Exit)
    }

    pub(super) fn words(&self) -> Words {
        self.needs.words()
    }

    pub(super) fn ty(&self, value: Val) -> Scalar {
        self.around.func.ty(value)
    }

    fn register(&self, value: Val) -> &'static str {
        register(self.ty(value), self.words())
    }

    /// The name of a value, or the constant that it is.
    pub(super) fn atom(&self, value: Val) -> String {
        match self.atoms.get(&value) {
            Some(atom) => atom.clone(),
            None => panic!("metate bug: {value:?} is used and not made in a region"),
        }
    }

    pub(super) fn constant(&self, value: Val) -> Option<Value> {
        self.constants.get(&value).copied()
    }

    /// The value has this name from here on.
    pub(super) fn bind(&mut self, value: Val, atom: impl Into<String>) {
        self.atoms.insert(value, atom.into());
    }

    /// A new name for a value, after the variable of the source.
    pub(super) fn name(&mut self, value: Val) -> String {
        let hint = self.around.func.values[value].hint.as_deref().unwrap_or("v");
        self.names.fresh(hint, value.number())
    }

    /// `let name = expression;`
    pub(super) fn define(&mut self, value: Val, expression: &str) {
        let name = self.name(value);
        self.text.line(format!("let {name} = {expression};"));
        self.bind(value, name);
    }

    fn variable(&mut self, value: Val, init: Option<&str>) -> String {
        let (name, register) = (self.name(value), self.register(value));
        match init {
            Some(init) => self.text.line(format!("var {name}: {register} = {init};")),
            None => self.text.line(format!("var {name}: {register};")),
        }
        self.tell_replaced(value, &name, |followed| Some(followed.replaced(init?)));
        name
    }

    /// A new name that the source does not have.
    pub(super) fn fresh(&mut self, wish: &str, number: usize) -> String {
        self.names.fresh(wish, number)
    }

    /// An operation on values of these types, as an expression.
    pub(super) fn operation(
        &mut self,
        op: Op,
        args: &[(String, Scalar)],
        to: Scalar,
        span: Span,
    ) -> Result<String, Refusal> {
        operation(op, args, to, self.needs).map_err(|refusal| Refusal { span, ..refusal })
    }

    fn block(&mut self, block: &Block, give: Give<'_>) -> Result<(), Refusal> {
        if self.text.depth() > MOST_DEPTH {
            let span = block.stmts.first().map_or(Span::default(), |stmt| stmt.span);
            let reason = format!("blocks are nested more than {MOST_DEPTH} deep");
            return Err(Refusal { span, reason });
        }
        for stmt in &block.stmts {
            self.stmt(stmt)?;
        }
        self.end(&block.end, give)
    }

    fn end(&mut self, end: &End, give: Give<'_>) -> Result<(), Refusal> {
        match (end, give) {
            (End::Give(values), Give::To(to)) => {
                let values = self.atoms_of(values);
                self.assign(to, &values);
                Ok(())
            }
            (End::Give(values), Give::Exit) | (End::Return(values), _) => self.leave(values),
            (End::Next(label, values), _) => self.jump(*label, Jump::Next, values),
            (End::Break(label, values), _) => self.jump(*label, Jump::Break, values),
            (End::Unreachable, Give::Exit) => {
                self.abandon();
                Ok(())
            }
            (End::Unreachable, Give::To(_)) => Ok(()),
        }
    }

    fn leave(&mut self, values: &[Val]) -> Result<(), Refusal> {
        let exit = self.around.exit;
        exit.leave(self, values)
    }

    /// Control leaves the function, and nobody asks with what.
    pub(super) fn abandon(&mut self) {
        self.text.line(self.around.exit.abandon());
    }

    fn atoms_of(&self, values: &[Val]) -> Vec<String> {
        values.iter().map(|&value| self.atom(value)).collect()
    }

    /// All variables become what they become at the same time.
    fn assign(&mut self, to: &[String], values: &[String]) {
        for (to, value) in to.iter().zip(values) {
            self.replace(to, value);
        }
        let mut values = values.to_vec();
        for number in 1..values.len() {
            // A variable that an assignment in front has changed by then.
            if to[..number].contains(&values[number]) && to[number] != values[number] {
                let old = self.names.fresh("old", number);
                self.text.line(format!("let {old} = {};", values[number]));
                values[number] = old;
            }
        }
        for (to, value) in to.iter().zip(&values) {
            if to != value {
                self.text.line(format!("{to} = {value};"));
            }
        }
    }

    fn jump(&mut self, label: Label, jump: Jump, values: &[Val]) -> Result<(), Refusal> {
        let Some(target) = self.frames.iter().rposition(|frame| frame.label == label) else {
            return self.leave(values);
        };
        let frame = &self.frames[target];
        let to = match jump {
            Jump::Break => frame.to.clone(),
            Jump::Next => frame.carried.clone(),
        };
        let values = self.atoms_of(values);
        self.assign(&to, &values);
        if target + 1 == self.frames.len() {
            self.text.line(jump.statement());
            return Ok(());
        }
        let leave = self.frames[target].leave.clone();
        let leave = leave.unwrap_or_else(|| panic!("metate bug: no way out to {label:?}"));
        self.text.line(format!("{leave} = {};", jump.number()));
        self.text.line("break;");
        for frame in &mut self.frames[target + 1..] {
            frame.jumps.insert((label, jump));
        }
        Ok(())
    }

    fn enter(&mut self, label: Label, to: Vec<String>, carried: Vec<String>) {
        let leave = self.jumps.far.contains(&label).then(|| {
            let leave = self.names.fresh("leave", label.number());
            self.text.line(format!("var {leave}: u32 = 0u;"));
            leave
        });
        self.frames.push(Frame { label, to, carried, leave, jumps: BTreeSet::new() });
    }

    /// Behind a WGSL loop: jumps out of it go on.
    fn hand_on(&mut self) {
        let frame = self.frames.pop().expect("metate bug: the frame of the loop");
        for (label, jump) in frame.jumps {
            let outer = self.frames.iter().rfind(|frame| frame.label == label);
            let leave = outer.and_then(|frame| frame.leave.clone());
            let leave = leave.unwrap_or_else(|| panic!("metate bug: no way out to {label:?}"));
            let is_here = self.frames.last().is_some_and(|frame| frame.label == label);
            let statement = if is_here { jump.statement() } else { "break;" };
            self.text.line(format!("if ({leave} == {}) {{ {statement} }}", jump.number()));
        }
    }

    fn stmt(&mut self, stmt: &Stmt) -> Result<(), Refusal> {
        if self.around.slice.is_some_and(|slice| !slice.keeps(stmt)) {
            return Ok(());
        }
        let span = stmt.span;
        if !matches!(stmt.kind, StmtKind::Const { .. } | StmtKind::Proved { .. }) {
            self.text.note(self.around.lines, span);
        }
        match &stmt.kind {
            StmtKind::Const { to, value } => {
                self.set_constant(*to, *value);
                Ok(())
            }
            StmtKind::Op { to, op, args } => self.op(span, *to, *op, args),
            StmtKind::Extent { to, array, axis } => {
                self.extent(*to, *array, *axis);
                Ok(())
            }
            StmtKind::Load { to, array, index } => self.load(span, *to, *array, index),
            StmtKind::Store { array, index, value } => self.store(span, *array, index, *value),
            StmtKind::Check { check, args } => self.check(span, *check, args),
            StmtKind::Proved { .. } => Ok(()),
            StmtKind::Allocate { .. } => {
                refuse(span, "memory of a size known at run time cannot be had on the device")
            }
            StmtKind::Clock { .. } => refuse(span, "the device has no clock"),
            StmtKind::If { to, cond, then, otherwise } => self.choice(to, *cond, then, otherwise),
            StmtKind::For { to, label, var, range, carried, body, .. } => {
                self.counted(to, *label, *var, *range, carried, body)
            }
            StmtKind::Loop { to, label, carried, body } => self.endless(to, *label, carried, body),
            StmtKind::Scope { to, label, body } => self.scope(to, *label, body),
        }
    }

    fn set_constant(&mut self, to: Val, value: Value) {
        self.constants.insert(to, value);
        let atom = constant(value, self.words());
        self.bind(to, atom);
    }

    fn op(&mut self, span: Span, to: Val, op: Op, args: &[Val]) -> Result<(), Refusal> {
        if self.around.updates.makes(to) {
            return Ok(());
        }
        let ty = self.ty(to);
        let known: Option<Vec<Value>> = args.iter().map(|&arg| self.constant(arg)).collect();
        let scalar = args.first().map_or(ty, |&arg| self.ty(arg));
        if let Some(known) = known.filter(|_| !op.is_guarded(scalar)) {
            // WGSL refuses constants that overflow, and a compiler may compute them otherwise.
            self.set_constant(to, eval(op, &known, ty));
            return Ok(());
        }
        let mut operands = Vec::new();
        for (number, &arg) in args.iter().enumerate() {
            operands.push((self.operand(span, op, number, arg)?, self.ty(arg)));
        }
        let expression = self.operation(op, &operands, ty, span)?;
        self.define(to, &expression);
        if let (Op::Select, [cond, yes, no]) = (op, &operands[..]) {
            let name = self.atom(to);
            self.tell_replaced(to, &name, |followed| {
                let (yes, no) = (followed.replaced(&yes.0), followed.replaced(&no.0));
                Some(format!("select({no}, {yes}, {})", cond.0))
            });
        }
        Ok(())
    }

    /// An operand as text: a constant has a name where WGSL would compute with it and refuse what
    /// comes out, or cannot.
    fn operand(&mut self, span: Span, op: Op, number: usize, arg: Val) -> Result<String, Refusal> {
        let ty = self.ty(arg);
        let Some(value) = self.constant(arg) else { return Ok(self.atom(arg)) };
        // Drivers may compute as if nothing were infinite: Mesa makes 0 of `x * 0.0`, and nothing at
        // all of a store of `x / 0.0`.
        let is_factor =
            matches!(op, Op::Mul | Op::Div | Op::MulAdd | Op::Rem | Op::DivEuclid | Op::RemEuclid);
        let is_zero = matches!(value, Value::F32(0.0) | Value::F64(0.0));
        if is_factor && is_zero && number < 2 {
            let hidden = self.operation(Op::Keep, &[(self.atom(arg), ty)], ty, span)?;
            let name = self.names.fresh("zero", arg.number());
            self.text.line(format!("let {name} = {hidden};"));
            return Ok(name);
        }
        let is_amount = matches!(op, Op::Shl | Op::Shr) && number == 1 && ty.bits() == 64;
        let is_divisor = op.is_guarded(ty) && value.as_int() == Some(0) && number == 1;
        let is_dividend = op.is_guarded(ty) && ty.is_int() && number == 0;
        if !(is_amount || is_divisor || is_dividend) {
            return Ok(self.atom(arg));
        }
        let name = self.names.fresh("given", arg.number());
        self.text.line(format!("var {name} = {};", self.atom(arg)));
        Ok(name)
    }

    fn extent(&mut self, to: Val, array: ArrayId, axis: u8) {
        let extent = self.extent_of(array, axis);
        self.bind(to, in_register(&extent, self.words()));
    }

    /// The extent of an array as a `u32`.
    pub(super) fn extent_of(&self, array: ArrayId, axis: u8) -> String {
        self.around.memory.arrays[&array].extents[usize::from(axis)].clone()
    }

    /// The flat index of an element, an atom.
    fn place(&mut self, array: ArrayId, index: &[Val]) -> String {
        let is_outside = self.is_outside(array, index);
        let index: Vec<String> = index.iter().map(|&index| self.index(index)).collect();
        let flat = self.around.memory.arrays[&array].flat(&index);
        if index.len() < 2 && !is_outside && self.around.memory.arrays[&array].window.is_none() {
            return flat;
        }
        let at = self.names.fresh("at", 0);
        let declared = if is_outside { "var" } else { "let" };
        self.text.line(format!("{declared} {at} = {flat};"));
        at
    }

    /// Whether a constant index is none of an array: its check always fails, and what stands
    /// behind never runs, but naga refuses what it can compute to be outside. No array of the
    /// device has an element whose index is the largest number of 32 bits.
    fn is_outside(&self, array: ArrayId, index: &[Val]) -> bool {
        let from = |index: Val, extent: usize| match self.constant(index) {
            Some(Value::Usize(index)) => index >= extent,
            _ => false,
        };
        match self.around.func.arrays[array].local {
            Some(fixed) => {
                index.iter().zip(fixed.extents()).any(|(&index, extent)| from(index, extent))
            }
            None => index.iter().any(|&index| from(index, u32::MAX as usize)),
        }
    }

    /// An index in 32 bits, which hold every index of an array of the device.
    fn index(&self, index: Val) -> String {
        match (self.constant(index), self.words()) {
            (Some(Value::Usize(index)), _) => format!("{}u", index as u32),
            (_, Words::Narrow) => self.atom(index),
            (_, Words::Wide) => format!("u32({})", self.atom(index)),
        }
    }

    fn load(&mut self, span: Span, to: Val, array: ArrayId, index: &[Val]) -> Result<(), Refusal> {
        if let Some(identity) = self.around.updates.reads(to, self.ty(to)) {
            self.set_constant(to, identity);
            return Ok(());
        }
        if self.around.updates.holds(array) {
            return refuse(span, "an array that iterations update together is also read there");
        }
        let at = self.place(array, index);
        let expression = self.around.memory.arrays[&array].load(&at);
        self.define(to, &expression);
        Ok(())
    }

    fn store(
        &mut self,
        span: Span,
        array: ArrayId,
        index: &[Val],
        value: Val,
    ) -> Result<(), Refusal> {
        let at = self.place(array, index);
        let around = self.around;
        if around.updates.holds(array) {
            return around.updates.write(self, span, array, &at, value);
        }
        let value = self.atom(value);
        around.memory.arrays[&array].store(&at, &value, &mut self.text);
        Ok(())
    }

    fn choice(
        &mut self,
        to: &[Val],
        cond: Val,
        then: &Block,
        otherwise: &Block,
    ) -> Result<(), Refusal> {
        let cond = self.atom(cond);
        if let (true, true, End::Give(yes), End::Give(no)) =
            (then.stmts.is_empty(), otherwise.stmts.is_empty(), &then.end, &otherwise.end)
            && !to.iter().any(|&to| self.is_followed(to))
        {
            for ((&to, &yes), &no) in to.iter().zip(yes).zip(no) {
                let (yes, no) = (self.atom(yes), self.atom(no));
                self.define(to, &format!("select({no}, {yes}, {cond})"));
            }
            return Ok(());
        }
        let vars: Vec<String> = to.iter().map(|&to| self.variable(to, None)).collect();
        let is_nothing = |block: &Block| {
            block.stmts.is_empty() && matches!(&block.end, End::Give(values) if values.is_empty())
        };
        let (first, second, cond) = match is_nothing(then) {
            true => (otherwise, then, format!("!({cond})")),
            false => (then, otherwise, cond),
        };
        self.text.open(format!("if ({cond})"));
        self.block(first, Give::To(&vars))?;
        if !is_nothing(second) {
            self.text.otherwise();
            self.block(second, Give::To(&vars))?;
        }
        self.text.close();
        for (&to, var) in to.iter().zip(vars) {
            self.bind(to, var);
        }
        Ok(())
    }

    /// The variables of what a loop carries.
    fn carry(&mut self, carried: &[Carried]) -> Vec<String> {
        let inits = carried.iter().map(|carried| self.atom(carried.init)).collect();
        self.carry_from(carried, inits)
    }

    fn carry_from(&mut self, carried: &[Carried], inits: Vec<String>) -> Vec<String> {
        let variable = |(carried, init): (&Carried, String)| {
            let var = self.variable(carried.inner, Some(&init));
            self.bind(carried.inner, var.clone());
            var
        };
        carried.iter().zip(inits).map(variable).collect()
    }

    fn counted(
        &mut self,
        to: &[Val],
        label: Label,
        var: Val,
        range: Range,
        carried: &[Carried],
        body: &Block,
    ) -> Result<(), Refusal> {
        let vars = self.carry(carried);
        let (lo, hi) = (self.atom(range.lo), self.atom(range.hi));
        let (name, register) = (self.name(var), self.register(var));
        let one = Value::from_int(self.ty(var), 1).expect("limits are integers");
        let one = constant(one, self.words());
        self.bind(var, name.clone());
        let more = if range.inclusive {
            // The last value may be the largest of its type.
            let more = self.names.fresh("more", var.number());
            self.text.line(format!("var {name}: {register} = {lo};"));
            self.text.line(format!("var {more} = {lo} <= {hi};"));
            self.text.open("loop");
            self.text.line(format!("if (!{more}) {{ break; }}"));
            Some(more)
        } else {
            let head = format!("var {name}: {register} = {lo}; {name} < {hi}; {name} += {one}");
            self.text.open(format!("for ({head})"));
            None
        };
        self.iterations(label, vars.clone(), vars.clone(), body)?;
        if let Some(more) = more {
            self.text.open("continuing");
            self.text.line(format!("{more} = {name} < {hi};"));
            self.text.line(format!("{name} += {one};"));
            self.text.close();
        }
        self.text.close();
        self.hand_on();
        for (&to, var) in to.iter().zip(vars) {
            self.bind(to, var);
        }
        Ok(())
    }

    fn endless(
        &mut self,
        to: &[Val],
        label: Label,
        carried: &[Carried],
        body: &Block,
    ) -> Result<(), Refusal> {
        let results: Vec<String> = to.iter().map(|&to| self.variable(to, None)).collect();
        // Where the driver knows the first number it counts the iterations itself: that of Mesa 22
        // takes a return that is never reached, such as the trap of `c / c` in
        // `loop { c += 1; if c > 6 { break; } .. }`, for one in front of everything.
        let init = |carried: &Carried| {
            let atom = self.atom(carried.init);
            match self.constant(carried.init) {
                Some(value) if value.as_int().is_some() => {
                    format!("{atom} ^ {}(p.zero)", self.register(carried.inner))
                }
                _ => atom,
            }
        };
        let inits = carried.iter().map(init).collect();
        let vars = self.carry_from(carried, inits);
        self.text.open("loop");
        self.iterations(label, results.clone(), vars, body)?;
        self.text.close();
        self.hand_on();
        for (&to, var) in to.iter().zip(results) {
            self.bind(to, var);
        }
        Ok(())
    }

    /// What is done in each iteration of a loop that was opened.
    fn iterations(
        &mut self,
        label: Label,
        to: Vec<String>,
        carried: Vec<String>,
        body: &Block,
    ) -> Result<(), Refusal> {
        if self.around.paid {
            let abandon = self.around.exit.abandon();
            self.text.line(format!("if (spend()) {{ {abandon} }}"));
        }
        self.enter(label, to, carried);
        self.block(body, Give::To(&[]))
    }

    fn scope(&mut self, to: &[Val], label: Label, body: &Block) -> Result<(), Refusal> {
        match &body.end {
            // Nothing leaves it but its end.
            End::Break(left, values) if *left == label && !self.jumps.inner.contains(&label) => {
                for stmt in &body.stmts {
                    self.stmt(stmt)?;
                }
                for (&to, &value) in to.iter().zip(values) {
                    let atom = self.atom(value);
                    if let Some(value) = self.constant(value) {
                        self.constants.insert(to, value);
                    }
                    self.bind(to, atom);
                }
                Ok(())
            }
            _ => {
                let vars: Vec<String> = to.iter().map(|&to| self.variable(to, None)).collect();
                self.text.open("loop");
                self.enter(label, vars.clone(), Vec::new());
                self.block(body, Give::To(&[]))?;
                if body.end == End::Unreachable {
                    self.text.line("break;");
                }
                self.text.close();
                self.hand_on();
                for (&to, var) in to.iter().zip(vars) {
                    self.bind(to, var);
                }
                Ok(())
            }
        }
    }
}

fn refuse<T>(span: Span, reason: &str) -> Result<T, Refusal> {
    Err(Refusal { span, reason: reason.to_owned() })
}

/// The exit of a plain function with one result.
struct Returns {
    zero: String,
}

impl Exit for Returns {
    fn leave(&self, emitter: &mut Emitter<'_>, values: &[Val]) -> Result<(), Refusal> {
        let atom = emitter.atom(values[0]);
        emitter.text.line(format!("return {atom};"));
        Ok(())
    }

    fn abandon(&self) -> String {
        format!("return {};", self.zero)
    }
}

/// A WGSL function of this name with the scalar parameters of `func`, which has no array
/// parameters and no checks that may fail, and its one result.
///
/// # Errors
/// If the device lacks what it needs.
pub(super) fn function(func: &Func, name: &str, needs: &mut Needs) -> Result<String, Refusal> {
    let words = needs.words();
    let [result] = func.results[..] else {
        return refuse(Span::default(), "a function of the device has one result");
    };
    let exit = Returns { zero: constant(Value::zero(result), words) };
    let (mut memory, mut sites) = (Memory::default(), Vec::new());
    let mut names = Names::default();
    let private = memory.add_private(func, &func.local_arrays(), &mut names, words);
    let updates = Updates::default();
    let around = Around {
        func,
        memory: &memory,
        updates: &updates,
        lines: None,
        exit: &exit,
        paid: false,
        slice: None,
    };
    let mut emitter = Emitter::new(&around, needs, &mut sites, names);
    let mut params = Vec::new();
    for param in &func.params {
        let Param::Scalar(value) = *param else {
            return refuse(Span::default(), "a function of the device has no arrays");
        };
        let name = emitter.name(value);
        params.push(format!("{name}: {}", emitter.register(value)));
        emitter.bind(value, name);
    }
    let head = format!("fn {name}({}) -> {}", params.join(", "), register(result, words));
    emitter.text.open(head);
    private.iter().for_each(|line| emitter.text.line(line));
    emitter.body(&func.body)?;
    if !matches!(func.body.end, End::Return(_) | End::Unreachable) {
        emitter.abandon();
    }
    emitter.text.close();
    Ok(emitter.text.finish())
}
