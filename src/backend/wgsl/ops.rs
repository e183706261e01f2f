//! Every operation of the table as a WGSL expression.
//!
//! In: an operation, the texts of its operands, and the type of its result. Out: an expression that
//! computes what [`metate_lang::eval`] defines. Always true: operands and results stand in
//! registers as [`types`](super::types) says; what takes more than a few operators is a function of
//! the [`prelude`](super::prelude) or of [`math`](super::math), which is noted in [`Needs`].
//! Deliberately absent: memory, checks, and the choice between narrow and wide words.
//!
//! What a device may do other than that: round `/` of `f32` within 2.5 ULP and `sqrt` within 4.5, or
//! those of `f64` alike, as Vulkan allows; fuse and regroup sums and products that [`Op::Keep`] does
//! not protect; and take subnormal operands and results of arithmetic for zero. Lavapipe does none
//! of it but the regrouping.

mod int;
mod float;
mod cast;

use std::collections::BTreeSet;

use metate_lang::error::Span;
use metate_lang::op::Op;
use metate_lang::ty::Scalar;

use super::{Caps, Refusal, Words};

pub(super) use float::function;

/// What the text of a shader needs beside its own functions; made new for each shader.
#[derive(Clone, Debug)]
pub struct Needs {
    pub(super) caps: Caps,
    pub(super) words: Words,
    /// Functions of the prelude.
    pub(super) prelude: BTreeSet<String>,
    /// Functions of `metate_lang::math`.
    pub(super) math: BTreeSet<(Op, Scalar)>,
    /// Whether the text being made is that of such a function.
    pub(super) in_math: bool,
}

impl Needs {
    /// Nothing yet.
    pub fn new(caps: Caps, words: Words) -> Needs {
        Needs { caps, words, prelude: BTreeSet::new(), math: BTreeSet::new(), in_math: false }
    }

    /// The words that text is made for.
    pub fn words(&self) -> Words {
        self.words
    }

    /// A call of a function of the prelude.
    pub(super) fn call(&mut self, name: impl Into<String>, args: &[&str]) -> String {
        let name = name.into();
        let call = format!("{name}({})", args.join(", "));
        self.prelude.insert(name);
        call
    }
}

/// What narrow words ask of the operands of an operation on `usize` or `isize`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Narrow {
    /// Nothing: the result is right modulo 2^32 where they are.
    Ring,
    /// That they are in the range of their register; the result is right modulo 2^32 then.
    InRange,
    /// More than can be told: there is no expression for it.
    Never,
}

/// What narrow words ask of the operands of `op`, those of type `usize` or `isize`. Of shifts this is
/// the first one; the other one may be anything. A cast asks for nothing if its result has 32 bits
/// or fewer, or is a `usize` or `isize` itself. What it makes of a float as a `usize` stops at the
/// largest number of 32 bits, not of 64; as an `isize` it is right modulo 2^32.
pub fn narrow(op: Op) -> Narrow {
    match op {
        Op::Add
        | Op::Sub
        | Op::Mul
        | Op::Neg
        | Op::Not
        | Op::And
        | Op::Or
        | Op::Xor
        | Op::Shl
        | Op::WrappingAdd
        | Op::WrappingSub
        | Op::WrappingMul
        | Op::WrappingNeg
        | Op::WrappingShl
        | Op::Pow
        | Op::WrappingPow
        | Op::Select
        | Op::Keep => Narrow::Ring,
        Op::SaturatingPow
        | Op::CountZeros
        | Op::LeadingZeros
        | Op::LeadingOnes
        | Op::TrailingZeros
        | Op::TrailingOnes
        | Op::RotateLeft
        | Op::RotateRight
        | Op::SwapBytes
        | Op::ReverseBits => Narrow::Never,
        _ => Narrow::InRange,
    }
}

/// An expression for an operation on operands of the given types, with a result of type `to`.
///
/// Operands are atoms: names, or what [`constant`](super::types::constant) gives, and not all of
/// them are constants (naga would compute with those, and refuse what overflows); they may be
/// repeated. The expression has no side effects, nests a few parentheses, and need not be an atom:
/// give it a name with `let`. Functions that it calls may read `p.zero: u32`, a parameter that is 0
/// at run time.
///
/// # Errors
/// If the device lacks what the operation needs; the span is for the caller to fill in.
pub fn operation(
    op: Op,
    args: &[(String, Scalar)],
    to: Scalar,
    needs: &mut Needs,
) -> Result<String, Refusal> {
    args.iter().map(|(_, ty)| *ty).chain([to]).try_for_each(|ty| has(ty, needs))?;
    let texts: Vec<&str> = args.iter().map(|(text, _)| text.as_str()).collect();
    // The type that decides is that of the operand, but for those that are of another.
    let from = match op {
        Op::FromBits | Op::Select => to,
        _ => args[0].1,
    };
    match op {
        Op::Cast => return Ok(cast::cast(texts[0], from, to, needs)),
        Op::Select => return Ok(format!("select({2}, {1}, {0})", texts[0], texts[1], texts[2])),
        Op::Keep if !from.is_float() => return Ok(texts[0].to_owned()),
        _ => {}
    }
    match from {
        Scalar::Bool => Ok(bools(op, &texts)),
        Scalar::F32 | Scalar::F64 => Ok(float::float(op, &texts, from, needs)),
        _ => int::int(op, &texts, from, needs),
    }
}

/// Whether the device has registers for a type.
pub(super) fn has(ty: Scalar, needs: &Needs) -> Result<(), Refusal> {
    let (wide, caps) = (needs.words == Words::Wide, needs.caps);
    match ty {
        // Bits of 64-bit floats are 64-bit integers.
        Scalar::F64 if !(caps.f64 && caps.i64) => refuse("this device has no 64-bit floats"),
        Scalar::I64 | Scalar::U64 if !caps.i64 => refuse("this device has no 64-bit integers"),
        Scalar::Isize | Scalar::Usize if wide && !caps.i64 => {
            refuse("this device has no 64-bit integers, and 32 bits are not proved to be enough")
        }
        _ => Ok(()),
    }
}

pub(super) fn refuse<T>(reason: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal { span: Span::default(), reason: reason.into() })
}

/// `false` is below `true`.
fn bools(op: Op, args: &[&str]) -> String {
    let a = args[0];
    let b = args.get(1).copied().unwrap_or_default();
    match op {
        Op::Not => format!("!{a}"),
        Op::And => format!("{a} & {b}"),
        Op::Or => format!("{a} | {b}"),
        Op::Xor | Op::Ne => format!("{a} != {b}"),
        Op::Eq => format!("{a} == {b}"),
        Op::Lt => format!("!{a} & {b}"),
        Op::Le => format!("!{a} | {b}"),
        Op::Gt => format!("{a} & !{b}"),
        Op::Ge => format!("{a} | !{b}"),
        _ => no_such(op, Scalar::Bool),
    }
}

/// The operator of a comparison.
fn comparison(op: Op) -> Option<&'static str> {
    Some(match op {
        Op::Eq => "==",
        Op::Ne => "!=",
        Op::Lt => "<",
        Op::Le => "<=",
        Op::Gt => ">",
        Op::Ge => ">=",
        _ => return None,
    })
}

/// The verifier has seen to it that operations stand with types that they take.
fn no_such(op: Op, ty: Scalar) -> ! {
    panic!("metate bug: {} of {ty}", op.row().name)
}
