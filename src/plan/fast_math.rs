//! What a caller allows that changes the last bits of floats.
//!
//! In: flags. Out: a function that means something a little else, in front of every engine: what is
//! allowed changes the definition, so that engines still agree bit by bit. Always true: nothing is
//! allowed by default. Deliberately absent: how it is done, which is the passes'.

use metate_lang::ir;
use serde::Serialize;

use crate::pass;
use crate::runtime::cpu;

/// What may change the last bits of floats, for [`On::fast_math`](crate::On::fast_math); nothing at
/// first.
///
/// With any of these flags the results of a kernel may differ in their last bits from what Rust
/// computes; all engines still give the same bits on one machine.
///
/// ```
/// use metate::FastMath;
/// use metate::prelude::*;
///
/// let kernel = Kernel::parse(
///     "fn dot(a: &[f64], b: &[f64]) -> f64 {
///         let mut sum = 0.0;
///         for i in 0..a.len() { sum += a[i] * b[i]; }
///         sum
///     }",
/// )?;
/// let on = kernel.on(Target::Jit).fast_math(FastMath::NONE.reassoc(true).contract(true));
/// let (a, b) = (vec![0.1; 1000], vec![3.0; 1000]);
/// let sum: f64 = on.call(args![&a, &b])?;
/// assert!((sum - 300.0).abs() < 1e-9);
/// # Ok::<(), metate::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub struct FastMath {
    /// A plain `for` that adds up floats, or multiplies them, may do so in the order of a `prange`.
    pub reassoc: bool,
    /// A multiplication and an addition may become one `mul_add`, which rounds once.
    pub contract: bool,
    /// Mathematical functions may be less accurate where that is faster.
    pub approx: bool,
}

impl FastMath {
    /// Nothing is allowed: the default.
    pub const NONE: FastMath = FastMath { reassoc: false, contract: false, approx: false };

    /// All of it is allowed.
    pub const ALL: FastMath = FastMath { reassoc: true, contract: true, approx: true };

    /// Whether a plain `for` that adds up floats, or multiplies them, may do so in the order of a
    /// `prange`, which is faster: the order is a function of the text and the number of
    /// iterations, the same on every machine.
    ///
    /// It is done where the loop does nothing else with the sum than to add to it or subtract from
    /// it, and ends with its range. Of nested loops that add to one sum the innermost is regrouped.
    /// Everything else stays in the order of the text, traps and stores included.
    pub fn reassoc(mut self, allowed: bool) -> FastMath {
        self.reassoc = allowed;
        self
    }

    /// Whether a multiplication whose only use is an addition or a subtraction may become one
    /// `mul_add`, which rounds once; never across `keep`.
    ///
    /// It is done where the processor has such an instruction (every aarch64, and x86-64 with FMA).
    /// Elsewhere a `mul_add` is a slow function, so nothing is contracted: with this flag machines
    /// with and without the instruction may give other bits. All engines on one machine agree.
    pub fn contract(mut self, allowed: bool) -> FastMath {
        self.contract = allowed;
        self
    }

    /// Whether mathematical functions may be less accurate where that is faster: `tanh`, `ln`, `sin`
    /// and `cos` are then within 4 ULP instead of 1.
    pub fn approx(mut self, allowed: bool) -> FastMath {
        self.approx = allowed;
        self
    }
}

/// Makes of a function what these flags allow: the definition of the kernel from then on.
pub fn relax(func: &mut ir::Func, allowed: FastMath) {
    pass::relax(func, |name| match name {
        "reassoc" => allowed.reassoc,
        "approx" => allowed.approx,
        _ => allowed.contract && cpu::has_mul_add(),
    });
}
