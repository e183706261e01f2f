//! The scalar code generator: loop IR becomes machine code by way of Cranelift.
//!
//! In: a [`Plan`]. Out: [`Compiled`], or the text of Cranelift's IR and of the machine code.
//! Always true: the code computes what [`metate_lang::eval`] defines, bit by bit; it reads and
//! writes elements only where the plan's verified function does, and leaves with a status that
//! numbers the failed check. Compilation is re-entrant and takes no lock.
//! Deliberately absent: every decision (they are the plan's) and `unsafe`, except in [`module`].
//!
//! In reading order: [`pace`] of loops that poll, [`emit`] control flow, [`memory`] arguments and elements,
//! [`scratch`] arrays that are allocated, [`ops`], [`float`]
//! and [`int`] operations, [`calls`] functions outside, [`overflow`] checks that results fit,
//! [`place`] where things stand in the source, [`listing`] machine code for people, [`text`] what
//! `inspect` shows, [`object`] machine code at no address, [`module`] executable pages.

mod pace;
mod emit;
mod memory;
mod scratch;
mod ops;
mod float;
mod int;
mod calls;
mod overflow;
mod place;
#[cfg(target_arch = "x86_64")]
mod listing;
mod text;
mod object;
mod module;
#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::fmt;
use std::sync::OnceLock;

use cranelift_codegen::isa::OwnedTargetIsa;
use cranelift_codegen::settings::{self, Configurable};
use cranelift_codegen::{CodegenError, Context};
use cranelift_frontend::FunctionBuilderContext;
use cranelift_module::ModuleError;
use metate_lang::error::Span;
use metate_lang::ir::{Check, Parallel, Stmt, StmtKind};
use metate_lang::ty::{Scalar, Signature};
use serde::{Deserialize, Serialize};

use crate::interrupt::Metering;
use crate::pass::{MOST_DOUBLED, MOST_LOCAL_BYTES};
use crate::plan::Plan;
use crate::runtime::code::Code;
use calls::Calls;
use emit::{Emitted, Job};
use object::Object;

pub use text::{asm_text, clif_text};

/// A kernel in machine code that is in no page yet.
#[derive(Debug, Serialize, Deserialize)]
pub struct Compiled {
    object: Object,
    signature: Signature,
    results: Box<[Scalar]>,
    /// Whether it looks at its call's signal.
    polls: bool,
    /// What a status of `1 + index` stands for.
    pub sites: Vec<Site>,
}

/// A place where the code may stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// Why it may.
    pub kind: SiteKind,
    /// The place in the kernel's text that a trap or an interrupt points at.
    pub span: Span,
}

/// Why code may stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SiteKind {
    /// A check that may fail.
    Check {
        /// What is checked.
        check: Check,
        /// The types of the operands that are reported.
        types: [Scalar; 2],
    },
    /// A look whether the call is to stop.
    Poll,
    /// There is no memory for an array; the first operand is how much it needs, in bytes.
    Memory,
}

impl SiteKind {
    /// The name in texts.
    pub fn name(self) -> &'static str {
        match self {
            SiteKind::Check { check, .. } => check.name(),
            SiteKind::Poll => "poll",
            SiteKind::Memory => "no memory",
        }
    }
}

/// Why a plan could not become machine code.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CompileError {
    /// Cranelift does not know the machine that the program runs on.
    Host(String),
    /// A limit of Cranelift: the kernel is too large.
    Codegen(String),
    /// The system gave no executable memory.
    Memory(String),
}

impl fmt::Display for CompileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CompileError::Host(why) => write!(f, "no code generator for this machine: {why}"),
            CompileError::Codegen(why) => write!(f, "the code generator gave up: {why}"),
            CompileError::Memory(why) => write!(f, "no executable memory: {why}"),
        }
    }
}

impl std::error::Error for CompileError {}

impl From<CodegenError> for CompileError {
    fn from(error: CodegenError) -> CompileError {
        let message = match &error {
            // Cranelift's own `Display` leaves out what the verifier found.
            CodegenError::Verifier(faults) => faults.to_string(),
            other => other.to_string(),
        };
        CompileError::Codegen(message)
    }
}

impl From<ModuleError> for CompileError {
    fn from(error: ModuleError) -> CompileError {
        match error {
            ModuleError::Compilation(error) => error.into(),
            ModuleError::Allocation { err } => CompileError::Memory(err.to_string()),
            other => CompileError::Memory(other.to_string()),
        }
    }
}

/// Compiles a plan for the machine it is called on.
///
/// # Errors
/// If the machine is unknown, the kernel too large, or no executable memory is left.
pub fn compile(plan: &Plan, metering: Metering) -> Result<Compiled, CompileError> {
    compile_for(isa()?, plan, metering)
}

fn compile_for(
    isa: &OwnedTargetIsa,
    plan: &Plan,
    metering: Metering,
) -> Result<Compiled, CompileError> {
    with_workspace(|workspace| {
        let mut object = Object::default();
        let sites = emitted(isa, plan, metering, false, workspace, |workspace, calls, _| {
            object.add(isa, &mut workspace.context, calls)?;
            let compiled = workspace.context.compiled_code().expect("it was compiled");
            let frame = compiled.buffer.frame_layout().map_or(0, |frame| frame.frame_to_fp_offset);
            if frame > MOST_FRAME_BYTES {
                return Err(CompileError::Codegen(format!(
                    "its code takes {frame} bytes of stack, the limit is {MOST_FRAME_BYTES}: too \
                     many of its values are needed at the same time"
                )));
            }
            Ok(())
        })?;
        let func = plan.func();
        let (signature, results) = (func.signature(), func.results.as_slice().into());
        Ok(Compiled { object, signature, results, polls: metering.polls, sites })
    })
}

impl Compiled {
    /// The code in executable pages, which go when it is dropped.
    ///
    /// # Errors
    /// If no executable memory is left.
    pub fn link(&self) -> Result<Code, CompileError> {
        self.link_for(isa()?)
    }

    fn link_for(&self, isa: &OwnedTargetIsa) -> Result<Code, CompileError> {
        let (signature, results) = (self.signature.clone(), self.results.clone());
        module::link(isa, &self.object, signature, results, self.polls)
    }

    /// Bytes of its machine code, constants included.
    pub fn code_bytes(&self) -> usize {
        self.object.len()
    }
}

/// Everything outside of a plan that machine code depends on: versions of the code generator, the
/// machine and its features. Code that was made elsewhere runs only where this is the same.
///
/// # Errors
/// If Cranelift does not know the machine.
pub fn environment() -> Result<String, CompileError> {
    let isa = isa()?;
    let versions = [
        ("cranelift-codegen", cranelift_codegen::VERSION),
        ("cranelift-frontend", cranelift_frontend::VERSION),
    ];
    let mut text = format!("{}\n", isa.triple());
    text.extend(versions.map(|(name, version)| format!("{name} {version}\n")));
    text.push_str(&isa.flags().to_string());
    text.extend(isa.isa_flags().iter().map(|flag| format!("{flag}\n")));
    Ok(text)
}

/// The most memory on the stack that arrays may take, in bytes, with what is kept of those that
/// are allocated.
const MOST_ARRAY_BYTES: usize = MOST_LOCAL_BYTES + (64 << 10);

/// The most stack that code may take, values that found no register included: whoever calls it has
/// that much to spare, on any thread that Rust starts.
const MOST_FRAME_BYTES: u32 = 256 << 10;

/// Writes the functions of a plan one after the other, the entry first and then its regions, and
/// hands each to `with`, with what it calls and the sites so far; returns all sites.
fn emitted(
    isa: &OwnedTargetIsa,
    plan: &Plan,
    metering: Metering,
    places: bool,
    workspace: &mut Workspace,
    mut with: impl FnMut(&mut Workspace, &Calls, &[Site]) -> Result<(), CompileError>,
) -> Result<Vec<Site>, CompileError> {
    let func = plan.func();
    let bytes = func.local_bytes() + scratch::frame_bytes(func);
    if bytes > MOST_ARRAY_BYTES {
        return Err(CompileError::Codegen(format!(
            "its local arrays and the partial results of its parallel loops take {bytes} bytes of \
             the stack, more than {MOST_ARRAY_BYTES}"
        )));
    }
    if func.statements().any(is_parallel) {
        return Err(CompileError::Codegen(format!(
            "the body of a `prange` that sums up floats in elements of an array parameter has more \
             than {MOST_DOUBLED} statements with its helpers inlined"
        )));
    }
    let job = Job { func, metering, places, isa: &**isa };
    let mut sites = Vec::new();
    let Emitted { calls, regions } = emit::function(job, None, workspace, &mut sites);
    with(workspace, &calls, &sites)?;
    for region in &regions {
        workspace.context.clear();
        let Emitted { calls, .. } = emit::function(job, Some(region), workspace, &mut sites);
        with(workspace, &calls, &sites)?;
    }
    Ok(sites)
}

/// Whether this is still a parallel loop: the plan writes out all but those that are too large, or
/// makes them fork.
fn is_parallel(stmt: &Stmt) -> bool {
    matches!(stmt.kind, StmtKind::For { parallel: Some(Parallel { fork: None, .. }), .. })
}

/// Cranelift's description of this machine, made once per process.
fn isa() -> Result<&'static OwnedTargetIsa, CompileError> {
    static ISA: OnceLock<Result<OwnedTargetIsa, CompileError>> = OnceLock::new();
    ISA.get_or_init(|| make_isa(true)).as_ref().map_err(CompileError::clone)
}

/// A description of this machine with all it can do, or with what every such machine can.
fn make_isa(native: bool) -> Result<OwnedTargetIsa, CompileError> {
    let mut flags = settings::builder();
    let verify = if cfg!(debug_assertions) { "true" } else { "false" };
    let wanted = [
        ("opt_level", "speed"),
        // cranelift-jit links at absolute addresses, to functions at any distance.
        ("is_pic", "false"),
        ("use_colocated_libcalls", "false"),
        ("enable_verifier", verify),
        // Nothing unwinds through kernels: functions outside abort rather than unwind.
        ("unwind_info", "false"),
        // A frame larger than the guard page must not jump over it.
        ("enable_probestack", "true"),
        ("probestack_strategy", "inline"),
    ];
    for (name, value) in wanted {
        flags.set(name, value).map_err(|error| CompileError::Host(error.to_string()))?;
    }
    let builder = cranelift_native::builder_with_options(native)
        .map_err(|error| CompileError::Host(error.to_owned()))?;
    builder
        .finish(settings::Flags::new(flags))
        .map_err(|error| CompileError::Host(error.to_string()))
}

/// Memory that Cranelift works in; reusing it saves its allocation.
struct Workspace {
    context: Context,
    builder: FunctionBuilderContext,
}

/// The largest kernel, in Cranelift's instructions, whose working memory is kept.
const KEPT_INSTRUCTIONS: usize = 4096;

/// Runs `work` in this thread's working memory, which a panic or a large kernel drops.
fn with_workspace<T>(
    work: impl FnOnce(&mut Workspace) -> Result<T, CompileError>,
) -> Result<T, CompileError> {
    thread_local! {
        static KEPT: RefCell<Option<Box<Workspace>>> = const { RefCell::new(None) };
    }
    let mut workspace = KEPT.take().unwrap_or_else(|| {
        Box::new(Workspace { context: Context::new(), builder: FunctionBuilderContext::new() })
    });
    let result = work(&mut workspace);
    if workspace.context.func.dfg.num_insts() <= KEPT_INSTRUCTIONS {
        workspace.context.clear();
        KEPT.set(Some(workspace));
    }
    result
}
