//! The types of the kernel language and the signature a kernel is specialised on.
//!
//! Always true: array extents and strides are never part of a type; they are run-time values.
//! Deliberately absent: type inference (in `front`) and Rust's own spelling of every container
//! beyond what a parameter needs.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! scalars {
    ($($variant:ident $rust:ident $bits:literal $kind:ident;)*) => {
        /// A scalar type. `usize` and `isize` have 64 bits: kernels run on 64-bit hosts only.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Scalar {
            $(#[doc = concat!("`", stringify!($rust), "`")] $variant,)*
        }

        impl Scalar {
            /// Every scalar type.
            pub const ALL: &'static [Scalar] = &[$(Scalar::$variant),*];

            /// The type's name in Rust.
            pub fn name(self) -> &'static str {
                match self { $(Scalar::$variant => stringify!($rust)),* }
            }

            /// Width of a value in bits; `bool` has one.
            pub fn bits(self) -> u32 {
                match self { $(Scalar::$variant => $bits),* }
            }

            /// What kind of number it is.
            pub fn kind(self) -> Kind {
                match self { $(Scalar::$variant => Kind::$kind),* }
            }
        }
    };
}

/// What kind of number a scalar type holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Kind {
    /// `bool`
    Bool,
    /// Two's complement.
    Signed,
    /// Natural numbers.
    Unsigned,
    /// IEEE 754 binary.
    Float,
}

scalars! {
    Bool bool 1 Bool;
    I8 i8 8 Signed;
    I16 i16 16 Signed;
    I32 i32 32 Signed;
    I64 i64 64 Signed;
    Isize isize 64 Signed;
    U8 u8 8 Unsigned;
    U16 u16 16 Unsigned;
    U32 u32 32 Unsigned;
    U64 u64 64 Unsigned;
    Usize usize 64 Unsigned;
    F32 f32 32 Float;
    F64 f64 64 Float;
}

impl Scalar {
    /// The scalar type of this Rust name.
    pub fn from_name(name: &str) -> Option<Scalar> {
        Scalar::ALL.iter().copied().find(|scalar| scalar.name() == name)
    }

    /// Bytes an element takes in an array; a `bool` takes one.
    pub fn bytes(self) -> u32 {
        self.bits().div_ceil(8)
    }

    /// Whether it is `f32` or `f64`.
    pub fn is_float(self) -> bool {
        self.kind() == Kind::Float
    }

    /// Whether it is an integer type.
    pub fn is_int(self) -> bool {
        matches!(self.kind(), Kind::Signed | Kind::Unsigned)
    }

    /// Whether it is a signed integer type.
    pub fn is_signed(self) -> bool {
        self.kind() == Kind::Signed
    }
}

impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How a parameter's array type is spelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Container {
    /// `&[T]`
    Slice,
    /// `&mut [T]`
    SliceMut,
    /// `ArrayViewN<T>`
    View,
    /// `ArrayViewMutN<T>`
    ViewMut,
    /// `&ArrayN<T>`
    Array,
    /// `&mut ArrayN<T>`
    ArrayMut,
}

/// The largest rank of an array parameter, as in ndarray's fixed dimensions.
pub const MAX_RANK: usize = 6;

/// The type of an array parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ArrayTy {
    /// Type of the elements.
    pub elem: Scalar,
    /// Number of axes, at most [`MAX_RANK`]; one without axes has one element.
    pub rank: u8,
    /// How the text spells it.
    pub container: Container,
}

impl ArrayTy {
    /// Whether elements may be assigned to.
    pub fn is_mutable(self) -> bool {
        matches!(self.container, Container::SliceMut | Container::ViewMut | Container::ArrayMut)
    }

    /// Whether it is a slice, indexed by `x[i]` only.
    pub fn is_slice(self) -> bool {
        matches!(self.container, Container::Slice | Container::SliceMut)
    }
}

impl fmt::Display for ArrayTy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ArrayTy { elem, rank, container } = self;
        match container {
            Container::Slice => write!(f, "&[{elem}]"),
            Container::SliceMut => write!(f, "&mut [{elem}]"),
            Container::View => write!(f, "ArrayView{rank}<{elem}>"),
            Container::ViewMut => write!(f, "ArrayViewMut{rank}<{elem}>"),
            Container::Array => write!(f, "&Array{rank}<{elem}>"),
            Container::ArrayMut => write!(f, "&mut Array{rank}<{elem}>"),
        }
    }
}

/// The most parts of a tuple.
pub const MAX_PARTS: usize = 8;

/// The type of a tuple of scalars, `(f64, usize)`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TupleTy {
    len: u8,
    parts: [Scalar; MAX_PARTS],
}

impl TupleTy {
    /// The tuple type with these parts: one to [`MAX_PARTS`] of them.
    pub fn new(parts: &[Scalar]) -> Option<TupleTy> {
        let len = u8::try_from(parts.len()).ok().filter(|&len| len > 0)?;
        let mut all = [Scalar::Bool; MAX_PARTS];
        all.get_mut(..parts.len())?.copy_from_slice(parts);
        Some(TupleTy { len, parts: all })
    }

    /// The types of its parts.
    pub fn parts(&self) -> &[Scalar] {
        &self.parts[..usize::from(self.len)]
    }
}

impl fmt::Debug for TupleTy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for TupleTy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.parts() {
            [only] => write!(f, "({only},)"),
            parts => {
                f.write_str("(")?;
                for (number, part) in parts.iter().enumerate() {
                    let comma = if number > 0 { ", " } else { "" };
                    write!(f, "{comma}{part}")?;
                }
                f.write_str(")")
            }
        }
    }
}

/// The most axes of a fixed array.
pub const MAX_FIXED_RANK: usize = 4;

/// The most elements of a fixed array; it lives on the stack of whoever runs the kernel.
pub const MAX_FIXED_LEN: usize = 4096;

/// The type of a fixed local array, `[[f64; 3]; 2]`: two rows of three.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FixedTy {
    /// Type of the elements.
    pub elem: Scalar,
    rank: u8,
    extents: [u16; MAX_FIXED_RANK],
}

impl FixedTy {
    /// The type of an array with these extents, the outermost first: one to
    /// [`MAX_FIXED_RANK`] of them, and at most [`MAX_FIXED_LEN`] elements.
    pub fn new(elem: Scalar, extents: &[usize]) -> Option<FixedTy> {
        let len = extents.iter().try_fold(1usize, |len, &extent| len.checked_mul(extent))?;
        if extents.is_empty() || len > MAX_FIXED_LEN {
            return None;
        }
        let mut all = [0; MAX_FIXED_RANK];
        for (to, &extent) in all.get_mut(..extents.len())?.iter_mut().zip(extents) {
            *to = u16::try_from(extent).ok()?;
        }
        Some(FixedTy { elem, rank: extents.len() as u8, extents: all })
    }

    /// The type with other elements.
    pub fn with_elem(self, elem: Scalar) -> FixedTy {
        FixedTy { elem, ..self }
    }

    /// Number of axes.
    pub fn rank(self) -> usize {
        usize::from(self.rank)
    }

    /// The extents, the outermost first.
    pub fn extents(self) -> impl ExactSizeIterator<Item = usize> + DoubleEndedIterator + Clone {
        let rank = self.rank();
        self.extents.into_iter().take(rank).map(usize::from)
    }

    /// Number of elements.
    pub fn len(self) -> usize {
        self.extents().product()
    }

    /// Whether it has no elements.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Bytes it takes in memory.
    pub fn bytes(self) -> usize {
        self.len() * self.elem.bytes() as usize
    }
}

impl fmt::Debug for FixedTy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for FixedTy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.extents().try_for_each(|_| f.write_str("["))?;
        write!(f, "{}", self.elem)?;
        self.extents().rev().try_for_each(|extent| write!(f, "; {extent}]"))
    }
}

/// The type of an expression, a variable or a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Ty {
    /// `()`
    Unit,
    /// `!`: control never gets past it.
    Never,
    /// A scalar.
    Scalar(Scalar),
    /// Several scalars.
    Tuple(TupleTy),
    /// An array parameter.
    Array(ArrayTy),
    /// A fixed array, held by value.
    Fixed(FixedTy),
    /// A fixed array that a helper borrows: `&[f64; 3]`, `&mut [f64; 3]`.
    Lent {
        /// What is borrowed.
        array: FixedTy,
        /// Whether it is `&mut`.
        mutable: bool,
    },
}

impl Ty {
    /// The scalars that a value of the type consists of; none for `()`, `!` and arrays.
    pub fn scalars(&self) -> &[Scalar] {
        match self {
            Ty::Scalar(scalar) => std::slice::from_ref(scalar),
            Ty::Tuple(tuple) => tuple.parts(),
            Ty::Unit | Ty::Never | Ty::Array(_) | Ty::Fixed(_) | Ty::Lent { .. } => &[],
        }
    }
}

impl fmt::Display for Ty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ty::Unit => f.write_str("()"),
            Ty::Never => f.write_str("!"),
            Ty::Scalar(scalar) => scalar.fmt(f),
            Ty::Tuple(tuple) => tuple.fmt(f),
            Ty::Array(array) => array.fmt(f),
            Ty::Fixed(array) => array.fmt(f),
            Ty::Lent { array, mutable: false } => write!(f, "&{array}"),
            Ty::Lent { array, mutable: true } => write!(f, "&mut {array}"),
        }
    }
}

/// What is known of an array's strides when a kernel is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Layout {
    /// Row-major without gaps: each stride is the product of the extents behind it.
    Contiguous,
    /// The last axis has stride 1, the others any.
    UnitInner,
    /// Any strides: negative and zero included.
    Strided,
}

impl Layout {
    /// Every class, the most specific first.
    pub const ALL: &'static [Layout] = &[Layout::Contiguous, Layout::UnitInner, Layout::Strided];

    /// The name in IR text.
    pub fn name(self) -> &'static str {
        match self {
            Layout::Contiguous => "contiguous",
            Layout::UnitInner => "unit_inner",
            Layout::Strided => "strided",
        }
    }

    /// The most specific class of an array with these extents and strides (in elements).
    ///
    /// The stride of an axis of extent 0 or 1 is never used and counts as whatever fits, except
    /// on the last axis: code of the first two classes takes that stride to be 1, and does so
    /// safely only because index 0 is then the sole index.
    #[inline]
    pub fn of(extents: &[usize], strides: &[isize]) -> Layout {
        let fits = |axis: usize, wanted: isize| extents[axis] <= 1 || strides[axis] == wanted;
        let Some(last) = extents.len().checked_sub(1) else { return Layout::Contiguous };
        if !fits(last, 1) {
            return Layout::Strided;
        }
        let mut stride = 1isize;
        for axis in (0..=last).rev() {
            if !fits(axis, stride) {
                return Layout::UnitInner;
            }
            stride = stride.saturating_mul(extents[axis] as isize);
        }
        Layout::Contiguous
    }
}

/// The type of one argument as a compiled kernel sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ParamTy {
    /// A scalar, passed by value.
    Scalar(Scalar),
    /// An array.
    Array {
        /// Type of the elements.
        elem: Scalar,
        /// Number of axes.
        rank: u8,
        /// What is known of its strides.
        layout: Layout,
        /// Whether the kernel may write to it.
        mutable: bool,
    },
}

impl fmt::Display for ParamTy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ParamTy::Scalar(scalar) => scalar.fmt(f),
            ParamTy::Array { elem, rank, layout, mutable } => {
                let view = if *mutable { "ArrayViewMut" } else { "ArrayView" };
                write!(f, "{view}{rank}<{elem}, {}>", layout.name())
            }
        }
    }
}

/// What a kernel is compiled for: the types, ranks and layout classes of its arguments.
///
/// Sizes are never part of it. It is the key under which a compiled program is cached.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Signature {
    /// One entry per parameter, in order.
    pub params: Vec<ParamTy>,
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(")?;
        for (number, param) in self.params.iter().enumerate() {
            if number > 0 {
                f.write_str(", ")?;
            }
            param.fmt(f)?;
        }
        f.write_str(")")
    }
}
