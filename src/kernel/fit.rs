//! Whether arguments and results fit a kernel, and what is said where they do not.
//!
//! In: types of arguments and parameters. Out: a signature, or the error that names the argument.
//! Always true: a program is only asked for with arguments that fit. Deliberately absent: the
//! comparison of types itself, which is `front::difference`.

use metate_lang::front::{self, Difference};
use metate_lang::hir;
use metate_lang::ty::{Layout, ParamTy, Scalar, Signature, Ty};

use super::{Inner, Parameter, Target};
use crate::args::Arg;
use crate::error::{Error, ErrorKind};
use crate::limits::{Exceeded, Limits};
use crate::runtime::bound::{self, KernelFn, Output, ParamShape};

impl Inner {
    /// The signature of these arguments, compared with the parameters.
    pub(super) fn signature(&self, target: Target, args: &[Arg<'_>]) -> Result<Signature, Error> {
        if args.len() != self.params.len() {
            return Err(self.wrong_count(args.len()));
        }
        for (number, (param, arg)) in self.params.iter().zip(args).enumerate() {
            self.expect_param(number, param, arg.ty())?;
            self.expect_in_reach(target, number, param, arg)?;
        }
        let ty = |(param, arg): (&Parameter, &Arg<'_>)| argument_ty(target, param, arg);
        Ok(Signature { params: self.params.iter().zip(args).map(ty).collect() })
    }

    /// What arguments of these types show the type parameters to stand for.
    pub(super) fn types_shown(
        &self,
        generic: &hir::Generic,
        found: impl Iterator<Item = ParamTy>,
    ) -> Result<Vec<Scalar>, Error> {
        let mut types: Vec<Option<Scalar>> = vec![None; generic.types.len()];
        for (number, (shown, found)) in generic.used_by.iter().zip(found).enumerate() {
            let Some(of) = *shown else { continue };
            if types[of].is_some() {
                // A second argument is compared with what the first one showed.
                continue;
            }
            let (ParamTy::Scalar(scalar) | ParamTy::Array { elem: scalar, .. }) = found;
            let (name, bound) = &generic.params[of];
            if !bound.holds(scalar) {
                return Err(ErrorKind::Argument {
                    kernel: self.name.clone(),
                    number,
                    parameter: self.params[number].name.clone(),
                    expected: format!("a type `{name}` that is a `{}`", bound.name()),
                    found: describe(found),
                }
                .into());
            }
            types[of] = Some(scalar);
        }
        // What no argument shows keeps its usual type: too few arguments are reported later.
        Ok(types.iter().zip(&generic.types).map(|(ty, &usual)| ty.unwrap_or(usual)).collect())
    }

    /// No array has more elements than the limits allow.
    #[inline]
    pub(super) fn expect_elements(&self, limits: &Limits, args: &[Arg<'_>]) -> Result<(), Error> {
        let limit = limits.elements;
        if limit == usize::MAX {
            return Ok(());
        }
        for (number, (param, arg)) in self.params.iter().zip(args).enumerate() {
            let Arg::Array(array) = arg else { continue };
            let found = array.len();
            if found > limit {
                let (kernel, parameter) = (self.name.clone(), param.name.clone());
                let exceeded = Exceeded::Elements { number, parameter, found, limit };
                return Err(ErrorKind::TooLarge { kernel, exceeded }.into());
            }
        }
        Ok(())
    }

    pub(super) fn wrong_count(&self, found: usize) -> Error {
        let expected = self.params.len();
        ErrorKind::ArgumentCount { kernel: self.name.clone(), expected, found }.into()
    }

    pub(super) fn expect_param(
        &self,
        number: usize,
        param: &Parameter,
        found: ParamTy,
    ) -> Result<(), Error> {
        let Some(difference) = front::difference(param.ty, found) else { return Ok(()) };
        let advice = match difference {
            Difference::Mutability => " that may not be written to; pass it mutably",
            Difference::Layout => " with gaps between its elements",
            _ => "",
        };
        Err(ErrorKind::Argument {
            kernel: self.name.clone(),
            number,
            parameter: param.name.clone(),
            expected: param.ty.to_string(),
            found: format!("{}{advice}", describe(found)),
        }
        .into())
    }

    /// The engine reaches the elements of an argument.
    fn expect_in_reach(
        &self,
        target: Target,
        number: usize,
        param: &Parameter,
        arg: &Arg<'_>,
    ) -> Result<(), Error> {
        if is_in_reach(target, arg) {
            return Ok(());
        }
        Err(self.out_of_reach(target, number, param))
    }

    fn out_of_reach(&self, target: Target, number: usize, param: &Parameter) -> Error {
        ErrorKind::Argument {
            kernel: self.name.clone(),
            number,
            parameter: param.name.clone(),
            expected: format!("an array in memory that engine `{target}` reaches"),
            found: "a `GpuArray`, which stays on the device; pass what its `to_host()` gives"
                .to_owned(),
        }
        .into()
    }

    pub(super) fn expect_result<R: Output>(&self) -> Result<(), Error> {
        let found = R::ty();
        if found == self.result {
            return Ok(());
        }
        let (kernel, expected) = (self.name.clone(), self.result.to_string());
        Err(ErrorKind::Result { kernel, expected, found: found.to_string() }.into())
    }

    pub(super) fn expect_params<F: KernelFn>(&self, target: Target) -> Result<(), Error> {
        let shapes = F::params();
        if shapes.len() != self.params.len() {
            return Err(self.wrong_count(shapes.len()));
        }
        for (number, (param, shape)) in self.params.iter().zip(&shapes).enumerate() {
            let mut found = shape_ty(shape);
            if let (ParamTy::Array { rank, .. }, None) = (&mut found, shape.rank) {
                // The argument's own is compared when it comes.
                *rank = match param.ty {
                    Ty::Array(array) => array.rank,
                    _ => 1,
                };
            }
            self.expect_param(number, param, found)?;
            if shape.on_device && target != Target::Gpu {
                return Err(self.out_of_reach(target, number, param));
            }
        }
        Ok(())
    }
}

/// The type under which an argument's program is kept: writable only if the text writes, and
/// without a layout class where the engine makes no use of it.
pub(super) fn argument_ty(target: Target, param: &Parameter, arg: &Arg<'_>) -> ParamTy {
    let mut ty = arg.ty();
    if let ParamTy::Array { mutable, layout, .. } = &mut ty {
        *mutable = matches!(param.ty, Ty::Array(array) if array.is_mutable());
        if !target.compiles() {
            *layout = Layout::Strided;
        }
    }
    ty
}

/// Whether an engine reaches the elements of an argument: CPU engines do not reach a device's.
pub(super) fn is_in_reach(target: Target, arg: &Arg<'_>) -> bool {
    target == Target::Gpu || !matches!(arg, Arg::Array(array) if array.is_on_device())
}

/// A parameter of a function type, as an argument of it that fits best; of one axis, if it is not
/// known.
pub(super) fn shape_ty(shape: &ParamShape) -> ParamTy {
    match shape.container {
        None => ParamTy::Scalar(shape.scalar),
        Some(container) => ParamTy::Array {
            elem: shape.scalar,
            rank: shape.rank.unwrap_or(1),
            layout: Layout::Contiguous,
            mutable: bound::is_mutable(container),
        },
    }
}

/// An argument's type in the words of its caller.
pub(super) fn describe(ty: ParamTy) -> String {
    match ty {
        ParamTy::Scalar(scalar) => scalar.to_string(),
        ParamTy::Array { elem, rank: 1, .. } => format!("an array of {elem} with one axis"),
        ParamTy::Array { elem, rank, .. } => format!("an array of {elem} with {rank} axes"),
    }
}
