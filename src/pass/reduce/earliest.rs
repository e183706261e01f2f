//! Loops that claim places, for engines whose iterations have no order: the earliest keeps a place.
//!
//! In: a parallel loop that scatters through an index array, so that its iterations note the places
//! they touch. Out: two parallel loops without claims. The first, a *survey*, computes the places
//! alone; each of its iterations notes its number in a table, and the least number stays. The second
//! is the loop itself, with the check that the number at the place is its own:
//!
//! ```text
//! for i in .. {                             for i in .. {
//!     let at = index[i];                        let at = index[i];
//!     check nobody has claimed[at];             earliest[at] = max(earliest[at], !(i + 1));
//!     claimed[at] = i + 1;            =>    }
//!     out[at] = ..;                         for i in .. {
//! }                                             let at = index[i];
//!                                               check !earliest[at] == i + 1;
//!                                               out[at] = ..;
//!                                           }
//! ```
//!
//! Always true: of several iterations at a place all but the first fail the check, as in order; one
//! that traps elsewhere first may have claimed more or less than in order, which only later ones are
//! told of. So the first trap in the order of iterations is that of the loop as it was. Deliberately
//! absent: a survey of places that depend on what the loop stores or adds up; such a loop keeps its
//! claims and its order.

use std::collections::HashMap;

use metate_lang::error::Span;
use metate_lang::ir::walk::{walk, walk_blocks_mut};
use metate_lang::ir::{ArrayData, ArrayId, Block, Check, End, Func, Parallel, Stmt, StmtKind, Val};
use metate_lang::op::Op;
use metate_lang::ty::{Layout, Scalar};

use super::claims::{Claims, Dummies, Survey};
use super::copies::is_too_large;
use super::{Counted, Writer, take};

/// Bits of an element of a table that has a bit for each place.
const BITS: usize = 64;

/// Takes the order out of loops that claim places; returns whether there was one.
pub fn earliest(func: &mut Func) -> bool {
    let claims = |stmt: &Stmt| match &stmt.kind {
        StmtKind::For { parallel: Some(parallel), .. } => !parallel.claims.is_empty(),
        _ => false,
    };
    let any = func.statements().any(claims);
    if any {
        let body = take(&mut func.body);
        let mut writer = Writer::new(func);
        func.body = writer.in_any_order(body);
    }
    any
}

/// How an iteration notes that it was at a place.
pub(super) struct Earliest {
    /// The table that stands for one of the loop's.
    tables: HashMap<ArrayId, ArrayId>,
    /// `!number` of the iteration, whose number is 1 or more: so that the least is the greatest, and
    /// anything is more than what nobody noted.
    note: Val,
}

impl Writer<'_> {
    fn in_any_order(&mut self, mut block: Block) -> Block {
        for stmt in &mut block.stmts {
            for inner in stmt.kind.blocks_mut() {
                *inner = self.in_any_order(take(inner));
            }
        }
        self.nested(|this| {
            for stmt in block.stmts {
                if let StmtKind::Allocate { array, extents } = &stmt.kind {
                    this.tables.insert(*array, extents.clone());
                }
                match stmt.kind {
                    StmtKind::For {
                        to,
                        label,
                        var,
                        range,
                        carried,
                        parallel: Some(parallel),
                        body,
                    } if !parallel.claims.is_empty() => {
                        let counted = Counted { to, label, var, range, carried, body };
                        this.span = stmt.span;
                        let kind = this.claiming(stmt.span, counted, parallel);
                        this.stmts.push(Stmt { span: stmt.span, kind });
                    }
                    _ => this.stmts.push(stmt),
                }
            }
            block.end
        })
    }

    /// Writes the survey of a loop, if there is one, and returns the loop.
    fn claiming(&mut self, span: Span, mut counted: Counted, mut parallel: Parallel) -> StmtKind {
        let survey = match is_too_large(&counted.body) {
            true => None,
            false => Survey::of(&counted, &parallel.claims),
        };
        if let Some(survey) = survey
            && let Some(tables) = self.tables_of(&survey, &counted.body, &parallel.claims)
        {
            self.noting(&counted, &survey, &tables);
            let claims = survey.claims;
            let first = self.nested(|this| {
                let number = this.number(&counted);
                this.span = span;
                End::Give(vec![number])
            });
            let number = first.end.operands()[0];
            self.checked(&mut counted.body, &claims, &tables, number);
            counted.body.stmts.splice(0..0, first.stmts);
            let unused = std::mem::take(&mut parallel.claims);
            self.stmts.retain(|stmt| match &stmt.kind {
                StmtKind::Allocate { array, .. } => !unused.contains(array),
                _ => true,
            });
        }
        let Counted { to, label, var, range, carried, body } = counted;
        StmtKind::For { to, label, var, range, carried, parallel: Some(parallel), body }
    }

    /// A table of numbers for each of the loop's, if it is known how large these are.
    fn tables_of(
        &mut self,
        survey: &Survey<'_>,
        body: &Block,
        claims: &[ArrayId],
    ) -> Option<HashMap<ArrayId, ArrayId>> {
        let mut has_bits = Vec::new();
        walk(body, &mut |stmt| {
            if let StmtKind::Op { to, op: Op::And, .. } = &stmt.kind
                && survey.claims.is_part(&stmt.kind)
            {
                has_bits.push(survey.claims.table(*to));
            }
        });
        let mut tables = HashMap::new();
        for &table in claims {
            let mut places = *self.tables.get(&table)?.first()?;
            if has_bits.contains(&table) {
                let bits = self.usize(BITS);
                places = self.op(Op::Mul, vec![places, bits], Scalar::Usize);
            }
            let new = self.func.arrays.push(ArrayData {
                name: "earliest".to_owned(),
                elem: Scalar::U32,
                rank: 1,
                layout: Layout::Contiguous,
                mutable: true,
                local: None,
            });
            self.tables.insert(new, vec![places]);
            self.push(StmtKind::Allocate { array: new, extents: vec![places] });
            tables.insert(table, new);
        }
        Some(tables)
    }

    /// The number of the iteration, from 1.
    fn number(&mut self, counted: &Counted) -> Val {
        let ty = self.func.ty(counted.var);
        let trip = self.distance(counted.var, counted.range.lo, ty);
        let one = self.usize(1);
        self.op(Op::Add, vec![trip, one], Scalar::Usize)
    }

    /// The survey: a parallel loop in which the least number stays in each table.
    fn noting(
        &mut self,
        counted: &Counted,
        survey: &Survey<'_>,
        tables: &HashMap<ArrayId, ArrayId>,
    ) {
        let label = counted.label;
        let zeros = self.zeros();
        let mut body = self.nested(|this| {
            let number = this.number(counted);
            let number = this.cast(number, Scalar::U32);
            let note = this.op(Op::Not, vec![number], Scalar::U32);
            let earliest = Some(Earliest { tables: tables.clone(), note });
            let leave = End::Next(label, Vec::new());
            let dummies = Dummies { leave, known: zeros, earliest };
            let Block { stmts, end } = this.places(&counted.body, survey, &dummies);
            this.stmts.extend(stmts);
            end
        });
        // What the loop adds up it does behind.
        walk_blocks_mut(&mut body, &mut |block| {
            if let End::Next(next, values) = &mut block.end
                && *next == label
            {
                values.clear();
            }
        });
        let mut arrays: Vec<(ArrayId, Op)> = tables.values().map(|&new| (new, Op::Max)).collect();
        arrays.sort_unstable_by_key(|row| row.0);
        let kind = StmtKind::For {
            to: Vec::new(),
            label,
            var: counted.var,
            range: counted.range,
            carried: Vec::new(),
            parallel: Some(Parallel { arrays, ..Parallel::default() }),
            body,
        };
        self.push_anew(kind);
    }

    /// Notes that this iteration was at a place, if there is any: along other axes there may be none.
    pub(super) fn keep_earliest(&mut self, earliest: &Earliest, table: ArrayId, place: Val) {
        let table = earliest.tables[&table];
        let places = self.tables[&table][0];
        let cond = self.op(Op::Lt, vec![place, places], Scalar::Bool);
        let then = self.nested(|this| {
            let known = this.load(table, &[place], Scalar::U32);
            let value = this.op(Op::Max, vec![known, earliest.note], Scalar::U32);
            this.store(table, &[place], value);
            End::Give(Vec::new())
        });
        let otherwise = Block { stmts: Vec::new(), end: End::Give(Vec::new()) };
        self.push(StmtKind::If { to: Vec::new(), cond, then, otherwise });
    }

    /// Puts the number that stayed in place of what iterations in order find.
    fn checked(
        &mut self,
        block: &mut Block,
        claims: &Claims,
        tables: &HashMap<ArrayId, ArrayId>,
        number: Val,
    ) {
        *block = self.nested(|this| {
            let Block { stmts, end } = take(block);
            for mut stmt in stmts {
                if !claims.is_part(&stmt.kind) {
                    let inner = stmt.kind.blocks_mut();
                    inner.for_each(|inner| this.checked(inner, claims, tables, number));
                    this.stmts.push(stmt);
                    continue;
                }
                if let StmtKind::Check { check: check @ Check::Distinct { .. }, args } = stmt.kind {
                    this.span = stmt.span;
                    let table = tables[&claims.table(args[0])];
                    let note = this.load(table, &[args[2]], Scalar::U32);
                    let kept = this.op(Op::Not, vec![note], Scalar::U32);
                    let kept = this.cast(kept, Scalar::Usize);
                    let args = vec![kept, number, args[2], args[3]];
                    this.push(StmtKind::Check { check, args });
                }
            }
            end
        });
    }
}
