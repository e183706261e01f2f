//! Checks: a branch to a cold block that leaves with a status.
//!
//! In: a check. Out: its condition, and the block that reports its operands. Always true: the
//! status numbers the check's site, and the operands are told in 64 bits. Deliberately absent:
//! whether a check is needed.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{self as clif, Block, InstBuilder, types};
use metate_lang::error::Span;
use metate_lang::ir::{Check, Val};
use metate_lang::op::Op;
use metate_lang::ty::Scalar;

use super::super::ops;
use super::super::overflow::{self, lowest};
use super::super::place::Place;
use super::super::{Site, SiteKind};
use super::{Body, block_args};

impl Body<'_, '_> {
    /// A branch to a cold block, which names the check for the trap block.
    pub(super) fn check(&mut self, check: Check, args: &[Val], span: Span) {
        // Only for measuring what checks cost: such code reads and writes wherever it is told to.
        if cfg!(metate_unchecked) && matches!(check, Check::Bounds { .. }) {
            return;
        }
        let types = self.operand_types(check, args);
        self.sites.push(Site { kind: SiteKind::Check { check, types }, span });
        let holds = self.condition(check, args);
        let fails = ops::inverted(holds, &mut self.builder);
        let [passed, failed] = [self.builder.create_block(), self.way_out()];
        let told = self.told(check, args);
        self.builder.ins().brif(fails, failed, &block_args(&told), passed, &[]);
        for &value in &told {
            let ty = self.builder.func.dfg.value_type(value);
            self.builder.append_block_param(failed, ty);
        }
        self.builder.switch_to_block(failed);
        self.stands_at(Place::Site(self.sites.len() - 1));
        let operands = self.failed_operands(check, args, failed);
        self.stop(operands);
        self.builder.switch_to_block(passed);
        self.stands_at(Place::of(span));
    }

    /// The types of the operands that [`Self::failed_operands`] reports.
    fn operand_types(&self, check: Check, args: &[Val]) -> [Scalar; 2] {
        let first = self.func.ty(args[0]);
        match check {
            Check::Bounds { .. } => [Scalar::Usize; 2],
            Check::Divisor
            | Check::RemDivisor
            | Check::Step
            | Check::Quotient
            | Check::RemQuotient
            | Check::Clamp => [first; 2],
            Check::Distinct { .. } => [Scalar::Usize, self.func.ty(args[3])],
            Check::Overflow(_) => [first, args.get(1).map_or(first, |&arg| self.func.ty(arg))],
        }
    }

    fn condition(&mut self, check: Check, args: &[Val]) -> clif::Value {
        let first = self.value(args[0]);
        match check {
            Check::Bounds { array, axis } => {
                let extent = self.extent(array, axis);
                self.builder.ins().icmp(IntCC::UnsignedLessThan, first, extent)
            }
            Check::Divisor | Check::RemDivisor | Check::Step => {
                self.builder.ins().icmp_imm_s(IntCC::NotEqual, first, 0)
            }
            Check::Quotient | Check::RemQuotient => {
                let second = self.value(args[1]);
                let min = lowest(self.func.ty(args[0]));
                let fits = self.builder.ins().icmp_imm_s(IntCC::NotEqual, first, min);
                let also = self.builder.ins().icmp_imm_s(IntCC::NotEqual, second, -1);
                self.builder.ins().bor(fits, also)
            }
            Check::Overflow(op) => {
                let values: Vec<clif::Value> = args.iter().map(|&arg| self.value(arg)).collect();
                let scalar = self.func.ty(args[0]);
                overflow::fits(op, scalar, &values, &mut self.builder, &mut self.calls)
            }
            Check::Distinct { .. } => {
                let second = self.value(args[1]);
                let free = self.builder.ins().icmp_imm_s(IntCC::Equal, first, 0);
                let own = self.builder.ins().icmp(IntCC::Equal, first, second);
                self.builder.ins().bor(free, own)
            }
            Check::Clamp => {
                let (scalar, second) = (self.func.ty(args[0]), self.value(args[1]));
                ops::compare(Op::Le, scalar.kind(), first, second, &mut self.builder)
            }
        }
    }

    /// Which operands of a check are told when it fails and are known only where it stands: the
    /// block that tells them takes these as parameters, as other edges lead to it as well.
    fn told(&self, check: Check, args: &[Val]) -> Vec<clif::Value> {
        match check {
            Check::Bounds { array, axis } => {
                let extent = self.scratch.has(array).then(|| self.extent(array, axis));
                [self.value(args[0])].into_iter().chain(extent).collect()
            }
            Check::Divisor
            | Check::RemDivisor
            | Check::Step
            | Check::Quotient
            | Check::RemQuotient
            | Check::Clamp => Vec::new(),
            Check::Distinct { .. } => args[2..].iter().map(|&arg| self.value(arg)).collect(),
            Check::Overflow(_) => args.iter().map(|&arg| self.value(arg)).collect(),
        }
    }

    /// The operands of a check that failed, in 64 bits: the bits above a narrower type mean
    /// nothing. All but indices and those of an overflow are known then; those of a `clamp` are
    /// not told.
    fn failed_operands(&mut self, check: Check, args: &[Val], failed: Block) -> [clif::Value; 2] {
        let constants = match check {
            Check::Bounds { array, axis } => {
                let operands = self.builder.block_params(failed);
                // The extents of all other arrays are known at the entry, and so everywhere. As
                // parameters of every such block they would be candidates for its register.
                let extent = operands.get(1).copied();
                return [operands[0], extent.unwrap_or_else(|| self.extent(array, axis))];
            }
            Check::Divisor | Check::RemDivisor | Check::Step | Check::Clamp => [0, 0],
            Check::Quotient | Check::RemQuotient => [lowest(self.func.ty(args[0])), -1],
            Check::Distinct { .. } | Check::Overflow(_) => {
                let operands = self.builder.block_params(failed).to_vec();
                let words = operands.into_iter().map(|value| ops::word(value, &mut self.builder));
                let words: Vec<clif::Value> = words.collect();
                return [words[0], words.get(1).copied().unwrap_or(words[0])];
            }
        };
        constants.map(|constant| self.builder.ins().iconst(types::I64, constant))
    }
}
