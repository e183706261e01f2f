//! Executable pages: the only place of this back end that is not safe Rust.
//!
//! In: a function in Cranelift's IR and the functions it calls. Out: [`Code`]. Always true:
//! pages are never writable and executable at once: cranelift-jit maps them readable and
//! writable, copies the code and applies relocations, then `finalize_definitions` makes them
//! readable and executable (`mprotect`), and nothing is ever written again. Every kernel has a
//! module of its own, so that dropping the kernel returns its pages.
//! Deliberately absent: symbols looked up in the process by name.

use std::mem;
use std::sync::Mutex;

use cranelift_codegen::Context;
use cranelift_codegen::ir::LibCall;
use cranelift_codegen::isa::OwnedTargetIsa;
use cranelift_jit::{JITBuilder, JITModule};
use cranelift_module::{Linkage, Module};
use metate_lang::ir;
use metate_lang::math::External;

use super::CompileError;
use super::calls::Calls;
use crate::runtime::code::{Code, Entry};

/// The module whose pages hold the code, freed on drop.
///
/// A module alone cannot be shared between threads, and dropped it would leak its pages. Nobody
/// locks the mutex: after `link` only `drop` touches the module.
struct Pages(Mutex<Option<JITModule>>);

impl Drop for Pages {
    fn drop(&mut self) {
        let module = self.0.get_mut().unwrap_or_else(|poisoned| poisoned.into_inner()).take();
        if let Some(module) = module {
            // SAFETY: the only pointer into the pages is the entry point, which leaves `link`
            // inside of the `Code` that owns this value. Whoever runs the code borrows that
            // `Code`, so nobody is in it now, and nobody can enter it any more.
            #[allow(unsafe_code)]
            unsafe {
                module.free_memory()
            }
        }
    }
}

/// Compiles the function in `context`, which was made from `func`, links it with what it calls
/// and makes it executable.
pub(super) fn link(
    isa: &OwnedTargetIsa,
    func: &ir::Func,
    polls: bool,
    context: &mut Context,
    calls: &Calls,
) -> Result<Code, CompileError> {
    let mut builder = JITBuilder::with_isa(isa.clone(), Box::new(libcall_name));
    builder.symbol_lookup_fn(Box::new(libcall_address));
    for import in calls.imports() {
        builder.symbol(import.name(), address(import.external));
    }
    // The pages belong to a guard from here on: an error below must not leak them.
    let mut pages = Pages(Mutex::new(Some(JITModule::new(builder))));
    let Ok(Some(module)) = pages.0.get_mut() else { unreachable!("nobody has taken the module") };
    for import in calls.imports() {
        let signature = import.signature(context.func.signature.call_conv);
        module.declare_function(&import.name(), Linkage::Import, &signature)?;
    }
    let id = module.declare_anonymous_function(&context.func.signature)?;
    module.define_function(id, context)?;
    module.finalize_definitions()?;
    let entry = module.get_finalized_function(id);
    let size = context.compiled_code().map_or(0, |code| code.code_buffer().len());
    let (signature, results) = (func.signature(), func.results.as_slice().into());
    // The function was made by `emit` after `Entry`'s convention: three pointers in, a 32-bit
    // status out, called as the platform's C functions are.
    #[allow(unsafe_code)]
    // SAFETY: `emit` reads the signal only in code that polls. `entry` is the address of that function, made from the verified `func`; its pages
    // stay mapped and executable until `pages`, which `Code` owns, is dropped.
    let code = unsafe {
        let entry = mem::transmute::<*const u8, Entry>(entry);
        Code::new(entry, size, signature, results, polls, Box::new(pages))
    };
    Ok(code)
}

/// The address of a function outside.
fn address(external: External) -> *const u8 {
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
