//! The mathematical functions as WGSL, from the same text that defines them on the CPU.
//!
//! In: operations and types. Out: a WGSL function each. Always true: sums, and products that feed a
//! sum, are kept as they stand, since drivers regroup and fuse what they can; where the device does
//! not fuse, `mul_add` takes the error of the product along. Deliberately absent: builtins of the
//! device, whose accuracy nobody promises.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use metate_lang::hir::Module;
use metate_lang::ir::walk::walk_mut;
use metate_lang::ir::{ArrayId, Block, End, Func, Stmt, StmtKind, Val};
use metate_lang::lower::lower;
use metate_lang::op::Op;
use metate_lang::ty::{Layout, Scalar};
use metate_lang::value::Value;
use metate_lang::{front, math, syntax};

use super::ops::Needs;
use super::{Refusal, Words, block, prelude};
use crate::pass;

/// The kernels of `metate_lang::math`, by their names.
static KERNELS: LazyLock<HashMap<String, Module>> = LazyLock::new(kernels);

/// Texts of all functions noted, in an order in which a function stands behind those it calls.
///
/// # Errors
/// If the device lacks what a function needs.
pub fn functions(needs: &mut Needs) -> Result<String, Refusal> {
    let mut bodies = String::new();
    // Mathematical functions do not call one another: helpers are inlined.
    for (op, ty) in needs.math.clone() {
        bodies.push_str(&function(op, ty, needs)?);
        bodies.push('\n');
    }
    let mut text = prelude::texts(needs.prelude.iter().map(String::as_str));
    text.push_str(&bodies);
    Ok(text)
}

/// The WGSL function for an operation on floats of type `ty`.
fn function(op: Op, ty: Scalar, needs: &mut Needs) -> Result<String, Refusal> {
    let func = lowered(op, ty);
    // The `usize` in them are places in small tables.
    let words = std::mem::replace(&mut needs.words, Words::Narrow);
    let in_math = std::mem::replace(&mut needs.in_math, true);
    let text = block::function(&func, &super::ops::function(op, ty), needs);
    (needs.words, needs.in_math) = (words, in_math);
    text
}

/// The function in loop IR, behind the passes, with its sums and products kept.
pub(super) fn lowered(op: Op, ty: Scalar) -> Func {
    let name = kernel(op, ty);
    let module = KERNELS.get(&name).unwrap_or_else(|| panic!("metate bug: no kernel {name}"));
    let signature = module.signature(Layout::Contiguous);
    let mut func = lower(module, &signature).expect("the functions are small");
    tables(&mut func);
    pass::always(&mut func);
    tables(&mut func);
    choices(&mut func);
    pass::always(&mut func);
    trust(&mut func);
    protect(&mut func);
    func
}

/// The name of the kernel that is an operation.
fn kernel(op: Op, ty: Scalar) -> String {
    let suffix = if ty == Scalar::F32 { "_f32" } else { "" };
    let whole = if approximated(op).is_some() || angle(op).is_some() { "_whole" } else { "" };
    format!("{}{whole}{suffix}", op.row().name)
}

/// The name of the function that an operation approximates.
fn approximated(op: Op) -> Option<&'static str> {
    op.row().name.strip_suffix("_approx")
}

/// What computes a function of an angle from what is left of it.
fn angle(op: Op) -> Option<&'static str> {
    Some(match op {
        Op::Sin => "trig_sine{f}(x, quadrant, high, low)",
        Op::Cos => "trig_cosine{f}(quadrant, high, low)",
        Op::Tan => "trig_tangent{f}(x, quadrant, high, low)",
        _ => return None,
    })
}

/// Kernels that put the parts of the files together for devices: an approximation, of which they say
/// what it is where it holds; and a function of an angle, whose two ways to take multiples of pi/2
/// off have the rest in common here, so that a device's compiler has less to do.
fn wholes() -> String {
    let mut text = String::new();
    for &op in Op::ALL {
        for (ty, f) in [("f64", ""), ("f32", "_f32")] {
            let head = format!("pub fn {}_whole{f}(x: {ty}) -> {ty}", op.row().name);
            if let Some(name) = approximated(op) {
                text.push_str(&format!(
                    "{head} {{ if {name}{f}_in_range(x) {{ {name}{f}_approx(x) }} \
                     else {{ {name}{f}_rare(x) }} }}\n"
                ));
            }
            if let Some(result) = angle(op) {
                let (name, result) = (op.row().name, result.replace("{f}", f));
                text.push_str(&format!(
                    "{head} {{ if !x.is_finite() {{ return {ty}::NAN; }} \
                     let (quadrant, high, low) = if {name}{f}_in_range(x) {{ trig_reduce{f}(x.abs()) }} \
                     else {{ trig_reduce_large{f}(x.abs()) }}; {result} }}\n"
                ));
            }
        }
    }
    text
}

fn kernels() -> HashMap<String, Module> {
    let text = math::text() + &wholes();
    let modules = front::load_all(&text, &syntax::Limits::default());
    let modules = modules.unwrap_or_else(|problems| panic!("metate bug: {problems}"));
    let named = |module: Module| (module.funcs[module.entry].name.clone(), module);
    modules.into_iter().map(named).collect()
}

/// Makes the coefficients that the files keep in arrays constants where they are used: an array is
/// memory to a device, and what is in memory costs its compiler time.
fn tables(func: &mut Func) {
    let (numbers, mut entries) = (constants(func), HashMap::new());
    let mut unknown = HashSet::new();
    for stmt in func.statements() {
        if let StmtKind::Store { array, index, value } = &stmt.kind {
            let entry = (place(index, &numbers), numbers.get(value));
            // What is stored twice has no one value.
            let known = match entry {
                (Some(at), Some(&value)) => entries.insert((*array, at), value).is_none(),
                _ => false,
            };
            if !known {
                unknown.insert(*array);
            }
        }
    }
    let mut body = take_body(func);
    let mut read = HashSet::new();
    walk_mut(&mut body, &mut |stmt| {
        let StmtKind::Load { to, array, index } = &stmt.kind else { return };
        let value = place(index, &numbers).and_then(|at| entries.get(&(*array, at)));
        match value.filter(|_| !unknown.contains(array)) {
            Some(&value) => stmt.kind = StmtKind::Const { to: *to, value },
            None => {
                read.insert(*array);
            }
        }
    });
    forget(&mut body, &|array| !read.contains(&array) && !unknown.contains(&array));
    func.body = body;
}

/// Makes choices of branches that compute nothing: to a device those cost more than a choice.
fn choices(func: &mut Func) {
    let mut body = take_body(func);
    choose(&mut body);
    func.body = body;
}

fn choose(block: &mut Block) {
    for mut stmt in std::mem::take(&mut block.stmts) {
        stmt.kind.blocks_mut().for_each(choose);
        let is_constant = |stmt: &Stmt| matches!(stmt.kind, StmtKind::Const { .. });
        let is_value =
            |arm: &Block| matches!(arm.end, End::Give(_)) && arm.stmts.iter().all(is_constant);
        match stmt.kind {
            StmtKind::If { to, cond, then, otherwise }
                if is_value(&then) && is_value(&otherwise) =>
            {
                let (yes, no) = (then.end.operands().to_vec(), otherwise.end.operands().to_vec());
                block.stmts.extend(then.stmts.into_iter().chain(otherwise.stmts));
                let choice = |((to, yes), no): ((Val, Val), Val)| StmtKind::Op {
                    to,
                    op: Op::Select,
                    args: vec![cond, yes, no],
                };
                let choices = to.into_iter().zip(yes).zip(no).map(choice);
                block.stmts.extend(choices.map(|kind| Stmt { span: stmt.span, kind }));
            }
            kind => block.stmts.push(Stmt { kind, ..stmt }),
        }
    }
}

/// Every constant of a function.
fn constants(func: &Func) -> HashMap<Val, Value> {
    let constant = |stmt: &Stmt| match stmt.kind {
        StmtKind::Const { to, value } => Some((to, value)),
        _ => None,
    };
    func.statements().filter_map(constant).collect()
}

/// A place in an array of one axis, if it is known.
fn place(index: &[Val], numbers: &HashMap<Val, Value>) -> Option<i128> {
    let [index] = index else { return None };
    numbers.get(index)?.as_int()
}

/// Removes stores into arrays that nobody reads.
fn forget(block: &mut Block, unread: &impl Fn(ArrayId) -> bool) {
    let is_lost = |stmt: &Stmt| matches!(stmt.kind, StmtKind::Store { array, .. } if unread(array));
    block.stmts.retain(|stmt| !is_lost(stmt));
    block.stmts.iter_mut().flat_map(|stmt| stmt.kind.blocks_mut()).for_each(|block| {
        forget(block, unread);
    });
}

/// The checks of the functions hold whatever their arguments are, as all the CPU's engines rely on.
fn trust(func: &mut Func) {
    let mut body = take_body(func);
    walk_mut(&mut body, &mut |stmt| {
        if let StmtKind::Check { check, args } = &mut stmt.kind {
            stmt.kind = StmtKind::Proved { check: *check, args: std::mem::take(args) };
        }
    });
    func.body = body;
}

/// Keeps every sum, and every product that a sum takes.
fn protect(func: &mut Func) {
    let (mut fed, mut kept) = (HashSet::new(), HashSet::new());
    for stmt in func.statements() {
        match &stmt.kind {
            StmtKind::Op { op: Op::Add | Op::Sub, args, .. } => fed.extend(args.iter().copied()),
            StmtKind::Op { op: Op::Keep, args, .. } => kept.extend(args.first().copied()),
            _ => {}
        }
    }
    let mut body = take_body(func);
    keep(&mut body, func, &|op, to| match op {
        Op::Add | Op::Sub => !kept.contains(&to),
        Op::Mul => fed.contains(&to) && !kept.contains(&to),
        _ => false,
    });
    func.body = body;
}

/// Puts a `keep` behind the operations on floats that are wanted.
fn keep(block: &mut Block, func: &mut Func, wanted: &impl Fn(Op, Val) -> bool) {
    for mut stmt in std::mem::take(&mut block.stmts) {
        stmt.kind.blocks_mut().for_each(|block| keep(block, func, wanted));
        let mut result = None;
        if let StmtKind::Op { to, op, .. } = &mut stmt.kind
            && func.ty(*to).is_float()
            && wanted(*op, *to)
        {
            let raw = func.value(func.ty(*to), None);
            result = Some((std::mem::replace(to, raw), raw));
        }
        let span = stmt.span;
        block.stmts.push(stmt);
        if let Some((to, raw)) = result {
            let kind = StmtKind::Op { to, op: Op::Keep, args: vec![raw] };
            block.stmts.push(Stmt { span, kind });
        }
    }
}

fn take_body(func: &mut Func) -> Block {
    let nothing = Block { stmts: Vec::new(), end: End::Unreachable };
    std::mem::replace(&mut func.body, nothing)
}
