//! What callers are told when a program could not be made, trapped or was interrupted.
//!
//! In: failures, faults and interrupts. Out: errors with places in the source. Always true: a place
//! is one of the text, or of the Rust file that the text stands in. Deliberately absent: what is
//! wrong with arguments (`fit`).

use std::io;

use metate_lang::error::Span;
use metate_lang::ir;
use metate_lang::op::Op;
use metate_lang::ty::Scalar;
use metate_lang::value::Value;

use super::Inner;
use super::programs::Failure;
use crate::backend::{Fault, Halt, Program};
use crate::error::{Error, ErrorKind, Interrupt, InterruptKind, Location, Trap, TrapKind};
use crate::plan::offload::Refusal;

impl Inner {
    pub(super) fn failed(&self, failure: &Failure) -> Error {
        let kernel = self.name.clone();
        match failure.clone() {
            Failure::TooLarge(exceeded) => ErrorKind::TooLarge { kernel, exceeded },
            Failure::Compile(reason) => ErrorKind::Compile { kernel, reason },
            Failure::Refused(refusal) => return self.refused(&refusal),
        }
        .into()
    }

    #[cold]
    pub(super) fn no_thread(&self, to: &str, error: &io::Error) -> Error {
        let (kernel, reason) = (self.name.clone(), format!("no thread to {to}: {error}"));
        ErrorKind::System { kernel, reason }.into()
    }

    #[cold]
    pub(super) fn halted(&self, program: &Program, halt: Halt) -> Error {
        match halt {
            Halt::Fault(fault) => self.trap(program, fault),
            Halt::Interrupt(kind, span) => self.interrupted(kind, span),
            Halt::Device(error) => error.into(),
            Halt::Refused(refusal) => self.refused(&refusal),
            Halt::Memory(bytes) => {
                ErrorKind::OutOfMemory { kernel: self.name.clone(), bytes }.into()
            }
        }
    }

    /// The device cannot do what stands at a place of the text.
    pub(super) fn refused(&self, Refusal { span, reason }: &Refusal) -> Error {
        let source = match span.text(&self.text).lines().next() {
            None | Some("") => String::new(),
            Some(line) => format!(" (in `{}`)", line.trim_end_matches(['{', ' '])),
        };
        let reason = format!("{}: {reason}{source}", self.location(*span));
        let (kernel, engine) = (self.name.clone(), super::Target::Gpu.name());
        ErrorKind::Unsupported { kernel, engine, reason }.into()
    }

    pub(super) fn interrupted(&self, kind: InterruptKind, span: Span) -> Error {
        // What is made once at the top stands for no place of the text: then it is the kernel.
        let source = match span.text(&self.text) {
            "" => self.name.clone(),
            source => source.to_owned(),
        };
        let location = self.location(span);
        ErrorKind::Interrupted(Interrupt { kind, location, source }).into()
    }

    #[cold]
    pub(super) fn trap(&self, program: &Program, fault: Fault) -> Error {
        let kind = match fault.check {
            ir::Check::Bounds { array, axis } => TrapKind::OutOfBounds {
                array: program.array_name(array).to_owned(),
                axis,
                index: fault.first,
                extent: fault.second,
            },
            ir::Check::Divisor => TrapKind::DivisionByZero,
            ir::Check::RemDivisor => TrapKind::RemainderByZero,
            ir::Check::Step => TrapKind::ZeroStep,
            ir::Check::Quotient => TrapKind::DivisionOverflow,
            ir::Check::RemQuotient => TrapKind::RemainderOverflow,
            ir::Check::Clamp => TrapKind::ClampRange,
            ir::Check::Overflow(op) => overflow(op, fault),
            ir::Check::Distinct { array, axis } => TrapKind::NotDistinct {
                array: program.array_name(array).to_owned(),
                axis,
                index: fault.first,
                iteration: operand(fault.types[1], fault.second),
            },
        };
        let source = fault.span.text(&self.text).to_owned();
        ErrorKind::Trap(Trap { kind, location: self.location(fault.span), source }).into()
    }

    pub(super) fn location(&self, span: Span) -> Location {
        let (line, column) = span.line_column(&self.text);
        match self.origin {
            Some((file, first)) => {
                Location { file: Some(file), line: line + first as usize - 1, column }
            }
            None => Location { file: None, line, column },
        }
    }
}

fn operand(ty: Scalar, word: u64) -> i128 {
    Value::from_bits(ty, word).as_int().unwrap_or_default()
}

pub(super) fn overflow(op: Op, fault: Fault) -> TrapKind {
    let [ty, second] = fault.types;
    TrapKind::Overflow {
        operation: op.row().name,
        ty,
        left: operand(ty, fault.first),
        right: (op.arity() == 2).then(|| operand(second, fault.second)),
    }
}
