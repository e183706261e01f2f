//! A kernel bound to a function type: calls that compare nothing but layout classes.
//!
//! In: arguments of the function type. Out: its result. Always true: the types were compared when
//! it was bound; what the entrance is not made for takes the dynamic way. Deliberately absent: the
//! packing of arguments, which is the `runtime`'s.

use std::fmt;
use std::marker::PhantomData;
use std::sync::OnceLock;

use super::Kernel;
use super::programs::{Calling, Way};
use crate::backend::Program;
use crate::counters::Counters;
use crate::error::Error;
use crate::interrupt::Interrupts;
use crate::limits::Limits;
use crate::runtime::bound::{Entrance, KernelFn, Output, Refused};
use crate::runtime::threads::Crew;

/// A kernel bound to a function type and an engine: about the cost of a function pointer.
///
/// Made by [`On::bind`](crate::On::bind); `Send + Sync`, and keeps the kernel's code alive.
pub struct Bound<F: KernelFn> {
    pub(super) kernel: Kernel,
    pub(super) way: Way,
    pub(super) crew: Option<Crew>,
    pub(super) tiered: bool,
    pub(super) interrupts: Interrupts,
    pub(super) counters: Option<Counters>,
    pub(super) limits: Limits,
    /// The code for the layout classes of the first call.
    pub(super) entrance: OnceLock<Entrance<F, Program>>,
    pub(super) function: PhantomData<F>,
}

impl<F: KernelFn> Bound<F> {
    /// Calls the kernel. The first call, and the first for other layout classes, compiles.
    ///
    /// # Errors
    /// A trap, with its place in the source; an interrupt; a strided array where the text has a
    /// slice; or the compiler's.
    #[inline]
    pub fn call(&self, args: F::Args<'_>) -> Result<F::Output, Error> {
        match self.entrance.get() {
            // What breaks the limit is refused on the dynamic way.
            Some(_) if self.exceeds_elements(&args) => self.dynamic(args),
            Some(entrance) => match entrance.call(args) {
                Ok(output) => Ok(output),
                Err(refused) => self.refused(entrance, refused),
            },
            None => self.dynamic(args),
        }
    }

    #[inline]
    fn exceeds_elements(&self, args: &F::Args<'_>) -> bool {
        let most = self.limits.elements;
        most != usize::MAX && F::most_elements(args) > most
    }

    #[cold]
    fn refused(
        &self,
        entrance: &Entrance<F, Program>,
        refused: Refused<'_, F>,
    ) -> Result<F::Output, Error> {
        match refused {
            Refused::Layout(args) => self.dynamic(args),
            Refused::Stop(stop) => {
                let Program::Jit(program) = entrance.program() else { unreachable!("it has code") };
                Err(self.kernel.inner.halted(entrance.program(), program.halt(stop)))
            }
        }
    }

    /// The way that asks the kernel for the program; leaves an entrance for the next call.
    #[inline(never)]
    fn dynamic(&self, args: F::Args<'_>) -> Result<F::Output, Error> {
        let inner = &self.kernel.inner;
        let mut args = F::into_args(args);
        let program = inner.program_for(self.way, self.tiered, &self.limits, &args)?;
        // Code that counts has a parameter more than the function type.
        if self.entrance.get().is_none()
            && program.counting().is_none()
            && let Some(entrance) = Entrance::new(program.clone(), self.crew)
        {
            // Another thread may have been first, with another layout: both work.
            let _ = self.entrance.set(entrance);
        }
        let counters = self.counters.as_ref();
        let calling = Calling { interrupts: &self.interrupts, crew: self.crew.as_ref() };
        let words = inner.run_counted(&program, &mut args, calling, counters)?;
        Ok(F::Output::from_words(&words))
    }

    /// The kernel.
    pub fn kernel(&self) -> &Kernel {
        &self.kernel
    }
}

impl<F: KernelFn> fmt::Debug for Bound<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bound({:?} on {})", self.kernel, self.way.target)
    }
}
