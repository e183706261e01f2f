//! Typed tree to loop IR.
use crate::hir::Module;
use crate::ir::Func;
use crate::ty::Signature;

/// Lowers the module's kernel for a signature that fits its parameters.
pub fn lower(module: &Module, signature: &Signature) -> Func {
    let _ = (module, signature);
    unreachable!("not written yet")
}
