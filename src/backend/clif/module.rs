//! Executable pages: the only place of this back end that is not safe Rust.
//!
//! In: an [`Object`]. Out: [`Code`]. Always true:
//! pages are never writable and executable at once: cranelift-jit maps them readable and
//! writable, copies the code and applies relocations, then `finalize_definitions` makes them
//! readable and executable (`mprotect`), and nothing is ever written again. Every kernel has
//! pages of its own, so that dropping the kernel returns them; cranelift-jit's tables (symbols,
//! declarations) are gone as soon as it is linked.
//! Deliberately absent: symbols looked up in the process by name.

use std::io;
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cranelift_codegen::ir::LibCall;
use cranelift_codegen::isa::OwnedTargetIsa;
use cranelift_jit::{
    BranchProtection, JITBuilder, JITMemoryKind, JITMemoryProvider, JITModule, SystemMemoryProvider,
};
use cranelift_module::{FuncId, Linkage, Module, ModuleReloc, ModuleRelocTarget, ModuleResult};
use metate_lang::math::External;
use metate_lang::ty::{Scalar, Signature};

use super::CompileError;
use super::calls::Callee;
use super::emit::entry_signature;
use super::object::{Object, Place, Relocation};
use crate::runtime::code::{Code, Entry};
use crate::runtime::{scratch, threads};

/// The pages of one kernel's code, freed on drop.
///
/// The module that fills them holds the other end and goes first: it frees nothing by itself.
#[derive(Clone)]
struct Memory(Arc<Mutex<SystemMemoryProvider>>);

impl Memory {
    fn lock(&self) -> MutexGuard<'_, SystemMemoryProvider> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl JITMemoryProvider for Memory {
    fn allocate(&mut self, size: usize, align: u64, kind: JITMemoryKind) -> io::Result<*mut u8> {
        self.lock().allocate(size, align, kind)
    }

    #[allow(unsafe_code)]
    // SAFETY: whoever calls this vouches for what `SystemMemoryProvider` asks.
    unsafe fn free_memory(&mut self) {
        // SAFETY: as above.
        unsafe { self.lock().free_memory() }
    }

    fn finalize(&mut self, branch_protection: BranchProtection) -> ModuleResult<()> {
        self.lock().finalize(branch_protection)
    }
}

/// Whoever keeps the pages: they are freed when it is dropped.
struct Pages(Memory);

impl Drop for Pages {
    fn drop(&mut self) {
        #[allow(unsafe_code)]
        // SAFETY: the only pointer into the pages is the entry point, which leaves `link`
        // inside of the `Code` that owns this value; the module that filled them is gone. Whoever
        // runs the code borrows that `Code`: nobody is in it now or can enter it any more.
        unsafe {
            self.0.free_memory();
        }
    }
}

/// Links an object, made from a function of this signature and these results, with what it calls
/// and makes it executable.
///
/// An object is the work of `Object::compile`, in this process or, by way of a file, in another
/// one: then `crate::store` has compared the file's hash, and the key in it with this compiler's
/// sources, versions and settings and with this machine, so that this very compiler made it here
/// or on the like of this machine; and its folder is one that nobody else may write to.
pub(super) fn link(
    isa: &OwnedTargetIsa,
    object: &Object,
    signature: Signature,
    results: Box<[Scalar]>,
    polls: bool,
) -> Result<Code, CompileError> {
    // The pages belong to a guard from here on: an error below must not leak them.
    let pages = Pages(Memory(Arc::new(Mutex::new(SystemMemoryProvider::new()))));
    let mut module = module_in(pages.0.clone(), isa, object);
    let bad = || CompileError::Codegen("a bad object".into());
    let mut ids = Vec::with_capacity(object.functions.len());
    for _ in &object.functions {
        ids.push(module.declare_anonymous_function(&entry_signature(&**isa))?);
    }
    let (&id, regions) = ids.split_first().ok_or_else(bad)?;
    let convention = isa.default_call_conv();
    for (function, &id) in object.functions.iter().zip(&ids) {
        let mut callees = Vec::with_capacity(function.callees.len());
        for callee in &function.callees {
            callees.push(match *callee {
                Callee::Region(number) => *regions.get(number as usize).ok_or_else(bad)?,
                _ => {
                    let signature = callee.signature(convention);
                    module.declare_function(&callee.name(), Linkage::Import, &signature)?
                }
            });
        }
        let relocations = function.relocations.iter().map(|row| relocation(row, &callees, id));
        let relocations = relocations.collect::<Option<Vec<_>>>().ok_or_else(bad)?;
        module.define_function_bytes(id, function.align.into(), &function.code, &relocations)?;
    }
    module.finalize_definitions()?;
    let entry = module.get_finalized_function(id);
    let size = object.functions.first().ok_or_else(bad)?.code.len();
    // The function was made by `emit` after `Entry`'s convention: three pointers in, a 32-bit
    // status out, called as the platform's C functions are.
    #[allow(unsafe_code)]
    // SAFETY: `entry` is the address of that function, made from a verified `ir::Func` of this
    // signature (see above), which reads its call's signal only if it polls; its pages stay mapped
    // and executable until `pages`, which `Code` owns, is dropped.
    let code = unsafe {
        let entry = mem::transmute::<*const u8, Entry>(entry);
        Code::new(entry, size, signature, results, polls, Box::new(pages))
    };
    Ok(code)
}

/// A module that puts code into this memory and knows the object's callees.
fn module_in(memory: Memory, isa: &OwnedTargetIsa, object: &Object) -> JITModule {
    let mut builder = JITBuilder::with_isa(isa.clone(), Box::new(libcall_name));
    builder.memory_provider(Box::new(memory));
    builder.symbol_lookup_fn(Box::new(libcall_address));
    let callees = object.functions.iter().flat_map(|function| &function.callees);
    for callee in callees.filter(|callee| !matches!(callee, Callee::Region(_))) {
        builder.symbol(callee.name(), address(*callee));
    }
    JITModule::new(builder)
}

/// A relocation as cranelift-jit has it, with this module's numbers.
fn relocation(row: &Relocation, callees: &[FuncId], own: FuncId) -> Option<ModuleReloc> {
    let name = match &row.to {
        Place::Callee(number) => ModuleRelocTarget::from(*callees.get(*number as usize)?),
        Place::LibCall(name) => ModuleRelocTarget::LibCall(Object::libcall(name)?),
        Place::Own(offset) => ModuleRelocTarget::FunctionOffset(own, *offset),
    };
    Some(ModuleReloc { offset: row.offset, kind: row.kind()?, name, addend: row.addend })
}

/// The address of a function outside.
fn address(callee: Callee) -> *const u8 {
    match (callee, callee.external()) {
        (_, Some(external)) => math_address(external),
        (Callee::Allocate, _) => scratch::allocate as *const u8,
        (Callee::Release, _) => scratch::release as *const u8,
        (Callee::Fork, _) => threads::fork as *const u8,
        (Callee::Region(_), _) => unreachable!("it is one of the object's own functions"),
        (Callee::Op(..) | Callee::PowOverflow(_), None) => unreachable!("they are external"),
    }
}

fn math_address(external: External) -> *const u8 {
    match external {
        External::F64(f) => f as *const u8,
        External::F64F64(f) => f as *const u8,
        External::F64F64F64(f) => f as *const u8,
        External::F64I32(f) => f as *const u8,
        External::F32(f) => f as *const u8,
        External::F32F32(f) => f as *const u8,
        External::F32F32F32(f) => f as *const u8,
        External::F32I32(f) => f as *const u8,
        External::U64(f) => f as *const u8,
        External::U64U32(f) => f as *const u8,
    }
}

/// What Cranelift calls where the machine has no instruction (x86 before SSE4.1, or no FMA).
macro_rules! libcalls {
    ($($libcall:ident $name:literal $float:ident $method:ident($($arg:ident),*);)*) => {
        fn libcall_name(libcall: LibCall) -> String {
            match libcall {
                $(LibCall::$libcall => $name,)*
                // Stack probes are inline, and `emit` makes nothing that needs the others.
                other => panic!("metate bug: generated code calls {other}"),
            }
            .to_owned()
        }

        fn libcall_address(name: &str) -> Option<*const u8> {
            match name {
                $($name => {
                    extern "C" fn call($($arg: $float),*) -> $float {
                        libcalls!(@call $float $method($($arg),*))
                    }
                    Some(call as *const u8)
                })*
                _ => None,
            }
        }
    };
    (@call $float:ident $method:ident($($arg:ident),*)) => { $float::$method($($arg),*) };
}

libcalls! {
    CeilF32 "metate_ceil_f32" f32 ceil(x);
    CeilF64 "metate_ceil_f64" f64 ceil(x);
    FloorF32 "metate_floor_f32" f32 floor(x);
    FloorF64 "metate_floor_f64" f64 floor(x);
    TruncF32 "metate_trunc_f32" f32 trunc(x);
    TruncF64 "metate_trunc_f64" f64 trunc(x);
    NearestF32 "metate_nearest_f32" f32 round_ties_even(x);
    NearestF64 "metate_nearest_f64" f64 round_ties_even(x);
    FmaF32 "metate_fma_f32" f32 mul_add(x, y, z);
    FmaF64 "metate_fma_f64" f64 mul_add(x, y, z);
}
