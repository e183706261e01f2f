//! Inference variables and how types are made equal, in rustc's order.
//!
//! In: types of expressions, as the checker meets them. Out: one scalar type per variable.
//! Always true: a variable stands for an integer or for a float literal whose type is not known
//! yet; it is bound at most once and then keeps its type; what is still open at the end becomes
//! `i32` or `f64`. Tuples and fixed arrays hold such scalars. [`Type::Error`] agrees with everything, so a problem is reported once.
//! Deliberately absent: general variables, traits and coercions. In this language rustc's
//! built-in operators need none of them: both operands are made equal as soon as both are known
//! to be numbers of one kind.

use std::fmt;

use crate::op::Class;
use crate::ty::{ArrayTy, FixedTy, Kind, MAX_PARTS, Scalar, TupleTy, Ty};

/// The type of an expression while its function is being checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    /// Something was wrong here and has been reported.
    Error,
    /// `!`
    Never,
    /// `()`
    Unit,
    /// A scalar.
    Scalar(Scalar),
    /// The type of a literal, not known yet.
    Var(Var),
    /// Several scalars.
    Tuple(TupleType),
    /// An array parameter.
    Array(ArrayTy),
    /// A fixed array.
    Fixed(FixedType),
    /// A borrowed fixed array, `&[T; N]`, and whether it is `&mut`.
    Lent(FixedTy, bool),
}

/// A scalar type as far as it is known: a part of a tuple, an element of a fixed array.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Something was wrong here and has been reported.
    Error,
    /// Known.
    Scalar(Scalar),
    /// The type of a literal, not known yet.
    Var(Var),
}

impl Part {
    /// The part as a type of its own.
    pub(super) fn ty(self) -> Type {
        match self {
            Part::Error => Type::Error,
            Part::Scalar(scalar) => Type::Scalar(scalar),
            Part::Var(var) => Type::Var(var),
        }
    }

    /// The part of this type, if it is one: a scalar, known or not.
    pub(super) fn of(ty: Type) -> Option<Part> {
        match ty {
            Type::Error => Some(Part::Error),
            Type::Scalar(scalar) => Some(Part::Scalar(scalar)),
            Type::Var(var) => Some(Part::Var(var)),
            Type::Never
            | Type::Unit
            | Type::Tuple(_)
            | Type::Array(_)
            | Type::Fixed(_)
            | Type::Lent(..) => None,
        }
    }
}

/// The type of a tuple.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TupleType {
    len: u8,
    parts: [Part; MAX_PARTS],
}

impl TupleType {
    /// A tuple of these parts, one to [`MAX_PARTS`] of them.
    pub(super) fn new(parts: &[Part]) -> Option<TupleType> {
        let len = u8::try_from(parts.len()).ok().filter(|&len| len > 0)?;
        let mut all = [Part::Error; MAX_PARTS];
        all.get_mut(..parts.len())?.copy_from_slice(parts);
        Some(TupleType { len, parts: all })
    }

    /// The types of its parts.
    pub(super) fn parts(&self) -> &[Part] {
        &self.parts[..usize::from(self.len)]
    }
}

/// The type of a fixed array; `shape` has some element type, which does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FixedType {
    /// The type of its elements.
    pub(super) elem: Part,
    /// Its extents.
    pub(super) shape: FixedTy,
}

impl FixedType {
    /// The type with elements of `elem`.
    fn of(self, elem: Scalar) -> FixedTy {
        self.shape.with_elem(elem)
    }
}

/// An inference variable; `kind` is repeated here so that printing needs no table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Var {
    number: u32,
    kind: VarKind,
}

/// What an inference variable may become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum VarKind {
    /// Any integer type.
    Int,
    /// `f32` or `f64`.
    Float,
}

impl VarKind {
    /// Whether a variable of this kind may become `scalar`.
    fn allows(self, scalar: Scalar) -> bool {
        match self {
            VarKind::Int => scalar.is_int(),
            VarKind::Float => scalar.is_float(),
        }
    }

    /// What it becomes if nothing else is said.
    fn fallback(self) -> Scalar {
        match self {
            VarKind::Int => Scalar::I32,
            VarKind::Float => Scalar::F64,
        }
    }
}

impl Type {
    /// `bool`
    pub(super) const BOOL: Type = Type::Scalar(Scalar::Bool);
    /// `usize`
    pub(super) const USIZE: Type = Type::Scalar(Scalar::Usize);

    /// Whether a variable can hold it: a scalar, a tuple or a fixed array, known or not.
    pub(super) fn is_value(self) -> bool {
        match self {
            Type::Scalar(_) | Type::Var(_) | Type::Tuple(_) | Type::Fixed(_) => true,
            Type::Error | Type::Never | Type::Unit | Type::Array(_) | Type::Lent(..) => false,
        }
    }

    /// The kind of literal it stands for, if it is not known yet.
    pub(super) fn open(self) -> Option<VarKind> {
        match self {
            Type::Var(var) => Some(var.kind),
            _ => None,
        }
    }

    /// Whether it is an integer type, known or not.
    pub(super) fn is_int(self) -> bool {
        match self {
            Type::Scalar(scalar) => scalar.is_int(),
            Type::Var(var) => var.kind == VarKind::Int,
            _ => false,
        }
    }

    /// Whether it is a float type, known or not.
    pub(super) fn is_float(self) -> bool {
        match self {
            Type::Scalar(scalar) => scalar.is_float(),
            Type::Var(var) => var.kind == VarKind::Float,
            _ => false,
        }
    }

    /// Whether it may still turn out to be in `class`.
    pub(super) fn may_be(self, class: Class) -> bool {
        match self {
            Type::Error => true,
            Type::Scalar(scalar) => class.holds(scalar),
            Type::Var(var) => class.holds(var.kind.fallback()),
            Type::Never
            | Type::Unit
            | Type::Tuple(_)
            | Type::Array(_)
            | Type::Fixed(_)
            | Type::Lent(..) => false,
        }
    }
}

impl From<Ty> for Type {
    fn from(ty: Ty) -> Type {
        match ty {
            Ty::Unit => Type::Unit,
            Ty::Never => Type::Never,
            Ty::Scalar(scalar) => Type::Scalar(scalar),
            Ty::Tuple(tuple) => {
                let parts: Vec<Part> = tuple.parts().iter().copied().map(Part::Scalar).collect();
                TupleType::new(&parts).map_or(Type::Error, Type::Tuple)
            }
            Ty::Array(array) => Type::Array(array),
            Ty::Fixed(array) => {
                let shape = array.with_elem(Scalar::Bool);
                Type::Fixed(FixedType { elem: Part::Scalar(array.elem), shape })
            }
            Ty::Lent { array, mutable } => Type::Lent(array, mutable),
        }
    }
}

/// As rustc prints it, between backquotes.
impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", Plain(*self))
    }
}

/// A type as rustc prints it, without backquotes.
struct Plain(Type);

impl fmt::Display for Plain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Type::Error => f.write_str("_"),
            Type::Never => f.write_str("!"),
            Type::Unit => f.write_str("()"),
            Type::Scalar(scalar) => write!(f, "{scalar}"),
            Type::Var(Var { kind: VarKind::Int, .. }) => f.write_str("{integer}"),
            Type::Var(Var { kind: VarKind::Float, .. }) => f.write_str("{float}"),
            Type::Tuple(tuple) => {
                f.write_str("(")?;
                for (number, part) in tuple.parts().iter().enumerate() {
                    let comma = if number > 0 { ", " } else { "" };
                    write!(f, "{comma}{}", Plain(part.ty()))?;
                }
                f.write_str(if tuple.len == 1 { ",)" } else { ")" })
            }
            Type::Array(array) => write!(f, "{array}"),
            Type::Fixed(FixedType { elem, shape }) => {
                shape.extents().try_for_each(|_| f.write_str("["))?;
                write!(f, "{}", Plain(elem.ty()))?;
                shape.extents().rev().try_for_each(|extent| write!(f, "; {extent}]"))
            }
            Type::Lent(array, mutable) => write!(f, "{}", Ty::Lent { array, mutable }),
        }
    }
}

/// What is known of one variable.
#[derive(Clone, Copy, Debug)]
enum Slot {
    Open,
    Same(u32),
    Known(Scalar),
}

/// The variables of one function.
#[derive(Debug, Default)]
pub(super) struct Infer {
    slots: Vec<Slot>,
}

impl Infer {
    /// A new variable.
    pub(super) fn fresh(&mut self, kind: VarKind) -> Type {
        self.slots.push(Slot::Open);
        Type::Var(Var { number: self.slots.len() as u32 - 1, kind })
    }

    /// The type as far as it is known.
    pub(super) fn resolve(&mut self, ty: Type) -> Type {
        let var = match ty {
            Type::Var(var) => var,
            Type::Tuple(mut tuple) => {
                for part in &mut tuple.parts[..usize::from(tuple.len)] {
                    *part = self.resolve_part(*part);
                }
                return Type::Tuple(tuple);
            }
            Type::Fixed(FixedType { elem, shape }) => {
                return Type::Fixed(FixedType { elem: self.resolve_part(elem), shape });
            }
            _ => return ty,
        };
        let root = self.root(var.number);
        match self.slots[root as usize] {
            Slot::Known(scalar) => Type::Scalar(scalar),
            Slot::Open | Slot::Same(_) => Type::Var(Var { number: root, kind: var.kind }),
        }
    }

    fn resolve_part(&mut self, part: Part) -> Part {
        Part::of(self.resolve(part.ty())).unwrap_or(Part::Error)
    }

    /// The type at the end, when literals of open type fall back; an error counts as `()`.
    pub(super) fn settle(&mut self, ty: Type) -> Ty {
        match self.resolve(ty) {
            Type::Error | Type::Unit => Ty::Unit,
            Type::Never => Ty::Never,
            Type::Scalar(scalar) => Ty::Scalar(scalar),
            Type::Var(var) => Ty::Scalar(var.kind.fallback()),
            Type::Tuple(tuple) => {
                let parts: Vec<Scalar> =
                    tuple.parts().iter().map(|&part| self.settle_part(part)).collect();
                TupleTy::new(&parts).map_or(Ty::Unit, Ty::Tuple)
            }
            Type::Array(array) => Ty::Array(array),
            Type::Fixed(fixed) => Ty::Fixed(fixed.of(self.settle_part(fixed.elem))),
            Type::Lent(array, mutable) => Ty::Lent { array, mutable },
        }
    }

    fn settle_part(&mut self, part: Part) -> Scalar {
        match self.settle(part.ty()) {
            Ty::Scalar(scalar) => scalar,
            _ => Scalar::Bool,
        }
    }

    /// Makes two types equal; `None` if they cannot be.
    pub(super) fn unify(&mut self, left: Type, right: Type) -> Option<Type> {
        match (self.resolve(left), self.resolve(right)) {
            (Type::Error, _) | (_, Type::Error) => Some(Type::Error),
            (Type::Var(a), Type::Var(b)) if a.kind == b.kind => {
                if a.number != b.number {
                    self.slots[b.number as usize] = Slot::Same(a.number);
                }
                Some(Type::Var(a))
            }
            (Type::Var(var), Type::Scalar(scalar)) | (Type::Scalar(scalar), Type::Var(var)) => {
                let allowed = var.kind.allows(scalar);
                if allowed {
                    self.slots[var.number as usize] = Slot::Known(scalar);
                }
                allowed.then_some(Type::Scalar(scalar))
            }
            (Type::Tuple(left), Type::Tuple(right)) => self.unify_tuples(left, right),
            (Type::Fixed(left), Type::Fixed(right)) if left.shape == right.shape => {
                let elem = self.unify(left.elem.ty(), right.elem.ty())?;
                Some(Type::Fixed(FixedType { elem: Part::of(elem)?, ..left }))
            }
            (left, right) => (left == right).then_some(left),
        }
    }

    fn unify_tuples(&mut self, left: TupleType, right: TupleType) -> Option<Type> {
        let mut joined = left;
        if left.len != right.len {
            return None;
        }
        for (number, part) in joined.parts.iter_mut().enumerate().take(usize::from(left.len)) {
            *part = Part::of(self.unify(part.ty(), right.parts[number].ty())?)?;
        }
        Some(Type::Tuple(joined))
    }

    /// The representative of a variable; halves the path to it on the way.
    fn root(&mut self, mut number: u32) -> u32 {
        while let Slot::Same(next) = self.slots[number as usize] {
            if let Slot::Same(_) = self.slots[next as usize] {
                self.slots[number as usize] = self.slots[next as usize];
            }
            number = next;
        }
        number
    }
}

/// How a number of one type is written as another, for help texts; `None` if Rust has no way.
pub(super) fn conversion(text: &str, from: Type, to: Scalar) -> Option<String> {
    if let (Kind::Bool, Some(inner), true) =
        (to.kind(), text.strip_prefix('!'), from.may_be(Class::Int))
        && is_simple(inner)
    {
        return Some(format!("{inner} == 0"));
    }
    let operand = if is_simple(text) { text.to_owned() } else { format!("({text})") };
    let (is_number, is_bool) = (from.may_be(Class::Number), from == Type::BOOL);
    match to.kind() {
        Kind::Bool => match (from.is_float(), is_number) {
            (true, _) => Some(format!("{operand} != 0.0")),
            (_, true) => Some(format!("{operand} != 0")),
            _ => None,
        },
        Kind::Float if is_bool => Some(format!("{operand} as u8 as {to}")),
        Kind::Signed | Kind::Unsigned | Kind::Float if is_number || is_bool => {
            Some(format!("{operand} as {to}"))
        }
        Kind::Signed | Kind::Unsigned | Kind::Float => None,
    }
}

/// Whether `as` may follow the text without brackets around it.
fn is_simple(text: &str) -> bool {
    let mut depth = 0usize;
    text.chars().all(|letter| {
        match letter {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > 0 || letter.is_alphanumeric() || "_.:)]".contains(letter)
    })
}
