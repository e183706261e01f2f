//! Machine code at no address: what Cranelift made, as it can be kept in a file.
//!
//! In: functions in Cranelift's IR and what they call. Out: an [`Object`], which
//! [`module`](super::module) puts into executable pages. Always true: it holds no address of this
//! process; whatever lies outside of the code is named, and looked up when the code is linked.
//! The code that is stored is the code that runs: there is one way from Cranelift to pages, and it
//! leads through here. Deliberately absent: where objects are kept, and whether one that comes
//! back is what this compiler made (`crate::store` answers for that).

use cranelift_codegen::Context;
use cranelift_codegen::binemit::Reloc;
use cranelift_codegen::control::ControlPlane;
use cranelift_codegen::ir::{ExternalName, LibCall};
use cranelift_codegen::isa::OwnedTargetIsa;
use cranelift_codegen::{FinalizedMachReloc, FinalizedRelocTarget};
use serde::{Deserialize, Serialize};

use super::CompileError;
use super::calls::{Callee, Calls};

/// A kernel's functions: its entry, and behind it the regions that it forks, by their number.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Object {
    pub(super) functions: Vec<Function>,
}

/// A function's machine code and what must be known to place it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Function {
    #[serde(with = "serde_bytes")]
    pub(super) code: Vec<u8>,
    /// What its address must be a multiple of.
    pub(super) align: u32,
    /// The functions of ours that it calls; relocations number them.
    pub(super) callees: Vec<Callee>,
    pub(super) relocations: Vec<Relocation>,
}

/// A place in the code that holds an address, or a distance to one.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Relocation {
    pub(super) offset: u32,
    /// Number of the row of [`KINDS`].
    kind: u8,
    pub(super) to: Place,
    pub(super) addend: i64,
}

/// What an address is that of.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Place {
    /// The callee of this number.
    Callee(u32),
    /// What Cranelift calls by this name where the machine has no instruction.
    LibCall(String),
    /// A place in the code itself.
    Own(u32),
}

/// The relocations that cranelift-jit applies. New rows go to the end: files number them.
const KINDS: [Reloc; 12] = [
    Reloc::Abs8,
    Reloc::Abs4,
    Reloc::X86PCRel4,
    Reloc::X86CallPCRel4,
    Reloc::S390xPCRel32Dbl,
    Reloc::S390xPLTRel32Dbl,
    Reloc::Arm64Call,
    Reloc::Aarch64AdrPrelPgHi21,
    Reloc::Aarch64AddAbsLo12Nc,
    Reloc::RiscvCallPlt,
    Reloc::RiscvPCRelHi20,
    Reloc::RiscvPCRelLo12I,
];

impl Relocation {
    /// How the address is written.
    pub(super) fn kind(&self) -> Option<Reloc> {
        KINDS.get(usize::from(self.kind)).copied()
    }
}

impl Object {
    /// Compiles the function in `context`, and adds it.
    pub(super) fn add(
        &mut self,
        isa: &OwnedTargetIsa,
        context: &mut Context,
        calls: &Calls,
    ) -> Result<(), CompileError> {
        let compiled = context
            .compile(&**isa, &mut ControlPlane::default())
            .map_err(|error| CompileError::from(error.inner))?;
        let (code, align) = (compiled.code_buffer().to_vec(), compiled.buffer.alignment);
        let relocations = compiled.buffer.relocs().to_vec();
        let names = context.func.params.user_named_funcs();
        let number = |name| names[name].index;
        let relocations = relocations.iter().map(|relocation| named(relocation, number));
        self.functions.push(Function {
            code,
            align,
            callees: calls.callees().collect(),
            relocations: relocations.collect::<Result<_, _>>()?,
        });
        Ok(())
    }

    /// The libcall of this name.
    pub(super) fn libcall(name: &str) -> Option<LibCall> {
        name.parse().ok()
    }

    /// How many bytes of machine code it has.
    pub(super) fn len(&self) -> usize {
        self.functions.iter().map(|function| function.code.len()).sum()
    }
}

/// The relocation with names in place of numbers that only Cranelift's function gives a meaning.
fn named(
    relocation: &FinalizedMachReloc,
    number: impl Fn(cranelift_codegen::ir::UserExternalNameRef) -> u32,
) -> Result<Relocation, CompileError> {
    let unknown = |what: &dyn std::fmt::Debug| {
        CompileError::Codegen(format!("its code has a relocation that cannot be linked: {what:?}"))
    };
    let kind = KINDS.iter().position(|&kind| kind == relocation.kind);
    let kind = kind.ok_or_else(|| unknown(&relocation.kind))? as u8;
    let to = match &relocation.target {
        FinalizedRelocTarget::ExternalName(ExternalName::User(name)) => {
            Place::Callee(number(*name))
        }
        FinalizedRelocTarget::ExternalName(ExternalName::LibCall(libcall)) => {
            Place::LibCall(libcall.to_string())
        }
        FinalizedRelocTarget::Func(offset) => Place::Own(*offset),
        FinalizedRelocTarget::ExternalName(name) => return Err(unknown(name)),
    };
    Ok(Relocation { offset: relocation.offset, kind, to, addend: relocation.addend })
}
