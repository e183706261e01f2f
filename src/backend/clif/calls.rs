//! Functions outside of the generated code that it calls: which, under which name, and how.
//!
//! In: operations without an instruction, and what only the runtime can do. Out: Cranelift's imports, and the list that `module`
//! links against. Always true: import number `n` of the list is the external name `u0:n` of
//! Cranelift's function; each function is imported once. The call goes through a relocated
//! absolute address: the immediate is in the instruction stream, so nothing is loaded, and the
//! text of the code is the same in every process.
//! Deliberately absent: looking symbols up by name in the process.

use cranelift_codegen::ir::{
    AbiParam, ExtFuncData, ExternalName, FuncRef, Function, Signature, Type, UserExternalName,
    types,
};
use cranelift_codegen::isa::CallConv;
use metate_lang::math::{self, External};
use metate_lang::op::Op;
use metate_lang::ty::Scalar;
use serde::{Deserialize, Serialize};

use crate::runtime;

/// A function outside, named by what it computes: the same in every process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Callee {
    /// What computes an operation on operands of a type.
    Op(Op, Scalar),
    /// What tells whether an integer power overflows.
    PowOverflow(Scalar),
    /// [`crate::runtime::scratch::allocate`].
    Allocate,
    /// [`crate::runtime::scratch::release`].
    Release,
    /// [`crate::runtime::threads::fork`].
    Fork,
    /// The region of this number of the kernel itself.
    Region(u32),
}

impl Callee {
    /// The name in texts and symbol tables, such as `tanh_f64`.
    pub(super) fn name(self) -> String {
        match self {
            Callee::Op(op, scalar) => format!("{}_{scalar}", op.row().name),
            Callee::PowOverflow(scalar) => format!("pow_overflow_{scalar}"),
            Callee::Allocate => "allocate".to_owned(),
            Callee::Release => "release".to_owned(),
            Callee::Fork => "fork".to_owned(),
            Callee::Region(number) => format!("region_{number}"),
        }
    }

    /// The mathematical function, if it is one.
    ///
    /// # Panics
    /// If there is no such function.
    pub(super) fn external(self) -> Option<External> {
        let found = match self {
            Callee::Op(op, scalar) => runtime::math::external(op, scalar),
            Callee::PowOverflow(scalar) => math::integer::pow_overflow(scalar),
            Callee::Allocate | Callee::Release | Callee::Fork | Callee::Region(_) => return None,
        };
        Some(found.unwrap_or_else(|| panic!("metate bug: there is no {}", self.name())))
    }

    /// The signature.
    pub(super) fn signature(self, convention: CallConv) -> Signature {
        let (params, result): (&[Type], &[Type]) = match self {
            Callee::Allocate => (&[types::I64; 4], &[types::I64]),
            Callee::Release => (&[types::I64; 2], &[]),
            Callee::Fork => (&FORK, &[types::I32]),
            Callee::Region(_) => (&[types::I64; 3], &[types::I32]),
            Callee::Op(..) | Callee::PowOverflow(_) => match self.external() {
                Some(external) => math_signature(external),
                None => (&[], &[]),
            },
        };
        let mut signature = Signature::new(convention);
        signature.params.extend(params.iter().map(|&ty| AbiParam::new(ty)));
        signature.returns.extend(result.iter().map(|&ty| AbiParam::new(ty)));
        signature
    }
}

/// The parameters of [`crate::runtime::threads::fork`].
const FORK: [Type; 7] =
    [types::I64, types::I64, types::I64, types::I64, types::I64, types::F64, types::I64];

/// A function outside that Cranelift's function imports.
pub(super) struct Import {
    /// Which function.
    pub(super) callee: Callee,
    reference: FuncRef,
}

/// The functions that one kernel calls.
#[derive(Default)]
pub(super) struct Calls {
    imports: Vec<Import>,
}

impl Calls {
    /// The functions in the order of their numbers.
    pub(super) fn callees(&self) -> impl Iterator<Item = Callee> {
        self.imports.iter().map(|import| import.callee)
    }

    /// The function that computes `op` on operands of type `scalar`.
    pub(super) fn import(&mut self, func: &mut Function, op: Op, scalar: Scalar) -> FuncRef {
        self.find_or_add(func, Callee::Op(op, scalar))
    }

    /// The function that tells whether an integer power overflows.
    pub(super) fn import_pow_overflow(&mut self, func: &mut Function, scalar: Scalar) -> FuncRef {
        self.find_or_add(func, Callee::PowOverflow(scalar))
    }

    /// A function of the runtime.
    pub(super) fn import_runtime(&mut self, func: &mut Function, callee: Callee) -> FuncRef {
        self.find_or_add(func, callee)
    }

    fn find_or_add(&mut self, func: &mut Function, callee: Callee) -> FuncRef {
        if let Some(import) = self.imports.iter().find(|import| import.callee == callee) {
            return import.reference;
        }
        let number = self.imports.len() as u32;
        let name = UserExternalName { namespace: 0, index: number };
        let name = ExternalName::user(func.declare_imported_user_function(name));
        let signature = callee.signature(func.signature.call_conv);
        let signature = func.import_signature(signature);
        let data = ExtFuncData { name, signature, colocated: false, patchable: false };
        let reference = func.import_function(data);
        self.imports.push(Import { callee, reference });
        reference
    }

    /// Cranelift's IR with the functions' names in place of their numbers.
    pub(super) fn name_in_clif(&self, text: &str) -> String {
        // Backwards, so that `u0:1` does not match the beginning of `u0:10`.
        self.imports.iter().enumerate().rev().fold(text.to_owned(), |text, (number, import)| {
            text.replace(&format!(" = u0:{number} "), &format!(" = %{} ", import.callee.name()))
        })
    }

    /// Machine code with the functions' names in place of their numbers.
    #[cfg(not(target_arch = "x86_64"))]
    pub(super) fn name_in_asm(&self, text: &str) -> String {
        self.imports.iter().enumerate().rev().fold(text.to_owned(), |text, (number, import)| {
            text.replace(&format!("userextname{number}+"), &format!("{}+", import.callee.name()))
        })
    }

    /// The name of the function that a relocation of this function refers to.
    #[cfg(target_arch = "x86_64")]
    pub(super) fn name_of(&self, name: &ExternalName) -> Option<String> {
        match name {
            ExternalName::User(reference) => {
                self.imports.get(reference.as_u32() as usize).map(|import| import.callee.name())
            }
            ExternalName::LibCall(libcall) => Some(libcall.to_string()),
            _ => None,
        }
    }
}

fn math_signature(external: External) -> (&'static [Type], &'static [Type]) {
    match external {
        External::F64(_) => (&[types::F64], &[types::F64]),
        External::F64F64(_) => (&[types::F64; 2], &[types::F64]),
        External::F64F64F64(_) => (&[types::F64; 3], &[types::F64]),
        External::F64I32(_) => (&[types::F64, types::I32], &[types::F64]),
        External::F32(_) => (&[types::F32], &[types::F32]),
        External::F32F32(_) => (&[types::F32; 2], &[types::F32]),
        External::F32F32F32(_) => (&[types::F32; 3], &[types::F32]),
        External::F32I32(_) => (&[types::F32, types::I32], &[types::F32]),
        External::U64(_) => (&[types::I64], &[types::I64]),
        External::U64U32(_) => (&[types::I64, types::I32], &[types::I64]),
    }
}
