//! Contracts a multiplication and an addition of floats to `mul_add`, which rounds once.
//!
//! In: a function. Out: the same, in which a sum or difference of a product that nothing else uses is
//! a `mul_add`: `a * b + c` and `c + a * b`, `a * b - c` with the negative of `c`, `c - a * b` with
//! that of `a`, and all of these where the product is negated. Always true: it is asked for
//! (`FastMath::contract`), as results differ in their last bit; negations are exact, so nothing
//! else changes. Of two products the first is contracted. `keep` hides a product: nothing is
//! contracted across it. Deliberately absent: whether the machine has the instruction, which is
//! the `plan`'s to know.

use std::collections::{HashMap, HashSet};

use metate_lang::ir::walk::{walk_blocks, walk_mut};
use metate_lang::ir::{Block, Func, Stmt, StmtKind, Val};
use metate_lang::op::Op;
use metate_lang::util::index::Index;

use super::{Changed, take_body};

/// Contracts products and sums of floats.
pub fn contract(func: &mut Func) -> Changed {
    let mut body = take_body(func);
    let products = products(func, &body);
    let mut contraction = Contraction { func, products, gone: HashSet::new() };
    contraction.block(&mut body);
    let gone = contraction.gone;
    remove(&mut body, &gone);
    func.body = body;
    Changed::from(!gone.is_empty())
}

/// A product, perhaps negated.
#[derive(Clone, Copy)]
struct Product {
    factors: [Val; 2],
    negated: bool,
    /// What it is computed by: the product itself, and its negative if there is one.
    from: [Val; 2],
}

/// The products, and negatives of products, that are used once.
fn products(func: &Func, body: &Block) -> HashMap<Val, Product> {
    let mut uses = vec![0u32; func.values.len()];
    let mut found: HashMap<Val, Product> = HashMap::new();
    walk_blocks(body, &mut |block| {
        for stmt in &block.stmts {
            stmt.kind.operands(|value| uses[value.number()] += 1);
            let StmtKind::Op { to, op, args } = &stmt.kind else { continue };
            if !func.ty(*to).is_float() {
                continue;
            }
            match (op, args.as_slice()) {
                (Op::Mul, &[a, b]) => {
                    let product = Product { factors: [a, b], negated: false, from: [*to; 2] };
                    found.insert(*to, product);
                }
                (Op::Neg, [inner]) => {
                    if let Some(&Product { factors, negated, from: [product, _] }) =
                        found.get(inner)
                        && !negated
                    {
                        let negative = Product { factors, negated: true, from: [product, *to] };
                        found.insert(*to, negative);
                    }
                }
                _ => {}
            }
        }
        block.end.operands().iter().for_each(|value| uses[value.number()] += 1);
    });
    let once = |value: Val| uses[value.number()] == 1;
    found.retain(|_, product| product.from.into_iter().all(once));
    found
}

struct Contraction<'f> {
    func: &'f mut Func,
    products: HashMap<Val, Product>,
    /// Values that nothing uses any more.
    gone: HashSet<Val>,
}

impl Contraction<'_> {
    fn block(&mut self, block: &mut Block) {
        let stmts = std::mem::take(&mut block.stmts);
        for mut stmt in stmts {
            self.statement(&mut stmt, &mut block.stmts);
            stmt.kind.blocks_mut().for_each(|block| self.block(block));
            block.stmts.push(stmt);
        }
    }

    /// A sum or a difference becomes a `mul_add`, if it can; negations go in front of it.
    fn statement(&mut self, stmt: &mut Stmt, before: &mut Vec<Stmt>) {
        let span = stmt.span;
        let StmtKind::Op { op: op @ (Op::Add | Op::Sub), args, .. } = &mut stmt.kind else {
            return;
        };
        let &[a, b] = args.as_slice() else { return };
        let is_first = self.products.contains_key(&a);
        let (product, other) = if is_first { (a, b) } else { (b, a) };
        let Some(Product { factors: [x, y], mut negated, from }) = self.products.remove(&product)
        else {
            return;
        };
        let mut negate = |value: Val| {
            let to = self.func.value(self.func.ty(value), None);
            let kind = StmtKind::Op { to, op: Op::Neg, args: vec![value] };
            before.push(Stmt { span, kind });
            to
        };
        negated ^= *op == Op::Sub && !is_first;
        let x = if negated { negate(x) } else { x };
        let z = if *op == Op::Sub && is_first { negate(other) } else { other };
        (*op, *args) = (Op::MulAdd, vec![x, y, z]);
        self.gone.extend(from);
    }
}

/// Takes the definitions of these values out of a block.
fn remove(block: &mut Block, gone: &HashSet<Val>) {
    let stays = |stmt: &Stmt| !matches!(&stmt.kind, StmtKind::Op { to, .. } if gone.contains(to));
    block.stmts.retain(stays);
    walk_mut(block, &mut |stmt| {
        stmt.kind.blocks_mut().for_each(|block| block.stmts.retain(stays));
    });
}
