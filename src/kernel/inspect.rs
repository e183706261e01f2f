//! Looking inside: a kernel in each of the forms it takes on its way to machine code.
//!
//! In: a handle, a stage and arguments. Out: text, with the lines of the source as comments in
//! front of what was made for them. Always true: what is shown is what runs for arguments of these
//! types; nothing is run, and no program is kept. Deliberately absent: what the stages are made of.

use metate_lang::source::SourceLines;
use metate_lang::{hir, ir};

use super::programs::{Failure, Planning, Way};
use super::{Inner, On, Target};
use crate::args::Arg;
use crate::backend::clif;
use crate::backend::wgsl::{self, Words};
use crate::error::Error;
use crate::plan;

/// A form that a kernel takes on its way to machine code; see [`On::inspect`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Stage {
    /// The typed tree, printed as kernel text with every type written out.
    Hir,
    /// The loop IR, as the interpreter runs it.
    Ir,
    /// The loop IR behind the passes, as code is made from it; on [`Target::Gpu`](crate::Target::Gpu) what the host does,
    /// with the loops that it launches inside.
    Plan,
    /// What Cranelift is given.
    Clif,
    /// The compute shaders in WGSL, as they are made for [`Target::Gpu`](crate::Target::Gpu): for what the device of this
    /// process can do, or, if there is none, for one with everything. `usize` has 32 bits in them; a
    /// call for which these are too few has others, with 64.
    Wgsl,
    /// The machine code: on x86-64 in Intel's syntax, elsewhere as Cranelift prints it.
    Asm,
}

impl On<'_> {
    /// The kernel in one of the forms it takes on its way to machine code, for these arguments.
    ///
    /// Comments such as `4 | trace += a[[i, i]].tanh();` show the line that what follows was made
    /// for, wherever the line changes. Its number counts in the text, or in the Rust file of a
    /// `#[kernel]`. Code that no line stands for (constants, the entry, ways out) follows whichever
    /// line stands in front of it.
    ///
    /// ```
    /// use metate::prelude::*;
    ///
    /// let kernel = Kernel::parse("fn twice(x: f64) -> f64 {\n    x + x\n}")?;
    /// let text = kernel.on(Target::Jit).inspect(Stage::Ir, args![1.0])?;
    /// assert_eq!(text, "\
    /// fn twice(x_0: f64) -> f64 {
    ///     // 2 | x + x
    ///     let v1: f64 = add(x_0, x_0);
    ///     return v1;
    /// }
    /// ");
    /// # Ok::<(), metate::Error>(())
    /// ```
    ///
    /// # Errors
    /// The argument that does not fit, or the compiler's.
    pub fn inspect<'a>(
        &self,
        stage: Stage,
        mut args: impl AsMut<[Arg<'a>]>,
    ) -> Result<String, Error> {
        let args = args.as_mut();
        let kernel = self.kernel.made_for(args.iter().map(Arg::ty))?;
        let inner = &kernel.inner;
        let signature = inner.signature(self.way.target, args)?;
        let lines = inner.lines();
        let (metering, passes) = (self.way.metering, self.way.passes());
        let planned = |how: Planning| inner.plan(&signature, self.way, &self.limits, how);
        let compile_error =
            |error: clif::CompileError| inner.failed(&Failure::Compile(error.to_string()));
        match stage {
            Stage::Hir => Ok(hir::print::print_beside(&*inner.module()?, &lines)),
            Stage::Ir => Ok(ir::print::print_beside(planned(plan::plan)?.func(), &lines)),
            Stage::Plan if self.way.target == Target::Gpu => {
                Ok(inner.offload(&signature, self.way, &self.limits)?.to_string())
            }
            Stage::Wgsl => {
                let offload = inner.offload(&signature, self.way, &self.limits)?;
                Ok(wgsl::program::text(&offload, &inner.text, &lines, &wgsl::caps(), Words::Narrow))
            }
            Stage::Plan => Ok(ir::print::print_beside(planned(passes)?.func(), &lines)),
            Stage::Clif => {
                let plan = planned(passes)?;
                clif::clif_text(&plan, metering, &lines).map_err(compile_error)
            }
            Stage::Asm => {
                let plan = planned(passes)?;
                clif::asm_text(&plan, metering, &lines).map_err(compile_error)
            }
        }
    }
}

impl On<'_> {
    /// Every shader that the kernel may have on a graphics processor which can do everything, with
    /// narrow words and with wide ones, or why there is none: for tests of shaders.
    ///
    /// # Errors
    /// As [`inspect`](On::inspect).
    #[doc(hidden)]
    pub fn shaders<'a>(
        &self,
        mut args: impl AsMut<[Arg<'a>]>,
    ) -> Result<Vec<Result<String, String>>, Error> {
        let args = args.as_mut();
        let kernel = self.kernel.made_for(args.iter().map(Arg::ty))?;
        let inner = &kernel.inner;
        let signature = inner.signature(Target::Gpu, args)?;
        let way = Way { target: Target::Gpu, ..self.way };
        let offload = inner.offload(&signature, way, &self.limits)?;
        let ways = offload
            .regions
            .iter()
            .flat_map(|(id, _)| [Words::Narrow, Words::Wide].map(|words| (id, words)));
        let shader = |(id, words)| {
            let made = wgsl::shader(&offload, id, &inner.text, &wgsl::caps(), words, &[]);
            made.map(|shader| shader.text).map_err(|refusal| refusal.reason)
        };
        Ok(ways.map(shader).collect())
    }
}

impl Inner {
    /// The lines of the text, numbered as the file that it stands in.
    pub(super) fn lines(&self) -> SourceLines<'_> {
        SourceLines::new(&self.text, self.origin.map_or(1, |(_, first)| first as usize))
    }
}
