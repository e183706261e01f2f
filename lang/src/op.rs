//! THE table of operations: every operation on scalars, its name, types, effect and cost.
//!
//! In: nothing. Out: [`Op`], matched without `_ =>` by the checker, the evaluator, the verifier
//! and every code generator, so that a new row makes the compiler list what is left to do.
//! What an operation computes is defined in [`crate::eval`]. Deliberately absent: memory,
//! control flow and checks, which are statements of the IR.

use crate::ty::Scalar;

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
            Class::Float => "floats",
            Class::Bits => "integers and `bool`",
            Class::Bool => "`bool`",
        }
    }
}

/// How an operation's operand types determine its result type.
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
    PowI32,
    /// `T, u32 -> T`
    PowU32,
    /// any scalar to any scalar, as Rust's `as` allows
    Cast,
}

/// What an operation may do besides computing its result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing: it may be moved, repeated and dropped freely.
    Pure,
    /// Undefined for some operands: for integers it stands behind a check that rules them out
    /// and must not be moved in front of it. For floats it is pure.
    Guarded,
}

/// How an operation is written in a kernel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// An infix or prefix operator.
    Operator(&'static str),
    /// A method of the same name as the operation.
    Method,
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
    ($($variant:ident $name:literal $shape:ident $class:ident $effect:ident
       $syntax:ident$(($symbol:literal))? $cost:literal $($math:ident)?;)*) => {
        /// An operation on scalars.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
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
                        effect: Effect::$effect,
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
    // variant   name            shape   class  effect  syntax          cost
    Add          "add"           Binary  Number Pure    Operator("+")   1;
    Sub          "sub"           Binary  Number Pure    Operator("-")   1;
    Mul          "mul"           Binary  Number Pure    Operator("*")   1;
    Div          "div"           Binary  Number Guarded Operator("/")   5;
    Rem          "rem"           Binary  Number Guarded Operator("%")   8;
    Neg          "neg"           Unary   Signed Pure    Operator("-")   1;
    Not          "not"           Unary   Bits   Pure    Operator("!")   1;
    And          "and"           Binary  Bits   Pure    Operator("&")   1;
    Or           "or"            Binary  Bits   Pure    Operator("|")   1;
    Xor          "xor"           Binary  Bits   Pure    Operator("^")   1;
    Shl          "shl"           Binary  Int    Pure    Operator("<<")  1;
    Shr          "shr"           Binary  Int    Pure    Operator(">>")  1;
    Eq           "eq"            Compare Any    Pure    Operator("==")  1;
    Ne           "ne"            Compare Any    Pure    Operator("!=")  1;
    Lt           "lt"            Compare Any    Pure    Operator("<")   1;
    Le           "le"            Compare Any    Pure    Operator("<=")  1;
    Gt           "gt"            Compare Any    Pure    Operator(">")   1;
    Ge           "ge"            Compare Any    Pure    Operator(">=")  1;
    Select       "select"        Select  Any    Pure    Internal        1;
    Cast         "cast"          Cast    Any    Pure    Internal        2;
    Abs          "abs"           Unary   Signed Pure    Method          1;
    Signum       "signum"        Unary   Signed Pure    Method          2;
    Min          "min"           Binary  Number Pure    Method          2;
    Max          "max"           Binary  Number Pure    Method          2;
    Pow          "pow"           PowU32  Int    Pure    Method          20;
    MulAdd       "mul_add"       Ternary Float  Pure    Method          1;
    Recip        "recip"         Unary   Float  Pure    Method          5;
    Sqrt         "sqrt"          Unary   Float  Pure    Method          6;
    Floor        "floor"         Unary   Float  Pure    Method          2;
    Ceil         "ceil"          Unary   Float  Pure    Method          2;
    Trunc        "trunc"         Unary   Float  Pure    Method          2;
    Round        "round"         Unary   Float  Pure    Method          4;
    RoundTiesEven "round_ties_even" Unary Float Pure    Method          2;
    Fract        "fract"         Unary   Float  Pure    Method          3;
    Copysign     "copysign"      Binary  Float  Pure    Method          3;
    IsNan        "is_nan"        Test    Float  Pure    Method          1;
    IsFinite     "is_finite"     Test    Float  Pure    Method          1;
    IsInfinite   "is_infinite"   Test    Float  Pure    Method          1;
    Exp          "exp"           Unary   Float  Pure    Method          20 math;
    Exp2         "exp2"          Unary   Float  Pure    Method          20 math;
    ExpM1        "exp_m1"        Unary   Float  Pure    Method          25 math;
    Ln           "ln"            Unary   Float  Pure    Method          20 math;
    Ln1p         "ln_1p"         Unary   Float  Pure    Method          25 math;
    Log2         "log2"          Unary   Float  Pure    Method          20 math;
    Log10        "log10"         Unary   Float  Pure    Method          25 math;
    Log          "log"           Binary  Float  Pure    Method          50 math;
    Sin          "sin"           Unary   Float  Pure    Method          25 math;
    Cos          "cos"           Unary   Float  Pure    Method          25 math;
    Tan          "tan"           Unary   Float  Pure    Method          30 math;
    Asin         "asin"          Unary   Float  Pure    Method          30 math;
    Acos         "acos"          Unary   Float  Pure    Method          30 math;
    Atan         "atan"          Unary   Float  Pure    Method          25 math;
    Atan2        "atan2"         Binary  Float  Pure    Method          40 math;
    Sinh         "sinh"          Unary   Float  Pure    Method          30 math;
    Cosh         "cosh"          Unary   Float  Pure    Method          30 math;
    Tanh         "tanh"          Unary   Float  Pure    Method          20 math;
    Asinh        "asinh"         Unary   Float  Pure    Method          40 math;
    Acosh        "acosh"         Unary   Float  Pure    Method          40 math;
    Atanh        "atanh"         Unary   Float  Pure    Method          40 math;
    Cbrt         "cbrt"          Unary   Float  Pure    Method          25 math;
    Hypot        "hypot"         Binary  Float  Pure    Method          25 math;
    Powf         "powf"          Binary  Float  Pure    Method          50 math;
    Powi         "powi"          PowI32  Float  Pure    Method          15 math;
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

    /// Number of operands.
    pub fn arity(self) -> usize {
        match self.row().shape {
            Shape::Unary | Shape::Test | Shape::Cast => 1,
            Shape::Binary | Shape::Compare | Shape::PowI32 | Shape::PowU32 => 2,
            Shape::Ternary | Shape::Select => 3,
        }
    }

    /// Whether the operation takes operands of these types and gives a result of type `result`.
    pub fn accepts(self, operands: &[Scalar], result: Scalar) -> bool {
        let Row { shape, class, .. } = *self.row();
        let all = |scalar: Scalar| class.holds(scalar) && operands.iter().all(|&o| o == scalar);
        if operands.len() != self.arity() {
            return false;
        }
        match shape {
            Shape::Unary | Shape::Binary | Shape::Ternary => all(result),
            Shape::Compare | Shape::Test => all(operands[0]) && result == Scalar::Bool,
            Shape::Select => operands == [Scalar::Bool, result, result] && class.holds(result),
            Shape::PowI32 => operands == [result, Scalar::I32] && class.holds(result),
            Shape::PowU32 => operands == [result, Scalar::U32] && class.holds(result),
            Shape::Cast => cast_allowed(operands[0], result),
        }
    }

    /// Whether evaluating it on values of type `scalar` is undefined for some operands, which a
    /// check in front of it must have ruled out.
    pub fn is_guarded(self, scalar: Scalar) -> bool {
        self.row().effect == Effect::Guarded && scalar.is_int()
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
