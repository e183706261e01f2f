//! Typed tree to loop IR: static single assignment, explicit checks, helpers inlined.
//!
//! In: a checked module and a signature that fits its kernel. Out: one [`ir::Func`] that says
//! everything: what is evaluated in which order, which checks stand where, what each loop
//! carries. Constants and array extents are made once, at the top.
//! Always true: the result verifies, and evaluation order is Rust's (the right-hand side before
//! the place, indices from left to right, then their checks in the order of the axes).
//! Deliberately absent: optimisation, which is `pass`'s.

mod assigned;
mod claims;
mod size;
mod slots;
mod expr;
mod fixed;
mod flow;
mod range;
mod pattern;

use std::collections::{HashMap, HashSet};
use std::fmt;

use serde::Serialize;

use crate::error::Span;
use crate::hir::{self, FuncId, LocalId, LoopId};
use crate::ir::{self, ArrayId, End, Label, StmtKind, Val};
use crate::op::Op;
use crate::ty::{FixedTy, ParamTy, Scalar, Signature, Ty};
use crate::util::index::Index;
use crate::value::Value;
use assigned::Assigned;
use claims::Claims;
use slots::{Slot, Slots};

/// The most statements a lowered kernel may have if nothing else is said; inlining can multiply
/// them.
pub const MAX_STATEMENTS: usize = 200_000;

/// The most memory that the fixed arrays of a lowered kernel may take, in bytes, whatever is said:
/// it lies on the stack of whoever runs the kernel.
pub const MAX_LOCAL_BYTES: usize = 64 << 10;

/// The most blocks within one another if nothing else is said, as many as a text may nest.
pub const MAX_DEPTH: usize = 1024;

/// The most expressions of helpers that are inlined, for each statement that a kernel may have:
/// those that become no statement take time too.
const INLINED_PER_STATEMENT: usize = 8;

/// The same for all statements together, unless more of those are allowed.
const MAX_INLINED: usize = 2 * MAX_STATEMENTS;

/// The most calls within one another.
const MAX_CALLS: usize = 1_000;

/// A kernel that, with its helpers inlined, exceeds a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TooLarge {
    /// It has too many statements.
    Statements {
        /// How many were made before the lowering stopped: at least so many it has.
        found: usize,
        /// How many it may have.
        limit: usize,
    },
    /// Its helpers, inlined, are too many expressions; nothing was made of them.
    Inlined {
        /// How many there are.
        found: usize,
        /// How many there may be: eight for each statement.
        limit: usize,
    },
    /// Its calls are nested too deeply.
    Calls {
        /// How deeply.
        found: usize,
        /// How deeply they may be.
        limit: usize,
    },
    /// Its blocks are nested too deeply.
    Nesting {
        /// How deeply they were when the lowering stopped.
        found: usize,
        /// How deeply they may be.
        limit: usize,
    },
    /// Its fixed arrays take too much memory.
    LocalArrays {
        /// What they take.
        bytes: usize,
        /// What they may take.
        limit: usize,
    },
}

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("with its helper functions inlined the kernel has ")?;
        match self {
            TooLarge::Statements { found, limit } => {
                write!(f, "at least {found} statements, the limit is {limit}")
            }
            TooLarge::Inlined { found, limit } => {
                write!(f, "{found} expressions in them, the limit is {limit}")
            }
            TooLarge::Calls { found, limit } => {
                write!(f, "calls that are nested {found} deep, the limit is {limit}")
            }
            TooLarge::Nesting { found, limit } => {
                write!(f, "blocks that are nested {found} deep, the limit is {limit}")
            }
            TooLarge::LocalArrays { bytes, limit } => write!(
                f,
                "local arrays of {bytes} bytes, the limit is {limit}, as they lie on the stack"
            ),
        }
    }
}

impl std::error::Error for TooLarge {}

/// How large a lowered kernel may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Statements of the loop IR, those at the top that make constants and extents included.
    pub statements: usize,
    /// Blocks within one another; every walk over the IR recurses as deeply.
    pub depth: usize,
    /// Bytes of its fixed arrays; above [`MAX_LOCAL_BYTES`] nothing is allowed.
    pub local_bytes: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { statements: MAX_STATEMENTS, depth: MAX_DEPTH, local_bytes: MAX_LOCAL_BYTES }
    }
}

impl Limits {
    /// Expressions of helpers that may be inlined.
    pub fn inlined(&self) -> usize {
        let most = MAX_INLINED.max(self.statements.saturating_mul(2));
        self.statements.saturating_mul(INLINED_PER_STATEMENT).min(most)
    }

    /// Bytes of fixed arrays that are allowed.
    pub fn local_bytes(&self) -> usize {
        self.local_bytes.min(MAX_LOCAL_BYTES)
    }
}

/// What the caller may choose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Options {
    /// Whether integer operations that the text writes trap where their result does not fit.
    pub overflow_checks: bool,
}

/// How deep the calls of the module's kernel are nested: as often the depth of the text may be that
/// of the IR.
pub fn call_depth(module: &hir::Module) -> usize {
    size::of(module).calls
}

/// Lowers the module's kernel for a signature that fits the parameters (`front::difference`).
///
/// # Errors
/// If it has too many statements, or its fixed arrays do not fit the stack.
pub fn lower(module: &hir::Module, signature: &Signature) -> Result<ir::Func, TooLarge> {
    lower_with(module, signature, Options::default(), &Limits::default())
}

/// The same with options, under other limits than the usual ones.
///
/// # Errors
/// If the helpers, inlined, make it too large.
pub fn lower_with(
    module: &hir::Module,
    signature: &Signature,
    options: Options,
    limits: &Limits,
) -> Result<ir::Func, TooLarge> {
    let entry = &module.funcs[module.entry];
    let size = size::of(module);
    // What is known to be too large is not even begun.
    if size.calls > MAX_CALLS {
        return Err(TooLarge::Calls { found: size.calls, limit: MAX_CALLS });
    }
    if size.exprs > limits.inlined() {
        return Err(TooLarge::Inlined { found: size.exprs, limit: limits.inlined() });
    }
    let mut lowering = Lowering::new(module, entry, options, limits);
    lowering.parameters(entry, signature);
    let frame = lowering.function_frame(module.entry);
    lowering.frames.push(frame);
    lowering.bind_parameters(entry);
    let mut body = lowering.block(|this| {
        let result = this.body(&entry.body, None)?;
        Ok(End::Return(result.into_vec()))
    });
    if lowering.statements > limits.statements {
        let found = lowering.statements;
        return Err(TooLarge::Statements { found, limit: limits.statements });
    }
    if lowering.too_deep {
        return Err(TooLarge::Nesting { found: limits.depth + 1, limit: limits.depth });
    }
    let (bytes, limit) = (lowering.func.local_bytes(), limits.local_bytes());
    if bytes > limit {
        return Err(TooLarge::LocalArrays { bytes, limit });
    }
    body.stmts.splice(0..0, std::mem::take(&mut lowering.prologue));
    lowering.func.body = body;
    Ok(lowering.func)
}

/// Control has left the block that is being lowered, in this way.
struct Left(End);

/// What lowering gives: something, or the news that control does not get there.
type Lowered<T> = Result<T, Left>;

/// What a slot stands for right now.
#[derive(Clone, Copy)]
enum Binding {
    Scalar(Val),
    Array(ArrayId),
}

/// The scalars of a value: none of `()` and of a fixed array, which lies in memory.
enum Flat {
    None,
    One(Val),
    Many(Vec<Val>),
}

impl Flat {
    fn as_slice(&self) -> &[Val] {
        match self {
            Flat::None => &[],
            Flat::One(value) => std::slice::from_ref(value),
            Flat::Many(values) => values,
        }
    }

    fn into_vec(self) -> Vec<Val> {
        match self {
            Flat::None => Vec::new(),
            Flat::One(value) => vec![value],
            Flat::Many(values) => values,
        }
    }
}

impl From<Vec<Val>> for Flat {
    fn from(values: Vec<Val>) -> Flat {
        match values.as_slice() {
            [] => Flat::None,
            [value] => Flat::One(*value),
            _ => Flat::Many(values),
        }
    }
}

/// A loop or labelled block that is being lowered.
struct OpenLoop {
    label: Label,
    /// The slots it carries.
    carried: Vec<Slot>,
    /// Where the value of a `break` goes if it is a fixed array.
    into: Option<ArrayId>,
    broken: bool,
}

/// A function that is being lowered: the kernel, or a helper inside of it.
struct Frame<'m> {
    func: &'m hir::Func,
    assigned: Assigned,
    slots: Slots,
    bindings: Vec<Option<Binding>>,
    /// Changes of scalar bindings, with what they were before, so that arms can be undone.
    journal: Vec<(Slot, Option<Binding>)>,
    loops: HashMap<LoopId, OpenLoop>,
    /// The scope that `return` breaks out of, in a helper.
    scope: Option<Label>,
    /// Where the result of a helper goes if it is a fixed array.
    into: Option<ArrayId>,
}

struct Lowering<'m> {
    module: &'m hir::Module,
    options: Options,
    func: ir::Func,
    /// Constants and extents.
    prologue: Vec<ir::Stmt>,
    constants: HashMap<(Scalar, u64), Val>,
    /// The same as a set: a constant serves many variables and is named after none.
    unnamed: HashSet<Val>,
    extents: HashMap<(ArrayId, u8), Val>,
    /// Constant arrays that have been made, by type and elements.
    pool: HashMap<(FixedTy, Vec<u64>), ArrayId>,
    /// The block that is being lowered.
    stmts: Vec<ir::Stmt>,
    frames: Vec<Frame<'m>>,
    /// What the loops around scatter into.
    claims: Vec<Claims>,
    limits: Limits,
    /// Statements made so far.
    statements: usize,
    /// Blocks around what is being lowered, and whether they ever were too many.
    depth: usize,
    too_deep: bool,
}

impl<'m> Lowering<'m> {
    fn new(module: &'m hir::Module, entry: &hir::Func, options: Options, limits: &Limits) -> Self {
        Lowering {
            module,
            options,
            func: ir::Func::new(&entry.name),
            prologue: Vec::new(),
            constants: HashMap::new(),
            unnamed: HashSet::new(),
            extents: HashMap::new(),
            pool: HashMap::new(),
            stmts: Vec::new(),
            frames: Vec::new(),
            claims: Vec::new(),
            statements: 0,
            limits: *limits,
            depth: 0,
            too_deep: false,
        }
    }

    fn parameters(&mut self, entry: &hir::Func, signature: &Signature) {
        for (&local, param) in entry.params.iter().zip(&signature.params) {
            let local = &entry.locals[local];
            let param = match *param {
                ParamTy::Scalar(ty) => ir::Param::Scalar(self.func.value(ty, Some(&local.name))),
                ParamTy::Array { elem, rank, layout, .. } => {
                    // What the text may write to, not what the caller would let it.
                    let mutable = matches!(local.ty, Ty::Array(array) if array.is_mutable());
                    let name = local.name.clone();
                    let data = ir::ArrayData { name, elem, rank, layout, mutable, local: None };
                    ir::Param::Array(self.func.arrays.push(data))
                }
            };
            self.func.params.push(param);
        }
        self.func.results.extend_from_slice(entry.ret.scalars());
    }

    fn bind_parameters(&mut self, entry: &hir::Func) {
        for (&local, param) in entry.params.iter().zip(self.func.params.clone()) {
            let slot = self.frame().slots.first(local);
            self.declare(
                slot,
                match param {
                    ir::Param::Scalar(value) => Binding::Scalar(value),
                    ir::Param::Array(array) => Binding::Array(array),
                },
            );
        }
    }

    fn function_frame(&self, func: FuncId) -> Frame<'m> {
        let func = &self.module.funcs[func];
        let slots = Slots::of(func);
        Frame {
            func,
            assigned: Assigned::of(func),
            bindings: vec![None; slots.len()],
            slots,
            journal: Vec::new(),
            loops: HashMap::new(),
            scope: None,
            into: None,
        }
    }

    fn frame(&mut self) -> &mut Frame<'m> {
        self.frames.last_mut().expect("a function is being lowered")
    }

    fn ty_of(&mut self, local: LocalId) -> Ty {
        self.frame().func.locals[local].ty
    }

    // Bindings.

    fn declare(&mut self, slot: Slot, binding: Binding) {
        let frame = self.frame();
        let before = frame.bindings[slot.number()].replace(binding);
        frame.journal.push((slot, before));
    }

    fn set(&mut self, slot: Slot, value: Val) {
        self.declare(slot, Binding::Scalar(value));
    }

    /// A variable has these scalars from here on.
    fn assign(&mut self, local: LocalId, values: &[Val]) {
        let slots = self.frame().slots.all(local);
        for (slot, &value) in slots.zip(values) {
            self.set(slot, value);
        }
    }

    fn get(&mut self, slot: Slot) -> Val {
        match self.frame().bindings[slot.number()] {
            Some(Binding::Scalar(value)) => value,
            _ => unreachable!("the checker lets only initialised variables be read"),
        }
    }

    /// The scalars of a variable that is no array.
    fn flat_of(&mut self, local: LocalId) -> Flat {
        let slots = self.frame().slots.all(local);
        slots.map(|slot| self.get(slot)).collect::<Vec<_>>().into()
    }

    fn array_of(&mut self, local: LocalId) -> ArrayId {
        let slot = self.frame().slots.first(local);
        match self.frame().bindings[slot.number()] {
            Some(Binding::Array(array)) => array,
            _ => self.constant_array(local),
        }
    }

    /// The values of these slots now.
    fn values_of(&mut self, slots: &[Slot]) -> Vec<Val> {
        slots.iter().map(|&slot| self.get(slot)).collect()
    }

    /// A new value for each of these slots, named after its variable.
    fn fresh(&mut self, slots: &[Slot]) -> Vec<Val> {
        let mut fresh = Vec::with_capacity(slots.len());
        for &slot in slots {
            let frame = self.frame();
            let (func, local) = (frame.func, frame.slots.local(slot));
            let ty = frame.slots.ty(slot);
            fresh.push(self.func.value(ty, Some(&func.locals[local].name)));
        }
        fresh
    }

    // Statements.

    fn push(&mut self, span: Span, kind: StmtKind) {
        self.statements += 1;
        self.stmts.push(ir::Stmt { span, kind });
    }

    /// Lowers a block of its own: what `work` pushes, and how it ends.
    fn block(&mut self, work: impl FnOnce(&mut Self) -> Lowered<End>) -> ir::Block {
        let outer = std::mem::take(&mut self.stmts);
        let end = match self.deeper(work) {
            Ok(end) | Err(Left(end)) => end,
        };
        ir::Block { stmts: std::mem::replace(&mut self.stmts, outer), end }
    }

    /// Does `work` one block deeper, unless that is too deep.
    fn deeper<T>(&mut self, work: impl FnOnce(&mut Self) -> Lowered<T>) -> Lowered<T> {
        if self.depth >= self.limits.depth {
            // `lower` refuses the result, whatever it is.
            self.too_deep = true;
            return Err(Left(End::Unreachable));
        }
        self.depth += 1;
        let lowered = work(self);
        self.depth -= 1;
        lowered
    }

    fn op(&mut self, span: Span, op: Op, args: Vec<Val>, ty: Scalar) -> Val {
        let to = self.func.value(ty, None);
        self.push(span, StmtKind::Op { to, op, args });
        to
    }

    fn constant(&mut self, value: Value) -> Val {
        let key = (value.scalar(), value.bits());
        if let Some(&known) = self.constants.get(&key) {
            return known;
        }
        let to = self.func.value(value.scalar(), None);
        self.statements += 1;
        self.prologue.push(ir::Stmt { span: Span::default(), kind: StmtKind::Const { to, value } });
        self.constants.insert(key, to);
        self.unnamed.insert(to);
        to
    }

    fn extent(&mut self, array: ArrayId, axis: u8) -> Val {
        if let Some(local) = self.func.arrays[array].local {
            let extent = local.extents().nth(usize::from(axis)).expect("an axis of the array");
            return self.constant(Value::Usize(extent));
        }
        if let Some(&known) = self.extents.get(&(array, axis)) {
            return known;
        }
        let to = self.func.value(Scalar::Usize, None);
        let kind = StmtKind::Extent { to, array, axis };
        self.statements += 1;
        self.prologue.push(ir::Stmt { span: Span::default(), kind });
        self.extents.insert((array, axis), to);
        to
    }
}
