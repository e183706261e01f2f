//! THE table of operations: every operation on scalars, its name, types, effect and cost.
//!
//! In: nothing. Out: [`Op`], matched without `_ =>` by the checker, the evaluator, the verifier
//! and every code generator, so that a new row makes the compiler list what is left to do.
//! What an operation computes is defined in [`crate::eval`]. Deliberately absent: memory,
//! control flow and checks, which are statements of the IR.

use serde::{Deserialize, Serialize};

use crate::ty::{Kind, Scalar};

/// Sets of scalar types that an operation works on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Every scalar.
    Any,
    /// Integers and floats.
    Number,
    /// Signed integers and floats.
    Signed,
    /// Integers.
    Int,
    /// Signed integers.
    SignedInt,
    /// Unsigned integers.
    Unsigned,
    /// Floats.
    Float,
    /// `bool` and integers.
    Bits,
    /// `bool`.
    Bool,
}

impl Class {
    /// Whether the class holds this type.
    pub fn holds(self, scalar: Scalar) -> bool {
        match self {
            Class::Any => true,
            Class::Number => scalar != Scalar::Bool,
            Class::Signed => scalar.is_signed() || scalar.is_float(),
            Class::Int => scalar.is_int(),
            Class::SignedInt => scalar.is_signed(),
            Class::Unsigned => scalar.kind() == Kind::Unsigned,
            Class::Float => scalar.is_float(),
            Class::Bits => !scalar.is_float(),
            Class::Bool => scalar == Scalar::Bool,
        }
    }

    /// The class in words, for diagnostics.
    pub fn words(self) -> &'static str {
        match self {
            Class::Any => "scalars",
            Class::Number => "numbers",
            Class::Signed => "floats and signed integers",
            Class::Int => "integers",
            Class::SignedInt => "signed integers",
            Class::Unsigned => "unsigned integers",
            Class::Float => "floats",
            Class::Bits => "integers and `bool`",
            Class::Bool => "`bool`",
        }
    }
}

/// How an operation's operand types determine its result type. `U` is the unsigned integer as
/// wide as `T`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `T -> T`
    Unary,
    /// `T, T -> T`
    Binary,
    /// `T, T, T -> T`
    Ternary,
    /// `T, T -> bool`
    Compare,
    /// `T -> bool`
    Test,
    /// `bool, T, T -> T`
    Select,
    /// `T, i32 -> T`
    WithI32,
    /// `T, u32 -> T`
    WithU32,
    /// `T -> u32`
    Count,
    /// `T -> U`
    Unsigned,
    /// `T, T -> U`
    UnsignedBinary,
    /// `U -> T`
    FromUnsigned,
    /// any scalar to any scalar, as Rust's `as` allows
    Cast,
}

/// What an operation may do besides computing its result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing: it may be moved, repeated and dropped freely.
    Pure,
    /// Undefined for some operands: it stands behind checks that rule them out and must not be
    /// moved in front of them.
    Guarded(Guard),
}

/// What must have been ruled out before an operation; [`crate::ir::Check::before`] names the
/// checks. Of divisions those of integers are guarded alone: for floats they are pure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guard {
    /// Of a quotient: a divisor of zero, and a quotient that does not fit its type.
    Quotient,
    /// The same of a remainder.
    Remainder,
    /// Of a quotient: a divisor of zero.
    Divisor,
    /// The same of a remainder.
    RemDivisor,
    /// Limits, the second and third operand, that are not in order; NaN never is.
    Limits,
}

/// How an operation is written in a kernel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// An infix or prefix operator.
    Operator(&'static str),
    /// A method of the same name as the operation.
    Method,
    /// A function of the type, of the same name as the operation: `f64::from_bits(x)`.
    Associated,
    /// A function of the prelude, of the same name as the operation.
    Function,
    /// Not written by users: the front end and the passes make it.
    Internal,
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The operation's name in IR text, and the method's name in a kernel.
    pub name: &'static str,
    /// Operand and result types.
    pub shape: Shape,
    /// Types that `T` may be.
    pub class: Class,
    /// Whether it needs a check in front.
    pub effect: Effect,
    /// How users write it.
    pub syntax: Syntax,
    /// Modelled cost in cycles of one scalar evaluation, throughput-bound.
    pub cost: u32,
    /// Whether it is a mathematical function of `crate::math`, called rather than inlined.
    pub math: bool,
}

macro_rules! ops {
    ($($variant:ident $name:literal $shape:ident $class:ident $effect:ident$(($guard:ident))?
       $syntax:ident$(($symbol:literal))? $cost:literal $($math:ident)?;)*) => {
        /// An operation on scalars.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Op {
            $(#[doc = concat!("`", $name, "`")] $variant,)*
        }

        impl Op {
            /// Every operation.
            pub const ALL: &'static [Op] = &[$(Op::$variant),*];

            /// The operation's row.
            pub fn row(self) -> &'static Row {
                match self {
                    $(Op::$variant => &Row {
                        name: $name,
                        shape: Shape::$shape,
                        class: Class::$class,
                        effect: Effect::$effect$((Guard::$guard))?,
                        syntax: Syntax::$syntax$(($symbol))?,
                        cost: $cost,
                        math: ops!(@math $($math)?),
                    },)*
                }
            }
        }
    };
    (@math math) => { true };
    (@math) => { false };
}

ops! {
    // variant        name                  shape          class     effect              syntax         cost
    Add               "add"                 Binary         Number    Pure                Operator("+")  1;
    Sub               "sub"                 Binary         Number    Pure                Operator("-")  1;
    Mul               "mul"                 Binary         Number    Pure                Operator("*")  1;
    Div               "div"                 Binary         Number    Guarded(Quotient)   Operator("/")  5;
    Rem               "rem"                 Binary         Number    Guarded(Remainder)  Operator("%")  8;
    Neg               "neg"                 Unary          Signed    Pure                Operator("-")  1;
    Not               "not"                 Unary          Bits      Pure                Operator("!")  1;
    And               "and"                 Binary         Bits      Pure                Operator("&")  1;
    Or                "or"                  Binary         Bits      Pure                Operator("|")  1;
    Xor               "xor"                 Binary         Bits      Pure                Operator("^")  1;
    Shl               "shl"                 Binary         Int       Pure                Operator("<<") 1;
    Shr               "shr"                 Binary         Int       Pure                Operator(">>") 1;
    Eq                "eq"                  Compare        Any       Pure                Operator("==") 1;
    Ne                "ne"                  Compare        Any       Pure                Operator("!=") 1;
    Lt                "lt"                  Compare        Any       Pure                Operator("<")  1;
    Le                "le"                  Compare        Any       Pure                Operator("<=") 1;
    Gt                "gt"                  Compare        Any       Pure                Operator(">")  1;
    Ge                "ge"                  Compare        Any       Pure                Operator(">=") 1;
    Select            "select"              Select         Any       Pure                Internal       1;
    Cast              "cast"                Cast           Any       Pure                Internal       2;
    Keep              "keep"                Unary          Any       Pure                Function       1;
    Abs               "abs"                 Unary          Signed    Pure                Method         1;
    Signum            "signum"              Unary          Signed    Pure                Method         2;
    Min               "min"                 Binary         Number    Pure                Method         2;
    Max               "max"                 Binary         Number    Pure                Method         2;
    Pow               "pow"                 WithU32        Int       Pure                Method         20;
    Clamp             "clamp"               Ternary        Number    Guarded(Limits)     Method         4;
    DivEuclid         "div_euclid"          Binary         Number    Guarded(Quotient)   Method         8;
    RemEuclid         "rem_euclid"          Binary         Number    Guarded(Remainder)  Method         10;
    WrappingAdd       "wrapping_add"        Binary         Int       Pure                Method         1;
    WrappingSub       "wrapping_sub"        Binary         Int       Pure                Method         1;
    WrappingMul       "wrapping_mul"        Binary         Int       Pure                Method         1;
    WrappingDiv       "wrapping_div"        Binary         Int       Guarded(Divisor)    Method         7;
    WrappingRem       "wrapping_rem"        Binary         Int       Guarded(RemDivisor) Method         10;
    WrappingDivEuclid "wrapping_div_euclid" Binary         Int       Guarded(Divisor)    Method         10;
    WrappingRemEuclid "wrapping_rem_euclid" Binary         Int       Guarded(RemDivisor) Method         12;
    WrappingNeg       "wrapping_neg"        Unary          Int       Pure                Method         1;
    WrappingAbs       "wrapping_abs"        Unary          SignedInt Pure                Method         1;
    WrappingShl       "wrapping_shl"        WithU32        Int       Pure                Method         1;
    WrappingShr       "wrapping_shr"        WithU32        Int       Pure                Method         1;
    WrappingPow       "wrapping_pow"        WithU32        Int       Pure                Method         20;
    SaturatingAdd     "saturating_add"      Binary         Int       Pure                Method         3;
    SaturatingSub     "saturating_sub"      Binary         Int       Pure                Method         3;
    SaturatingMul     "saturating_mul"      Binary         Int       Pure                Method         4;
    SaturatingDiv     "saturating_div"      Binary         Int       Guarded(Divisor)    Method         7;
    SaturatingNeg     "saturating_neg"      Unary          SignedInt Pure                Method         2;
    SaturatingAbs     "saturating_abs"      Unary          SignedInt Pure                Method         2;
    SaturatingPow     "saturating_pow"      WithU32        Int       Pure                Method         20;
    AbsDiff           "abs_diff"            UnsignedBinary Int       Pure                Method         3;
    UnsignedAbs       "unsigned_abs"        Unsigned       SignedInt Pure                Method         1;
    CountOnes         "count_ones"          Count          Int       Pure                Method         1;
    CountZeros        "count_zeros"         Count          Int       Pure                Method         2;
    LeadingZeros      "leading_zeros"       Count          Int       Pure                Method         1;
    LeadingOnes       "leading_ones"        Count          Int       Pure                Method         2;
    TrailingZeros     "trailing_zeros"      Count          Int       Pure                Method         1;
    TrailingOnes      "trailing_ones"       Count          Int       Pure                Method         2;
    RotateLeft        "rotate_left"         WithU32        Int       Pure                Method         1;
    RotateRight       "rotate_right"        WithU32        Int       Pure                Method         1;
    SwapBytes         "swap_bytes"          Unary          Int       Pure                Method         1;
    ReverseBits       "reverse_bits"        Unary          Int       Pure                Method         10;
    IsPositive        "is_positive"         Test           SignedInt Pure                Method         1;
    IsNegative        "is_negative"         Test           SignedInt Pure                Method         1;
    IsPowerOfTwo      "is_power_of_two"     Test           Unsigned  Pure                Method         2;
    Isqrt             "isqrt"               Unary          Unsigned  Pure                Method         20;
    MulAdd            "mul_add"             Ternary        Float     Pure                Method         1;
    Recip             "recip"               Unary          Float     Pure                Method         5;
    Sqrt              "sqrt"                Unary          Float     Pure                Method         6;
    Floor             "floor"               Unary          Float     Pure                Method         2;
    Ceil              "ceil"                Unary          Float     Pure                Method         2;
    Trunc             "trunc"               Unary          Float     Pure                Method         2;
    Round             "round"               Unary          Float     Pure                Method         4;
    RoundTiesEven     "round_ties_even"     Unary          Float     Pure                Method         2;
    Fract             "fract"               Unary          Float     Pure                Method         3;
    Copysign          "copysign"            Binary         Float     Pure                Method         3;
    IsNan             "is_nan"              Test           Float     Pure                Method         1;
    IsFinite          "is_finite"           Test           Float     Pure                Method         1;
    IsInfinite        "is_infinite"         Test           Float     Pure                Method         1;
    IsNormal          "is_normal"           Test           Float     Pure                Method         2;
    IsSubnormal       "is_subnormal"        Test           Float     Pure                Method         2;
    IsSignNegative    "is_sign_negative"    Test           Float     Pure                Method         2;
    IsSignPositive    "is_sign_positive"    Test           Float     Pure                Method         2;
    ToBits            "to_bits"             Unsigned       Float     Pure                Method         2;
    FromBits          "from_bits"           FromUnsigned   Float     Pure                Associated     1;
    NextUp            "next_up"             Unary          Float     Pure                Method         4;
    NextDown          "next_down"           Unary          Float     Pure                Method         5;
    ToDegrees         "to_degrees"          Unary          Float     Pure                Method         1;
    ToRadians         "to_radians"          Unary          Float     Pure                Method         1;
    Exp               "exp"                 Unary          Float     Pure                Method         20 math;
    Exp2              "exp2"                Unary          Float     Pure                Method         20 math;
    ExpM1             "exp_m1"              Unary          Float     Pure                Method         25 math;
    Ln                "ln"                  Unary          Float     Pure                Method         20 math;
    Ln1p              "ln_1p"               Unary          Float     Pure                Method         25 math;
    Log2              "log2"                Unary          Float     Pure                Method         20 math;
    Log10             "log10"               Unary          Float     Pure                Method         25 math;
    Log               "log"                 Binary         Float     Pure                Method         50 math;
    Sin               "sin"                 Unary          Float     Pure                Method         25 math;
    Cos               "cos"                 Unary          Float     Pure                Method         25 math;
    Tan               "tan"                 Unary          Float     Pure                Method         30 math;
    Asin              "asin"                Unary          Float     Pure                Method         30 math;
    Acos              "acos"                Unary          Float     Pure                Method         30 math;
    Atan              "atan"                Unary          Float     Pure                Method         25 math;
    Atan2             "atan2"               Binary         Float     Pure                Method         40 math;
    Sinh              "sinh"                Unary          Float     Pure                Method         30 math;
    Cosh              "cosh"                Unary          Float     Pure                Method         30 math;
    Tanh              "tanh"                Unary          Float     Pure                Method         20 math;
    Asinh             "asinh"               Unary          Float     Pure                Method         40 math;
    Acosh             "acosh"               Unary          Float     Pure                Method         40 math;
    Atanh             "atanh"               Unary          Float     Pure                Method         40 math;
    Cbrt              "cbrt"                Unary          Float     Pure                Method         25 math;
    Hypot             "hypot"               Binary         Float     Pure                Method         25 math;
    Powf              "powf"                Binary         Float     Pure                Method         50 math;
    Powi              "powi"                WithI32        Float     Pure                Method         15 math;
    Erf               "erf"                 Unary          Float     Pure                Function       30 math;
    Erfc              "erfc"                Unary          Float     Pure                Function       40 math;
    TanhApprox        "tanh_approx"         Unary          Float     Pure                Internal       15 math;
    LnApprox          "ln_approx"           Unary          Float     Pure                Internal       15 math;
    SinApprox         "sin_approx"          Unary          Float     Pure                Internal       20 math;
    CosApprox         "cos_approx"          Unary          Float     Pure                Internal       20 math;
}

impl Op {
    /// The operation with this name in IR text.
    pub fn from_name(name: &str) -> Option<Op> {
        Op::ALL.iter().copied().find(|op| op.row().name == name)
    }

    /// The operation a method call of this name stands for.
    pub fn from_method(name: &str) -> Option<Op> {
        Op::from_name(name).filter(|op| op.row().syntax == Syntax::Method)
    }

    /// The operation a call of this function of a scalar type stands for: `f64::max(a, b)`.
    pub fn from_associated(name: &str) -> Option<Op> {
        Op::from_name(name)
            .filter(|op| matches!(op.row().syntax, Syntax::Method | Syntax::Associated))
    }

    /// The operation a call of this function of the prelude stands for.
    pub fn from_function(name: &str) -> Option<Op> {
        Op::from_name(name).filter(|op| op.row().syntax == Syntax::Function)
    }

    /// Number of operands.
    pub fn arity(self) -> usize {
        match self.row().shape {
            Shape::Unary
            | Shape::Test
            | Shape::Cast
            | Shape::Count
            | Shape::Unsigned
            | Shape::FromUnsigned => 1,
            Shape::Binary
            | Shape::Compare
            | Shape::WithI32
            | Shape::WithU32
            | Shape::UnsignedBinary => 2,
            Shape::Ternary | Shape::Select => 3,
        }
    }

    /// The type of operand number `number` of the operation on `scalar`, which is the table's `T`.
    pub fn operand(self, scalar: Scalar, number: usize) -> Scalar {
        match (self.row().shape, number) {
            (Shape::WithI32, 1) => Scalar::I32,
            (Shape::WithU32, 1) => Scalar::U32,
            (Shape::Select, 0) => Scalar::Bool,
            (Shape::FromUnsigned, _) => unsigned(scalar),
            _ => scalar,
        }
    }

    /// The type of the result of the operation on `scalar`, which is the table's `T`; a cast
    /// may have any.
    pub fn result(self, scalar: Scalar) -> Scalar {
        match self.row().shape {
            Shape::Compare | Shape::Test => Scalar::Bool,
            Shape::Count => Scalar::U32,
            Shape::Unsigned | Shape::UnsignedBinary => unsigned(scalar),
            Shape::Unary
            | Shape::Binary
            | Shape::Ternary
            | Shape::Select
            | Shape::WithI32
            | Shape::WithU32
            | Shape::FromUnsigned
            | Shape::Cast => scalar,
        }
    }

    /// The table's `T` of an operation that users write, from the type of its first operand.
    pub fn scalar(self, first: Scalar) -> Scalar {
        match (self.row().shape, first) {
            (Shape::FromUnsigned, Scalar::U32) => Scalar::F32,
            (Shape::FromUnsigned, Scalar::U64) => Scalar::F64,
            _ => first,
        }
    }

    /// Whether the operation takes operands of these types and gives a result of type `result`.
    pub fn accepts(self, operands: &[Scalar], result: Scalar) -> bool {
        let Row { shape, class, .. } = *self.row();
        if operands.len() != self.arity() {
            return false;
        }
        let scalar = match shape {
            Shape::Cast => return cast_allowed(operands[0], result),
            Shape::Select => result,
            _ => self.scalar(operands[0]),
        };
        let fits = |(number, &operand)| operand == self.operand(scalar, number);
        class.holds(scalar)
            && operands.iter().enumerate().all(fits)
            && result == self.result(scalar)
    }

    /// What checks in front of it must have ruled out, evaluated on values of type `scalar`.
    pub fn guard(self, scalar: Scalar) -> Option<Guard> {
        match self.row().effect {
            Effect::Guarded(guard) if guard == Guard::Limits || scalar.is_int() => Some(guard),
            Effect::Guarded(_) | Effect::Pure => None,
        }
    }

    /// Whether evaluating it on values of type `scalar` is undefined for some operands, which a
    /// check in front of it must have ruled out.
    pub fn is_guarded(self, scalar: Scalar) -> bool {
        self.guard(scalar).is_some()
    }
}

/// The unsigned integer that is as wide.
pub fn unsigned(scalar: Scalar) -> Scalar {
    match scalar {
        Scalar::Bool => Scalar::Bool,
        Scalar::I8 | Scalar::U8 => Scalar::U8,
        Scalar::I16 | Scalar::U16 => Scalar::U16,
        Scalar::I32 | Scalar::U32 | Scalar::F32 => Scalar::U32,
        Scalar::I64 | Scalar::U64 | Scalar::F64 => Scalar::U64,
        Scalar::Isize | Scalar::Usize => Scalar::Usize,
    }
}

/// Whether Rust's `as` converts `from` into `to`.
pub fn cast_allowed(from: Scalar, to: Scalar) -> bool {
    match (from, to) {
        (Scalar::Bool, to) => !to.is_float(),
        (from, Scalar::Bool) => from == Scalar::Bool,
        _ => true,
    }
}
