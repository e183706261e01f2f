//! Functions outside of the generated code that it calls: which, under which name, and how.
//!
//! In: operations without an instruction. Out: Cranelift's imports, and the list that `module`
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

/// A function outside, named by what it computes: the same in every process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Callee {
    op: Op,
    scalar: Scalar,
    /// Whether it tells that `op` overflows, rather than its result.
    overflow: bool,
}

impl Callee {
    /// The name in texts and symbol tables, such as `tanh_f64`.
    pub(super) fn name(self) -> String {
        let overflow = if self.overflow { "_overflow" } else { "" };
        format!("{}{overflow}_{}", self.op.row().name, self.scalar)
    }

    /// The function of this process that it names.
    pub(super) fn external(self) -> External {
        let external = match self.overflow {
            true => math::pow::pow_overflow(self.scalar),
            false => math::external(self.op, self.scalar),
        };
        external.unwrap_or_else(|| panic!("metate bug: no function computes {}", self.name()))
    }

    /// Its signature.
    pub(super) fn signature(self, convention: CallConv) -> Signature {
        signature(self.external(), convention)
    }
}

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
    /// The imports in the order of their numbers.
    pub(super) fn imports(&self) -> &[Import] {
        &self.imports
    }

    /// The function that computes `op` on operands of type `scalar`.
    pub(super) fn import(&mut self, func: &mut Function, op: Op, scalar: Scalar) -> FuncRef {
        self.find_or_add(func, op, scalar, false)
    }

    /// The function that tells whether an integer power overflows.
    pub(super) fn import_pow_overflow(&mut self, func: &mut Function, scalar: Scalar) -> FuncRef {
        self.find_or_add(func, Op::Pow, scalar, true)
    }

    fn find_or_add(
        &mut self,
        func: &mut Function,
        op: Op,
        scalar: Scalar,
        overflow: bool,
    ) -> FuncRef {
        let callee = Callee { op, scalar, overflow };
        if let Some(import) = self.imports.iter().find(|import| import.callee == callee) {
            return import.reference;
        }
        let number = self.imports.len() as u32;
        let name = UserExternalName { namespace: 0, index: number };
        let name = ExternalName::user(func.declare_imported_user_function(name));
        let convention = func.signature.call_conv;
        let signature = func.import_signature(callee.signature(convention));
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

fn signature(external: External, convention: CallConv) -> Signature {
    let (params, result): (&[Type], Type) = match external {
        External::F64(_) => (&[types::F64], types::F64),
        External::F64F64(_) => (&[types::F64; 2], types::F64),
        External::F64F64F64(_) => (&[types::F64; 3], types::F64),
        External::F64I32(_) => (&[types::F64, types::I32], types::F64),
        External::F32(_) => (&[types::F32], types::F32),
        External::F32F32(_) => (&[types::F32; 2], types::F32),
        External::F32F32F32(_) => (&[types::F32; 3], types::F32),
        External::F32I32(_) => (&[types::F32, types::I32], types::F32),
        External::U64(_) => (&[types::I64], types::I64),
        External::U64U32(_) => (&[types::I64, types::I32], types::I64),
    };
    let mut signature = Signature::new(convention);
    signature.params.extend(params.iter().map(|&ty| AbiParam::new(ty)));
    signature.returns.push(AbiParam::new(result));
    signature
}
