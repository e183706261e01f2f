//! Literals and named constants.
//!
//! In: digits with their suffix, and paths such as `std::f64::consts::PI`. Out: draft literals,
//! whose type may be open, and constants. Always true: a literal's value is made only when its
//! type is settled, so `300` is a problem exactly where it becomes a `u8`. Deliberately absent:
//! characters, strings and 128-bit integers.

use super::Checker;
use super::constant;
use super::draft::{Expr, Kind};
use super::infer::{Type, VarKind};
use super::names::nearest;
use crate::error::{Code, Diagnostic, Span};
use crate::syntax::ast;
use crate::ty::Scalar;
use crate::value::Value;

impl<'a> Checker<'a> {
    /// An integer literal; with a float's suffix it is a float.
    pub(super) fn int(
        &mut self,
        magnitude: u128,
        negative: bool,
        suffix: Option<&ast::Name>,
        hint: Option<Scalar>,
        span: Span,
    ) -> Expr<'a> {
        let Ok(suffix) = self.suffix(suffix) else { return Expr::refused(span) };
        let kind = Kind::Int { magnitude, negative };
        let ty = match (suffix, hint) {
            (Some(Scalar::F64), _) => {
                let value = magnitude as f64;
                return constant_at(Value::F64(if negative { -value } else { value }), span);
            }
            (Some(Scalar::F32), _) => {
                let value = magnitude as f32;
                if value.is_infinite() {
                    self.report(out_of_range(Scalar::F32, span));
                    return Expr::refused(span);
                }
                return constant_at(Value::F32(if negative { -value } else { value }), span);
            }
            (Some(scalar), _) => Type::Scalar(scalar),
            (None, Some(hint)) if hint.is_int() => Type::Scalar(hint),
            (None, _) => self.body.infer.fresh(VarKind::Int),
        };
        Expr { kind, ty, span }
    }

    /// A float literal.
    pub(super) fn float(
        &mut self,
        digits: &'a str,
        negative: bool,
        suffix: Option<&ast::Name>,
        hint: Option<Scalar>,
        span: Span,
    ) -> Expr<'a> {
        let Ok(written) = self.suffix(suffix) else { return Expr::refused(span) };
        let ty = match (written, hint) {
            (Some(scalar), _) if scalar.is_float() => Type::Scalar(scalar),
            (Some(scalar), _) => {
                let message = format!("a float literal cannot have the suffix `{scalar}`");
                self.report(Diagnostic::new(Code::UnsupportedLiteral, span, message));
                return Expr::refused(span);
            }
            (None, Some(hint)) if hint.is_float() => Type::Scalar(hint),
            (None, _) => self.body.infer.fresh(VarKind::Float),
        };
        Expr { kind: Kind::Float { digits, negative }, ty, span }
    }

    /// `true` or `false`
    pub(super) fn bool_literal(&mut self, value: bool, span: Span) -> Expr<'a> {
        constant_at(Value::Bool(value), span)
    }

    /// The type that a suffix names.
    fn suffix(&mut self, suffix: Option<&ast::Name>) -> Result<Option<Scalar>, ()> {
        let Some(suffix) = suffix else { return Ok(None) };
        match Scalar::from_name(&suffix.text) {
            Some(scalar) if scalar != Scalar::Bool => Ok(Some(scalar)),
            _ => {
                let message = format!("the suffix `{}` is not supported in a kernel", suffix.text);
                self.report(Diagnostic::new(Code::UnsupportedLiteral, suffix.span, message));
                Err(())
            }
        }
    }

    /// A constant of several path segments.
    pub(super) fn constant(&mut self, segments: &[ast::Name], span: Span) -> Expr<'a> {
        let words: Vec<&str> = segments.iter().map(|name| name.text.as_str()).collect();
        if let Some(value) = constant::named(&words) {
            return constant_at(value, span);
        }
        let path = words.join("::");
        let message = format!("there is no constant `{path}`");
        let mut problem = Diagnostic::new(Code::UnknownName, span, message);
        let last = words.last().copied().unwrap_or_default();
        let scalar = words.iter().rev().find_map(|word| Scalar::from_name(word));
        problem.help = match scalar.or(Some(Scalar::F64)) {
            Some(scalar) if constant::named(&["std", scalar.name(), "consts", last]).is_some() => {
                Some(format!("write `std::{scalar}::consts::{last}`"))
            }
            Some(scalar) if constant::named(&[scalar.name(), last]).is_some() => {
                Some(format!("write `{scalar}::{last}`"))
            }
            _ => {
                nearest(last, constant::all_names()).map(|meant| format!("did you mean `{meant}`?"))
            }
        };
        self.report(problem);
        Expr::refused(span)
    }
}

fn constant_at<'a>(value: Value, span: Span) -> Expr<'a> {
    Expr { kind: Kind::Const(value), ty: Type::Scalar(value.scalar()), span }
}

/// The value of an integer literal of this type, if it fits.
pub(super) fn int_value(magnitude: u128, negative: bool, scalar: Scalar) -> Option<Value> {
    let number = i128::try_from(magnitude).ok()?;
    Value::from_int(scalar, if negative { -number } else { number })
}

/// The value of a float literal of this type, if it is finite.
pub(super) fn float_value(digits: &str, negative: bool, scalar: Scalar) -> Option<Value> {
    if scalar == Scalar::F32 {
        let value: f32 = digits.parse().ok()?;
        value.is_finite().then_some(Value::F32(if negative { -value } else { value }))
    } else {
        let value: f64 = digits.parse().ok()?;
        value.is_finite().then_some(Value::F64(if negative { -value } else { value }))
    }
}

/// The problem of a literal that its type cannot hold.
pub(super) fn out_of_range(scalar: Scalar, span: Span) -> Diagnostic {
    let message = format!("the literal is out of range for `{scalar}`");
    let problem = Diagnostic::new(Code::LiteralRange, span, message);
    if scalar.is_int() {
        let (low, high) = constant::limits(scalar);
        problem.help(format!("`{scalar}` holds {low} to {high}"))
    } else {
        problem.help(format!("write `{scalar}::INFINITY` if that is meant"))
    }
}
