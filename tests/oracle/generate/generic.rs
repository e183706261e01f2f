//! Random kernels with a type parameter.
//!
//! In: a bound and a scalar type that stands in for the parameter while a kernel is made. Out: the
//! parameter's name where the type would be written, and which operations, literals and
//! conversions its bound allows. Always true: the stand-in is no type that a trait's signature
//! names, so every value of it is of type `T`; every function has a parameter that shows what `T`
//! is. Deliberately absent: two type parameters, and helpers called with other types than the
//! kernel's.

use metate_lang::generic::Bound;
use metate_lang::op::{Op, Syntax};
use metate_lang::ty::{ArrayTy, Scalar, Ty};

use super::Writer;

/// The type parameter.
#[derive(Clone, Copy)]
pub(super) struct Generic {
    stand_in: Scalar,
    bound: Bound,
}

impl Writer<'_> {
    /// Makes the kernel generic, rarely.
    pub(super) fn choose_generic(&mut self) {
        if self.choices.chance(1, 8) {
            let bound = *self.choices.pick(&[Bound::Float, Bound::Int, Bound::Number]);
            let stand_in = match bound {
                Bound::Float => Scalar::F32,
                Bound::Int => Scalar::I16,
                Bound::Number => Scalar::U16,
            };
            self.generic = Some(Generic { stand_in, bound });
            self.favourites.extend([stand_in; 4]);
        }
    }

    /// The bound of this type, if it is the type parameter.
    pub(super) fn bound(&self, ty: Scalar) -> Option<Bound> {
        self.generic.filter(|generic| generic.stand_in == ty).map(|generic| generic.bound)
    }

    /// Whether it is a type parameter of which nothing but that is known.
    pub(super) fn is_number(&self, ty: Scalar) -> bool {
        self.bound(ty) == Some(Bound::Number)
    }

    /// How a type is written.
    pub(super) fn written(&self, ty: Scalar) -> &'static str {
        if self.bound(ty).is_some() { "T" } else { ty.name() }
    }

    /// How the type of an array is written.
    pub(super) fn written_array(&self, ty: ArrayTy) -> String {
        Ty::Array(ty).to_string().replace(ty.elem.name(), self.written(ty.elem))
    }

    /// The type parameter with its bound, behind a function's name.
    pub(super) fn type_parameters(&self) -> String {
        self.generic.map_or(String::new(), |generic| format!("<T: {}>", generic.bound.name()))
    }

    /// The type parameter's stand-in.
    pub(super) fn type_parameter(&self) -> Option<Scalar> {
        self.generic.map(|generic| generic.stand_in)
    }

    /// A type that is no type parameter.
    pub(super) fn plain_scalar(&mut self) -> Scalar {
        let ty = self.scalar_ty();
        if self.bound(ty).is_some() { Scalar::I64 } else { ty }
    }

    /// Whether an operation may be written for these types.
    pub(super) fn allows(&self, op: Op, types: &[Scalar], result: Scalar) -> bool {
        let Some(Generic { stand_in, bound }) = self.generic else { return true };
        if types.first() != Some(&stand_in) {
            return result != stand_in && !types.contains(&stand_in);
        }
        match op.row().syntax {
            Syntax::Method => bound.has_method(op.row().name),
            Syntax::Operator(symbol) => match symbol {
                "&" | "|" | "^" | "!" => bound == Bound::Int,
                "<<" | ">>" => bound == Bound::Int && types[1..] == [Scalar::U32],
                "-" if types.len() == 1 => bound == Bound::Float,
                _ => true,
            },
            _ => false,
        }
    }

    /// A constant of the type parameter.
    pub(super) fn generic_literal(&mut self, bound: Bound) -> String {
        let constants: &[&str] = match bound {
            Bound::Number | Bound::Int => &["ZERO", "ONE", "MAX", "MIN"],
            Bound::Float => {
                &["ZERO", "ONE", "PI", "LN_2", "EPSILON", "MAX", "INFINITY", "NAN", "MIN_POSITIVE"]
            }
        };
        match self.choices.below(5) {
            0 | 1 => format!("T::{}", self.choices.pick(constants)),
            2 => format!("T::from_usize({}_usize)", self.choices.below(100)),
            3 => format!("T::from_i64({})", self.literal(Scalar::I64)),
            _ => format!("T::from_f64({})", self.literal(Scalar::F64)),
        }
    }

    /// A value of another type as one of the type parameter's.
    pub(super) fn made_generic(&mut self, depth: usize) -> String {
        let (name, from) = *self.choices.pick(&[
            ("from_f64", Scalar::F64),
            ("from_i64", Scalar::I64),
            ("from_usize", Scalar::Usize),
        ]);
        format!("T::{name}({})", self.expr(from, depth))
    }

    /// A value of the type parameter as one of another type.
    pub(super) fn plain_of_generic(&mut self, operand: &str, ty: Scalar) -> String {
        match ty {
            Scalar::F64 => format!("{operand}.to_f64()"),
            Scalar::I64 => format!("{operand}.to_i64()"),
            Scalar::Usize => format!("{operand}.to_usize()"),
            Scalar::Bool => format!("({operand} > {operand})"),
            Scalar::F32 => format!("({operand}.to_f64() as f32)"),
            _ => format!("({operand}.to_i64() as {})", self.written(ty)),
        }
    }

    /// How to divide by a value without a trap, most of the time.
    pub(super) fn generic_divisor(&mut self, bound: Bound, divisor: &str) -> String {
        match bound {
            Bound::Int => format!("({divisor} | T::ONE)"),
            Bound::Number | Bound::Float => {
                format!("T::from_usize({}_usize)", 1 + self.choices.below(9))
            }
        }
    }
}
