//! Back ends: each runs a [`Plan`] its own way, and none sees another.
//!
//! In: a plan. Out: a [`Program`], which runs on arguments of the plan's signature. Always true:
//! for the same arguments all CPU programs of one kernel give the same bits, the same stores
//! and the same [`Fault`]; where a call is interrupted is each engine's own. Deliberately absent: choosing among them (`kernel`), and passes.

pub mod clif;
pub mod interp;
// Without a device only the text of shaders is made.
#[cfg_attr(not(feature = "gpu"), allow(dead_code))]
pub mod wgsl;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod pass_tests;
#[cfg(test)]
mod scratch_tests;

use std::time::{Duration, Instant};

use metate_lang::error::Span;
use metate_lang::eval::overflows;
use metate_lang::ir::{self, ArrayId, Check};
use metate_lang::ty::Scalar;
use metate_lang::util::index::Index;
use metate_lang::value::Value;
use serde::{Deserialize, Serialize};

use crate::args::Arg;
use crate::error::{GpuError, InterruptKind};
use crate::interrupt::{Metering, Watch, signal_kind};
use crate::limits::Size;
use crate::pass::Counting;
use crate::plan::Plan;
use crate::plan::offload::Refusal;
use crate::runtime::bound::HasCode;
use crate::runtime::call::{self, ResultWords};
use crate::runtime::code::Code;
use crate::runtime::threads::Crew;
use crate::store::Verified;

/// A check that failed in a running program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The check.
    pub check: Check,
    /// What it was made for.
    pub span: Span,
    /// Its first operand, in the low bits of a word.
    pub first: u64,
    /// Its second operand, or the extent.
    pub second: u64,
    /// The types of both.
    pub types: [Scalar; 2],
}

impl Fault {
    /// The fault of a check that does not hold for these operands; `extent` is that of the axis, if
    /// it is about an index.
    pub fn of(check: Check, span: Span, operands: &[Value], extent: u64) -> Option<Fault> {
        let first = operands[0];
        let divisor = || operands[1].as_int();
        let (holds, second) = match check {
            Check::Bounds { .. } => (first.bits() < extent, extent),
            Check::Divisor | Check::RemDivisor | Check::Step => (first.bits() != 0, 0),
            Check::Quotient | Check::RemQuotient => {
                let fits = !is_minimum(first) || divisor() != Some(-1);
                (fits, divisor().unwrap_or(0) as u64)
            }
            Check::Overflow(op) => {
                let second = operands.get(1).copied().unwrap_or(first);
                (!overflows(op, operands), second.bits())
            }
            Check::Clamp => (Check::limits_hold(first, operands[1]), 0),
            Check::Distinct { .. } => {
                let noted = first.bits();
                let iteration = operands[3].as_int().unwrap_or_default();
                (noted == 0 || noted == operands[1].bits(), iteration as u64)
            }
        };
        if holds {
            return None;
        }
        let types = match check {
            Check::Bounds { .. } => [Scalar::Usize; 2],
            Check::Distinct { .. } => [Scalar::Usize, operands[3].scalar()],
            _ => [first.scalar(), operands.get(1).map_or(first.scalar(), |second| second.scalar())],
        };
        let first = match check {
            Check::Overflow(_) => first.bits(),
            // Floats do not fit the record of a fault, so no limits are told.
            Check::Clamp => 0,
            Check::Distinct { .. } => operands[2].bits(),
            _ => first.as_int().unwrap_or(0) as u64,
        };
        Some(Fault { check, span, first, second, types })
    }
}

fn is_minimum(value: Value) -> bool {
    let ty: Scalar = value.scalar();
    value.as_int() == Some(-(1i128 << (ty.bits() - 1)))
}

/// Why a program ended without a result.
#[derive(Clone, Debug, PartialEq)]
pub enum Halt {
    /// A check failed.
    Fault(Fault),
    /// The call was interrupted at a statement made for this place.
    Interrupt(InterruptKind, Span),
    /// There was no memory of so many bytes for an array that the program allocates.
    Memory(u64),
    /// The device did not do what it was asked.
    Device(GpuError),
    /// The engine cannot do what stands at this place.
    Refused(Refusal),
}

impl From<GpuError> for Halt {
    fn from(error: GpuError) -> Halt {
        Halt::Device(error)
    }
}

impl From<Refusal> for Halt {
    fn from(refusal: Refusal) -> Halt {
        Halt::Refused(refusal)
    }
}

impl From<Fault> for Halt {
    fn from(fault: Fault) -> Halt {
        Halt::Fault(fault)
    }
}

/// A kernel that is ready to run for one signature.
#[derive(Debug)]
pub enum Program {
    /// The plan itself, interpreted.
    Interpreter(Box<Plan>),
    /// Machine code.
    Jit(JitProgram),
    /// Shaders, and what the host does between them.
    Gpu(Box<wgsl::GpuProgram>),
}

/// Machine code that is in no page yet, and all that a program of it needs: what can be stored.
#[derive(Debug, Serialize, Deserialize)]
pub struct Image {
    compiled: clif::Compiled,
    /// The names of the arrays, for traps.
    arrays: Box<[String]>,
    size: Size,
    /// None if it was stored, and made another time.
    #[serde(skip)]
    compile_time: Option<Duration>,
    counting: Option<Counting>,
    forks: bool,
}

/// Machine code and what its checks stand for.
#[derive(Debug)]
pub struct JitProgram {
    code: Code,
    /// Bytes of machine code, constants included.
    code_bytes: usize,
    compile_time: Option<Duration>,
    sites: Box<[clif::Site]>,
    /// The names of the arrays, for traps.
    arrays: Box<[String]>,
    counting: Option<Box<Counting>>,
    forks: bool,
}

/// Bytes of a page, the least that machine code takes, where pages are of the usual size.
const PAGE_BYTES: usize = 4096;

/// Bytes of a statement with what hangs on it: measured, not exact.
const STMT_BYTES: usize = 192;

impl Program {
    /// A program that interprets the plan.
    pub fn interpret(plan: Plan) -> Program {
        Program::Interpreter(Box::new(plan))
    }

    /// The plan compiled to machine code, which is metered as asked.
    #[cfg(test)]
    pub fn compile(plan: &Plan, metering: Metering) -> Result<Program, clif::CompileError> {
        Image::compile(plan, metering, Size::default())?.link()
    }

    /// How to read what it counts into its last argument, if it does.
    pub fn counting(&self) -> Option<&Counting> {
        match self {
            Program::Interpreter(plan) => plan.counting(),
            Program::Jit(program) => program.counting.as_deref(),
            Program::Gpu(_) => None,
        }
    }

    /// Whether one of its loops may run on several threads.
    pub fn forks(&self) -> bool {
        match self {
            Program::Interpreter(_) => false,
            Program::Jit(program) => program.forks,
            Program::Gpu(_) => false,
        }
    }

    /// Bytes of stack that a call takes at most, if that may be more than any thread has: the
    /// interpreter recurses as deeply as blocks are nested.
    pub fn stack_bytes(&self) -> Option<usize> {
        match self {
            Program::Interpreter(plan) if plan.depth() > interp::SHALLOW => {
                Some(plan.depth().saturating_mul(interp::LEVEL_BYTES))
            }
            Program::Gpu(program) if program.offload().func.depth() > interp::SHALLOW => {
                Some(program.offload().func.depth().saturating_mul(interp::LEVEL_BYTES))
            }
            _ => None,
        }
    }

    /// The name of an array that a [`Fault`] is about.
    pub fn array_name(&self, array: ArrayId) -> &str {
        match self {
            Program::Interpreter(plan) => &plan.func().arrays[array].name,
            Program::Jit(program) => &program.arrays[array.number()],
            Program::Gpu(program) => &program.offload().func.arrays[array].name,
        }
    }

    /// An estimate of the memory that it takes.
    pub fn bytes(&self) -> usize {
        match self {
            Program::Interpreter(plan) => func_bytes(plan.func()),
            // Its regions are copies of most of the function.
            Program::Gpu(program) => 2 * func_bytes(&program.offload().func),
            Program::Jit(program) => {
                let sites = size_of_val(&*program.sites) + size_of_val(&*program.arrays);
                program.code_bytes.next_multiple_of(PAGE_BYTES) + sites
            }
        }
    }

    /// Runs on arguments of the plan's signature, machine code with the help of a crew if there is one;
    /// the words of its results.
    ///
    /// # Errors
    /// The first check that failed, or what interrupted the call.
    pub fn call(
        &self,
        args: &mut [Arg<'_>],
        watch: Option<&Watch<'_>>,
        crew: Option<&Crew>,
    ) -> Result<ResultWords, Halt> {
        match self {
            Program::Interpreter(plan) => {
                let mut words = ResultWords::default();
                let results = interp::run(plan, args, watch)?;
                for (word, value) in words.iter_mut().zip(results) {
                    *word = value.bits();
                }
                Ok(words)
            }
            Program::Jit(program) => {
                call::dynamic(&program.code, args, watch, crew).map_err(|stop| program.halt(stop))
            }
            Program::Gpu(program) => program.call(args, watch),
        }
    }
}

fn func_bytes(func: &ir::Func) -> usize {
    let values = func.values.len() * size_of::<ir::ValueData>();
    func.statements().count() * STMT_BYTES + values
}

impl Image {
    /// The plan compiled to machine code; `size` is that of what was planned.
    ///
    /// # Errors
    /// The code generator's.
    pub fn compile(
        plan: &Plan,
        metering: Metering,
        size: Size,
    ) -> Result<Image, clif::CompileError> {
        let start = Instant::now();
        let compiled = clif::compile(plan, metering)?;
        let compile_time = Some(start.elapsed());
        let arrays = plan.func().arrays.values().map(|array| array.name.clone()).collect();
        let size = Size { code_bytes: compiled.code_bytes(), ..size };
        let counting = plan.counting().cloned();
        Ok(Image { compiled, arrays, size, compile_time, counting, forks: plan.forks() })
    }

    /// How large it is.
    pub fn size(&self) -> Size {
        self.size
    }

    /// What [`to_bytes`](Image::to_bytes) made of an image; `None` if it was none.
    pub fn from_stored(stored: &Verified) -> Option<Image> {
        postcard::from_bytes(stored.payload()).ok()
    }

    /// The image in bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_stdvec(self).expect("plain data has a plain form")
    }

    /// A program that runs the code.
    ///
    /// # Errors
    /// If no executable memory is left.
    pub fn link(self) -> Result<Program, clif::CompileError> {
        let Image { compiled, arrays, size, compile_time, counting, forks } = self;
        let (code, code_bytes) = (compiled.link()?, size.code_bytes);
        let (sites, counting) = (compiled.sites.into(), counting.map(Box::new));
        let program = JitProgram { code, code_bytes, compile_time, sites, arrays, counting, forks };
        Ok(Program::Jit(program))
    }
}

impl JitProgram {
    /// How many bytes of machine code it has.
    pub fn code_bytes(&self) -> usize {
        self.code_bytes
    }

    /// How long it took to make from the plan.
    pub fn compile_time(&self) -> Option<Duration> {
        self.compile_time
    }

    /// Why the code stopped.
    pub fn halt(&self, stop: call::Stop) -> Halt {
        let call::Stop { site, first, second } = stop;
        let clif::Site { kind, span } = self.sites[site];
        match kind {
            clif::SiteKind::Check { check, types } => {
                Halt::Fault(Fault { check, span, first, second, types })
            }
            clif::SiteKind::Poll => {
                let kind = signal_kind(first as u32).expect("a poll tells the reason");
                Halt::Interrupt(kind, span)
            }
            clif::SiteKind::Memory => Halt::Memory(first),
        }
    }
}

impl HasCode for Program {
    #[inline]
    fn code(&self) -> Option<&Code> {
        match self {
            Program::Interpreter(_) | Program::Gpu(_) => None,
            Program::Jit(program) => Some(&program.code),
        }
    }
}
