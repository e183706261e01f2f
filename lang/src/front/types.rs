//! Types as they are written, and the signatures of functions.
//!
//! In: [`ast::Type`] and a function's head. Out: [`Ty`] and [`Head`]. Always true: a parameter is
//! a value or one of the six array containers or lent, a result is `()` or a value. A type that is not
//! supported becomes [`Type::Error`], so that its uses are silent. Deliberately absent:
//! lifetimes, which the parser drops, and types of expressions.

use super::Checker;
use super::infer::{Part, TupleType, Type};
use super::names::nearest;
use crate::error::{Code, Diagnostic, Span};
use crate::syntax::ast::{self, TypeKind};
use crate::ty::{ArrayTy, Container, MAX_PARTS, MAX_RANK, Scalar, Ty};

/// A function's signature.
#[derive(Debug)]
pub(super) struct Head<'a> {
    /// The function as it is written.
    pub(super) source: &'a ast::Func,
    /// Types of the parameters.
    pub(super) params: Vec<Type>,
    /// Type of the result.
    pub(super) ret: Type,
    /// Where the result's type stands, or the function's name.
    pub(super) ret_span: Span,
}

impl<'a> Checker<'a> {
    /// Reads a function's signature.
    pub(super) fn head(&mut self, source: &'a ast::Func) -> Head<'a> {
        let params = source.params.iter().map(|param| self.param_type(&param.ty)).collect();
        let ret = source.ret.as_ref().map_or(Type::Unit, |ret| self.result_type(ret));
        let ret_span = source.ret.as_ref().map_or(source.name.span, |ret| ret.span);
        Head { source, params, ret, ret_span }
    }

    /// The type of a parameter.
    pub(super) fn param_type(&mut self, ty: &'a ast::Type) -> Type {
        match &ty.kind {
            TypeKind::Tuple(parts) => return self.tuple_type(ty, parts),
            TypeKind::Fixed(..) => return self.fixed_type(ty),
            TypeKind::Ref { mutable, to } if matches!(to.kind, TypeKind::Fixed(..)) => {
                return self.lent_type(to, *mutable);
            }
            _ => {}
        }
        self.plain_param_type(ty)
    }

    /// The type of a parameter that is a scalar or an array without a length.
    pub(super) fn plain_param_type(&mut self, ty: &ast::Type) -> Type {
        if let Some(scalar) = plain_scalar(ty) {
            return Type::Scalar(scalar);
        }
        match array(ty) {
            Some(Ok(array)) => Type::Array(array),
            Some(Err(help)) => self.refuse_type(ty, "a parameter cannot have this type", help),
            None => self.unsupported(ty),
        }
    }

    /// The type of a function's result.
    fn result_type(&mut self, ty: &'a ast::Type) -> Type {
        match (&ty.kind, plain_scalar(ty)) {
            (TypeKind::Unit, _) => Type::Unit,
            (_, Some(scalar)) => Type::Scalar(scalar),
            (TypeKind::Tuple(parts), _) => self.tuple_type(ty, parts),
            (TypeKind::Fixed(..), _) => self.fixed_type(ty),
            _ if array(ty).is_some() => {
                let help = "write to a `&mut [T]` or `ArrayViewMut` parameter".to_owned();
                let problem = Diagnostic::new(
                    Code::UnsupportedSignature,
                    ty.span,
                    "a kernel returns a scalar or nothing",
                );
                self.report(problem.label("an array cannot be returned").help(help))
            }
            _ => self.unsupported(ty),
        }
    }

    /// The type of a variable.
    pub(super) fn value_type(&mut self, ty: &'a ast::Type) -> Type {
        match &ty.kind {
            TypeKind::Tuple(parts) => self.tuple_type(ty, parts),
            TypeKind::Fixed(..) => self.fixed_type(ty),
            _ => self.scalar_type(ty),
        }
    }

    fn tuple_type(&mut self, ty: &ast::Type, parts: &[ast::Type]) -> Type {
        let parts: Vec<Type> = parts.iter().map(|part| self.scalar_type(part)).collect();
        let parts: Option<Vec<Part>> = parts.into_iter().map(Part::of).collect();
        match parts.and_then(|parts| TupleType::new(&parts)) {
            Some(tuple) => Type::Tuple(tuple),
            None => {
                let message = format!("a tuple has at most {MAX_PARTS} parts in a kernel");
                self.refuse_type(ty, &message, "use several tuples".to_owned())
            }
        }
    }

    /// `[T; N]`, whose elements may be arrays themselves.
    fn fixed_type(&mut self, ty: &'a ast::Type) -> Type {
        let mut extents = Some(Vec::new());
        let mut inner = ty;
        while let TypeKind::Fixed(elem, length) = &inner.kind {
            let length = self.length(length);
            extents = extents.zip(length).map(|(extents, length)| [extents, vec![length]].concat());
            inner = elem;
        }
        let elem = match plain_scalar(inner) {
            Some(elem) => elem,
            None if matches!(inner.kind, TypeKind::Infer) => {
                let help = "write the type of its elements, or leave the whole type out".to_owned();
                return self.refuse_type(inner, "the elements of this array have no type", help);
            }
            None => {
                let help = "use one array per part of the element".to_owned();
                return self.refuse_type(inner, "the elements of an array are scalars", help);
            }
        };
        match extents {
            Some(extents) => self.fixed_of(Part::Scalar(elem), &extents, ty.span),
            None => Type::Error,
        }
    }

    /// `&[T; N]` or `&mut [T; N]`
    fn lent_type(&mut self, to: &'a ast::Type, mutable: bool) -> Type {
        match self.fixed_type(to) {
            Type::Fixed(array) => match self.body.infer.settle(Type::Fixed(array)) {
                Ty::Fixed(array) => Type::Lent(array, mutable),
                _ => Type::Error,
            },
            _ => Type::Error,
        }
    }

    /// The type that a value is cast to.
    pub(super) fn scalar_type(&mut self, ty: &ast::Type) -> Type {
        match plain_scalar(ty) {
            Some(scalar) => Type::Scalar(scalar),
            None if array(ty).is_some() => {
                let help = "use the array parameter by its own name".to_owned();
                self.refuse_type(ty, "a variable holds a scalar, not an array", help)
            }
            None => self.unsupported(ty),
        }
    }

    fn refuse_type(&mut self, ty: &ast::Type, message: &str, help: String) -> Type {
        self.report(Diagnostic::new(Code::UnsupportedType, ty.span, message).help(help))
    }

    fn unsupported(&mut self, ty: &ast::Type) -> Type {
        let written = ty.span.text(self.text);
        let message = format!("the type `{written}` is not supported in a kernel");
        let mut problem = Diagnostic::new(Code::UnsupportedType, ty.span, message);
        if let TypeKind::Path { name, .. } = &ty.kind {
            let known = Scalar::ALL.iter().map(|scalar| scalar.name());
            let scalar = || foreign_scalar(name).or_else(|| nearest(name, known));
            problem.help = foreign_type(name)
                .map(str::to_owned)
                .or_else(|| scalar().map(|meant| format!("did you mean `{meant}`?")));
        }
        self.report(problem.note(
            "scalars are `bool`, `i8` to `i64`, `u8` to `u64`, `isize`, `usize`, `f32` and `f64`",
        ))
    }
}

fn plain_scalar(ty: &ast::Type) -> Option<Scalar> {
    match &ty.kind {
        TypeKind::Path { name, args } if args.is_empty() => Scalar::from_name(name),
        _ => None,
    }
}

/// What C, Python and Java call a scalar.
/// What to write instead of a type that kernels have not.
fn foreign_type(name: &str) -> Option<&'static str> {
    Some(match name {
        "Vec" | "VecDeque" | "list" | "List" | "ndarray" => {
            "take a slice, `&[f64]` or `&mut [f64]`, or a view, such as `ArrayView1<f64>`"
        }
        "Option" | "Result" => {
            "return a value that tells, such as `f64::NAN`, or a tuple with a `bool`"
        }
        "Box" | "Rc" | "Arc" | "Cell" | "RefCell" => "write the type inside of it",
        "String" | "str" | "char" => "kernels compute with numbers and `bool`",
        "HashMap" | "HashSet" | "BTreeMap" | "BTreeSet" | "dict" => {
            "store values in an array, and index it with integers"
        }
        "u128" => "write `u64`, or two of them",
        "i128" => "write `i64`, or two of them",
        "f16" | "bf16" => "write `f32`",
        "f128" => "write `f64`",
        "Complex" | "Complex64" | "Complex32" | "complex" => {
            "write the two parts as a tuple, `(f64, f64)`"
        }
        "Self" => "write the type itself",
        "Float" | "Int" | "Number" => {
            "write the type itself, such as `f64`, or declare `T: Float` and write `T`"
        }
        _ if name.starts_with("ArrayView") || is_ranked(name) => {
            "arrays have 0 to 6 axes in a kernel"
        }
        _ => return None,
    })
}

/// Whether ndarray would name an array of so many axes like this.
fn is_ranked(name: &str) -> bool {
    name.strip_prefix("Array").is_some_and(|rank| rank.parse::<u32>().is_ok())
}

fn foreign_scalar(name: &str) -> Option<&'static str> {
    Some(match name {
        "double" | "float64" | "float" => "f64",
        "float32" | "single" => "f32",
        "int" | "int32" | "int32_t" => "i32",
        "long" | "int64" | "int64_t" => "i64",
        "uint" | "unsigned" | "uint32" | "uint32_t" => "u32",
        "uint64" | "uint64_t" => "u64",
        "size_t" => "usize",
        "boolean" | "Bool" => "bool",
        _ => return None,
    })
}

/// The array type that is written; `Err` says what to write instead, `None` that it is none.
fn array(ty: &ast::Type) -> Option<Result<ArrayTy, String>> {
    match &ty.kind {
        TypeKind::Ref { mutable, to } => reference(*mutable, to),
        TypeKind::Slice(elem) => {
            Some(Err(format!("write `&[{0}]` or `&mut [{0}]`", plain_scalar(elem)?)))
        }
        TypeKind::Path { name, args } => {
            let (family, rank) = family(name)?;
            let elem = element(args);
            Some(match (family, rank, elem) {
                (Family::View, Some(rank), Ok(elem)) => {
                    Ok(ArrayTy { elem, rank, container: Container::View })
                }
                (Family::ViewMut, Some(rank), Ok(elem)) => {
                    Ok(ArrayTy { elem, rank, container: Container::ViewMut })
                }
                (Family::Owned, Some(rank), Ok(elem)) => {
                    Err(format!("write `&Array{rank}<{elem}>` or `ArrayView{rank}<{elem}>`"))
                }
                (_, None, _) => {
                    Err(format!("write the rank into the name: `{}2<f64>`", family.name()))
                }
                (_, _, Err(help)) => Err(help),
            })
        }
        TypeKind::Unit | TypeKind::Infer | TypeKind::Fixed(..) | TypeKind::Tuple(_) => None,
    }
}

/// The array type `&to` or `&mut to`.
fn reference(mutable: bool, to: &ast::Type) -> Option<Result<ArrayTy, String>> {
    let (shared, exclusive) = match &to.kind {
        TypeKind::Slice(elem) => {
            let container = if mutable { Container::SliceMut } else { Container::Slice };
            let Some(elem) = plain_scalar(elem) else {
                return Some(Err("the elements of a slice are scalars".to_owned()));
            };
            return Some(Ok(ArrayTy { elem, rank: 1, container }));
        }
        TypeKind::Path { name, args } => match (family(name)?, element(args)) {
            ((Family::Owned, Some(rank)), Ok(elem)) => {
                let container = if mutable { Container::ArrayMut } else { Container::Array };
                return Some(Ok(ArrayTy { elem, rank, container }));
            }
            ((Family::Owned, None), _) => {
                return Some(Err("write the rank into the name: `&Array2<f64>`".to_owned()));
            }
            ((Family::View | Family::ViewMut, _), Ok(elem)) => {
                let rank = family(name).and_then(|(_, rank)| rank).unwrap_or(2);
                (format!("ArrayView{rank}<{elem}>"), format!("ArrayViewMut{rank}<{elem}>"))
            }
            (_, Err(help)) => return Some(Err(help)),
        },
        TypeKind::Unit
        | TypeKind::Infer
        | TypeKind::Ref { .. }
        | TypeKind::Fixed(..)
        | TypeKind::Tuple(_) => return None,
    };
    Some(Err(format!("a view is passed by value: write `{shared}` or `{exclusive}`")))
}

/// The families of n-d arrays.
#[derive(Clone, Copy)]
enum Family {
    Owned,
    View,
    ViewMut,
}

impl Family {
    fn name(self) -> &'static str {
        match self {
            Family::Owned => "&Array",
            Family::View => "ArrayView",
            Family::ViewMut => "ArrayViewMut",
        }
    }
}

/// The family and rank a type of this name has, if it is one of ndarray's.
/// Whether the name is that of a type in kernels.
pub(super) fn is_type(name: &str) -> bool {
    Scalar::from_name(name).is_some() || family(name).is_some()
}

fn family(name: &str) -> Option<(Family, Option<u8>)> {
    let (family, rest) =
        [("ArrayViewMut", Family::ViewMut), ("ArrayView", Family::View), ("Array", Family::Owned)]
            .into_iter()
            .find_map(|(prefix, family)| Some((family, name.strip_prefix(prefix)?)))?;
    match rest.as_bytes() {
        [] | [b'D'] => Some((family, None)),
        [digit @ b'0'..=b'9'] if usize::from(digit - b'0') <= MAX_RANK => {
            Some((family, Some(digit - b'0')))
        }
        _ => None,
    }
}

/// The element type among the type arguments of an array.
fn element(args: &[ast::Type]) -> Result<Scalar, String> {
    match args {
        [elem] => plain_scalar(elem).ok_or_else(|| "the elements of an array are scalars".into()),
        [] => Err("say what the elements are, as in `ArrayView1<f64>`".to_owned()),
        _ => Err("write `ArrayView2<f64>`: the rank is part of the name".to_owned()),
    }
}
