//! What to write instead: names and habits from Python, C, NumPy and the rest of Rust.
//!
//! In: something that was refused. Out: the nearest form that a kernel supports, as a sentence
//! for a help text, or nothing. Always true: every form named here is accepted. Deliberately
//! absent: misspelt names, for which the caller searches the names it knows.

use super::infer::{Type, conversion};
use crate::op::Op;
use crate::ty::{ArrayTy, Scalar};

/// What is known about a method that arrays do not have in a kernel.
pub(super) struct ArrayAdvice {
    /// Whether the method exists in Rust or NumPy.
    pub(super) is_known: bool,
    /// What to write.
    pub(super) help: Option<String>,
}

/// Whether the name is a module of another language that has numeric functions.
pub(super) fn is_module(name: &str) -> bool {
    matches!(name, "np" | "numpy" | "math" | "Math" | "cmath" | "scipy" | "jnp" | "torch" | "std")
}

/// Help for a name that is no variable.
pub(super) fn unknown_name(name: &str) -> Option<String> {
    let meant = match name {
        "PI" | "pi" | "M_PI" => "std::f64::consts::PI",
        "TAU" | "tau" => "std::f64::consts::TAU",
        "E" | "M_E" => "std::f64::consts::E",
        "SQRT_2" | "LN_2" | "LN_10" | "FRAC_PI_2" | "FRAC_PI_4" => {
            return Some(format!("write `std::f64::consts::{name}`"));
        }
        "inf" | "Inf" | "INFINITY" | "Infinity" => "f64::INFINITY",
        "nan" | "NaN" | "NAN" => "f64::NAN",
        "EPSILON" | "eps" | "DBL_EPSILON" => "f64::EPSILON",
        "True" => "true",
        "False" => "false",
        _ => return None,
    };
    Some(format!("write `{meant}`"))
}

/// Help for an operator on a type that does not have it.
pub(super) fn bad_operand(op: Op, ty: Type, text: &str) -> Option<String> {
    match (op, ty) {
        (Op::Neg, Type::Scalar(scalar)) if scalar.is_int() => {
            Some(format!("convert it to a signed type first: `-({text} as i64)`"))
        }
        (Op::Neg, _) if ty == Type::BOOL => Some(format!("write `!{text}`")),
        (Op::Not, _) if ty.is_float() => Some(format!("write `-{text}` or `{text} == 0.0`")),
        (Op::Xor, _) if ty.is_float() => {
            Some("for a power write `x.powf(y)`, or `x.powi(n)` for an integer `n`".to_owned())
        }
        (Op::And | Op::Or, _) if ty.is_float() => Some(format!("compare first: `{text} != 0.0`")),
        (Op::Shl | Op::Shr, _) if ty.is_float() => {
            Some("multiply or divide by a power of two".to_owned())
        }
        _ if ty == Type::BOOL => {
            conversion(text, ty, Scalar::I32).map(|converted| format!("convert it: `{converted}`"))
        }
        _ => None,
    }
}

/// The operation that other languages call by this name.
fn alias(name: &str) -> Option<Op> {
    Some(match name {
        "fabs" | "absolute" | "labs" | "fabsf" => Op::Abs,
        "sqrtf" | "sqrtl" => Op::Sqrt,
        "sign" | "sgn" => Op::Signum,
        "fmin" | "minimum" | "fminf" | "minf" => Op::Min,
        "fmax" | "maximum" | "fmaxf" | "maxf" => Op::Max,
        "arcsin" => Op::Asin,
        "arccos" => Op::Acos,
        "arctan" => Op::Atan,
        "arctan2" => Op::Atan2,
        "arcsinh" | "arsinh" => Op::Asinh,
        "arccosh" | "arcosh" => Op::Acosh,
        "arctanh" | "artanh" => Op::Atanh,
        "expm1" => Op::ExpM1,
        "log1p" | "ln1p" => Op::Ln1p,
        "loge" | "logf" => Op::Ln,
        "expf" => Op::Exp,
        "power" => Op::Powf,
        "fma" => Op::MulAdd,
        "rint" | "nearbyint" | "round_even" => Op::RoundTiesEven,
        "ceiling" => Op::Ceil,
        "fix" => Op::Trunc,
        "isnan" => Op::IsNan,
        "isfinite" => Op::IsFinite,
        "isinf" => Op::IsInfinite,
        "reciprocal" => Op::Recip,
        _ => return None,
    })
}

/// Help for a method that a number does not have in a kernel.
pub(super) fn scalar_method(name: &str, ty: Type, receiver: &str) -> Option<String> {
    let float = ty.is_float();
    let text = match name {
        "pow" if float => {
            format!("write `{receiver}.powi(n)` for an integer `n`, or `{receiver}.powf(y)`")
        }
        "powi" | "powf" if ty.is_int() => format!("write `{receiver}.pow(n)` with `n` a `u32`"),
        "to_radians" => format!("write `{receiver} * (std::f64::consts::PI / 180.0)`"),
        "to_degrees" => format!("write `{receiver} * (180.0 / std::f64::consts::PI)`"),
        "clamp" | "clip" => format!("write `{receiver}.max(low).min(high)`"),
        "sin_cos" => {
            let converted = conversion(receiver, ty, Scalar::F64)?;
            format!("write `({converted}).sin_cos()`")
        }
        "square" | "sqr" | "sq" => format!("write `{receiver} * {receiver}`"),
        "abs" if ty.is_int() => format!("`{receiver}` is never negative: leave `abs` out"),
        "rem_euclid" | "modulo" if float => {
            format!("write `{receiver} - m * ({receiver} / m).floor()`")
        }
        "abs_diff" => format!("write `{receiver}.max(y) - {receiver}.min(y)`"),
        "wrapping_add" => format!("write `{receiver} + y`: integers wrap"),
        "wrapping_sub" => format!("write `{receiver} - y`: integers wrap"),
        "wrapping_mul" => format!("write `{receiver} * y`: integers wrap"),
        "exp10" if float => format!("write `10.0_f64.powf({receiver})`"),
        "clone" | "to_owned" | "into" => "leave it out: numbers are copied".to_owned(),
        "is_sign_negative" => format!("write `{receiver} < 0.0`"),
        "is_sign_positive" => format!("write `{receiver} > 0.0`"),
        _ => return method_of_class(name, ty, receiver),
    };
    Some(text)
}

/// Help for a method that another type has, or that is called otherwise elsewhere.
fn method_of_class(name: &str, ty: Type, receiver: &str) -> Option<String> {
    let op = alias(name).or_else(|| Op::from_method(name))?;
    if ty.may_be(op.row().class) {
        return Some(format!("write `{}`", call_of(op, &[receiver])));
    }
    let needs = op.row().class.words();
    if op.row().class.holds(Scalar::F64) && ty.is_int() {
        let converted = conversion(receiver, ty, Scalar::F64)?;
        return Some(format!(
            "`{}` works on {needs}: `{}`",
            op.row().name,
            call_of(op, &[&converted])
        ));
    }
    Some(format!("`{}` works on {needs}", op.row().name))
}

/// The call of an operation as a method, on arguments as far as they are given.
fn call_of(op: Op, args: &[&str]) -> String {
    let names = ["x", "y", "z"];
    let part = |number: usize| args.get(number).copied().unwrap_or(names[number.min(2)]);
    let rest: Vec<&str> = (1..op.arity()).map(part).collect();
    let receiver = part(0);
    let simple =
        receiver.chars().all(|letter| letter.is_alphanumeric() || "_.[]()".contains(letter));
    match simple && !receiver.starts_with('(') {
        true => format!("{receiver}.{}({})", op.row().name, rest.join(", ")),
        false => format!("({receiver}).{}({})", op.row().name, rest.join(", ")),
    }
}

/// Help for a function that does not exist.
pub(super) fn function(name: &str, args: &[&str]) -> Option<String> {
    let first = args.first().copied().unwrap_or("x");
    let text = match name {
        "float" | "double" | "float64" => format!("write `{first} as f64`"),
        "int" => format!("write `{first} as i64`"),
        "len" => format!("write `{first}.len()`"),
        "range" | "prange" | "arange" => "write `for i in 0..n { .. }`".to_owned(),
        "pow" | "power" => {
            format!("write `{first}.powi(n)` for an integer `n`, or `{first}.powf(y)`")
        }
        "log" if args.len() < 2 => format!("write `{}`", call_of(Op::Ln, args)),
        "clip" | "clamp" => format!("write `{first}.max(low).min(high)`"),
        "zeros" | "ones" | "empty" | "array" => {
            "write a fixed array, `[0.0; 8]`, or pass the array as a parameter".to_owned()
        }
        "sum" | "mean" | "prod" | "dot" => {
            "write a loop: `for i in 0..a.len() { total += a[i]; }`".to_owned()
        }
        _ => match Scalar::from_name(name) {
            Some(scalar) => format!("write `{first} as {scalar}`"),
            None => {
                let op = alias(name).or_else(|| Op::from_method(name))?;
                format!("write `{}`", call_of(op, args))
            }
        },
    };
    Some(text)
}

/// Help for a call with the wrong number of arguments.
pub(super) fn count(name: &str, wanted: usize) -> Option<String> {
    match (name, wanted) {
        ("log", 1) => Some("for the natural logarithm write `ln()`".to_owned()),
        ("sqrt" | "exp" | "sin" | "cos" | "tanh" | "abs", 0) => {
            Some(format!("the number stands in front: `x.{name}()`"))
        }
        _ => None,
    }
}

/// Help for a method of an array.
pub(super) fn array_method(name: &str, array: &str, ty: ArrayTy) -> ArrayAdvice {
    let element = match ty.rank {
        1 => format!("{array}[i]"),
        2 => format!("{array}[[i, j]]"),
        _ => format!("{array}[[i, j, ..]]"),
    };
    let help = match name {
        "iter" | "iter_mut" | "into_iter" | "indexed_iter" | "enumerate" | "for_each" => {
            format!("run over the indices and use `{element}`")
        }
        "sum" | "product" | "mean" | "fold" | "dot" | "std" | "var" | "min" | "max" | "norm" => {
            format!("write a loop over `{element}`")
        }
        "get" | "get_mut" | "uget" | "at" | "item" | "get_unchecked" => {
            format!("index it: `{element}`")
        }
        "row" | "column" | "slice" | "slice_mut" | "t" | "diag" | "index_axis"
        | "reversed_axes" | "swap_axes" | "rows" | "columns" | "outer_iter" | "axis_iter"
        | "windows" | "chunks" => {
            format!("index the array itself: `{element}`")
        }
        "map" | "mapv" | "mapv_inplace" | "map_inplace" | "fill" | "assign" | "swap" | "copy" => {
            format!("assign in a loop: `{element} = ..`")
        }
        "view" | "view_mut" => {
            "a view can only be passed to a function that takes one, as its argument".to_owned()
        }
        "shape" if !ty.is_slice() => format!("take one extent: `{array}.shape()[0]`"),
        "raw_dim" if !ty.is_slice() => {
            format!("take one extent: `{array}.shape()[0]`")
        }
        "shape" | "dim" | "nrows" | "size" | "length" | "count" => {
            format!("write `{array}.len()`")
        }
        "ncols" if ty.rank > 1 => format!("write `{array}.shape()[1]`"),
        "ndim" => format!("`{array}` has rank {}: write the number", ty.rank),
        _ => return ArrayAdvice { is_known: false, help: nearest_query(name, array, ty) },
    };
    ArrayAdvice { is_known: true, help: Some(help) }
}

/// The query of an array that is most like the name.
fn nearest_query(name: &str, array: &str, ty: ArrayTy) -> Option<String> {
    let known: &[&str] = match (ty.is_slice(), ty.rank) {
        (true, _) => &["len", "is_empty"],
        (false, 1) => &["len", "is_empty", "dim", "shape", "len_of"],
        (false, 2) => &["len", "is_empty", "nrows", "ncols", "dim", "shape", "len_of"],
        (false, _) => &["len", "is_empty", "dim", "shape", "len_of"],
    };
    let meant = super::names::nearest(name, known.iter().copied())?;
    Some(match meant {
        "shape" => format!("did you mean `{array}.shape()[0]`?"),
        "len_of" => format!("did you mean `{array}.len_of(Axis(0))`?"),
        _ => format!("did you mean `{array}.{meant}()`?"),
    })
}
