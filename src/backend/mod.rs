//! Back ends: each runs a [`Plan`] its own way, and none sees another.
//!
//! In: a plan. Out: a [`Program`], which runs on arguments of the plan's signature. Always true:
//! for the same arguments all CPU programs of one kernel give the same bits, the same stores
//! and the same [`Fault`]. Deliberately absent: choosing among them (`kernel`), and passes.

pub mod clif;
pub mod interp;

use metate_lang::error::Span;
use metate_lang::ir::{ArrayId, Check};
use metate_lang::util::index::Index;
use metate_lang::value::Value;

use crate::args::Arg;
use crate::plan::Plan;
use crate::runtime::bound::HasCode;
use crate::runtime::call;
use crate::runtime::code::Code;

/// A check that failed in a running program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The check.
    pub check: Check,
    /// What it was made for.
    pub span: Span,
    /// Its first operand, extended to 64 bits.
    pub first: u64,
    /// Its second operand, or the extent.
    pub second: u64,
}

/// A kernel that is ready to run for one signature.
#[derive(Debug)]
pub enum Program {
    /// The plan itself, interpreted.
    Interpreter(Box<Plan>),
    /// Machine code.
    Jit(JitProgram),
}

/// Machine code and what its checks stand for.
#[derive(Debug)]
pub struct JitProgram {
    code: Code,
    sites: Box<[clif::TrapSite]>,
    /// The names of the arrays, for traps.
    arrays: Box<[String]>,
}

impl Program {
    /// A program that interprets the plan.
    pub fn interpret(plan: Plan) -> Program {
        Program::Interpreter(Box::new(plan))
    }

    /// The plan compiled to machine code.
    ///
    /// # Errors
    /// The code generator's.
    pub fn compile(plan: &Plan) -> Result<Program, clif::CompileError> {
        let clif::Compiled { code, sites } = clif::compile(plan)?;
        let arrays = plan.func().arrays.values().map(|array| array.name.clone()).collect();
        Ok(Program::Jit(JitProgram { code, sites: sites.into(), arrays }))
    }

    /// The name of an array that a [`Fault`] is about.
    pub fn array_name(&self, array: ArrayId) -> &str {
        match self {
            Program::Interpreter(plan) => &plan.func().arrays[array].name,
            Program::Jit(program) => &program.arrays[array.number()],
        }
    }

    /// Runs on arguments of the plan's signature; the result, if it has one.
    ///
    /// # Errors
    /// The first check that failed.
    pub fn run(&self, args: &mut [Arg<'_>]) -> Result<Option<Value>, Fault> {
        match self {
            Program::Interpreter(plan) => Ok(interp::run(plan, args)?.first().copied()),
            Program::Jit(program) => {
                call::dynamic(&program.code, args).map_err(|stop| program.fault(stop))
            }
        }
    }
}

impl JitProgram {
    /// The check that stopped the code.
    pub fn fault(&self, stop: call::Stop) -> Fault {
        let site = &self.sites[stop.site];
        Fault { check: site.check, span: site.span, first: stop.first, second: stop.second }
    }
}

impl HasCode for Program {
    #[inline]
    fn code(&self) -> Option<&Code> {
        match self {
            Program::Interpreter(_) => None,
            Program::Jit(program) => Some(&program.code),
        }
    }
}
