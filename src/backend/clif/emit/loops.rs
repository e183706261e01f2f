//! Loops, and where they look whether to stop.
//!
//! In: a `For` or a `Loop`. Out: its blocks. Always true: an iteration of a counted loop takes one
//! branch; in code that polls, loops of short iterations run in strips and look between them, so
//! that an iteration costs what it costs without. Deliberately absent: how often to look (`pace`).

use std::mem::offset_of;

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{
    self as clif, AtomicRmwOp, Block, BlockArg, InstBuilder, MemFlagsData, types,
};
use metate_lang::error::Span;
use metate_lang::ir;
use metate_lang::ir::{Carried, Label, Range, Val};
use metate_lang::util::index::Index;

use super::super::pace::Pace;
use super::super::place::Place;
use super::super::{Site, SiteKind, ops};
use super::memory::ty;
use super::{Body, Target, Work, block_args};
use crate::error::InterruptKind;
use crate::interrupt::{Signal, signal_code};
use crate::runtime::code::Context;

/// A counted loop; see [`ir::StmtKind::For`].
pub(super) struct Counted<'a> {
    pub(super) to: &'a [Val],
    pub(super) label: Label,
    pub(super) var: Val,
    pub(super) range: &'a Range,
    pub(super) carried: &'a [Carried],
    pub(super) body: &'a ir::Block,
    /// The limits of the range, or of the part of it that a region runs.
    pub(super) limits: [clif::Value; 2],
}

/// The blocks of a counted loop that its latch goes to.
#[derive(Clone, Copy)]
struct Ways {
    head: Block,
    exit: Block,
}

/// A strip of a counted loop.
#[derive(Clone, Copy)]
struct Strip {
    /// The most iterations of one.
    iterations: u64,
    /// The units of an iteration.
    units: u64,
    /// Where the current one ends: behind its last iteration, or with it (`..=`).
    end: clif::Value,
}

impl<'a> Body<'a, '_> {
    /// A counted loop with its test at the bottom, so that an iteration takes one branch, and
    /// one in front that skips it. The test compares before it counts on (`..=`) or cannot
    /// overflow because `var < hi` (`..`), so limits at the ends of their type are exact.
    pub(super) fn counted_loop(&mut self, counted: &Counted<'a>) -> Vec<Work<'a>> {
        let Counted { to, label, var, range, carried, body, limits: [lo, hi] } = *counted;
        let inits: Vec<clif::Value> = carried.iter().map(|c| self.value(c.init)).collect();
        let inner: Vec<Val> = [var].into_iter().chain(carried.iter().map(|c| c.inner)).collect();
        let exit = self.block_defining(to);
        self.depth += 1;
        let head = self.block_defining(&inner);
        self.depth -= 1;
        let any = match range.inclusive {
            true => self.ordered(IntCC::SignedLessThanOrEqual, range.lo, lo, hi),
            false => self.ordered(IntCC::SignedLessThan, range.lo, lo, hi),
        };
        let mut first = block_args([lo].iter().chain(&inits));
        let skip = block_args(&inits);
        let pace = self.pace(label);
        if pace == Pace::Never {
            self.builder.ins().brif(any, head, &first, exit, &skip);
        } else {
            let begin = self.builder.create_block();
            self.builder.ins().brif(any, begin, &[], exit, &skip);
            self.builder.switch_to_block(begin);
            self.report_start(counted);
            if let Pace::Strips { iterations, units } = pace {
                let end = self.strip_end(counted, lo, iterations);
                // A strip that is not paid for may run: all there is between it and the last look is
                // less than an iteration of the loop around.
                if self.counts() {
                    self.pay_for_strip(counted, lo, Strip { iterations, units, end });
                }
                first.push(BlockArg::Value(end));
            }
            self.builder.ins().jump(head, &first);
        }
        let latch = self.latch(counted, Ways { head, exit }, pace);
        self.place_loop(label, latch, exit);
        self.loop_body(head, body, exit)
    }

    /// The end of an iteration of a counted loop: to the next one, if there is one.
    fn latch(&mut self, counted: &Counted<'_>, ways: Ways, pace: Pace) -> Block {
        let Counted { var, range, carried, .. } = *counted;
        let Ways { head, exit } = ways;
        let latch = self.builder.create_block();
        self.builder.switch_to_block(latch);
        let mut state = Vec::with_capacity(carried.len());
        for c in carried {
            state.push(self.builder.append_block_param(latch, ty(self.func.ty(c.inner))));
        }
        if let Pace::Iteration(units) = pace {
            let span = self.func.labels[counted.label].span;
            let units = self.builder.ins().iconst(types::I64, units as i64);
            self.report_iteration(counted);
            self.poll(span, units);
        }
        let (current, hi) = (self.value(var), counted.limits[1]);
        let next = self.builder.ins().iadd_imm_s(current, 1);
        let mut more = block_args([next].iter().chain(&state));
        let last = block_args(&state);
        if let Pace::Strips { iterations, units } = pace {
            let end = self.builder.append_block_param(head, ty(self.func.ty(var)));
            let strip = Strip { iterations, units, end };
            let at = if range.inclusive { current } else { next };
            let within = self.builder.ins().icmp(IntCC::NotEqual, at, end);
            more.push(BlockArg::Value(end));
            let between = self.builder.create_block();
            self.builder.ins().brif(within, head, &more, between, &[]);
            self.builder.switch_to_block(between);
            self.between_strips(counted, ways, strip, &state);
            return latch;
        }
        let again = match range.inclusive {
            true => self.builder.ins().icmp(IntCC::NotEqual, current, hi),
            false => self.ordered(IntCC::SignedLessThan, var, next, hi),
        };
        self.builder.ins().brif(again, head, &more, exit, &last);
        latch
    }

    /// Behind the last iteration of a strip: looks, and begins the next one, if there is one.
    fn between_strips(
        &mut self,
        counted: &Counted<'_>,
        ways: Ways,
        strip: Strip,
        state: &[clif::Value],
    ) {
        let hi = counted.limits[1];
        let again = self.builder.ins().icmp(IntCC::NotEqual, strip.end, hi);
        let resume = self.builder.create_block();
        self.builder.ins().brif(again, resume, &[], ways.exit, &block_args(state));
        self.builder.switch_to_block(resume);
        self.report_iteration(counted);
        // The next integer by way of the strip's end: were it the one that the latch has counted on
        // to, that would live beyond the latch and need a register besides the induction variable's.
        let next = match counted.range.inclusive {
            true => self.builder.ins().iadd_imm_s(strip.end, 1),
            false => strip.end,
        };
        let end = self.strip_end(counted, next, strip.iterations);
        self.pay_for_strip(counted, next, Strip { end, ..strip });
        self.builder.ins().jump(ways.head, &block_args([next].iter().chain(state).chain([&end])));
    }

    /// Where a strip ends that begins with iteration `from`, which there is.
    fn strip_end(
        &mut self,
        counted: &Counted<'_>,
        from: clif::Value,
        iterations: u64,
    ) -> clif::Value {
        let (hi, scalar) = (counted.limits[1], self.func.ty(counted.var));
        let most = iterations.min(u64::MAX >> (65 - scalar.bits()));
        let most = if counted.range.inclusive { most - 1 } else { most };
        let left = self.builder.ins().isub(hi, from);
        let most = self.builder.ins().iconst(ty(scalar), most as i64);
        let length = self.builder.ins().umin(left, most);
        self.builder.ins().iadd(from, length)
    }

    /// Looks whether to stop, in front of a strip.
    fn pay_for_strip(&mut self, counted: &Counted<'_>, from: clif::Value, strip: Strip) {
        let span = self.func.labels[counted.label].span;
        let length = self.builder.ins().isub(strip.end, from);
        let mut length = ops::word(length, &mut self.builder);
        if counted.range.inclusive {
            length = self.builder.ins().iadd_imm_s(length, 1);
        }
        let units = self.builder.ins().imul_imm_s(length, strip.units as i64);
        self.poll(span, units);
    }

    /// Compares integers of the type of `like`, which may be unsigned.
    fn ordered(&mut self, order: IntCC, like: Val, x: clif::Value, y: clif::Value) -> clif::Value {
        let order = if self.func.ty(like).is_signed() { order } else { order.unsigned() };
        self.builder.ins().icmp(order, x, y)
    }

    pub(super) fn endless_loop(
        &mut self,
        to: &[Val],
        label: Label,
        carried: &[Carried],
        body: &'a ir::Block,
    ) -> Vec<Work<'a>> {
        let inits: Vec<Val> = carried.iter().map(|c| c.init).collect();
        let inner: Vec<Val> = carried.iter().map(|c| c.inner).collect();
        let exit = self.block_defining(to);
        self.depth += 1;
        let head = self.block_defining(&inner);
        self.depth -= 1;
        let never = self.builder.ins().iconst(types::I8, 0);
        let (first, zeros) = (self.arguments(&inits), self.zeros(exit));
        self.builder.ins().brif(never, exit, &zeros, head, &first);
        let start = match self.pace(label) {
            Pace::Iteration(units) => {
                self.builder.switch_to_block(head);
                let units = self.builder.ins().iconst(types::I64, units as i64);
                self.poll(self.func.labels[label].span, units);
                let start = self.builder.create_block();
                self.builder.ins().jump(start, &[]);
                start
            }
            Pace::Never | Pace::Strips { .. } => head,
        };
        self.place_loop(label, head, exit);
        self.loop_body(start, body, exit)
    }

    fn place_loop(&mut self, label: Label, next: Block, exit: Block) {
        let (exit_depth, next_depth) = (self.depth, self.depth + 1);
        self.targets[label.number()] = Some(Target { next, exit, exit_depth, next_depth });
    }

    fn loop_body(&self, head: Block, body: &'a ir::Block, exit: Block) -> Vec<Work<'a>> {
        let inner = Work::Rest { block: body, from: 0, depth: self.depth + 1, give: None };
        vec![Work::Start(head), inner, Work::Start(exit)]
    }

    /// When a loop looks: never, in code that does not poll.
    fn pace(&self, label: Label) -> Pace {
        self.metered.as_ref().map_or(Pace::Never, |metered| metered.paces.of_loop(label))
    }

    /// Whether the code counts against its fuel.
    fn counts(&self) -> bool {
        self.metered.as_ref().is_some_and(|metered| metered.metering.counts)
    }

    /// Looks whether to stop, and goes on behind; code that counts pays `units` for what comes.
    ///
    /// The load is atomic, so that Cranelift neither moves it nor takes the value of another.
    pub(super) fn poll(&mut self, span: Span, units: clif::Value) {
        let Some(metered) = &self.metered else { return };
        let (signal, counts) = (metered.signal, metered.metering.counts);
        self.sites.push(Site { kind: SiteKind::Poll, span });
        let [stopped, go_on] = [self.way_out(), self.builder.create_block()];
        let code = self.builder.append_block_param(stopped, types::I32);
        let flags = MemFlagsData::trusted();
        let address = self.builder.ins().iadd_imm_s(signal, offset_of!(Signal, stop) as i64);
        let stop = self.builder.ins().atomic_load(types::I32, flags, address);
        self.builder.ins().brif(stop, stopped, &block_args(&[stop]), go_on, &[]);
        self.builder.switch_to_block(go_on);
        if counts {
            self.pay(units, stopped);
        }
        let behind = self.builder.create_block();
        self.builder.ins().jump(behind, &[]);
        self.builder.switch_to_block(stopped);
        self.stands_at(Place::Site(self.sites.len() - 1));
        let code = ops::word(code, &mut self.builder);
        let zero = self.builder.ins().iconst(types::I64, 0);
        self.stop([code, zero]);
        self.builder.switch_to_block(behind);
        self.stands_at(Place::of(span));
    }

    /// Takes units from the fuel; where there are not enough left control goes to `stopped`.
    fn pay(&mut self, units: clif::Value, stopped: Block) {
        let flags = MemFlagsData::trusted();
        let left = if self.is_region {
            // Other threads pay from the same fuel.
            let offset = offset_of!(Context, pot) as i32;
            let pot = self.builder.ins().load(types::I64, flags, self.context, offset);
            let op = AtomicRmwOp::Sub;
            let fuel = self.builder.ins().atomic_rmw(types::I64, flags, op, pot, units);
            self.builder.ins().isub(fuel, units)
        } else {
            let offset = offset_of!(Context, fuel) as i32;
            let fuel = self.builder.ins().load(types::I64, flags, self.context, offset);
            let left = self.builder.ins().isub(fuel, units);
            self.builder.ins().store(flags, left, self.context, offset);
            left
        };
        let empty = self.builder.ins().icmp_imm_s(IntCC::SignedLessThan, left, 0);
        let code =
            self.builder.ins().iconst(types::I32, i64::from(signal_code(InterruptKind::Fuel)));
        let paid = self.builder.create_block();
        self.builder.ins().brif(empty, stopped, &block_args(&[code]), paid, &[]);
        self.builder.switch_to_block(paid);
    }

    /// Tells an observer how long an outermost loop is.
    fn report_start(&mut self, counted: &Counted<'_>) {
        let [lo, hi] = counted.limits;
        let mut total = self.builder.ins().isub(hi, lo);
        total = ops::word(total, &mut self.builder);
        if counted.range.inclusive {
            total = self.builder.ins().iadd_imm_s(total, 1);
        }
        self.report(offset_of!(Signal, total), total);
    }

    /// Tells an observer how far an outermost loop is, at the end of an iteration.
    fn report_iteration(&mut self, counted: &Counted<'_>) {
        let (current, lo) = (self.value(counted.var), counted.limits[0]);
        let done = self.builder.ins().isub(current, lo);
        let done = ops::word(done, &mut self.builder);
        let done = self.builder.ins().iadd_imm_s(done, 1);
        self.report(offset_of!(Signal, done), done);
    }

    fn report(&mut self, offset: usize, number: clif::Value) {
        let Some(metered) = &self.metered else { return };
        if self.depth == 0 && metered.metering.reports {
            let address = self.builder.ins().iadd_imm_s(metered.signal, offset as i64);
            self.builder.ins().atomic_store(MemFlagsData::trusted(), number, address);
        }
    }
}
